"""Days, years, yes and no, and numbers of a list, as people type them."""

from datetime import date, timedelta

import pytest
from babel.dates import format_date
from hypothesis import given
from hypothesis import strategies as st

from models.forms.parsing.choices import numbers_chosen
from models.forms.parsing.dates import day
from models.forms.parsing.result import Unclear
from models.forms.parsing.years import year
from models.forms.parsing.yes_no import yes_no

TODAY = date(2026, 11, 24)


@pytest.fixture(autouse=True, scope="module")
def _loaded() -> None:
    """The files are read before hypothesis looks at the clock."""
    day("5 Jan 2026", date(2026, 11, 24))


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("5/1/26", date(2026, 1, 5)),
        ("17/3/30", date(2030, 3, 17)),
        ("05-01-2026", date(2026, 1, 5)),
        ("5.1.2026", date(2026, 1, 5)),
        ("5 1 26", date(2026, 1, 5)),
        ("5 Jan 2026", date(2026, 1, 5)),
        ("5 Januari 2026", date(2026, 1, 5)),
        ("5jan26", date(2026, 1, 5)),
        ("tgl 5 Januari 2026", date(2026, 1, 5)),
        ("Kamis, 19 Nov 2026", date(2026, 11, 19)),
        ("24 Agt '27", date(2027, 8, 24)),
        ("1 Pebruari 2027", date(2027, 2, 1)),
        ("2026-01-05", date(2026, 1, 5)),
        ("05012026", date(2026, 1, 5)),
        ("Jan 5, 2026", date(2026, 1, 5)),
        ("5th January 2026", date(2026, 1, 5)),
        ("29/2/28", date(2028, 2, 29)),
        ("5/1/85", date(1985, 1, 5)),
        ("hari ini", date(2026, 11, 24)),
        ("Besok", date(2026, 11, 25)),
        ("kemarin", date(2026, 11, 23)),
        ("lusa", date(2026, 11, 26)),
        ("minggu depan", date(2026, 12, 1)),
        ("5 Jan", date(2027, 1, 5)),
        ("5/10", date(2026, 10, 5)),
        ("20 nov", date(2026, 11, 20)),
    ],
)
def test_days_are_understood(text: str, expected: date) -> None:
    assert day(text, TODAY) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            "31/2/26",
            Unclear("date_impossible", {"day": 31, "month": 2, "year": 2026, "last": 28}),
        ),
        (
            "29 Feb 2027",
            Unclear("date_impossible", {"day": 29, "month": 2, "year": 2027, "last": 28}),
        ),
        (
            "31 April",
            Unclear("date_impossible", {"day": 31, "month": 4, "year": 2026, "last": 30}),
        ),
        ("0/1/26", Unclear("date_impossible", {"day": 0, "month": 1, "year": 2026, "last": 31})),
        ("12/31/2026", Unclear("date_month", {"month": 31})),
        ("5/1/3026", Unclear("date_year", {"year": 3026})),
        ("Jan 2027", Unclear("date_day_missing", {"month": 1, "year": 2027})),
        ("12/2027", Unclear("date_day_missing", {"month": 12, "year": 2027})),
        ("murah", Unclear("date_unclear")),
        ("5 Foo 2026", Unclear("date_unclear")),
        ("2026", Unclear("date_unclear")),
        ("", Unclear("date_unclear")),
    ],
)
def test_days_that_are_none_say_why(text: str, expected: Unclear) -> None:
    assert day(text, TODAY) == expected


def test_a_day_without_a_year_is_the_nearest() -> None:
    assert day("31 Des", date(2027, 1, 2)) == date(2026, 12, 31)
    assert day("2 Jan", date(2026, 12, 31)) == date(2027, 1, 2)
    assert day("29 Feb", date(2027, 6, 1)) == date(2028, 2, 29)


@given(
    st.dates(date(1977, 1, 1), date(2051, 12, 31)),
    st.sampled_from(["d MMM yyyy", "d MMMM yyyy", "EEEE, d MMM yyyy", "dd/MM/yyyy", "d-M-yy"]),
)
def test_a_day_comes_back_from_how_it_is_shown(expected: date, pattern: str) -> None:
    assert day(format_date(expected, pattern, locale="id"), TODAY) == expected


@given(st.dates(date(1900, 1, 1), date(2100, 12, 31)))
def test_a_day_comes_back_from_english_and_iso(expected: date) -> None:
    assert day(expected.isoformat(), TODAY) == expected
    assert day(format_date(expected, "d MMMM yyyy", locale="en"), TODAY) == expected


