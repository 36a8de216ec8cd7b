"""What the staff decided on an entry, and where they work on the queue."""

import enum
from datetime import datetime
from typing import Any

from sqlalchemy import BigInteger, ForeignKey, Index, Integer, String, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from models.base import Base, Id


class Verdict(enum.StrEnum):
    """The outcome of a review."""

    APPROVED = "approved"
    RETURNED = "returned"  #: answers are to be repaired
    REJECTED = "rejected"


class Decision(Base):
    """One decision on one revision of an entry; the constraint is the last word against two."""

    __tablename__ = "decision"
    __table_args__ = (
        UniqueConstraint("entry_id", "entry_revision"),
        Index(
            "ix_decision_settles",
            "settles_at",
            sqlite_where=text("settled_at IS NULL AND undone_at IS NULL"),
            postgresql_where=text("settled_at IS NULL AND undone_at IS NULL"),
        ),
    )

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    entry_id: Mapped[int] = mapped_column(ForeignKey("entry.id"))
    entry_revision: Mapped[int] = mapped_column(Integer)  #: as it was decided on
    verdict: Mapped[str] = mapped_column(String(12))
    is_change: Mapped[bool] = mapped_column(default=False)  #: of an entry approved before
    reason_code: Mapped[str | None] = mapped_column(String(24))  #: a ready reason of `bot/texts/`
    reason: Mapped[str | None] = mapped_column(String(400))  #: or free words
    returned: Mapped[dict[str, Any] | None]  #: field → reason, of a repair
    before: Mapped[dict[str, Any] | None]  #: what taking it back restores
    decided_by: Mapped[int] = mapped_column(ForeignKey("person.id"))
    decided_at: Mapped[datetime]
    settles_at: Mapped[datetime]  #: until then it can be taken back
    settled_at: Mapped[datetime | None]  #: the owner was told
    undone_at: Mapped[datetime | None]


class StaffGroup(Base):
    """A group in which the staff curate; at most one is bound."""

    __tablename__ = "staff_group"

    chat_id: Mapped[int] = mapped_column(BigInteger, primary_key=True)
    title: Mapped[str] = mapped_column(String(140))
    bound_by: Mapped[int] = mapped_column(ForeignKey("person.id"))
    bound_at: Mapped[datetime]
    unbound_at: Mapped[datetime | None]


class Desk(Base):
    """Where somebody curates: a private chat with one card, or the group with many."""

    __tablename__ = "desk"

    chat_id: Mapped[int] = mapped_column(BigInteger, primary_key=True)
    person_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))  #: none = the group
    entry_id: Mapped[int | None] = mapped_column(ForeignKey("entry.id"), index=True)
    filters: Mapped[dict[str, Any]]  #: of the queue, as this chat chose them
    announced_at: Mapped[datetime | None]  #: when the last news of entries went there
