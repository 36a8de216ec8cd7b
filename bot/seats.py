"""Duties that one process at a time has, where several share a PostgreSQL.

A seat is a lock of the session's: it is free again the moment its process dies, and whoever
wanted it too sits down within a second. The same connection brings the calls of the others.
"""

import asyncio
import logging
from collections.abc import Callable, Mapping
from typing import Any, Protocol

import psycopg
from psycopg import sql
from psycopg.conninfo import make_conninfo
from sqlalchemy import URL

from bot.metrics import Metrics
from models import locks

logger = logging.getLogger(__name__)

_BEAT_SECONDS = 1.0
_FIRST_PAUSE = 0.2
_LONGEST_PAUSE = 5.0

#: A machine that vanished without a word gives its seats back after some 15 seconds.
_KEEPALIVE = {
    "connect_timeout": 10,
    "keepalives_idle": 5,
    "keepalives_interval": 5,
    "keepalives_count": 2,
}
_SERVER_KEEPALIVE = (
    "SET tcp_keepalives_idle = 5",
    "SET tcp_keepalives_interval = 5",
    "SET tcp_keepalives_count = 2",
)


class Duty(Protocol):
    """What somebody who sits does; called by the loop's thread."""

    def sit(self) -> None:
        """Begin."""

    def stand(self) -> None:
        """Begin nothing new: another process may sit already."""


class Together:
    """Duties that go with one seat."""

    def __init__(self, *duties: Duty) -> None:
        self._duties = duties

    def sit(self) -> None:
        """See `Duty`."""
        for duty in self._duties:
            duty.sit()

    def stand(self) -> None:
        """See `Duty`."""
        for duty in self._duties:
            duty.stand()


class Seats:
    """Tries for seats as long as the process lives, and hears calls meanwhile.

    *heard*: gets the words of each call on *channel*.
    """

    def __init__(
        self,
        url: URL,
        duties: Mapping[str, Duty],
        channel: str,
        heard: Callable[[str], None],
        metrics: Metrics,
    ) -> None:
        self._metrics = metrics
        self._conninfo = url.set(drivername="postgresql").render_as_string(hide_password=False)
        self._duties = duties
        self._channel = channel
        self._heard = heard
        self.held: set[str] = set()
        self.tried = asyncio.Event()  #: each seat was tried for once

    async def run(self) -> None:
        """For ever. A connection that breaks costs all seats."""
        pause = _FIRST_PAUSE
        while True:
            try:
                async with await self._connect() as connection:
                    pause = _FIRST_PAUSE
                    await self._serve(connection)
            except psycopg.Error as error:
                logger.warning("the seats are lost, trying again: %s", type(error).__name__)
            finally:
                self._stand()
            await asyncio.sleep(pause)
            pause = min(pause * 2, _LONGEST_PAUSE)

    async def _connect(self) -> psycopg.AsyncConnection[Any]:
        conninfo = make_conninfo(self._conninfo, **_KEEPALIVE)
        connection = await psycopg.AsyncConnection.connect(conninfo, autocommit=True)
        for statement in _SERVER_KEEPALIVE:
            await connection.execute(statement)
        return connection

    async def _serve(self, connection: psycopg.AsyncConnection[Any]) -> None:
        listen = sql.SQL("LISTEN {}").format(sql.Identifier(self._channel))
        await connection.execute(listen)
        while True:
            await connection.execute("SELECT 1")  # lets a broken connection be known
            for name in self._duties.keys() - self.held:
                await self._try(connection, name)
            self.tried.set()
            async for call in connection.notifies(timeout=_BEAT_SECONDS):
                self._heard(call.payload)

    async def _try(self, connection: psycopg.AsyncConnection[Any], name: str) -> None:
        keys = (locks.SPACE, locks.number(f"seat:{name}"))
        cursor = await connection.execute("SELECT pg_try_advisory_lock(%s, %s)", keys)
        row = await cursor.fetchone()
        if row is not None and row[0]:
            logger.info("this process has the seat: %s", name)
            self.held.add(name)
            self._metrics.seat.labels(name).set(1)
            self._duties[name].sit()

    def _stand(self) -> None:
        for name in self.held:
            self._duties[name].stand()
            self._metrics.seat.labels(name).set(0)
        self.held.clear()
