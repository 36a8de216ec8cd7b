"""The writer: many pieces a commit, a bad one hurts nobody, trouble is waited for."""

import asyncio
import sqlite3
import threading
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from datetime import UTC, datetime

import pytest
from sqlalchemy import func, select
from sqlalchemy.exc import OperationalError
from sqlalchemy.orm import Session

from bot import outbox
from bot.config import Clinic, Quiet
from bot.outbox import Waiting
from bot.turn import House
from bot.turns import Turns
from bot.writer import Writer
from models.business import NumberSeries
from models.database import Database, migrate
from models.ingress import Quarantine
from models.outbox import OutboxRow

NOW = datetime(2026, 11, 24, 7, tzinfo=UTC)


class Courier:
    """Notes what it is told, in order."""

    sends = True

    def __init__(self) -> None:
        self.told: list[tuple[str, frozenset[int], int]] = []

    def hold(self, chat_ids: frozenset[int]) -> None:
        self.told.append(("hold", chat_ids, 0))

    def release(self, chat_ids: frozenset[int], rows: Sequence[Waiting]) -> None:
        self.told.append(("release", chat_ids, len(rows)))


class Desk:
    """A writer over a database of its own."""

    def __init__(self, url: str, busy_seconds: float) -> None:
        self.url = url
        self.database = Database(url, busy_seconds=busy_seconds)
        migrate(self.database)
        self.courier = Courier()
        self.writer = Writer(self.database, self.courier)
        self.batches: list[int] = []

    def add(self, session: Session, names: list[str]) -> list[int]:
        """Count each name up; "bad" raises."""
        self.batches.append(len(names))
        counts = []
        for name in names:
            if name == "bad":
                raise ValueError(name)
            row = session.get(NumberSeries, name) or NumberSeries(name=name, last=0)
            row.last += 1
            session.add(row)
            session.flush()
            counts.append(row.last)
        return counts

    async def pause_writer(self) -> threading.Event:
        """Keep the writer's thread busy until the event is set, so that work piles up."""
        busy, go = threading.Event(), threading.Event()

        def wait(_session: Session) -> None:
            busy.set()
            go.wait(10)

        self.waiting = asyncio.get_running_loop().create_task(self.writer.write(wait))
        await asyncio.to_thread(busy.wait, 10)
        return go

    def total(self) -> int:
        """How often was counted, as others see it."""
        with self.database.read() as session:
            return session.scalar(select(func.sum(NumberSeries.last))) or 0


@asynccontextmanager
async def desk_on(url: str, busy_seconds: float = 5.0) -> AsyncIterator[Desk]:
    desk = Desk(url, busy_seconds)
    yield desk
    await desk.writer.stop()
    desk.database.close()


async def test_what_waits_shares_a_commit(database_url: str) -> None:
    async with desk_on(database_url) as desk:
        go = await desk.pause_writer()
        names, loop = ["a", "b", "a", "c"], asyncio.get_running_loop()
        pieces = [loop.create_task(_outcome(desk, name)) for name in names]
        await asyncio.sleep(0)
        assert desk.total() == 0
        go.set()
        assert await asyncio.gather(*pieces) == [1, 1, 2, 1]
        assert desk.batches == [4]
        assert desk.total() == 4


async def test_patient_work_comes_along_with_the_next(database_url: str) -> None:
    async with desk_on(database_url) as desk:
        go, loop = await desk.pause_writer(), asyncio.get_running_loop()
        patient = loop.create_task(desk.writer.run(desk.add, "a", patient=True))
        await asyncio.sleep(0)
        next_ = loop.create_task(desk.writer.run(desk.add, "b"))
        await asyncio.sleep(0)
        go.set()
        assert await asyncio.gather(*[patient, next_]) == [1, 1]
        assert desk.batches == [2]


async def test_patient_work_waits_no_longer_than_was_said(database_url: str) -> None:
    async with desk_on(database_url) as desk, asyncio.timeout(5):
        assert await desk.writer.run(desk.add, "a", patient=True) == 1


async def test_patient_work_is_finished_at_the_end(database_url: str) -> None:
    async with desk_on(database_url) as desk:
        loop = asyncio.get_running_loop()
        patient = loop.create_task(desk.writer.run(desk.add, "a", patient=True))
        await asyncio.sleep(0)
    assert await patient == 1


async def test_a_bad_piece_hurts_nobody(database_url: str) -> None:
    async with desk_on(database_url) as desk:
        go = await desk.pause_writer()
        names = ["a", "bad", "b"]
        async with asyncio.TaskGroup() as group:
            pieces = [group.create_task(_outcome(desk, name)) for name in names]
            await asyncio.sleep(0)
            go.set()
        assert [piece.result() for piece in pieces] == [1, "bad", 1]
        assert desk.batches == [3, 1, 1, 1]
        assert desk.total() == 2


async def _outcome(desk: Desk, name: str) -> int | str:
    try:
        return await desk.writer.run(desk.add, name)
    except ValueError as error:
        return str(error)


