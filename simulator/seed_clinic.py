"""What the clinic knew before the demo begins: businesses that wait, and invitations for staff."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from sqlalchemy.orm import Session

from models.person import Person, Purpose, Role
from models.services import consents, registration, roles
from models.services.actor import Actor
from simulator.world import World

_ZONE = ZoneInfo("Asia/Jakarta")

#: Name, owner, telephone, kabupaten, hours ago. All invented.
_WAITING = (
    ("Ikan Teri Pandan", "Saut Simanjuntak", "+6281260000023", "12.01", 50),
    ("Sei Mencirim Craft", "Hendra Tarigan", "+6281260000031", "12.07", 27),
    ('Kelompok Tani "Sada Roha"', "Lasma Purba", "+6281260000042", "12.08", 4),
)


def businesses(session: Session, world: World, now: datetime) -> None:
    """Three owners who registered in the last days; they have no phone on the page."""
    for name, owner, phone, regency, hours in _WAITING:
        first, _, last = owner.partition(" ")
        account = world.add_person(first, last, phone=phone.removeprefix("+"), started=True)
        person = Person(
            telegram_id=account.id,
            name=account.name,
            language="id",
            created_at=now - timedelta(hours=hours + 1),
        )
        session.add(person)
        session.flush()
        actor = Actor(person.id, person.name, frozenset())
        then = now - timedelta(hours=hours)
        consents.give(
            session,
            actor,
            Purpose.MENTORING,
            agreed=True,
            version="demo",
            text="demo",
            language="id",
            now=then,
        )
        answers = {
            "business_name": name,
            "owner_name": owner,
            "phone": phone,
            "regency": regency,
        }
        registration.submit(session, actor, answers, now=then, zone=_ZONE)


def invitation(session: Session, now: datetime) -> str:
    """The payload of a link that makes an admin."""
    payload, _row = roles.invite(session, Role.ADMIN, now=now)
    return payload
