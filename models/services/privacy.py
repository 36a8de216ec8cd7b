"""What is kept about a person, and their wish to have it erased (UU 27/2022, art. 32, 42–44)."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from models.business import Business, Membership
from models.entry import Entry
from models.file import StoredFile
from models.forms.definition import Form
from models.message import MessageState, StaffMessage
from models.person import Consent, Purpose
from models.product import Product
from models.services import audit
from models.services.actor import Actor
from models.services.entry_form import form_of

#: Kind of the staff message that asks for erasure.
ERASURE = "erasure"


@dataclass(frozen=True)
class KeptEntry:
    """A business or a product with the answers to its form."""

    kind: str
    number: str
    name: str
    form: type[Form]
    answers: dict[str, Any]


@dataclass(frozen=True)
class Kept:
    """Everything kept about a person. `consent` is (agreed, when) of the latest choice."""

    consent: tuple[bool, datetime] | None
    businesses: list[KeptEntry]
    products: list[KeptEntry]
    files: int
    messages: int


def kept_about(session: Session, person_id: int) -> Kept:
    """Gather what is kept about a person."""
    mine = select(Membership.business_id).where(Membership.person_id == person_id)
    businesses = session.scalars(
        select(Business).where(Business.id.in_(mine)).order_by(Business.id)
    )
    products = session.scalars(
        select(Product)
        .where(Product.business_id.in_(mine))
        .order_by(Product.business_id, Product.ordinal)
    )
    latest = session.execute(
        select(Consent.agreed, Consent.chosen_at)
        .where(Consent.person_id == person_id, Consent.purpose == Purpose.MENTORING)
        .order_by(Consent.id.desc())
        .limit(1)
    ).first()
    return Kept(
        consent=(latest.agreed, latest.chosen_at) if latest else None,
        businesses=[_kept(business) for business in businesses],
        products=[_kept(product) for product in products],
        files=_count(session, StoredFile, StoredFile.sent_by == person_id),
        messages=_count(session, StaffMessage, StaffMessage.person_id == person_id),
    )


def erasure_asked(session: Session, person_id: int) -> datetime | None:
    """Since when a wish for erasure waits, if one does."""
    waiting = select(StaffMessage.sent_at).where(
        StaffMessage.person_id == person_id,
        StaffMessage.kind == ERASURE,
        StaffMessage.state == MessageState.OPEN,
    )
    return session.scalar(waiting.order_by(StaffMessage.id).limit(1))


def note_erasure(session: Session, actor: Actor, *, now: datetime) -> None:
    """Note the wish in the audit trail; the 3×24 hours run from here."""
    audit.record(session, actor.person_id, "erasure.asked", ("person", actor.person_id), now=now)


def _kept(entry: Entry) -> KeptEntry:
    answers = entry.pending or entry.answers
    return KeptEntry(entry.kind, entry.number, entry.name, form_of(entry), answers)


def _count(session: Session, model: Any, condition: Any) -> int:
    return session.scalar(select(func.count()).select_from(model).where(condition)) or 0
