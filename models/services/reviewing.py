"""Mentors judging evidence: a verdict with its reason, and taking it back.

The verdicts of one sitting are told to the owner together (`sittings`); until then each can be
taken back.
"""

from datetime import datetime

from sqlalchemy import and_, select, update
from sqlalchemy.orm import Session

from models.entry import Entry
from models.mentoring import Sitting
from models.person import Person
from models.services import audit, checklists, sittings
from models.services.actor import Actor
from models.services.decisions import Reason
from models.services.mentoring import MENTORS
from models.services.review_queue import HeldError, StaleError, case, is_free
from models.sql import compare_and_set
from models.task import Evidence, EvidenceKind, EvidenceState, Task, TaskState


def accept(session: Session, actor: Actor, task_id: int, *, seen: int, now: datetime) -> Sitting:
    """*Terima*: the item is done, or does not apply; gives the sitting it belongs to.

    Raises:
        NotAllowedError, NotFoundError, HeldError, OthersError.
        StaleError: it was judged, replaced or withdrawn since *seen*.
    """
    return _judge(session, actor, task_id, seen, None, now=now)


def send_back(
    session: Session,
    actor: Actor,
    task_id: int,
    reason: Reason,
    *,
    seen: int,
    now: datetime,
    voice_id: int | None = None,
) -> Sitting:
    """*Minta perbaikan*: the owner sends it again; of what does not apply: it does apply.

    Raises:
        As `accept`.
    """
    return _judge(session, actor, task_id, seen, reason, now=now, voice_id=voice_id)


def undo(session: Session, actor: Actor, evidence_id: int, *, now: datetime) -> Task:
    """Take one's own verdict back while its sitting is open: the evidence waits again.

    Raises:
        StaleError: the owner was told, it was taken back, or newer evidence came.
    """
    actor.must_be(*MENTORS)
    evidence = session.get(Evidence, evidence_id, populate_existing=True)
    if evidence is None or evidence.decided_by != actor.person_id:
        raise StaleError
    sitting = session.get(Sitting, evidence.sitting_id, populate_existing=True)
    if sitting is None or sitting.closed_at is not None:
        raise StaleError
    task = session.get_one(Task, evidence.task_id, populate_existing=True)
    if task.evidence_id != evidence.id:
        raise StaleError
    for one in _together(session, evidence, EvidenceState(evidence.state)):
        one.state = EvidenceState.WAITING
        one.decided_by = one.decided_at = one.sitting_id = None
        one.reason_code = one.reason = one.voice_id = None
        back = session.get_one(Task, one.task_id, populate_existing=True)
        session.flush()
        _move(session, back, TaskState.SENT, since=one.sent_at, now=now)
        _audit(session, actor, back, "task.undone", now=now)
    return session.get_one(Task, task.id, populate_existing=True)


def _judge(
    session: Session,
    actor: Actor,
    task_id: int,
    seen: int,
    reason: Reason | None,
    *,
    now: datetime,
    voice_id: int | None = None,
) -> Sitting:
    found = case(session, actor, task_id, now=now)
    if found.task.revision != seen:
        raise StaleError
    if not is_free(found.task, actor, now):
        raise HeldError(session.get_one(Person, found.task.claimed_by or 0).name)
    sitting = sittings.join(session, actor.person_id, found.business.id, now=now)
    for one in _together(session, found.evidence, EvidenceState.WAITING):
        one.state = EvidenceState.RETURNED if reason else EvidenceState.ACCEPTED
        one.decided_by, one.decided_at, one.sitting_id = actor.person_id, now, sitting.id
        if reason is not None:
            one.reason_code, one.reason, one.voice_id = reason.code, reason.text, voice_id
        session.flush()
        task = session.get_one(Task, one.task_id, populate_existing=True)
        state = _outcome(EvidenceKind(one.kind), is_good=reason is None)
        _move(session, task, state, since=None, now=now)
        verb = "returned" if reason else "accepted"
        _audit(session, actor, task, f"task.{verb}", now=now, reason=reason)
    return sitting


def _outcome(kind: EvidenceKind, *, is_good: bool) -> TaskState:
    if kind is EvidenceKind.NOT_APPLICABLE:
        return TaskState.NOT_APPLICABLE if is_good else TaskState.TODO
    return TaskState.ACCEPTED if is_good else TaskState.REPAIR


def _together(session: Session, evidence: Evidence, state: EvidenceState) -> list[Evidence]:
    """The evidence, and what was sent for other products with the same document."""
    if evidence.paper_id is None:
        return [evidence]
    return list(
        session.scalars(
            select(Evidence)
            .join(Task, and_(Task.id == Evidence.task_id, Task.evidence_id == Evidence.id))
            .where(Evidence.paper_id == evidence.paper_id, Evidence.state == state)
            .order_by(Evidence.id)
        )
    )


def _move(
    session: Session, task: Task, state: TaskState, *, since: datetime | None, now: datetime
) -> None:
    """Move an item on; the last word against two at once is its revision.

    Raises:
        StaleError: somebody was faster.
    """
    moved = compare_and_set(
        session,
        update(Task)
        .where(Task.id == task.id, Task.revision == task.revision)
        .values(
            state=state,
            revision=Task.revision + 1,
            waiting_since=since,
            claimed_by=None,
            claimed_until=None,
            changed_at=now,
        ),
    )
    if not moved:
        raise StaleError
    session.refresh(task)
    checklists.recount(session, session.get_one(Entry, task.entry_id), now=now)


def _audit(
    session: Session,
    actor: Actor,
    task: Task,
    action: str,
    *,
    now: datetime,
    reason: Reason | None = None,
) -> None:
    audit.record(
        session,
        actor.person_id,
        action,
        ("task", task.id),
        now=now,
        after={"entry": task.entry_id, "code": task.code, "state": task.state},
        reason=(reason.text or reason.code) if reason else None,
    )
