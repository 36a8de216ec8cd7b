"""Has the writer record what became of rows: all results of one pass of the loop in one piece."""

import asyncio
from collections.abc import Callable
from datetime import datetime

from sqlalchemy.orm import Session

from bot import results
from bot.clock import Clock
from bot.nursery import Nursery
from bot.results import Result
from bot.writer import Writer

Noted = list[tuple[Result, datetime]]


class Recorder:
    """*recorded* hears the ids of rows whose results have committed."""

    def __init__(
        self, nursery: Nursery, clock: Clock, recorded: Callable[[list[int]], None]
    ) -> None:
        self._nursery = nursery
        self._clock = clock
        self._recorded = recorded
        self._noted: Noted = []
        self.writer: Writer | None = None

    def note(self, result: Result) -> None:
        """Record *result* soon."""
        if not self._noted:
            asyncio.get_running_loop().call_soon(self._pass_on)
        self._noted.append((result, self._clock()))

    def _pass_on(self) -> None:
        noted, self._noted = self._noted, []
        self._nursery.errand(self._write_down(noted), "recording results")

    async def _write_down(self, noted: Noted) -> None:
        if self.writer is None:
            raise RuntimeError("the sender was not told of a writer")
        await self.writer.run(_record, noted, patient=True)
        self._recorded([result.row_id for result, _at in noted])


def _record(session: Session, pieces: list[Noted]) -> list[None]:
    results.record(session, [item for piece in pieces for item in piece])
    return [None] * len(pieces)
