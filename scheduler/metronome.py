"""APScheduler as a metronome: it ticks; what is due stands in the database (law 9).

A tick that raises is logged by APScheduler; the next one finds the same rows due.
"""

import asyncio
from collections.abc import Sequence

from apscheduler.schedulers.asyncio import AsyncIOScheduler

from scheduler.timetable import Entry


async def tick(entries: Sequence[Entry]) -> None:
    """Run the timetable for ever."""
    scheduler = AsyncIOScheduler(
        job_defaults={"misfire_grace_time": None, "coalesce": True, "max_instances": 1}
    )
    for entry in entries:
        scheduler.add_job(
            entry.run, "interval", seconds=entry.every.total_seconds(), id=entry.name
        )
    scheduler.start()
    try:
        await asyncio.Event().wait()
    finally:
        scheduler.shutdown(wait=False)
