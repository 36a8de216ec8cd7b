"""Giving a business to a mentor: who fits, how many one can follow, handing over."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select, update
from sqlalchemy.orm import Session

from models.business import Business
from models.errors import ClinicError, NotFoundError
from models.mentoring import Mentoring
from models.person import Person, Role, RoleGrant
from models.product import Product
from models.services import audit
from models.services.actor import Actor
from models.services.mentoring import MENTORS, get, load
from models.sql import compare_and_set
from models.task import Task

#: More than this a mentor cannot follow (a proposal; 47 mentors for 1,049 businesses is known).
LOAD_CAP = 30


class FullError(ClinicError):
    """The mentor has as many businesses as one can follow."""

    key = "mentor_full"


class TakenError(ClinicError):
    """Somebody else assigned it meanwhile."""

    key = "mentor_taken"


@dataclass(frozen=True)
class Candidate:
    """A mentor who might take a business."""

    person: Person
    load: int  #: businesses they have
    same_regency: int  #: of them in the same kabupaten
    same_category: int  #: of them with a product of the same category


def assign(
    session: Session,
    actor: Actor,
    business_id: int,
    mentor_id: int | None,
    *,
    seen: int,
    now: datetime,
    reason: str | None = None,
    over_cap: bool = False,
) -> Mentoring:
    """Give a business to a mentor, hand it over, or to nobody; its evidence goes along.

    A mentor takes only what nobody has, or gives away what is theirs; an admin does all of it.

    Raises:
        NotAllowedError: neither admin nor the mentor concerned.
        NotFoundError: no such business, or no such mentor.
        TakenError: somebody was faster.
        FullError: the mentor has LOAD_CAP already, and *over_cap* was not said.
    """
    actor.must_be(*MENTORS)
    before = get(session, business_id).mentor_id
    if actor.person_id not in {before, mentor_id}:
        actor.must_be(Role.ADMIN)
    if mentor_id is not None:
        _must_mentor(session, mentor_id)
        if not over_cap and load(session, mentor_id) >= LOAD_CAP:
            raise FullError
    changed = compare_and_set(
        session,
        update(Mentoring)
        .where(Mentoring.business_id == business_id, Mentoring.revision == seen)
        .values(mentor_id=mentor_id, assigned_at=now, revision=Mentoring.revision + 1),
    )
    if not changed:
        raise TakenError
    _take_tasks_along(session, business_id, mentor_id)
    audit.record(
        session,
        actor.person_id,
        "mentoring.assigned",
        ("business", business_id),
        now=now,
        before={"mentor": before},
        after={"mentor": mentor_id},
        reason=reason,
    )
    return get(session, business_id)


def candidates(session: Session, business_id: int, limit: int = 6) -> list[Candidate]:
    """Mentors for a business, best first: same kabupaten, same category, least load."""
    business = session.get_one(Business, business_id)
    categories = set(
        session.scalars(select(Product.category).where(Product.business_id == business_id))
    )
    people = session.scalars(
        select(Person)
        .join(RoleGrant, RoleGrant.person_id == Person.id)
        .where(RoleGrant.role == Role.MENTOR, RoleGrant.revoked_at.is_(None))
    ).all()
    ids = [person.id for person in people]
    near = _counts(session, ids, Business.regency == business.regency)
    alike_query = (
        select(Mentoring.mentor_id, func.count(Mentoring.business_id.distinct()))
        .join(Product, Product.business_id == Mentoring.business_id)
        .where(Mentoring.mentor_id.in_(ids), Product.category.in_(categories))
        .group_by(Mentoring.mentor_id)
    )
    alike = {row[0]: row[1] for row in session.execute(alike_query)}
    loads = _counts(session, ids)
    found = [
        Candidate(p, loads.get(p.id, 0), near.get(p.id, 0), alike.get(p.id, 0)) for p in people
    ]
    found.sort(
        key=lambda one: (
            one.load >= LOAD_CAP,
            -bool(one.same_regency),
            -bool(one.same_category),
            one.load,
            one.person.name,
        )
    )
    return found[:limit]


def _counts(session: Session, ids: Sequence[int], *conditions: object) -> dict[int | None, int]:
    query = select(Mentoring.mentor_id, func.count()).where(Mentoring.mentor_id.in_(ids))
    for condition in conditions:
        query = query.join(Business, Business.id == Mentoring.business_id).where(condition)  # type: ignore[arg-type]
    return {row[0]: row[1] for row in session.execute(query.group_by(Mentoring.mentor_id))}


def _take_tasks_along(session: Session, business_id: int, mentor_id: int | None) -> None:
    session.execute(
        update(Task)
        .where(Task.business_id == business_id)
        .values(mentor_id=mentor_id)
        .execution_options(synchronize_session=False)
    )


def _must_mentor(session: Session, person_id: int) -> None:
    held = session.scalar(
        select(RoleGrant.id).where(
            RoleGrant.person_id == person_id,
            RoleGrant.role.in_(MENTORS),
            RoleGrant.revoked_at.is_(None),
        )
    )
    if held is None:
        raise NotFoundError
