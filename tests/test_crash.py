"""`klinik run` as a real process, killed again and again while people register."""

import asyncio
import json
import os
import random
import signal
import sqlite3
from collections.abc import AsyncIterator
from contextlib import closing
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from models.database import Database, migrate
from simulator.ledger import Entry
from simulator.process import BotProcess
from simulator.world import World
from tests.crash_people import QUESTIONS, REVIEW, Applicant, step, told
from tests.processes import bot_settings, closed_port, klinik, klinik_run, served, until

pytestmark = [pytest.mark.crash, pytest.mark.no_transcript]

ROUNDS = int(os.environ.get("KLINIK_CRASH_ROUNDS", "50"))
SEED = int(os.environ.get("KLINIK_CRASH_SEED", "0")) or random.SystemRandom().randrange(10**6)
AT_ONCE = 8
_PATIENCE = 60.0
#: A question may be on its way while its answer is committed, but not longer.
_ON_THE_WAY = timedelta(seconds=0.3)
_WORKED_OFF = "SELECT update_id FROM processed_update"
_OUTBOX = "SELECT payload ->> 'text', created_at FROM outbox WHERE chat_id = ?"


@dataclass
class Office:
    """A simulated Telegram, the bot's process, and the people who come."""

    world: World
    bot: BotProcess
    file: Path
    chance: random.Random
    people: list[Applicant] = field(default_factory=list)

    def somebody(self) -> Applicant:
        """Another person; every second one wanders."""
        number = len(self.people) + 1
        person = self.world.add_person(f"Pemilik {number}")
        applicant = Applicant(
            self.world,
            self.world.phone(person),
            random.Random(self.chance.random()),  # noqa: S311  # repeatable, not secret
            wanders=bool(number % 2),
        )
        self.people.append(applicant)
        return applicant

    async def is_up(self) -> None:
        """Wait until the bot calls."""
        calls = self.world.calls
        await until(lambda: self.world.calls > calls)

    async def is_quiet(self) -> None:
        """Wait until nothing waits to be worked off or sent."""
        waiting = "SELECT id FROM outbox WHERE state = 'waiting'"
        await until(lambda: not len(self.world.updates) and not self.rows(waiting))

    def rows(self, query: str, *values: Any) -> list[Any]:
        """What the database says."""
        with closing(sqlite3.connect(f"file:{self.file}?mode=ro", uri=True)) as connection:
            return connection.execute(query, values).fetchall()

    def log(self) -> str:
        """What the processes logged."""
        return (self.file.parent / "bot.log").read_text()


@pytest.fixture
async def office(tmp_path: Path) -> AsyncIterator[Office]:
    world, file = World(flood=False), tmp_path / "klinik.db"
    database = Database(f"sqlite:///{file}")
    migrate(database)
    database.close()
    async with served(world) as address:
        bot = klinik_run(bot_settings(world, address, file), tmp_path)
        yield Office(world, bot, file, random.Random(SEED))  # noqa: S311  # repeatable
        await bot.kill()


async def test_fifty_kills_lose_nothing_and_repeat_nothing(office: Office) -> None:
    async with asyncio.TaskGroup() as group:
        stopping = asyncio.Event()
        coming = [group.create_task(_come(office, stopping)) for _ in range(AT_ONCE)]
        for _ in range(ROUNDS):
            await _live_and_die(office)
        stopping.set()
        office.world.faults.clear()
        await office.bot.start()
        _done, late = await asyncio.wait(coming, timeout=_PATIENCE)
        assert not late, _unfinished(office)
    await office.is_quiet()
    await office.bot.stop()
    for person in office.people:
        _judge(office, person)
    assert office.bot.exit == 0
    assert office.rows("SELECT * FROM quarantine") == []
    assert office.rows("SELECT * FROM outbox WHERE state NOT IN ('sent', 'superseded')") == []


async def _come(office: Office, stopping: asyncio.Event) -> None:
    while not stopping.is_set():
        await office.somebody().registers()


def _unfinished(office: Office) -> str:
    late = [person for person in office.people if not person.has_number()]
    return "\n".join(_story(office, person) for person in late)


async def _live_and_die(office: Office) -> None:
    chance, world = office.chance, office.world
    await office.bot.start()
    if chance.random() < 0.7:
        await office.is_up()
    _mischief(office)
    await asyncio.sleep(chance.uniform(0, 0.7))
    await office.bot.kill()
    world.updates.redeliver_confirmed = chance.random() < 0.3
    world.updates.tap_twice = chance.random() < 0.3


def _mischief(office: Office) -> None:
    """Something goes wrong on the line in every second life."""
    faults, chance = office.world.faults, office.chance
    method = chance.choice(("sendMessage", "sendMessage", "editMessageText", "getUpdates"))
    match chance.randrange(8):
        case 0:
            faults.drop_before(method, times=2)
        case 1 | 4:
            faults.drop_after(method, times=3)
        case 2:
            faults.fail(method, status=502, description="Bad Gateway")
        case 3:
            faults.too_many(method, retry_after=1)
        case _:
            faults.clear()


def _story(office: Office, person: Applicant) -> str:
    return f"seed {SEED}, person {person.id}\n{told(office.world.ledger.of(chat_id=person.id))}"


