"""Nonsense for a while into a real process: it goes on, its memory stays, people are answered.

Short here; by hand `KLINIK_ODD_SECONDS=60`.
"""

import asyncio
import json
import os
import random
import time
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any

import aiohttp
import pytest

from simulator.delivery import SECRET_HEADER
from simulator.phone import Phone
from simulator.process import BotProcess
from simulator.world import World
from tests.odd import odd_update
from tests.processes import bot_settings, closed_port, klinik_run, served, until

SECONDS = float(os.environ.get("KLINIK_ODD_SECONDS", "3"))
_AT_ONCE = 50
_MOST_GROWN_KIB = 16_000
_SECRET = "a-secret-of-tests"  # noqa: S105  # it opens nothing

pytestmark = [pytest.mark.crash, pytest.mark.no_transcript]

Pour = Callable[[int], Awaitable[int]]


async def test_polling(tmp_path: Path) -> None:
    draw, world = random.Random(3), World(flood=False)  # noqa: S311  # nonsense
    async with served(world) as address:
        settings = bot_settings(world, address, tmp_path / "klinik.db")
        bot = klinik_run(settings, tmp_path)
        await bot.start()

        async def pour(number: int) -> int:
            for more in range(_AT_ONCE):
                world.updates.inject(_sayable(odd_update(draw, 800_000_000 + number + more)))
            await until(lambda: len(world.updates) < _AT_ONCE)
            return _AT_ONCE

        try:
            await _goes_on(bot, world, pour)
        finally:
            await bot.stop()


async def test_webhook(tmp_path: Path) -> None:
    draw, world = random.Random(4), World(flood=False)  # noqa: S311  # nonsense
    port = closed_port()
    url = f"http://127.0.0.1:{port}/telegram"
    async with served(world) as address, aiohttp.ClientSession() as http:
        bot = klinik_run(
            bot_settings(world, address, tmp_path / "klinik.db")
            | {
                "KLINIK_TELEGRAM__MODE": "webhook",
                "KLINIK_TELEGRAM__WEBHOOK_URL": url,
                "KLINIK_TELEGRAM__WEBHOOK_SECRET": _SECRET,
                "KLINIK_TELEGRAM__LISTEN": f"127.0.0.1:{port}",
            },
            tmp_path,
        )
        await bot.start()

        async def post(data: bytes) -> int:
            async with http.post(url, data=data, headers={SECRET_HEADER: _SECRET}) as answer:
                return answer.status

        async def pour(number: int) -> int:
            odd = [odd_update(draw, 900_000_000 + number + more) for more in range(_AT_ONCE)]
            nonsense = [draw.randbytes(draw.randrange(2_000)), b"[" * 5_000, b"null", b'"\\ud800"']
            genuine = await asyncio.gather(*(post(json.dumps(one).encode()) for one in odd))
            assert set(genuine) == {200}
            assert {await post(one) for one in nonsense} == {400}
            return _AT_ONCE

        try:
            await _goes_on(bot, world, pour)
        finally:
            await bot.stop()


async def _goes_on(bot: BotProcess, world: World, pour: Pour) -> None:
    """Pour nonsense for SECONDS; the memory is compared once caches and pools are filled."""
    owner = world.phone(world.add_person("Rehulina"))
    await _is_answered(owner, "/start")
    poured, warm, began = 0, 0, time.monotonic()
    while time.monotonic() - began < SECONDS:
        poured += await pour(poured)
        if not warm and time.monotonic() - began > SECONDS / 3:
            warm = _kibibytes(bot)
    await _is_answered(owner, "/bantuan")
    grown = _kibibytes(bot) - warm
    assert poured > SECONDS * _AT_ONCE / 4
    assert bot.exit is None
    assert grown < _MOST_GROWN_KIB, f"{grown} KiB more after {poured} updates"


def _sayable(odd: Any) -> Any:
    """Without the half of a letter that the simulator's answers cannot carry."""
    return json.loads(json.dumps(odd).replace("\\ud800", ""))


async def _is_answered(owner: Phone, words: str) -> None:
    before = len(owner.messages())
    owner.send_text(words)
    await until(lambda: len(owner.messages()) > before + 1)


def _kibibytes(bot: BotProcess) -> int:
    """What the process holds in memory."""
    status = Path(f"/proc/{bot.pid}/status").read_text()
    return int(status.partition("VmRSS:")[2].split()[0])
