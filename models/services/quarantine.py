"""Updates that could not be worked off: list, retry, drop."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import delete, select, update
from sqlalchemy.orm import Session

from models.errors import NotFoundError
from models.ingress import ProcessedUpdate, Quarantine, QuarantineState
from models.services import audit
from models.sql import insert_for


def put(
    session: Session,
    bot_id: int,
    update_id: int,
    *,
    chat_id: int | None,
    payload: dict[str, Any],
    error: str,
    now: datetime,
) -> None:
    """Keep an update with the reason; a second failure of the same update opens it again."""
    values = {"payload": payload, "error": error, "state": QuarantineState.OPEN, "at": now}
    session.execute(
        insert_for(session, Quarantine)
        .values(bot_id=bot_id, update_id=update_id, chat_id=chat_id, **values)
        .on_conflict_do_update(index_elements=["bot_id", "update_id"], set_=values)
    )


def listed(session: Session, state: QuarantineState | None = None) -> Sequence[Quarantine]:
    """Quarantined updates, oldest first; all or those in one state."""
    query = select(Quarantine).order_by(Quarantine.id)
    if state is not None:
        query = query.where(Quarantine.state == state)
    return session.scalars(query).all()


def ask_retry(session: Session, quarantine_id: int, *, now: datetime) -> None:
    """Let the running bot work the update off again.

    Raises:
        NotFoundError: no open row with this id, or its content is gone (14 days).
    """
    row = session.get(Quarantine, quarantine_id)
    if row is None or row.state != QuarantineState.OPEN or row.payload is None:
        raise NotFoundError
    row.state = QuarantineState.RETRY
    session.flush()
    forget = delete(ProcessedUpdate).where(
        ProcessedUpdate.bot_id == row.bot_id, ProcessedUpdate.update_id == row.update_id
    )
    session.execute(forget)
    audit.record(session, None, "quarantine.retry", ("quarantine", row.id), now=now)


def drop(session: Session, quarantine_id: int, *, now: datetime) -> None:
    """Give an update up.

    Raises:
        NotFoundError: no open row with this id.
    """
    row = session.get(Quarantine, quarantine_id)
    if row is None or row.state != QuarantineState.OPEN:
        raise NotFoundError
    row.state = QuarantineState.DROPPED
    session.flush()
    audit.record(session, None, "quarantine.drop", ("quarantine", row.id), now=now)


def mark_retried(session: Session, bot_id: int, update_id: int) -> None:
    """The retried update was worked off."""
    session.execute(
        update(Quarantine)
        .where(
            Quarantine.bot_id == bot_id,
            Quarantine.update_id == update_id,
            Quarantine.state == QuarantineState.RETRY,
        )
        .values(state=QuarantineState.RETRIED)
        .execution_options(synchronize_session=False)
    )


def to_retry(session: Session, bot_id: int, *, limit: int = 50) -> Sequence[Quarantine]:
    """Updates the office asked to work off again."""
    return session.scalars(
        select(Quarantine)
        .where(Quarantine.state == QuarantineState.RETRY, Quarantine.bot_id == bot_id)
        .order_by(Quarantine.id)
        .limit(limit)
    ).all()
