"""Roles: given by one-time invitation, held until revoked."""

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from models.errors import InvitationUnusableError
from models.invitation import Invitation, InvitationKind
from models.person import Role, RoleGrant
from models.services import audit, invitations
from models.services.actor import Actor
from models.sql import insert_for


def invite(
    session: Session,
    role: Role,
    *,
    now: datetime,
    regency: str | None = None,
    invited_by: int | None = None,
) -> tuple[str, Invitation]:
    """Make a one-time invitation; gives the payload of its link and the row."""
    return invitations.make(
        session, InvitationKind.ROLE, now=now, made_by=invited_by, role=role, regency=regency
    )


def claim(session: Session, actor: Actor, invitation: Invitation, *, now: datetime) -> Role:
    """Give *actor* the role of the invitation. One's own may be repeated.

    Raises:
        InvitationUnusableError: expired, used by somebody else, or the role was revoked since.
    """
    if invitation.role is None:
        raise InvitationUnusableError
    role = Role(invitation.role)
    if invitations.claim(session, invitation, actor.person_id, now=now):
        _grant(session, actor, invitation, now)
    elif role not in active(session, [actor.person_id]).get(actor.person_id, frozenset()):
        raise InvitationUnusableError
    return role


def active(session: Session, person_ids: list[int]) -> dict[int, frozenset[Role]]:
    """Roles held now, by person."""
    rows = session.execute(
        select(RoleGrant.person_id, RoleGrant.role).where(
            RoleGrant.person_id.in_(person_ids), RoleGrant.revoked_at.is_(None)
        )
    )
    held: dict[int, set[Role]] = {}
    for person_id, role in rows:
        held.setdefault(person_id, set()).add(Role(role))
    return {person_id: frozenset(roles) for person_id, roles in held.items()}


def _grant(session: Session, actor: Actor, invitation: Invitation, now: datetime) -> None:
    session.execute(
        insert_for(session, RoleGrant)
        .values(
            person_id=actor.person_id,
            role=invitation.role,
            regency=invitation.regency,
            granted_at=now,
            invitation_id=invitation.id,
        )
        .on_conflict_do_nothing()
    )
    audit.record(
        session,
        actor.person_id,
        "role.granted",
        ("person", actor.person_id),
        now=now,
        after={"role": invitation.role, "regency": invitation.regency},
    )
