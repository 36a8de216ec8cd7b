"""One-time ways in: for a role, to claim a nominated business, to act for one."""

import enum
from datetime import datetime

from sqlalchemy import ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from models.base import Base, Id


class InvitationKind(enum.StrEnum):
    """What an invitation opens. The value begins the payload of its link."""

    ROLE = "r"  #: a role of the staff
    NOMINATION = "u"  #: a business that a kabupaten nominated ("usulan")
    OPERATOR = "o"  #: acting for a business beside its owner
    MOVE = "m"  #: a membership moves to a new Telegram account


class Invitation(Base):
    """One invitation. Only the hash of its code is kept."""

    __tablename__ = "invitation"
    __table_args__ = (Index("ix_invitation_subject", "kind", "subject_id"),)

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    kind: Mapped[str] = mapped_column(String(1))
    code_hash: Mapped[str] = mapped_column(String(64), unique=True)
    role: Mapped[str | None] = mapped_column(String(12))
    regency: Mapped[str | None] = mapped_column(String(5))
    subject_id: Mapped[int | None] = mapped_column(Id)  #: the nomination or the business
    member_id: Mapped[int | None] = mapped_column(Id)  #: person whose membership moves
    created_at: Mapped[datetime]
    expires_at: Mapped[datetime]
    opened_by: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    claimed_at: Mapped[datetime | None]
    claimed_by: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
