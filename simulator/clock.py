"""The one clock of a simulated world."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta


def _real_time() -> datetime:
    return datetime.now(UTC)


class SimulatedClock:
    """Runs with *source*, real time unless told, and can be moved; `frozen` only moves."""

    def __init__(self, source: Callable[[], datetime] = _real_time) -> None:
        self._source = source
        self._offset = timedelta()

    @classmethod
    def frozen(cls, at: datetime) -> "SimulatedClock":
        """A clock that shows *at* until it is moved."""
        return cls(lambda: at)

    def now(self) -> datetime:
        """The present moment of the world, in UTC."""
        return (self._source() + self._offset).astimezone(UTC)

    def advance(self, by: timedelta) -> datetime:
        """Move forward (or back) and give the new moment."""
        self._offset += by
        return self.now()

    def set(self, to: datetime) -> datetime:
        """Show *to* from now on."""
        self._offset = to - self._source()
        return self.now()
