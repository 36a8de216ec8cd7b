"""The form an entry was sent with, and its answers as columns."""

from typing import Any

from sqlalchemy import update
from sqlalchemy.orm import Session

from models.entry import Entry, EntryKind
from models.forms.definition import Answers, Form
from models.forms.product import ProductForm
from models.forms.registration import NO_NIB, Registration
from models.product import Product
from models.services.duplicates import name_columns, name_key

_FORMS: dict[str, type[Form]] = {
    EntryKind.BUSINESS: Registration,
    EntryKind.PRODUCT: ProductForm,
}


def form_of(entry: Entry) -> type[Form]:
    """The form an entry was sent with."""
    return _FORMS[entry.kind]


def business_id_of(entry: Entry) -> int:
    """The business an entry belongs to, or is."""
    return getattr(entry, "business_id", None) or entry.id


def columns(kind: str, answers: Answers) -> dict[str, Any]:
    """The answers as columns of an entry: what the clinic searches by, and all of them.

    Raises:
        pydantic.ValidationError: the answers are not complete (a defect of the caller: the
            review page is shown only when nothing is missing).
    """
    if kind == EntryKind.PRODUCT:
        product = ProductForm.model_validate(answers)
        return {
            "name": product.name,
            "name_key": name_key(product.name),
            "category": product.category,
            "answers": dict(answers),
        }
    form = Registration.model_validate(answers)
    return {
        "name": form.business_name,
        "owner_name": form.owner_name,
        "phone": form.phone,
        "regency": form.regency,
        **name_columns(form.business_name),
        "nib": None if form.nib == NO_NIB else form.nib,
        "answers": dict(answers),
    }


def follow_place(session: Session, entry: Entry) -> None:
    """Products lie where their business does."""
    if entry.kind == EntryKind.BUSINESS:
        session.execute(
            update(Product)
            .where(Product.business_id == entry.id, Product.regency != entry.regency)
            .values(regency=entry.regency)
            .execution_options(synchronize_session=False)
        )
