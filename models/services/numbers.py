"""Numbers of entries: KE-2026-00017. Gaps are allowed, reuse is not."""

from datetime import datetime
from functools import cache
from zoneinfo import ZoneInfo

from sqlalchemy import Executable, bindparam, select
from sqlalchemy.orm import Session

from models.business import NumberSeries
from models.sql import insert_in

_LAST = select(NumberSeries.last).where(NumberSeries.name == bindparam("series"))

#: The series behind which the revisions of new rows begin; a restore moves it on.
REVISIONS = "revision"
_FIRST_REVISION = "first_revision"


def of_businesses(year: int) -> str:
    """The series of a year's businesses."""
    return f"business:{year}"


def of_products(business_id: int | str) -> str:
    """The series of a business's products."""
    return f"product:{business_id}"


def first_revision(session: Session) -> int:
    """The revision of a new entry or message: 1, until a restore makes it more."""
    if _FIRST_REVISION not in session.info:
        last = session.connection().scalar(_LAST, {"series": REVISIONS})
        session.info[_FIRST_REVISION] = 1 + (last or 0)
    first: int = session.info[_FIRST_REVISION]
    return first


def next_business_number(session: Session, *, now: datetime, zone: ZoneInfo) -> str:
    """The next number of the year, as the office's calendar has it."""
    year = now.astimezone(zone).year
    return f"KE-{year}-{next_in(session, of_businesses(year)):05d}"


def next_in(session: Session, series: str) -> int:
    """The next number of a series, from 1."""
    connection = session.connection()
    counted = connection.execute(_count(connection.dialect.name), {"name": series, "last": 1})
    return int(counted.scalar_one())


@cache
def _count(dialect: str) -> Executable:
    one_more = {"last": NumberSeries.last + 1}
    insert = insert_in(dialect, NumberSeries).on_conflict_do_update(
        index_elements=["name"], set_=one_more
    )
    count: Executable = insert.returning(NumberSeries.last)
    return count
