"""What the process serves over HTTP: the webhook, its health, its metrics."""

import asyncio
import logging
import socket
from collections.abc import Iterator, Sequence
from contextlib import contextmanager

import uvicorn
from starlette.applications import Starlette
from starlette.routing import BaseRoute
from starlette.types import ASGIApp

logger = logging.getLogger(__name__)

_GRACE_SECONDS = 5


class Web(uvicorn.Server):
    """Serves until told otherwise; the process's signals are the wiring's affair."""

    def __init__(self, routes: Sequence[BaseRoute], address: tuple[str, int]) -> None:
        host, port = address
        super().__init__(_settings(Starlette(routes=routes), host, port))
        self.ready = asyncio.Event()

    @contextmanager
    def capture_signals(self) -> Iterator[None]:
        """Leave them alone."""
        yield

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        """Begin to answer."""
        await super().startup(sockets)
        self.ready.set()

    @property
    def port(self) -> int:
        """Where it listens; of use where the machine chose the port (0)."""
        return int(self.servers[0].sockets[0].getsockname()[1])


def _settings(app: ASGIApp, host: str, port: int) -> uvicorn.Config:
    return uvicorn.Config(
        app,
        host=host,
        port=port,
        log_config=None,
        access_log=False,
        lifespan="off",
        ws="none",
        server_header=False,
        timeout_keep_alive=75,
        timeout_graceful_shutdown=_GRACE_SECONDS,
    )
