"""Mentoring of a business: its mentor, its stage, sittings of verdicts, and notes."""

import enum
from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, Index, Integer, String, Text, text
from sqlalchemy.orm import Mapped, mapped_column

from models.base import Base, Id


class Mentoring(Base):
    """Where a business stands on its way, and who goes along."""

    __tablename__ = "mentoring"
    __table_args__ = (
        Index("ix_mentoring_mentor", "mentor_id", "owner_acted_at"),
        Index(
            "ix_mentoring_free",
            *("owner_acted_at", "business_id"),
            sqlite_where=text("mentor_id IS NULL AND ended_at IS NULL"),
            postgresql_where=text("mentor_id IS NULL AND ended_at IS NULL"),
        ),
        Index("ix_mentoring_stage", "stage", "business_id"),
    )

    business_id: Mapped[int] = mapped_column(ForeignKey("entry.id"), primary_key=True)
    mentor_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    assigned_at: Mapped[datetime | None]
    revision: Mapped[int] = mapped_column(Integer, default=1)
    stage: Mapped[str] = mapped_column(String(2))  #: T0 to T9, TX
    stage_since: Mapped[datetime]
    ruled: Mapped[str | None] = mapped_column(String(2))  #: a stage the staff decided, T5 and up
    owner_acted_at: Mapped[datetime]  #: when a member last did something for it
    ended_at: Mapped[datetime | None]  #: when its people withdrew it, for good


class StageMove(Base):
    """One move of a business from a stage to another; rows are only ever added."""

    __tablename__ = "stage_move"
    __table_args__ = (Index("ix_stage_move_business", "business_id", "id"),)

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    business_id: Mapped[int] = mapped_column(ForeignKey("entry.id"))
    came_from: Mapped[str | None] = mapped_column(String(2))
    went_to: Mapped[str] = mapped_column(String(2))
    at: Mapped[datetime]
    by: Mapped[int | None] = mapped_column(ForeignKey("person.id"))  #: none: the facts alone
    reason: Mapped[str | None] = mapped_column(String(400))
    facts: Mapped[dict[str, Any]]  #: name → whether it held


class Sitting(Base):
    """The verdicts of one mentor for one business in one go; its owner hears of them at once."""

    __tablename__ = "sitting"
    __table_args__ = (
        Index(
            "ix_sitting_open",
            "closes_at",
            sqlite_where=text("closed_at IS NULL"),
            postgresql_where=text("closed_at IS NULL"),
        ),
        Index(
            "uq_sitting_mentor_business",
            *("mentor_id", "business_id"),
            unique=True,
            sqlite_where=text("closed_at IS NULL"),
            postgresql_where=text("closed_at IS NULL"),
        ),
    )

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    mentor_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    business_id: Mapped[int] = mapped_column(ForeignKey("entry.id"))
    began_at: Mapped[datetime]
    closes_at: Mapped[datetime]  #: ten minutes after its last verdict
    closed_at: Mapped[datetime | None]


class NoteFor(enum.StrEnum):
    """Who reads a note."""

    SELF = "self"
    STAFF = "staff"


class MentorNote(Base):
    """A note of a mentor on a business."""

    __tablename__ = "mentor_note"
    __table_args__ = (Index("ix_mentor_note_business", "business_id", "id"),)

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    business_id: Mapped[int] = mapped_column(ForeignKey("entry.id"))
    written_by: Mapped[int] = mapped_column(ForeignKey("person.id"))
    written_at: Mapped[datetime]
    readers: Mapped[str] = mapped_column(String(5))
    words: Mapped[str] = mapped_column(Text)
