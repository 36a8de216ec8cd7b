"""Documents of a business: until when they are good, and what became of those that ended."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import and_, select, update
from sqlalchemy.orm import Session

from models.entry import Entry
from models.services import audit, checklists
from models.sql import compare_and_set
from models.task import Evidence, Paper, Task, TaskState

_PIECE = 100


@dataclass(frozen=True)
class Ended:
    """A document that is no longer good; its items are to be repaired."""

    paper: Paper
    tasks: tuple[Task, ...]


def by_code(session: Session, business_id: int) -> dict[tuple[int, str], str | None]:
    """(entry, code) → the day until which its document is good (ISO), where one was sent."""
    rows = session.execute(
        select(Task.entry_id, Task.code, Paper.valid_until)
        .join(Evidence, Evidence.id == Task.evidence_id)
        .join(Paper, Paper.id == Evidence.paper_id)
        .where(Task.business_id == business_id)
    )
    return {(entry_id, code): until for entry_id, code, until in rows}


def end_due(session: Session, *, today: date, now: datetime) -> list[Ended]:
    """Make repair items of what an accepted document was good for that ended before today."""
    due = session.scalars(
        select(Paper)
        .where(
            Paper.expired_at.is_(None),
            Paper.valid_until.is_not(None),
            Paper.valid_until < today.isoformat(),
        )
        .order_by(Paper.valid_until)
        .limit(_PIECE)
    ).all()
    return [_end(session, paper, now) for paper in due]


def _end(session: Session, paper: Paper, now: datetime) -> Ended:
    paper.expired_at = now
    session.flush()
    found: Sequence[Task] = session.scalars(
        select(Task)
        .join(Evidence, and_(Evidence.task_id == Task.id, Evidence.id == Task.evidence_id))
        .where(Evidence.paper_id == paper.id, Task.state == TaskState.ACCEPTED)
        .execution_options(populate_existing=True)
    ).all()
    ended = []
    for task in found:
        moved = compare_and_set(
            session,
            update(Task)
            .where(Task.id == task.id, Task.revision == task.revision)
            .values(state=TaskState.REPAIR, revision=Task.revision + 1, changed_at=now),
        )
        if moved:
            session.refresh(task)
            ended.append(task)
            about = {"entry": task.entry_id, "code": task.code, "paper": paper.id}
            audit.record(session, None, "task.expired", ("task", task.id), now=now, after=about)
            checklists.recount(session, session.get_one(Entry, task.entry_id), now=now)
    return Ended(paper, tuple(ended))
