"""Registering a business."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import select, union_all, update
from sqlalchemy.orm import Session

from models.business import Business, EntryState, MemberRole, Membership
from models.conversation import Draft
from models.errors import NotFoundError
from models.forms import core
from models.forms.definition import Answers
from models.forms.registration import NO_NIB, Registration
from models.services import audit, duplicates, nominations, numbers
from models.services.actor import Actor
from models.sql import compare_and_set


def submit(
    session: Session,
    actor: Actor,
    answers: Answers,
    *,
    now: datetime,
    zone: ZoneInfo,
    similar_to: str | None = None,
) -> Business:
    """Send a complete registration for curation; the actor becomes the owner.

    *similar_to*: what resembles another entry, though the person says it is another business.

    Raises:
        pydantic.ValidationError: the answers are not a complete registration (a defect of the
            caller: the review page is shown only when nothing is missing).
    """
    kept = core.final(Registration, answers)
    nomination = nominations.claimed_by(session, actor.person_id)
    business = Business(
        number=numbers.next_business_number(session, now=now, zone=zone),
        state=EntryState.SUBMITTED,
        revision=1,
        **columns(kept),
        similar_to=similar_to,
        nomination_id=nomination.id if nomination else None,
        submitted_at=now,
        waiting_since=now,
    )
    session.add(business)
    session.flush()
    session.add(
        Membership(
            business_id=business.id, person_id=actor.person_id, role=MemberRole.OWNER, since=now
        )
    )
    _record(session, actor, "business.submitted", business, now=now, after=kept)
    return business


def columns(answers: Answers) -> dict[str, Any]:
    """The answers as columns of a business: what the clinic searches by, and all of them."""
    form = Registration.model_validate(answers)
    return {
        "name": form.business_name,
        "owner_name": form.owner_name,
        "phone": form.phone,
        "regency": form.regency,
        "name_key": duplicates.name_key(form.business_name),
        "nib": None if form.nib == NO_NIB else form.nib,
        "answers": dict(answers),
    }


def change(
    session: Session,
    actor: Actor,
    business_id: int,
    answers: Answers,
    *,
    seen: int,
    now: datetime,
) -> bool:
    """Change the answers of an entry; False = it changed since the person opened it.

    What was approved stays in force until the staff decide on the change; what was not decided
    yet is replaced, and what was rejected is sent anew.

    Raises:
        NotFoundError: the actor does not act for such a business.
    """
    business = own(session, actor, business_id)
    kept = core.final(Registration, answers)
    approved = business.state == EntryState.APPROVED
    values = {"pending": kept} if approved else {"state": EntryState.SUBMITTED, **columns(kept)}
    changed = compare_and_set(
        session,
        update(Business)
        .where(
            Business.id == business_id,
            Business.revision == seen,
            Business.state != EntryState.WITHDRAWN,
        )
        .values(**values, revision=Business.revision + 1, waiting_since=now),
    )
    if changed:
        session.refresh(business)
        _record(session, actor, "business.changed", business, now=now, after=kept)
    return changed


def own(session: Session, actor: Actor, business_id: int) -> Business:
    """A business the actor acts for, as it is now.

    Raises:
        NotFoundError: there is none, or the actor does not act for it.
    """
    business = session.scalars(
        select(Business)
        .join(Membership, Membership.business_id == Business.id)
        .where(Business.id == business_id, Membership.person_id == actor.person_id)
        .execution_options(populate_existing=True)
    ).one_or_none()
    if business is None:
        raise NotFoundError
    return business


def withdraw(
    session: Session, actor: Actor, business_id: int, *, seen: int, now: datetime
) -> bool:
    """Take an entry back; False = it changed since the person saw it.

    Raises:
        NotFoundError: the actor does not act for such a business.
    """
    business = own(session, actor, business_id)
    before = business.state
    taken = compare_and_set(
        session,
        update(Business)
        .where(
            Business.id == business_id,
            Business.revision == seen,
            Business.state != EntryState.WITHDRAWN,
        )
        .values(
            state=EntryState.WITHDRAWN,
            revision=Business.revision + 1,
            waiting_since=None,
            pending=None,
            decided_at=now,
        ),
    )
    if taken:
        subject = ("business", business_id)
        audit.record(
            session,
            actor.person_id,
            "business.withdrawn",
            subject,
            now=now,
            before={"state": before},
            after={"state": EntryState.WITHDRAWN},
        )
    return taken


def businesses_of(session: Session, person_id: int) -> Sequence[Business]:
    """The businesses a person acts for, newest first; a withdrawn one is not shown."""
    return session.scalars(
        select(Business)
        .join(Membership, Membership.business_id == Business.id)
        .where(Membership.person_id == person_id, Business.state != EntryState.WITHDRAWN)
        .order_by(Business.id.desc())
    ).all()


def has_begun(session: Session, person_id: int) -> bool:
    """Whether the person acts for a business, or has a registration begun and laid aside."""
    member = select(Membership.person_id).where(Membership.person_id == person_id)
    draft = select(Draft.person_id).where(
        Draft.person_id == person_id, Draft.form == Registration.form_name
    )
    return session.execute(union_all(member, draft).limit(1)).first() is not None


def _record(
    session: Session,
    actor: Actor,
    action: str,
    business: Business,
    *,
    now: datetime,
    after: Mapping[str, Any],
) -> None:
    values = {"number": business.number, **audit.redacted(session, Registration, after)}
    audit.record(
        session, actor.person_id, action, ("business", business.id), now=now, after=values
    )
