"""Keeping the tables of the kit small: what has served its purpose is emptied or removed."""

from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from models.services import housekeeping


def tidy(session: Session, now: datetime) -> None:
    """Forget old updates and guesses, and empty what was said and what failed long ago."""
    housekeeping.forget_updates(session, before=now - timedelta(hours=48))
    housekeeping.forget_wrong_codes(session, before=now - timedelta(days=1))
    housekeeping.empty_outbox(session, before=now - timedelta(days=30))
    housekeeping.empty_quarantine(session, before=now - timedelta(days=14))
