"""What is curated: a business or a product, in one table, so that there is one queue of them."""

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


class EntryKind(enum.StrEnum):
    """What an entry is."""

    BUSINESS = "business"
    PRODUCT = "product"


def _queue(name: str, *columns: str, only: str = "waiting_since IS NOT NULL") -> Index:
    """An index of entries that wait, longest first."""
    order = (*columns, "waiting_since", "id")
    return _partial(f"ix_entry_{name}", *order, only=only)


def _partial(name: str, *columns: str, only: str) -> Index:
    """An index of some rows, said in the very words of the queries: else it is not used."""
    on_sqlite = text(only.replace("IS true", "IS 1"))
    return Index(name, *columns, sqlite_where=on_sqlite, postgresql_where=text(only))


class Entry(Base):
    """A business or a product as it was sent. `answers` is its whole form."""

    __tablename__ = "entry"
    __table_args__ = (
        _queue("waiting"),
        _queue("waiting_regency", "regency"),
        _queue("waiting_category", "category"),
        _queue("waiting_repaired", only="waiting_since IS NOT NULL AND rounds > 0"),
        _queue("waiting_appealed", only="waiting_since IS NOT NULL AND appealed IS true"),
        _partial("ix_entry_unannounced", "waiting_since", only="unannounced IS true"),
        _partial("ix_entry_claimed", "claimed_until", only="claimed_until IS NOT NULL"),
        Index("ix_entry_name", "regency", "kind", "name_key"),  # kind first would tempt SQLite,
    )

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    kind: Mapped[str] = mapped_column(String(8))
    number: Mapped[str] = mapped_column(String(20), unique=True)  #: KE-2026-00017, KE-2026-00017/2
    state: Mapped[str] = mapped_column(String(16))
    revision: Mapped[int] = mapped_column(Integer, default=1)
    name: Mapped[str] = mapped_column(String(80))
    name_key: Mapped[str] = mapped_column(String(80))  #: the name as it is compared
    regency: Mapped[str] = mapped_column(String(5))  #: Kemendagri code, "12.06"
    category: Mapped[str | None] = mapped_column(String(3))  #: of a product
    answers: Mapped[dict[str, Any]]
    pending: Mapped[dict[str, Any] | None]  #: changed answers that wait; `answers` stay in force
    submitted_at: Mapped[datetime]
    waiting_since: Mapped[datetime | None]  #: for the staff to decide; none = they have
    unannounced: Mapped[bool] = mapped_column(default=False)  #: the staff were not told of it yet
    decided_at: Mapped[datetime | None]
    decided_by: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    settles: Mapped[bool] = mapped_column(default=False)  #: decided, can still be taken back
    appealed: Mapped[bool] = mapped_column(default=False)  #: an appeal waits for its decision
    appeal: Mapped[dict[str, Any] | None]  #: the form of the last appeal
    rounds: Mapped[int] = mapped_column(Integer, default=0)  #: how often a repair was asked for
    returned: Mapped[dict[str, Any] | None]  #: field → reason, of the last repair round
    judged: Mapped[dict[str, Any] | None]  #: the answers the last decision was about
    claimed_by: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    claimed_at: Mapped[datetime | None]
    claimed_until: Mapped[datetime | None]
    marks: Mapped[dict[str, Any] | None]  #: field → reason, while the holder ticks them

    __mapper_args__ = {  # noqa: RUF012  # as SQLAlchemy reads it
        "polymorphic_on": "kind",
        "with_polymorphic": "*",  # one table: all columns come with the row
    }
