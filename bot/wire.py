"""JSON calls over kept-alive HTTP/1.1 connections, as short as they can be.

A bot sends two or three of them for each update. Through a general client they were a fifth of
all the work (decision 0016); parsing is httptools', and everything else a request may be (forms,
files, downloads, redirects, proxies) stays with aiohttp.
"""

import asyncio
import ssl
from collections import deque
from functools import lru_cache
from socket import SOCK_STREAM
from typing import NamedTuple, cast
from urllib.parse import urlsplit

import httptools
from aiohappyeyeballs import start_connection

#: Servers hang up on who is silent for a minute or more; better be first.
_IDLE_SECONDS = 30.0
#: A machine may have an IPv6 address that leads nowhere.
_NEXT_ADDRESS_SECONDS = 0.25


class BrokenWireError(Exception):
    """The connection broke before the answer was complete."""


class _Target(NamedTuple):
    host: str
    port: int
    is_secure: bool
    head: bytes


@lru_cache(maxsize=64)
def _target(url: str) -> _Target:
    """Where a call goes, and how its request begins; a bot calls the same few all its life."""
    parts = urlsplit(url)
    is_secure = parts.scheme == "https"
    port = parts.port or (443 if is_secure else 80)
    head = (
        f"POST {parts.path or '/'} HTTP/1.1\r\nHost: {parts.netloc}\r\n"
        "Content-Type: application/json\r\nContent-Length: "
    )
    return _Target(parts.hostname or "", port, is_secure, head.encode())


class _Connection(asyncio.Protocol):
    """One connection; at most one call is under way on it."""

    def __init__(self) -> None:
        self._transport: asyncio.Transport | None = None
        self._answer: asyncio.Future[tuple[int, bytes]] | None = None
        self._parts: list[bytes] = []
        self._begin()
        self.idle_since = 0.0
        self.is_open = False

    def _begin(self) -> None:
        self._parser = httptools.HttpResponseParser(self)

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """See `asyncio.Protocol`."""
        self._transport = cast("asyncio.Transport", transport)
        self.is_open = True

    def connection_lost(self, exc: Exception | None) -> None:
        """See `asyncio.Protocol`."""
        del exc
        self.is_open = False
        self._fail(BrokenWireError())

    def data_received(self, data: bytes) -> None:
        """See `asyncio.Protocol`."""
        try:
            self._parser.feed_data(data)
        except httptools.HttpParserError:
            self._fail(BrokenWireError())
            self.close()

    def on_body(self, body: bytes) -> None:
        """A part of the answer; called by the parser."""
        self._parts.append(body)

    def on_message_complete(self) -> None:
        """The answer is whole; called by the parser."""
        status = self._parser.get_status_code()
        if not self._parser.should_keep_alive():
            self.is_open = False
        if self._answer is not None and not self._answer.done():
            self._answer.set_result((status, b"".join(self._parts)))

    async def post(self, head: bytes, body: bytes) -> tuple[int, bytes]:
        """Call, and wait for the answer.

        Raises:
            BrokenWireError: it broke meanwhile.
        """
        if self._transport is None or not self.is_open:
            raise BrokenWireError
        self._parts = []
        self._answer = asyncio.get_running_loop().create_future()
        self._transport.write(b"%s%d\r\n\r\n%s" % (head, len(body), body))
        return await self._answer

    def close(self) -> None:
        """Hang up."""
        self.is_open = False
        if self._transport is not None:
            self._transport.close()

    def _fail(self, error: Exception) -> None:
        if self._answer is not None and not self._answer.done():
            self._answer.set_exception(error)


class Wire:
    """Connections to whatever is called, kept for the next call; at most *connections* at once."""

    def __init__(self, connections: int, connect_timeout: float) -> None:
        self._places = asyncio.Semaphore(connections)
        self._connect_timeout = connect_timeout
        self._idle: dict[tuple[str, int], deque[_Connection]] = {}
        self._security: ssl.SSLContext | None = None

    async def post(self, url: str, body: bytes, *, read_timeout: float) -> tuple[int, bytes]:
        """Post JSON; give status and body.

        Raises:
            OSError: no connection could be made; nothing was sent.
            BrokenWireError: it broke after that.
            TimeoutError: no whole answer came within *read_timeout* seconds.
        """
        target = _target(url)
        async with self._places:
            connection = self._kept(target) or await self._connect(target)
            try:
                async with asyncio.timeout(read_timeout):
                    answer = await connection.post(target.head, body)
            except BaseException:
                connection.close()  # an answer that comes later must not be taken for another's
                raise
            self._keep(target, connection)
            return answer

    def close(self) -> None:
        """Hang up everywhere."""
        for idle in self._idle.values():
            while idle:
                idle.pop().close()

    def _kept(self, target: _Target) -> _Connection | None:
        idle = self._idle.get((target.host, target.port))
        now = asyncio.get_running_loop().time()
        while idle:
            connection = idle.pop()
            if connection.is_open and now - connection.idle_since < _IDLE_SECONDS:
                return connection
            connection.close()
        return None

    def _keep(self, target: _Target, connection: _Connection) -> None:
        if not connection.is_open:
            connection.close()
            return
        connection.idle_since = asyncio.get_running_loop().time()
        self._idle.setdefault((target.host, target.port), deque()).append(connection)

    async def _connect(self, target: _Target) -> _Connection:
        loop = asyncio.get_running_loop()
        try:
            async with asyncio.timeout(self._connect_timeout):
                places = await loop.getaddrinfo(target.host, target.port, type=SOCK_STREAM)
                socket = await start_connection(places, happy_eyeballs_delay=_NEXT_ADDRESS_SECONDS)
                _, connection = await loop.create_connection(
                    _Connection,
                    sock=socket,
                    ssl=self._secured() if target.is_secure else None,
                    server_hostname=target.host if target.is_secure else None,
                )
        except TimeoutError as error:
            raise ConnectionError("no connection in time") from error
        return connection

    def _secured(self) -> ssl.SSLContext:
        if self._security is None:
            self._security = ssl.create_default_context()
        return self._security
