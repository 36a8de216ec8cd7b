"""An event loop whose time jumps: what would be waited for is over at once."""

import asyncio
import selectors
from collections.abc import Coroutine
from typing import Any, TypeVar

ResultT = TypeVar("ResultT")


class _Jumps(selectors.SelectSelector):
    """Instead of waiting for *timeout* seconds it moves the time by as many."""

    now = 1000.0

    def select(self, timeout: float | None = None) -> list[tuple[selectors.SelectorKey, int]]:
        """Files that are ready now; with no timer to jump to it really waits."""
        if timeout is None:
            return super().select(None)
        if timeout > 0:
            self.now += timeout
        return super().select(0)


class VirtualLoop(asyncio.SelectorEventLoop):
    """`time()` and all timers run on virtual time."""

    def __init__(self) -> None:
        self._jumps = _Jumps()
        super().__init__(self._jumps)

    def time(self) -> float:
        """Virtual seconds."""
        return self._jumps.now


def run(work: Coroutine[Any, Any, ResultT]) -> ResultT:
    """Run *work* on a loop with virtual time."""
    with asyncio.Runner(loop_factory=VirtualLoop) as runner:
        return runner.run(work)
