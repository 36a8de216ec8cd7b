"""Files people sent: what Telegram told of them, and where our own copy is."""

import enum
from datetime import datetime

from sqlalchemy import ForeignKey, Index, Integer, String, text
from sqlalchemy.orm import Mapped, mapped_column

from models.base import Base, Id


class FileState(enum.StrEnum):
    """Whether the bytes are ours yet."""

    WAITING = "waiting"  #: a job is to fetch them
    ARCHIVED = "archived"  #: in the file store
    TOO_LARGE = "too_large"  #: beyond what a bot may fetch
    REFUSED = "refused"  #: the content is not what it claims to be, or cannot be read
    LOST = "lost"  #: Telegram no longer gives it


class StoredFile(Base):
    """One file. The Telegram id serves for sending it again; the bytes are archived (law 14)."""

    __tablename__ = "stored_file"
    __table_args__ = (
        Index(
            "ix_stored_file_waiting",
            "not_before",
            sqlite_where=text("state = 'waiting'"),
            postgresql_where=text("state = 'waiting'"),
        ),
    )

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    sent_by: Mapped[int] = mapped_column(ForeignKey("person.id"))
    kind: Mapped[str] = mapped_column(String(10))  #: photo, voice, video, document
    telegram_id: Mapped[str] = mapped_column(String(200))
    name: Mapped[str | None] = mapped_column(String(120))
    size: Mapped[int | None] = mapped_column(Integer)  #: bytes, as Telegram told
    width: Mapped[int | None] = mapped_column(Integer)  #: pixels
    height: Mapped[int | None] = mapped_column(Integer)
    duration: Mapped[int | None] = mapped_column(Integer)  #: seconds
    sent_at: Mapped[datetime]
    state: Mapped[str] = mapped_column(String(10))
    attempts: Mapped[int] = mapped_column(Integer, default=0)
    not_before: Mapped[datetime]
    media_type: Mapped[str | None] = mapped_column(String(60))  #: by content, once archived
    path: Mapped[str | None] = mapped_column(String(90))  #: in the file store
    thumbnail: Mapped[str | None] = mapped_column(String(90))
    error: Mapped[str | None] = mapped_column(String(200))
