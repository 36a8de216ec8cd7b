"""Money, quantities, sizes, durations and plain numbers, as people type them on a telephone."""

from decimal import Decimal

import pytest
from babel.numbers import format_decimal
from hypothesis import example, given
from hypothesis import strategies as st

from models.forms.parsing.durations import Duration, duration
from models.forms.parsing.money import MOST, Money, money
from models.forms.parsing.quantity import Quantity, Size, quantity, rounded, size
from models.forms.parsing.result import Unclear
from models.forms.parsing.tokens import number
from models.forms.parsing.whole import Number, decimal_number, whole_number
from models.rules import units


@pytest.fixture(autouse=True, scope="module")
def _loaded() -> None:
    """The files are read before hypothesis looks at the clock."""
    quantity("50 kg/minggu")


def indonesian(value: Decimal | int) -> str:
    return str(format_decimal(value, locale="id", decimal_quantization=False))


@pytest.mark.parametrize(
    ("text", "rupiah"),
    [
        ("5jt", 5_000_000),
        ("Rp 500.000", 500_000),
        ("Rp. 500.000,-", 500_000),
        ("rp500.000,00", 500_000),
        ("1,5 juta", 1_500_000),
        ("1.5 jt", 1_500_000),
        ("1 juta setengah", 1_500_000),
        ("satu setengah juta", 1_500_000),
        ("500rb", 500_000),
        ("500 ribuan", 500_000),
        ("2 M", 2_000_000_000),
        ("2,5 miliar", 2_500_000_000),
        ("85rb", 85_000),
        ("85k", 85_000),
        ("85.000", 85_000),
        ("85,000", 85_000),
        ("85000", 85_000),
        ("1.500", 1_500),
        ("1.250.000,50", 1_250_000),
        ("1 250 000", 1_250_000),
        ("1jt 250rb", 1_250_000),
        ("2jt500rb", 2_500_000),
        ("dua ratus lima puluh ribu", 250_000),
        ("sejuta dua ratus ribu", 1_200_000),
        ("kira2 85rb kak", 85_000),
        ("harganya sekitar Rp85.000 saja", 85_000),
        ("Idr 85000", 85_000),
        ("８５ｒｂ", 85_000),
    ],
)
def test_money_is_understood(text: str, rupiah: int) -> None:
    assert money(text) == Money(rupiah)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("85rb/kg", Money(85_000, "kg")),
        ("Rp85.000 per kemasan", Money(85_000, "kemasan")),
        ("85 ribu sekilo", Money(85_000, "kg")),
        ("85rb kg", Money(85_000, "kg")),
        ("9rb per 100 g", Money(9_000, "g", Decimal(100))),
        ("150rb/m", Money(150_000, "m")),
        ("per lembar 1,5jt", Money(1_500_000, "lembar")),
        ("85rb per orang", Money(85_000)),
    ],
)
def test_money_keeps_what_it_is_for(text: str, expected: Money) -> None:
    assert money(text) == expected


@pytest.mark.parametrize(
    ("text", "error"),
    [
        ("murah", "money_number"),
        ("", "money_number"),
        ("juta", "money_number"),
        ("0", "money_number"),
        ("-5000", "money_number"),
        ("5 kg", "money_number"),
        ("1.2.3", "money_number"),
        ("9" * 40, "money_number"),
        ("80-90rb", "number_range"),
        ("80rb sampai 90rb", "number_range"),
        ("2 kotak 85rb", "money_several"),
        ("US$5", "money_foreign"),
        ("10 dolar", "money_foreign"),
        ("RM 20", "money_foreign"),
        ("2000 triliun", "money_large"),
    ],
)
def test_money_that_is_none_says_why(text: str, error: str) -> None:
    assert money(text) == Unclear(error)


