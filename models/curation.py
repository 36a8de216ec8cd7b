"""What the staff decided on an entry."""

import enum
from datetime import datetime

from sqlalchemy import ForeignKey, Integer, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from models.base import Base, Id


class Verdict(enum.StrEnum):
    """The outcome of a review."""

    APPROVED = "approved"
    REJECTED = "rejected"


class Decision(Base):
    """One decision on one revision of a business; the constraint is the last word against two."""

    __tablename__ = "decision"
    __table_args__ = (UniqueConstraint("business_id", "business_revision"),)

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    business_id: Mapped[int] = mapped_column(ForeignKey("business.id"))
    business_revision: Mapped[int] = mapped_column(Integer)
    verdict: Mapped[str] = mapped_column(String(12))
    reason_code: Mapped[str | None] = mapped_column(String(24))  #: a ready reason of `bot/texts/`
    reason: Mapped[str | None] = mapped_column(String(400))  #: or free words
    decided_by: Mapped[int] = mapped_column(ForeignKey("person.id"))
    decided_at: Mapped[datetime]
