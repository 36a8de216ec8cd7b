"""Businesses in mentoring: whose they are, how far, and when their people last did something."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, func, literal, select, tuple_, update
from sqlalchemy.orm import Session, aliased

from models.business import Business
from models.entry import Entry, EntryState
from models.errors import NotFoundError
from models.mentoring import Mentoring
from models.person import Person, Role
from models.services.actor import Actor
from models.sql import insert_for
from models.task import Checklist, Task

MENTORS = (Role.MENTOR, Role.ADMIN)

#: The longest silent first.
_ORDER = (Mentoring.owner_acted_at, Mentoring.business_id)

#: Looked up row by row, as far as rows are wanted. Without OFFSET, which changes nothing,
#: PostgreSQL makes a join of it, and that of all businesses at once.
_IS_APPROVED = (
    select(Entry.id)
    .where(Entry.id == Mentoring.business_id, Entry.state == EntryState.APPROVED)
    .correlate(Mentoring)
    .offset(0)
    .exists()
)

#: What was withdrawn is left out by the index: there is more of it every year.
_UNMENTORED = (Mentoring.mentor_id.is_(None), Mentoring.ended_at.is_(None), _IS_APPROVED)


@dataclass(frozen=True)
class Charge:
    """A business of a mentor, as the list shows it."""

    business: Business
    mentoring: Mentoring
    done: int
    total: int
    waiting: int  #: evidence that waits for the mentor


@dataclass(frozen=True)
class Spot:
    """Beside which business a page of a list lies, wherever that business stands by now."""

    acted_at: datetime
    business_id: int
    is_end: bool = False  #: the page ends before it; else it begins behind it


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


def end(session: Session, business_id: int, *, now: datetime) -> None:
    """Note that a business was withdrawn: nobody is asked to mentor it any more."""
    session.execute(
        update(Mentoring)
        .where(Mentoring.business_id == business_id)
        .values(ended_at=now)
        .execution_options(synchronize_session=False)
    )


def load(session: Session, mentor_id: int) -> int:
    """How many businesses a mentor has."""
    query = select(func.count()).where(Mentoring.mentor_id == mentor_id)
    return session.scalar(query) or 0


def charges(
    session: Session, actor: Actor, *, at: Spot | None = None, limit: int = 6
) -> tuple[list[Charge], int]:
    """A page of the actor's businesses, the longest silent first; how many they are in all."""
    actor.must_be(*MENTORS)
    rows = _page(session, [Mentoring.mentor_id == actor.person_id], at, limit)
    return _charges(session, rows), load(session, actor.person_id)


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
    session: Session, actor: Actor, *, at: Spot | None = None, limit: int = 6
) -> list[tuple[Mentoring, Business]]:
    """A page of the approved businesses nobody mentors, the longest silent first."""
    actor.must_be(*MENTORS)
    return _page(session, _UNMENTORED, at, limit)


def count_unmentored(session: Session, limit: int = 100) -> int:
    """How many approved businesses nobody mentors; counting stops at *limit*."""
    some = select(Mentoring.business_id).where(*_UNMENTORED).order_by(*_ORDER).limit(limit)
    return session.scalar(select(func.count()).select_from(some.subquery())) or 0


def _page(
    session: Session, whose: Sequence[ColumnElement[bool]], at: Spot | None, limit: int
) -> list[tuple[Mentoring, Business]]:
    """Some rows in their order, found by the index however many lie before and behind them."""
    some = select(Mentoring).where(*whose)
    order: Sequence[Any] = _ORDER
    if at is not None:
        acted_at = literal(at.acted_at, Mentoring.owner_acted_at.type)
        here, key = tuple_(acted_at, literal(at.business_id)), tuple_(*_ORDER)
        some = some.where(key < here if at.is_end else key > here)
        order = [column.desc() for column in _ORDER] if at.is_end else _ORDER
    # A page of its own, before the join: PostgreSQL would rather read all businesses at once.
    row = aliased(Mentoring, some.order_by(*order).limit(limit).subquery())
    rows = session.execute(
        select(row, Business)
        .join(Business, Business.id == row.business_id)
        .order_by(row.owner_acted_at, row.business_id)
    )
    return [(one, business) for one, business in rows]


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
