"""Businesses in mentoring: whose they are, how far, and when their people last did something."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select, update
from sqlalchemy.orm import Session

from models.business import Business
from models.entry import EntryState
from models.errors import NotFoundError
from models.mentoring import Mentoring
from models.person import Person, Role
from models.services.actor import Actor
from models.sql import insert_for
from models.task import Checklist, Task

MENTORS = (Role.MENTOR, Role.ADMIN)


@dataclass(frozen=True)
class Charge:
    """A business of a mentor, as the list shows it."""

    business: Business
    mentoring: Mentoring
    done: int
    total: int
    waiting: int  #: evidence that waits for the mentor


def begin(session: Session, business_id: int, stage: str, *, now: datetime) -> bool:
    """Begin the row of a business, with the first stage it is seen in; False = it has one."""
    begun = session.scalar(
        insert_for(session, Mentoring)
        .values(
            business_id=business_id,
            stage=stage,
            stage_since=now,
            owner_acted_at=now,
            revision=1,
        )
        .on_conflict_do_nothing(index_elements=["business_id"])
        .returning(Mentoring.business_id)
    )
    return begun is not None


def stage_of(session: Session, business_id: int) -> str | None:
    """The stage of a business; none before it is on its way."""
    return session.scalar(select(Mentoring.stage).where(Mentoring.business_id == business_id))


def get(session: Session, business_id: int) -> Mentoring:
    """The row of a business.

    Raises:
        NotFoundError: it has none yet.
    """
    row = session.get(Mentoring, business_id, populate_existing=True)
    if row is None:
        raise NotFoundError
    return row


def mentor_of(session: Session, business_id: int) -> int | None:
    """The person who mentors a business."""
    return session.scalar(select(Mentoring.mentor_id).where(Mentoring.business_id == business_id))


def mentor_for(session: Session, business_id: int) -> Person | None:
    """Who mentors a business."""
    return session.scalars(
        select(Person)
        .join(Mentoring, Mentoring.mentor_id == Person.id)
        .where(Mentoring.business_id == business_id)
    ).first()


def mentor(session: Session, row: Mentoring) -> Person | None:
    """Whoever mentors a business, as *row* has it."""
    return session.get_one(Person, row.mentor_id) if row.mentor_id is not None else None


def owner_acted(session: Session, business_id: int, *, now: datetime) -> None:
    """Note that a member did something for the business: silence begins anew."""
    session.execute(
        update(Mentoring)
        .where(Mentoring.business_id == business_id)
        .values(owner_acted_at=now)
        .execution_options(synchronize_session=False)
    )


def load(session: Session, mentor_id: int) -> int:
    """How many businesses a mentor has."""
    query = select(func.count()).where(Mentoring.mentor_id == mentor_id)
    return session.scalar(query) or 0


def charges(
    session: Session, actor: Actor, *, after: int = 0, limit: int = 6
) -> tuple[list[Charge], int]:
    """The actor's businesses from place *after*, the longest silent first; how many in all."""
    actor.must_be(*MENTORS)
    rows = session.execute(
        select(Mentoring, Business)
        .join(Business, Business.id == Mentoring.business_id)
        .where(Mentoring.mentor_id == actor.person_id)
        .order_by(Mentoring.owner_acted_at, Mentoring.business_id)
        .offset(after)
        .limit(limit)
    ).all()
    return _charges(session, [(m, b) for m, b in rows]), load(session, actor.person_id)


def charge(session: Session, actor: Actor, business_id: int) -> Charge:
    """One business, as a mentor or admin may see it.

    Raises:
        NotAllowedError, NotFoundError.
    """
    actor.must_be(*MENTORS)
    business = session.get(Business, business_id, populate_existing=True)
    if business is None:
        raise NotFoundError
    return _charges(session, [(get(session, business_id), business)])[0]


def unassigned(
    session: Session, actor: Actor, *, after: int = 0, limit: int = 6
) -> Sequence[Business]:
    """Approved businesses nobody mentors, oldest first."""
    actor.must_be(*MENTORS)
    return session.scalars(
        select(Business)
        .join(Mentoring, Mentoring.business_id == Business.id)
        .where(Mentoring.mentor_id.is_(None), Business.state == EntryState.APPROVED)
        .order_by(Mentoring.owner_acted_at, Mentoring.business_id)
        .offset(after)
        .limit(limit)
    ).all()


def count_unmentored(session: Session, limit: int = 100) -> int:
    """How many approved businesses nobody mentors; counting stops at *limit*."""
    some = (
        select(Mentoring.business_id)
        .join(Business, Business.id == Mentoring.business_id)
        .where(Mentoring.mentor_id.is_(None), Business.state == EntryState.APPROVED)
        .limit(limit)
    )
    return session.scalar(select(func.count()).select_from(some.subquery())) or 0


def _charges(session: Session, rows: Sequence[tuple[Mentoring, Business]]) -> list[Charge]:
    ids = [business.id for _row, business in rows]
    sums = session.execute(
        select(Checklist.business_id, func.sum(Checklist.done), func.sum(Checklist.total))
        .where(Checklist.business_id.in_(ids))
        .group_by(Checklist.business_id)
    )
    how_far = {row[0]: (int(row[1]), int(row[2])) for row in sums}
    counts = session.execute(
        select(Task.business_id, func.count())
        .where(Task.business_id.in_(ids), Task.waiting_since.is_not(None))
        .group_by(Task.business_id)
    )
    waiting = {row[0]: row[1] for row in counts}
    return [
        Charge(business, row, *how_far.get(business.id, (0, 0)), waiting.get(business.id, 0))
        for row, business in rows
    ]
