"""What a clinic knew of people before they are met: their businesses, decided on or not."""

from collections.abc import Callable
from datetime import timedelta
from zoneinfo import ZoneInfo

from sqlalchemy import select
from sqlalchemy.orm import Session

from models.business import Business
from models.curation import Decision, Verdict
from models.person import Person, Role, RoleGrant
from models.services import registration, verdicts
from models.services.actor import Actor
from models.services.decisions import UNDO, Reason
from simulator.phone import Phone
from simulator.world import World
from tests.mentored import approve_product

ZONE = ZoneInfo("Asia/Jakarta")
#: Fields that a seeded repair round asks again.
RETURNED = ("owner_name", "address")
#: Of a seeded business in mentoring; a document of one may serve the other.
PRODUCTS = ("Kopi bubuk", "Kopi biji")

Work = Callable[[Session], None]


def owner(world: World, phone: Phone, number: int) -> Work:
    """Somebody whose business was sent; *number* makes it another one than the others."""

    def work(session: Session) -> None:
        _register(session, world, phone, number)

    return work


def decided(
    world: World, phone: Phone, number: int, verdict: Verdict, curator: Phone | None = None
) -> Work:
    """Somebody whose business was decided on, and who was told."""

    def work(session: Session) -> None:
        business = _register(session, world, phone, number)
        now = world.now()
        person = _person(session, world, curator) if curator else _clerk(session, world)
        returned = dict.fromkeys(RETURNED, Reason(code="look_again"))
        entry = verdicts.decide(
            session,
            Actor(person.id, person.name, frozenset({Role.CURATOR})),
            business.id,
            seen=business.revision,
            verdict=verdict,
            reason=Reason(code="doubtful") if verdict == Verdict.REJECTED else None,
            returned=returned if verdict == Verdict.RETURNED else None,
            now=now - UNDO - timedelta(seconds=1),
        )
        decision = session.scalars(select(Decision).where(Decision.entry_id == entry.id)).one()
        decision.settled_at, entry.settles = now, False

    return work


def mentored(world: World, phone: Phone, number: int) -> Work:
    """Somebody whose business is in mentoring, with two products and no mentor of its own."""

    def work(session: Session) -> None:
        business = _register(session, world, phone, number)
        person = session.scalars(select(Person).where(Person.telegram_id == phone.person.id)).one()
        actor = Actor(person.id, person.name, frozenset())
        for name in PRODUCTS:
            approve_product(session, actor, business, now=world.now(), name=name)

    return work


def staff(world: World, phone: Phone, role: Role) -> Work:
    """Somebody who holds a role."""

    def work(session: Session) -> None:
        person = _person(session, world, phone)
        session.add(RoleGrant(person_id=person.id, role=role, granted_at=world.now()))

    return work


def _register(session: Session, world: World, phone: Phone, number: int) -> Business:
    person, now = _person(session, world, phone), world.now()
    answers = {
        "business_name": f"Usaha {number}",
        "owner_name": person.name,
        "phone": f"+6281260{number:06d}",
        "regency": "12.08",
        "address": f"Jl. Pasar {number}",
    }
    actor = Actor(person.id, person.name, frozenset())
    then = now - timedelta(hours=1)
    return registration.submit(session, actor, answers, now=then, zone=ZONE)


def _person(session: Session, world: World, phone: Phone) -> Person:
    account = phone.person
    person = Person(
        telegram_id=account.id, name=account.name, language="id", created_at=world.now()
    )
    session.add(person)
    session.flush()
    return person


def _clerk(session: Session, world: World) -> Person:
    """Who decided before anybody is met."""
    clerk = Person(telegram_id=1, name="Petugas lama", language="id", created_at=world.now())
    known = session.query(Person).filter_by(telegram_id=1).one_or_none()
    if known is None:
        session.add(clerk)
        session.flush()
    return known or clerk
