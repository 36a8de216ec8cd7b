"""Roles: given by one-time invitation, held until revoked."""

import hashlib
import secrets
from datetime import datetime, timedelta

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from models.errors import InvitationUnusableError
from models.person import Invitation, Role, RoleGrant
from models.services import audit
from models.services.actor import Actor
from models.sql import compare_and_set, insert_for

INVITATION_LIFETIME = timedelta(days=14)

_CODE_BYTES = 24  # 192 bits; 32 characters of a link's 64


def invite(
    session: Session,
    role: Role,
    *,
    now: datetime,
    regency: str | None = None,
    invited_by: int | None = None,
) -> tuple[str, Invitation]:
    """Make a one-time invitation; gives the secret code, which is not stored, and the row."""
    code = secrets.token_urlsafe(_CODE_BYTES)
    invitation = Invitation(
        code_hash=_hash(code),
        role=role,
        regency=regency,
        created_at=now,
        expires_at=now + INVITATION_LIFETIME,
    )
    session.add(invitation)
    session.flush()
    audit.record(
        session,
        invited_by,
        "invitation.made",
        ("invitation", invitation.id),
        now=now,
        after={"role": role, "regency": regency},
    )
    return code, invitation


def claim(session: Session, actor: Actor, code: str, *, now: datetime) -> Role:
    """Give *actor* the role that *code* carries. A code of one's own may be repeated.

    Raises:
        InvitationUnusableError: unknown, expired, or used by somebody else.
    """
    invitation = session.scalars(
        select(Invitation)
        .where(Invitation.code_hash == _hash(code))
        .execution_options(populate_existing=True)  # turns of one batch share their session
    ).one_or_none()
    if invitation is None:
        raise InvitationUnusableError
    if invitation.claimed_by == actor.person_id:
        return Role(invitation.role)
    claimed = compare_and_set(
        session,
        update(Invitation)
        .where(
            Invitation.id == invitation.id,
            Invitation.claimed_at.is_(None),
            Invitation.expires_at > now,
        )
        .values(claimed_at=now, claimed_by=actor.person_id),
    )
    if not claimed:
        raise InvitationUnusableError
    _grant(session, actor, invitation, now)
    return Role(invitation.role)


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


def _hash(code: str) -> str:
    return hashlib.sha256(code.encode()).hexdigest()
