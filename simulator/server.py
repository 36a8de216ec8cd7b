"""The face outside the process: Bot API, clock, page and its control API over HTTP."""

import asyncio
import ipaddress
import logging
import socket
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import urlsplit

import uvicorn
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import FileResponse, JSONResponse, Response
from starlette.routing import Mount, Route
from starlette.staticfiles import StaticFiles
from starlette.types import ASGIApp, Receive, Scope, Send

from simulator.api import BotApi
from simulator.control import Control
from simulator.errors import ApiError, ConnectionDroppedError
from simulator.forms import read_body
from simulator.process import BotProcess
from simulator.world import World

_PAGE = Path(__file__).with_name("page")


def create_app(world: World, bot: BotProcess | None = None) -> Starlette:
    """Everything of *world* under one address."""
    telegram = _Telegram(world, bot)
    routes = [
        Route("/", _index),
        Route("/clock", telegram.clock),
        Route("/bot{token}/{method}", telegram.call, methods=["GET", "POST"]),
        Route("/file/bot{token}/{path:path}", telegram.download),
        *Control(world, bot).routes(),
        Mount("/page", StaticFiles(directory=_PAGE)),
    ]
    return Starlette(routes=routes, middleware=[Middleware(LoopbackOnly)])


class Server(uvicorn.Server):
    """Ends when `should_exit` is set; the signals of the process are somebody else's."""

    def __init__(self, app: ASGIApp) -> None:
        super().__init__(config(app, "127.0.0.1", 0))
        logging.getLogger("uvicorn.error").addFilter(_is_no_broken_line)
        self.ready = asyncio.Event()

    @contextmanager
    def capture_signals(self) -> Iterator[None]:
        """Leave them alone."""
        yield

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        """Begin to answer."""
        for listener in sockets or ():
            # asyncio does so for its own sockets only; without, an answer's body waits some 40 ms
            listener.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        await super().startup(sockets)
        self.ready.set()


def config(app: ASGIApp, host: str, port: int) -> uvicorn.Config:
    """How uvicorn serves a world; only to this machine, because nobody is asked for a password."""
    if not is_loopback(host):
        raise ValueError(f"the simulator serves only this machine, not {host}")
    return uvicorn.Config(
        app,
        host=host,
        port=port,
        log_level="warning",
        lifespan="off",
        ws="none",
        timeout_graceful_shutdown=1,
    )


def is_loopback(host: str | None) -> bool:
    """Whether a host name means this machine."""
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host or "").is_loopback
    except ValueError:
        return False


class LoopbackOnly:
    """Refuses requests that another web site made a browser send, by Host and Origin."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass on what names this machine."""
        if scope["type"] == "http":
            headers = Request(scope).headers
            names = [urlsplit(f"//{headers.get('host', '')}").hostname]
            if "origin" in headers:
                names.append(urlsplit(headers["origin"]).hostname)
            if not all(is_loopback(name) for name in names):
                await Response("only this machine", status_code=403)(scope, receive, send)
                return
        await self._app(scope, receive, send)


class _Telegram:
    """What the bot process talks to."""

    def __init__(self, world: World, bot: BotProcess | None) -> None:
        self._world = world
        self._api = BotApi(world)
        self._bot = bot

    async def clock(self, request: Request) -> JSONResponse:
        del request
        return JSONResponse({"now": self._world.now().isoformat()})

    async def call(self, request: Request) -> Response:
        if self._bot is not None:
            self._bot.heard()
        token, method = request.path_params["token"], request.path_params["method"]
        try:
            params, parts = await read_body(request)
            status, body = await self._api.handle(token, method, params, dict(parts))
        except ApiError as error:
            status, body = error.status, error.body()
        except ConnectionDroppedError:
            return _BrokenLine()
        return JSONResponse(body, status_code=status)

    async def download(self, request: Request) -> Response:
        found = self._api.download(request.path_params["token"], request.path_params["path"])
        if found is None:
            return JSONResponse(ApiError(404, "Not Found").body(), status_code=404)
        return Response(found.content, media_type="application/octet-stream")


def _is_no_broken_line(record: logging.LogRecord) -> bool:
    """The lines broken on purpose are no news."""
    return "without completing response" not in record.getMessage()


class _BrokenLine(Response):
    """Promises a body and hangs up, which every client sees as a lost connection."""

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        del scope, receive
        headers = [(b"content-length", b"1"), (b"content-type", b"application/json")]
        await send({"type": "http.response.start", "status": 200, "headers": headers})


async def _index(request: Request) -> FileResponse:
    del request
    return FileResponse(_PAGE / "index.html")
