"""How one claimed delivery is brought to its chat, and what the answers mean for it."""

import asyncio
import logging
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from bot import limiter as pace
from bot.api import Blocked, Flooded, Gone, NotSent, Outcome, Sent, Unknown
from bot.clock import Clock
from bot.limiter import Limiter, Place
from bot.metrics import Metrics
from bot.outbox import Waiting
from bot.telegraph import Telegraph
from models.delivery import DeliveryState
from models.outbox import OutboxClass
from models.services.deliveries import Claimed, Result

logger = logging.getLogger(__name__)

#: What waits longer for its place is given back: it must not count as perhaps sent.
_PATIENCE_SECONDS = 1.0
_FIRST_PAUSE = 0.5
_LONGEST_PAUSE = 30.0


@dataclass(frozen=True)
class Parcel:
    """A delivery and its messages; the first is the one that counts."""

    delivery: Claimed
    calls: Sequence[dict[str, Any]]


Noted = Callable[[Parcel, Result], None]


class Carrier:
    """Calls Telegram for deliveries, and slows down while the line or Telegram is in trouble."""

    def __init__(
        self,
        telegraph: Telegraph,
        limiter: Limiter,
        clock: Clock,
        metrics: Metrics,
        *,
        first_pause: float = _FIRST_PAUSE,
    ) -> None:
        self._telegraph = telegraph
        self.limiter = limiter
        self.clock = clock
        self.metrics = metrics
        self._first_pause = first_pause
        self._pause = 0.0
        self._closed_until = 0.0
        self._calling: set[asyncio.Task[Any]] = set()

    @property
    def is_in_trouble(self) -> bool:
        """Whether the last call had no clear answer: then one at a time is tried."""
        return self._pause > 0

    @property
    def must_wait(self) -> bool:
        """Whether it is too soon for another try."""
        return asyncio.get_running_loop().time() < self._closed_until

    def stop(self, tasks: Iterable[asyncio.Task[None]]) -> None:
        """Let those go that have not called yet."""
        for task in set(tasks) - self._calling:
            task.cancel()

    async def carry(self, parcel: Parcel, note: Noted) -> None:
        """Send *parcel* and *note* its result; none where the call was cut off."""
        one, task = parcel.delivery, asyncio.current_task()
        assert task is not None  # noqa: S101  # a coroutine always runs in one
        try:
            place = await self._place(one.chat_id, _cost(parcel.calls[0]))
        except asyncio.CancelledError:
            note(parcel, self.back(one))
            raise
        if place is None:
            note(parcel, self.back(one))
            return
        self._calling.add(task)
        outcome: Outcome | None = None
        try:
            outcome = await self._call(parcel.calls[0], one, place)
            if isinstance(outcome, Sent):
                await self._rest(parcel)
        finally:
            self._calling.discard(task)
            if outcome is not None:
                note(parcel, self._result(one, outcome))

    async def _rest(self, parcel: Parcel) -> None:
        """What belongs to a message that was sent; without it that is still sent."""
        for payload in parcel.calls[1:]:
            outcome: Outcome = NotSent("not tried yet")
            while isinstance(outcome, NotSent | Flooded):
                place = await self.limiter.acquire(
                    parcel.delivery.chat_id, pace.DELIVERY, _cost(payload)
                )
                outcome = await self._call(payload, parcel.delivery, place)
                if isinstance(outcome, NotSent | Flooded):
                    await asyncio.sleep(self._first_pause)
            if not isinstance(outcome, Sent):
                logger.warning("delivery %s lacks a part: %s", parcel.delivery.id, outcome)

    async def _place(self, chat_id: int, cost: int) -> Place | None:
        try:
            async with asyncio.timeout(_PATIENCE_SECONDS):
                return await self.limiter.acquire(chat_id, pace.DELIVERY, cost)
        except TimeoutError:
            return None

    async def _call(self, payload: dict[str, Any], one: Claimed, place: Place) -> Outcome:
        row = Waiting(one.id, one.chat_id, OutboxClass.NOTICE, None, None, payload)
        outcome = await self._telegraph.show(row, None)
        self.limiter.landed(place)
        if isinstance(outcome, Flooded):
            self.limiter.flooded(one.chat_id, outcome.seconds)
            self.metrics.floods.inc()
        elif isinstance(outcome, NotSent | Unknown):
            logger.warning("delivery %s: %s", one.id, outcome.description)
            self._pause = min(max(self._pause * 2, self._first_pause), _LONGEST_PAUSE)
            self._closed_until = asyncio.get_running_loop().time() + self._pause
        else:
            self._pause = 0.0
        return outcome

    def back(self, one: Claimed, seconds: float = 0.0) -> Result:
        """It was not called, or had no effect: it waits again."""
        now = self.clock()
        later = now + timedelta(seconds=seconds)
        return Result(one.id, one.person_id, DeliveryState.WAITING, now, not_before=later)

    def _result(self, one: Claimed, outcome: Outcome) -> Result:
        now = self.clock()
        if isinstance(outcome, Sent):
            number = _message_id(outcome.result)
            return Result(one.id, one.person_id, DeliveryState.SENT, now, message_id=number)
        if isinstance(outcome, NotSent | Flooded):
            return self.back(one, outcome.seconds if isinstance(outcome, Flooded) else 0.0)
        state = _STATES.get(type(outcome), DeliveryState.FAILED)
        error = str(getattr(outcome, "description", outcome))
        if state == DeliveryState.FAILED:
            logger.error("delivery %s refused: %s", one.id, error)
        return Result(one.id, one.person_id, state, now, error=error)


#: What the other answers mean; any other is a refusal.
_STATES: dict[type, DeliveryState] = {
    Unknown: DeliveryState.UNKNOWN,
    Blocked: DeliveryState.BLOCKED,
    Gone: DeliveryState.GONE,
}


def _cost(payload: dict[str, Any]) -> int:
    """An album costs its parts."""
    media = payload.get("params", {}).get("media")
    return len(media) if isinstance(media, list) else 1


def _message_id(result: Any) -> int | None:
    first = result[0] if isinstance(result, list) and result else result
    return int(first["message_id"]) if isinstance(first, dict) else None
