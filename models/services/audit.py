"""Writing and reading the audit trail.

Entries gather in the session and are written in one statement before its commit, so the trail
and the act stand or fall together.
"""

import hashlib
import hmac
from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from models import gathering
from models.audit import AuditEntry
from models.forms.definition import Form, questions


def record(
    session: Session,
    actor_id: int | None,
    action: str,
    subject: tuple[str, int],
    *,
    now: datetime,
    before: Mapping[str, Any] | None = None,
    after: Mapping[str, Any] | None = None,
    reason: str | None = None,
) -> None:
    """Note one act. *subject* is (kind, id), for instance `("business", 17)`."""
    row = {
        "at": now,
        "actor_id": actor_id,
        "action": action,
        "subject": subject[0],
        "subject_id": subject[1],
        "before": dict(before) if before is not None else None,
        "after": dict(after) if after is not None else None,
        "reason": reason,
    }
    gathering.add(session, AuditEntry, row)


def redacted(session: Session, form: type[Form], answers: Mapping[str, Any]) -> dict[str, Any]:
    """*answers* with private values replaced by a keyed hash: equal values stay recognisable."""
    private = {q.field for q in questions(form) if q.ask.private}
    return {
        field: keyed_hash(session, value) if field in private and value is not None else value
        for field, value in answers.items()
    }


def keyed_hash(session: Session, value: Any) -> dict[str, str]:
    """`{"private": hash}` for a value that must not be readable."""
    key: bytes = session.info["audit_key"]
    digest = hmac.new(key, str(value).encode(), hashlib.sha256).hexdigest()
    return {"private": digest[:16]}


def trail(session: Session, subject: tuple[str, int]) -> Iterable[AuditEntry]:
    """All acts on *subject*, oldest first."""
    return session.scalars(
        select(AuditEntry)
        .where(AuditEntry.subject == subject[0], AuditEntry.subject_id == subject[1])
        .order_by(AuditEntry.id)
    )
