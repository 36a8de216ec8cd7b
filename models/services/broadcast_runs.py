"""Broadcasts as the clock moves them: begun when due, filled, ended when all of it is out.

What the clock changes counts no revision, so that a button shown before still fits.
"""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import func, select, update
from sqlalchemy.orm import Session

from models.broadcast import IS_ACTIVE, Broadcast, BroadcastState
from models.person import Person
from models.services import audiences, audit, deliveries
from models.services.audiences import Audience
from models.services.broadcasts import KIND
from models.sql import compare_and_set


def active(session: Session) -> list[Broadcast]:
    """Those that are scheduled or under way, the longest due first."""
    return list(
        session.scalars(
            select(Broadcast)
            .where(IS_ACTIVE)
            .order_by(Broadcast.due_at, Broadcast.id)
            .execution_options(populate_existing=True)
        )
    )


def begin(session: Session, row: Broadcast, *, now: datetime) -> bool:
    """Its time has come: who is there now is who receives it."""
    newest = session.scalar(select(func.max(Person.id))) or 0
    values = {"state": BroadcastState.FILLING, "began_at": now, "fill_until": newest}
    return _by_clock(session, row, BroadcastState.SCHEDULED, "broadcast.began", now, **values)


def drop(session: Session, row: Broadcast, *, now: datetime) -> bool:
    """Its time has passed too long ago."""
    values = {"state": BroadcastState.CANCELLED, "ended_at": now}
    return _by_clock(session, row, BroadcastState.SCHEDULED, "broadcast.too_late", now, **values)


def filling(session: Session) -> list[int]:
    """Those whose deliveries are being written."""
    rows = select(Broadcast.id).where(IS_ACTIVE, Broadcast.state == BroadcastState.FILLING)
    return list(session.scalars(rows.order_by(Broadcast.id)))


def missing_recipients(
    session: Session, broadcast_id: int, *, now: datetime
) -> list[audiences.Recipient] | None:
    """Who is still to be written as a delivery; none = it is not being filled."""
    row = session.get(Broadcast, broadcast_id)
    if row is None or row.state != BroadcastState.FILLING or row.fill_until is None:
        return None
    audience = Audience.of(row.audience)
    return audiences.recipients(
        session, audience, row.news, after=row.filled_to, until=row.fill_until, now=now
    )


def fill(
    session: Session,
    broadcast_id: int,
    piece: Sequence[audiences.Recipient],
    *,
    is_last: bool,
    now: datetime,
) -> bool:
    """Write a piece of the deliveries, in order of persons; False = it is not being filled."""
    row = session.get(Broadcast, broadcast_id, populate_existing=True, with_for_update=True)
    if row is None or row.state != BroadcastState.FILLING:
        return False
    rows = [(one.person_id, one.business_id, one.state) for one in piece]
    deliveries.put(session, KIND, row.id, rows, now=now)
    if piece:
        row.filled_to = max(row.filled_to, piece[-1].person_id)
    if is_last:
        row.is_filled, row.state = True, BroadcastState.RUNNING
    session.flush()
    return True


def finish(session: Session, row: Broadcast, *, now: datetime) -> bool:
    """It has ended if nothing of it waits any more."""
    if row.state != BroadcastState.RUNNING or deliveries.is_open(session, KIND, row.id):
        return False
    values = {"state": BroadcastState.DONE, "ended_at": now}
    return _by_clock(session, row, BroadcastState.RUNNING, "broadcast.ended", now, **values)


def _by_clock(
    session: Session,
    row: Broadcast,
    seen: BroadcastState,
    action: str,
    now: datetime,
    **values: Any,
) -> bool:
    where = (Broadcast.id == row.id, Broadcast.state == seen)
    if not compare_and_set(session, update(Broadcast).where(*where).values(**values)):
        return False
    session.refresh(row)
    audit.record(session, None, action, (KIND, row.id), now=now)
    return True
