"""Units and periods: every alias leads somewhere, and sums are exact."""

from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.rules import units
from models.rules.loader import RulesError, load


@pytest.fixture(autouse=True, scope="module")
def _loaded() -> None:
    """The files are read before hypothesis looks at the clock."""
    units.understand("kg")


@pytest.mark.parametrize(
    ("word", "code"),
    [
        ("kg", "kg"),
        ("KG.", "kg"),
        ("kilo", "kg"),
        ("gr", "g"),
        ("ton", "ton"),
        ("kwintal", "kuintal"),
        ("pcs", "buah"),
        ("helai", "lembar"),
        ("bungkus", "kemasan"),
        ("m²", "m2"),
        ("meter  persegi", "m2"),
        ("M3", "m3"),
        ("kodi", "kodi"),
        ("lusin", "lusin"),
        ("psg", "pasang"),
        ("liter", "liter"),
        ("btl", "botol"),
        ("murah", None),
        ("", None),
    ],
)
def test_words_mean_units(word: str, code: str | None) -> None:
    assert units.understand(word) == code


def test_words_mean_periods() -> None:
    words = ["hari", "mgg", "bln", "thn", "panen", "kg"]
    expected = ["day", "week", "month", "year", "season", None]
    assert [units.understand_period(word) for word in words] == expected
    words = ["sehari", "seminggu", "sebulan", "setahun", "semusim", "minggu"]
    assert [units.understand_once(word) for word in words] == expected


def test_a_week_is_a_twelfth_of_52_to_the_month() -> None:
    monthly = units.per_month(Decimal(50), "week")
    assert monthly is not None
    assert round(monthly, 2) == Decimal("216.67")
    assert units.per_month(Decimal(50), "month") == 50
    assert units.per_month(Decimal(600), "year") == 50
    assert units.per_month(Decimal(10), "day") == 300
    assert units.per_month(Decimal(50), "season") is None


def test_months_of_a_duration() -> None:
    assert units.months(Decimal(1), "year") == 12
    assert units.months(Decimal(90), "day") == 3
    assert units.months(Decimal(52), "week") == 12
    assert units.months(Decimal(1), "season") is None


@pytest.mark.parametrize(
    ("amount", "unit", "to", "result"),
    [
        ("2", "ton", "kg", "2000"),
        ("250", "g", "kg", "0.25"),
        ("3", "kuintal", "ton", "0.3"),
        ("2", "kodi", "buah", "40"),
        ("1", "kodi", "lusin", "1.666666666666666666666666667"),
        ("7", "botol", "botol", "7"),
        ("7", "botol", "liter", None),
        ("1", "kg", "liter", None),
        ("1", "lembar", "buah", None),
    ],
)
def test_only_the_same_kind_is_converted(
    amount: str, unit: str, to: str, result: str | None
) -> None:
    converted = units.convert(Decimal(amount), unit, to)
    assert converted == (None if result is None else Decimal(result))


@given(
    st.decimals(min_value=0, max_value=10**6, places=3),
    st.sampled_from(["kg", "g", "ton", "kuintal", "ons"]),
    st.sampled_from(["kg", "g", "ton", "kuintal", "ons"]),
)
def test_there_and_back_is_the_same(amount: Decimal, unit: str, to: str) -> None:
    there = units.convert(amount, unit, to)
    assert there is not None
    assert units.convert(there, to, unit) == amount


def test_names_follow_the_language() -> None:
    assert units.name("lembar", "id") == "lembar"
    assert units.name("lembar", "en") == "sheets"
    assert units.period_name("week", "id") == "minggu"
    assert units.period_name("week", "en") == "week"


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ('factor: "0.001"', 'factor: "few"', "units.1.factor"),
        ('factor: "0.001"', 'factor: "1/0"', "units.1.factor"),
        (
            "alias: [gr, gram",
            "alias: [kilo, gram",
            "'kilo': not in small letters, or stands twice",
        ),
        ("alias: [gr, gram", "alias: [GR, gram", "'GR': not in small letters"),
        ('factor: "1000", name_id: ton', 'factor: "-1", name_id: ton', "a factor is above zero"),
    ],
)
def test_mistakes_are_named(tmp_path: Path, old: str, new: str, said: str) -> None:
    text = units.file().read_text("utf-8")
    assert old in text
    path = tmp_path / "units.yaml"
    path.write_text(text.replace(old, new, 1), "utf-8")
    with pytest.raises(RulesError) as caught:
        load(path, units.Units)
    assert said in str(caught.value)
