"""Which updates were worked off, and which could not be."""

import enum
from datetime import datetime
from typing import Any

from sqlalchemy import BigInteger, Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from models.base import Base, Id


class ProcessedUpdate(Base):
    """An update whose turn has committed; its key makes a redelivery harmless. Kept 48 hours."""

    __tablename__ = "processed_update"

    bot_id: Mapped[int] = mapped_column(BigInteger, primary_key=True)
    update_id: Mapped[int] = mapped_column(BigInteger, primary_key=True, autoincrement=False)
    at: Mapped[datetime] = mapped_column(index=True)


class QuarantineState(enum.StrEnum):
    """What the staff did with a quarantined update."""

    OPEN = "open"
    RETRY = "retry"  #: the running bot is to work it off again
    RETRIED = "retried"
    DROPPED = "dropped"


class Quarantine(Base):
    """An update that could not be worked off, with the reason. Its content is kept 14 days."""

    __tablename__ = "quarantine"
    __table_args__ = (
        Index("uq_quarantine_update", "bot_id", "update_id", unique=True),
        Index("ix_quarantine_state", "state", "id"),
    )

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    bot_id: Mapped[int] = mapped_column(BigInteger)
    update_id: Mapped[int] = mapped_column(BigInteger)
    chat_id: Mapped[int | None] = mapped_column(BigInteger)
    payload: Mapped[dict[str, Any] | None]
    error: Mapped[str] = mapped_column(Text)
    state: Mapped[str] = mapped_column(String(8))
    at: Mapped[datetime] = mapped_column(index=True)
