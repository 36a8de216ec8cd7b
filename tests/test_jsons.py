"""JSON is read and written as the standard library does it, only faster."""

import json
from datetime import UTC, datetime
from enum import StrEnum
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models import jsons

_LEAVES = (
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.text()
)
_VALUES = st.recursive(
    _LEAVES,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(), inner, max_size=4),
    max_leaves=12,
)


class _Colour(StrEnum):
    RED = "red"


@given(_VALUES)
def test_what_is_written_is_read_again(value: Any) -> None:
    assert jsons.loads(jsons.dumps(value)) == value
    assert json.loads(jsons.dumped(value)) == value


@pytest.mark.parametrize(
    "value", ["é\ud800", {1: "one"}, {"n": 2**70}, (1, 2), _Colour.RED, {"a": _Colour.RED}]
)
def test_what_orjson_refuses_is_written_all_the_same(value: Any) -> None:
    assert json.loads(jsons.dumps(value)) == json.loads(json.dumps(value))


@pytest.mark.parametrize("number", [2**63 - 1, 2**64, -(2**63) - 1, 10**20, 10**19])
def test_large_numbers_stay_whole(number: int) -> None:
    for text in (jsons.dumps([number]), jsons.dumped([number])):
        (read,) = jsons.loads(text)
        assert (read, type(read)) == (number, int)


def test_half_a_character_is_read() -> None:
    assert jsons.loads(b'{"text": "\\ud800"}') == {"text": "\ud800"}


@pytest.mark.parametrize("value", [datetime.now(UTC), {1, 2}, object()])
def test_what_json_cannot_say_is_refused(value: Any) -> None:
    with pytest.raises(TypeError):
        jsons.dumps(value)


@pytest.mark.parametrize("text", [b"", b"{", b'{"a": 1', b"\xff", "not json"])
def test_what_is_no_json_is_refused(text: bytes | str) -> None:
    with pytest.raises(ValueError):  # noqa: PT011  # of several kinds
        jsons.loads(text)
