"""A business (usaha) as it was sent for curation, and the people who act for it."""

import enum
from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, Index, Integer, String, text
from sqlalchemy.orm import Mapped, mapped_column

from models.base import Base, Id


class EntryState(enum.StrEnum):
    """Where an entry (a business or a product) stands."""

    DRAFT = "draft"
    SUBMITTED = "submitted"
    IN_REVIEW = "in_review"
    NEEDS_REVISION = "needs_revision"
    APPROVED = "approved"
    REJECTED = "rejected"
    WITHDRAWN = "withdrawn"


class Business(Base):
    """One business. The columns are what the clinic searches by; `answers` is the whole form."""

    __tablename__ = "business"
    __table_args__ = (
        Index(
            "ix_business_waiting",
            "waiting_since",
            "id",
            sqlite_where=text("waiting_since IS NOT NULL"),
            postgresql_where=text("waiting_since IS NOT NULL"),
        ),
        Index("ix_business_phone", "phone"),
        Index("ix_business_regency", "regency", "name_key"),
        Index("ix_business_nib", "nib"),
    )

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    number: Mapped[str] = mapped_column(String(16), unique=True)  #: KE-2026-00017
    state: Mapped[str] = mapped_column(String(16))
    revision: Mapped[int] = mapped_column(Integer, default=1)
    name: Mapped[str] = mapped_column(String(80))
    owner_name: Mapped[str] = mapped_column(String(80))
    phone: Mapped[str] = mapped_column(String(16))  #: E.164
    regency: Mapped[str] = mapped_column(String(5))  #: Kemendagri code, "12.06"
    name_key: Mapped[str] = mapped_column(String(80))  #: the name as it is compared
    nib: Mapped[str | None] = mapped_column(String(13))
    answers: Mapped[dict[str, Any]]
    pending: Mapped[dict[str, Any] | None]  #: changed answers that wait; `answers` stay in force
    similar_to: Mapped[str | None] = mapped_column(String(8))  #: what resembles another entry
    nomination_id: Mapped[int | None] = mapped_column(ForeignKey("nomination.id"))
    submitted_at: Mapped[datetime]
    waiting_since: Mapped[datetime | None]  #: for the staff to decide; none = they have
    decided_at: Mapped[datetime | None]


class MemberRole(enum.StrEnum):
    """How a person belongs to a business."""

    OWNER = "owner"
    OPERATOR = "operator"


class Membership(Base):
    """A person who acts for a business."""

    __tablename__ = "membership"

    business_id: Mapped[int] = mapped_column(ForeignKey("business.id"), primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), primary_key=True, index=True)
    role: Mapped[str] = mapped_column(String(10))
    since: Mapped[datetime]


class NumberSeries(Base):
    """The last number given in a series, for instance `business:2026`."""

    __tablename__ = "number_series"

    name: Mapped[str] = mapped_column(String(32), primary_key=True)
    last: Mapped[int] = mapped_column(Integer)
