"""Dates, telephone numbers and places as people of North Sumatra write them."""

from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot import formats
from models.forms.inputs import Picked, SharedContact, Typed
from models.forms.kinds import Choice, Choose, Context, Parsed, Phone, Place, Refused, Text
from models.rules import regencies

JAKARTA = ZoneInfo("Asia/Jakarta")
EVENING = datetime(2026, 11, 23, 18, 30, tzinfo=UTC)  # past midnight in Medan


def test_dates() -> None:
    assert formats.day(EVENING, JAKARTA, "id") == "24 Nov 2026"
    assert formats.day(date(2026, 8, 1), JAKARTA, "id") == "1 Agu 2026"
    assert formats.day(date(2026, 8, 1), JAKARTA, "en") == "1 Aug 2026"
    assert formats.weekday(EVENING, JAKARTA, "id") == "Selasa, 24 Nov 2026"
    assert formats.weekday(date(2026, 11, 19), JAKARTA, "en") == "Thursday, 19 Nov 2026"


@pytest.mark.parametrize(
    ("zone", "text"),
    [
        ("Asia/Jakarta", "01.30 WIB"),
        ("Asia/Makassar", "02.30 WITA"),
        ("Asia/Jayapura", "03.30 WIT"),
        ("UTC", "18.30 UTC"),
    ],
)
def test_times(zone: str, text: str) -> None:
    assert formats.clock_time(EVENING, ZoneInfo(zone), "id") == text


def test_date_and_time() -> None:
    moment = datetime(2026, 11, 24, 7, tzinfo=UTC)
    assert formats.day_and_time(moment, JAKARTA, "id") == "24 Nov 2026, 14.00 WIB"


@pytest.mark.parametrize(
    ("moment", "days", "date_"),
    [
        (datetime(2026, 11, 19, 7, tzinfo=UTC), 3, date(2026, 11, 24)),  # Thursday
        (datetime(2026, 11, 20, 18, tzinfo=UTC), 1, date(2026, 11, 23)),  # Saturday in Medan
        (datetime(2026, 11, 23, 7, tzinfo=UTC), 5, date(2026, 11, 30)),
        (datetime(2026, 11, 23, 7, tzinfo=UTC), 0, date(2026, 11, 23)),
    ],
)
def test_working_days(moment: datetime, days: int, date_: date) -> None:
    assert formats.working_days_later(moment, days, JAKARTA) == date_


@pytest.mark.parametrize(
    ("typed", "number"),
    [
        ("0812-6000-0001", "+6281260000001"),
        ("+62 821 6000 0002", "+6282160000002"),
        ("62853600000003", "+6285360000000" + "3"),
        ("(0812) 6000.0001", "+6281260000001"),
        ("81260000001", "+6281260000001"),
        ("061-4567890", "+62614567890"),
    ],
)
def test_numbers_that_are_numbers(typed: str, number: str) -> None:
    outcome = Phone().parse(Typed(typed), Context())
    assert outcome == Parsed(number)


@pytest.mark.parametrize(
    ("typed", "error"),
    [
        ("0712345678", None),
        ("081234", "phone_short"),
        ("+60123456789", "phone_foreign"),
        ("0812345678901234", "phone_long"),
        ("08012345678", "phone_shape"),
        ("nomor saya", "phone_digits"),
        ("٠٨١٢٦٠٠٠٠٠٠١", "phone_digits"),
        ("", "phone_digits"),
    ],
)
def test_numbers_that_are_none(typed: str, error: str | None) -> None:
    outcome = Phone().parse(Typed(typed), Context())
    assert isinstance(outcome, Refused) or error is None
    if error is not None:
        assert outcome == Refused(error)


def test_shared_contacts() -> None:
    for shared in ("6281260000001", "+6281260000001", "081260000001"):
        contact = SharedContact(shared, own=True)
        assert Phone().parse(contact, Context()) == Parsed("+6281260000001")
    foreign = SharedContact("60123456789", own=True)
    assert Phone().parse(foreign, Context()) == Refused("phone_foreign")
    other = SharedContact("6281260000001", own=False)
    assert Phone().parse(other, Context()) == Refused("contact_of_another")
    assert Phone().parse(Picked("x"), Context()) == Refused("text_expected")


def test_numbers_as_people_read_them() -> None:
    assert Phone().show("+6281260000001") == "0812-6000-0001"
    assert Phone().show("+62614567890") == "061-4567890"
    assert Phone().masked("+6281260000001") == "0812••••0001"


