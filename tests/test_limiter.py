"""The pace of sending, on virtual time, against the simulator's flood control."""

import asyncio
import random
from collections.abc import Callable, Coroutine, Iterable
from dataclasses import dataclass
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.config import Limits
from bot.limiter import DELIVERY, NOTICE, REPLY, Limiter, Pace
from simulator.flood import Flood, Model
from tests.virtual_time import run

MODELS: tuple[Model, ...] = ("window", "bucket")
GROUP = -1001

Way = tuple[float, float]


@dataclass(frozen=True)
class Sent:
    """One message, from when it was wanted to when it went out."""

    chat_id: int
    rank: int
    wanted: float
    at: float


class Office:
    """Sends through a limiter into a flood control that must never complain.

    *way*: the shortest and the longest a message, or its answer, is under way, in seconds.
    """

    def __init__(self, model: Model = "window", way: Way = (0.0, 0.0), **limits: Any) -> None:
        loop = asyncio.get_running_loop()
        self.way = way
        self.chance = random.Random(5)  # noqa: S311  # a story, not a secret
        self.now = loop.time
        self.limiter = Limiter(Limits(**limits), loop.time)
        self.flood = Flood(loop.time, model=model)
        self.sent: list[Sent] = []
        self.complaints: list[tuple[float, int]] = []

    async def sends(self, chat_id: int, rank: int, *, after: float = 0.0, cost: int = 1) -> None:
        """One message, *after* so many seconds."""
        await asyncio.sleep(after)
        wanted = self.now()
        place = await self.limiter.acquire(chat_id, rank, cost)
        left = self.now()
        await self._travel()
        if self.flood.spend(chat_id, cost, private=chat_id > 0) is not None:
            self.complaints.append((self.now(), chat_id))
        self.sent += [Sent(chat_id, rank, wanted, left)] * cost
        await self._travel()
        self.limiter.landed(place)

    async def _travel(self) -> None:
        if any(self.way):
            await asyncio.sleep(self.chance.uniform(*self.way))

    def of(self, rank: int) -> list[Sent]:
        """What went out of one rank."""
        return [one for one in self.sent if one.rank == rank]


def most_in(seconds: float, moments: Iterable[float]) -> int:
    """The most moments in any window of so many seconds."""
    times = sorted(moments)
    first = most = 0
    for last, at in enumerate(times):
        while times[first] <= at - seconds:
            first += 1
        most = max(most, last - first + 1)
    return most


def in_office(
    model: Model, story: Callable[[Office], Coroutine[Any, Any, None]], way: Way = (0.0, 0.0)
) -> Office:
    async def tell() -> Office:
        office = Office(model, way)
        await story(office)
        return office

    return run(tell())


@pytest.mark.parametrize(("model", "share"), [("window", 0.97), ("bucket", 0.99)])
def test_a_broadcast_alone_takes_the_whole_rate(model: Model, share: float) -> None:
    async def broadcast(office: Office) -> None:
        await asyncio.gather(*(office.sends(chat, DELIVERY) for chat in range(1, 3001)))

    office = in_office(model, broadcast)
    assert office.complaints == []
    took = office.sent[-1].at - office.sent[0].at
    assert share * 30 <= 2999 / took <= 30.0001  # rounding; the next line is exact
    assert most_in(1.0, (one.at for one in office.sent)) <= 30


@pytest.mark.parametrize("model", MODELS)
@pytest.mark.parametrize(
    ("way", "share"),
    [((0.0, 0.001), 0.99), ((0.0, 0.015), 0.97), ((0.1, 0.102), 0.97), ((0.1, 0.12), 0.95)],
)
def test_a_way_of_changing_length_gives_no_429(model: Model, way: Way, share: float) -> None:
    async def broadcast(office: Office) -> None:
        chats = [office.sends(chat, DELIVERY) for chat in range(1, 1501)]
        talking = [office.sends(9000 + n, REPLY, after=n / 5) for n in range(100)]
        await asyncio.gather(*chats, *talking)

    office = in_office(model, broadcast, way)
    assert office.complaints == []
    assert share * 30 <= 1599 / (office.sent[-1].at - office.sent[0].at) <= 30.0001


