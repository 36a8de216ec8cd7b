"""How much waits, and how long the oldest has waited: for whoever watches over the clinic."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Select, func, select, text
from sqlalchemy.orm import InstrumentedAttribute, Session

from models.file import StoredFile
from models.ingress import Quarantine, QuarantineState
from models.job import Job
from models.outbox import IS_WAITING, OutboxClass, OutboxRow

#: Written out, as `models.outbox.IS_WAITING`.
_JOB_WAITS, _FILE_WAITS = text("job.state = 'waiting'"), text("stored_file.state = 'waiting'")

#: Counting stops here: the number says "too many" long before.
MOST_COUNTED = 10_000


@dataclass(frozen=True)
class Queue:
    """What waits in one place; `oldest`: since when the first of it is due."""

    name: str
    waiting: int
    oldest: datetime | None


@dataclass(frozen=True)
class Pulse:
    """One reading."""

    queues: list[Queue]
    quarantined: int


def read(session: Session, *, now: datetime) -> Pulse:
    """Read it; costs as much as waits, and never more than MOST_COUNTED rows a queue."""
    queues = []
    for category in OutboxClass:
        due = (IS_WAITING, OutboxRow.not_before <= now, OutboxRow.category == category)
        queues.append(_queue(session, f"outbox_{category}", OutboxRow.not_before, due))
    jobs = (_JOB_WAITS, Job.not_before <= now)
    queues.append(_queue(session, "jobs", Job.not_before, jobs))
    files = (_FILE_WAITS, StoredFile.not_before <= now)
    queues.append(_queue(session, "files", StoredFile.not_before, files))
    is_open = select(Quarantine.id).where(Quarantine.state == QuarantineState.OPEN)
    return Pulse(queues, _count(session, is_open))


def _queue(
    session: Session, name: str, moment: InstrumentedAttribute[datetime], due: tuple[Any, ...]
) -> Queue:
    some = select(moment.label("moment")).where(*due).limit(MOST_COUNTED)
    oldest = session.scalar(select(moment).where(*due).order_by(moment).limit(1))
    return Queue(name, _count(session, some), oldest)


def _count(session: Session, some: Select[Any]) -> int:
    counted = select(func.count()).select_from(some.limit(MOST_COUNTED).subquery())
    return session.scalar(counted) or 0