def _judge(office: Office, person: Applicant) -> None:
    ledger = office.world.ledger.of(chat_id=person.id)
    story = _story(office, person)
    businesses = office.rows(
        "SELECT b.id, b.answers, b.phone, b.regency, b.nib, b.similar_to FROM entry b"
        " JOIN membership m ON m.business_id = b.id JOIN person p ON p.id = m.person_id"
        " WHERE p.telegram_id = ?",
        person.id,
    )
    assert len(businesses) == 1, story
    business_id, answers, phone, regency, nib, similar = businesses[0]
    assert json.loads(answers) == person.sent, story
    assert (phone, regency) == (person.sent["phone"], person.sent["regency"]), story
    assert nib == (None if person.sent.get("nib") == "none" else person.sent.get("nib")), story
    _judge_likeness(ledger, person, similar=similar, story=story)
    acts = office.rows(
        "SELECT action FROM audit WHERE subject = 'business' AND subject_id = ?", business_id
    )
    assert acts == [("business.submitted",)], story
    answered = [
        entry.params["callback_query_id"]
        for entry in ledger
        if "callback_query_id" in entry.params
    ]
    assert len(answered) == len(set(answered)), story
    shown = {step(str(entry.params.get("text", ""))) for entry in ledger}
    assert {*QUESTIONS, REVIEW} <= shown, f"{shown}\n{story}"
    lost = set(person.updates) - {row[0] for row in office.rows(_WORKED_OFF)}
    assert not lost, f"{lost}\n{story}"
    if not person.went_back:
        _judge_questions(office, person, story)


def _judge_questions(office: Office, person: Applicant, story: str) -> None:
    """No question is sent once its answer is committed: then the next one lies in the outbox."""
    rows = office.rows(_OUTBOX, person.id)
    committed = [(step(text), datetime.fromisoformat(f"{at}+00:00")) for text, at in rows]
    for entry in office.world.ledger.of(chat_id=person.id):
        number = step(str(entry.params.get("text", "")))
        answered = [at for next_number, at in committed if next_number > number > 0]
        assert not answered or entry.at <= min(answered) + _ON_THE_WAY, f"{entry.seq}\n{story}"


def _judge_likeness(
    ledger: list[Entry], person: Applicant, *, similar: str | None, story: str
) -> None:
    """Who was asked whether it is the same business said that it is another: that is noted."""
    asked = any("Sebentar. " in str(entry.params.get("text", "")) for entry in ledger)
    assert asked or similar is None, story
    if not person.went_back:
        assert asked == (similar is not None), story


async def _busy(office: Office) -> list[asyncio.Task[None]]:
    """People in the middle of their registrations."""
    loop = asyncio.get_running_loop()
    await office.bot.start()
    coming = [loop.create_task(office.somebody().registers()) for _ in range(AT_ONCE)]
    await until(lambda: len(office.world.ledger) >= 3 * AT_ONCE)
    return coming


async def test_a_stop_under_load_ends_soon_and_loses_nothing(office: Office) -> None:
    coming = await _busy(office)
    loop = asyncio.get_running_loop()
    began = loop.time()
    await office.bot.stop(patience=10.0)
    assert office.bot.exit == 0
    assert loop.time() - began < 10
    assert "ERROR" not in office.log(), office.log()
    await office.bot.start()
    _done, late = await asyncio.wait(coming, timeout=_PATIENCE)
    assert not late, _unfinished(office)
    await office.is_quiet()
    for person in office.people:
        _judge(office, person)


async def test_a_second_bot_on_the_same_file_is_refused(office: Office, tmp_path: Path) -> None:
    await office.bot.start()
    await office.is_up()
    settings = bot_settings(office.world, "http://127.0.0.1:1", office.file)
    second = await klinik("run", folder=tmp_path, settings=settings)
    assert second.code == 1
    assert second.lines == [f"Another `klinik run` (pid {office.bot.pid}) uses this database."]
    await office.bot.kill()
    await office.bot.start()
    await office.is_up()


async def test_a_second_signal_ends_at_once(office: Office) -> None:
    await office.bot.start()
    await office.is_up()
    office.world.faults.delay("sendMessage", seconds=30)
    office.somebody().phone.start()
    await until(lambda: office.rows("SELECT id FROM outbox"))
    loop = asyncio.get_running_loop()
    began = loop.time()
    stopping = loop.create_task(office.bot.stop())
    await asyncio.sleep(0.3)
    os.kill(office.bot.pid or 0, signal.SIGTERM)
    await stopping
    assert office.bot.exit == -signal.SIGTERM
    assert loop.time() - began < 5


async def test_no_network_is_a_waiting_bot_that_can_be_stopped(tmp_path: Path) -> None:
    settings = bot_settings(World(), f"http://127.0.0.1:{closed_port()}", tmp_path / "klinik.db")
    bot = klinik_run(settings, tmp_path)
    await bot.start()
    log = tmp_path / "bot.log"
    await until(lambda: "Telegram does not answer yet" in log.read_text())
    await bot.stop()
    assert bot.exit == 0


async def test_a_loop_that_dies_ends_the_process(office: Office) -> None:
    await office.bot.start()
    await office.is_up()
    with closing(sqlite3.connect(office.file)) as connection:
        connection.execute("DROP TABLE quarantine")  # so there is no place for what follows
    office.world.updates.inject({"message": 5})
    await until(lambda: office.bot.state == "stopped")
    assert office.bot.exit == 1
    assert "LoopDiedError: ingress" in office.log()
