"""The bot is killed again and again while people fill the longest form: albums, edits, choices."""

import asyncio
import json
import os
import random
import sqlite3
from collections.abc import AsyncIterator
from contextlib import closing
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from models.database import Database, migrate
from models.person import Person
from models.services import registration
from models.services.actor import Actor
from simulator.process import BotProcess
from simulator.world import World
from tests.crash_makers import Maker
from tests.crash_people import told
from tests.processes import bot_settings, klinik_run, served, until

pytestmark = [pytest.mark.crash, pytest.mark.no_transcript]

ROUNDS = int(os.environ.get("KLINIK_CRASH_PRODUCT_ROUNDS", "40"))
SEED = int(os.environ.get("KLINIK_CRASH_SEED", "0")) or random.SystemRandom().randrange(10**6)
AT_ONCE = 6
_PATIENCE = 120.0


@dataclass
class Workshop:
    """A simulated Telegram, the bot's process, and owners of registered businesses."""

    world: World
    bot: BotProcess
    file: Path
    chance: random.Random
    makers: list[Maker] = field(default_factory=list)

    def somebody(self) -> Maker:
        """Another owner, whose business is registered."""
        number = len(self.makers) + 1
        account = self.world.add_person(f"Pemilik {number}", started=True)
        _register(self.file, account.id, number)
        chance = random.Random(self.chance.random())  # noqa: S311  # repeatable, not secret
        maker = Maker(self.world, self.world.phone(account), chance, chance.randint(1, 5))
        self.makers.append(maker)
        return maker

    def rows(self, query: str, *values: Any) -> list[Any]:
        """What the database says."""
        with closing(sqlite3.connect(f"file:{self.file}?mode=ro", uri=True)) as connection:
            return connection.execute(query, values).fetchall()


def _register(file: Path, telegram_id: int, number: int) -> None:
    database, now = Database(f"sqlite:///{file}"), datetime.now(UTC)
    with database.write() as session:
        person = Person(
            telegram_id=telegram_id, name=f"Pemilik {number}", language="id", created_at=now
        )
        session.add(person)
        session.flush()
        answers = {
            "business_name": f"Usaha {number}",
            "owner_name": person.name,
            "phone": f"+6281260{number:06d}",
            "regency": "12.08",
        }
        actor = Actor(person.id, person.name, frozenset())
        registration.submit(session, actor, answers, now=now, zone=ZoneInfo("Asia/Jakarta"))
    database.close()


@pytest.fixture
async def workshop(tmp_path: Path) -> AsyncIterator[Workshop]:
    world, file = World(flood=False), tmp_path / "klinik.db"
    database = Database(f"sqlite:///{file}")
    migrate(database)
    database.close()
    async with served(world) as address:
        bot = klinik_run(bot_settings(world, address, file), tmp_path)
        yield Workshop(world, bot, file, random.Random(SEED))  # noqa: S311  # repeatable
        await bot.kill()


async def test_kills_lose_no_answer_and_no_photo_and_double_none(workshop: Workshop) -> None:
    async with asyncio.TaskGroup() as group:
        stopping = asyncio.Event()
        coming = [group.create_task(_come(workshop, stopping)) for _ in range(AT_ONCE)]
        for _ in range(ROUNDS):
            await _live_and_die(workshop)
        stopping.set()
        workshop.world.faults.clear()
        await workshop.bot.start()
        _done, late = await asyncio.wait(coming, timeout=_PATIENCE)
        assert not late, "\n".join(_story(workshop, m) for m in workshop.makers if not m.is_done())
    waiting = "SELECT id FROM stored_file WHERE state = 'waiting'"
    await until(lambda: not len(workshop.world.updates) and not workshop.rows(waiting))
    await workshop.bot.stop()
    for maker in workshop.makers:
        _judge(workshop, maker)
    assert workshop.rows("SELECT * FROM quarantine") == []


async def _come(workshop: Workshop, stopping: asyncio.Event) -> None:
    while not stopping.is_set():
        await workshop.somebody().makes()


async def _live_and_die(workshop: Workshop) -> None:
    chance, world = workshop.chance, workshop.world
    calls = world.calls
    await workshop.bot.start()
    await until(lambda: world.calls > calls)
    if chance.random() < 0.3:
        world.faults.drop_after(chance.choice(("sendMessage", "editMessageText")), times=2)
    await asyncio.sleep(chance.uniform(0.1, 1.2))
    await workshop.bot.kill()
    world.updates.redeliver_confirmed = chance.random() < 0.3


def _story(workshop: Workshop, maker: Maker) -> str:
    return f"seed {SEED}, {maker}\n{told(workshop.world.ledger.of(chat_id=maker.id))}"


def _judge(workshop: Workshop, maker: Maker) -> None:
    story = _story(workshop, maker)
    products = workshop.rows(
        "SELECT p.name, p.answers FROM entry p JOIN membership m"
        " ON m.business_id = p.business_id JOIN person o ON o.id = m.person_id"
        " WHERE o.telegram_id = ?",
        maker.id,
    )
    assert len(products) == 1, story
    name, answers = products[0][0], json.loads(products[0][1])
    assert name == maker.name, story
    assert answers["story"] == f"Dijemur di para-para {maker.id}", story
    assert (answers["hs"], answers["price"], answers["price_for"]) == ("091099", 85000, "kg"), (
        story
    )
    assert answers["capacity"]["per_month"] == "217", story
    assert (answers["certificates"], answers["destinations"]) == (["pirt"], ["DE"]), story
    files = workshop.rows(
        "SELECT f.id, f.state FROM stored_file f JOIN person o ON o.id = f.sent_by"
        " WHERE o.telegram_id = ? ORDER BY f.id",
        maker.id,
    )
    assert answers["photos"] == [number for number, _state in files], story
    assert len(files) == maker.photos_sent, story
    assert {state for _number, state in files} == {"archived"}, story
