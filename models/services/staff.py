"""Who is of the staff: the roles that are held, and the invitations that are open."""

from dataclasses import dataclass
from datetime import datetime
from typing import Generic, TypeVar

from sqlalchemy import Select, case, func, select
from sqlalchemy.orm import Session

from models.errors import NotFoundError
from models.invitation import Invitation, InvitationKind
from models.person import Person, Role, RoleGrant
from models.services import invitations
from models.services.actor import Actor

PAGE = 8

RowT = TypeVar("RowT")


@dataclass(frozen=True)
class Page(Generic[RowT]):
    """Some rows of a list; `number` counts pages from 0."""

    rows: list[RowT]
    number: int
    count: int  #: of the whole list

    @property
    def pages(self) -> int:
        """How many pages there are; an empty list has one."""
        return max(1, -(-self.count // PAGE))


@dataclass(frozen=True)
class Held:
    """A role somebody holds."""

    grant: RoleGrant
    person: Person


def held(session: Session, actor: Actor, *, page: int = 0) -> Page[Held]:
    """Who holds which role: admins first, then by name.

    Raises:
        NotAllowedError.
    """
    actor.must_be(Role.ADMIN)
    still = RoleGrant.revoked_at.is_(None)
    count, number = _turn_to(session, select(func.count()).where(still), page)
    rank = case({role: place for place, role in enumerate(Role)}, value=RoleGrant.role)
    rows = session.execute(
        select(RoleGrant, Person)
        .join(Person, Person.id == RoleGrant.person_id)
        .where(still)
        .order_by(rank, Person.name, RoleGrant.id)
        .offset(number * PAGE)
        .limit(PAGE)
        .execution_options(populate_existing=True)
    )
    return Page([Held(grant, person) for grant, person in rows], number, count)


def one(session: Session, actor: Actor, grant_id: int) -> Held:
    """One role somebody holds.

    Raises:
        NotAllowedError.
        NotFoundError: nobody holds it (any more).
    """
    actor.must_be(Role.ADMIN)
    grant = session.get(RoleGrant, grant_id, populate_existing=True)
    if grant is None or grant.revoked_at is not None:
        raise NotFoundError
    return Held(grant, session.get_one(Person, grant.person_id, populate_existing=True))


def open_invitations(
    session: Session, actor: Actor, *, now: datetime, page: int = 0
) -> Page[Invitation]:
    """Invitations to a role that nobody has used yet, the newest first.

    Raises:
        NotAllowedError.
    """
    actor.must_be(Role.ADMIN)
    counted = open_now(now).with_only_columns(func.count())
    count, number = _turn_to(session, counted, page)
    rows = session.scalars(
        open_now(now)
        .order_by(Invitation.id.desc())
        .offset(number * PAGE)
        .limit(PAGE)
        .execution_options(populate_existing=True)
    )
    return Page(list(rows), number, count)


def cancel(session: Session, actor: Actor, invitation_id: int, *, now: datetime) -> Invitation:
    """Make an open invitation to a role unusable.

    Raises:
        NotAllowedError.
        NotFoundError: it was used, has expired, or is none to a role.
    """
    actor.must_be(Role.ADMIN)
    if not invitations.cancel(session, invitation_id, by=actor.person_id, now=now):
        raise NotFoundError
    return session.get_one(Invitation, invitation_id, populate_existing=True)


def open_now(now: datetime) -> Select[Invitation]:
    """Invitations to a role that may still be used."""
    return select(Invitation).where(
        Invitation.kind == InvitationKind.ROLE,
        Invitation.claimed_at.is_(None),
        Invitation.expires_at > now,
    )


def _turn_to(session: Session, counted: Select[int], page: int) -> tuple[int, int]:
    """How many rows there are, and the page asked for or else the last."""
    count = session.scalar(counted) or 0
    return count, min(max(page, 0), max(0, (count - 1) // PAGE))
