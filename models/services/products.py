"""Products of a business: sending them for curation, and looking them up."""

import logging
from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from models.business import Business, Membership
from models.entry import EntryKind, EntryState
from models.errors import NotFoundError
from models.forms import core
from models.forms.definition import Answers
from models.forms.product import ProductForm
from models.product import Product
from models.services import audit, numbers, search
from models.services.actor import Actor
from models.services.entry_form import columns

logger = logging.getLogger(__name__)


def business_for(session: Session, person_id: int, business_id: int) -> Business:
    """A business the person acts for.

    Raises:
        NotFoundError: there is none, or the person does not act for it.
    """
    business = session.scalars(
        select(Business)
        .join(Membership, Membership.business_id == Business.id)
        .where(Business.id == business_id, Membership.person_id == person_id)
    ).one_or_none()
    if business is None:
        logger.info("person %s asked for business %s of somebody else", person_id, business_id)
        raise NotFoundError
    return business


def submit(
    session: Session, actor: Actor, business_id: int, answers: Answers, *, now: datetime
) -> tuple[Business, Product]:
    """Send a product for curation. It may be sent before its business is approved.

    Raises:
        NotFoundError: the actor does not act for the business.
    """
    business = business_for(session, actor.person_id, business_id)
    kept = core.final(ProductForm, answers)
    ordinal = numbers.next_in(session, numbers.of_products(business.id))
    product = Product(
        business_id=business.id,
        ordinal=ordinal,
        number=f"{business.number}/{ordinal}",
        state=EntryState.SUBMITTED,
        revision=numbers.first_revision(session),
        regency=business.regency,
        **columns(EntryKind.PRODUCT, kept),
        submitted_at=now,
        waiting_since=now,
        unannounced=True,
    )
    session.add(product)
    session.flush()
    search.index_new(session, product)
    audit.record(
        session,
        actor.person_id,
        "product.submitted",
        ("product", product.id),
        now=now,
        after={"number": product.number, **kept},
    )
    return business, product


def of_business(session: Session, business_id: int) -> Sequence[Product]:
    """The products of a business, in order of their numbers; a withdrawn one is not shown."""
    return session.scalars(
        select(Product)
        .where(Product.business_id == business_id, Product.state != EntryState.WITHDRAWN)
        .order_by(Product.ordinal)
    ).all()


def count(session: Session, business_id: int) -> int:
    """How many products a business has sent."""
    counting = select(func.count()).select_from(Product).where(Product.business_id == business_id)
    return session.scalar(counting) or 0
