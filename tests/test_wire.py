"""Kept-alive connections: whatever a server does with them, no answer is mixed up."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import pytest

from bot.wire import BrokenWireError, Wire
from tests.processes import closed_port


class Server:
    """Answers each request as it was told; counts the connections."""

    def __init__(self, *replies: bytes, hold: bool = False) -> None:
        self.replies = list(replies)
        self.connections = 0
        self.requests: list[bytes] = []
        self.go_on = asyncio.Event()
        if not hold:
            self.go_on.set()

    async def talk(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.connections += 1
        try:
            while True:
                head = await reader.readuntil(b"\r\n\r\n")
                length = int(head.lower().split(b"content-length:")[1].split(b"\r\n")[0])
                self.requests.append(head + await reader.readexactly(length))
                await self.go_on.wait()
                reply = self.replies.pop(0) if self.replies else ok(b"{}")
                for start in range(0, len(reply), 7):
                    writer.write(reply[start : start + 7])
                    await writer.drain()
                if not reply or b"connection: close" in reply.lower():
                    break
        except (asyncio.IncompleteReadError, ConnectionError):
            pass
        finally:
            writer.close()


def ok(body: bytes, *headers: str) -> bytes:
    lines = ["HTTP/1.1 200 OK", f"Content-Length: {len(body)}", *headers]
    return "\r\n".join(lines).encode() + b"\r\n\r\n" + body


@asynccontextmanager
async def serving(server: Server, *, connections: int = 8) -> AsyncIterator[tuple[Wire, str]]:
    listening = await asyncio.start_server(server.talk, "127.0.0.1", 0)
    port = listening.sockets[0].getsockname()[1]
    wire = Wire(connections, 2.0)
    try:
        yield wire, f"http://127.0.0.1:{port}/bot1:x/getMe"
    finally:
        wire.close()
        listening.close()


async def test_a_connection_is_used_again() -> None:
    server = Server(ok(b"one"), ok(b"two"))
    async with serving(server) as (wire, url):
        assert await wire.post(url, b'{"a": 1}', read_timeout=2) == (200, b"one")
        assert await wire.post(url, b"{}", read_timeout=2) == (200, b"two")
    assert server.connections == 1
    assert server.requests[0].startswith(b"POST /bot1:x/getMe HTTP/1.1\r\nHost: 127.0.0.1:")
    assert server.requests[0].endswith(b'\r\n\r\n{"a": 1}')


async def test_answers_in_chunks() -> None:
    chunked = (
        b"HTTP/1.1 429 Too Many Requests\r\nTransfer-Encoding: chunked\r\n\r\n"
        b'5\r\n{"ok"\r\n8\r\n: false}\r\n0\r\n\r\n'
    )
    server = Server(chunked, ok(b"after"))
    async with serving(server) as (wire, url):
        assert await wire.post(url, b"{}", read_timeout=2) == (429, b'{"ok": false}')
        assert await wire.post(url, b"{}", read_timeout=2) == (200, b"after")
    assert server.connections == 1


async def test_who_says_goodbye_is_called_anew() -> None:
    server = Server(ok(b"one", "Connection: close"), ok(b"two"))
    async with serving(server) as (wire, url):
        assert await wire.post(url, b"{}", read_timeout=2) == (200, b"one")
        assert await wire.post(url, b"{}", read_timeout=2) == (200, b"two")
    assert server.connections == 2


@pytest.mark.parametrize("reply", [b"", b"SMTP 220 hello\r\n\r\n", ok(b"xx")[:-1]])
async def test_what_is_no_whole_answer_is_a_broken_wire(reply: bytes) -> None:
    server = Server(reply)
    async with serving(server) as (wire, url):
        with pytest.raises((BrokenWireError, TimeoutError)):
            await wire.post(url, b"{}", read_timeout=0.3)
        assert await wire.post(url, b"{}", read_timeout=2) == (200, b"{}")
    assert server.connections == 2


async def test_a_late_answer_is_nobody_elses() -> None:
    server = Server(ok(b"late"), ok(b"own"), hold=True)
    async with serving(server) as (wire, url):
        with pytest.raises(TimeoutError):
            await wire.post(url, b"{}", read_timeout=0.1)
        server.go_on.set()
        answer = await wire.post(url, b"{}", read_timeout=2)
        assert answer in {(200, b"own"), (200, b"late")}  # whichever is asked for first
    assert server.connections == 2


async def test_no_more_connections_than_allowed() -> None:
    server = Server(hold=True)
    async with serving(server, connections=3) as (wire, url):
        loop = asyncio.get_running_loop()
        calls = [loop.create_task(wire.post(url, b"{}", read_timeout=5)) for _ in range(10)]
        while len(server.requests) < 3:  # noqa: ASYNC110  # the server sets no event of ours
            await asyncio.sleep(0.01)
        assert server.connections == 3
        server.go_on.set()
        assert [status for status, _ in await asyncio.gather(*calls)] == [200] * 10
    assert server.connections == 3


async def test_who_gives_up_frees_the_place() -> None:
    server = Server(hold=True)
    async with serving(server, connections=1) as (wire, url):
        first = asyncio.get_running_loop().create_task(wire.post(url, b"{}", read_timeout=5))
        while not server.requests:  # noqa: ASYNC110  # the server sets no event of ours
            await asyncio.sleep(0.01)
        first.cancel()
        server.go_on.set()
        assert (await wire.post(url, b"{}", read_timeout=2))[0] == 200
    assert server.connections == 2


async def test_nobody_there_is_no_call() -> None:
    wire = Wire(1, 0.5)
    with pytest.raises(ConnectionRefusedError):
        await wire.post(f"http://127.0.0.1:{closed_port()}/", b"{}", read_timeout=1)
