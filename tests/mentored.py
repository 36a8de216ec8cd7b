"""A business in mentoring: approved, with an approved product, straight in the database."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from models.business import Business
from models.entry import EntryState
from models.person import Person, Role, RoleGrant
from models.product import Product
from models.services import assigning, mentoring, products, registration, stages
from models.services.actor import Actor
from tests.services import NOW, ZONE, answers, person
from tests.talk import Clinic, Talker

COFFEE: dict[str, Any] = {
    "name": "Kopi bubuk",
    "group": "KOPI",
    "category": "KOP",
    "photos": [1, 2, 3],
    "destinations": ["DE"],
}


@dataclass(frozen=True)
class Mentored:
    """A business, its product, its owner, and its mentor if it has one."""

    owner: Actor
    business: Business
    product: Product
    mentor: Actor | None = None


def approve(session: Session, owner: Actor, **product: Any) -> tuple[Business, Product]:
    """Register and approve a business with one product."""
    business = registration.submit(session, owner, answers(), now=NOW, zone=ZONE)
    return business, approve_product(session, owner, business, **product)


def approve_product(
    session: Session, owner: Actor, business: Business, *, now: datetime = NOW, **product: Any
) -> Product:
    """Send one more product and approve it, and its business."""
    _business, sent = products.submit(session, owner, business.id, COFFEE | product, now=now)
    for entry in (business, sent):
        entry.state, entry.waiting_since, entry.unannounced = EntryState.APPROVED, None, False
        entry.decided_at = now
    session.flush()
    stages.follow(session, business.id, now=now)
    return sent


def mentored(session: Session, *, by: str | None = "Dewi", **product: Any) -> Mentored:
    """A business in mentoring."""
    owner = person(session, "Rehulina")
    business, sent = approve(session, owner, **product)
    mentor = None
    if by is not None:
        mentor = hired(session, by)
        row = mentoring.get(session, business.id)
        admin = person(session, "Admin", Role.ADMIN)
        assigning.assign(session, admin, business.id, mentor.person_id, seen=row.revision, now=NOW)
    return Mentored(owner, business, sent, mentor)


def hired(session: Session, name: str, role: Role = Role.MENTOR) -> Actor:
    """Somebody who holds a role, also in the database."""
    actor = person(session, name, role)
    session.add(RoleGrant(person_id=actor.person_id, role=role, granted_at=NOW))
    session.flush()
    return actor


def begin(clinic: Clinic, owner: Talker, mentor: Talker | None = None, **product: Any) -> Mentored:
    """A mentored business for people of a talk who have started; no word of it is said."""
    with clinic.database.write() as session:
        acting = _actor(session, owner)
        business, sent = approve(session, acting, **product)
        helper = None
        if mentor is not None:
            helper = _actor(session, mentor, Role.MENTOR)
            mentoring.get(session, business.id).mentor_id = helper.person_id
            session.flush()
    return Mentored(acting, business, sent, helper)


def _actor(session: Session, somebody: Talker, *roles: Role) -> Actor:
    query = select(Person).where(Person.telegram_id == somebody.id)
    row = session.scalars(query).one()
    return Actor(row.id, row.name, frozenset(roles))