@pytest.mark.parametrize(
    ("text", "amount", "unit", "period", "monthly"),
    [
        ("50 kg/minggu", "50", "kg", "week", "216.67"),
        ("50kg seminggu", "50", "kg", "week", "216.67"),
        ("50 kg per minggu", "50", "kg", "week", "216.67"),
        ("seminggu 50 kg", "50", "kg", "week", "216.67"),
        ("2 ton", "2", "ton", None, None),
        ("kira-kira 50 kg", "50", "kg", None, None),
        ("kira2 50 kg", "50", "kg", None, None),
        ("1,5 ton/bulan", "1.5", "ton", "month", "1.50"),
        ("1.500 lembar sebulan", "1500", "lembar", "month", "1500"),
        ("2rb pcs/bln", "2000", "buah", "month", "2000"),
        ("12 kodi tiap bulan", "12", "kodi", "month", "12"),
        ("10 botol/hari", "10", "botol", "day", "300"),
        ("600 pasang setahun", "600", "pasang", "year", "50"),
        ("2 kuintal per panen", "2", "kuintal", "season", None),
        ("300 m", "300", "m", None, None),
        ("20 m²", "20", "m2", None, None),
        ("20 meter persegi", "20", "m2", None, None),
        ("setengah ton", "0.5", "ton", None, None),
        ("sekodi sebulan", "1", "kodi", "month", "1"),
        ("dua belas helai sebulan", "12", "lembar", "month", "12"),
        ("200 kg a year", "200", "kg", "year", "16.67"),
        ("50 kg kopi arabika per bulan", "50", "kg", "month", "50"),
    ],
)
def test_quantities_are_understood(
    text: str, amount: str, unit: str, period: str | None, monthly: str | None
) -> None:
    expected = None if monthly is None else Decimal(monthly)
    assert quantity(text) == Quantity(Decimal(amount), unit, period, expected)


def test_a_time_may_be_several() -> None:
    expected = Quantity(Decimal(100), "kg", "week", Decimal("216.67"), every=2)
    assert quantity("100 kg per 2 minggu") == expected


def test_a_monthly_amount_is_shown_without_false_precision() -> None:
    assert rounded(Decimal("216.67")) == 217
    assert rounded(Decimal("1.50")) == Decimal("1.5")
    assert rounded(Decimal("9.995")) == 10


@pytest.mark.parametrize(
    ("text", "error"),
    [
        ("banyak", "quantity_number"),
        ("", "quantity_number"),
        ("kg", "quantity_number"),
        ("0 kg", "quantity_number"),
        ("-5 kg", "quantity_number"),
        ("50", "quantity_unit"),
        ("100 per minggu", "quantity_unit"),
        ("50-60 kg/minggu", "number_range"),
        ("5 karung 50 kg", "quantity_unclear"),
        ("sekilo 5 kg", "quantity_unclear"),
        ("1 kontainer 20 feet", "quantity_unclear"),
    ],
)
def test_quantities_that_are_none_say_why(text: str, error: str) -> None:
    assert quantity(text) == Unclear(error)


@pytest.mark.parametrize(
    ("text", "amount", "unit"),
    [
        ("250 g", "250", "g"),
        ("100g", "100", "g"),
        ("isi 100 gr", "100", "g"),
        ("1 liter", "1", "liter"),
        ("500ml", "500", "ml"),
        ("sekilo", "1", "kg"),
        ("10 pcs", "10", "buah"),
        ("0,25 kg", "0.25", "kg"),
    ],
)
def test_sizes_are_understood(text: str, amount: str, unit: str) -> None:
    assert size(text) == Size(Decimal(amount), unit)


@pytest.mark.parametrize(
    ("text", "error"),
    [("besar", "size_number"), ("250", "size_unit"), ("2 bungkus", "size_unit")],
)
def test_sizes_that_are_none_say_why(text: str, error: str) -> None:
    assert size(text) == Unclear(error)


@pytest.mark.parametrize(
    ("text", "amount", "period", "months"),
    [
        ("12 bulan", "12", "month", "12"),
        ("setahun", "1", "year", "12"),
        ("6 minggu", "6", "week", "1.38"),
        ("90 hari", "90", "day", "3"),
        ("setengah tahun", "0.5", "year", "6"),
        ("1 tahun 6 bulan", "1", "year", "18"),
        ("tahan sekitar 2 thn", "2", "year", "24"),
        ("dua belas bulan", "12", "month", "12"),
        ("a year", "1", "year", "12"),
        ("6 months", "6", "month", "6"),
    ],
)
def test_durations_are_understood(text: str, amount: str, period: str, months: str) -> None:
    assert duration(text) == Duration(Decimal(amount), period, Decimal(months))


@pytest.mark.parametrize(
    ("text", "error"),
    [
        ("lama", "duration_number"),
        ("0 bulan", "duration_number"),
        ("12", "duration_period"),
        ("1 musim", "duration_period"),
        ("6-12 bulan", "number_range"),
        ("1000 tahun", "duration_long"),
    ],
)
def test_durations_that_are_none_say_why(text: str, error: str) -> None:
    assert duration(text) == Unclear(error)