@given(st.dates(date(1950, 1, 1), date(2090, 12, 31)), st.integers(-150, 150))
def test_a_near_day_needs_no_year(today: date, days: int) -> None:
    expected = today + timedelta(days=days)
    if (expected.month, expected.day) != (2, 29):
        assert day(f"{expected.day}/{expected.month}", today) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("2016", 2016),
        ("sejak 2016", 2016),
        ("sejak tahun 2016", 2016),
        ("thn 2015", 2015),
        ("Maret 2016", 2016),
        ("16", 2016),
        ("'98", 1998),
        ("5 tahun lalu", 2021),
        ("setahun yang lalu", 2025),
        ("dua tahun lalu", 2024),
        ("tahun ini", 2026),
        ("tahun lalu", 2025),
        ("2026", 2026),
        ("2062", Unclear("year_future", {"year": 2062})),
        ("1850", Unclear("year_old", {"year": 1850})),
        ("lama", Unclear("year_number")),
        ("201", Unclear("year_number")),
        ("2015-2016", Unclear("year_number")),
        ("5 bulan lalu", Unclear("year_number")),
        ("20.160", Unclear("year_number")),
        ("", Unclear("year_number")),
    ],
)
def test_years_are_understood(text: str, expected: int | Unclear) -> None:
    assert year(text, TODAY) == expected


@given(st.integers(1900, 2026), st.sampled_from(["{}", "sejak {}", "tahun {}.", "mulai thn {}"]))
def test_every_year_so_far_is_understood(expected: int, words: str) -> None:
    assert year(words.format(expected), TODAY) == expected


@pytest.mark.parametrize(
    "text",
    ["ya", "iya", "y", "Y.", "ok", "OKE", "udah", "sudah", "sudah ada kak", "ada", "iyaaa", "yes"],
)
def test_yes(text: str) -> None:
    assert yes_no(text) is True


@pytest.mark.parametrize(
    "text",
    [
        "tidak", "tdk", "gak", "ga", "belum", "blm", "BELUM!", "belum pernah", "belum ya kak",
        "tidak mau", "gak ada", "no", "belum punya",
    ],
)  # fmt: skip
def test_no(text: str) -> None:
    assert yes_no(text) is False


@pytest.mark.parametrize(
    "text", ["", "tidak tahu", "ya tidak", "mungkin", "👍", "kak", "1", "ya " * 20, "kopi"]
)
def test_neither_yes_nor_no(text: str) -> None:
    assert yes_no(text) == Unclear("yes_no")


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("1, 3", (1, 3)),
        ("1,3", (1, 3)),
        ("1 dan 3", (1, 3)),
        ("3 1", (1, 3)),
        ("no 1 & 3.", (1, 3)),
        ("satu dan tiga", (1, 3)),
        ("2-4", (2, 3, 4)),
        ("2 sampai 4, 7", (2, 3, 4, 7)),
        ("1,1,1", (1,)),
        ("semua", (1, 2, 3, 4, 5, 6, 7, 8, 9)),
        ("kosong", ()),
        ("13", Unclear("choice_range", {"number": 13, "count": 9})),
        ("1, 0", Unclear("choice_range", {"number": 0, "count": 9})),
        ("1 kg", Unclear("choice_expected")),
        ("jerman", Unclear("choice_expected")),
        ("-", Unclear("choice_expected")),
        ("", Unclear("choice_expected")),
    ],
)
def test_numbers_of_a_list_are_understood(text: str, expected: tuple[int, ...] | Unclear) -> None:
    assert numbers_chosen(text, 9) == expected


@given(st.sets(st.integers(1, 20), min_size=1), st.sampled_from([", ", " ", " dan ", ",", "; "]))
def test_a_choice_comes_back_from_how_it_is_written(chosen: set[int], between: str) -> None:
    text = between.join(map(str, chosen))
    assert numbers_chosen(text, 20) == tuple(sorted(chosen))


PIECES = st.sampled_from(
    [
        "1",
        "31",
        "2",
        "26",
        "2026",
        "/",
        "-",
        ".",
        ",",
        "jan",
        "feb",
        "5/1/26",
        "ya",
        "tidak",
        "belum",
        "semua",
        "dan",
        "s/d",
        "besok",
        "tahun",
        "lalu",
        "'",
        "٣",
        "²",
        "9999",
    ]
)
TEXTS = st.one_of(st.text(max_size=250), st.lists(PIECES, max_size=10).map(" ".join))


@given(TEXTS, st.dates(date(1950, 1, 1), date(2090, 12, 31)))
def test_no_text_raises(text: str, today: date) -> None:
    read = day(text, today)
    assert isinstance(read, date) or read.error.startswith("date_")
    began = year(text, today)
    assert isinstance(began, Unclear) or 1900 <= began <= today.year
    assert yes_no(text) in (True, False, Unclear("yes_no"))
    chosen = numbers_chosen(text, 9)
    assert isinstance(chosen, Unclear) or set(chosen) <= set(range(1, 10))
