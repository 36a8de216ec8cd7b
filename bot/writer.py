"""The one thread that writes: it takes all that waits into one transaction and one commit.

Work that fails, or a commit that fails, takes the whole batch back; each piece is then run
again alone, so that one bad piece hurts nobody else. Work must therefore be repeatable: it reads
the database, its own input and the clock, nothing else (laws 1 and 2).
"""

import asyncio
import logging
import queue
import threading
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, Protocol, TypeVar

from sqlalchemy.orm import Session

from bot import outbox
from models.database import Database, is_unavailable

logger = logging.getLogger(__name__)

#: So long a reply that went out is not known to have gone, if the process is killed.
GATHER_SECONDS = 0.05
_MOST_AT_ONCE = 256
_FIRST_PAUSE = 0.2
_LONGEST_PAUSE = 5.0

ItemT = TypeVar("ItemT")
ResultT = TypeVar("ResultT")


class Courier(Protocol):
    """Whoever sends what was committed; the sender."""

    @property
    def sends(self) -> bool:
        """Whether this process is the one that sends; read by the writer's thread."""

    def hold(self, chat_ids: frozenset[int]) -> None:
        """A commit for these chats is under way: send them nothing until it is known."""

    def release(self, chat_ids: frozenset[int], rows: Sequence[outbox.Waiting]) -> None:
        """The commit is known; *rows* were written by it (none if it failed)."""


@dataclass
class _Piece:
    together: Callable[[Session, list[Any]], list[Any]]
    item: Any
    done: asyncio.Future[Any]


class Writer:
    """Runs work on the write connection, many pieces a commit.

    *gather_seconds*: for how long patient work waits for other work to share a commit with.
    """

    def __init__(
        self, database: Database, courier: Courier, *, gather_seconds: float = GATHER_SECONDS
    ) -> None:
        self._database = database
        self._courier = courier
        self._loop = asyncio.get_running_loop()
        self._waiting: queue.SimpleQueue[_Piece | None] = queue.SimpleQueue()
        self._gather_seconds = gather_seconds
        self._patient: list[_Piece] = []
        self._timer: asyncio.TimerHandle | None = None
        self._stopping = threading.Event()
        self._busy_since: float | None = None
        self._thread = threading.Thread(target=self._run, name="writer", daemon=True)
        self._thread.start()

    @property
    def is_alive(self) -> bool:
        """Whether the thread runs."""
        return self._thread.is_alive()

    @property
    def busy_seconds(self) -> float:
        """For how long the batch in work has been in work; 0 if there is none."""
        since = self._busy_since
        return 0.0 if since is None else time.monotonic() - since

    async def run(
        self,
        together: Callable[[Session, list[ItemT]], list[ResultT]],
        item: ItemT,
        *,
        patient: bool = False,
    ) -> ResultT:
        """Run *item* in a transaction, with other items of the same *together* beside it.

        *patient*: nobody waits for it; let it share the commit of what comes next.

        Raises:
            Exception: what *together* raised for this item alone. Trouble of the database is
                waited for, not raised.
        """
        done: asyncio.Future[ResultT] = self._loop.create_future()
        piece = _Piece(together, item, done)
        if not patient or not self._gather_seconds:
            self._bring(piece)
        else:
            self._patient.append(piece)
            if self._timer is None:
                self._timer = self._loop.call_later(self._gather_seconds, self._bring)
        return await done

    async def write(self, work: Callable[[Session], ResultT]) -> ResultT:
        """Run *work* in a transaction."""
        return await self.run(_each, work)

    def _bring(self, piece: _Piece | None = None) -> None:
        """Let the thread have what waits patiently, and then *piece*."""
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None
        for patient in self._patient:
            self._waiting.put(patient)
        self._patient.clear()
        if piece is not None:
            self._waiting.put(piece)

    async def stop(self) -> None:
        """Finish what waits, then end; a database in trouble is waited for no longer."""
        self._stopping.set()
        self._bring()
        self._waiting.put(None)
        await asyncio.to_thread(self._thread.join)

    def _run(self) -> None:
        ending = False
        while not ending:
            batch, ending = self._next_batch()
            self._busy_since = time.monotonic()
            if batch and not self._attempt(batch) and len(batch) > 1:
                for piece in batch:
                    self._attempt([piece])
            self._busy_since = None

    def _next_batch(self) -> tuple[list[_Piece], bool]:
        batch = []
        piece = self._waiting.get()
        while piece is not None:
            batch.append(piece)
            if len(batch) == _MOST_AT_ONCE or self._waiting.empty():
                return batch, False
            piece = self._waiting.get()
        return batch, True

    def _attempt(self, batch: list[_Piece]) -> bool:
        """Run a batch until it commits or is given up; False = it must be taken apart."""
        pause = _FIRST_PAUSE
        while True:
            try:
                results, held, rows = self._transaction(batch)
            except Exception as error:  # noqa: BLE001  # whatever a body raises belongs to its item
                trouble = is_unavailable(error)
                if trouble and not self._stopping.is_set():
                    logger.warning("the database does not answer, trying again: %s", error)
                    self._stopping.wait(pause)
                    pause = min(pause * 2, _LONGEST_PAUSE)
                    continue
                if trouble or len(batch) == 1:
                    self._loop.call_soon_threadsafe(_fail, batch, error)
                return trouble
            self._loop.call_soon_threadsafe(self._finish, batch, results, held, rows)
            return True

    def _transaction(
        self, batch: list[_Piece]
    ) -> tuple[list[Any], frozenset[int], list[outbox.Waiting]]:
        held: frozenset[int] = frozenset()
        try:
            with self._database.write() as session:
                results = _run_grouped(session, batch)
                rows = outbox.write_out(session, sends=self._courier.sends)
                held = frozenset(row.chat_id for row in rows)
                if held:
                    self._courier.hold(held)
        except BaseException:
            if held:
                self._loop.call_soon_threadsafe(self._courier.release, held, ())
            raise
        return results, held, rows

    def _finish(
        self,
        batch: list[_Piece],
        results: list[Any],
        held: frozenset[int],
        rows: list[outbox.Waiting],
    ) -> None:
        if held:
            self._courier.release(held, rows)
        for piece, result in zip(batch, results, strict=True):
            if not piece.done.done():
                piece.done.set_result(result)


def _run_grouped(session: Session, batch: list[_Piece]) -> list[Any]:
    """Run the pieces, those of one kind together; results in the order of the batch."""
    kinds: dict[Any, list[int]] = {}
    for index, piece in enumerate(batch):
        kinds.setdefault(piece.together, []).append(index)
    results: list[Any] = [None] * len(batch)
    for together, indexes in kinds.items():
        outcome = together(session, [batch[index].item for index in indexes])
        for index, result in zip(indexes, outcome, strict=True):
            results[index] = result
    return results


def _each(session: Session, works: list[Callable[[Session], ResultT]]) -> list[ResultT]:
    return [work(session) for work in works]


def _fail(batch: list[_Piece], error: BaseException) -> None:
    for piece in batch:
        if not piece.done.done():
            piece.done.set_exception(error)
