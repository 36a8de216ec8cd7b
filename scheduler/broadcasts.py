"""What the clock does for broadcasts: they begin, end, and are dropped when it is too late."""

from datetime import datetime

from sqlalchemy.orm import Session

from bot.clinic import Showing
from bot.late import Fate
from models.broadcast import Broadcast, BroadcastState
from models.services import broadcast_runs


def run(session: Session, now: datetime, showing: Showing) -> None:
    """Do what is due; again does no harm."""
    for row in broadcast_runs.active(session):
        if row.state == BroadcastState.SCHEDULED:
            _begin(session, now, row, showing)
        else:
            broadcast_runs.finish(session, row, now=now)
        showing.cast(session, now, row)


def _begin(session: Session, now: datetime, row: Broadcast, showing: Showing) -> None:
    match showing.fate(row.due_at or now, now):
        case Fate.RUN:
            broadcast_runs.begin(session, row, now=now)
        case Fate.DROP:
            broadcast_runs.drop(session, row, now=now)
        case Fate.WAIT:
            pass
