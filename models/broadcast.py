"""Broadcasts: what the staff write to many, from its draft to its end."""

import enum
from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, Index, Integer, String, Text, text
from sqlalchemy.orm import Mapped, mapped_column

from models.base import Base, Id


class BroadcastState(enum.StrEnum):
    """Where a broadcast stands."""

    DRAFT = "draft"
    WAITING_RELEASE = "waiting_release"  #: a mentor wrote it; an admin is to release it
    SCHEDULED = "scheduled"  #: begins at `due_at`
    FILLING = "filling"  #: its deliveries are being written
    RUNNING = "running"
    PAUSED = "paused"
    CANCELLED = "cancelled"
    DONE = "done"


_ACTIVE = "state IN ('scheduled', 'filling', 'running')"

#: In a query; written out, because SQLite takes an index of these rows for no parameter.
IS_ACTIVE = text(f"broadcast.{_ACTIVE}")


class Broadcast(Base):
    """One broadcast. `revision` counts what people change, not what the clock does."""

    __tablename__ = "broadcast"
    __table_args__ = (
        Index("ix_broadcast_author", "author_id", "id"),
        Index(
            "ix_broadcast_active",
            "due_at",
            sqlite_where=text(_ACTIVE),
            postgresql_where=text(_ACTIVE),
        ),
    )

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    author_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    news: Mapped[str] = mapped_column(String(12))  #: kind of message, as people switch them off
    state: Mapped[str] = mapped_column(String(16))
    revision: Mapped[int] = mapped_column(Integer, default=1)
    words: Mapped[str] = mapped_column(Text)  #: HTML, with {nama}, {usaha}, {kabupaten}
    media: Mapped[list[Any]]  #: [{"kind": "photo", "id": "Telegram's file id"}]; several: album
    answers: Mapped[list[Any]]  #: captions of the buttons below it
    audience: Mapped[dict[str, Any]]
    created_at: Mapped[datetime]
    due_at: Mapped[datetime | None]  #: when it is to begin
    asked_at: Mapped[datetime | None]  #: when its mentor asked for the release
    released_by: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    released_at: Mapped[datetime | None]
    began_at: Mapped[datetime | None]
    ended_at: Mapped[datetime | None]
    filled_to: Mapped[int] = mapped_column(Id, default=0)  #: the last person that was written
    fill_until: Mapped[int | None] = mapped_column(Id)  #: nobody who came later receives it
    is_filled: Mapped[bool] = mapped_column(default=False)
    shown: Mapped[dict[str, Any] | None]  #: the figures its card shows
    shown_at: Mapped[datetime | None]
