"""People who act for a business: owner and operators, invited by one-time links."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from models.business import Business, MemberRole, Membership
from models.errors import NotAllowedError, NotFoundError
from models.invitation import Invitation, InvitationKind
from models.person import Person
from models.services import audit, invitations
from models.services.actor import Actor
from models.sql import insert_for


def of_business(session: Session, business_id: int) -> Sequence[tuple[Person, str]]:
    """The members with their roles, the owner first."""
    rows = session.execute(
        select(Person, Membership.role)
        .join(Membership, Membership.person_id == Person.id)
        .where(Membership.business_id == business_id)
        .order_by(Membership.role.desc(), Membership.since)
    )
    return [(person, role) for person, role in rows]


def invite_operator(session: Session, actor: Actor, business_id: int, *, now: datetime) -> str:
    """Make a link with which one more person may act for the business.

    Raises:
        NotAllowedError: the actor is not its owner.
    """
    if _role(session, business_id, actor.person_id) != MemberRole.OWNER:
        raise NotAllowedError
    payload, _row = invitations.make(
        session,
        InvitationKind.OPERATOR,
        now=now,
        made_by=actor.person_id,
        subject_id=business_id,
    )
    return payload


def invite_to_move(
    session: Session, business_number: str, telegram_id: int, *, now: datetime, reason: str
) -> str:
    """Make a link that moves a membership to the account that opens it (a lost telephone).

    Raises:
        NotFoundError: no such business, or this account does not act for it.
    """
    found = session.execute(
        select(Business.id, Person.id)
        .join(Membership, Membership.business_id == Business.id)
        .join(Person, Person.id == Membership.person_id)
        .where(Business.number == business_number, Person.telegram_id == telegram_id)
    ).first()
    if found is None:
        raise NotFoundError
    business_id, person_id = found
    payload, _row = invitations.make(
        session, InvitationKind.MOVE, now=now, subject_id=business_id, member_id=person_id
    )
    subject = ("business", business_id)
    audit.record(session, None, "membership.move_invited", subject, now=now, reason=reason)
    return payload


def join(session: Session, actor: Actor, invitation: Invitation, *, now: datetime) -> Business:
    """Become an operator, or take over a membership, by the invitation. Twice is once.

    Raises:
        InvitationUnusableError: it cannot be used (any more).
    """
    business = session.get_one(Business, invitation.subject_id)
    if not invitations.claim(session, invitation, actor.person_id, now=now):
        return business
    role = MemberRole.OPERATOR
    if invitation.kind == InvitationKind.MOVE and invitation.member_id is not None:
        role = _role(session, business.id, invitation.member_id) or MemberRole.OWNER
        session.execute(
            delete(Membership)
            .where(
                Membership.business_id == business.id,
                Membership.person_id == invitation.member_id,
            )
            .execution_options(synchronize_session=False)
        )
    joining = insert_for(session, Membership).values(
        business_id=business.id, person_id=actor.person_id, role=role, since=now
    )
    session.execute(
        joining.on_conflict_do_update(
            index_elements=["business_id", "person_id"], set_={"role": role}
        )
        if invitation.kind == InvitationKind.MOVE  # a helper may turn out to be the owner
        else joining.on_conflict_do_nothing()
    )
    audit.record(
        session,
        actor.person_id,
        "membership.moved" if invitation.kind == InvitationKind.MOVE else "membership.joined",
        ("business", business.id),
        now=now,
        before={"person": invitation.member_id},
        after={"person": actor.person_id, "role": role},
    )
    return business


def leave(
    session: Session, actor: Actor, business_id: int, person_id: int, *, now: datetime
) -> None:
    """Take an operator off the business (the owner does), or leave it oneself.

    Raises:
        NotAllowedError: neither the owner nor oneself, or it would leave no owner.
    """
    role = _role(session, business_id, person_id)
    owner = _role(session, business_id, actor.person_id) == MemberRole.OWNER
    if role != MemberRole.OPERATOR or not (owner or actor.person_id == person_id):
        raise NotAllowedError
    session.execute(
        delete(Membership)
        .where(Membership.business_id == business_id, Membership.person_id == person_id)
        .execution_options(synchronize_session=False)
    )
    audit.record(
        session,
        actor.person_id,
        "membership.ended",
        ("business", business_id),
        now=now,
        before={"person": person_id, "role": role},
    )


def _role(session: Session, business_id: int, person_id: int) -> MemberRole | None:
    role = session.scalar(
        select(Membership.role).where(
            Membership.business_id == business_id, Membership.person_id == person_id
        )
    )
    return MemberRole(role) if role else None
