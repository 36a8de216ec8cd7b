"""The pace of sending: Telegram's limits, kept exactly; replies first.

`Pace` is the pure rule on a clock that is passed in; `Limiter` lets coroutines wait for it.
Limits: 30 messages in any second over all, evenly; 1/s a chat with a burst of 3, 20/min a group.
"""

import asyncio
import heapq
import itertools
import time
from collections import OrderedDict, deque
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field

from bot.config import Limits

#: A message came to Telegram before its answer came back, sooner by what the shortest way takes;
#: of that so much is not relied on, as there and back are not told apart.
_UNSURE_SECONDS = 0.005
#: An answer that takes longer says nothing of when the message came.
_LONGEST_WAY_SECONDS = 0.25
#: How fast the shortest way known gives way to a longer one.
_FORGETTING = 0.001
#: Before so many answers it is not known.
_ANSWERS_TO_KNOW_IT = 100
#: What a late timer costs is caught up with, but no more than this.
_CATCH_UP_SECONDS = 0.05
_QUIET_SECONDS = 1.0  #: without a reply for so long, deliveries may use the whole rate
_SECOND = 1.0
_GROUP_WINDOW = 60.0
_MOST_CHATS = 10_000

REPLY, NOTICE, DELIVERY = range(3)


@dataclass(eq=False, slots=True)
class Place:
    """A message that may go out, and the latest moment at which it came to Telegram."""

    chat_id: int
    taken_at: float
    at: float
    first_in_chat: bool  #: nothing before it weighs on its chat


@dataclass
class Pace:
    """When the next message may go out; all times are monotonic seconds."""

    limits: Limits
    _next: float = 0.0
    _sent: deque[Place] = field(default_factory=deque)  #: one for each part, of the last second
    _deliveries: deque[float] = field(default_factory=deque)  #: those of the last second
    _shortest: float = float("inf")  #: seconds to Telegram and back
    _answers: int = 0
    _last_reply: float = float("-inf")
    _closed_until: float = 0.0
    _last_flood: tuple[int, float] | None = None
    _chats: "OrderedDict[int, float]" = field(default_factory=OrderedDict)
    _groups: dict[int, deque[Place]] = field(default_factory=dict)
    _chat_deadlines: dict[int, float] = field(default_factory=dict)

    def overall(self, rank: int, now: float, cost: int = 1) -> float:
        """The earliest moment for a message of this rank to anybody."""
        earliest = max(self._closed_until, self._next, self._room(now, cost))
        if rank == DELIVERY and now - self._last_reply < _QUIET_SECONDS:
            room = min(self._room_for_delivery(now), self._last_reply + _QUIET_SECONDS)
            earliest = max(earliest, room)
        return earliest

    def chat(self, chat_id: int, now: float) -> float:
        """The earliest moment for a message to this chat."""
        earliest = self._chat_deadlines.get(chat_id, 0.0)
        if self.limits.chat_per_second:
            room = (self.limits.chat_burst - 1) / self.limits.chat_per_second
            earliest = max(earliest, self._chats.get(chat_id, 0.0) - room)
        if chat_id < 0 and self.limits.group_per_minute:
            earliest = max(earliest, self._group(chat_id, now))
        return earliest

    def take(
        self, chat_id: int, rank: int, now: float, cost: int = 1, *, wanted: float | None = None
    ) -> Place:
        """Note that a message goes out now; *wanted*: since when it might have, but for others."""
        rate, chat_rate = self.limits.overall_per_second, self.limits.chat_per_second
        is_first = self._chats.get(chat_id, 0.0) <= now
        place = Place(chat_id, now, now + _LONGEST_WAY_SECONDS, is_first)
        if rate:
            due = max(self._next, now if wanted is None else wanted)
            self._next = max(due, now - _CATCH_UP_SECONDS) + cost / rate
            self._sent.extend([place] * cost)
        if rank == REPLY:
            self._last_reply = now
        elif rank == DELIVERY:
            self._forget_deliveries(now)
            self._deliveries.extend([now] * cost)
        if chat_rate:
            self._chats[chat_id] = max(self._chats.get(chat_id, 0.0), now) + cost / chat_rate
            self._chats.move_to_end(chat_id)
            if len(self._chats) > _MOST_CHATS:
                self._chats.popitem(last=False)
        if chat_id < 0 and self.limits.group_per_minute:
            self._groups.setdefault(chat_id, deque()).extend([place] * cost)
        return place

    def landed(self, place: Place, now: float) -> None:
        """Note that Telegram has answered: whatever may follow a second later counts from now."""
        way = now - place.taken_at
        self._shortest = min(self._shortest, way)
        self._shortest += (way - self._shortest) * _FORGETTING
        self._answers += 1
        known = self._answers > _ANSWERS_TO_KNOW_IT
        sure = max(self._shortest - _UNSURE_SECONDS, 0.0) if known else 0.0
        place.at = min(place.at, now - sure)
        if place.first_in_chat and place.chat_id in self._chats:
            self._chats[place.chat_id] += place.at - place.taken_at

    def recall(self, sent: Iterable[tuple[int, float]], now: float) -> None:
        """Note what went out before this process sent: (chat, seconds ago), longest ago first."""
        for chat_id, ago in sent:
            self.take(chat_id, NOTICE, now - ago).at = now - ago

    def flooded(self, chat_id: int, seconds: float, now: float) -> None:
        """Obey a 429. Its scope is not told: a second chat within a second closes all."""
        deadline = now + seconds
        self._chat_deadlines[chat_id] = max(self._chat_deadlines.get(chat_id, 0.0), deadline)
        last = self._last_flood
        if last and last[0] != chat_id and now - last[1] < _QUIET_SECONDS:
            self._closed_until = max(self._closed_until, deadline)
        self._last_flood = (chat_id, now)
        self._chat_deadlines = {c: d for c, d in self._chat_deadlines.items() if d > now}

    def _room(self, now: float, cost: int) -> float:
        """When so many parts more fit into any second."""
        most = int(self.limits.overall_per_second)
        while self._sent and self._sent[0].at <= now - _SECOND:
            self._sent.popleft()
        over = len(self._sent) + min(cost, most) - most
        return self._sent[over - 1].at + _SECOND if most and over > 0 else 0.0

    def _room_for_delivery(self, now: float) -> float:
        """When a delivery leaves the replies their reserve; counted, so that no debt piles up."""
        self._forget_deliveries(now)
        most = max(int(self.limits.overall_per_second - self.limits.reserve_for_replies), 1)
        if not self.limits.overall_per_second or len(self._deliveries) < most:
            return 0.0
        return self._deliveries[-most] + _SECOND

    def _forget_deliveries(self, now: float) -> None:
        while self._deliveries and self._deliveries[0] <= now - _SECOND:
            self._deliveries.popleft()

    def _group(self, chat_id: int, now: float) -> float:
        sent = self._groups.get(chat_id, deque())
        while sent and sent[0].at <= now - _GROUP_WINDOW:
            sent.popleft()
        if len(sent) < self.limits.group_per_minute:
            return 0.0
        return sent[-self.limits.group_per_minute].at + _GROUP_WINDOW


