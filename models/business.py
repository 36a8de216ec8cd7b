"""A business (usaha) as it was sent for curation, and the people who act for it."""

import enum
from datetime import datetime

from sqlalchemy import ForeignKey, Index, Integer, String
from sqlalchemy.orm import Mapped, mapped_column

from models.base import Base
from models.entry import Entry, EntryKind, EntryState


class Business(Entry):
    """One business. Its columns are NULL in the rows of products."""

    __mapper_args__ = {"polymorphic_identity": EntryKind.BUSINESS}  # noqa: RUF012

    owner_name: Mapped[str] = mapped_column(String(80), nullable=True)
    phone: Mapped[str] = mapped_column(String(16), nullable=True)  #: E.164
    nib: Mapped[str | None] = mapped_column(String(13))
    similar_to: Mapped[str | None] = mapped_column(String(8))  #: what resembles another entry
    similar_id: Mapped[int | None] = mapped_column(ForeignKey("entry.id"))  #: that other entry
    #: The letters of the name as it is compared, sorted, in three heaps (see `duplicates`).
    letters_0: Mapped[str | None] = mapped_column(String(80))
    letters_1: Mapped[str | None] = mapped_column(String(80))
    letters_2: Mapped[str | None] = mapped_column(String(80))
    nomination_id: Mapped[int | None] = mapped_column(ForeignKey("nomination.id"))


Index("ix_entry_phone", Business.phone)
Index("ix_entry_nib", Business.nib)
for _letters in (Business.letters_0, Business.letters_1, Business.letters_2):
    Index(f"ix_entry_{_letters.key}", Business.regency, _letters)


class MemberRole(enum.StrEnum):
    """How a person belongs to a business."""

    OWNER = "owner"
    OPERATOR = "operator"


class Membership(Base):
    """A person who acts for a business."""

    __tablename__ = "membership"

    business_id: Mapped[int] = mapped_column(ForeignKey("entry.id"), primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), primary_key=True, index=True)
    role: Mapped[str] = mapped_column(String(10))
    since: Mapped[datetime]


class NumberSeries(Base):
    """The last number given in a series, for instance `business:2026`."""

    __tablename__ = "number_series"

    name: Mapped[str] = mapped_column(String(32), primary_key=True)
    last: Mapped[int] = mapped_column(Integer)


__all__ = ["Business", "EntryState", "MemberRole", "Membership", "NumberSeries"]
