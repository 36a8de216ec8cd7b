"""Tries of codes that did not exist, so that guessing is slow."""

from datetime import datetime

from sqlalchemy import ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from models.base import Base, Id


class WrongCode(Base):
    """Somebody opened a link with a code that is unknown, used or expired."""

    __tablename__ = "wrong_code"
    __table_args__ = (Index("ix_wrong_code_person", "person_id", "at"),)

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    at: Mapped[datetime] = mapped_column(index=True)
