"""The queue of updates: rising ids, lifetimes, and forgetting by offset."""

import random
from bisect import bisect_left, insort
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from simulator.bell import Bell
from simulator.clock import SimulatedClock

Update = dict[str, Any]
LIFETIME = timedelta(hours=24)
TAP_LIFETIME = timedelta(seconds=150)
MAX_PENDING = 100_000
NOT_BY_DEFAULT = frozenset({"chat_member", "message_reaction", "message_reaction_count"})
_FIRST_ID = 734_112_001


@dataclass(frozen=True, slots=True)
class Pending:
    """An update the bot has not yet confirmed."""

    update: Update
    expires: datetime

    @property
    def id(self) -> int:
        """The update's id."""
        return int(self.update["update_id"])


class UpdateQueue:
    """What the bot has not yet confirmed."""

    def __init__(self, clock: SimulatedClock) -> None:
        self._clock = clock
        self._pending: list[Pending] = []
        self._again: deque[Pending] = deque()
        self._followed: deque[Pending] | None = None
        self._held: list[Pending] | None = None
        self._known: dict[int, Update] = {}
        self._next_id = _FIRST_ID
        self._allowed: frozenset[str] | None = None
        self.bell = Bell()
        self.expired: set[int] = set()  #: given up undelivered, as Telegram does
        self.redeliver_confirmed = False
        self.tap_twice = False

    @property
    def allowed(self) -> list[str] | None:
        """What the bot asked for; None is the default set."""
        return None if self._allowed is None else sorted(self._allowed)

    def allow(self, kinds: list[str]) -> None:
        """Remember `allowed_updates`; an empty list is the default set."""
        self._allowed = frozenset(kinds) or None

    def wants(self, kind: str) -> bool:
        """Whether updates of this kind are queued at all."""
        return kind not in NOT_BY_DEFAULT if self._allowed is None else kind in self._allowed

    def push(self, kind: str, content: dict[str, Any]) -> int | None:
        """Queue one update; give its id, or None when the bot does not want the kind."""
        if not self.wants(kind):
            return None
        update_id = self._put({kind: content}, kind)
        if kind == "callback_query" and self.tap_twice:
            self._put({kind: content}, kind)
        return update_id

    def inject(self, update: Update) -> int:
        """Queue anything, also what Telegram would never send; an own `update_id` is kept."""
        return self._put(update, next((key for key in update if key != "update_id"), ""))

    def redeliver(self, update_id: int) -> None:
        """Give an update once more under its old id, whatever was confirmed."""
        self._give_again(self._known[update_id])
        self.bell.ring()

    def raw(self, update_id: int) -> Update:
        """An update as it was delivered."""
        return self._known[update_id]

    def hold(self) -> None:
        """Keep what is queued from now on back, until `release`."""
        self._held = [] if self._held is None else self._held

    def release(self, queue_of: Callable[[Update], int], chance: random.Random) -> None:
        """Give what was held in another order: each queue's own, but no order between queues.

        Ids rise as they always do, so an update may come under the id of another.
        """
        held, self._held = self._held or [], None
        waiting: dict[int, deque[Pending]] = {}
        for pending in held:
            waiting.setdefault(queue_of(pending.update), deque()).append(pending)
        for place in held:
            queue = chance.choice(sorted(waiting))
            pending = waiting[queue].popleft()
            if not waiting[queue]:
                del waiting[queue]
            whole = pending.update | {"update_id": place.id}
            self._known[place.id] = whole
            self._queue(Pending(whole, pending.expires))
        self.bell.ring()

    def _put(self, update: Update, kind: str) -> int:
        update_id = int(update.get("update_id", self._next_id))
        self._next_id = max(self._next_id, update_id) + 1
        whole = {"update_id": update_id, **update}
        lifetime = TAP_LIFETIME if kind == "callback_query" else LIFETIME
        self._known[update_id] = whole
        pending = Pending(whole, self._clock.now() + lifetime)
        if self._held is not None:
            self._held.append(pending)
        else:
            self._queue(pending)
            self.bell.ring()
        return update_id

    def _queue(self, pending: Pending) -> None:
        if len(self._pending) < MAX_PENDING:
            insort(self._pending, pending, key=_id)
            if self._followed is not None:
                self._followed.append(pending)

    def confirm(self, offset: int) -> None:
        """Forget everything below *offset*; a negative one keeps only the last ``-offset``."""
        self._expire()
        if offset < 0:
            self._pending = self._pending[offset:]
        elif offset > 0:
            gone = [pending.update for pending in self._pending if pending.id < offset]
            self._pending = [pending for pending in self._pending if pending.id >= offset]
            if self.redeliver_confirmed:
                for update in gone:
                    self._give_again(update)

    def take(self, limit: int) -> list[Update]:
        """Up to *limit* updates, oldest first; they stay until confirmed."""
        self._expire()
        again = [self._again.popleft() for _ in range(min(limit, len(self._again)))]
        return [pending.update for pending in again + self._pending[: limit - len(again)]]

    def follow(self) -> deque[Pending]:
        """What waits, and until `unfollow` also what is queued or given again from now on."""
        self._expire()
        self._followed = deque([*self._again, *self._pending])
        self._again.clear()
        return self._followed

    def unfollow(self) -> None:
        """Nobody takes updates as they come any more; what was not forgotten still waits."""
        self._followed = None

    def forget(self, update_id: int) -> None:
        """One update was taken in, or is given up."""
        at = bisect_left(self._pending, update_id, key=_id)
        if at < len(self._pending) and self._pending[at].id == update_id:
            gone = self._pending.pop(at)
            if self.redeliver_confirmed:
                self._give_again(gone.update)

    def clear(self) -> None:
        """`drop_pending_updates`."""
        self._pending.clear()
        self._again.clear()

    def __len__(self) -> int:
        """How many wait."""
        self._expire()
        return len(self._pending)

    def _give_again(self, update: Update) -> None:
        waiting = self._again if self._followed is None else self._followed
        waiting.append(Pending(update, self._clock.now() + LIFETIME))

    def _expire(self) -> None:
        now = self._clock.now()
        if any(pending.expires <= now for pending in self._pending):
            self.expired |= {pending.id for pending in self._pending if pending.expires <= now}
            self._pending = [pending for pending in self._pending if pending.expires > now]


def _id(pending: Pending) -> int:
    return pending.id