def test_plain_numbers_are_understood() -> None:
    texts = ["12", "dua belas", "12 orang", "1.250", "seratus lima puluh", "dua puluh lima"]
    assert [whole_number(text) for text in texts] == [12, 12, 12, 1250, 150, 25]
    assert decimal_number("13,4%") == Number(Decimal("13.4"), percent=True)
    assert decimal_number("13,4") == Number(Decimal("13.4"), percent=False)


@pytest.mark.parametrize(
    ("text", "error"),
    [
        ("banyak", "number_expected"),
        ("1,5", "number_whole"),
        ("12%", "number_expected"),
        ("1 atau 2", "number_range"),
        ("-3", "number_expected"),
        ("9 triliun", "number_large"),
        ("sebelas belas", "number_expected"),
    ],
)
def test_numbers_that_are_none_say_why(text: str, error: str) -> None:
    assert whole_number(text) == Unclear(error)


@pytest.mark.parametrize(
    ("written", "value"),
    [
        ("1.500", "1500"),
        ("1.5", "1.5"),
        ("1,500", "1.500"),
        ("0.500", "0.5"),
        ("1.250.000,50", "1250000.50"),
        ("1,250.50", "1250.50"),
        ("1,250,000", "1250000"),
        ("1.25.000", None),
        ("1.2.3", None),
        ("1,2,3", None),
        ("0012", "12"),
        ("", None),
        (",", None),
        ("1,", None),
    ],
)
def test_written_numbers_are_read_the_indonesian_way(written: str, value: str | None) -> None:
    assert number(written) == (None if value is None else Decimal(value))


@given(st.decimals(min_value=0, max_value=10**12, places=2))
@example(Decimal("0.50"))
def test_a_number_comes_back_from_how_it_is_shown(value: Decimal) -> None:
    # 1.234 and 1,234 are different numbers; three places are never written with a dot
    assert number(indonesian(value)) == value


@given(st.integers(1, MOST))
def test_a_price_comes_back_from_how_it_is_shown(rupiah: int) -> None:
    shown = indonesian(rupiah)
    for text in (f"Rp{shown}", f"Rp {shown}", f"rp. {shown},-", shown, f"{shown} rupiah"):
        assert money(text) == Money(rupiah)


@given(
    st.decimals(min_value="0.01", max_value=10**9, places=2),
    st.sampled_from(sorted(units.by_code())),
    st.sampled_from([None, *units.periods()]),
    st.sampled_from(["id", "en"]),
)
def test_a_quantity_comes_back_from_how_it_is_shown(
    amount: Decimal, unit: str, period: str | None, language: units.Language
) -> None:
    text = f"{indonesian(amount)} {units.by_code()[unit].name_id}"
    if period:
        text += f"/{units.period_name(period, language)}"
    read = quantity(text)
    assert isinstance(read, Quantity)
    assert (read.amount, read.unit, read.period, read.every) == (amount, unit, period, 1)


@given(st.integers(1, 999), st.sampled_from(["day", "week", "month", "year"]))
def test_a_duration_comes_back_from_how_it_is_shown(amount: int, period: str) -> None:
    read = duration(f"{amount} {units.period_name(period, 'id')}")
    if isinstance(read, Unclear):
        assert read.error == "duration_long"
    else:
        assert (int(read.amount), read.period) == (amount, period)


PIECES = st.sampled_from(
    [
        "1",
        "2,5",
        "1.000",
        "0",
        "-3",
        "Rp",
        "jt",
        "juta",
        "rb",
        "m",
        "kg",
        "kg/",
        "/",
        "-",
        "s/d",
        "per",
        "a",
        "se",
        "sekilo",
        "setahun",
        "minggu",
        "puluh",
        "belas",
        "ratus",
        "setengah",
        "sejuta",
        ",",
        ".",
        "%",
        "(",
        "\n",
        "dan",
        "musim",
        "000",
        "٣",
        "²",
        "½",
        "$",
    ]
)
TEXTS = st.one_of(st.text(max_size=250), st.lists(PIECES, max_size=12).map(" ".join))


@given(TEXTS)
def test_no_text_raises(text: str) -> None:
    for parse in (money, quantity, size, duration, whole_number, decimal_number):
        read = parse(text)
        if isinstance(read, Unclear):
            assert read.error
    priced = money(text)
    assert isinstance(priced, Unclear) or 0 < priced.rupiah <= MOST
