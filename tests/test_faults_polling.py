"""Fetching updates, on virtual time: no answer, and no silence, ends it or loses one."""

import asyncio
from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any

import pytest

from bot.api import BotApi
from bot.clock import RemoteClock, system_clock
from bot.polling import Polling
from bot.request import AiohttpRequest
from simulator.clock import SimulatedClock
from simulator.delivery import Target
from simulator.request import SimulatedRequest
from simulator.world import World
from tests.processes import served
from tests.virtual_time import run


class Desk:
    """Works off whatever comes, unless told to fail."""

    def __init__(self) -> None:
        self.done: list[int] = []
        self.fails = False

    async def work_off(self, updates: Sequence[dict[str, Any]]) -> None:
        await asyncio.sleep(0.1)
        if self.fails:
            raise RuntimeError
        self.done += [raw["update_id"] for raw in updates]


class Office:
    """A polling loop on a simulated Telegram."""

    def __init__(self, poll_seconds: int = 30) -> None:
        self.world = World(now=SimulatedClock.frozen(datetime(2026, 11, 24, tzinfo=UTC)))
        api = BotApi(SimulatedRequest(self.world), "http://127.0.0.1:1", self.world.token)
        self.desk = Desk()
        self.polling = Polling(api, self.desk, poll_seconds=poll_seconds)
        self.phone = self.world.phone(self.world.add_person("Ani"))

    async def polls(self, seconds: float) -> None:
        """Let the loop run for a while."""
        task = asyncio.get_running_loop().create_task(self.polling.run())
        await asyncio.wait([task], timeout=seconds)
        if task.done():
            await task
        task.cancel()
        await asyncio.wait([task])

    def writes(self, count: int) -> list[int]:
        """Somebody writes so many messages."""
        sent = [self.phone.send_text(str(number)).update_id for number in range(count)]
        return [update_id for update_id in sent if update_id is not None]


@pytest.mark.parametrize("status", [401, 404, 409, 500, 502])
def test_bursts_of_errors(status: int, caplog: pytest.LogCaptureFixture) -> None:
    async def story() -> None:
        office = Office()
        office.world.faults.fail("getUpdates", status=status, description="Ordered", times=40)
        sent = office.writes(3)
        await office.polls(20 * 60)
        assert office.desk.done == sent
        assert office.world.calls < 120  # it waits longer and longer

    run(story())
    assert f"{status} Ordered" in caplog.text


def test_a_429_is_obeyed() -> None:
    async def story() -> None:
        office = Office()
        office.world.faults.too_many("getUpdates", retry_after=5, times=3)
        sent = office.writes(1)
        await office.polls(14)
        assert office.desk.done == []
        await office.polls(14)
        assert office.desk.done == sent

    run(story())


@pytest.mark.parametrize("line", ["refused", "broken", "timeout"])
def test_broken_lines(line: Any) -> None:
    async def story() -> None:
        office = Office()
        office.world.faults.drop_before("getUpdates", line=line, times=5)
        office.world.faults.drop_after("getUpdates", line=line, times=5)
        sent = office.writes(2)
        await office.polls(20 * 60)
        assert office.desk.done == sent

    run(story())


def test_silence_is_no_error(caplog: pytest.LogCaptureFixture) -> None:
    async def story() -> None:
        office = Office()
        await office.polls(3600)
        assert 110 <= office.world.calls <= 125

    run(story())
    assert caplog.text == ""


def test_a_dead_line_is_noticed() -> None:
    async def story() -> None:
        office = Office()
        office.world.faults.delay("getUpdates", seconds=10_000)
        await office.polls(400)
        assert office.world.calls >= 5  # 30 seconds and some slack each
        office.world.faults.clear()
        sent = office.writes(1)
        await office.polls(100)
        assert office.desk.done == sent

    run(story())


def test_only_what_is_worked_off_is_acknowledged() -> None:
    async def story() -> None:
        office = Office()
        sent = office.writes(150)
        office.desk.fails = True
        with pytest.raises(RuntimeError):
            await office.polls(10)
        assert len(office.world.updates) == 150
        office.desk.fails = False
        await office.polls(0.05)
        assert len(office.world.updates) == 150  # stopped in the middle of the work
        await office.polls(60)
        assert office.desk.done == sent
        assert len(office.world.updates) == 0

    run(story())


def test_what_is_no_update_is_passed_over(caplog: pytest.LogCaptureFixture) -> None:
    async def story() -> None:
        office = Office()
        office.world.updates.inject({"update_id": -5})
        sent = office.writes(2)
        await office.polls(10)
        assert office.desk.done == sent
        assert len(office.world.updates) == 0

    run(story())
    assert "1 of 3 are no updates" in caplog.text


def test_a_webhook_that_was_left_is_taken_away() -> None:
    async def story() -> None:
        office = Office()
        target = Target("https://klinik.example.org/telegram", "secret", 40)
        await office.world.webhook.set(target, drop=False)
        sent = office.writes(2)
        await office.polls(10)
        assert office.desk.done == sent
        assert office.world.webhook.url == ""

    run(story())


async def test_a_simulated_clock_is_followed() -> None:
    world = World(now=SimulatedClock.frozen(datetime(2030, 1, 1, tzinfo=UTC)))
    request = AiohttpRequest()
    await request.initialize()
    try:
        async with served(world) as address:
            clock = RemoteClock(f"{address}/clock", request)
            assert clock().year == system_clock().year
            await clock.read()
            assert clock().year == 2030
            following = asyncio.get_running_loop().create_task(clock.follow())
            await asyncio.sleep(0.05)
            following.cancel()
            wrong = RemoteClock(f"{address}/nowhere", request)
            await wrong.read()
            assert wrong().year == system_clock().year
        await clock.read()  # nobody answers: the last offset stays
        assert clock().year == 2030
    finally:
        await request.shutdown()
