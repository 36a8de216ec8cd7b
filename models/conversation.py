"""Where a conversation stands: the open form of a person in a chat, and the drafts laid aside."""

from datetime import datetime
from typing import Any

from sqlalchemy import BigInteger, ForeignKey, Index, Integer, String
from sqlalchemy.orm import Mapped, mapped_column

from models.base import Base, Id


class Conversation(Base):
    """One person in one chat. What to ask next is computed from `answers`, not stored."""

    __tablename__ = "conversation"

    chat_id: Mapped[int] = mapped_column(BigInteger, primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), primary_key=True)
    form: Mapped[str | None] = mapped_column(String(24))  #: open form, or none
    subject: Mapped[int] = mapped_column(BigInteger)  #: row the form is about; 0 = a new one
    answers: Mapped[dict[str, Any]]
    cursor: Mapped[str | None] = mapped_column(String(24))  #: question asked out of turn
    memory: Mapped[dict[str, Any]]  #: of the open form: what was offered, which message said what
    revision: Mapped[int] = mapped_column(Integer)  #: counts up with each change
    keyboard: Mapped[bool]  #: a reply keyboard is up in this chat
    updated_at: Mapped[datetime]


class Draft(Base):
    """An unfinished form that was closed or laid aside for another; nothing typed is lost."""

    __tablename__ = "draft"
    __table_args__ = (Index("uq_draft", "person_id", "form", "subject", unique=True),)

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    form: Mapped[str] = mapped_column(String(24))
    subject: Mapped[int] = mapped_column(BigInteger)
    answers: Mapped[dict[str, Any]]
    memory: Mapped[dict[str, Any]]  #: as in the conversation it was laid aside from
    saved_at: Mapped[datetime]
