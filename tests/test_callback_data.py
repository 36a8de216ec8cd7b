"""What a button carries: it comes back as it went out, and nothing else is a button."""

import re

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from bot.callback_data import Tap, decode

WORD = st.from_regex(r"[a-z]{1,8}", fullmatch=True)
NUMBER = st.integers(0, 2**63 - 1)
CHOICE = st.none() | st.from_regex(re.compile(r"[\w.\-]{1,12}", re.ASCII), fullmatch=True)
TAPS = st.builds(Tap, WORD, WORD, NUMBER, st.integers(0, 2**31), CHOICE)


@given(TAPS)
@example(Tap("form", "pick", 2**63 - 1, 2**31, "kabupaten-12"))
def test_a_button_comes_back_as_it_went_out(tap: Tap) -> None:
    text = tap.encode()
    assert len(text.encode()) <= 64
    assert decode(text) == tap


@given(st.text())
def test_anything_else_is_nothing_and_never_an_error(text: str) -> None:
    tap = decode(text)
    assert tap is None or tap.encode() == text or re.search(r":0[0-9a-z]", text)


@pytest.mark.parametrize(
    "text",
    [
        None,
        "",
        "1",
        "1:form:pick",
        "1:form:pick:0",
        "2:form:pick:0:0",
        "0:form:pick:0:0",
        "1:Form:pick:0:0",
        "1:form:pick:-1:0",
        "1:form:pick:0:0:",
        "1:form:pick:0:0:a:b",
        "1:form:pick:0:0:a b",
        "1:form:pick:0:0:é",
        "1:form:pick:0:0\n",
        " 1:form:pick:0:0",
        "1:ninechars:pick:0:0",
        "1:form:pick:00000000000000:0",
        "1:form:pick:٣:0",
        "x" * 64,
    ],
)
def test_what_is_no_button(text: str | None) -> None:
    assert decode(text) is None


def test_numbers_beyond_the_database_are_no_button() -> None:
    assert decode("1:form:pick:zzzzzzzzzzzzz:0") is None
    assert decode("1:form:pick:0:zzzzzzzzzzzzz") is None


@pytest.mark.parametrize(
    "tap",
    [
        Tap("", "x"),
        Tap("form", "PICK"),
        Tap("form", "pick", -1),
        Tap("form", "pick", 0, -1),
        Tap("form", "pick", choice=""),
        Tap("form", "pick", choice="two words"),
        Tap("form", "pick", choice="x" * 25),
        Tap("abcdefgh", "abcdefgh", 2**63 - 1, 2**63 - 1, "x" * 24),
    ],
)
def test_a_screen_cannot_build_what_would_not_come_back(tap: Tap) -> None:
    with pytest.raises(ValueError, match="button"):
        tap.encode()


def test_one_button_for_each_choice() -> None:
    pick = Tap("form", "pick", 5, 7)
    assert pick.with_choice(12).encode() == "1:form:pick:5:7:12"
    assert pick.with_choice("12.06") == Tap("form", "pick", 5, 7, "12.06")
