"""The only one who talks to Telegram: takes committed rows, keeps the pace, records what came.

Rows of one chat and class go out in order; a row that waits holds back nothing else.
"""

import asyncio
import logging
from collections import deque
from collections.abc import Iterable, Sequence
from contextlib import suppress
from dataclasses import dataclass, field, replace

from bot import limiter as pace
from bot import outbox
from bot.api import (
    Blocked,
    Flooded,
    Gone,
    Migrated,
    NotModified,
    NotSent,
    Outcome,
    Refused,
    Sent,
    Unknown,
)
from bot.clock import Clock
from bot.gate import Gate
from bot.limiter import Limiter
from bot.metrics import Metrics
from bot.nursery import Nursery
from bot.outbox import Shown, Waiting
from bot.outbox_reader import OutboxReader
from bot.recorder import Recorder
from bot.results import Result
from bot.slots import Key, Slots, key_of
from bot.telegraph import Telegraph
from bot.writer import Writer
from models.database import Database
from models.outbox import OutboxClass, OutboxState

logger = logging.getLogger(__name__)

_SWEEP_SECONDS = 1.0
_SWEEP_ROWS = 500
_FIRST_PAUSE = 0.5
_LONGEST_PAUSE = 30.0

_RANK = {OutboxClass.REPLY: pace.REPLY, OutboxClass.NOTICE: pace.NOTICE}

Lane = deque[Waiting]


@dataclass
class _Hand:
    """What the sender has taken in: by id with its slot, and by lane."""

    rows: dict[int, Key | None] = field(default_factory=dict)
    lanes: dict[tuple[int, OutboxClass], Lane] = field(default_factory=dict)
    settled_since_sweep: set[int] = field(default_factory=set)


