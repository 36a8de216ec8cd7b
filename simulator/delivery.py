"""Pushes updates to a webhook as the Bot API server does (WebhookActor.cpp of tdlib).

Each queue has one delivery in flight and goes on only after 2xx; an answer that does not come in
time closes the connection, and the update is sent again while the handler may still run. Two
things differ: all connections are allowed at once, where Telegram opens the second one only after
a first success, and a method call in the answer is not carried out.
"""

import asyncio
import json
import math
import random
from collections import deque
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import datetime, timedelta

import aiohttp

from simulator.clock import SimulatedClock
from simulator.errors import ConnectionDroppedError
from simulator.faults import Faults
from simulator.updates import Pending, Update, UpdateQueue

SECRET_HEADER = "X-Telegram-Bot-Api-Secret-Token"  # noqa: S105  # a name
_MAX_PAUSE = 60
_MAX_RETRY_AFTER = 3600
_RECONNECT_SECONDS = 2
_TAKEN_IN = range(200, 300)
_GONE = 410
_GONE_FOR = timedelta(hours=23)
_SHIFT = 33
#: Kind of update → whose id names its queue, and the queue's space of numbers.
_QUEUES = {
    "message": ("chat", 0),
    "edited_message": ("chat", 0),
    "callback_query": ("from", 3),
    "my_chat_member": ("chat", 5),
    "chat_member": ("from", 6),
    "message_reaction": ("chat", 8),
}


@dataclass(frozen=True, slots=True)
class Pace:
    """How patient the server is, in seconds of `monotonic`; a test shortens it."""

    answer: float = 60.0  #: for the answer of the webhook
    second: float = 1.0  #: what counts as a second between two tries, and between two setWebhook


PACE = Pace()


@dataclass(frozen=True, slots=True)
class Target:
    """Where to, as setWebhook says."""

    url: str
    secret: str
    connections: int
    ip_address: str = ""


@dataclass(frozen=True, slots=True)
class Attempt:
    """One try to deliver one update; without *problem* it was answered with 2xx."""

    update_id: int
    queue: int
    began: float
    ended: float
    problem: str


@dataclass(frozen=True, slots=True)
class Surroundings:
    """What a delivery takes from its world, and the record of all tries."""

    updates: UpdateQueue
    faults: Faults
    clock: SimulatedClock
    monotonic: Callable[[], float]
    pace: Pace
    attempts: list[Attempt] = field(default_factory=list)


@dataclass(slots=True)
class _Queue:
    """Updates that go out one after the other."""

    id: int
    waiting: deque[Pending] = field(default_factory=deque)
    busy: bool = False
    due: float = -math.inf
    pause: int = 1
    fails: int = 0

    def next(self) -> None:
        """The first update is done with."""
        self.waiting.popleft()
        self.due, self.pause, self.fails = -math.inf, 1, 0


@dataclass(frozen=True, slots=True)
class _Answer:
    problem: str = ""
    status: int = 0
    retry_after: int = 0
    is_try: bool = True  #: False when no connection could be made


def queue_of(update: Update) -> int:
    """The number of the queue an update belongs to; what Telegram would not send has its own."""
    for kind, (whose, space) in _QUEUES.items():
        if kind in update:
            with suppress(KeyError, TypeError, ValueError):
                return int(update[kind][whose]["id"]) + (space << _SHIFT)
    return (1 << 60) + int(update["update_id"])


