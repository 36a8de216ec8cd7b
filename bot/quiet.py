"""Quiet hours: when the clinic begins nothing by itself (settings of the section `[quiet]`)."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from bot.config import Quiet

_FRIDAY, _SUNDAY = 4, 6
_MINUTE = timedelta(minutes=1)
_MOST_MINUTES = 3 * 24 * 60  #: whatever the settings are


def is_quiet(moment: datetime, quiet: Quiet, zone: ZoneInfo) -> bool:
    """Whether *moment* lies in the night, in Sunday's morning or in Friday's prayer."""
    local = moment.astimezone(zone)
    at, day = f"{local:%H.%M}", local.weekday()
    if _within(at, quiet.night_from, quiet.night_until):
        return True
    if day == _SUNDAY and at < quiet.sunday_until:
        return True
    return day == _FRIDAY and _within(at, quiet.friday_from, quiet.friday_until)


def end(moment: datetime, quiet: Quiet, zone: ZoneInfo) -> datetime:
    """*moment* itself, or the first full minute after the quiet hours it lies in."""
    if not is_quiet(moment, quiet, zone):
        return moment
    due = moment.replace(second=0, microsecond=0)
    for _minute in range(_MOST_MINUTES):
        due += _MINUTE
        if not is_quiet(due, quiet, zone):
            break
    return due


def _within(at: str, start: str, end: str) -> bool:
    """Whether *at* lies between the two ("HH.MM"); a span may cross midnight."""
    if start <= end:
        return start <= at < end
    return at >= start or at < end
