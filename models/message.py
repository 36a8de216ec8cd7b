"""Messages to the staff, and their answers back."""

import enum
from datetime import datetime

from sqlalchemy import BigInteger, ForeignKey, Index, Integer, String, Text, text
from sqlalchemy.orm import Mapped, mapped_column

from models.base import Base, Id


class MessageState(enum.StrEnum):
    """Where a message to the staff stands."""

    KEPT = "kept"  #: sent to no open question; the person has not asked to pass it on
    OPEN = "open"  #: waits for the staff
    ANSWERED = "answered"


class StaffMessage(Base):
    """Something a person sent that answers no question; `[Kirim ke petugas]` opens it."""

    __tablename__ = "staff_message"
    __table_args__ = (
        Index("ix_staff_message_state", "state", "id"),
        Index(
            "ix_staff_message_mentor",
            *("mentor_id", "id"),
            sqlite_where=text("state = 'open' AND mentor_id IS NOT NULL"),
            postgresql_where=text("state = 'open' AND mentor_id IS NOT NULL"),
        ),
    )

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    business_id: Mapped[int | None] = mapped_column(ForeignKey("entry.id"))
    task_id: Mapped[int | None] = mapped_column(ForeignKey("task.id"))  #: the item it asks about
    mentor_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))  #: whom it is for
    chat_id: Mapped[int] = mapped_column(BigInteger)
    message_id: Mapped[int] = mapped_column(BigInteger)  #: in that chat, to copy and reply to
    kind: Mapped[str] = mapped_column(String(10))  #: text, photo, voice, video, document, other
    text: Mapped[str | None] = mapped_column(Text)
    file_id: Mapped[int | None] = mapped_column(ForeignKey("stored_file.id"))
    state: Mapped[str] = mapped_column(String(10))
    revision: Mapped[int] = mapped_column(Integer, default=1)
    sent_at: Mapped[datetime]
    answer: Mapped[str | None] = mapped_column(Text)
    answered_by: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    answered_at: Mapped[datetime | None]
