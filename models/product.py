"""A product of a business, as it was sent for curation."""

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, Index, Integer, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from models.base import Base, Id


class Product(Base):
    """One product. Its number is that of the business with `/n` behind it: KE-2026-00017/2."""

    __tablename__ = "product"
    __table_args__ = (
        UniqueConstraint("business_id", "ordinal"),
        Index("ix_product_state_submitted", "state", "submitted_at", "id"),
    )

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    business_id: Mapped[int] = mapped_column(ForeignKey("business.id"))
    ordinal: Mapped[int] = mapped_column(Integer)  #: n of the number, from 1
    state: Mapped[str] = mapped_column(String(16))
    revision: Mapped[int] = mapped_column(Integer, default=1)
    name: Mapped[str] = mapped_column(String(80))
    category: Mapped[str] = mapped_column(String(3))  #: code of `rules/categories.yaml`
    answers: Mapped[dict[str, Any]]
    submitted_at: Mapped[datetime]
    decided_at: Mapped[datetime | None]
