"""What became of a broadcast: by kabupaten, and who did not get it, with the reason."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from models.broadcast import Broadcast, BroadcastState
from models.business import Business, Membership
from models.delivery import Delivery, DeliveryState
from models.errors import NotAllowedError, NotFoundError
from models.person import Person, Role
from models.services import audit, broadcasts
from models.services.actor import Actor
from models.services.broadcasts import KIND
from models.services.deliveries import LEFT_OUT, MISSED

#: Whom the staff may want to call.
TO_CALL = (*MISSED, DeliveryState.UNREACHABLE)
#: Everybody who did not get it.
NOT_SENT = (*MISSED, *LEFT_OUT, DeliveryState.WAITING)


@dataclass(frozen=True)
class Missed:
    """Somebody who did not get it."""

    delivery: Delivery
    person: Person
    business: Business | None
    is_owner: bool

    @property
    def name(self) -> str:
        """The owner's name as it was registered, or as Telegram shows it."""
        if self.business is not None and self.is_owner:
            return self.business.owner_name
        return self.person.name

    @property
    def phone(self) -> str | None:
        """The number of the business, if this is its owner."""
        return self.business.phone if self.business is not None and self.is_owner else None

    @property
    def call(self) -> str | None:
        """The link that opens a chat with them in WhatsApp."""
        return f"https://wa.me/{self.phone.removeprefix('+')}" if self.phone else None


def may_see(session: Session, actor: Actor, broadcast_id: int) -> bool:
    """Whether the actor may have what became of it."""
    try:
        broadcasts.get(session, actor, broadcast_id)
    except (NotAllowedError, NotFoundError):
        return False
    return True


def listed(
    session: Session, actor: Actor, *, after: int, limit: int
) -> tuple[list[Broadcast], int]:
    """The actor's broadcasts (an admin's: all that were sent off), newest first; how many."""
    actor.must_be(*broadcasts.WRITERS)
    mine = Broadcast.author_id == actor.person_id
    if Role.ADMIN in actor.roles:
        mine = mine | (Broadcast.state != BroadcastState.DRAFT)
    rows = session.scalars(
        select(Broadcast).where(mine).order_by(Broadcast.id.desc()).offset(after).limit(limit)
    )
    found = list(rows)
    return found, session.scalar(select(func.count()).select_from(Broadcast).where(mine)) or 0


def missed(
    session: Session, row: Broadcast, states: Sequence[DeliveryState], *, after: int, limit: int
) -> list[Missed]:
    """Those whose delivery is in one of *states*, from place *after*."""
    rows = session.execute(
        select(Delivery, Person, Business, Membership.role)
        .join(Person, Person.id == Delivery.person_id)
        .outerjoin(Business, Business.id == Delivery.business_id)
        .outerjoin(
            Membership,
            (Membership.business_id == Delivery.business_id)
            & (Membership.person_id == Delivery.person_id),
        )
        .where(Delivery.kind == KIND, Delivery.subject == row.id, Delivery.state.in_(states))
        .order_by(Delivery.id)
        .offset(after)
        .limit(limit)
        .execution_options(populate_existing=True)
    )
    return [Missed(one, person, firm, role == "owner") for one, person, firm, role in rows]


def by_regency(session: Session, row: Broadcast) -> list[tuple[str, str, int]]:
    """(kabupaten, state, how many); staff have no kabupaten."""
    place = func.coalesce(Business.regency, "")
    rows = session.execute(
        select(place, Delivery.state, func.count())
        .select_from(Delivery)
        .outerjoin(Business, Business.id == Delivery.business_id)
        .where(Delivery.kind == KIND, Delivery.subject == row.id)
        .group_by(place, Delivery.state)
        .order_by(place, Delivery.state)
    )
    return [(regency, state, number) for regency, state, number in rows]


def phones_seen(
    session: Session, actor: Actor, row: Broadcast, ids: Sequence[int], *, now: datetime
) -> None:
    """Note that somebody was shown the numbers of these people."""
    about = {"deliveries": list(ids)}
    audit.record(
        session,
        actor.person_id,
        "broadcast.phones_seen",
        ("broadcast", row.id),
        now=now,
        after=about,
    )
