"""The queue of evidence that waits for a mentor: how much, what comes next, taking it up."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, func, literal, or_, select, true, tuple_, update
from sqlalchemy.orm import Session

from models.business import Business
from models.entry import Entry
from models.errors import ClinicError, NotFoundError
from models.person import Person, Role
from models.services import checklists
from models.services.actor import Actor
from models.services.lines import Line
from models.services.mentoring import MENTORS
from models.sql import compare_and_set
from models.task import Evidence, Task, TaskState

#: How long a mentor keeps what they have before them.
CLAIM = timedelta(minutes=10)


class HeldError(ClinicError):
    """Somebody else judges it at this moment."""

    key = "evidence_held"

    def __init__(self, by: str) -> None:
        super().__init__(by=by)
        self.by = by


class OthersError(ClinicError):
    """It is for the mentor of the business, or an admin."""

    key = "evidence_others"

    def __init__(self, by: str) -> None:
        super().__init__(by=by)
        self.by = by


class StaleError(ClinicError):
    """It was judged, replaced or withdrawn meanwhile."""

    key = "evidence_stale"


@dataclass(frozen=True)
class Case:
    """One piece of evidence before a mentor."""

    task: Task
    evidence: Evidence
    entry: Entry
    business: Business
    line: Line
    sender: Person


@dataclass(frozen=True)
class Waiting:
    """How much waits for a mentor."""

    count: int
    owners: int
    since: datetime | None


@dataclass(frozen=True)
class Owner:
    """A business whose evidence waits for a mentor."""

    business: Business
    count: int
    since: datetime


@dataclass(frozen=True)
class Became:
    """What became of an item that was to be judged."""

    task: Task
    evidence: Evidence | None
    decided_by: str | None


def waiting(session: Session, actor: Actor) -> Waiting:
    """What waits in the actor's own businesses; counting stops at a hundred."""
    actor.must_be(*MENTORS)
    some = (
        select(Task.business_id, Task.waiting_since)
        .where(Task.mentor_id == actor.person_id, Task.waiting_since.is_not(None))
        .order_by(Task.waiting_since)
        .limit(100)
        .subquery()
    )
    row = session.execute(
        select(
            func.count(),
            func.count(some.c.business_id.distinct()),
            func.min(some.c.waiting_since),
        )
    ).one()
    return Waiting(row[0], row[1], row[2])


def count_unassigned(session: Session, limit: int = 100) -> int:
    """How much waits in businesses without a mentor; counting stops at *limit*."""
    some = (
        select(Task.id)
        .where(Task.mentor_id.is_(None), Task.waiting_since.is_not(None))
        .limit(limit)
    )
    return session.scalar(select(func.count()).select_from(some.subquery())) or 0


def owners(session: Session, actor: Actor, *, limit: int = 10) -> list[Owner]:
    """The actor's businesses whose evidence waits, those that wait longest first."""
    actor.must_be(*MENTORS)
    some = (
        select(
            Task.business_id,
            func.count().label("count"),
            func.min(Task.waiting_since).label("since"),
        )
        .where(Task.mentor_id == actor.person_id, Task.waiting_since.is_not(None))
        .group_by(Task.business_id)
        .subquery()
    )
    rows = session.execute(
        select(Business, some.c.count, some.c.since)
        .join(some, some.c.business_id == Business.id)
        .order_by(some.c.since, Business.id)
        .limit(limit)
    )
    return [Owner(business, count, moment) for business, count, moment in rows]


def following(
    session: Session,
    actor: Actor,
    *,
    now: datetime,
    business_id: int | None = None,
    after: int = 0,
) -> Task | None:
    """What the actor judges next: of their own businesses, then of nobody's; oldest first.

    *business_id*: of this one before all others. *after*: behind this task, which was passed over.
    """
    actor.must_be(*MENTORS)
    passed = session.get(Task, after, populate_existing=True) if after else None
    since = _since(session, passed) if passed is not None else now
    for whose in _in_turn(actor, passed, since, business_id):
        query = (
            select(Task)
            .where(*whose, Task.waiting_since.is_not(None), _free_for(actor, now))
            # All of one mentor, or of nobody: PostgreSQL wants the index's first column named.
            .order_by(Task.mentor_id, Task.waiting_since, Task.id)
            .limit(1)
            .execution_options(populate_existing=True)
        )
        if (found := session.scalars(query).first()) is not None:
            return found
    return None


