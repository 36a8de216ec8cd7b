"""Chats that must wait because a commit for them is under way."""

import asyncio
import threading


class Gate:
    """Keeps chats closed while a commit for them is under way.

    Without it a question could still go out in the moment its answer is being committed.
    """

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._closed: dict[int, int] = {}
        self._waiting: dict[int, list[asyncio.Future[None]]] = {}

    def close(self, chat_ids: frozenset[int]) -> None:
        """Close chats; each must be opened as often as it was closed."""
        with self._lock:
            for chat_id in chat_ids:
                self._closed[chat_id] = self._closed.get(chat_id, 0) + 1

    def open(self, chat_ids: frozenset[int]) -> None:
        """Open chats and wake who waits for them; in the loop's thread."""
        with self._lock:
            for chat_id in chat_ids:
                self._closed[chat_id] -= 1
                if not self._closed[chat_id]:
                    del self._closed[chat_id]
        for chat_id in chat_ids:
            for waiter in self._waiting.pop(chat_id, ()):
                if not waiter.done():
                    waiter.set_result(None)

    async def passed(self, chat_id: int) -> None:
        """Wait until the chat is open."""
        while chat_id in self._closed:
            waiter = asyncio.get_running_loop().create_future()
            self._waiting.setdefault(chat_id, []).append(waiter)
            await waiter
