"""The webhook: 200 only for what is committed, and nothing that comes in hurts it."""

import asyncio
import json
import os
import random
import resource
import sqlite3
from collections.abc import AsyncIterator
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest

from models.database import Database, migrate
from models.ingress import ProcessedUpdate, Quarantine
from simulator.clock import SimulatedClock
from simulator.phone import Phone
from simulator.world import World
from tests.clocks import NOW
from tests.hooked import PUBLIC, SECRET, Hooked, hooked
from tests.odd import odd_update
from tests.services import count

#: Rounds of nonsense; more by hand.
ODD_ROUNDS = int(os.environ.get("KLINIK_ODD_ROUNDS", "150"))
NONSENSE: list[Any] = [[], "x", {"update_id": -1}, {"update_id": 2**80}, {"update_id": True}]


@pytest.fixture
def world() -> World:
    return World(now=SimulatedClock.frozen(NOW), flood=False)


@pytest.fixture
def database(database_url: str) -> Database:
    opened = Database(database_url)
    migrate(opened)
    return opened


@pytest.fixture
async def clinic(
    world: World, database: Database, database_url: str, tmp_path: Path
) -> AsyncIterator[Hooked]:
    async with hooked(world, database_url, str(tmp_path / "files")) as opened:
        yield opened
    database.close()


@pytest.fixture
def ani(world: World) -> Phone:
    return world.phone(world.add_person("Ani"))


def sent(world: World, phone: Phone, text: str) -> dict[str, Any]:
    """The raw update of a message that *phone* sends; nobody has delivered it yet."""
    phone.send_text(text)
    return world.updates.take(100)[-1]


async def test_what_is_acknowledged_is_committed(
    clinic: Hooked, world: World, database: Database, ani: Phone
) -> None:
    raw = sent(world, ani, "/start")
    assert await clinic.delivered(raw) == 200
    assert count(database, ProcessedUpdate) == 1
    await clinic.bot.quiet()
    assert "Klinik Ekspor" in ani.messages()[-1]["text"]


async def test_an_update_delivered_again_changes_nothing(
    clinic: Hooked, world: World, database: Database, ani: Phone
) -> None:
    raw = sent(world, ani, "/start")
    statuses = await asyncio.gather(*(clinic.delivered(raw) for _ in range(8)))
    statuses.append(await clinic.delivered(raw))
    assert statuses == [200] * 9
    await clinic.bot.quiet()
    assert count(database, ProcessedUpdate) == 1
    assert len(world.ledger.of("sendMessage")) == 1


async def test_only_who_knows_the_secret_is_heard(
    clinic: Hooked, world: World, database: Database, ani: Phone
) -> None:
    raw = sent(world, ani, "/start")
    for secret in ("", "wrong", "é", "a" * 10_000):
        assert await clinic.delivered(raw, secret=secret) in {400, 403}
    assert count(database, ProcessedUpdate) == 0


async def test_messages_of_a_chat_are_worked_off_as_they_come(
    clinic: Hooked, world: World, ani: Phone
) -> None:
    raws = [sent(world, ani, text) for text in ("/start", "/bahasa", "/bantuan")]
    statuses = await asyncio.gather(*(clinic.delivered(raw) for raw in raws))
    assert statuses == [200] * 3
    await clinic.bot.quiet()
    assert "Disperindag" in ani.messages()[-1]["text"]


async def test_a_busy_database_is_waited_for(
    world: World, ani: Phone, sqlite_database_url: str, tmp_path: Path
) -> None:
    migrate(Database(sqlite_database_url))
    file = sqlite_database_url.removeprefix("sqlite:///")
    async with hooked(world, sqlite_database_url, str(tmp_path / "files")) as clinic:
        other = sqlite3.connect(file, isolation_level=None)
        other.execute("BEGIN IMMEDIATE")
        raw = sent(world, ani, "/start")
        loop = asyncio.get_running_loop()
        both = [loop.create_task(clinic.delivered(raw)) for _ in range(2)]
        done, _ = await asyncio.wait(both, timeout=0.5)
        assert not done
        other.execute("ROLLBACK")
        other.close()
        assert await asyncio.gather(*both) == [200, 200]
        await clinic.bot.quiet()
        assert len(world.ledger.of("sendMessage")) == 1


async def test_who_stops_takes_nothing_in(clinic: Hooked, world: World, ani: Phone) -> None:
    clinic.bot.webhook.closing = True
    assert await clinic.delivered(sent(world, ani, "/start")) == 503


async def test_nothing_that_comes_in_hurts(
    clinic: Hooked, world: World, database: Database, ani: Phone
) -> None:
    draw = random.Random(5)  # noqa: S311  # nonsense, always the same
    await clinic.delivered(sent(world, ani, "/start"))
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    for number in range(ODD_ROUNDS):
        assert await clinic.posted(draw.randbytes(draw.randrange(2_000))) == 400
        for nonsense in NONSENSE:
            assert await clinic.posted(json.dumps(nonsense)) == 400
        assert await clinic.delivered(odd_update(draw, 900_000_000 + number)) == 200
    assert await clinic.posted(BytesIO(b"[" * 1_200_000)) == 400
    assert await clinic.posted(b"[" * 200_000) == 400
    assert await clinic.delivered(sent(world, ani, "/bantuan")) == 200
    await clinic.bot.quiet()
    assert "Disperindag" in ani.messages()[-1]["text"]
    assert count(database, ProcessedUpdate) == ODD_ROUNDS + 2
    grown = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before
    assert grown < 60_000, f"{grown} KiB more"
    assert count(database, Quarantine) < ODD_ROUNDS


async def test_health_and_metrics(clinic: Hooked, world: World, ani: Phone) -> None:
    await clinic.delivered(sent(world, ani, "/start"))
    await clinic.bot.quiet()
    assert await clinic.got("/healthz") == (200, '{"status":"ok"}')
    assert await clinic.got("/readyz") == (200, '{"status":"ok"}')
    status, text = await clinic.got("/metrics")
    assert status == 200
    for line in (
        'klinik_updates_total{outcome="worked_off"} 1.0',
        "klinik_turn_seconds_count 1.0",
        'klinik_messages_total{category="reply",outcome="sent"} 1.0',
        "klinik_floods_total 0.0",
        "klinik_database_up 1.0",
        'klinik_queue{queue="outbox_reply"} 0.0',
        'klinik_queue_age_seconds{queue="jobs"} 0.0',
        "klinik_quarantine 0.0",
    ):
        assert line in text.splitlines(), text


async def test_telegram_is_told_where_to_deliver(clinic: Hooked, world: World) -> None:
    await clinic.bot.quiet()
    told = world.ledger.of("setWebhook")[0].params
    assert (told["url"], told["secret_token"]) == (PUBLIC, SECRET)
    assert "chat_member" not in told["allowed_updates"]
