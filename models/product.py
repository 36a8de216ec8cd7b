"""A product of a business, as it was sent for curation."""

from sqlalchemy import ForeignKey, Index, Integer
from sqlalchemy.orm import Mapped, mapped_column

from models.entry import Entry, EntryKind


class Product(Entry):
    """One product. Its number is that of the business with `/n` behind it: KE-2026-00017/2."""

    __mapper_args__ = {"polymorphic_identity": EntryKind.PRODUCT}  # noqa: RUF012

    business_id: Mapped[int] = mapped_column(ForeignKey("entry.id"), nullable=True)
    ordinal: Mapped[int] = mapped_column(Integer, nullable=True)  #: n of the number, from 1


Index("uq_entry_business_id_ordinal", Product.business_id, Product.ordinal, unique=True)
