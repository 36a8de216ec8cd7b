"""Long work: asked for in a turn, done by the jobs loop, resumed after a crash."""

import enum
from datetime import datetime
from typing import Any

from sqlalchemy import BigInteger, ForeignKey, Index, Integer, String, text
from sqlalchemy.orm import Mapped, mapped_column

from models.base import Base, Id


class JobState(enum.StrEnum):
    """Where a job stands."""

    WAITING = "waiting"  #: to be begun, or begun and not finished
    DONE = "done"
    FAILED = "failed"  #: given up after several tries


class Job(Base):
    """One piece of long work for one person."""

    __tablename__ = "job"
    __table_args__ = (
        Index(
            "ix_job_waiting",
            "not_before",
            "id",
            sqlite_where=text("state = 'waiting'"),
            postgresql_where=text("state = 'waiting'"),
        ),
        Index(
            "uq_job_asked_by_kind",
            "asked_by",
            "kind",
            unique=True,
            sqlite_where=text("state = 'waiting'"),
            postgresql_where=text("state = 'waiting'"),
        ),
        Index(
            "ix_job_kept",
            "done_at",
            sqlite_where=text("path IS NOT NULL"),
            postgresql_where=text("path IS NOT NULL"),
        ),
    )

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    kind: Mapped[str] = mapped_column(String(16))  #: "entries_xlsx", …
    asked_by: Mapped[int] = mapped_column(ForeignKey("person.id"))
    chat_id: Mapped[int] = mapped_column(BigInteger)
    params: Mapped[dict[str, Any]]
    state: Mapped[str] = mapped_column(String(10))
    progress: Mapped[int] = mapped_column(Integer, default=0)  #: per cent
    attempts: Mapped[int] = mapped_column(Integer, default=0)
    not_before: Mapped[datetime]  #: of the next try
    asked_at: Mapped[datetime]
    done_at: Mapped[datetime | None]
    path: Mapped[str | None] = mapped_column(String(120))  #: of the result in the file store
    error: Mapped[str | None] = mapped_column(String(200))
