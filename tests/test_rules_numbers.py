"""Numbers: every example of the file behaves as it says there, and no text raises."""

from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.rules import numbers
from models.rules.loader import RulesError
from models.rules.numbers import Level

TODAY = date(2026, 11, 24)
RULES = numbers.by_code()
GOOD = [(code, text) for code, rule in RULES.items() for text in rule.good]
BAD = [(code, text, hint) for code, rule in RULES.items() for text, hint in rule.bad.items()]


@pytest.mark.parametrize(("code", "text"), GOOD)
def test_good_examples_fit(code: str, text: str) -> None:
    check = numbers.check(code, text, TODAY)
    assert check.ok, check
    assert check.hint is None


@pytest.mark.parametrize(("code", "text", "hint"), BAD)
def test_bad_examples_do_not_fit_and_say_why(code: str, text: str, hint: str) -> None:
    check = numbers.check(code, text, TODAY)
    assert (check.ok, check.hint) == (False, hint)


@pytest.mark.parametrize(("code", "text"), GOOD)
def test_the_normal_form_is_its_own_normal_form(code: str, text: str) -> None:
    normal = numbers.normalise(code, text)
    assert numbers.normalise(code, normal) == normal
    assert numbers.normalise(code, numbers.show(code, normal)) == normal


def test_levels_are_those_of_the_rules() -> None:
    levels = {code: rule.level for code, rule in RULES.items()}
    assert {code for code, level in levels.items() if level is Level.REJECT} == {"nib", "telepon"}
    assert {code for code, level in levels.items() if level is Level.INFO} == {"nitku"}
    assert len(levels) == 14


def test_hints_bring_what_they_say() -> None:
    assert numbers.check("nib", "912000000000", TODAY).params == {"count": 12, "length": 13}
    assert numbers.check("pirt", "P-IRT 2151207010123-25", TODAY).params == {"year": 2025}
    assert numbers.check("nik", "1206993002850001", TODAY).params == {"day": 30, "month": 2}


def test_a_landline_is_only_warned_about() -> None:
    assert numbers.check("telepon", "061-4567890", TODAY).level is Level.WARN
    assert numbers.check("telepon", "081234", TODAY).level is Level.REJECT


@pytest.mark.parametrize(
    ("code", "text", "hint"),
    [
        ("ean13", "4006381333931", "ean13_foreign"),
        ("hs", "010121", "hs_unlisted"),
        ("pirt", "2153207010123-31", "pirt_elsewhere"),
    ],
)
def test_what_is_worth_knowing_still_fits(code: str, text: str, hint: str) -> None:
    check = numbers.check(code, text, TODAY)
    assert (check.ok, check.level, check.hint) == (True, Level.INFO, hint)


def test_a_permit_ends_with_its_year() -> None:
    last_day, day_after = date(2031, 12, 31), date(2032, 1, 1)
    assert numbers.check("pirt", "2151207010123-31", last_day).ok
    assert numbers.check("pirt", "2151207010123-31", day_after).hint == "pirt_expired"


def test_the_leap_day_of_birth_knows_its_century() -> None:
    assert numbers.check("nik", "1206992902000001", TODAY).ok  # 29 Feb 2000
    assert numbers.check("nik", "1206992902840001", TODAY).ok  # 29 Feb 1984
    assert numbers.check("nik", "1206992902850001", TODAY).hint == "nik_date"


@pytest.mark.parametrize(
    ("text", "normal"),
    [
        ("0812-6000-0001", "+6281260000001"),
        ("+62 812 6000 0001", "+6281260000001"),
        ("6281260000001", "+6281260000001"),
        ("812 6000 0001", "+6281260000001"),
    ],
)
def test_telephone_numbers_have_one_normal_form(text: str, normal: str) -> None:
    assert numbers.normalise("telepon", text) == normal