def case(session: Session, actor: Actor, task_id: int, *, now: datetime) -> Case:
    """The evidence that waits for an item, as a mentor may see it.

    Raises:
        NotAllowedError, NotFoundError.
        OthersError: another mentor goes along with the business.
        StaleError: nothing waits there.
    """
    actor.must_be(*MENTORS)
    task = session.get(Task, task_id, populate_existing=True)
    if task is None:
        raise NotFoundError
    if task.mentor_id not in {None, actor.person_id} and Role.ADMIN not in actor.roles:
        raise OthersError(session.get_one(Person, task.mentor_id).name)
    entry = session.get_one(Entry, task.entry_id)
    line = checklists.of_entry(session, entry, now=now).line(task.code)
    evidence = session.get(Evidence, task.evidence_id) if task.evidence_id else None
    if evidence is None or task.state != TaskState.SENT:
        raise StaleError
    business = session.get_one(Business, task.business_id)
    return Case(task, evidence, entry, business, line, session.get_one(Person, evidence.sent_by))


def claim(session: Session, actor: Actor, task_id: int, *, now: datetime) -> Case:
    """Take evidence before oneself for CLAIM.

    Raises:
        As `case`.
        HeldError: somebody else has it.
    """
    actor.must_be(*MENTORS)
    taken = compare_and_set(
        session,
        update(Task)
        .where(
            Task.id == task_id,
            Task.state == TaskState.SENT,
            _may_judge(actor),
            _free_for(actor, now),
        )
        .values(claimed_by=actor.person_id, claimed_until=now + CLAIM),
    )
    found = case(session, actor, task_id, now=now)
    if not taken:
        raise HeldError(session.get_one(Person, found.task.claimed_by or 0).name)
    return found


def release(session: Session, actor: Actor, task_id: int) -> None:
    """Let go of what one has before oneself: somebody else may judge it."""
    session.execute(
        update(Task)
        .where(Task.id == task_id, Task.claimed_by == actor.person_id)
        .values(claimed_by=None, claimed_until=None)
        .execution_options(synchronize_session=False)
    )


def became(session: Session, actor: Actor, task_id: int) -> Became:
    """What became of an item, for somebody who came too late.

    Raises:
        NotAllowedError, NotFoundError.
    """
    actor.must_be(*MENTORS)
    task = session.get(Task, task_id, populate_existing=True)
    if task is None:
        raise NotFoundError
    evidence = session.get(Evidence, task.evidence_id) if task.evidence_id else None
    decider = evidence.decided_by if evidence is not None else None
    name = session.get_one(Person, decider).name if decider is not None else None
    return Became(task, evidence, name)


def _in_turn(
    actor: Actor, passed: Task | None, since: datetime, business_id: int | None
) -> list[list[ColumnElement[bool]]]:
    """The heaps to look through, each behind what was passed over, which waited *since* then."""
    own: ColumnElement[bool] = Task.mentor_id == actor.person_id
    nobodys: ColumnElement[bool] = Task.mentor_id.is_(None)
    if passed is None:
        heaps = [[own], [nobodys]]
        chosen = [Task.business_id == business_id, _may_judge(actor)]
        return heaps if business_id is None else [chosen, *heaps]
    behind = tuple_(Task.waiting_since, Task.id) > tuple_(
        literal(since, Task.waiting_since.type), literal(passed.id)
    )
    heaps = [[nobodys, behind]]
    if passed.mentor_id == actor.person_id:
        heaps = [[own, behind], [nobodys]]
    if business_id is None:
        return heaps
    return [[Task.business_id == business_id, _may_judge(actor), behind], *heaps]


def _since(session: Session, passed: Task) -> datetime:
    """Since when an item waits; what was just judged stood where its evidence came."""
    if passed.waiting_since is not None:
        return passed.waiting_since
    sent = session.get(Evidence, passed.evidence_id) if passed.evidence_id else None
    return sent.sent_at if sent is not None else passed.changed_at


def _may_judge(actor: Actor) -> ColumnElement[bool]:
    """Evidence of one's own businesses and of nobody's; an admin stands in for every mentor."""
    if Role.ADMIN in actor.roles:
        return true()
    return or_(Task.mentor_id == actor.person_id, Task.mentor_id.is_(None))


def _free_for(actor: Actor, now: datetime) -> ColumnElement[bool]:
    return or_(
        Task.claimed_until.is_(None),
        Task.claimed_until <= now,
        Task.claimed_by == actor.person_id,
    )


def is_free(task: Task, actor: Actor, now: datetime) -> bool:
    """Whether nobody else has it before them."""
    held = task.claimed_until is not None and task.claimed_until > now
    return not held or task.claimed_by == actor.person_id
