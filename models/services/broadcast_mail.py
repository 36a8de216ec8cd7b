"""What a broadcast says to each recipient: its content with their name, business and place."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from models.broadcast import IS_ACTIVE, Broadcast, BroadcastState
from models.business import Business, MemberRole, Membership
from models.delivery import Delivery, NewsKind
from models.person import Person, Role, RoleGrant
from models.rules import regencies
from models.services.broadcasts import KIND
from models.services.deliveries import Claimed, Stream


@dataclass(frozen=True)
class Addressed:
    """A broadcast to one person."""

    delivery_id: int
    broadcast: Broadcast
    author: str
    language: str
    name: str
    business: str
    regency: str


def streams(session: Session) -> list[Stream]:
    """What runs, those that people switch off together in one."""
    rows = session.execute(
        select(Broadcast.news, Broadcast.id)
        .where(IS_ACTIVE, Broadcast.state == BroadcastState.RUNNING)
        .order_by(Broadcast.id)
    ).all()
    return [
        Stream(KIND, tuple(number for news, number in rows if news == kind), kind)
        for kind in NewsKind
    ]


def addressed(session: Session, claimed: Sequence[Claimed]) -> list[Addressed]:
    """The broadcasts of claimed deliveries, addressed."""
    wanted = {one.subject for one in claimed}
    rows = session.execute(
        select(Broadcast, Person.name)
        .join(Person, Person.id == Broadcast.author_id)
        .where(Broadcast.id.in_(wanted))
    )
    broadcasts = {row.id: (row, author) for row, author in rows}
    places = _businesses(session, claimed)
    found = []
    for one in claimed:
        row, author = broadcasts[one.subject]
        business, is_owner = places.get((one.business_id, one.person_id), (None, False))
        found.append(
            address(row, author, one.name, one.language, business, is_owner=is_owner, of=one.id)
        )
    return found


def address(
    row: Broadcast,
    author: str,
    name: str,
    language: str,
    business: Business | None,
    *,
    is_owner: bool,
    of: int = 0,
) -> Addressed:
    """A broadcast to somebody; *of*: the delivery, none for a preview."""
    return Addressed(
        delivery_id=of,
        broadcast=row,
        author=author,
        language=language,
        name=business.owner_name if business is not None and is_owner else name,
        business=business.name if business is not None else "",
        regency=regencies.short_name(business.regency) if business is not None else "",
    )


def _businesses(
    session: Session, claimed: Sequence[Claimed]
) -> dict[tuple[int | None, int], tuple[Business, bool]]:
    rows = session.execute(
        select(Business, Membership.person_id, Membership.role)
        .join(Membership, Membership.business_id == Business.id)
        .where(
            Business.id.in_({one.business_id for one in claimed if one.business_id}),
            Membership.person_id.in_({one.person_id for one in claimed}),
        )
    )
    return {
        (business.id, person_id): (business, role == MemberRole.OWNER)
        for business, person_id, role in rows
    }


def releasers(session: Session, row: Broadcast) -> list[Person]:
    """Who may release it: all admins, and once one has, that one alone."""
    if row.released_by is not None:
        return [session.get_one(Person, row.released_by)]
    holds = select(RoleGrant.person_id).where(
        RoleGrant.role == Role.ADMIN, RoleGrant.revoked_at.is_(None)
    )
    return list(session.scalars(select(Person).where(Person.id.in_(holds)).order_by(Person.id)))


def note_shown(
    session: Session, row: Broadcast, figures: dict[str, Any], *, now: datetime
) -> None:
    """Note what its cards show from now on."""
    row.shown, row.shown_at = figures, now
    session.flush()


def caption(session: Session, person_id: int, delivery_id: int, number: int) -> str | None:
    """The button below a delivery of this person; none = it is not theirs, or not there."""
    found = session.execute(
        select(Broadcast.answers)
        .join(Delivery, (Delivery.subject == Broadcast.id) & (Delivery.kind == KIND))
        .where(Delivery.id == delivery_id, Delivery.person_id == person_id)
    ).scalar_one_or_none()
    return str(found[number]) if found and 0 <= number < len(found) else None