class Limiter:
    """Lets coroutines wait for their turn: by rank, then by arrival."""

    def __init__(self, limits: Limits, monotonic: Callable[[], float] = time.monotonic) -> None:
        self.pace = Pace(limits)
        self._monotonic = monotonic
        self._count = itertools.count()
        self._ready: list[list[_Waiter]] = [[], [], []]
        self._later: list[tuple[float, int, _Waiter]] = []
        self._timer: asyncio.TimerHandle | None = None

    async def acquire(self, chat_id: int, rank: int, cost: int = 1) -> Place:
        """Wait until a message to *chat_id* may go out; the place is then taken."""
        if not self._later and (place := self.try_acquire(chat_id, rank, cost)):
            return place
        permitted: asyncio.Future[Place] = asyncio.get_running_loop().create_future()
        waiter = _Waiter(
            next(self._count), chat_id, rank, cost, permitted, wanted=self._monotonic()
        )
        heapq.heappush(self._later, (0.0, waiter.order, waiter))
        self._pump()
        return await permitted

    def try_acquire(self, chat_id: int, rank: int = NOTICE, cost: int = 1) -> Place | None:
        """Take a place if there is one now and nobody waits for it; none = not now."""
        now = self._monotonic()
        if any(self._ready) or self.pace.overall(rank, now, cost) > now:
            return None
        if self.pace.chat(chat_id, now) > now:
            return None
        return self.pace.take(chat_id, rank, now, cost)

    @property
    def is_paced(self) -> bool:
        """Whether there is a limit over all."""
        return bool(self.pace.limits.overall_per_second)

    def delay(self, rank: int) -> float:
        """Seconds until a message of this rank may go out, those that wait apart."""
        now = self._monotonic()
        return max(self.pace.overall(rank, now) - now, 0.0)

    def landed(self, place: Place) -> None:
        """Telegram has answered what went out at this place."""
        self.pace.landed(place, self._monotonic())

    def recall(self, sent: Iterable[tuple[int, float]]) -> None:
        """See `Pace.recall`."""
        self.pace.recall(sent, self._monotonic())

    def flooded(self, chat_id: int, seconds: float) -> None:
        """Obey a 429."""
        self.pace.flooded(chat_id, seconds, self._monotonic())

    def _pump(self) -> None:
        now = self._monotonic()
        while True:
            self._sort_in(now)
            waiter, due = self._first(now)
            if waiter is None or due > now:
                break
            heapq.heappop(self._ready[waiter.rank])
            chat_due = self.pace.chat(waiter.chat_id, now)
            if chat_due > now:
                waiter.wanted = chat_due
                heapq.heappush(self._later, (chat_due, waiter.order, waiter))
            elif not waiter.permitted.done():
                rank, cost, wanted = waiter.rank, waiter.cost, waiter.wanted
                place = self.pace.take(waiter.chat_id, rank, now, cost, wanted=wanted)
                waiter.permitted.set_result(place)
        self._sleep(now, due)

    def _sort_in(self, now: float) -> None:
        while self._later and self._later[0][0] <= now:
            waiter = heapq.heappop(self._later)[2]
            heapq.heappush(self._ready[waiter.rank], waiter)

    def _first(self, now: float) -> tuple["_Waiter | None", float]:
        """The first waiter that may go now, or the moment the earliest of the ready may go."""
        soonest = float("inf")
        for rank, waiters in enumerate(self._ready):
            if waiters:
                due = self.pace.overall(rank, now, waiters[0].cost)
                if due <= now:
                    return waiters[0], due
                soonest = min(soonest, due)
        return None, soonest

    def _sleep(self, now: float, due: float) -> None:
        if self._later:
            due = min(due, self._later[0][0])
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None
        if due != float("inf"):
            loop = asyncio.get_running_loop()
            self._timer = loop.call_later(max(due - now, 0.0), self._pump)


@dataclass(order=True)
class _Waiter:
    order: int
    chat_id: int = field(compare=False)
    rank: int = field(compare=False)
    cost: int = field(compare=False)
    permitted: asyncio.Future[Place] = field(compare=False)
    wanted: float = field(compare=False)
