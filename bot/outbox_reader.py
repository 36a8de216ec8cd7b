"""Reading the outbox beside the loop, for the sender."""

from bot import outbox
from bot.clock import Clock
from bot.outbox import Waiting
from bot.threads import in_thread
from models.database import Database


class OutboxReader:
    """Reads on a connection of its own; what it raises is the database's trouble."""

    def __init__(self, database: Database, clock: Clock) -> None:
        self._database = database
        self._clock = clock

    async def due(self, chat_ids: set[int] | None, *, limit: int) -> list[Waiting]:
        """Rows that wait and are due: all of these chats, or the first *limit* of all chats."""
        return await in_thread(self._due, chat_ids, limit)

    async def sent_lately(self) -> list[tuple[int, float]]:
        """See `outbox.sent_lately`."""
        return await in_thread(self._sent_lately)

    def _due(self, chat_ids: set[int] | None, limit: int) -> list[Waiting]:
        now = self._clock()
        with self._database.read() as session:
            if chat_ids is not None:
                return outbox.due_in(session, chat_ids, now=now)
            return outbox.due_rows(session, now=now, limit=limit)

    def _sent_lately(self) -> list[tuple[int, float]]:
        with self._database.read() as session:
            return outbox.sent_lately(session, now=self._clock())
