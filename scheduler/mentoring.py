"""What the clock does for mentoring: sittings end ten minutes after their last verdict."""

from datetime import datetime

from sqlalchemy.orm import Session

from bot.clinic import Showing
from models.services import sittings


def run(session: Session, now: datetime, showing: Showing) -> None:
    """Do what is due; again does no harm."""
    for closed in sittings.close_due(session, now=now):
        showing.judged(session, now, closed)
