"""Documents of a business: until when they are good, and what became of those that ended."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import Select, and_, select, update
from sqlalchemy.orm import Session

from models.business import Business
from models.entry import Entry
from models.services import audit, checklists
from models.sql import compare_and_set
from models.task import Evidence, Paper, Task, TaskState

_PIECE = 100


@dataclass(frozen=True)
class EndedOf:
    """Documents of one business that are no longer good; their items are to be repaired."""

    business: Business
    tasks: tuple[Task, ...]
    until: Mapping[int, str]  #: task → the last day of its document (ISO)


def by_code(session: Session, business_id: int) -> dict[tuple[int, str], str | None]:
    """(entry, code) → the day until which its document is good (ISO), where one was sent."""
    rows = session.execute(
        select(Task.entry_id, Task.code, Paper.valid_until)
        .join(Evidence, Evidence.id == Task.evidence_id)
        .join(Paper, Paper.id == Evidence.paper_id)
        .where(Task.business_id == business_id)
    )
    return {(entry_id, code): until for entry_id, code, until in rows}


def end_due(session: Session, *, today: date, now: datetime) -> list[EndedOf]:
    """Make repair items of what accepted documents were good for that ended before today."""
    due = session.scalars(
        select(Paper)
        .where(
            Paper.expired_at.is_(None),
            Paper.valid_until < today.isoformat(),
            _accepted().where(Evidence.paper_id == Paper.id).exists(),
        )
        .order_by(Paper.valid_until, Paper.id)
        .limit(_PIECE)
    ).all()
    found: dict[int, list[tuple[Task, str]]] = {}
    for paper in due:
        ended = _end(session, paper, now)
        found.setdefault(paper.business_id, []).extend(
            (task, paper.valid_until or "") for task in ended
        )
    return [
        EndedOf(
            session.get_one(Business, business_id),
            tuple(task for task, _until in some),
            {task.id: until for task, until in some},
        )
        for business_id, some in found.items()
    ]


def _end(session: Session, paper: Paper, now: datetime) -> list[Task]:
    """The items that were good with it, now to be repaired."""
    paper.expired_at = now
    session.flush()
    query = _accepted().where(Evidence.paper_id == paper.id)
    ended = []
    for task in session.scalars(query.execution_options(populate_existing=True)).all():
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
    return ended


def _accepted() -> Select[Task]:
    return (
        select(Task)
        .join(Evidence, and_(Evidence.task_id == Task.id, Evidence.id == Task.evidence_id))
        .where(Task.state == TaskState.ACCEPTED)
    )
