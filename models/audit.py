"""The audit trail: who did what, on what, before, after and why."""

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from models.base import Base, Id, Json


class AuditEntry(Base):
    """One act. Private values stand here only as a keyed hash (`services.audit`)."""

    __tablename__ = "audit"
    __table_args__ = (Index("ix_audit_subject", "subject", "subject_id", "id"),)

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    at: Mapped[datetime]
    actor_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))  #: none = the clinic
    action: Mapped[str] = mapped_column(String(32))  #: "business.approved"
    subject: Mapped[str] = mapped_column(String(16))  #: "business", "person", "invitation", …
    subject_id: Mapped[int] = mapped_column(Id)
    before: Mapped[dict[str, Any] | None] = mapped_column(Json)
    after: Mapped[dict[str, Any] | None] = mapped_column(Json)
    reason: Mapped[str | None] = mapped_column(String(400))
