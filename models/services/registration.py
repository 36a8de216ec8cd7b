"""Registering a business."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import bindparam, insert, select, union_all
from sqlalchemy.orm import Session

from models.business import Business, MemberRole, Membership
from models.conversation import Draft
from models.entry import Entry, EntryKind, EntryState
from models.forms import core
from models.forms.definition import Answers
from models.forms.registration import Registration
from models.services import audit, nominations, numbers, search
from models.services.actor import Actor
from models.services.duplicates import Similar
from models.services.entry_form import columns

#: The columns without the kind: only a business has members.
_ROWS = Entry.__table__.c

_JOIN = insert(Membership)

_MINE = (
    select(Business)
    .join(Membership, Membership.business_id == Business.id)
    .where(Membership.person_id == bindparam("person"), Business.state != EntryState.WITHDRAWN)
    .order_by(Business.id.desc())
)

_ANY = (
    select(_ROWS.id)
    .join(Membership, Membership.business_id == _ROWS.id)
    .where(Membership.person_id == bindparam("person"), _ROWS.state != EntryState.WITHDRAWN)
    .limit(1)
)


def submit(
    session: Session,
    actor: Actor,
    answers: Answers,
    *,
    now: datetime,
    zone: ZoneInfo,
    similar: Similar | None = None,
) -> Business:
    """Send a complete registration for curation; the actor becomes the owner.

    *similar*: what resembles another entry, though the person says it is another business.

    Raises:
        pydantic.ValidationError: the answers are not a complete registration (a defect of the
            caller: the review page is shown only when nothing is missing).
    """
    kept = core.final(Registration, answers)
    business = Business(
        number=numbers.next_business_number(session, now=now, zone=zone),
        state=EntryState.SUBMITTED,
        revision=numbers.first_revision(session),
        **columns(EntryKind.BUSINESS, kept),
        similar_to=similar.by if similar else None,
        similar_id=similar.business_id if similar else None,
        nomination_id=nominations.claimed_id(session, actor.person_id),
        submitted_at=now,
        waiting_since=now,
        unannounced=True,
    )
    session.add(business)
    session.flush()
    search.index_new(session, business)
    owner = {"person_id": actor.person_id, "role": MemberRole.OWNER, "since": now}
    session.connection().execute(_JOIN, {"business_id": business.id, **owner})
    _record(session, actor, "business.submitted", business, now=now, after=kept)
    return business


def businesses_of(session: Session, person_id: int) -> Sequence[Business]:
    """The businesses a person acts for, newest first; a withdrawn one is not shown."""
    return session.scalars(_MINE, {"person": person_id}).all()


def acts_for_any(session: Session, person_id: int) -> bool:
    """Whether `businesses_of` would give any."""
    return session.connection().scalar(_ANY, {"person": person_id}) is not None


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
