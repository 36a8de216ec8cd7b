"""Long work: asking for it, taking what is due, and what became of it (law 15).

A job waits until it is done. Whoever works on it holds it by `not_before`: no other process sees
it before that moment, and if this one dies, the next takes it up then. `attempts` counts with
each taking, so that only the last one who took a job can finish it.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import String, cast, exists, literal, or_, select, update
from sqlalchemy.orm import Session

from models.business import Membership
from models.errors import NotAllowedError
from models.job import Job, JobState
from models.outbox import OutboxRow, OutboxState
from models.person import Person, Role
from models.services import audit, broadcast_report, broadcasts, evidence_files, roles
from models.services.actor import Actor
from models.services.queue import CURATORS
from models.sql import compare_and_set, insert_for

#: The Excel of entries; its params are those of an `export.Selection`.
ENTRIES_XLSX = "entries_xlsx"
#: The evidence of one business; its params are `business`, an id.
EVIDENCE_ZIP = "evidence_zip"

#: The report of one broadcast: the kind says of which; its params are `broadcast`, an id.
MISSED = "missed"

#: The picture of a stage: the kind says of which business, so that each may wait for its own.
CARD = "card"

#: Who may ask for a kind of job, and have its result.
_FOR: dict[str, tuple[Role, ...]] = {
    ENTRIES_XLSX: CURATORS,
    EVIDENCE_ZIP: evidence_files.WHO,
    MISSED: broadcasts.WRITERS,
}

MOST_ATTEMPTS = 5
#: How long a taken job is kept from others; whoever works on it says so more often.
LEASE = timedelta(seconds=30)
_FIRST_PAUSE = timedelta(seconds=10)
#: How long a result is kept for a chat that it could not be sent to.
_KEPT = timedelta(days=1)
_PIECE = 500


@dataclass(frozen=True)
class Claimed:
    """A job in somebody's hands. `attempt` counts from 1; beyond MOST_ATTEMPTS it is given up."""

    id: int
    kind: str
    asked_by: int
    chat_id: int
    params: Mapping[str, Any]
    asked_at: datetime
    attempt: int


def card(business_id: int) -> str:
    """The kind of job that draws the picture of a business."""
    return f"{CARD}:{business_id}"


def missed(broadcast_id: int) -> str:
    """The kind of job that makes the report of a broadcast."""
    return f"{MISSED}:{broadcast_id}"


def sort(kind: str) -> str:
    """The kind without what it is about: what names the worker."""
    return kind.partition(":")[0]


def is_given(kind: str) -> bool:
    """Whether nobody asked for it: then nobody waits, and only a result is worth a word."""
    return sort(kind) == CARD


def slot(job_id: int) -> str:
    """The screen that tells how far a job is."""
    return f"job:{job_id}"


def result_slot(job_id: int) -> str:
    """The message that brings the result."""
    return f"result:{job_id}"


def ask(
    session: Session,
    actor: Actor,
    kind: str,
    params: Mapping[str, Any],
    *,
    chat_id: int,
    now: datetime,
) -> tuple[Job, bool]:
    """Ask for a job; gives it, and whether it is new: a person has one of a kind at a time.

    Raises:
        NotAllowedError: this kind is for other roles, or the business is not the mentor's.
    """
    actor.must_be(*_FOR[sort(kind)])
    if not _may_have(session, actor, kind, params):
        raise NotAllowedError
    job_id = _insert(session, actor.person_id, kind, params, chat_id, now)
    if job_id is not None:
        about = {"kind": kind, **params}
        audit.record(session, actor.person_id, "job.asked", ("job", job_id), now=now, after=about)
    job = waiting(session, actor, kind)
    if job is None:
        raise LookupError(f"a job of {actor.person_id} ended while it was asked for")
    return job, job_id is not None


def give(
    session: Session, person: Person, kind: str, params: Mapping[str, Any], *, now: datetime
) -> None:
    """Begin a job that nobody asked for, for somebody; none if one like it is under way."""
    job_id = _insert(session, person.id, kind, params, person.telegram_id, now)
    if job_id is not None:
        about = {"kind": kind, **params}
        audit.record(session, None, "job.given", ("job", job_id), now=now, after=about)


def waiting(session: Session, actor: Actor, kind: str) -> Job | None:
    """The job of a kind that a person waits for."""
    return session.scalar(
        select(Job)
        .where(Job.asked_by == actor.person_id, Job.kind == kind, Job.state == JobState.WAITING)
        .execution_options(populate_existing=True)
    )


def is_due(session: Session, *, now: datetime) -> bool:
    """Whether there is something to take."""
    due = select(Job.id).where(Job.state == JobState.WAITING, Job.not_before <= now).limit(1)
    return session.scalar(due) is not None


