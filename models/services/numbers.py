"""Numbers of entries: KE-2026-00017. Gaps are allowed, reuse is not."""

from datetime import datetime
from zoneinfo import ZoneInfo

from sqlalchemy.orm import Session

from models.business import NumberSeries
from models.sql import insert_for


def next_business_number(session: Session, *, now: datetime, zone: ZoneInfo) -> str:
    """The next number of the year, as the office's calendar has it."""
    year = now.astimezone(zone).year
    return f"KE-{year}-{next_in(session, f'business:{year}'):05d}"


def next_in(session: Session, series: str) -> int:
    """The next number of a series, from 1."""
    insert = insert_for(session, NumberSeries).values(name=series, last=1)
    counted = insert.on_conflict_do_update(
        index_elements=["name"], set_={"last": NumberSeries.last + 1}
    ).returning(NumberSeries.last)
    return int(session.execute(counted).scalar_one())
