"""The pace of a real process over HTTP: thousands of messages wait while people talk.

Real time, so it is short here; by hand `KLINIK_RATE_MESSAGES=3000` (a hundred seconds).
"""

import asyncio
import logging
import os
import random
import sqlite3
import statistics
from contextlib import closing
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

import pytest
from sqlalchemy import insert

from models.database import Database, migrate
from models.outbox import OutboxClass, OutboxRow, OutboxState
from simulator.flood import Flood, Model
from simulator.ledger import Entry
from simulator.phone import Phone
from simulator.world import World
from tests.processes import bot_settings, klinik_run, served, until

MESSAGES = int(os.environ.get("KLINIK_RATE_MESSAGES", "240"))
OWNERS = 20
PERMITTED = 30.0
#: Of the permitted rate; a short run on a busy machine only shows that nothing is refused.
SHARES: dict[Model, float] = {"window": 0.97, "bucket": 0.99}
WHOLE_RUN = 3000
_DELIVERED = "Pengumuman"
logger = logging.getLogger(__name__)

pytestmark = [pytest.mark.crash, pytest.mark.no_transcript]


@dataclass
class Talking:
    """Owners who ask for help, each when their chat was silent for a while."""

    world: World
    chance: random.Random
    phones: list[Phone] = field(default_factory=list)
    over: asyncio.Event = field(default_factory=asyncio.Event)

    async def owner(self, number: int) -> None:
        phone = self.world.phone(self.world.add_person(f"Pemilik {number}"))
        self.phones.append(phone)
        await asyncio.sleep(self.chance.uniform(0, 2))
        while not self.over.is_set():
            phone.send_text("/bantuan")
            await asyncio.sleep(self.chance.uniform(1.5, 3.5))


def fill(file: Path, world: World) -> None:
    """Messages to people who did not ask for them, all due."""
    database = Database(f"sqlite:///{file}")
    migrate(database)
    now = datetime.now(UTC)
    people = [world.add_person(f"Penerima {n}") for n in range(MESSAGES)]
    for person in people:
        person.started = True
        world.chat(person.id)
    with database.write() as session:
        session.execute(
            insert(OutboxRow),
            [
                {
                    "chat_id": person.id,
                    "category": OutboxClass.NOTICE,
                    "payload": {"text": f"{_DELIVERED} {person.id}"},
                    "state": OutboxState.WAITING,
                    "attempts": 0,
                    "not_before": now,
                    "created_at": now,
                }
                for person in people
            ],
        )
    database.close()


@pytest.mark.parametrize("model", list(SHARES))
async def test_the_whole_rate_and_replies_first(tmp_path: Path, model: Model) -> None:
    world = World()
    world.flood = Flood(world.monotonic, model=model)
    file = tmp_path / "klinik.db"
    fill(file, world)
    async with served(world) as address:
        limits = {"OVERALL_PER_SECOND": "30", "CHAT_PER_SECOND": "1", "GROUP_PER_MINUTE": "20"}
        settings = bot_settings(world, address, file)
        settings |= {f"KLINIK_LIMITS__{name}": value for name, value in limits.items()}
        bot = klinik_run(settings, tmp_path)
        await bot.start()
        await until(lambda: notices(world))
        talking = Talking(world, random.Random(11))  # noqa: S311  # repeatable
        async with asyncio.TaskGroup() as group:
            for number in range(OWNERS):
                group.create_task(talking.owner(number))
            await until(lambda: len(notices(world)) == MESSAGES, MESSAGES / 10 + 30)
            talking.over.set()
        await until(lambda: not waiting(file))
        await bot.stop()
    judge(world, file, talking, SHARES[model])


def notices(world: World) -> list[Entry]:
    return [e for e in world.ledger.of("sendMessage") if _DELIVERED in e.params["text"]]


def waiting(file: Path) -> int:
    with closing(sqlite3.connect(f"file:{file}?mode=ro", uri=True)) as connection:
        query = "SELECT count(*) FROM outbox WHERE state = 'waiting'"
        return int(connection.execute(query).fetchone()[0])


def judge(world: World, file: Path, talking: Talking, share: float) -> None:
    assert world.flood.refused == 0
    sent = notices(world)
    assert len({e.chat_id for e in sent}) == len(sent) == MESSAGES
    began, ended = sent[0].monotonic, sent[-1].monotonic
    counted = [e for e in world.ledger.of("sendMessage") if began <= e.monotonic <= ended]
    rate = (len(counted) - 1) / (ended - began)
    waits = sorted(reply_waits(world, file, talking))
    middle, worst = statistics.median(waits), waits[-1]
    told = f"{rate:.2f}/s, replies {middle:.3f} s, worst {worst:.3f} s, {len(waits)} of them"
    assert len(waits) > OWNERS, told
    logger.info(told)
    if MESSAGES < WHOLE_RUN:
        return
    assert rate >= share * PERMITTED, told
    assert middle <= 0.1, told
    assert worst <= 1.0, told


def reply_waits(world: World, file: Path, talking: Talking) -> list[float]:
    """Seconds from a reply's commit (or a little before) to its arrival."""
    waits = []
    with closing(sqlite3.connect(f"file:{file}?mode=ro", uri=True)) as connection:
        for phone in talking.phones:
            chat_id = phone.person.id
            query = "SELECT created_at, message_id FROM outbox WHERE chat_id = ? ORDER BY id"
            arrived = {e.message_id: e.at for e in world.ledger.of("sendMessage", chat_id=chat_id)}
            waits += [
                (arrived[message_id] - datetime.fromisoformat(f"{at}+00:00")).total_seconds()
                for at, message_id in connection.execute(query, (chat_id,))
            ]
    return waits
