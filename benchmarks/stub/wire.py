"""HTTP/1.1 as the Bot API's clients speak it: keep-alive, one call after another a connection."""

import asyncio
import json
from collections.abc import Callable
from typing import Any
from urllib.parse import parse_qsl, unquote

Respond = Callable[[bytes], None]
Handle = Callable[[str, dict[str, Any], Respond], None]

_HEAD_END = b"\r\n\r\n"
_LENGTH = b"content-length:"


class Wire(asyncio.Protocol):
    """One connection; hands calls to *handle*, which responds once, now or later."""

    def __init__(self, handle: Handle) -> None:
        self._handle = handle
        self._buffer = b""
        self._transport: asyncio.Transport | None = None

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """See `asyncio.Protocol`."""
        if isinstance(transport, asyncio.Transport):
            self._transport = transport

    def connection_lost(self, exc: Exception | None) -> None:
        """See `asyncio.Protocol`."""
        del exc
        self._transport = None

    def data_received(self, data: bytes) -> None:
        """See `asyncio.Protocol`."""
        self._buffer += data
        while (end := self._buffer.find(_HEAD_END)) >= 0:
            head = self._buffer[:end]
            length = _content_length(head)
            start = end + len(_HEAD_END)
            if len(self._buffer) < start + length:
                return
            body = self._buffer[start : start + length]
            self._buffer = self._buffer[start + length :]
            target = head.split(b" ", 2)[1].decode()
            self._handle(_method(target), _params(target, body), self._respond)

    def _respond(self, body: bytes) -> None:
        if self._transport is not None:
            head = (
                "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n"
                f"Content-Length: {len(body)}\r\n\r\n"
            )
            self._transport.write(head.encode() + body)


def _content_length(head: bytes) -> int:
    place = head.lower().find(_LENGTH)
    if place < 0:
        return 0
    return int(head[place + len(_LENGTH) :].split(b"\r\n", 1)[0])


def _method(target: str) -> str:
    return target.partition("?")[0].rpartition("/")[2]


def _params(target: str, body: bytes) -> dict[str, Any]:
    """The parameters, sent as JSON or as a form whose structured values are JSON."""
    if body.startswith(b"{"):
        params: dict[str, Any] = json.loads(body)
        return params
    form = body.decode() or unquote(target.partition("?")[2])
    params = dict(parse_qsl(form))
    if isinstance(markup := params.get("reply_markup"), str):
        params["reply_markup"] = json.loads(markup)
    return params