@pytest.mark.parametrize(
    ("text", "normal"),
    [
        ("000123 / 15-01-2026 / kantor Belawan", "000123/2026-01-15/kantor Belawan"),
        ("No 045678 tgl 2026-03-02", "045678/2026-03-02/No tgl"),
        ("aju 000030 999999 20260115 000001", "00003099999920260115000001"),
    ],
)
def test_a_peb_keeps_number_day_and_office(text: str, normal: str) -> None:
    assert numbers.normalise("peb", text) == normal


@pytest.mark.parametrize(
    ("code", "text", "shown"),
    [
        ("npwp15", "012345674001000", "01.234.567.4-001.000"),
        ("pirt", "215120701012331", "P-IRT 2151207010123-31"),
        ("telepon", "+6281260000001", "0812-6000-0001"),
        ("telepon", "+628126000001", "0812-6000-001"),
        ("hs", "090111", "0901.11"),
        ("hs", "09011120", "0901.11.20"),
        ("bpom_pangan", "MD224512345001", "BPOM RI MD 224512345001"),
        ("nib", "9120000000001", "9120000000001"),
        ("ean13", "8990000000013", "8 990000 000013"),
        ("hs", "0901", "0901"),
    ],
)
def test_numbers_are_shown_as_people_write_them(code: str, text: str, shown: str) -> None:
    assert numbers.show(code, text) == shown


def test_private_numbers_are_masked() -> None:
    assert numbers.masked("nik", "1206994501850001") == "1206••••••••0001"
    assert numbers.masked("telepon", "+6281260000001") == "0812••••0001"
    assert numbers.masked("telepon", "+62812") == "••••"
    assert numbers.masked("nib", "9120000000001") == "9120000000001"


@given(st.sampled_from(sorted(RULES)), st.text(max_size=120))
def test_no_text_raises(code: str, text: str) -> None:
    check = numbers.check(code, text, TODAY)
    assert check.ok or check.hint
    numbers.show(code, check.normal)
    numbers.masked(code, check.normal)


@given(st.sampled_from(sorted(RULES)), st.text("0123456789ABDIMPRTKH+/-. ", max_size=40))
def test_no_number_raises(code: str, text: str) -> None:
    check = numbers.check(code, text, TODAY)
    assert check.ok or check.hint


@given(
    st.sampled_from([text for code, text in GOOD if code == "nik"]),
    st.sampled_from(["", " ", ".", "-"]),
)
def test_separators_change_nothing(text: str, separator: str) -> None:
    assert numbers.normalise("nik", separator.join(text)) == text


@given(st.integers(0, 12), st.integers(1, 9))
def test_the_bar_code_notices_every_single_wrong_digit(place: int, more: int) -> None:
    good = "8990000000013"
    wrong = good[:place] + str((int(good[place]) + more) % 10) + good[place + 1 :]
    assert not numbers.check("ean13", wrong, TODAY).ok


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("level: reject", "level: tolak", "numbers.0.level"),
        (r"form: '^\d{13}$'", r"form: '^(\d{13}$'", "no pattern"),
        ("checks: [nik_birthday]", "checks: [nik_star]", "unknown checks: ['nik_star']"),
        ("normaliser: e164", "normaliser: e165", "unknown normaliser: e165"),
        ("    mask: {head: 4, dots: 8, tail: 4}\n", "", "a private number needs a mask"),
        ("code: nik", "code: nib", "a code stands twice"),
        ("lengths: [16]", "lengths: [7]", "nik: example '1206994501850001': nik_length, not None"),
        (
            ": nib_length, ",
            ": nib_form, ",
            "nib: example '912000000000': nib_length, not nib_form",
        ),
        ("version: 2026-11-24", "version: 2030-01-01", "pirt: example '2091271010007-29'"),
    ],
)
def test_mistakes_are_named(tmp_path: Path, old: str, new: str, said: str) -> None:
    text = numbers.file().read_text("utf-8")
    assert old in text
    path = tmp_path / "numbers.yaml"
    path.write_text(text.replace(old, new, 1), "utf-8")
    with pytest.raises(RulesError) as caught:
        numbers.read(path)
    assert said in str(caught.value)
