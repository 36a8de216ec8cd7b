"""Sittings: the verdicts a mentor gives on one business in one go, told to its people at once.

A sitting ends with *Selesai*, with a verdict on another business, or ten minutes after its last
verdict.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, exists, select, update
from sqlalchemy.orm import Session, aliased

from models.business import Business
from models.mentoring import Sitting
from models.person import Person
from models.services import stages
from models.services.stages import Moved
from models.sql import compare_and_set
from models.task import Evidence, EvidenceState, Task

#: How long after its last verdict a sitting is over by itself.
LENGTH = timedelta(minutes=10)
_PIECE = 50


@dataclass(frozen=True)
class Verdict:
    """One verdict of a sitting."""

    task: Task
    evidence: Evidence


@dataclass(frozen=True)
class Open:
    """A verdict that can be taken back, as its people were not told of it."""

    verdict: Verdict
    sitting: Sitting
    business: Business


@dataclass(frozen=True)
class Closed:
    """A sitting that is over: what its people are told."""

    sitting: Sitting
    business: Business
    mentor: Person
    verdicts: tuple[Verdict, ...]
    moved: Moved | None  #: the stage the business reached by it


def join(session: Session, mentor_id: int, business_id: int, *, now: datetime) -> Sitting:
    """The open sitting of a mentor and a business, prolonged; those on others end now.

    Those that end are told of by the clock, at its next tick.
    """
    session.execute(
        update(Sitting)
        .where(
            Sitting.mentor_id == mentor_id,
            Sitting.closed_at.is_(None),
            Sitting.business_id != business_id,
        )
        .values(closes_at=now)
        .execution_options(synchronize_session=False)
    )
    sitting = session.scalars(
        select(Sitting)
        .where(
            Sitting.mentor_id == mentor_id,
            Sitting.business_id == business_id,
            Sitting.closed_at.is_(None),
        )
        .execution_options(populate_existing=True)
    ).first()
    if sitting is None:
        sitting = Sitting(mentor_id=mentor_id, business_id=business_id, began_at=now)
        session.add(sitting)
    sitting.closes_at = now + LENGTH
    session.flush()
    return sitting


def verdicts(session: Session, sitting_id: int) -> tuple[Verdict, ...]:
    """The verdicts of a sitting that stand, in their order; newer evidence ends one."""
    rows = session.execute(
        select(Task, Evidence)
        .join(Evidence, Evidence.task_id == Task.id)
        .where(Evidence.sitting_id == sitting_id, _stands())
        .order_by(Evidence.decided_at, Evidence.id)
        .execution_options(populate_existing=True)
    )
    return tuple(Verdict(task, evidence) for task, evidence in rows)


def open_of(session: Session, mentor_id: int) -> Sequence[Sitting]:
    """The sittings of a mentor that are not over."""
    return session.scalars(
        select(Sitting).where(Sitting.mentor_id == mentor_id, Sitting.closed_at.is_(None))
    ).all()


def open_verdicts(session: Session, mentor_id: int) -> list[Open]:
    """The verdicts of a mentor that their people were not told of yet, in their order."""
    rows = session.execute(
        select(Task, Evidence, Sitting, Business)
        .join(Evidence, Evidence.task_id == Task.id)
        .join(Sitting, Sitting.id == Evidence.sitting_id)
        .join(Business, Business.id == Sitting.business_id)
        .where(Sitting.mentor_id == mentor_id, Sitting.closed_at.is_(None), _stands())
        .order_by(Evidence.decided_at, Evidence.id)
        .execution_options(populate_existing=True)
    )
    return [Open(Verdict(task, sent), sitting, business) for task, sent, sitting, business in rows]


def close(session: Session, sitting_id: int, *, now: datetime) -> Closed | None:
    """End a sitting and let the stage follow; none if it is over already."""
    ended = compare_and_set(
        session,
        update(Sitting)
        .where(Sitting.id == sitting_id, Sitting.closed_at.is_(None))
        .values(closed_at=now),
    )
    if not ended:
        return None
    sitting = session.get_one(Sitting, sitting_id, populate_existing=True)
    return Closed(
        sitting,
        session.get_one(Business, sitting.business_id),
        session.get_one(Person, sitting.mentor_id),
        verdicts(session, sitting_id),
        stages.follow(session, sitting.business_id, now=now),
    )


def close_due(session: Session, *, now: datetime) -> list[Closed]:
    """End the sittings whose time is over; gives what is to be told."""
    due = session.scalars(
        select(Sitting.id)
        .where(Sitting.closed_at.is_(None), Sitting.closes_at <= now)
        .order_by(Sitting.closes_at)
        .limit(_PIECE)
    ).all()
    found = (close(session, number, now=now) for number in due)
    return [closed for closed in found if closed is not None]


def _stands() -> ColumnElement[bool]:
    """Nothing newer was sent for the item, but what was withdrawn again.

    Its owner has acted on the verdict before the sitting was over, and needs no word of it.
    """
    newer = aliased(Evidence)
    return ~exists().where(
        newer.task_id == Evidence.task_id,
        newer.id > Evidence.id,
        newer.state != EvidenceState.WITHDRAWN,
    )
