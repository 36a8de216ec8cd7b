"""Days on which the office is closed: by decree, counted, and every mistake named."""

from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot import checks, formats
from models.rules import holidays
from models.rules.holidays import HolidayKind, Holidays
from tests.rules_copies import Office

JAKARTA = ZoneInfo("Asia/Jakarta")


@pytest.fixture(autouse=True, scope="module")
def _loaded() -> None:
    """The file is read before hypothesis looks at the clock."""
    holidays.by_day()


@pytest.fixture
def office(tmp_path: Path) -> Office:
    """holidays.yaml, ready to be changed."""
    return Office(tmp_path, holidays.file(), Holidays)


def easter(year: int) -> date:
    """Easter Sunday by the anonymous Gregorian reckoning (Nature, 1876)."""
    century, of_century = divmod(year, 100)
    epact = 19 * (year % 19) + century - century // 4 - (century - (century + 8) // 25 + 1) // 3
    moon = (epact + 15) % 30
    week = (32 + 2 * (century % 4) + 2 * (of_century // 4) - moon - of_century % 4) % 7
    late = (year % 19 + 11 * moon + 22 * week) // 451
    month, day = divmod(moon + week - 7 * late + 114, 31)
    return date(year, month, day + 1)


def named(year: int, words: str) -> list[date]:
    """The national holidays of a year whose name has *words*."""
    found = holidays.by_day().values()
    return [one.on for one in found if one.on.year == year and words in one.name]


@pytest.mark.parametrize("year", [2026, 2027])
def test_what_can_be_reckoned_agrees_with_the_decree(year: int) -> None:
    sunday = easter(year)
    assert named(year, "Paskah") == [sunday]
    assert sunday - timedelta(2) in named(year, "Wafat Yesus Kristus")
    assert sunday + timedelta(39) in named(year, "Kenaikan Yesus Kristus")
    fixed = {(1, 1), (5, 1), (6, 1), (8, 17), (12, 25)}
    assert all(holidays.is_holiday(date(year, month, day)) for month, day in fixed)


def test_islamic_years_are_ten_to_twelve_days_shorter() -> None:
    for feast in ("hari pertama", "Iduladha 144", "Tahun Baru Islam", "Maulid"):
        (before,), (after,) = named(2026, feast), named(2027, feast)
        assert timedelta(353) <= after - before <= timedelta(356), feast


def test_joint_leave_is_no_holiday_and_no_working_day() -> None:
    eve, christmas, after = (date(2026, 12, day) for day in (24, 25, 28))
    assert (holidays.is_holiday(eve), holidays.is_working_day(eve)) == (False, False)
    assert (holidays.is_holiday(christmas), holidays.is_working_day(christmas)) == (True, False)
    assert (holidays.is_holiday(after), holidays.is_working_day(after)) == (False, True)
    assert not holidays.is_working_day(date(2026, 12, 26))
    assert holidays.by_day()[eve].kind == HolidayKind.JOINT_LEAVE


def test_what_the_minister_decides_later_is_marked() -> None:
    open_days = [one for one in holidays.by_day().values() if one.certainty != "src"]
    assert {one.on.year for one in open_days} == {2027}
    assert all("Idul" in one.name for one in open_days)
    assert {date(2027, 3, 10), date(2027, 5, 17)} <= {one.on for one in open_days}


@pytest.mark.parametrize(
    ("moment", "days", "then"),
    [
        (datetime(2026, 12, 22, 3, tzinfo=UTC), 3, date(2026, 12, 29)),
        (datetime(2026, 12, 29, 3, tzinfo=UTC), 3, date(2027, 1, 4)),
        (datetime(2027, 3, 5, 3, tzinfo=UTC), 1, date(2027, 3, 16)),
        (datetime(2026, 8, 14, 3, tzinfo=UTC), 1, date(2026, 8, 18)),
        (datetime(2028, 1, 3, 3, tzinfo=UTC), 3, date(2028, 1, 6)),
    ],
)
def test_promises_leave_out_the_days_off(moment: datetime, days: int, then: date) -> None:
    assert formats.working_days_later(moment, days, JAKARTA) == then


@given(st.dates(date(2026, 1, 1), date(2028, 6, 1)), st.integers(0, 60))
def test_a_promise_is_kept_on_a_working_day(day: date, days: int) -> None:
    then = holidays.working_days_later(day, days)
    between = (day + timedelta(n) for n in range(1, (then - day).days + 1))
    assert sum(holidays.is_working_day(one) for one in between) == days
    assert days == 0 or holidays.is_working_day(then)


@pytest.mark.parametrize(
    ("today", "years"),
    [
        (date(2026, 11, 25), []),
        (date(2027, 9, 2), []),
        (date(2027, 9, 4), [2028]),
        (date(2028, 6, 1), [2028]),
        (date(2025, 12, 1), [2025]),
    ],
)
def test_a_year_without_decree_is_worth_a_note(today: date, years: list[int]) -> None:
    notes = checks.undecreed(today)
    assert [(note.what, note.ok) for note in notes] == [("rules", None)] * len(years)
    for year, note in zip(years, notes, strict=True):
        assert f"no decree of {year}" in note.text


def test_a_day_that_is_no_part_of_the_decree_may_be_added(office: Office) -> None:
    office.writes(
        "  - {on: 2026-12-24",
        '  - {on: 2026-11-25, kind: national, name: "Pilkada", name_en: "Election", '
        'certainty: src, source: "Keppres"}\n  - {on: 2026-12-24',
    )
    assert date(2026, 11, 25) in {one.on for one in office.read().days}


MISTAKES = [
    ("on: 2026-12-24", "on: 2026-12-2", "Cuti bersama Natal", "on: Input should be a valid date"),
    ("on: 2026-12-24", "on: 2028-12-24", "Cuti bersama Natal", "on: no decree of 2028"),
    ("on: 2026-12-24", "on: 2026-12-25", "Hari Raya Natal", "on: 2026-12-25: stands twice"),
    ("on: 2026-12-24", "on: 2026-12-26", "Hari Raya Natal", "2026-12-25: stands behind 2026-12"),
    ("kind: joint_leave", "kind: cuti", "kind: cuti", "kind: Input should be 'national'"),
    ("certainty: belum", "certainty: ya", "certainty: ya", "certainty: Input should be 'src'"),
    ("national: 17", "national: 18", "national: 18", "names 18 days, the list has 17 of it"),
    ("joint_leave: 8", "joint_leave: 7", "joint_leave: 7", "names 7 days, the list has 8 of it"),
    (
        "year: 2027",
        "year:\n      2026",
        "year:\n",
        "decrees.1.year: 2026: a year stands twice",
    ),
    ("year: 2027", "tahun: 2027", "tahun: 2027", "decrees.1.tahun: Extra inputs"),
    ('name: "Paskah"', 'name: ""', 'name: ""', "name: String should have at least 2"),
]


@pytest.mark.parametrize(("old", "new", "at", "said"), MISTAKES)
def test_a_mistake_in_a_day_is_named(
    office: Office, old: str, new: str, at: str, said: str
) -> None:
    office.writes(old, new)
    line = office.text.count("\n", 0, office.text.index(at)) + 1
    assert [m for m in office.mistakes() if m.startswith(f"holidays.yaml:{line}: ") and said in m]


def test_a_day_that_was_left_out_is_noticed(office: Office) -> None:
    line = next(one for one in office.text.splitlines(keepends=True) if "on: 2026-08-25" in one)
    office.writes(line, "")
    assert ["the decree names 17 days, the list has 16" in m for m in office.mistakes()] == [True]
