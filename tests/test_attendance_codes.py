"""Codes of attendance: typed in every way, never easy; and links that nobody can guess."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models import attendance_code, deep_link
from models.deep_link import LinkKind
from models.invitation import InvitationKind


def test_codes_are_four_digits_and_none_is_easy() -> None:
    codes = {attendance_code.new_code() for _ in range(20_000)}
    assert all(re.fullmatch(r"[1-9]\d{3}", code, re.ASCII) for code in codes)
    assert codes.isdisjoint({"1111", "9999", "1234", "6789", "4321", "9876"})
    assert len(codes) > 7000, "they are spread over all there are"


def test_the_next_code_is_another() -> None:
    code = "4071"
    for _ in range(500):
        code, before = attendance_code.new_code(other_than=code), code
        assert code != before


@pytest.mark.parametrize(
    "typed", ["4071", " 4071 ", "4 0 7 1", "40-71", "40.71", "4071\n", "４０７１", "٤٠٧١"]
)
def test_the_code_is_known_however_it_is_typed(typed: str) -> None:
    assert attendance_code.read(typed) == "4071"
    assert attendance_code.matches(typed, "4071")


@pytest.mark.parametrize(
    "typed", ["", "407", "40711", "hadir", "4O71", "4071a", "-", "½071", "४०"]
)
def test_what_is_no_code(typed: str) -> None:
    assert attendance_code.read(typed) is None
    assert not attendance_code.matches(typed, "4071")


@pytest.mark.parametrize("typed", ["4017", "5071", "4072", "0471"])
def test_another_code_does_not_match(typed: str) -> None:
    assert attendance_code.read(typed) == typed
    assert not attendance_code.matches(typed, "4071")


@given(st.text(max_size=12))
def test_whatever_is_typed_is_answered(typed: str) -> None:
    code = attendance_code.read(typed)
    assert code is None or re.fullmatch(r"\d{4}", code, re.ASCII)
    assert attendance_code.matches(typed, "4071") == (code == "4071")


@pytest.mark.parametrize("kind", LinkKind)
def test_a_link_says_what_it_is_and_fits_telegram(kind: LinkKind) -> None:
    made = {deep_link.new_payload(kind) for _ in range(1000)}
    assert len(made) == 1000
    assert all(re.fullmatch(r"[A-Za-z0-9_-]{1,64}", payload) for payload in made)
    assert {deep_link.kind_of(payload) for payload in made} == {kind}
    assert {len(payload) for payload in made} == {24}


def test_letters_of_others_are_not_taken() -> None:
    assert {*LinkKind}.isdisjoint({*InvitationKind, "k"})


@pytest.mark.parametrize(
    "payload",
    [
        "",
        "h",
        "h_",
        "_x",
        "r_abc",
        "k_12",
        "H_abc",
        "h abc",
        "h_a b",
        "h_ä",
        "h_a\n",
        "h_" + "x" * 63,
    ],
)
def test_what_is_no_link_of_a_training(payload: str) -> None:
    assert deep_link.kind_of(payload) is None


@given(st.text(max_size=70))
def test_any_payload_is_answered(payload: str) -> None:
    kind = deep_link.kind_of(payload)
    assert kind is None or payload.startswith(f"{kind}_")


def test_payloads_are_compared_whole() -> None:
    payload = deep_link.new_payload(LinkKind.ATTENDANCE)
    assert deep_link.is_same(payload, payload)
    assert not deep_link.is_same(payload[:-1], payload)
    assert not deep_link.is_same(payload.swapcase(), payload)
    assert not deep_link.is_same("hadïr", payload)