class Delivery:
    """The deliveries to one target, from its setting until it is changed or deleted."""

    def __init__(self, target: Target, around: Surroundings) -> None:
        self.target = target
        self.problem = ""
        self.problem_at: datetime | None = None
        self._around = around
        self._queues: dict[int, _Queue] = {}
        self._connects_at = -math.inf
        self._gone_since: datetime | None = None
        self._is_gone = False
        self._is_reached = True
        self._chance = random.Random(target.url)  # noqa: S311  # repeatable, not secret

    async def run(self) -> None:
        """Go on for ever, or until the target has answered 410 for 23 hours."""
        updates = self._around.updates
        backlog = updates.follow()
        try:
            async with _session() as session, asyncio.TaskGroup() as group:
                while not self._is_gone:
                    rung = updates.bell.listen()
                    try:
                        self._load(backlog)
                        for queue in self._ready():
                            queue.busy = True
                            group.create_task(self._send(session, queue))
                        await asyncio.wait([rung], timeout=self._pause())
                    finally:
                        updates.bell.leave(rung)
        finally:
            updates.unfollow()

    def _load(self, backlog: deque[Pending]) -> None:
        """Telegram looks no further than to twice as many queues as connections."""
        while backlog and len(self._queues) < 2 * self.target.connections:
            pending = backlog.popleft()
            if pending.expires <= self._around.clock.now():
                continue
            number = queue_of(pending.update)
            self._queues.setdefault(number, _Queue(number)).waiting.append(pending)

    def _ready(self) -> list[_Queue]:
        now = self._around.monotonic()
        if now < self._connects_at:
            return []
        due = [one for one in self._queues.values() if not one.busy and one.due <= now]
        due.sort(key=lambda one: (one.due, one.waiting[0].id))
        return due[: max(0, self._free())]

    def _free(self) -> int:
        """How many more connections there may be; a single one while nobody listens."""
        most = self.target.connections if self._is_reached else 1
        return most - sum(one.busy for one in self._queues.values())

    def _pause(self) -> float | None:
        """Seconds until something is due; None: only a ring changes anything."""
        idle = [one.due for one in self._queues.values() if not one.busy]
        if not idle or self._free() < 1:
            return None
        return max(0.0, max(min(idle), self._connects_at) - self._around.monotonic())

    async def _send(self, session: aiohttp.ClientSession, queue: _Queue) -> None:
        around, pending = self._around, queue.waiting[0]
        began = around.monotonic()
        answer = await self._post(session, pending.update)
        ended = around.monotonic()
        queue.busy = False
        self._is_reached = answer.is_try
        if answer.is_try:
            around.attempts.append(Attempt(pending.id, queue.id, began, ended, answer.problem))
        if answer.problem:
            self._note(answer)
            self._fails(queue, answer)
        else:
            self._gone_since = None
            self._drop(queue)
        around.updates.bell.ring()

    async def _post(self, session: aiohttp.ClientSession, update: Update) -> _Answer:
        headers = {"Content-Type": "application/json"}
        if self.target.secret:
            headers[SECRET_HEADER] = self.target.secret
        try:
            is_lost = await self._around.faults.delivery()
            async with (
                asyncio.timeout(self._around.pace.answer),
                session.post(
                    self.target.url, data=_json(update), headers=headers, allow_redirects=False
                ) as response,
            ):
                await response.read()
        except TimeoutError:
            return _Answer("Read timeout expired")
        except aiohttp.ClientConnectorError:
            return _Answer("Connection refused", is_try=False)
        except ConnectionDroppedError as dropped:
            if dropped.how == "refused":
                return _Answer("Connection refused", is_try=False)
            return _Answer("Connection reset by peer")
        except (aiohttp.ClientError, OSError):
            return _Answer("Connection reset by peer")
        return _Answer("Connection reset by peer") if is_lost else _read(response)

    def _note(self, answer: _Answer) -> None:
        now = self._around.clock.now()
        self.problem, self.problem_at = answer.problem, now
        if answer.status != _GONE:
            self._gone_since = None if answer.status else self._gone_since
        elif self._gone_since is None:
            self._gone_since = now
        else:
            self._is_gone = now > self._gone_since + _GONE_FOR

    def _fails(self, queue: _Queue, answer: _Answer) -> None:
        """The first time it is sent again at once, then after 2, 4, 8 … seconds."""
        now, second = self._around.monotonic(), self._around.pace.second
        if not answer.is_try:
            self._connects_at = now + _RECONNECT_SECONDS * second
            return
        pause = answer.retry_after
        if not pause and queue.fails:
            longest = self._chance.randint(_MAX_PAUSE, 2 * _MAX_PAUSE)
            pause = queue.pause = min(longest, 2 * queue.pause)
        if self._around.clock.now() + timedelta(seconds=pause) > queue.waiting[0].expires:
            self._around.updates.expired.add(queue.waiting[0].id)
            self._drop(queue)
            return
        queue.due = now + pause * second
        queue.fails += 1

    def _drop(self, queue: _Queue) -> None:
        self._around.updates.forget(queue.waiting[0].id)
        queue.next()
        if not queue.waiting:
            del self._queues[queue.id]


def _session() -> aiohttp.ClientSession:
    return aiohttp.ClientSession(
        connector=aiohttp.TCPConnector(limit=0, keepalive_timeout=60),
        timeout=aiohttp.ClientTimeout(total=None, sock_connect=10),
        skip_auto_headers=("User-Agent", "Accept"),
    )


def _json(update: Update) -> bytes:
    return json.dumps(update, ensure_ascii=False).encode()


def _read(response: aiohttp.ClientResponse) -> _Answer:
    if response.status in _TAKEN_IN:
        return _Answer()
    problem = f"Wrong response from the webhook: {response.status} {response.reason}"
    after = response.headers.get("Retry-After", "")
    seconds = min(int(after), _MAX_RETRY_AFTER) if after.isdecimal() else 0
    return _Answer(problem, response.status, seconds)
