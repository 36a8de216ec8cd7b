"""People as Telegram shows them to us, the roles they hold and the consents they gave."""

import enum
from datetime import datetime

from sqlalchemy import BigInteger, ForeignKey, Index, String, text
from sqlalchemy.orm import Mapped, mapped_column

from models.base import Base, Id


class Role(enum.StrEnum):
    """What a member of the staff may do; an owner is a member of a business, not a role."""

    ADMIN = "admin"
    CURATOR = "curator"
    MENTOR = "mentor"
    OFFICER = "officer"
    HEAD = "head"


class Person(Base):
    """Somebody who has written to the bot at least once."""

    __tablename__ = "person"

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    telegram_id: Mapped[int] = mapped_column(BigInteger, unique=True)
    name: Mapped[str] = mapped_column(String(140))  #: as Telegram shows it
    username: Mapped[str | None] = mapped_column(String(32))
    language: Mapped[str] = mapped_column(String(2))  #: "id" or "en"
    created_at: Mapped[datetime]
    blocked_at: Mapped[datetime | None]  #: since when Telegram refuses our messages


class RoleGrant(Base):
    """A role given to a person until it is revoked; history is kept."""

    __tablename__ = "role_grant"
    __table_args__ = (
        Index(
            "uq_role_grant_active",
            "person_id",
            "role",
            unique=True,
            sqlite_where=text("revoked_at IS NULL"),
            postgresql_where=text("revoked_at IS NULL"),
        ),
    )

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    role: Mapped[str] = mapped_column(String(12))
    regency: Mapped[str | None] = mapped_column(String(5))  #: of an officer, Kemendagri code
    granted_at: Mapped[datetime]
    invitation_id: Mapped[int | None] = mapped_column(ForeignKey("invitation.id"))
    revoked_at: Mapped[datetime | None]


class Purpose(enum.StrEnum):
    """What a consent is for; each is asked where it is first needed (UU 27/2022, art. 22)."""

    MENTORING = "mentoring"


class Consent(Base):
    """One choice of one person on one text; rows are only ever added (UU 27/2022, art. 24)."""

    __tablename__ = "consent"
    __table_args__ = (Index("ix_consent_person", "person_id", "purpose", "id"),)

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    purpose: Mapped[str] = mapped_column(String(20))
    agreed: Mapped[bool]
    text_version: Mapped[str] = mapped_column(String(20))
    text_hash: Mapped[str] = mapped_column(String(64))  #: SHA-256 of the text as it was shown
    language: Mapped[str] = mapped_column(String(2))
    chosen_at: Mapped[datetime]
