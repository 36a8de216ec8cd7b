"""What the tests of broadcasts share: owners in numbers, and a broadcast that is sent off."""

from datetime import datetime
from typing import Any

from sqlalchemy import insert, select
from sqlalchemy.orm import Session

from models.broadcast import Broadcast
from models.business import Business, Membership
from models.delivery import Delivery
from models.mentoring import Mentoring
from models.person import Person, Role
from models.services import broadcast_runs, broadcasts
from models.services.actor import Actor
from models.services.audiences import Audience
from models.services.broadcasts import KIND, Content
from simulator.phone import Phone
from simulator.world import World
from tests.services import NOW, person

#: Kabupaten of the owners, in turn.
PLACES = ("12.06", "12.08", "12.11")
_FIRST = 7_000_000_000


def owners(
    session: Session, count: int, *, mentor: int | None = None, first: int = 0, stage: str = "T1"
) -> None:
    """So many owners, each with an approved business, in a few statements."""
    base = 1_000_000 + first
    numbers = range(base, base + count)
    people: list[dict[str, Any]] = [
        {"id": n, "telegram_id": _FIRST + n, "name": f"Pemilik {n}", "language": "id"}
        for n in numbers
    ]
    businesses = [
        {
            "id": n,
            "kind": "business",
            "number": f"KE-2026-{n}",
            "state": "approved",
            "name": f"Usaha {n}",
            "name_key": f"usaha {n}",
            "regency": PLACES[n % len(PLACES)],
            "answers": {},
            "submitted_at": NOW,
            "owner_name": f"Pemilik {n}",
            "phone": f"+62812{n:08d}",
        }
        for n in numbers
    ]
    acting = [{"business_id": n, "person_id": n, "role": "owner", "since": NOW} for n in numbers]
    led = [
        {
            "business_id": n,
            "mentor_id": mentor,
            "stage": stage,
            "stage_since": NOW,
            "owner_acted_at": NOW,
            "revision": 1,
        }
        for n in numbers
    ]
    session.execute(insert(Person), [one | {"created_at": NOW} for one in people])
    session.execute(insert(Business), businesses)
    session.execute(insert(Membership), acting)
    session.execute(insert(Mentoring), led)


def admin(session: Session) -> Actor:
    """Somebody who may release."""
    return person(session, "Rizal", Role.ADMIN)


def sent_off(
    session: Session, actor: Actor, words: str = "Halo {nama}", **audience: Any
) -> Broadcast:
    """A broadcast that is scheduled for now."""
    row = broadcasts.create(session, actor, Content(words), now=NOW)
    if audience:
        row = broadcasts.choose(session, actor, row.id, Audience(**audience), now=NOW)
    return broadcasts.ask(session, actor, row.id, seen=row.revision, now=NOW)


def filled(session: Session, row: Broadcast, *, now: datetime = NOW) -> None:
    """Begin it and write all its deliveries."""
    assert broadcast_runs.begin(session, row, now=now)
    found = broadcast_runs.missing_recipients(session, row.id, now=now)
    assert found is not None
    assert broadcast_runs.fill(session, row.id, found, is_last=True, now=now)


def states(session: Session, broadcast_id: int) -> list[str]:
    """The states of its deliveries, by person."""
    return list(
        session.scalars(
            select(Delivery.state)
            .where(Delivery.kind == KIND, Delivery.subject == broadcast_id)
            .order_by(Delivery.person_id)
        )
    )


def phones(world: World, count: int) -> list[Phone]:
    """The phones of the first of these owners, who have started the bot."""
    numbers = range(1_000_000, 1_000_000 + count)
    people = [world.add_person(f"Pemilik {n}", user_id=_FIRST + n, started=True) for n in numbers]
    return [world.phone(one) for one in people]
