"""Quiet hours: when the clinic begins nothing by itself (settings of the section `[quiet]`)."""

from datetime import datetime
from zoneinfo import ZoneInfo

from bot.config import Quiet

_FRIDAY, _SUNDAY = 4, 6


def is_quiet(moment: datetime, quiet: Quiet, zone: ZoneInfo) -> bool:
    """Whether *moment* lies in the night, in Sunday's morning or in Friday's prayer."""
    local = moment.astimezone(zone)
    at, day = f"{local:%H.%M}", local.weekday()
    if _within(at, quiet.night_from, quiet.night_until):
        return True
    if day == _SUNDAY and at < quiet.sunday_until:
        return True
    return day == _FRIDAY and _within(at, quiet.friday_from, quiet.friday_until)


def _within(at: str, start: str, end: str) -> bool:
    """Whether *at* lies between the two ("HH.MM"); a span may cross midnight."""
    if start <= end:
        return start <= at < end
    return at >= start or at < end
