"""Deliveries: what the clinic itself begins, one message to one person, never twice (law 7)."""

import enum
from datetime import datetime

from sqlalchemy import BigInteger, ForeignKey, Index, Integer, String, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from models.base import Base, Id


class DeliveryState(enum.StrEnum):
    """What became of a delivery."""

    WAITING = "waiting"  #: to be sent when its turn comes
    SENDING = "sending"  #: committed before the call: from now on it may have arrived
    SENT = "sent"
    BLOCKED = "blocked"  #: tried; the person blocked the bot
    GONE = "gone"  #: tried; the account is no more
    FAILED = "failed"  #: Telegram refuses the content for this person
    UNKNOWN = "unknown"  #: perhaps sent, perhaps not; only the staff may send it again
    UNREACHABLE = "unreachable"  #: not tried, the bot was blocked before
    REFUSED = "refused"  #: not tried, the person wants no messages of this kind
    BUSY = "busy"  #: not tried, the person was answering a form


#: In a query; written out, because SQLite takes an index of these rows for no parameter.
IS_WAITING = text("delivery.state = 'waiting'")
IS_SENDING = text("delivery.state = 'sending'")


class Delivery(Base):
    """One message of one kind about one subject to one person.

    `subject` is the row it is about (a broadcast), `slot` tells several about it apart.
    """

    __tablename__ = "delivery"
    __table_args__ = (
        UniqueConstraint("kind", "subject", "person_id", "slot"),
        Index("ix_delivery_state", "kind", "subject", "state", "id"),
        Index(
            "ix_delivery_waiting",
            *("kind", "subject", "id"),
            sqlite_where=text("state = 'waiting'"),
            postgresql_where=text("state = 'waiting'"),
        ),
        Index(
            "ix_delivery_sending",
            "sender",
            sqlite_where=text("state = 'sending'"),
            postgresql_where=text("state = 'sending'"),
        ),
    )

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    kind: Mapped[str] = mapped_column(String(16))  #: "broadcast", …
    subject: Mapped[int] = mapped_column(BigInteger)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    slot: Mapped[str] = mapped_column(String(24))
    business_id: Mapped[int | None] = mapped_column(ForeignKey("entry.id"))  #: for whose sake
    state: Mapped[str] = mapped_column(String(12))
    attempts: Mapped[int] = mapped_column(Integer, default=0)
    not_before: Mapped[datetime]
    sender: Mapped[str | None] = mapped_column(String(32))  #: the life of the process that sends
    changed_at: Mapped[datetime]
    message_id: Mapped[int | None] = mapped_column(BigInteger)
    error: Mapped[str | None] = mapped_column(String(200))
    answer: Mapped[int | None] = mapped_column(Integer)  #: which button below it was tapped


class NewsKind(enum.StrEnum):
    """Kinds of messages that a person switches off one by one."""

    CLINIC = "clinic"  #: broadcasts of the office
    MENTOR = "mentor"  #: broadcasts of the own mentor


class OptOut(Base):
    """Somebody wants no messages of a kind."""

    __tablename__ = "opt_out"

    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), primary_key=True)
    kind: Mapped[str] = mapped_column(String(12), primary_key=True)
    since: Mapped[datetime]
