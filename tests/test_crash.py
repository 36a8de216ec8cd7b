"""`klinik run` as a real process, killed again and again while people register."""

import asyncio
import os
import random
import signal
import sqlite3
from collections.abc import AsyncIterator
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from simulator.world import World
from tests.offices import Office, opened
from tests.people.applicant import Applicant, step
from tests.processes import bot_settings, closed_port, klinik, klinik_run, until

pytestmark = [pytest.mark.crash, pytest.mark.no_transcript]

ROUNDS = int(os.environ.get("KLINIK_CRASH_ROUNDS", "50"))
SEED = int(os.environ.get("KLINIK_CRASH_SEED", "0")) or random.SystemRandom().randrange(10**6)
AT_ONCE = 8
_PATIENCE = 60.0
#: A question may be on its way while its answer is committed, but not longer.
_ON_THE_WAY = timedelta(seconds=0.3)
_WORKED_OFF = "SELECT update_id FROM processed_update"
_OUTBOX = "SELECT payload ->> 'text', created_at FROM outbox WHERE chat_id = :chat"


@pytest.fixture
async def office(tmp_path: Path) -> AsyncIterator[Office]:
    async with opened(tmp_path, SEED) as office:
        yield office


def _somebody(office: Office) -> Applicant:
    """Another person; every second one wanders."""
    number = len(office.people) + 1
    chance = office.chance("applicant", number)
    applicant = Applicant(office.world, office.somebody(), chance, wanders=bool(number % 2))
    office.people.append(applicant)
    return applicant


async def test_fifty_kills_lose_nothing_and_repeat_nothing(office: Office) -> None:
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
    await office.is_quiet()
    await office.bot.stop()
    _judge(office)
    assert office.bot.exit == 0
    assert office.rows("SELECT * FROM quarantine") == []
    assert office.rows("SELECT * FROM outbox WHERE state NOT IN ('sent', 'superseded')") == []


async def _come(office: Office, stopping: asyncio.Event) -> None:
    while not stopping.is_set():
        await _somebody(office).comes()


async def _live_and_die(office: Office, chance: random.Random) -> None:
    world = office.world
    await office.bot.start()
    if chance.random() < 0.7:
        await office.is_up()
    _mischief(office, chance)
    await asyncio.sleep(chance.uniform(0, 0.7))
    await office.bot.kill()
    world.updates.redeliver_confirmed = chance.random() < 0.3
    world.updates.tap_twice = chance.random() < 0.3


def _mischief(office: Office, chance: random.Random) -> None:
    """Something goes wrong on the line in every second life."""
    faults = office.world.faults
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


def _judge(office: Office) -> None:
    office.judge()
    worked_off = {row[0] for row in office.rows(_WORKED_OFF)}
    for person in office.people:
        assert isinstance(person, Applicant)
        story = f"seed {SEED}, {person}"
        answered = [
            entry.params["callback_query_id"]
            for entry in office.world.ledger.of(chat_id=person.id)
            if "callback_query_id" in entry.params
        ]
        assert len(answered) == len(set(answered)), story
        lost = set(person.updates) - worked_off - office.world.updates.expired
        assert not lost, f"{lost}: {story}"
        if not person.went_back:
            _judge_questions(office, person, story)


def _judge_questions(office: Office, person: Applicant, story: str) -> None:
    """No question is sent once its answer is committed: then the next one lies in the outbox."""
    rows = office.rows(_OUTBOX, chat=person.id)
    committed = [(step(text), datetime.fromisoformat(f"{at}+00:00")) for text, at in rows]
    for entry in office.world.ledger.of(chat_id=person.id):
        number = step(str(entry.params.get("text", "")))
        answered = [at for next_number, at in committed if next_number > number > 0]
        assert not answered or entry.at <= min(answered) + _ON_THE_WAY, f"{entry.seq}\n{story}"


async def _busy(office: Office) -> list[asyncio.Task[None]]:
    """People in the middle of their registrations."""
    loop = asyncio.get_running_loop()
    await office.bot.start()
    coming = [loop.create_task(_somebody(office).comes()) for _ in range(AT_ONCE)]
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
    assert not late, office.unfinished()
    await office.is_quiet()
    _judge(office)


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
    _somebody(office).opens()
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
    with sqlite3.connect(office.file) as connection:
        connection.execute("DROP TABLE quarantine")  # so there is no place for what follows
    connection.close()
    office.world.updates.inject({"message": 5})
    await until(lambda: office.bot.state == "stopped")
    assert office.bot.exit == 1
    assert "LoopDiedError: ingress" in office.log()
