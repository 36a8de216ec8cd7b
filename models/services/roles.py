"""Roles: given by one-time invitation, held until revoked."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from models.audit import AuditEntry
from models.entry import Entry
from models.errors import ClinicError, InvitationUnusableError, NotAllowedError, NotFoundError
from models.invitation import Invitation, InvitationKind
from models.person import Person, Role, RoleGrant
from models.rules import regencies
from models.services import audit, desks, invitations, queue, staff
from models.services.actor import Actor
from models.services.staff import Held
from models.sql import among, compare_and_set, insert_for

_REVOKED = "roles_revoked"


class RegencyNeededError(ClinicError):
    """An officer works for a kabupaten, and nobody else does."""

    key = "regency_needed"


class LastAdminError(ClinicError):
    """Without an admin nobody could make another one."""

    key = "last_admin"


@dataclass(frozen=True)
class Revoked:
    """What a revocation did."""

    held: Held
    left: frozenset[Role]  #: what the person still holds
    freed: list[Entry]  #: what they had claimed, now back in the queue


def invite(
    session: Session,
    role: Role,
    *,
    now: datetime,
    regency: str | None = None,
    invited_by: Actor | None = None,
) -> tuple[str, Invitation]:
    """Make a one-time invitation; gives the payload of its link and the row.

    *invited_by*: none = the office's console.

    Raises:
        NotAllowedError: the actor is no admin.
        RegencyNeededError: an officer without a regency, or somebody else with one.
    """
    if invited_by is not None:
        invited_by.must_be(Role.ADMIN)
    known = regency in regencies.by_code()
    if known != (role == Role.OFFICER) or (regency is not None and not known):
        raise RegencyNeededError
    made_by = invited_by.person_id if invited_by is not None else None
    return invitations.make(
        session, InvitationKind.ROLE, now=now, made_by=made_by, role=role, regency=regency
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


_HELD = select(RoleGrant.person_id, RoleGrant.role).where(
    among(RoleGrant.person_id, "person_ids"),
    RoleGrant.revoked_at.is_(None),
)


def active(session: Session, person_ids: list[int]) -> dict[int, frozenset[Role]]:
    """Roles held now, by person."""
    rows = session.connection().execute(_HELD, {"person_ids": person_ids})
    held: dict[int, set[Role]] = {}
    for person_id, role in rows:
        held.setdefault(person_id, set()).add(Role(role))
    return {person_id: frozenset(roles) for person_id, roles in held.items()}


def revoke(session: Session, actor: Actor, grant_id: int, *, now: datetime) -> Revoked:
    """Take a role away: what its holder claimed is free, and an admin's open invitations end.

    Raises:
        NotAllowedError: the actor is no admin, perhaps since a moment ago.
        NotFoundError: nobody holds it (any more).
        LastAdminError.
    """
    actor.must_be(Role.ADMIN)
    admins = _lock_admins(session)
    if actor.person_id not in {grant.person_id for grant in admins}:
        raise NotAllowedError
    if [grant.id for grant in admins] == [grant_id]:
        raise LastAdminError
    taken = staff.one(session, actor, grant_id)
    grant = taken.grant
    if not compare_and_set(
        session,
        update(RoleGrant)
        .where(RoleGrant.id == grant_id, RoleGrant.revoked_at.is_(None))
        .values(revoked_at=now),
    ):
        raise NotFoundError
    session.refresh(grant)
    session.info[_REVOKED] = True
    before = {"role": grant.role, "regency": grant.regency}
    subject = ("person", grant.person_id)
    audit.record(session, actor.person_id, "role.revoked", subject, now=now, before=before)
    if grant.role == Role.ADMIN:
        _cancel_invitations_of(session, grant.person_id, actor, now)
    left = active(session, [grant.person_id]).get(grant.person_id, frozenset())
    freed = []
    if grant.role in queue.CURATORS and left.isdisjoint(queue.CURATORS):
        freed = _let_go(session, actor, taken.person, now)
    return Revoked(taken, left, freed)


def were_revoked(session: Session) -> bool:
    """Whether a role was revoked in this transaction since this was last asked."""
    return bool(session.info.pop(_REVOKED, False))


def _grant(session: Session, actor: Actor, invitation: Invitation, now: datetime) -> None:
    """Write the role down; an officer who is invited for another kabupaten changes to it."""
    session.execute(
        update(RoleGrant)
        .where(
            RoleGrant.person_id == actor.person_id,
            RoleGrant.role == invitation.role,
            RoleGrant.revoked_at.is_(None),
            RoleGrant.regency != invitation.regency,
        )
        .values(revoked_at=now)
        .execution_options(synchronize_session=False)
    )
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


def _lock_admins(session: Session) -> list[RoleGrant]:
    """All admins. Who revokes next waits here, and then sees who is left.

    SQLite has one writer, so its transaction holds that lock already.
    """
    return list(
        session.scalars(
            select(RoleGrant)
            .where(RoleGrant.role == Role.ADMIN, RoleGrant.revoked_at.is_(None))
            .order_by(RoleGrant.id)
            .with_for_update()
            .execution_options(populate_existing=True)
        )
    )


def _let_go(session: Session, actor: Actor, person: Person, now: datetime) -> list[Entry]:
    """Give back what the person claimed, and show their chat no cards any more."""
    desks.look(session, person.telegram_id, person.id, None)
    claimed = Entry.claimed_until.is_not(None) & (Entry.claimed_by == person.id)
    freed = session.scalars(
        select(Entry).where(claimed).order_by(Entry.id).execution_options(populate_existing=True)
    ).all()
    session.execute(
        update(Entry)
        .where(claimed)
        .values(**queue.unclaimed())
        .execution_options(synchronize_session=False)
    )
    for entry in freed:
        session.refresh(entry)
        subject = queue.subject(entry)
        audit.record(session, actor.person_id, f"{entry.kind}.released", subject, now=now)
    return list(freed)


def _cancel_invitations_of(session: Session, maker: int, actor: Actor, now: datetime) -> None:
    """An admin who was taken off could else come back by an invitation of their own making."""
    made = (
        select(AuditEntry.subject_id)
        .where(
            AuditEntry.subject == "invitation",
            AuditEntry.subject_id.in_(staff.open_now(now).with_only_columns(Invitation.id)),
            AuditEntry.action == "invitation.made",
            AuditEntry.actor_id == maker,
        )
        .order_by(AuditEntry.id)
    )
    for invitation_id in session.scalars(made).all():
        invitations.cancel(session, invitation_id, by=actor.person_id, now=now)
