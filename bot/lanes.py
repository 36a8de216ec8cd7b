"""A lane for each chat: whoever comes second waits until the first is through."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field


@dataclass
class _Lane:
    lock: asyncio.Lock = field(default_factory=asyncio.Lock)
    users: int = 0


class Lanes:
    """Chats side by side, each chat's work one after the other, in order of arrival."""

    def __init__(self) -> None:
        self._lanes: dict[int, _Lane] = {}

    @asynccontextmanager
    async def through(self, chat_id: int) -> AsyncIterator[None]:
        """Wait for one's turn in the lane; it is the next one's at the end."""
        lane = self._lanes.setdefault(chat_id, _Lane())
        lane.users += 1
        try:
            async with lane.lock:
                yield
        finally:
            lane.users -= 1
            if not lane.users:
                del self._lanes[chat_id]
