"""Registering a business."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import select, union_all
from sqlalchemy.orm import Session

from models.business import Business, EntryState, MemberRole, Membership
from models.conversation import Draft
from models.forms.registration import Registration
from models.services import audit, numbers
from models.services.actor import Actor


def submit(
    session: Session,
    actor: Actor,
    answers: Mapping[str, Any],
    *,
    now: datetime,
    zone: ZoneInfo,
) -> Business:
    """Send a complete registration for curation; the actor becomes the owner.

    Raises:
        pydantic.ValidationError: the answers are not a complete registration (a defect of the
            caller: the review page is shown only when nothing is missing).
    """
    form = Registration.model_validate(answers)
    business = Business(
        number=numbers.next_business_number(session, now=now, zone=zone),
        state=EntryState.SUBMITTED,
        revision=1,
        name=form.business_name,
        owner_name=form.owner_name,
        phone=form.phone,
        regency=form.regency,
        answers=dict(answers),
        submitted_at=now,
    )
    session.add(business)
    session.flush()
    session.add(
        Membership(
            business_id=business.id, person_id=actor.person_id, role=MemberRole.OWNER, since=now
        )
    )
    audit.record(
        session,
        actor.person_id,
        "business.submitted",
        ("business", business.id),
        now=now,
        after={"number": business.number, **audit.redacted(session, Registration, answers)},
    )
    return business


def businesses_of(session: Session, person_id: int) -> Sequence[Business]:
    """The businesses a person acts for, newest first."""
    return session.scalars(
        select(Business)
        .join(Membership, Membership.business_id == Business.id)
        .where(Membership.person_id == person_id)
        .order_by(Business.id.desc())
    ).all()


def has_begun(session: Session, person_id: int) -> bool:
    """Whether the person acts for a business, or has a registration begun and laid aside."""
    member = select(Membership.person_id).where(Membership.person_id == person_id)
    draft = select(Draft.person_id).where(
        Draft.person_id == person_id, Draft.form == Registration.form_name
    )
    return session.execute(union_all(member, draft).limit(1)).first() is not None
