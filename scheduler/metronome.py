"""APScheduler as a metronome: it ticks; what is due stands in the database (law 9)."""

import asyncio
import logging
from collections.abc import Sequence

from apscheduler.schedulers.asyncio import AsyncIOScheduler

from scheduler.timetable import Entry

logger = logging.getLogger(__name__)


async def tick(entries: Sequence[Entry]) -> None:
    """Run the timetable for ever."""
    scheduler = AsyncIOScheduler(
        job_defaults={"misfire_grace_time": None, "coalesce": True, "max_instances": 1}
    )
    for entry in entries:
        scheduler.add_job(
            _guarded, "interval", args=[entry], seconds=entry.every.total_seconds(), id=entry.name
        )
    scheduler.start()
    try:
        await asyncio.Event().wait()
    finally:
        scheduler.shutdown(wait=False)


async def _guarded(entry: Entry) -> None:
    """A tick that fails is logged; the next one finds the same rows due."""
    try:
        await entry.run()
    except Exception:
        logger.exception("tick of %r failed", entry.name)
