"""Removing what is no longer needed, in pieces short enough to hold the write lock briefly."""

from datetime import datetime

from sqlalchemy import delete, select, update
from sqlalchemy.orm import Session

from models.access import WrongCode
from models.ingress import ProcessedUpdate, Quarantine
from models.outbox import IS_KEPT, OutboxRow, OutboxState

_PIECE = 2_000


def forget_updates(session: Session, *, before: datetime) -> None:
    """Forget updates older than *before*; Telegram keeps none for more than 24 hours."""
    some = (
        select(ProcessedUpdate.update_id)
        .where(ProcessedUpdate.at < before)
        .order_by(ProcessedUpdate.at)
        .limit(_PIECE)
    )
    session.execute(
        delete(ProcessedUpdate)
        .where(ProcessedUpdate.update_id.in_(some.scalar_subquery()), ProcessedUpdate.at < before)
        .execution_options(synchronize_session=False)
    )


def forget_wrong_codes(session: Session, *, before: datetime) -> None:
    """Forget unusable codes that were opened before *before*."""
    some = select(WrongCode.id).where(WrongCode.at < before).order_by(WrongCode.at).limit(_PIECE)
    session.execute(
        delete(WrongCode)
        .where(WrongCode.id.in_(some.scalar_subquery()))
        .execution_options(synchronize_session=False)
    )


def empty_outbox(session: Session, *, before: datetime) -> None:
    """Empty the bodies of messages that were settled before *before*; the rows stay."""
    some = (
        select(OutboxRow.id)
        .where(OutboxRow.done_at < before, IS_KEPT)
        .where(OutboxRow.state != OutboxState.WAITING)
        .order_by(OutboxRow.done_at)
        .limit(_PIECE)
    )
    session.execute(
        update(OutboxRow)
        .where(OutboxRow.id.in_(some.scalar_subquery()))
        .values(payload={}, emptied=True)
        .execution_options(synchronize_session=False)
    )


def empty_quarantine(session: Session, *, before: datetime) -> None:
    """Empty the content of updates that failed before *before*; the reasons stay."""
    session.execute(
        update(Quarantine)
        .where(Quarantine.at < before, Quarantine.payload.is_not(None))
        .values(payload=None)
        .execution_options(synchronize_session=False)
    )