@given(st.integers(0, 10**8 - 1))
def test_a_number_shown_is_read_again(digits: int) -> None:
    number = f"+62812{digits:08d}"
    assert Phone().parse(Typed(Phone().show(number)), Context()) == Parsed(number)


@given(st.text())
def test_text_is_kept_as_typed_or_refused(typed: str) -> None:
    outcome = Text().parse(Typed(typed), Context())
    assert outcome == Parsed(typed.strip()) or isinstance(outcome, Refused)


@pytest.mark.parametrize(
    ("typed", "error"),
    [("a\nb", "one_line"), ("a\u202eb", "hidden_characters"), ("a\0b", "hidden_characters")],
)
def test_text_that_hides_something(typed: str, error: str) -> None:
    assert Text().parse(Typed(typed), Context()) == Refused(error)


def test_text_must_be_typed() -> None:
    assert Text().parse(Picked("x"), Context()) == Refused("text_expected")
    assert Text().show("x") == "x"


def test_choices_are_tapped_or_counted() -> None:
    kind = Choice(("a", "b"))
    assert kind.parse(Picked("b"), Context()) == Parsed("b")
    assert kind.parse(Typed(" 2 "), Context()) == Parsed("b")
    for wrong in (Picked("c"), Typed("3"), Typed("0"), Typed("b?"), SharedContact("1", own=True)):
        assert kind.parse(wrong, Context()) == Refused("choice_expected")
    assert kind.show("a") == "a"


@pytest.mark.parametrize(
    ("typed", "code"),
    [
        ("karo", "12.06"),
        ("Kab. Karo", "12.06"),
        ("12.06", "12.06"),
        ("Labuhan Batu Utara", "12.23"),
        ("labura", "12.23"),
        ("Kabupaten Labuhanbatu", "12.10"),
        ("kabupaten nias", "12.04"),
        ("Kab. Padang Lawas", "12.21"),
        ("Toba Samosir", "12.12"),
        ("toba", "12.12"),
        ("Padang Sidempuan", "12.77"),
        ("Gunung Sitoli", "12.78"),
        ("Siantar", "12.72"),
        ("kota tanjung balai", "12.74"),
        ("Batubara", "12.19"),
        ("deliserdang", "12.07"),
        ("SERGAI", "12.18"),
        ("tapteng", "12.01"),
        ("humbahas", "12.16"),
        ("madina", "12.13"),
        ("palas", "12.21"),
        ("paluta", "12.20"),
        ("labusel", "12.22"),
        ("nisel", "12.14"),
        ("MEDAN", "12.71"),
    ],
)
def test_places_people_write(typed: str, code: str) -> None:
    assert Place().parse(Typed(typed), Context()) == Parsed(code)


@pytest.mark.parametrize(
    ("typed", "count"), [("nias", 5), ("Tapanuli", 3), ("labuhan batu", 3), ("padang lawas", 2)]
)
def test_names_of_several_places_are_asked(typed: str, count: int) -> None:
    outcome = Place().parse(Typed(typed), Context())
    assert isinstance(outcome, Choose)
    assert len(outcome.codes) == count


@pytest.mark.parametrize(("typed", "code"), [("simalungan", "12.08"), ("lankat", "12.05")])
def test_a_typing_error_is_asked_back(typed: str, code: str) -> None:
    outcome = Place().parse(Typed(typed), Context())
    assert isinstance(outcome, Choose)
    assert outcome.codes[0] == code


@pytest.mark.parametrize("typed", ["jakarta", "xyz", "", "12.99", "??", "kab"])
def test_places_elsewhere(typed: str) -> None:
    assert Place().parse(Typed(typed), Context()) == Refused("place_unknown")


def test_places_are_tapped() -> None:
    assert Place().parse(Picked("12.71"), Context()) == Parsed("12.71")
    assert Place().parse(Picked("12.99"), Context()) == Refused("place_unknown")
    assert Place().parse(SharedContact("1", own=True), Context()) == Refused("text_expected")
    assert Place().show("12.06") == "Kabupaten Karo"


def test_every_place_is_understood_by_its_name() -> None:
    assert len(regencies.all_regencies()) == 33
    for regency in regencies.all_regencies():
        for typed in (regency.name, regency.code, *regency.aliases):
            outcome = Place().parse(Typed(typed), Context())
            assert outcome == Parsed(regency.code) or isinstance(outcome, Choose), typed


@given(st.text(max_size=30))
def test_no_place_breaks_it(typed: str) -> None:
    assert isinstance(Place().parse(Typed(typed), Context()), Parsed | Choose | Refused)
