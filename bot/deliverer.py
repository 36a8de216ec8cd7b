"""Sends deliveries: claims a few, calls, and records what came, at most once each (law 7).

No more are claimed than can be sent in a third of a second, for what a killed process has claimed
and not settled is unknown. Results and the next claim share a commit.
"""

import asyncio
import logging
import math
import uuid
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Protocol

from sqlalchemy.orm import Session

from bot import limiter as pace
from bot.carrying import Carrier, Parcel
from bot.nursery import Nursery
from bot.threads import patiently
from bot.writer import Writer
from models.database import Database
from models.delivery import DeliveryState
from models.services import deliveries
from models.services.deliveries import Claimed, Result, Stream

logger = logging.getLogger(__name__)

#: What is claimed must be on its way so soon (seconds).
_AHEAD = 1 / 3
#: Where no pace is kept.
_MOST_AT_ONCE = 10
_IDLE_SECONDS = 0.5
#: Results wait so long for others to share their commit.
_GATHER_SECONDS = 0.02


class Kind(Protocol):
    """One kind of deliveries: which may go out now, and what each says."""

    def streams(self, session: Session, *, now: datetime) -> Sequence[Stream]:
        """Those that may go out now."""

    def compose(
        self, session: Session, claimed: Sequence[Claimed]
    ) -> Mapping[int, Sequence[dict[str, Any]]]:
        """The messages of each delivery, by its id; payloads as in the outbox."""


@dataclass(frozen=True)
class _Step:
    results: Sequence[Result]
    room: int


class Deliverer:
    """Sends what may go out, as long as this process is the one that sends."""

    def __init__(
        self,
        carrier: Carrier,
        database: Database,
        nursery: Nursery,
        kinds: Mapping[str, Kind],
    ) -> None:
        self._carrier = carrier
        self._clock = carrier.clock
        self._metrics = carrier.metrics
        self._database = database
        self._nursery = nursery
        self._kinds = kinds
        rate = carrier.limiter.pace.limits.overall_per_second
        self._window = max(math.floor(rate * _AHEAD), 2) if rate else _MOST_AT_ONCE
        self._life = uuid.uuid4().hex
        self._writer: Writer | None = None
        self._in_hand: set[asyncio.Task[None]] = set()
        self._results: list[Result] = []
        self._rested = asyncio.Event()
        self._rested.set()
        self._bell = asyncio.Event()
        self.sends = True

    def serve(self, writer: Writer) -> None:
        """Let *writer* claim and record; must be said before the loop runs."""
        self._writer = writer

    def sit(self) -> None:
        """See `seats.Duty`."""
        self.sends = True
        self._bell.set()

    def stand(self) -> None:
        """See `seats.Duty`: what is claimed and not on its way is given back."""
        self.sends = False
        self._bell.set()
        self._carrier.stop(self._in_hand)

    async def run(self) -> None:
        """For ever: send what may go out."""
        while True:
            claimed = True
            while claimed:
                claimed = await self._pass()
            if not self._rested.is_set() and await self._is_at_rest():
                self._rested.set()
            with suppress(TimeoutError):
                async with asyncio.timeout(_IDLE_SECONDS):
                    await self._bell.wait()
                    self._bell.clear()
                    await asyncio.sleep(_GATHER_SECONDS if self._carrier.limiter.is_paced else 0)

    async def idle(self) -> None:
        """Wait until nothing may go out (for tests)."""
        if self.sends:
            self._rested.clear()
            self._bell.set()
            await self._rested.wait()

    async def flush(self) -> None:
        """Record what is known by now; before the writer stops."""
        if self._results and self._writer is not None:
            step = _Step(self._take_results(), 0)
            await self._writer.write(lambda session: self._step(session, step))

    async def _pass(self) -> bool:
        """Record what came and claim what there is room for; False = nothing was claimed."""
        if not self.sends or self._writer is None:
            return False
        room = self._room()
        if not self._results and not (room and await patiently(self._any_due)):
            return False
        step = _Step(self._take_results(), room)
        parcels = await self._writer.write(lambda session: self._step(session, step))
        for parcel in parcels:
            if self.sends:
                self._send(parcel)
            else:  # told to stop while it was claimed
                self._note(parcel, self._carrier.back(parcel.delivery))
        return bool(parcels)

    async def _is_at_rest(self) -> bool:
        if self._in_hand or self._results:
            return False
        return not self.sends or not await patiently(self._any_due)

    def _room(self) -> int:
        """How many more may be claimed now."""
        if self._carrier.is_in_trouble:
            return 0 if self._in_hand or self._carrier.must_wait else 1
        if self._carrier.limiter.delay(pace.DELIVERY) > _AHEAD:
            return 0
        return max(self._window - len(self._in_hand) - len(self._results), 0)

    def _take_results(self) -> list[Result]:
        results, self._results = self._results, []
        return results

    def _any_due(self) -> bool:
        now = self._clock()
        with self._database.read() as session:
            streams = self._streams(session, now)
            return deliveries.any_due(session, streams, now=now) or deliveries.any_lost(
                session, sender=self._life
            )

    def _streams(self, session: Session, now: datetime) -> list[Stream]:
        return [s for kind in self._kinds.values() for s in kind.streams(session, now=now)]

    def _step(self, session: Session, step: _Step) -> list[Parcel]:
        now = self._clock()
        deliveries.record(session, step.results, sender=self._life)
        if lost := deliveries.give_up(session, sender=self._life, now=now):
            logger.warning("%s deliveries of another life are unknown", lost)
        streams = self._streams(session, now)
        taken = deliveries.claim(session, streams, limit=step.room, sender=self._life, now=now)
        said: dict[int, Sequence[dict[str, Any]]] = {}
        for name, kind in self._kinds.items():
            said |= kind.compose(session, [one for one in taken if one.kind == name])
        return [Parcel(one, said[one.id]) for one in taken]

    def _send(self, parcel: Parcel) -> None:
        name = f"delivery {parcel.delivery.id}"
        task = self._nursery.errand(self._carrier.carry(parcel, self._note), name)
        self._in_hand.add(task)
        self._metrics.deliveries_under_way.inc()
        task.add_done_callback(self._landed)

    def _landed(self, task: asyncio.Task[None]) -> None:
        self._in_hand.discard(task)
        self._metrics.deliveries_under_way.dec()
        self._bell.set()

    def _note(self, parcel: Parcel, result: Result) -> None:
        outcome = "given back" if result.state == DeliveryState.WAITING else result.state.value
        self._metrics.deliveries.labels(parcel.delivery.kind, outcome).inc()
        self._results.append(result)
