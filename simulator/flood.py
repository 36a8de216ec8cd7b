"""Flood control at Telegram's published limits, exact to the injected clock."""

import math
from collections import deque
from collections.abc import Callable
from typing import Literal

Model = Literal["window", "bucket"]
OVERALL = 30
PAID_OVERALL = 1000
PRIVATE_BURST = 3
GROUP = 20
GROUP_SECONDS = 60.0


class _Window:
    """At most *count* in any *seconds*: an event leaves exactly *seconds* after it came."""

    def __init__(self, count: int, seconds: float) -> None:
        self._count = count
        self._seconds = seconds
        self._times: deque[float] = deque()

    def wait(self, now: float, parts: int) -> float:
        """Seconds until *parts* more would fit."""
        while self._times and self._times[0] <= now - self._seconds:
            self._times.popleft()
        over = len(self._times) + min(parts, self._count) - self._count
        return 0.0 if over <= 0 else self._times[over - 1] + self._seconds - now

    def spend(self, now: float, parts: int) -> None:
        """Count *parts*."""
        self._times.extend([now] * parts)


class _Bucket:
    """*burst* at once, refilled by *rate* a second."""

    def __init__(self, burst: int, rate: float) -> None:
        self._burst = burst
        self._rate = rate
        self._empty_at = -math.inf

    def wait(self, now: float, parts: int) -> float:
        """Seconds until *parts* more would fit."""
        debt = max(self._empty_at, now) - now + min(parts, self._burst) / self._rate
        over = debt - self._burst / self._rate
        return over if over > _ROUNDING else 0.0

    def spend(self, now: float, parts: int) -> None:
        """Count *parts*."""
        self._empty_at = max(self._empty_at, now) + parts / self._rate


_ROUNDING = 1e-9


class Flood:
    """Refuses what comes too fast; a refused call counts nowhere but in `refused`.

    *slack* shortens the windows by as many seconds: between two processes calls that left in time
    do not arrive with exactly the same distance.
    """

    def __init__(
        self,
        monotonic: Callable[[], float],
        *,
        model: Model = "window",
        slack: float = 0.0,
        enabled: bool = True,
    ) -> None:
        self._monotonic = monotonic
        self._slack = slack
        self._overall = self._limit(model, OVERALL)
        self._paid = self._limit(model, PAID_OVERALL)
        self._chats: dict[int, _Window | _Bucket] = {}
        self.enabled = enabled
        self.refused = 0

    def _limit(self, model: Model, a_second: int) -> "_Window | _Bucket":
        return (
            _Window(a_second, 1.0 - self._slack)
            if model == "window"
            else _Bucket(a_second, a_second)
        )

    def spend(self, chat_id: int, parts: int, *, private: bool, paid: bool = False) -> int | None:
        """Count *parts* messages to a chat; give `retry_after` instead when it is too soon."""
        if not self.enabled:
            return None
        now = self._monotonic()
        limits = [self._paid if paid else self._overall, self._chat(chat_id, private=private)]
        wait = max(limit.wait(now, parts) for limit in limits)
        if wait > 0:
            self.refused += 1
            return math.ceil(wait)
        for limit in limits:
            limit.spend(now, parts)
        return None

    def _chat(self, chat_id: int, *, private: bool) -> "_Window | _Bucket":
        if chat_id not in self._chats:
            self._chats[chat_id] = (
                _Bucket(PRIVATE_BURST, 1.0 / (1.0 - self._slack))
                if private
                else _Window(GROUP, GROUP_SECONDS - self._slack)
            )
        return self._chats[chat_id]
