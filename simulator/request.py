"""The face inside the process: PTB's request seam over the simulated server."""

import asyncio
import json
from collections.abc import Mapping
from typing import Any
from urllib.parse import unquote, urlsplit

from telegram.error import NetworkError, TimedOut
from telegram.request import BaseRequest, RequestData

from bot.request import ConnectionNotMadeError, JsonRequest, LocalFile
from simulator.api import BotApi
from simulator.errors import ConnectionDroppedError
from simulator.files import Upload
from simulator.world import World


class SimulatedRequest(JsonRequest):
    """Calls go to *world* without a socket; URLs look like ``<base>/bot<token>/<method>``."""

    def __init__(self, world: World) -> None:
        self._api = BotApi(world)

    @property
    def read_timeout(self) -> float:
        """Seconds to wait for an answer where the caller names none."""
        return 30.0

    async def initialize(self) -> None:
        """Nothing to open."""

    async def shutdown(self) -> None:
        """Nothing to close."""

    async def post_json(
        self, url: str, params: Mapping[str, Any], *, read_timeout: float
    ) -> tuple[int, bytes]:
        """See `JsonRequest.post_json`."""
        copied = json.loads(json.dumps(dict(params)))
        return await self._exchange(url, copied, {}, read_timeout)

    async def post_file(
        self, url: str, fields: Mapping[str, str], file: LocalFile, *, read_timeout: float
    ) -> tuple[int, bytes]:
        """See `JsonRequest.post_file`."""
        content = await asyncio.to_thread(file.path.read_bytes)
        upload = Upload(file.name, content, file.media_type)
        params = {**fields, file.field: f"attach://{file.field}"}
        return await self._exchange(url, params, {file.field: upload}, read_timeout)

    async def do_request(
        self,
        url: str,
        method: str,
        request_data: RequestData | None = None,
        read_timeout: Any = BaseRequest.DEFAULT_NONE,
        *_: Any,
        **_other_timeouts: Any,
    ) -> tuple[int, bytes]:
        """PTB's own calls and file downloads."""
        del method  # Telegram does not care for the HTTP method either
        seconds = read_timeout if isinstance(read_timeout, int | float) else self.read_timeout
        if request_data is None:
            return await self._exchange(url, {}, {}, seconds)
        files = {
            name: Upload(filename, _bytes(content), mime)
            for name, (filename, content, mime) in (request_data.multipart_data or {}).items()
        }
        return await self._exchange(url, request_data.json_parameters, files, seconds)

    async def _exchange(
        self, url: str, params: Mapping[str, Any], files: Mapping[str, Upload], seconds: float
    ) -> tuple[int, bytes]:
        path = unquote(urlsplit(url).path)
        if path.startswith("/file/bot"):
            return self._download(path)
        token, _, method = path.rpartition("/bot")[2].partition("/")
        try:
            async with asyncio.timeout(seconds):
                status, body = await self._api.handle(token, method, params, files)
        except ConnectionDroppedError as dropped:
            raise _as_client_sees(dropped) from None
        except TimeoutError:
            raise TimedOut("TimeoutError") from None
        return status, json.dumps(body).encode()

    def _download(self, path: str) -> tuple[int, bytes]:
        token, _, rest = path.removeprefix("/file/bot").partition("/")
        found = self._api.download(token, rest)
        if found is None:
            return 404, b'{"ok":false,"error_code":404,"description":"Not Found"}'
        return 200, found.content


def _as_client_sees(dropped: ConnectionDroppedError) -> NetworkError:
    match dropped.how:
        case "refused":
            return ConnectionNotMadeError("ClientConnectorError")
        case "timeout":
            return TimedOut("TimeoutError")
        case _:
            return NetworkError("ServerDisconnectedError")


def _bytes(content: Any) -> bytes:
    return content if isinstance(content, bytes) else bytes(content.read())