async def test_rows_are_handed_over_after_the_commit(database_url: str) -> None:
    async with desk_on(database_url) as desk:

        def speak(session: Session) -> int:
            outbox.put(session, 7, {"text": "a"}, now=NOW)
            outbox.put(session, 8, {"text": "b"}, now=NOW)
            return 1

        assert await desk.writer.write(speak) == 1
        held = frozenset({7, 8})
        assert desk.courier.told == [("hold", held, 0), ("release", held, 2)]

        def fail(session: Session) -> None:
            outbox.put(session, 7, {"text": "never"}, now=NOW)
            session.add(NumberSeries(name="x" * 32, last=1))
            session.flush()
            raise ValueError

        with pytest.raises(ValueError, match=r"^$"):
            await desk.writer.write(fail)
        assert len(desk.courier.told) == 2
        with desk.database.read() as session:
            assert session.scalar(select(func.count()).select_from(OutboxRow)) == 2
        assert desk.total() == 0


async def test_a_commit_that_fails_releases_what_was_held(sqlite_database_url: str) -> None:
    async with desk_on(sqlite_database_url) as desk:

        def orphan(session: Session) -> None:
            outbox.put(session, 7, {"text": "a"}, now=NOW)
            statement = (
                "INSERT INTO draft (person_id, form, subject, answers, memory, saved_at)"
                " VALUES (404, 'f', 0, '{}', '{}', '2026-11-24 07:00:00')"
            )
            session.connection().exec_driver_sql("PRAGMA defer_foreign_keys=ON")
            session.connection().exec_driver_sql(statement)  # noticed by the commit alone

        with pytest.raises(Exception, match="FOREIGN KEY"):
            await desk.writer.write(orphan)
        await asyncio.sleep(0)
        assert desk.courier.told == [("hold", frozenset({7}), 0), ("release", frozenset({7}), 0)]


async def test_a_caller_that_is_gone_disturbs_nobody(database_url: str) -> None:
    async with desk_on(database_url) as desk:
        go = await desk.pause_writer()
        loop = asyncio.get_running_loop()
        gone = [loop.create_task(_outcome(desk, name)) for name in ("a", "bad")]
        await asyncio.sleep(0)
        for task in gone:
            task.cancel()
        go.set()
        assert await desk.writer.run(desk.add, "b") == 1
        assert desk.total() == 2  # what was begun is finished


async def test_stop_finishes_what_waits(database_url: str) -> None:
    async with desk_on(database_url) as desk:
        go = await desk.pause_writer()
        loop = asyncio.get_running_loop()
        pieces = [loop.create_task(_outcome(desk, "a")) for _ in range(300)]
        await asyncio.sleep(0)
        stopping = loop.create_task(desk.writer.stop())
        go.set()
        await stopping
        assert sorted(await asyncio.gather(*pieces), key=str) == sorted(range(1, 301), key=str)
        assert desk.batches == [256, 44]


async def test_a_locked_database_is_waited_for(
    sqlite_database_url: str, caplog: pytest.LogCaptureFixture
) -> None:
    async with desk_on(sqlite_database_url, busy_seconds=0.05) as desk:
        lock = _lock(desk)
        piece = asyncio.get_running_loop().create_task(_outcome(desk, "a"))
        await asyncio.sleep(0.3)
        assert not piece.done()
        assert "trying again" in caplog.text
        lock.close()
        assert await piece == 1


async def test_a_stop_gives_a_locked_database_up_once(sqlite_database_url: str) -> None:
    async with desk_on(sqlite_database_url, busy_seconds=0.5) as desk:
        lock = _lock(desk)
        loop = asyncio.get_running_loop()
        pieces = [loop.create_task(_outcome(desk, "a")) for _ in range(8)]
        await asyncio.sleep(0.05)
        began = loop.time()
        await desk.writer.stop()
        assert loop.time() - began < 2.5  # never once for each piece
        done = await asyncio.gather(*pieces, return_exceptions=True)
        assert all(isinstance(error, OperationalError) for error in done)
        lock.close()
        assert desk.total() == 0


def _lock(desk: Desk) -> sqlite3.Connection:
    path = desk.url.removeprefix("sqlite:///")
    connection = sqlite3.connect(path, isolation_level=None)
    connection.execute("BEGIN IMMEDIATE")
    return connection


HOUSE = House(Clinic(), {}, lambda _turn: None, lambda _turn, _entry: None, Quiet())


async def test_anything_can_be_kept_in_quarantine(
    database_url: str, caplog: pytest.LogCaptureFixture
) -> None:
    async with desk_on(database_url) as desk:
        turns = Turns(desk.writer, lambda: NOW, 7, HOUSE)
        chat = {"id": 5, "type": "private"}
        raw = {"update_id": 9, "message": {"text": "a\0b\ud800c \\u0000", "chat": chat}}
        await turns.quarantine(raw, ValueError("no\0 \udc00\nDETAIL: Key (phone)=(+62)"))
        with desk.database.read() as session:
            row = session.scalars(select(Quarantine)).one()
        assert row.payload is not None
        assert row.payload["message"]["text"].startswith("a\ufffdb?c ")
        assert (row.error, row.chat_id, row.update_id) == ("ValueError: no\ufffd ?", 5, 9)
        assert "+62" not in caplog.text
        assert desk.courier.told[0][1] == frozenset({5})
        await turns.quarantine(raw, ValueError("again"))
        await turns.skip(9)
        await turns.skip(10)
        await turns.skip(10)
        with desk.database.read() as session:
            assert len(session.scalars(select(Quarantine)).all()) == 1
