"""Work whose time has passed: the one rule for everything the clinic begins at a time.

What was due while the machine was off runs once when it is back, in the hours in which the clinic
may write; what is more than a day late is dropped, and whoever ordered it is told.
"""

import enum
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from bot.config import Quiet
from bot.quiet import is_quiet

TOO_LATE = timedelta(hours=24)


class Fate(enum.Enum):
    """What is to happen to it now."""

    WAIT = enum.auto()  #: not yet, or not in these hours
    RUN = enum.auto()
    DROP = enum.auto()


def fate(due_at: datetime, now: datetime, quiet: Quiet, zone: ZoneInfo) -> Fate:
    """What is to happen *now* to what is due at *due_at*."""
    if now < due_at:
        return Fate.WAIT
    if now - due_at > TOO_LATE:
        return Fate.DROP
    return Fate.WAIT if is_quiet(now, quiet, zone) else Fate.RUN