def claim(session: Session, *, now: datetime) -> Claimed | None:
    """Take the job that is due longest, for LEASE. Two processes never take the same."""
    job = session.scalar(
        select(Job)
        .where(Job.state == JobState.WAITING, Job.not_before <= now)
        .order_by(Job.not_before, Job.id)
        .limit(1)
        .with_for_update(skip_locked=True)
        .execution_options(populate_existing=True)
    )
    if job is None:
        return None
    job.attempts += 1
    job.not_before = now + LEASE
    session.flush()
    return Claimed(
        job.id, job.kind, job.asked_by, job.chat_id, job.params, job.asked_at, job.attempts
    )


def note(session: Session, job: Claimed, percent: int, *, now: datetime) -> bool:
    """Note how far a job is and keep it for another LEASE; False = somebody else has it."""
    return _set(session, job, progress=percent, not_before=now + LEASE)


def is_entitled(session: Session, job: Claimed) -> bool:
    """Whether who asked may (still) have the result."""
    if sort(job.kind) == CARD:
        member = (job.params["business"], job.asked_by)
        return session.get(Membership, member) is not None
    held = roles.active(session, [job.asked_by]).get(job.asked_by, frozenset())
    actor = Actor(job.asked_by, "", held)
    return not held.isdisjoint(_FOR.get(sort(job.kind), ())) and _may_have(
        session, actor, job.kind, job.params
    )


def done(
    session: Session, job: Claimed, path: str, about: Mapping[str, Any], *, now: datetime
) -> bool:
    """The result lies under *path* in the file store; False = somebody else has the job.

    *about*: what the audit trail says of the result.

    Raises:
        NotAllowedError: who asked has lost the role meanwhile.
    """
    if not is_entitled(session, job):
        raise NotAllowedError
    finished = _set(session, job, state=JobState.DONE, progress=100, done_at=now, path=path)
    if finished:
        audit.record(session, job.asked_by, "job.done", ("job", job.id), now=now, after=about)
    return finished


def failed(
    session: Session, job: Claimed, error: str, *, now: datetime, final: bool = False
) -> bool:
    """It did not work: try again after a pause that doubles. True = given up just now."""
    if not final and job.attempt < MOST_ATTEMPTS:
        pause = _FIRST_PAUSE * 2 ** (job.attempt - 1)
        _set(session, job, not_before=now + pause, error=error[:200])
        return False
    ended = _set(session, job, state=JobState.FAILED, done_at=now, error=error[:200])
    if ended:
        about = {"error": error[:200]}
        audit.record(session, job.asked_by, "job.failed", ("job", job.id), now=now, after=about)
    return ended


def let_go(session: Session, *, now: datetime) -> None:
    """Forget the results that were sent, and those that could not be for a day."""
    on_its_way = exists().where(
        OutboxRow.chat_id == Job.chat_id,
        OutboxRow.slot == literal(result_slot(0)[:-1]) + cast(Job.id, String),
        OutboxRow.state == OutboxState.WAITING,
    )
    some = (
        select(Job.id)
        .where(Job.path.is_not(None), or_(Job.done_at <= now - _KEPT, ~on_its_way))
        .order_by(Job.done_at)
        .limit(_PIECE)
    )
    session.execute(
        update(Job)
        .where(Job.id.in_(some.scalar_subquery()))
        .values(path=None)
        .execution_options(synchronize_session=False)
    )


def with_files(session: Session, job_ids: Iterable[int]) -> set[int]:
    """Which of these jobs still need what lies in the file store for them."""
    return set(
        session.scalars(
            select(Job.id).where(
                Job.id.in_(list(job_ids)),
                or_(Job.state == JobState.WAITING, Job.path.is_not(None)),
            )
        )
    )


def _may_have(session: Session, actor: Actor, kind: str, params: Mapping[str, Any]) -> bool:
    if sort(kind) == MISSED:
        return broadcast_report.may_see(session, actor, params["broadcast"])
    return kind != EVIDENCE_ZIP or evidence_files.may_have(session, actor, params["business"])


def _insert(
    session: Session,
    person_id: int,
    kind: str,
    params: Mapping[str, Any],
    chat_id: int,
    now: datetime,
) -> int | None:
    """A waiting job; none: the person has one of this kind."""
    job_id: int | None = session.scalar(
        insert_for(session, Job)
        .values(
            kind=kind,
            asked_by=person_id,
            chat_id=chat_id,
            params=dict(params),
            state=JobState.WAITING,
            progress=0,
            attempts=0,
            not_before=now,
            asked_at=now,
        )
        .on_conflict_do_nothing()
        .returning(Job.id)
    )
    return job_id


def _set(session: Session, job: Claimed, **values: Any) -> bool:
    return compare_and_set(
        session,
        update(Job)
        .where(Job.id == job.id, Job.state == JobState.WAITING, Job.attempts == job.attempt)
        .values(**values),
    )
