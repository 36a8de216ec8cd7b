"""Businesses that a kabupaten nominated, before their owners came in."""

import enum
from datetime import datetime

from sqlalchemy import ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from models.base import Base, Id


class NominationState(enum.StrEnum):
    """Where a nomination stands."""

    INVITED = "invited"
    CLAIMED = "claimed"
    NOT_MINE = "not_mine"  #: whoever opened the invitation says it is another's business


class Nomination(Base):
    """One row of a letter. `name_key` and kabupaten make it the same row in a later letter."""

    __tablename__ = "nomination"
    __table_args__ = (
        UniqueConstraint("regency", "name_key"),
        Index("ix_nomination_regency_state", "regency", "state"),
    )

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    regency: Mapped[str] = mapped_column(String(5))
    business_name: Mapped[str] = mapped_column(String(80))
    name_key: Mapped[str] = mapped_column(String(80))
    owner_name: Mapped[str] = mapped_column(String(80))
    phone: Mapped[str | None] = mapped_column(String(16))
    address: Mapped[str | None] = mapped_column(String(200))
    product: Mapped[str | None] = mapped_column(String(120))
    letter: Mapped[str | None] = mapped_column(String(60))  #: number of the letter
    state: Mapped[str] = mapped_column(String(10))
    nominated_at: Mapped[datetime]
    claimed_by: Mapped[int | None] = mapped_column(ForeignKey("person.id"), index=True)
