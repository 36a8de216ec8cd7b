"""What goes wrong on the way to Telegram, on demand."""

import asyncio
from collections import Counter, deque
from dataclasses import dataclass
from typing import Literal

from simulator.errors import ApiError, ConnectionDroppedError

ALL = "*"
WEBHOOK = "webhook"
FLOOD_RETRY_AFTER = 3
SLOW_SECONDS = 1.5
Line = Literal["refused", "broken", "timeout"]


@dataclass(frozen=True, slots=True)
class _Failure:
    """An answer that is an error, or a line that breaks before or after the effect."""

    error: ApiError | None = None
    line: Line = "broken"
    after: bool = False


class Faults:
    """Single failures are used up in order, those named for a method before those for all.

    Named for `WEBHOOK` they befall updates on their way to the bot's webhook instead of calls.
    The switches (`flood`, `timeouts`, `slow`) stay on until turned off; `duplicates` lives in the
    update queue.
    """

    def __init__(self) -> None:
        self._next: dict[str, deque[_Failure]] = {}
        self._delays: dict[str, float] = {}
        self._switched_drops = 0
        self.answers_lost: Counter[str] = Counter()  #: by method, though the effect was had
        self.flood = False
        self.timeouts = False
        self.slow = False

    def fail(
        self,
        method: str = ALL,
        *,
        status: int = 500,
        description: str = "Internal Server Error: restart",
        retry_after: int | None = None,
        times: int = 1,
    ) -> None:
        """Refuse the next calls without effect."""
        parameters = {} if retry_after is None else {"retry_after": retry_after}
        error = ApiError(status, description, **parameters)
        self._add(method, _Failure(error=error), times)

    def too_many(self, method: str = ALL, *, retry_after: int = 5, times: int = 1) -> None:
        """Answer the next calls with 429."""
        description = f"Too Many Requests: retry after {retry_after}"
        self.fail(
            method, status=429, description=description, retry_after=retry_after, times=times
        )

    def drop_before(self, method: str = ALL, *, line: Line = "broken", times: int = 1) -> None:
        """Break the line before the next calls have an effect; `refused` never connects."""
        self._add(method, _Failure(line=line), times)

    def drop_after(self, method: str = ALL, *, line: Line = "broken", times: int = 1) -> None:
        """Let the next calls have their effect and break the line before the answer."""
        self._add(method, _Failure(line=line, after=True), times)

    def delay(self, method: str = ALL, *, seconds: float) -> None:
        """Hold every answer back; 0 ends it. The effect is not delayed."""
        self._delays[method] = seconds

    def clear(self) -> None:
        """Nothing goes wrong any more."""
        self._next.clear()
        self._delays.clear()
        self.flood = self.timeouts = self.slow = False

    def _add(self, method: str, failure: _Failure, times: int) -> None:
        self._next.setdefault(method, deque()).extend([failure] * times)

    def before(self, method: str, *, limited: bool) -> _Failure | None:
        """Raise what befalls a call before its effect; give what will befall it after.

        Raises:
            ApiError: an error answer was ordered.
            ConnectionDroppedError: a broken line was ordered.
        """
        failure = self._pop(method)
        if failure is not None and failure.error is not None:
            raise failure.error
        if failure is not None and not failure.after:
            raise ConnectionDroppedError(failure.line)
        if self.flood and limited:
            raise ApiError(
                429,
                f"Too Many Requests: retry after {FLOOD_RETRY_AFTER}",
                retry_after=FLOOD_RETRY_AFTER,
            )
        if failure is None and self.timeouts and limited:
            # Every second one only: who repeats after a time-out must get through some day.
            self._switched_drops += 1
            return _Failure(line="timeout", after=True) if self._switched_drops % 2 else None
        return failure

    async def after(self, method: str, failure: _Failure | None) -> None:
        """Delay the answer, or break the line instead of it.

        Raises:
            ConnectionDroppedError: a broken line was ordered.
        """
        if failure is not None:
            self.answers_lost[method] += 1
            raise ConnectionDroppedError(failure.line)
        seconds = self._delays.get(method, self._delays.get(ALL, 0.0))
        if self.slow and method != "getUpdates":
            seconds = max(seconds, SLOW_SECONDS)
        if seconds:
            await asyncio.sleep(seconds)

    async def delivery(self) -> bool:
        """What befalls an update before it reaches a webhook; give whether the answer is lost.

        Raises:
            ConnectionDroppedError: it does not reach it, because the line broke.
        """
        if seconds := self._delays.get(WEBHOOK):
            await asyncio.sleep(seconds)
        waiting = self._next.get(WEBHOOK)
        failure = waiting.popleft() if waiting else None
        if failure is not None and not failure.after:
            raise ConnectionDroppedError(failure.line)
        return failure is not None

    def _pop(self, method: str) -> _Failure | None:
        for name in (method, ALL):
            if waiting := self._next.get(name):
                return waiting.popleft()
        return None
