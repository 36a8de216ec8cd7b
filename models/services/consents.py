"""Consent: asked once per purpose and text, kept as proof (UU 27/2022, art. 20–24)."""

import hashlib
from datetime import datetime

from sqlalchemy import bindparam, insert, select
from sqlalchemy.orm import Session

from models.person import Consent, Purpose
from models.services import audit
from models.services.actor import Actor

_GIVE = insert(Consent)

_LATEST = (
    select(Consent.agreed, Consent.text_version)
    .where(Consent.person_id == bindparam("person"), Consent.purpose == bindparam("purpose"))
    .order_by(Consent.id.desc())
    .limit(1)
)


def give(
    session: Session,
    actor: Actor,
    purpose: Purpose,
    *,
    agreed: bool,
    version: str,
    text: str,
    language: str,
    now: datetime,
) -> None:
    """Store a choice with the version and the hash of the text the person saw."""
    choice = {
        "person_id": actor.person_id,
        "purpose": purpose,
        "agreed": agreed,
        "text_version": version,
        "text_hash": hashlib.sha256(text.encode()).hexdigest(),
        "language": language,
        "chosen_at": now,
    }
    session.connection().execute(_GIVE, choice)
    audit.record(
        session,
        actor.person_id,
        "consent.given" if agreed else "consent.refused",
        ("person", actor.person_id),
        now=now,
        after={"purpose": purpose, "version": version},
    )


def agreed(session: Session, person_id: int, purpose: Purpose, *, version: str) -> bool:
    """Whether the person's latest choice on this version of the text is yes."""
    about = {"person": person_id, "purpose": purpose}
    latest = session.connection().execute(_LATEST, about).first()
    return latest is not None and bool(latest.agreed) and latest.text_version == version
