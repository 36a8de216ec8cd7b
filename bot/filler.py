"""Fills broadcasts with deliveries: read as of one moment beside the loop, written in pieces."""

from bot.clock import Clock
from bot.threads import patiently
from bot.writer import Writer
from models.database import Database
from models.services import broadcast_runs
from models.services.audiences import Recipient

#: So many in one transaction: a few hundredths of a second.
PIECE = 500


class Filler:
    """Writes the deliveries of whatever has begun; another process may do the same meanwhile."""

    def __init__(self, database: Database, writer: Writer, clock: Clock) -> None:
        self._database = database
        self._writer = writer
        self._clock = clock

    async def fill(self) -> None:
        """Fill all that have begun."""
        for broadcast_id in await patiently(self._filling):
            await self._one(broadcast_id)

    async def _one(self, broadcast_id: int) -> None:
        found = await patiently(self._recipients, broadcast_id)
        for start in range(0, max(len(found or []), 1), PIECE):
            if found is None or not await self._write(broadcast_id, found, start):
                return

    async def _write(self, broadcast_id: int, found: list[Recipient], start: int) -> bool:
        piece = found[start : start + PIECE]
        is_last = start + PIECE >= len(found)
        return await self._writer.write(
            lambda session: broadcast_runs.fill(
                session, broadcast_id, piece, is_last=is_last, now=self._clock()
            )
        )

    def _filling(self) -> list[int]:
        with self._database.read() as session:
            return broadcast_runs.filling(session)

    def _recipients(self, broadcast_id: int) -> list[Recipient] | None:
        with self._database.read() as session:
            return broadcast_runs.missing_recipients(session, broadcast_id, now=self._clock())
