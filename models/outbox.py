"""What is to be said, written down before it is said; and where each screen was last shown."""

import enum
from datetime import datetime
from typing import Any

from sqlalchemy import BigInteger, Index, Integer, String, text
from sqlalchemy.orm import Mapped, mapped_column

from models.base import Base, Id


class OutboxClass(enum.StrEnum):
    """Who goes first: an answer to somebody's own act, then a notice about an event."""

    REPLY = "reply"
    NOTICE = "notice"


class OutboxState(enum.StrEnum):
    """What became of a row."""

    WAITING = "waiting"  #: to be sent when due
    SENT = "sent"  #: Telegram accepted it
    SUPERSEDED = "superseded"  #: newer content for its slot made it pointless
    BLOCKED = "blocked"  #: the person blocked the bot or never started it
    GONE = "gone"  #: the account or the group is no more
    REJECTED = "rejected"  #: Telegram refuses the content; a defect of ours
    UNKNOWN = "unknown"  #: perhaps sent, perhaps not; only the staff may send it again
    DROPPED = "dropped"  #: was unknown, and the staff let it be


#: In a query; written out, because SQLite takes an index of these rows for no parameter.
IS_WAITING = text("outbox.state = 'waiting'")

#: Not emptied yet; written out for the same reason.
IS_KEPT = text("NOT outbox.emptied")


class OutboxRow(Base):
    """One message to one chat. `payload` is the screen as it will be sent."""

    __tablename__ = "outbox"
    __table_args__ = (
        Index(
            "ix_outbox_waiting",
            "not_before",
            "id",
            sqlite_where=text("state = 'waiting'"),
            postgresql_where=text("state = 'waiting'"),
        ),
        Index(
            "ix_outbox_slot_waiting",
            "chat_id",
            "slot",
            sqlite_where=text("state = 'waiting'"),
            postgresql_where=text("state = 'waiting'"),
        ),
        Index(
            "ix_outbox_done",
            "done_at",
            sqlite_where=text("NOT emptied"),
            postgresql_where=text("NOT emptied"),
        ),
    )

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    chat_id: Mapped[int] = mapped_column(BigInteger)
    category: Mapped[str] = mapped_column(String(8))
    slot: Mapped[str | None] = mapped_column(String(40))
    tapped: Mapped[int | None] = mapped_column(BigInteger)  #: message the tap came from
    payload: Mapped[dict[str, Any]]
    state: Mapped[str] = mapped_column(String(12))
    attempts: Mapped[int] = mapped_column(Integer)
    not_before: Mapped[datetime]
    created_at: Mapped[datetime]
    done_at: Mapped[datetime | None]
    message_id: Mapped[int | None] = mapped_column(BigInteger)
    error: Mapped[str | None] = mapped_column(String(300))
    emptied: Mapped[bool] = mapped_column(default=False)  #: the payload was removed by age


class Slot(Base):
    """The message that last showed a named screen in a chat."""

    __tablename__ = "slot"

    chat_id: Mapped[int] = mapped_column(BigInteger, primary_key=True)
    name: Mapped[str] = mapped_column(String(40), primary_key=True)
    message_id: Mapped[int] = mapped_column(BigInteger)
    kind: Mapped[str] = mapped_column(String(8))  #: "text" or "photo"
    has_buttons: Mapped[bool]
