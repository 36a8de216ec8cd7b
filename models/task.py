"""Checklists as they stand: what a product or a business still owes, and what was sent for it."""

import enum
from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, Index, Integer, String, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from models.base import Base, Id


class TaskState(enum.StrEnum):
    """Where an item of a checklist stands. Without a row it is `todo`."""

    TODO = "todo"  #: nothing was sent for it yet (or it was taken back)
    SENT = "sent"  #: waits for a verdict
    ACCEPTED = "accepted"
    REPAIR = "repair"  #: to be sent again, the reason is with the last evidence
    NOT_APPLICABLE = "not_applicable"  #: the staff agreed


class EvidenceKind(enum.StrEnum):
    """What was sent for an item."""

    PROOF = "proof"
    NOT_APPLICABLE = "not_applicable"  #: the owner says that the item does not apply, and why


class EvidenceState(enum.StrEnum):
    """What became of it."""

    WAITING = "waiting"
    ACCEPTED = "accepted"
    RETURNED = "returned"
    WITHDRAWN = "withdrawn"  #: by its owner, before the verdict
    REPLACED = "replaced"  #: by newer evidence, before the verdict


class Checklist(Base):
    """The running list of a product, or of a business; it keeps the versions it began with."""

    __tablename__ = "checklist"

    entry_id: Mapped[int] = mapped_column(ForeignKey("entry.id"), primary_key=True)
    business_id: Mapped[int] = mapped_column(ForeignKey("entry.id"), index=True)
    packaging_version: Mapped[int] = mapped_column(Integer)
    documents_version: Mapped[int] = mapped_column(Integer)
    answers: Mapped[dict[str, Any]]  #: key of a condition → yes or no, of the owner
    done: Mapped[int] = mapped_column(Integer, default=0)  #: mandatory items accepted
    total: Mapped[int] = mapped_column(Integer, default=0)  #: mandatory items
    began_at: Mapped[datetime]


_WAITS = "waiting_since IS NOT NULL"


class Task(Base):
    """An item of a checklist that somebody has opened, or that the staff wrote about."""

    __tablename__ = "task"
    __table_args__ = (
        UniqueConstraint("entry_id", "code"),
        Index(
            "ix_task_waiting",
            *("mentor_id", "waiting_since", "id"),
            sqlite_where=text(_WAITS),
            postgresql_where=text(_WAITS),
        ),
        Index(
            "ix_task_waiting_business",
            *("business_id", "waiting_since", "id"),
            sqlite_where=text(_WAITS),
            postgresql_where=text(_WAITS),
        ),
    )

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    entry_id: Mapped[int] = mapped_column(ForeignKey("entry.id"))  #: the product or business
    business_id: Mapped[int] = mapped_column(ForeignKey("entry.id"), index=True)
    mentor_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))  #: of the business
    code: Mapped[str] = mapped_column(String(4))  #: G04, D10
    state: Mapped[str] = mapped_column(String(16))
    revision: Mapped[int] = mapped_column(Integer, default=1)
    evidence_id: Mapped[int | None] = mapped_column(Id)  #: the newest
    waiting_since: Mapped[datetime | None]  #: for a verdict
    claimed_by: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    claimed_until: Mapped[datetime | None]
    changed_at: Mapped[datetime]


class Evidence(Base):
    """What an owner sent for an item, once; its verdict stands beside it."""

    __tablename__ = "evidence"
    __table_args__ = (Index("ix_evidence_task", "task_id", "id"),)

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    task_id: Mapped[int] = mapped_column(ForeignKey("task.id"))
    kind: Mapped[str] = mapped_column(String(16))
    answers: Mapped[dict[str, Any]]  #: of the form it was sent with; `files` are ids of files
    state: Mapped[str] = mapped_column(String(10))
    paper_id: Mapped[int | None] = mapped_column(ForeignKey("paper.id"), index=True)
    sent_by: Mapped[int] = mapped_column(ForeignKey("person.id"))
    sent_at: Mapped[datetime]
    decided_by: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    decided_at: Mapped[datetime | None]
    reason_code: Mapped[str | None] = mapped_column(String(24))
    reason: Mapped[str | None] = mapped_column(String(400))
    voice_id: Mapped[int | None] = mapped_column(ForeignKey("stored_file.id"))
    sitting_id: Mapped[int | None] = mapped_column(ForeignKey("sitting.id"), index=True)


class Paper(Base):
    """A document of the wallet: sent once, and judged once, for all products it is good for."""

    __tablename__ = "paper"
    __table_args__ = (Index("ix_paper_business", "business_id", "code"),)

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    business_id: Mapped[int] = mapped_column(ForeignKey("entry.id"))
    code: Mapped[str] = mapped_column(String(4))
    number: Mapped[str | None] = mapped_column(String(60))
    issued: Mapped[str | None] = mapped_column(String(10))  #: ISO day
    valid_until: Mapped[str | None] = mapped_column(String(10), index=True)  #: ISO day
    added_at: Mapped[datetime]
    expired_at: Mapped[datetime | None]  #: its items became repair items