@pytest.mark.parametrize("model", MODELS)
def test_everything_at_once(model: Model) -> None:
    chance = random.Random(7)  # noqa: S311  # a story, not a secret

    async def day(office: Office) -> None:
        busy = [office.sends(1, REPLY, after=chance.uniform(0, 60)) for _ in range(120)]
        replies = [
            office.sends(chance.randrange(2, 2000), REPLY, after=chance.uniform(20, 80))
            for _ in range(150)
        ]
        notices = [office.sends(chance.randrange(2, 99), NOTICE, after=5.0) for _ in range(50)]
        groups = [office.sends(GROUP - n % 3, NOTICE, after=n / 10) for n in range(150)]
        broadcast = [office.sends(chat, DELIVERY) for chat in range(3000, 6000)]
        await asyncio.gather(*busy, *replies, *notices, *groups, *broadcast)

    office = in_office(model, day)
    assert office.complaints == []
    assert len(office.sent) == 120 + 150 + 50 + 150 + 3000
    for group in range(GROUP - 2, GROUP + 1):
        assert most_in(60.0, (one.at for one in office.sent if one.chat_id == group)) == 20
    waits = sorted(one.at - one.wanted for one in office.of(REPLY) if one.chat_id > 1)
    assert waits[len(waits) // 2] < 0.035
    assert waits[int(len(waits) * 0.95)] < 0.2
    last = max(one.at for one in office.of(DELIVERY))
    before = [one for one in office.sent if one.at <= last]
    assert len(before) / (last - office.sent[0].at) >= 0.97 * 29  # 27 for them and the replies


def test_deliveries_leave_room_while_people_talk() -> None:
    async def talk(office: Office) -> None:
        broadcast = [office.sends(chat, DELIVERY) for chat in range(1000, 3400)]
        replies = [office.sends(n + 1, REPLY, after=30 + n / 3) for n in range(90)]
        await asyncio.gather(*broadcast, *replies)

    office = in_office("window", talk)
    assert office.complaints == []
    deliveries, replies = ([s.at for s in office.of(rank)] for rank in (DELIVERY, REPLY))
    for at in deliveries:
        if any(at - 1.0 < reply <= at for reply in replies):
            assert sum(at - 1.0 < other <= at for other in deliveries) <= 27
    talking = [at for at in deliveries if 31 < at - office.sent[0].at <= 59]
    assert len(talking) >= 28 * 26  # a broadcast slows down, it does not stop
    assert max(s.at - s.wanted for s in office.of(REPLY)) < 0.07


def test_a_broadcast_takes_everything_again_when_people_are_silent() -> None:
    async def silence(office: Office) -> None:
        broadcast = [office.sends(chat, DELIVERY) for chat in range(1000, 1600)]
        await asyncio.gather(*broadcast, office.sends(1, REPLY, after=5.0))

    office = in_office("window", silence)
    began = office.sent[0].at
    after = [s.at for s in office.of(DELIVERY) if began + 6.1 < s.at <= began + 16.1]
    assert len(after) >= 290


def test_a_person_hears_three_at_once_then_one_a_second() -> None:
    async def seven(office: Office) -> None:
        await asyncio.gather(*(office.sends(5, REPLY) for _ in range(7)))

    office = in_office("bucket", seven)
    assert office.complaints == []
    began = office.sent[0].at
    assert [round(one.at - began) for one in office.sent] == [0, 0, 0, 1, 2, 3, 4]


def test_an_album_costs_its_parts() -> None:
    async def albums(office: Office) -> None:
        await asyncio.gather(*(office.sends(GROUP, NOTICE, cost=10) for _ in range(3)))

    office = in_office("window", albums)
    assert office.complaints == []
    assert office.sent[-1].at - office.sent[0].at >= 60


def test_higher_ranks_go_first() -> None:
    async def mixed(office: Office) -> None:
        ranks = (DELIVERY, NOTICE, REPLY) * 20
        await asyncio.gather(*(office.sends(n + 1, rank) for n, rank in enumerate(ranks)))

    office = in_office("window", mixed)
    ranks = [one.rank for one in office.sent[1:]]  # the first found nobody else waiting
    assert ranks == sorted(ranks)


def test_limits_can_be_off() -> None:
    async def free() -> float:
        loop = asyncio.get_running_loop()
        off = Limits(overall_per_second=0, chat_per_second=0, group_per_minute=0)
        limiter, began = Limiter(off, loop.time), loop.time()
        for _ in range(500):
            await limiter.acquire(GROUP, DELIVERY)
        assert limiter.try_acquire(GROUP)
        await limiter.acquire(1, REPLY)
        await limiter.acquire(GROUP, DELIVERY)
        return loop.time() - began

    assert run(free()) == 0


def test_a_courtesy_is_left_out_when_the_pace_is_tight() -> None:
    async def courtesy() -> list[bool]:
        loop = asyncio.get_running_loop()
        limiter = Limiter(Limits(), loop.time)
        taken = [bool(limiter.try_acquire(1)), bool(limiter.try_acquire(2))]
        for _ in range(3):
            await asyncio.sleep(0.05)
            taken.append(bool(limiter.try_acquire(1)))
        return taken

    assert run(courtesy()) == [True, False, True, True, False]


def test_who_gives_up_takes_no_place() -> None:
    async def giving_up() -> float:
        loop = asyncio.get_running_loop()
        limiter, began = Limiter(Limits(), loop.time), loop.time()
        await limiter.acquire(1, REPLY)
        async with asyncio.TaskGroup() as group:
            impatient = [group.create_task(limiter.acquire(n, REPLY)) for n in range(2, 50)]
            await asyncio.sleep(0)
            for task in impatient:
                task.cancel()
        await limiter.acquire(99, REPLY)
        return loop.time() - began

    assert run(giving_up()) < 0.04


def test_a_429_closes_a_chat_and_two_close_all() -> None:
    pace = Pace(Limits())
    pace.flooded(1, 5.0, now=100.0)
    assert pace.chat(1, 100.0) == 105.0
    assert pace.overall(REPLY, 100.0) <= 100.0
    pace.flooded(1, 2.0, now=100.5)
    assert pace.chat(1, 100.5) == 105.0
    assert pace.overall(REPLY, 100.5) <= 100.5
    pace.flooded(2, 7.0, now=101.0)
    assert pace.overall(REPLY, 101.0) == 108.0
    pace.flooded(3, 1.0, now=101.5)
    assert pace.overall(REPLY, 101.5) == 108.0
    assert pace.chat(9, 108.0) <= 108.0


def test_who_begins_to_send_keeps_to_what_was_sent_before() -> None:
    pace = Pace(Limits())
    pace.recall([(GROUP, 50.0 - n) for n in range(20)], now=100.0)
    assert pace.chat(GROUP, 100.0) == 110.0
    pace.recall([(7, 0.3), (7, 0.2), (7, 0.1)], now=100.0)
    assert pace.chat(7, 100.0) > 100.5
    pace.recall([(chat, 0.0) for chat in range(10, 40)], now=100.0)
    assert pace.overall(REPLY, 100.0) > 100.9


def test_memory_of_chats_is_bounded() -> None:
    pace = Pace(Limits())
    for chat in range(1, 10_100):
        pace.take(chat, REPLY, now=float(chat))
    assert pace.chat(1, 10_100.0) <= 10_100.0


@settings(max_examples=40, deadline=None)
@given(
    model=st.sampled_from(MODELS),
    arrivals=st.lists(
        st.tuples(
            st.sampled_from([1, 2, 3, 4, 5, GROUP, GROUP - 1]),
            st.sampled_from([REPLY, NOTICE, DELIVERY]),
            st.floats(0, 8),
        ),
        min_size=1,
        max_size=120,
    ),
)
def test_no_arrivals_are_ever_flooded(
    model: Model, arrivals: list[tuple[int, int, float]]
) -> None:
    async def arrive(office: Office) -> None:
        await asyncio.gather(*(office.sends(c, rank, after=t) for c, rank, t in arrivals))

    office = in_office(model, arrive)
    assert office.complaints == []
    assert len(office.sent) == len(arrivals)


@given(
    st.lists(
        st.tuples(st.integers(1, 3), st.floats(0, 30), st.floats(0, 5)), min_size=1, max_size=20
    )
)
def test_deadlines_only_grow(floods: list[tuple[int, float, float]]) -> None:
    pace, now = Pace(Limits()), 100.0
    for chat, seconds, pause in floods:
        known = {c: pace.chat(c, now) for c in (1, 2, 3)}
        everybody = pace.overall(REPLY, now)
        pace.flooded(chat, seconds, now)
        assert pace.overall(REPLY, now) >= everybody
        for other, deadline in known.items():
            assert deadline <= now or pace.chat(other, now) >= deadline
        now += pause