class Sender:
    """Sends what the writer committed, and has the writer record the results.

    *first_pause*: seconds before a call that failed is tried again; they double up to 30.
    """

    def __init__(
        self,
        telegraph: Telegraph,
        limiter: Limiter,
        database: Database,
        nursery: Nursery,
        clock: Clock,
        metrics: Metrics,
        *,
        first_pause: float = _FIRST_PAUSE,
    ) -> None:
        self._metrics = metrics
        self._first_pause = first_pause
        self._telegraph = telegraph
        self._limiter = limiter
        self._reader = OutboxReader(database, clock)
        self._nursery = nursery
        self._recorder = Recorder(nursery, clock, self._recorded)
        self._hand = _Hand()
        self._gate = Gate()
        self._slots = Slots()
        self._lane_tasks: set[asyncio.Task[None]] = set()
        self._sending: set[asyncio.Task[None]] = set()
        self._called: set[int] = set()
        self._bell = asyncio.Event()
        self._idle = asyncio.Event()
        self._idle.set()
        self._is_new = True
        self.sends = True  #: see `writer.Courier`

    def serve(self, writer: Writer) -> None:
        """Let *writer* record the results; must be said before the first row comes."""
        self._recorder.writer = writer

    def hold(self, chat_ids: frozenset[int]) -> None:
        """See `writer.Courier`; called by the writer's thread."""
        self._gate.close(chat_ids)

    def release(self, chat_ids: frozenset[int], rows: Sequence[Waiting]) -> None:
        """See `writer.Courier`; called by the loop's thread."""
        for row in rows:
            self._take_in(row)
        self._nursery.after_the_poll(self._gate.open, chat_ids)

    def sit(self) -> None:
        """See `seats.Duty`: send from now on, beginning with what waits."""
        self.sends = True
        self._slots = Slots()  # another process has shown things since
        self._is_new = True
        self._called.clear()
        self._bell.set()

    def stand(self) -> None:
        """See `seats.Duty`: begin nothing new; what was not sent is for the next to sit."""
        self.sends = False
        for task in self._lane_tasks - self._sending:
            task.cancel()

    def called(self, chat_ids: str) -> None:
        """Another process has written rows for these chats (`outbox.CHANNEL`)."""
        if self.sends:
            self._called.update(map(int, chat_ids.split(",")))
            self._bell.set()

    async def sweep(self) -> None:
        """For ever: take in rows that are due and not in hand.

        Of the chats it is called for at once; of all each second (after a start; put for later).
        """
        while True:
            called, self._called = self._called, set()
            await self.sweep_once(called or None)
            with suppress(TimeoutError):
                async with asyncio.timeout(_SWEEP_SECONDS):
                    await self._bell.wait()
            self._bell.clear()

    async def sweep_once(self, chat_ids: set[int] | None = None) -> None:
        """Take in what is due now, of these chats or of all."""
        if not self.sends:
            return
        self._hand.settled_since_sweep.clear()
        self._slots.forget_all_but(set(self._hand.rows.values()))
        try:
            if self._is_new:
                self._limiter.recall(await self._reader.sent_lately())
                self._is_new = False
            limit = _SWEEP_ROWS + len(self._hand.rows)
            rows = await self._reader.due(chat_ids, limit=limit)
        except Exception as error:  # noqa: BLE001  # no database, no sweep; the next one comes
            logger.warning("the outbox could not be read: %s", error)
            return
        for row in rows:
            if row.id not in self._hand.settled_since_sweep:
                self._take_in(row)

    async def idle(self) -> None:
        """Wait until nothing is in hand."""
        await self._idle.wait()

    def close(self) -> None:
        """Begin nothing new; what was not sent stays in the outbox."""
        self.stand()

    def _take_in(self, row: Waiting) -> None:
        hand = self._hand
        if row.id in hand.rows or not self.sends:
            return
        hand.rows[row.id] = key_of(row)
        self._idle.clear()
        self._slots.take_in(row)
        name = (row.chat_id, row.category)
        if name in hand.lanes:
            hand.lanes[name].append(row)
        else:
            hand.lanes[name] = deque([row])
            task = self._nursery.errand(self._drain(name), f"sending to {row.chat_id}")
            self._lane_tasks.add(task)
            task.add_done_callback(self._lane_tasks.discard)

    async def _drain(self, name: tuple[int, OutboxClass]) -> None:
        lane = self._hand.lanes[name]
        try:
            while lane and await self._one(lane[0]):
                lane.popleft()
        finally:
            del self._hand.lanes[name]
            self._let_go(row.id for row in lane)

    async def _one(self, row: Waiting) -> bool:
        """Send one row until its fate is known; False = this process sends no more."""
        pause = self._first_pause
        while self.sends:
            await self._slots.free(row)
            place = None
            if not self._slots.is_superseded(row):  # one that is takes nobody's place
                place = await self._limiter.acquire(row.chat_id, _RANK[row.category])
                await self._gate.passed(row.chat_id)
            if place is None or self._slots.is_superseded(row):
                self._record(row, OutboxState.SUPERSEDED)
                return True
            if self._slots.is_busy(row):
                continue
            outcome = await self._send(row)
            self._limiter.landed(place)
            row = replace(row, attempts=row.attempts + 1)
            if isinstance(outcome, Flooded):
                logger.warning("429 from chat %s: %s s", row.chat_id, outcome.seconds)
                self._limiter.flooded(row.chat_id, outcome.seconds)
                self._metrics.floods.inc()
            elif isinstance(outcome, NotSent | Unknown):
                logger.warning("row %s not sent yet: %s", row.id, outcome.description)
                await asyncio.sleep(pause)
                pause = min(pause * 2, _LONGEST_PAUSE)
            else:
                self._settle(row, outcome)
                return True
        return False

    async def _send(self, row: Waiting) -> Outcome:
        task = asyncio.current_task()
        assert task is not None  # noqa: S101  # a coroutine always runs in one
        self._sending.add(task)
        try:
            with self._slots.under_way(row):
                return await self._telegraph.show(row, self._slots.shown(row))
        except Exception as error:
            logger.exception("row %s could not be sent", row.id)
            return Refused(f"{type(error).__name__}: {error}")
        finally:
            self._sending.discard(task)

    def _settle(self, row: Waiting, outcome: Outcome) -> None:
        match outcome:
            case Sent(result=dict() as message):
                kind = outbox.PHOTO if "photo" in message else outbox.TEXT
                self._record(row, OutboxState.SENT, shown=Shown(int(message["message_id"]), kind))
            case Sent() | NotModified():
                self._record(row, OutboxState.SENT, shown=self._slots.shown(row))
            case Blocked(description=why):
                self._record(row, OutboxState.BLOCKED, error=why)
            case Gone(description=why):
                self._record(row, OutboxState.GONE, error=why)
            case Migrated(chat_id=new):
                self._record(row, OutboxState.WAITING, migrated_to=new)
            case Refused(description=why):
                logger.error("row %s refused: %s", row.id, why)
                self._record(row, OutboxState.REJECTED, error=why)
            case _:
                self._record(row, OutboxState.REJECTED, error=type(outcome).__name__)

    def _record(
        self,
        row: Waiting,
        state: OutboxState,
        *,
        shown: Shown | None = None,
        error: str | None = None,
        migrated_to: int | None = None,
    ) -> None:
        if row.slot is not None and shown is not None:
            has_buttons = "inline_keyboard" in row.payload.get("markup", {})
            shown = replace(shown, has_buttons=has_buttons)
            self._slots.remember(row, shown)
        self._metrics.messages.labels(row.category, state).inc()
        result = Result(
            row_id=row.id,
            chat_id=row.chat_id,
            slot=row.slot,
            state=state,
            attempts=row.attempts,
            message_id=shown.message_id if shown else None,
            shown=shown if row.slot is not None else None,
            error=error,
            migrated_to=migrated_to,
        )
        self._recorder.note(result)

    def _recorded(self, row_ids: list[int]) -> None:
        self._hand.settled_since_sweep.update(row_ids)
        self._let_go(row_ids)

    def _let_go(self, row_ids: Iterable[int]) -> None:
        for row_id in row_ids:
            self._hand.rows.pop(row_id, None)
        if not self._hand.rows:
            self._idle.set()
