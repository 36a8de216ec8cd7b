"""Updates carried to a webhook as Telegram carries them.

A chat's messages are one queue and a person's taps another; each has one delivery under way and
goes on when it was answered with 2xx. Up to 40 connections, Telegram's default, are kept open.
"""

import asyncio
import json
from collections import deque
from collections.abc import Callable
from contextlib import suppress
from typing import Any
from urllib.parse import urlsplit

from benchmarks.stub.people_at_work import sender_of

_CONNECTIONS = 40
_PAUSE_SECONDS = 1.0
_PATIENCE_SECONDS = 60.0
_TAKEN = range(200, 300)
_HEAD_END = b"\r\n\r\n"

_Queue = tuple[str, int]


class Courier:
    """Carries what is pushed to *url*; *handed_out* hears of each update that was given."""

    def __init__(
        self, url: str, secret: str, handed_out: Callable[[dict[str, Any]], None]
    ) -> None:
        self._url = url
        self._secret = secret
        self._handed_out = handed_out
        self._queues: dict[_Queue, deque[dict[str, Any]]] = {}
        self._ready: asyncio.Queue[_Queue] = asyncio.Queue()

    def push(self, update: dict[str, Any]) -> None:
        """Have *update* delivered after those of its queue."""
        name = ("taps" if "callback_query" in update else "messages", sender_of(update))
        if name in self._queues:
            self._queues[name].append(update)
            return
        self._queues[name] = deque([update])
        self._ready.put_nowait(name)

    async def run(self) -> None:
        """Go on for ever."""
        async with asyncio.TaskGroup() as group:
            for _ in range(_CONNECTIONS):
                group.create_task(self._carry())

    async def _carry(self) -> None:
        connection = _Connection(self._url, self._secret)
        while True:
            name = await self._ready.get()
            queue = self._queues[name]
            body = json.dumps(queue[0]).encode()
            while True:
                self._handed_out(queue[0])
                if await connection.post(body) in _TAKEN:
                    break
                await asyncio.sleep(_PAUSE_SECONDS)
            queue.popleft()
            if queue:
                self._ready.put_nowait(name)
            else:
                del self._queues[name]


class _Connection:
    """Kept open from one delivery to the next; opened again when the other side closed it."""

    def __init__(self, url: str, secret: str) -> None:
        parts = urlsplit(url)
        self._host, self._port = parts.hostname or "", parts.port or 80
        self._head = (
            f"POST {parts.path or '/'} HTTP/1.1\r\nHost: {parts.netloc}\r\n"
            f"Content-Type: application/json\r\nX-Telegram-Bot-Api-Secret-Token: {secret}\r\n"
        )
        self._streams: tuple[asyncio.StreamReader, asyncio.StreamWriter] | None = None

    async def post(self, body: bytes) -> int:
        """The status; 0 if there was no answer."""
        was_open = self._streams is not None
        status = await self._try(body)
        return await self._try(body) if not status and was_open else status

    async def _try(self, body: bytes) -> int:
        try:
            async with asyncio.timeout(_PATIENCE_SECONDS):
                return await self._exchange(body)
        except (OSError, asyncio.IncompleteReadError):  # among them what timed out
            self._close()
            return 0

    async def _exchange(self, body: bytes) -> int:
        if self._streams is None:
            self._streams = await asyncio.open_connection(self._host, self._port)
        reader, writer = self._streams
        writer.write(f"{self._head}Content-Length: {len(body)}\r\n\r\n".encode() + body)
        head = (await reader.readuntil(_HEAD_END)).lower()
        with suppress(IndexError):
            length = head.split(b"content-length:", 1)[1].split(b"\r\n", 1)[0]
            await reader.readexactly(int(length))
        if b"connection: close" in head:
            self._close()
        return int(head.split(b" ", 2)[1])

    def _close(self) -> None:
        if self._streams is not None:
            self._streams[1].close()
            self._streams = None
