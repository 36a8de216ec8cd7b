"""What the clock does for curation: decisions settle, what was held too long is free again."""

from datetime import datetime

from sqlalchemy.orm import Session

from bot.clinic import Showing
from models.services import queue, settling, stages


def run(session: Session, now: datetime, showing: Showing) -> None:
    """Do what is due; again does no harm."""
    for entry, decided in settling.settle(session, now=now):
        showing.told(session, now, entry, decided)
        moved = stages.after_decision(session, entry, now=now)
        if moved is not None:
            showing.moved(session, now, moved)
    for entry in queue.lapse(session, now=now):
        showing.freed(session, now, entry)
    showing.news(session, now)
