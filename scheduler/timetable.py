"""The timetable: everything that happens by the clock, in one readable list.

Each function finds what is due in the database and does it; running it twice, or on two
replicas, does no harm.
"""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import timedelta
from typing import Protocol
from zoneinfo import ZoneInfo

from sqlalchemy.orm import Session

from bot.clinic import Showing
from bot.clock import Clock
from bot.writer import Writer
from models import locks
from scheduler import broadcasts, curation, housekeeping, mentoring

_SOON = timedelta(seconds=1)


class Retrier(Protocol):
    """Whoever can work quarantined updates off again; the dispatcher's side."""

    async def retry_quarantined(self) -> None:
        """Work off what the office asked to retry."""


class Sweeper(Protocol):
    """Whoever keeps the results of long work; the jobs' side."""

    async def tidy(self) -> None:
        """Remove the results that were sent."""


class Filler(Protocol):
    """Whoever writes the deliveries of what has begun."""

    async def fill(self) -> None:
        """Write them."""


@dataclass(frozen=True)
class Entry:
    """One line: what runs, and how often."""

    name: str
    every: timedelta
    run: Callable[[], Awaitable[None]]


def timetable(
    writer: Writer,
    clock: Clock,
    zone: ZoneInfo,
    retrier: Retrier,
    showing: Showing,
    sweeper: Sweeper,
    filler: Filler,
) -> tuple[Entry, ...]:
    """All entries. *zone*: the office's, for what happens by the day."""

    async def tidy() -> None:
        await writer.write(_alone("tidying", lambda s: housekeeping.tidy(s, clock())))

    def decide(session: Session) -> None:
        curation.run(session, clock(), showing)
        mentoring.run(session, clock(), showing)

    async def curate() -> None:
        await writer.write(_alone("curation", decide))

    def end(session: Session) -> None:
        now = clock()
        mentoring.end_documents(session, now.astimezone(zone).date(), now, showing)

    async def end_documents() -> None:
        await writer.write(_alone("documents", end))

    async def cast() -> None:
        await writer.write(_alone("casting", lambda s: broadcasts.run(s, clock(), showing)))

    return (
        Entry("settle decisions and sittings, free what was held", _SOON, curate),
        Entry("begin, show and end broadcasts", _SOON, cast),
        Entry("fill broadcasts with deliveries", _SOON, filler.fill),
        Entry("retry quarantined updates", timedelta(seconds=2), retrier.retry_quarantined),
        Entry("documents that ended", timedelta(minutes=10), end_documents),
        Entry("tidy the kit's tables", timedelta(minutes=10), tidy),
        Entry("remove results that were sent", timedelta(minutes=10), sweeper.tidy),
    )


def _alone(name: str, work: Callable[[Session], None]) -> Callable[[Session], None]:
    """*work* for one process at a time; another that comes meanwhile leaves it to that one."""

    def run(session: Session) -> None:
        if locks.try_name(session, name):
            work(session)

    return run
