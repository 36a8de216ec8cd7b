"""Days on which the office is closed: national holidays and joint leave, year by decree."""

from collections import Counter
from collections.abc import Iterator, Mapping
from datetime import date, timedelta
from enum import StrEnum
from functools import cache
from pathlib import Path
from typing import Annotated, Any, Literal

from pydantic import Field

from models.rules.loader import FOLDER, Location, Misfit, Rule, load, rows

_SATURDAY = 5

Words = Annotated[str, Field(min_length=2)]
Year = Annotated[int, Field(ge=2020, le=2100)]


class HolidayKind(StrEnum):
    """Why the office is closed."""

    NATIONAL = "national"  #: hari libur nasional
    JOINT_LEAVE = "joint_leave"  #: cuti bersama


class Decree(Rule):
    """The joint decree of a year, and how many days of each kind it names."""

    year: Year
    decree: Words
    source: Words
    national: int = Field(ge=1)
    joint_leave: int = Field(ge=0)


class Holiday(Rule):
    """One day on which the office is closed."""

    on: date
    kind: HolidayKind
    name: Words
    name_en: Words
    certainty: Literal["src", "umum", "belum"]
    source: Words  #: "SKB 2026" = the decree of that year; anything else says where it stands


class Holidays(Rule):
    """The file `holidays.yaml`."""

    version: object
    decrees: list[Decree] = Field(min_length=1)
    days: list[Holiday] = Field(min_length=1)

    @classmethod
    def misfits(cls, document: Any) -> Iterator[Misfit]:
        """Days out of order or without decree, and decrees whose days are not all here."""
        decrees, days = list(rows(document, "decrees")), list(rows(document, "days"))
        years = [row.get("year") for _location, row in decrees]
        for index, (location, row) in enumerate(decrees):
            if row.get("year") in years[:index]:
                yield Misfit((*location, "year"), f"{row.get('year')}: a year stands twice")
        yield from _disordered(days)
        for location, row in days:
            if isinstance(row.get("on"), date) and row["on"].year not in years:
                yield Misfit((*location, "on"), f"no decree of {row['on'].year}")
        counted = Counter(
            (row["on"].year, row.get("kind"))
            for _location, row in days
            if isinstance(row.get("on"), date) and row.get("source") == f"SKB {row['on'].year}"
        )
        for location, row in decrees:
            for kind in HolidayKind:
                here, named = counted[row.get("year"), kind], row.get(kind)
                if named != here:
                    what = f"the decree names {named} days, the list has {here} of it"
                    yield Misfit((*location, kind), what)


def _disordered(days: list[tuple[Location, Mapping[str, Any]]]) -> Iterator[Misfit]:
    """Days that stand twice, or before an earlier one."""
    before: date | None = None
    for location, row in days:
        day = row.get("on")
        if not isinstance(day, date):
            continue
        if before is not None and day <= before:
            what = "stands twice" if day == before else f"stands behind {before}"
            yield Misfit((*location, "on"), f"{day}: {what}")
        before = day


def file() -> Path:
    """Where the data stand."""
    return FOLDER / "holidays.yaml"


@cache
def _data() -> Holidays:
    return load(file(), Holidays)


@cache
def by_day() -> dict[date, Holiday]:
    """Day → what it is, national holidays and joint leave."""
    return {holiday.on: holiday for holiday in _data().days}


@cache
def years() -> frozenset[int]:
    """The years whose decree is known; of any other only the weekends are."""
    return frozenset(decree.year for decree in _data().decrees)


def is_holiday(day: date) -> bool:
    """Whether *day* is a national holiday; joint leave is none."""
    holiday = by_day().get(day)
    return holiday is not None and holiday.kind == HolidayKind.NATIONAL


def is_working_day(day: date) -> bool:
    """Whether the office is open: no weekend, no national holiday, no joint leave."""
    return day.weekday() < _SATURDAY and day not in by_day()


def working_days_later(day: date, days: int) -> date:
    """The date *days* working days after *day*."""
    while days > 0:
        day += timedelta(days=1)
        days -= is_working_day(day)
    return day
