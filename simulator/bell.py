"""A bell that any thread may ring and any event loop may wait for."""

import asyncio
import threading


class Bell:
    """Wakes everybody who waits; a ring nobody waits for is forgotten."""

    def __init__(self) -> None:
        self._waiting: set[asyncio.Future[None]] = set()
        self._lock = threading.Lock()

    def ring(self) -> None:
        """Wake all who wait now."""
        with self._lock:
            waiting, self._waiting = self._waiting, set()
        for future in waiting:
            future.get_loop().call_soon_threadsafe(_release, future)

    def listen(self) -> asyncio.Future[None]:
        """A future that the next ring completes; take it *before* looking for changes."""
        future = asyncio.get_running_loop().create_future()
        with self._lock:
            self._waiting.add(future)
        return future

    def leave(self, future: asyncio.Future[None]) -> None:
        """Stop waiting."""
        with self._lock:
            self._waiting.discard(future)
        future.cancel()


def _release(future: asyncio.Future[None]) -> None:
    if not future.done():
        future.set_result(None)
