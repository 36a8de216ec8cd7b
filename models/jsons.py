"""JSON as fast as it gets: orjson, and the standard library for what orjson will not take.

orjson refuses halves of characters (which Telegram may quote) and keys that are no strings, and
reads a whole number of more than 64 bits as a broken one.
"""

import json
from typing import Any

import orjson

#: What the standard library refuses is a defect, and shall stay one.
_AS_STRICT = orjson.OPT_PASSTHROUGH_DATETIME | orjson.OPT_PASSTHROUGH_DATACLASS

#: Every digit becomes a nought, so that a long number is found in one go.
_NOUGHTS = bytes.maketrans(b"123456789", b"000000000")
_LONG = b"0" * 19  # all shorter ones fit into 64 bits


def loads(text: bytes | str) -> Any:
    """What *text* says.

    Raises:
        ValueError: it is no JSON.
        RecursionError: it is nested without end.
    """
    raw = text.encode(errors="replace") if isinstance(text, str) else text
    if _LONG in raw.translate(_NOUGHTS):
        return json.loads(text)
    try:
        return orjson.loads(text)
    except orjson.JSONDecodeError:
        return json.loads(text)


def dumps(value: Any) -> bytes:
    """*value* as JSON in UTF-8.

    Raises:
        TypeError: something in it cannot be said in JSON.
    """
    try:
        return orjson.dumps(value, option=_AS_STRICT)
    except TypeError:
        return json.dumps(value).encode()


def dumped(value: Any) -> str:
    """The same as a string."""
    return dumps(value).decode()
