"""Checks parameters against the machine-readable Bot API.

Stricter than Telegram, which ignores what it does not know: an unknown parameter or field
is refused.
"""

import json
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any

from simulator.errors import BadRequestError
from simulator.files import Upload

_ARRAY = "Array of "
_TRUE = ("true", "True", "1", "yes")
_FALSE = ("false", "False", "0", "no")


class _WrongTypeError(Exception):
    """The value is not of the wanted type."""


@cache
def _spec() -> dict[str, Any]:
    text = Path(__file__).with_name("bot_api.json").read_text(encoding="utf-8")
    loaded: dict[str, Any] = json.loads(text)
    return loaded


def spelled(name: str) -> str | None:
    """The method's proper spelling (Telegram ignores case), None for an unknown one."""
    return _spellings().get(name.lower())


@cache
def _spellings() -> dict[str, str]:
    return {name.lower(): name for name in _spec()["methods"]}


def check(method: str, params: Mapping[str, Any], files: Mapping[str, Upload]) -> dict[str, Any]:
    """Give *params* decoded to what the method declares.

    Values may be JSON, or strings that hold JSON, as form bodies carry them. A file sent under a
    parameter's own name stands for that parameter as ``attach://<name>``.
    """
    fields = _spec()["methods"][method]
    given = {name: value for name, value in params.items() if value is not None}
    given |= {name: f"attach://{name}" for name in files if name in fields and name not in given}
    for name in given:
        if name not in fields:
            raise BadRequestError(f"unknown parameter {name}")
    for name, field in fields.items():
        if field["required"] and name not in given:
            raise BadRequestError(f"parameter {name} is required")
    return {
        name: _decode(name, value, tuple(fields[name]["types"])) for name, value in given.items()
    }


def _decode(name: str, value: object, types: tuple[str, ...]) -> object:
    """Try each type, the text as it stands last: ``"7"`` for ``chat_id`` is a number."""
    try:
        return _any_of(value, types)
    except _WrongTypeError as error:
        raise BadRequestError(f"can't parse parameter {name}: {error}") from None


def _any_of(value: object, types: tuple[str, ...]) -> object:
    if len(types) > 1 and all(kind.startswith(_ARRAY) for kind in types):
        return _mixed(_loaded(value, _ARRAY), [kind.removeprefix(_ARRAY) for kind in types])
    errors: list[_WrongTypeError] = []
    for kind in sorted(types, key=lambda kind: _unlikeness(value, kind)):
        try:
            return _value(_loaded(value, kind), kind)
        except _WrongTypeError as error:
            errors.append(error)
    raise errors[0]


def _unlikeness(value: object, kind: str) -> int:
    """Which type to try, and to complain about, first: for an object the one that shares names."""
    if kind in ("String", "InputFile"):
        return 1
    loaded = _loaded(value, kind)
    fields = _spec()["types"].get(kind, {}).get("fields", {})
    return -len(fields.keys() & loaded.keys()) if isinstance(loaded, dict) else 0


def _mixed(value: object, kinds: list[str]) -> list[object]:
    """An array that may hold each of *kinds*, as an album does."""
    if not isinstance(value, list):
        raise _WrongTypeError("Array expected")
    types = _spec()["types"]
    family = next(name for name in types if {*kinds} <= {*types[name]["subtypes"]})
    return [_union(item, kinds, family) for item in value]


def _loaded(value: object, kind: str) -> object:
    if not isinstance(value, str) or kind in ("String", "InputFile"):
        return value
    if kind == "Boolean":
        return True if value in _TRUE else False if value in _FALSE else value
    try:
        return json.loads(value)
    except ValueError:
        return value


def _value(value: object, kind: str) -> object:
    if kind.startswith(_ARRAY):
        return _array(value, kind.removeprefix(_ARRAY))
    scalar = _scalar(value, kind)
    if scalar is None:
        return _object(value, kind)
    if not scalar:
        raise _WrongTypeError(f"{kind} expected")
    return value


def _scalar(value: object, kind: str) -> bool | None:
    """Whether *value* is of the scalar *kind*; None when *kind* is no scalar."""
    match kind:
        case "String" | "InputFile":
            return isinstance(value, str)
        case "Integer":
            return isinstance(value, int) and not isinstance(value, bool)
        case "Float":
            return isinstance(value, int | float) and not isinstance(value, bool)
        case "Boolean":
            return isinstance(value, bool)
        case _:
            return None


def _array(value: object, kind: str) -> list[object]:
    if not isinstance(value, list):
        raise _WrongTypeError("Array expected")
    return [_value(item, kind) for item in value]


def _object(value: object, kind: str) -> object:
    described = _spec()["types"][kind]
    if not isinstance(value, dict):
        raise _WrongTypeError(f"{kind} object expected")
    if described["subtypes"]:
        return _union(value, described["subtypes"], kind)
    fields = described["fields"]
    if unknown := value.keys() - fields.keys():
        raise _WrongTypeError(f"{kind} has no field {min(unknown)}")
    for name, field in fields.items():
        if field["required"] and name not in value:
            raise _WrongTypeError(f"{kind} needs the field {name}")
    return {name: _either(item, fields[name]["types"]) for name, item in value.items()}


def _union(value: object, kinds: list[str], family: str) -> object:
    """One of a family that its ``type`` tells apart: ``photo`` is ``InputMediaPhoto``."""
    if not isinstance(value, dict):
        raise _WrongTypeError("object expected")
    wanted = (family + str(value.get("type", "")).replace("_", "")).lower()
    for kind in kinds:
        if kind.lower() == wanted:
            return _object(value, kind)
    raise _WrongTypeError(f"unknown type {value.get('type')!r}")


def _either(value: object, kinds: list[str]) -> object:
    errors = []
    for kind in kinds:
        try:
            return _value(value, kind)
        except _WrongTypeError as error:
            errors.append(str(error))
    raise _WrongTypeError(errors[0])
