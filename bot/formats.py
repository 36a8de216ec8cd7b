"""Numbers and dates as people of the clinic write them (Babel knows the months)."""

import html
import re
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from babel.dates import format_date, format_datetime

from bot.texts import Texts
from models.rules import holidays

_TAG = re.compile(r"<[^<>]*>")

#: Text that a copy button can hold.
_MOST_COPIED = 256

#: What the zones of Indonesia are called.
_ZONE_NAMES = {"Asia/Jakarta": "WIB", "Asia/Makassar": "WITA", "Asia/Jayapura": "WIT"}


def day(moment: datetime | date, zone: ZoneInfo, language: str) -> str:
    """24 Nov 2026."""
    local = moment.astimezone(zone).date() if isinstance(moment, datetime) else moment
    return format_date(local, "d MMM y", locale=language)


def written_day(written: str, language: str) -> str:
    """2026-11-24 → 24 Nov 2026."""
    return format_date(date.fromisoformat(written), "d MMM y", locale=language)


def weekday(moment: datetime | date, zone: ZoneInfo, language: str) -> str:
    """Kamis, 19 Nov 2026."""
    local = moment.astimezone(zone).date() if isinstance(moment, datetime) else moment
    return format_date(local, "EEEE, d MMM y", locale=language)


def full_day(moment: datetime | date, zone: ZoneInfo, language: str) -> str:
    """19 November 2026: for papers."""
    local = moment.astimezone(zone).date() if isinstance(moment, datetime) else moment
    return format_date(local, "d MMMM y", locale=language)


def full_weekday(moment: datetime | date, zone: ZoneInfo, language: str) -> str:
    """Kamis, 19 November 2026: for papers."""
    local = moment.astimezone(zone).date() if isinstance(moment, datetime) else moment
    return format_date(local, "EEEE, d MMMM y", locale=language)


def hours(starts_at: datetime, ends_at: datetime, zone: ZoneInfo, language: str) -> str:
    """09.00–13.00 WIB, of one day."""
    first = format_datetime(starts_at.astimezone(zone), "HH.mm", locale=language)
    return f"{first}–{clock_time(ends_at, zone, language)}"


def clock_time(moment: datetime, zone: ZoneInfo, language: str) -> str:
    """14.00 WIB."""
    time = format_datetime(moment.astimezone(zone), "HH.mm", locale=language)
    return f"{time} {zone_name(zone)}"


def zone_name(zone: ZoneInfo) -> str:
    """WIB."""
    return _ZONE_NAMES.get(zone.key, zone.key)


def whole_minute(moment: datetime) -> datetime:
    """The first whole minute that is not before *moment*: a time to be told to somebody."""
    full = moment.replace(second=0, microsecond=0)
    return full if full == moment else full + timedelta(minutes=1)


def day_and_time(moment: datetime, zone: ZoneInfo, language: str) -> str:
    """24 Nov 2026, 14.00 WIB."""
    return f"{day(moment, zone, language)}, {clock_time(moment, zone, language)}"


def working_days_later(moment: datetime, days: int, zone: ZoneInfo) -> date:
    """The date *days* working days after *moment*, as the office counts them (`holidays.yaml`)."""
    return holidays.working_days_later(moment.astimezone(zone).date(), days)


def without_tags(words: str) -> str:
    """HTML as plain text in one line."""
    return " ".join(html.unescape(_TAG.sub("", words)).split())


def invitation_text(say: Texts, *, owner: str, regency: str, clinic: str, link: str) -> str:
    """What an officer sends through WhatsApp; at most 256 characters, the link always whole."""
    return _copied(
        say, "nomination.whatsapp", "owner", owner=owner, regency=regency, clinic=clinic, link=link
    )


def staff_invitation_text(say: Texts, *, role: str, clinic: str, link: str, until: str) -> str:
    """What an admin sends to a colleague; at most 256 characters, the link always whole."""
    return _copied(
        say, "roles.whatsapp", "clinic", role=role, clinic=clinic, link=link, until=until
    )


def _copied(say: Texts, key: str, longest: str, **params: str) -> str:
    """A text that a copy button can hold: the parameter *longest* is cut where it must be."""
    text = say.plain(key, **params)
    if len(text) <= _MOST_COPIED:
        return text
    room = _MOST_COPIED - (len(text) - len(params[longest]))
    cut = params[longest][: max(room, 0)]
    return say.plain(key, **(params | {longest: cut}))[:_MOST_COPIED]
