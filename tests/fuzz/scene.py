"""One run: the office, what went wrong when, and how much may be repeated because of it."""

import asyncio
from collections import Counter
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy.exc import OperationalError

from tests.databases import Postgres
from tests.offices import Office
from tests.processes import until

_WAITING = "SELECT chat_id, count(*) FROM outbox WHERE state = 'waiting' GROUP BY chat_id"
_UNSETTLED = "SELECT id FROM decision WHERE settled_at IS NULL AND undone_at IS NULL"
_UNTOLD = "SELECT id FROM sitting WHERE closed_at IS NULL"
#: How far the bot's clock may lag behind a moment of the world.
_LAG = timedelta(seconds=2)
#: How often our own loop is looked at, and how late a look may come, in seconds.
_BEAT, _LATE = 0.1, 0.5


@dataclass
class Scene:
    """What the troubles act on; `cluster` is the PostgreSQL server, if it is one."""

    office: Office
    cluster: Postgres | None = None
    notes: list[tuple[datetime, str]] = field(default_factory=list)
    drawn: Counter[str] = field(default_factory=Counter)
    unrecorded: Counter[int] = field(default_factory=Counter)  #: replies, by chat, at the kills
    kills: int = 0
    _blurred: list[tuple[datetime, datetime]] = field(default_factory=list)
    _dying: asyncio.Lock = field(default_factory=asyncio.Lock)

    def note(self, what: str) -> None:
        """Keep for the story of a failure what happens now."""
        self.notes.append((self.office.world.now(), what))

    async def dies(self) -> None:
        """kill -9; what was not recorded as sent may be sent once more."""
        async with self._dying:
            await self.office.bot.kill()
            self.kills += 1
            self.note(f"kill {self.kills}")
            for chat_id, count in await self.rows(_WAITING):
                self.unrecorded[chat_id] += count

    async def lives(self) -> None:
        """The next process starts on the same database, and answers."""
        async with self._dying:
            world, bot = self.office.world, self.office.bot
            calls = world.calls
            async with asyncio.timeout(60):
                while world.calls == calls:
                    await bot.start()
                    await until(lambda: world.calls > calls or bot.state == "stopped")
                    if bot.state == "stopped":  # whoever runs it starts it again
                        self.note(f"did not start: {bot.exit}")
                        await asyncio.sleep(0.2)

    async def rows(self, query: str, **values: Any) -> list[Any]:
        """What the database says, as soon as it says anything."""
        async with asyncio.timeout(60):
            while True:
                try:
                    return await asyncio.to_thread(self.office.rows, query, **values)
                except OperationalError:
                    await asyncio.sleep(0.1)

    @asynccontextmanager
    async def blurred(self) -> AsyncIterator[None]:
        """Meanwhile nothing commits: a turn's moment says little about its commit."""
        since = self.office.world.now()
        try:
            yield
        finally:
            self._blurred.append((since - _LAG, self.office.world.now() + 3 * _LAG))

    def is_blurred(self, at: datetime) -> bool:
        """Whether a moment of the database is good for no comparison with the ledger."""
        return any(since <= at <= until for since, until in self._blurred)

    async def keeps_time(self) -> None:
        """Until cancelled: notice when our process, and the simulator with it, stands still."""
        loop = asyncio.get_running_loop()
        while True:
            since = loop.time()
            await asyncio.sleep(_BEAT)
            self.beats(loop.time() - since)

    def beats(self, seconds: float) -> None:
        """The last beat took *seconds*; a long one blurs it, and what was on its way just then.

        What the bot sends waits while we stand still, and is noted too late. A stall of the bot's
        process alone leaves our beat as it is, and excuses nothing.
        """
        if seconds > _BEAT + _LATE:
            now = self.office.world.now()
            self._blurred.append((now - timedelta(seconds=seconds) - _LAG, now))
            self.note(f"we stood still for {seconds:.1f} s")

    async def time_passes(self, minutes: int) -> None:
        """The clock moves on: what was decided settles; a tap that waits may lapse."""
        async with self.blurred():
            self.note(f"{minutes} minutes pass")
            self.office.world.clock.advance(timedelta(minutes=minutes, seconds=1))
            await asyncio.sleep(1)

    async def settles(self) -> None:
        """Wait until nothing is left to be done or said."""
        async with asyncio.timeout(120):
            while await self.rows(_UNSETTLED):
                await self.time_passes(1)
            while await self.rows(_UNTOLD):
                await self.time_passes(10)
        await self.office.is_quiet()

    def story(self) -> str:
        """What went wrong on purpose, line by line."""
        return "\n".join(f"{at:%M:%S.%f} {what}" for at, what in self.notes)
