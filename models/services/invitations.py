"""One-time invitations: made, opened, claimed once; and guessing them is slow."""

import hashlib
import logging
import secrets
from datetime import datetime, timedelta

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from models.access import WrongCode
from models.errors import InvitationUnusableError
from models.invitation import Invitation, InvitationKind
from models.person import Role
from models.services import audit
from models.sql import compare_and_set

logger = logging.getLogger(__name__)

LIFETIME = timedelta(days=14)

#: After this many unusable codes within a pause, a person's codes are not looked up for a pause.
MOST_WRONG = 5
PAUSE = timedelta(minutes=15)

_CODE_BYTES = 24  # 192 bits; 32 characters of a link's 64


def make(
    session: Session,
    kind: InvitationKind,
    *,
    now: datetime,
    made_by: int | None = None,
    role: Role | None = None,
    regency: str | None = None,
    subject_id: int | None = None,
    member_id: int | None = None,
) -> tuple[str, Invitation]:
    """Make an invitation; gives the payload of its link, which is not stored, and the row."""
    payload = f"{kind}_{secrets.token_urlsafe(_CODE_BYTES)}"
    invitation = Invitation(
        kind=kind,
        code_hash=_hash(payload),
        role=role,
        regency=regency,
        subject_id=subject_id,
        member_id=member_id,
        created_at=now,
        expires_at=now + LIFETIME,
    )
    session.add(invitation)
    session.flush()
    after = {"kind": kind, "role": role, "regency": regency, "for": subject_id}
    subject = ("invitation", invitation.id)
    audit.record(session, made_by, "invitation.made", subject, now=now, after=after)
    return payload, invitation


def find(session: Session, payload: str, person_id: int, *, now: datetime) -> Invitation:
    """The invitation behind *payload*, for this person.

    Raises:
        InvitationUnusableError: unknown, expired, or claimed by somebody else; not told which.
    """
    invitation = session.scalars(
        select(Invitation)
        .where(Invitation.code_hash == _hash(payload))
        .execution_options(populate_existing=True)  # turns of one batch share their session
    ).one_or_none()
    if invitation is None or not payload.startswith(f"{invitation.kind}_"):
        raise InvitationUnusableError
    if invitation.claimed_by not in {None, person_id}:
        raise InvitationUnusableError
    if invitation.claimed_by is None and invitation.expires_at <= now:
        raise InvitationUnusableError
    return invitation


def note_opened(session: Session, invitation: Invitation, person_id: int) -> None:
    """Remember who holds the link, so that the screens after it need not carry the code."""
    invitation.opened_by = person_id
    session.flush()


def opened(
    session: Session, kind: InvitationKind, subject_id: int, person_id: int, *, now: datetime
) -> Invitation:
    """The usable invitation to *subject_id* that this person opened.

    Raises:
        InvitationUnusableError: there is none (any more).
    """
    invitation = session.scalars(
        select(Invitation)
        .where(
            Invitation.kind == kind,
            Invitation.subject_id == subject_id,
            Invitation.opened_by == person_id,
            Invitation.expires_at > now,
        )
        .order_by(Invitation.id.desc())
        .limit(1)
        .execution_options(populate_existing=True)
    ).first()
    if invitation is None or invitation.claimed_by not in {None, person_id}:
        raise InvitationUnusableError
    return invitation


def claim(session: Session, invitation: Invitation, person_id: int, *, now: datetime) -> bool:
    """Use the invitation up; False = this person did so before.

    Raises:
        InvitationUnusableError: somebody else was faster, or it has expired.
    """
    claimed = compare_and_set(
        session,
        update(Invitation)
        .where(
            Invitation.id == invitation.id,
            Invitation.claimed_at.is_(None),
            Invitation.expires_at > now,
        )
        .values(claimed_at=now, claimed_by=person_id),
    )
    if claimed:
        return True
    session.refresh(invitation)
    if invitation.claimed_by != person_id:
        raise InvitationUnusableError
    return False


def cancel(session: Session, invitation_id: int, *, by: int, now: datetime) -> bool:
    """Let an invitation to a role expire now; False = it was used or had expired."""
    cancelled = compare_and_set(
        session,
        update(Invitation)
        .where(
            Invitation.id == invitation_id,
            Invitation.kind == InvitationKind.ROLE,
            Invitation.claimed_at.is_(None),
            Invitation.expires_at > now,
        )
        .values(expires_at=now),
    )
    if cancelled:
        subject = ("invitation", invitation_id)
        audit.record(session, by, "invitation.cancelled", subject, now=now)
    return cancelled


def paused_until(session: Session, person_id: int, *, now: datetime) -> datetime | None:
    """Until when the person's codes are not looked up; none = they are."""
    newest = session.scalars(
        select(WrongCode.at)
        .where(WrongCode.person_id == person_id)
        .order_by(WrongCode.at.desc())
        .limit(MOST_WRONG)
    ).all()
    if len(newest) < MOST_WRONG or newest[0] - newest[-1] >= PAUSE:
        return None
    until = newest[0] + PAUSE
    return until if until > now else None


def note_wrong(session: Session, person_id: int, *, now: datetime) -> datetime | None:
    """Note that the person's code was unusable; gives until when they must wait, if so."""
    session.add(WrongCode(person_id=person_id, at=now))
    session.flush()
    until = paused_until(session, person_id, now=now)
    if until is not None:
        logger.warning("person %s opened %s unusable invitations", person_id, MOST_WRONG)
        audit.record(session, person_id, "invitation.paused", ("person", person_id), now=now)
    return until


def _hash(payload: str) -> str:
    """Of the secret alone; the kind before it only tells a link's reader what to expect."""
    return hashlib.sha256(payload.partition("_")[2].encode()).hexdigest()
