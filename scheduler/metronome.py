"""APScheduler as a metronome: it ticks; what is due stands in the database (law 9).

A tick that raises is logged by APScheduler; the next one finds the same rows due.
"""

import asyncio
from collections.abc import Sequence
from datetime import datetime

from apscheduler.events import EVENT_JOB_SUBMITTED, JobSubmissionEvent
from apscheduler.schedulers.asyncio import AsyncIOScheduler

from bot.metrics import Metrics
from scheduler.timetable import Entry


async def tick(entries: Sequence[Entry], metrics: Metrics) -> None:
    """Run the timetable for ever."""
    scheduler = AsyncIOScheduler(
        job_defaults={"misfire_grace_time": None, "coalesce": True, "max_instances": 1}
    )

    def note(event: JobSubmissionEvent) -> None:
        due = event.scheduled_run_times[-1]
        late = datetime.now(due.tzinfo) - due
        metrics.tick_lag_seconds.labels(event.job_id).set(late.total_seconds())

    scheduler.add_listener(note, EVENT_JOB_SUBMITTED)
    for entry in entries:
        scheduler.add_job(
            entry.run, "interval", seconds=entry.every.total_seconds(), id=entry.name
        )
    scheduler.start()
    try:
        await asyncio.Event().wait()
    finally:
        scheduler.shutdown(wait=False)
