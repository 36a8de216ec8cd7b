"""The bot is killed again and again while people fill the longest form: albums, edits, choices."""

import asyncio
import os
import random
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from tests.offices import Office, opened
from tests.people import seeds
from tests.people.maker import Maker
from tests.processes import until

pytestmark = [pytest.mark.crash, pytest.mark.no_transcript]

ROUNDS = int(os.environ.get("KLINIK_CRASH_PRODUCT_ROUNDS", "40"))
SEED = int(os.environ.get("KLINIK_CRASH_SEED", "0")) or random.SystemRandom().randrange(10**6)
AT_ONCE = 6
_PATIENCE = 120.0


async def _somebody(office: Office) -> Maker:
    """Another owner, whose business is registered."""
    number = len(office.people) + 1
    phone, chance = office.somebody(known=True), office.chance("maker", number)
    maker = Maker(office.world, phone, chance, album=chance.randint(1, 5))
    office.people.append(maker)
    await office.writes(seeds.owner(office.world, phone, number))
    return maker


@pytest.fixture
async def office(tmp_path: Path) -> AsyncIterator[Office]:
    async with opened(tmp_path, SEED) as office:
        yield office


async def test_kills_lose_no_answer_and_no_photo_and_double_none(office: Office) -> None:
    async with asyncio.TaskGroup() as group:
        stopping = asyncio.Event()
        coming = [group.create_task(_come(office, stopping)) for _ in range(AT_ONCE)]
        chance = office.chance("kills")
        for _ in range(ROUNDS):
            await _live_and_die(office, chance)
        stopping.set()
        office.world.faults.clear()
        await office.bot.start()
        _done, late = await asyncio.wait(coming, timeout=_PATIENCE)
        assert not late, office.unfinished()
    waiting = "SELECT id FROM stored_file WHERE state = 'waiting'"
    await until(lambda: not len(office.world.updates) and not office.rows(waiting))
    await office.bot.stop()
    office.judge()
    assert office.rows("SELECT * FROM quarantine") == []


async def _come(office: Office, stopping: asyncio.Event) -> None:
    while not stopping.is_set():
        await (await _somebody(office)).comes()


async def _live_and_die(office: Office, chance: random.Random) -> None:
    world = office.world
    calls = world.calls
    await office.bot.start()
    await until(lambda: world.calls > calls)
    if chance.random() < 0.3:
        world.faults.drop_after(chance.choice(("sendMessage", "editMessageText")), times=2)
    await asyncio.sleep(chance.uniform(0.1, 1.2))
    await office.bot.kill()
    world.updates.redeliver_confirmed = chance.random() < 0.3
