"""The seam to Telegram: PTB's `BaseRequest`, plus a way past PTB's parameter classes.

`AiohttpRequest` speaks HTTP (httpx costs 4 to 10 times as much a call); the simulator has a
second implementation that stays inside the process.
"""

import asyncio
import mimetypes
from abc import abstractmethod
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import aiohttp
from telegram.error import NetworkError, TimedOut
from telegram.request import BaseRequest, RequestData

from bot.wire import BrokenWireError, Wire
from models import jsons

_NOT_INITIALIZED = "the request was not initialized"


class ConnectionNotMadeError(NetworkError):
    """The request certainly did not reach the server: no connection could be opened."""


@dataclass(frozen=True)
class LocalFile:
    """A file of this machine to be sent along."""

    field: str  #: name of the parameter
    path: Path
    name: str  #: as people see it

    @property
    def media_type(self) -> str:
        """What the file is, by its name."""
        return mimetypes.guess_type(self.name)[0] or "application/octet-stream"


class JsonRequest(BaseRequest):
    """A `BaseRequest` that can also post plain JSON."""

    @abstractmethod
    async def post_json(
        self, url: str, params: Mapping[str, Any], *, read_timeout: float
    ) -> tuple[int, bytes]:
        """Post *params* to *url*; give HTTP status and body.

        Raises:
            ConnectionNotMadeError: the request did not leave this machine.
            TimedOut: it left and no answer came within *read_timeout* seconds.
            NetworkError: it left and the connection broke before the answer.
        """

    @abstractmethod
    async def post_file(
        self, url: str, fields: Mapping[str, str], file: LocalFile, *, read_timeout: float
    ) -> tuple[int, bytes]:
        """Post *fields* and *file* as a multipart form; give HTTP status and body.

        Raises:
            OSError: the file cannot be read.
            ConnectionNotMadeError, TimedOut, NetworkError: as `post_json`.
        """


class AiohttpRequest(JsonRequest):
    """Bot API calls through one aiohttp session.

    URLs are never logged: the token is part of them.
    """

    def __init__(self, *, connections: int = 256, connect_timeout: float = 10.0) -> None:
        self._connections = connections
        self._connect_timeout = connect_timeout
        self._session: aiohttp.ClientSession | None = None

    @property
    def read_timeout(self) -> float:
        """Seconds to wait for an answer where the caller names none."""
        return 30.0

    async def initialize(self) -> None:
        """Open the session; a second call changes nothing."""
        if self._session is None:
            connector = aiohttp.TCPConnector(limit=self._connections, keepalive_timeout=60)
            self._session = aiohttp.ClientSession(connector=connector)
            self._wire = Wire(self._connections, self._connect_timeout)

    async def shutdown(self) -> None:
        """Close the session and its connections."""
        if self._session is not None:
            await self._session.close()
            self._wire.close()
            self._session = None

    async def post_json(
        self, url: str, params: Mapping[str, Any], *, read_timeout: float
    ) -> tuple[int, bytes]:
        """See `JsonRequest.post_json`."""
        if self._session is None:
            raise RuntimeError(_NOT_INITIALIZED)
        body = jsons.dumps(params)
        try:
            return await self._wire.post(url, body, read_timeout=read_timeout)
        except TimeoutError as error:
            raise TimedOut(type(error).__name__) from None
        except OSError as error:
            raise ConnectionNotMadeError(type(error).__name__) from None
        except BrokenWireError as error:
            raise NetworkError(type(error).__name__) from None

    async def post_file(
        self, url: str, fields: Mapping[str, str], file: LocalFile, *, read_timeout: float
    ) -> tuple[int, bytes]:
        """See `JsonRequest.post_file`; the file is streamed, its name goes out as it is."""
        with await asyncio.to_thread(file.path.open, "rb") as content:
            form = aiohttp.FormData(dict(fields), quote_fields=False)
            form.add_field(file.field, content, filename=file.name, content_type=file.media_type)
            return await self._exchange("POST", url, read_timeout, data=form)

    async def do_request(
        self,
        url: str,
        method: str,
        request_data: RequestData | None = None,
        read_timeout: Any = BaseRequest.DEFAULT_NONE,
        write_timeout: Any = BaseRequest.DEFAULT_NONE,
        connect_timeout: Any = BaseRequest.DEFAULT_NONE,
        pool_timeout: Any = BaseRequest.DEFAULT_NONE,
    ) -> tuple[int, bytes]:
        """PTB's own calls (getMe, setMyCommands, file downloads)."""
        del write_timeout, connect_timeout, pool_timeout  # one total for all is enough
        seconds = read_timeout if isinstance(read_timeout, int | float) else self.read_timeout
        if request_data is None:
            return await self._exchange(method, url, seconds)
        return await self._exchange(method, url, seconds, data=_form(request_data))

    async def _exchange(
        self, method: str, url: str, read_timeout: float, **body: Any
    ) -> tuple[int, bytes]:
        if self._session is None:
            raise RuntimeError(_NOT_INITIALIZED)
        timeout = aiohttp.ClientTimeout(
            total=read_timeout + self._connect_timeout, sock_connect=self._connect_timeout
        )
        try:
            async with self._session.request(method, url, timeout=timeout, **body) as answer:
                return answer.status, await answer.read()
        except (aiohttp.ClientConnectorError, aiohttp.ConnectionTimeoutError) as error:
            raise ConnectionNotMadeError(type(error).__name__) from None
        except TimeoutError as error:
            raise TimedOut(type(error).__name__) from None
        except aiohttp.ClientError as error:
            raise NetworkError(type(error).__name__) from None


def _form(request_data: RequestData) -> aiohttp.FormData | dict[str, str]:
    if not request_data.multipart_data:
        return request_data.json_parameters
    form = aiohttp.FormData(request_data.json_parameters, quote_fields=False)
    for name, (filename, content, mime) in request_data.multipart_data.items():
        form.add_field(name, content, filename=filename, content_type=mime)
    return form
