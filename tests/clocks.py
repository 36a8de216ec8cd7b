"""Moments for tests that ask for one."""

from datetime import UTC, date, datetime

#: Thursday, 14.00 WIB: the beginning of every conversation too.
NOW = datetime(2026, 11, 19, 7, 0, tzinfo=UTC)
TODAY = date(2026, 11, 19)


def real_now() -> datetime:
    """The machine's moment, for tests beside a process that has no other."""
    return datetime.now(UTC)
