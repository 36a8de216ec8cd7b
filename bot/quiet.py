"""Quiet hours: when the clinic begins nothing by itself (settings of the section `[quiet]`)."""

from datetime import datetime, time
from zoneinfo import ZoneInfo

from bot.config import Quiet

_FRIDAY, _SUNDAY = 4, 6


def is_quiet(moment: datetime, quiet: Quiet, zone: ZoneInfo) -> bool:
    """Whether *moment* lies in the night, in Sunday's morning or in Friday's prayer."""
    local = moment.astimezone(zone)
    at, day = local.time(), local.weekday()
    if _within(at, quiet.night_from, quiet.night_until):
        return True
    if day == _SUNDAY and at < quiet.sunday_until:
        return True
    return day == _FRIDAY and _within(at, quiet.friday_from, quiet.friday_until)


def _within(at: time, start: time, end: time) -> bool:
    """Whether *at* lies between the two; a span may cross midnight, equal ends span nothing."""
    if start <= end:
        return start <= at < end
    return at >= start or at < end
