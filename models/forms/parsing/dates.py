"""Days: 5/1/26, 17/3/30, 5 Jan 2026, 2026-01-05, besok."""

import re
from calendar import monthrange
from datetime import date, timedelta

from models.forms.parsing.result import Unclear
from models.forms.parsing.tokens import plain
from models.rules.input_words import month_of, words

EARLIEST, LATEST = 1900, 2100
#: A year of two digits lies at most so many years ahead; a permit lasts no longer.
_AHEAD = 25

_SEPARATOR = r"\s*[-/. ,]\s*"
_YEAR_FIRST = re.compile(rf"(\d{{4}}){_SEPARATOR}(\d{{1,2}}){_SEPARATOR}(\d{{1,2}})", re.ASCII)
_DAY_FIRST = re.compile(
    rf"(\d{{1,2}}){_SEPARATOR}(\d{{1,2}}){_SEPARATOR}'?(\d{{4}}|\d{{2}})", re.ASCII
)
_DIGITS = re.compile(r"(\d{2})(\d{2})(\d{4})", re.ASCII)
_DAY_AND_MONTH = re.compile(r"(\d{1,2})\s*[-/.]\s*(\d{1,2})", re.ASCII)
_MONTH_AND_YEAR = re.compile(r"(\d{1,2})\s*[-/.]\s*(\d{4})", re.ASCII)
_NAMED = re.compile(
    r"(\d{1,2})(?:st|nd|rd|th)?[\s\-/.]*([^\W\d_]+)\.?(?:[\s\-/.,]*'?(\d{4}|\d{2}))?",
    re.ASCII,
)
_NAME_FIRST = re.compile(
    r"([^\W\d_]+)\.?\s*(\d{1,2})(?:st|nd|rd|th)?(?:\s*,\s*|\s+)(\d{4})", re.ASCII
)
_NAME_AND_YEAR = re.compile(r"([^\W\d_]+)\.?[\s\-/.,]*(\d{4})", re.ASCII)


def day(text: str, today: date) -> date | Unclear:
    """Read a day of the calendar; without a year it is the one nearest to *today*.

    Errors: `date_unclear` · `date_impossible` with `day`, `month`, `year`, `last` · `date_month`
    with `month` · `date_year` with `year` · `date_day_missing` with `month` and `year`.
    """
    said = plain(text).strip(" .,!?")
    for candidate in (said, _bare(said)):
        if candidate in words().relative:
            return today + timedelta(days=words().relative[candidate])
    return _figures(_bare(said), today) or _named(_bare(said), today)


def _figures(said: str, today: date) -> date | Unclear | None:
    """Days in figures only; none for other texts."""
    if found := _YEAR_FIRST.fullmatch(said):
        year, month, of_month = map(int, found.groups())
        return _date(of_month, month, year)
    if found := _DAY_FIRST.fullmatch(said) or _DIGITS.fullmatch(said):
        return _date(int(found[1]), int(found[2]), _full(found[3], today))
    if found := _DAY_AND_MONTH.fullmatch(said):
        return _nearest(int(found[1]), int(found[2]), today)
    if found := _MONTH_AND_YEAR.fullmatch(said):
        return Unclear("date_day_missing", {"month": int(found[1]), "year": int(found[2])})
    return None


def _named(said: str, today: date) -> date | Unclear:
    """Days whose month is a word."""
    names = month_of()
    if (found := _NAMED.fullmatch(said)) and found[2] in names:
        if found[3] is None:
            return _nearest(int(found[1]), names[found[2]], today)
        return _date(int(found[1]), names[found[2]], _full(found[3], today))
    if (found := _NAME_FIRST.fullmatch(said)) and found[1] in names:
        return _date(int(found[2]), names[found[1]], int(found[3]))
    if (found := _NAME_AND_YEAR.fullmatch(said)) and found[1] in names:
        return Unclear("date_day_missing", {"month": names[found[1]], "year": int(found[2])})
    return Unclear("date_unclear")


def _bare(said: str) -> str:
    """The text without "Kamis," and "tanggal" before it."""
    known, parts = words(), said.split()
    while len(parts) > 1 and (
        parts[0].strip(",.") in known.weekdays or parts[0].strip(",.:") in known.date_filler
    ):
        parts = parts[1:]
    return " ".join(parts)


def _date(of_month: int, month: int, year: int) -> date | Unclear:
    if not 1 <= month <= 12:  # noqa: PLR2004
        return Unclear("date_month", {"month": month})
    if not EARLIEST <= year <= LATEST:
        return Unclear("date_year", {"year": year})
    last = monthrange(year, month)[1]
    if 1 <= of_month <= last:
        return date(year, month, of_month)
    params = {"day": of_month, "month": month, "year": year, "last": last}
    return Unclear("date_impossible", params)


def _nearest(of_month: int, month: int, today: date) -> date | Unclear:
    """The day of that name nearest to *today*, the coming one when both are equally near."""
    candidates = [_date(of_month, month, today.year + years) for years in (-1, 0, 1)]
    days = [candidate for candidate in candidates if isinstance(candidate, date)]
    if not days:
        return _date(of_month, month, today.year)
    return min(days, key=lambda candidate: (abs(candidate - today), candidate < today))


def _full(written: str, today: date) -> int:
    if len(written) == 4:  # noqa: PLR2004
        return int(written)
    century = today.year // 100 * 100
    year = century + int(written)
    return year if year <= today.year + _AHEAD else year - 100
