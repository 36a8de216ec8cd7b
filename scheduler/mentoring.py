"""What the clock does for mentoring: sittings end, and so do documents."""

from datetime import date, datetime

from sqlalchemy.orm import Session

from bot.clinic import Showing
from models.services import sittings, wallet


def run(session: Session, now: datetime, showing: Showing) -> None:
    """End the sittings whose last verdict is ten minutes old; again does no harm."""
    for closed in sittings.close_due(session, now=now):
        showing.judged(session, now, closed)


def end_documents(session: Session, today: date, now: datetime, showing: Showing) -> None:
    """Make what is no longer good an item to be repaired; again does no harm."""
    for ended in wallet.end_due(session, today=today, now=now):
        showing.ended(session, now, ended)
