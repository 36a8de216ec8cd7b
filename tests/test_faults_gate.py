"""Small parts that hold others back or together: the gate, the nursery, the lock file."""

import asyncio
import logging
from pathlib import Path

import pytest

from bot.gate import Gate
from bot.lockfile import AlreadyRunningError, LockFile
from bot.nursery import LoopDiedError, Nursery


async def test_a_gate_is_passed_when_it_was_opened_as_often_as_closed() -> None:
    gate, passed = Gate(), []
    await gate.passed(1)

    async def passes(chat: int) -> None:
        await gate.passed(chat)
        passed.append(chat)

    gate.close(frozenset({1, 2}))
    gate.close(frozenset({1}))
    async with asyncio.TaskGroup() as group:
        tasks = [group.create_task(passes(chat)) for chat in (1, 1, 2, 3)]
        await asyncio.sleep(0)
        assert passed == [3]
        tasks[0].cancel()
        await asyncio.sleep(0)
        gate.open(frozenset({1, 2}))
        await asyncio.sleep(0.01)
        assert passed == [3, 2]
        gate.open(frozenset({1}))
    assert passed == [3, 2, 1]


async def test_a_loop_that_ends_is_a_death() -> None:
    for work in (_fails(), asyncio.sleep(0)):
        nursery = Nursery()
        nursery.loop(work, "ingress")
        nursery.loop(asyncio.sleep(60), "sender")
        with pytest.raises(LoopDiedError, match="ingress"):
            await nursery.died()
        await nursery.stop()


async def test_a_loop_that_is_ended_on_purpose_is_no_death() -> None:
    nursery = Nursery()
    ingress = nursery.loop(asyncio.sleep(60), "ingress")
    dying = nursery.loop(nursery.died(), "watcher")
    await nursery.end(ingress)
    await asyncio.sleep(0)
    assert not dying.done()
    await nursery.stop()


async def test_an_errand_that_fails_is_logged(caplog: pytest.LogCaptureFixture) -> None:
    nursery = Nursery()
    nursery.errand(_fails(), "writing a letter")
    nursery.errand(asyncio.sleep(0), "walking")
    await nursery.quiet()
    assert [record.message for record in caplog.records] == ["writing a letter failed"]
    assert caplog.records[0].levelno == logging.ERROR
    await nursery.settle(1)
    await nursery.stop()


async def test_errands_get_some_time_to_end() -> None:
    nursery = Nursery()
    short = nursery.errand(asyncio.sleep(0.01), "short")
    long = nursery.errand(asyncio.sleep(60), "long")
    await nursery.settle(0.1)
    assert short.done()
    assert not short.cancelled()
    assert long.cancelled()
    await nursery.stop()


async def _fails() -> None:
    raise ZeroDivisionError


def test_a_lock_file_lets_one_in(tmp_path: Path) -> None:
    path = tmp_path / "klinik.db.lock"
    with LockFile(path):
        with pytest.raises(AlreadyRunningError, match=r"^\d+$"), LockFile(path):
            pass
        with pytest.raises(AlreadyRunningError), LockFile(path):
            pass
    with LockFile(path):
        pass
