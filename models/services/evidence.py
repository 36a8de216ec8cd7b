"""What owners do with an item of their list: open it, send evidence, replace or withdraw it."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from models.entry import Entry
from models.errors import ClinicError, NotFoundError
from models.forms.definition import Answers
from models.rules import documents
from models.rules.documents import Document
from models.services import audit, checklists, mentoring, numbers
from models.services.actor import Actor
from models.services.entry_form import business_id_of
from models.services.lines import Line, Listed
from models.sql import compare_and_set, insert_for
from models.task import Evidence, EvidenceKind, EvidenceState, Paper, Task, TaskState

#: Of the form of a document: what goes into the wallet.
_PAPER = ("number", "issued", "valid_until")


class AlreadyAcceptedError(ClinicError):
    """The item is accepted; nothing more is needed for it."""

    key = "already_accepted"


@dataclass(frozen=True)
class Opened:
    """An item an owner has opened."""

    line: Line
    task: Task


def open_item(
    session: Session, actor: Actor, entry_id: int, code: str, *, now: datetime
) -> Opened:
    """Open an item of one's own list; it has a row from now on.

    Raises:
        NotFoundError: somebody else's, not in the list, or retired.
    """
    line = checklists.own(session, actor, entry_id, now=now).line(code)
    if line.task is not None:
        return Opened(line, line.task)
    business_id = business_id_of(line.entry)
    session.connection().execute(
        insert_for(session, Task).on_conflict_do_nothing(index_elements=["entry_id", "code"]),
        {
            "entry_id": entry_id,
            "business_id": business_id,
            "mentor_id": mentoring.mentor_of(session, business_id),
            "code": code,
            "state": TaskState.TODO,
            "revision": numbers.first_revision(session),
            "changed_at": now,
        },
    )
    return opened(session, actor, _row(session, entry_id, code).id, now=now)


def opened(session: Session, actor: Actor, task_id: int, *, now: datetime) -> Opened:
    """An item that was opened before.

    Raises:
        NotFoundError: somebody else's, or no longer in the list.
    """
    task = session.get(Task, task_id, populate_existing=True)
    if task is None:
        raise NotFoundError
    line = checklists.own(session, actor, task.entry_id, now=now).line(task.code)
    return Opened(line, task)


def latest(session: Session, task: Task) -> Evidence | None:
    """What was sent last for an item, whatever became of it."""
    return session.get(Evidence, task.evidence_id) if task.evidence_id else None


def returned(session: Session, task: Task) -> Evidence | None:
    """What came back last as not good enough; newer evidence may have been withdrawn."""
    return session.scalars(
        select(Evidence)
        .where(Evidence.task_id == task.id, Evidence.state == EvidenceState.RETURNED)
        .where(Evidence.kind == EvidenceKind.PROOF)
        .order_by(Evidence.id.desc())
        .limit(1)
    ).first()


def submit(
    session: Session,
    actor: Actor,
    task_id: int,
    answers: Answers,
    *,
    now: datetime,
    kind: EvidenceKind = EvidenceKind.PROOF,
    paper_id: int | None = None,
) -> Opened:
    """Send evidence for an item (or say that it does not apply); what waited is replaced.

    Raises:
        NotFoundError: somebody else's, or no longer in the list.
        AlreadyAcceptedError: nothing more is needed.
    """
    task = opened(session, actor, task_id, now=now).task
    if task.state in {TaskState.ACCEPTED, TaskState.NOT_APPLICABLE}:
        raise AlreadyAcceptedError
    _supersede(session, task)
    sent = Evidence(
        task_id=task.id,
        kind=kind,
        answers=dict(answers),
        state=EvidenceState.WAITING,
        paper_id=paper_id or _paper(session, task, answers, kind, now=now),
        sent_by=actor.person_id,
        sent_at=now,
    )
    session.add(sent)
    session.flush()
    _set(
        session,
        task,
        state=TaskState.SENT,
        evidence_id=sent.id,
        waiting_since=task.waiting_since or now,
        changed_at=now,
    )
    _audit(session, actor, task, f"task.{_VERBS[kind]}", sent, now=now)
    mentoring.owner_acted(session, task.business_id, now=now)
    return opened(session, actor, task_id, now=now)


def withdraw(session: Session, actor: Actor, task_id: int, *, seen: int, now: datetime) -> bool:
    """Take back what waits for its verdict; False = it was judged or replaced meanwhile.

    Raises:
        NotFoundError: somebody else's, or no longer in the list.
    """
    task = opened(session, actor, task_id, now=now).task
    if task.state != TaskState.SENT or task.revision != seen:
        return False
    sent = latest(session, task)
    before = _before(session, task)
    taken = compare_and_set(
        session,
        update(Task)
        .where(Task.id == task.id, Task.revision == seen, Task.state == TaskState.SENT)
        .values(
            state=before,
            revision=Task.revision + 1,
            waiting_since=None,
            claimed_by=None,
            claimed_until=None,
            changed_at=now,
        ),
    )
    if taken and sent is not None:
        sent.state = EvidenceState.WITHDRAWN
        session.flush()
        _audit(session, actor, task, "task.withdrawn", sent, now=now)
    return taken


def products_without(session: Session, paper: Paper, lists: list[Listed]) -> list[Line]:
    """The lines of other products a document of the wallet could serve as well."""
    used = set(
        session.scalars(
            select(Task.entry_id)
            .join(Evidence, Evidence.task_id == Task.id)
            .where(Evidence.paper_id == paper.id)
        )
    )
    return [
        line
        for one in lists
        for line in one.lines
        if line.item.id == paper.code and line.entry.id not in used and not line.is_done
    ]


def use_paper(
    session: Session, actor: Actor, entry: Entry, paper_id: int, *, now: datetime
) -> Opened:
    """Let a document of the wallet serve one more product.

    Raises:
        NotFoundError: no such document of this business, or the product does not need it.
        AlreadyAcceptedError: the product has one.
    """
    paper = session.get(Paper, paper_id)
    if paper is None or paper.business_id != business_id_of(entry):
        raise NotFoundError
    first = session.scalars(
        select(Evidence).where(Evidence.paper_id == paper_id).order_by(Evidence.id).limit(1)
    ).one()
    item = open_item(session, actor, entry.id, paper.code, now=now)
    return submit(session, actor, item.task.id, first.answers, now=now, paper_id=paper_id)


_VERBS = {EvidenceKind.PROOF: "sent", EvidenceKind.NOT_APPLICABLE: "declined"}


def _supersede(session: Session, task: Task) -> None:
    session.execute(
        update(Evidence)
        .where(Evidence.task_id == task.id, Evidence.state == EvidenceState.WAITING)
        .values(state=EvidenceState.REPLACED)
        .execution_options(synchronize_session=False)
    )


def _paper(
    session: Session, task: Task, answers: Answers, kind: EvidenceKind, *, now: datetime
) -> int | None:
    """The row of the wallet, where the item is a document; what replaces one waiting keeps it."""
    if kind is not EvidenceKind.PROOF or not task.code.startswith("D"):
        return None
    values: dict[str, Any] = {name: answers.get(name) for name in _PAPER}
    values["valid_until"] = values["valid_until"] or _end(task.code, values["issued"])
    waiting = latest(session, task)
    if waiting is not None and waiting.paper_id and task.state == TaskState.SENT:
        session.execute(update(Paper).where(Paper.id == waiting.paper_id).values(**values))
        return waiting.paper_id
    paper = Paper(business_id=task.business_id, code=task.code, added_at=now, **values)
    session.add(paper)
    session.flush()
    return paper.id


def _end(code: str, issued: str | None) -> str | None:
    """The last day of a document of which only the day of issue is known (ISO)."""
    document = documents.by_id().get(code)
    if issued is None or document is None or document.validity is None:
        return None
    end = document.validity.end(date.fromisoformat(issued))
    return end.isoformat() if end is not None else None


def _before(session: Session, task: Task) -> TaskState:
    """Where the item stood before what waits was sent."""
    return TaskState.TODO if returned(session, task) is None else TaskState.REPAIR


def _set(session: Session, task: Task, **values: Any) -> None:
    """Change a row the owner has just read in this transaction; a verdict meanwhile loses.

    Raises:
        NotFoundError: it changed all the same (another process); the turn is said to be stale.
    """
    changed = compare_and_set(
        session,
        update(Task)
        .where(Task.id == task.id, Task.revision == task.revision)
        .values(revision=Task.revision + 1, **values),
    )
    if not changed:
        raise NotFoundError


def _row(session: Session, entry_id: int, code: str) -> Task:
    return session.scalars(
        select(Task)
        .where(Task.entry_id == entry_id, Task.code == code)
        .execution_options(populate_existing=True)
    ).one()


def _audit(
    session: Session, actor: Actor, task: Task, action: str, sent: Evidence, *, now: datetime
) -> None:
    audit.record(
        session,
        actor.person_id,
        action,
        ("task", task.id),
        now=now,
        after={"entry": task.entry_id, "code": task.code, "evidence": sent.id},
    )


def is_paper(line: Line) -> bool:
    """Whether the item is a document of the wallet."""
    return isinstance(line.item, Document)
