"""The HS lines that fit small businesses here: codes, descriptions, flags, exact lookup.

What a line is called in plain words is searched by `models.rules.hs_search`. Every code is a
proposal until an officer or the customs office confirms it.
"""

import csv
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Annotated, Literal, Self

from pydantic import Field, ValidationError, field_validator, model_validator

from models.rules import categories
from models.rules.loader import FOLDER, Rule, RulesError, load

Code = Annotated[str, Field(pattern=r"^\d{6}$")]
_NOISE = re.compile(r"[\s.\-]+")
_COLUMNS = ["code", "category", "id", "en", "words", "flags"]
#: Digits of a heading, of the international code, and of the Indonesian one (BTKI).
_HEADING, _INTERNATIONAL, _NATIONAL = 4, 6, 8


class Flag(Rule):
    """What a flag of a line means; `sure` is false where the present rule must be looked up."""

    kind: Literal["restriction", "duty", "paper", "test", "market"]
    sure: bool
    source: str


class Doubt(Rule):
    """Why a code is disputed for products called one of `words`.

    `also` are codes to offer beside it, `elsewhere` are used by some customs offices.
    """

    words: list[str] = Field(min_length=1)
    also: list[Code]
    elsewhere: list[Code]
    why: str


class Search(Rule):
    """Words without meaning, and words that mean the same."""

    filler: list[str]
    same: dict[str, list[str]]


class Remarks(Rule):
    """The file `hs.yaml`."""

    version: object
    source: str
    flags: dict[str, Flag]
    doubts: dict[Code, Doubt]
    search: Search


class Line(Rule):
    """One six-digit line of HS 2022."""

    code: Code
    category: str
    id: str = Field(min_length=2)
    en: str = Field(min_length=2)
    words: tuple[str, ...]
    flags: tuple[str, ...]

    @field_validator("words", "flags", mode="before")
    @classmethod
    def _split(cls, cell: object) -> object:
        parts = cell.split(";") if isinstance(cell, str) else cell
        return tuple(filter(None, (part.strip() for part in parts))) if parts else ()  # type: ignore[attr-defined]

    @model_validator(mode="after")
    def _known(self) -> Self:
        if self.category not in categories.by_code():
            raise ValueError(f"unknown category {self.category!r}")
        return self

    @property
    def shown(self) -> str:
        """090111 → 0901.11, as people write it."""
        return shown(self.code)


def file() -> Path:
    """Where the lines stand."""
    return FOLDER / "hs.csv"


def remarks_file() -> Path:
    """Where flags, doubts and words for the search stand."""
    return FOLDER / "hs.yaml"


def read(path: Path | None = None, remarks_path: Path | None = None) -> tuple[Line, ...]:
    """Read all lines.

    Raises:
        RulesError: a file that cannot be used; one line for each row that does not fit.
    """
    path = path or file()
    remarks = load(remarks_path or remarks_file(), Remarks)
    lines: list[Line] = []
    mistakes: list[str] = []
    for number, row in _rows(path):
        try:
            lines.append(Line.model_validate(row))
        except ValidationError as error:
            mistakes += [_mistake(path, number, item) for item in error.errors()]
        else:
            unknown = [flag for flag in lines[-1].flags if flag not in remarks.flags]
            mistakes += [f"{path.name}:{number}: flags: unknown {flag}" for flag in unknown]
            if any(line.code == lines[-1].code for line in lines[:-1]):
                mistakes.append(f"{path.name}:{number}: code: {lines[-1].code} stands twice")
    codes = {line.code for line in lines}
    named = {
        code
        for first, doubt in remarks.doubts.items()
        for code in (first, *doubt.also, *doubt.elsewhere)
    }
    mistakes += [f"{path.name}: no row for {code}" for code in sorted(named - codes)]
    if mistakes:
        raise RulesError(mistakes)
    return tuple(lines)


@cache
def remarks() -> Remarks:
    """Flags, doubts, and words for the search."""
    return load(remarks_file(), Remarks)


@cache
def by_code() -> dict[str, Line]:
    """Code (six digits) → line."""
    return {line.code: line for line in read()}


def shown(code: str) -> str:
    """The code with dots: 0901, 0901.11, 0901.11.20."""
    return ".".join(filter(None, (code[:4], code[4:6], code[6:8])))


def digits(typed: str) -> str | None:
    """The digits of a typed code of 4, 6 or 8 digits; none when it is no code."""
    plain = _NOISE.sub("", typed)
    if not plain.isascii() or not plain.isdigit():
        return None
    return plain if len(plain) in {_HEADING, _INTERNATIONAL, _NATIONAL} else None


def exact(typed: str) -> Line | None:
    """The line of a typed code ("0901.11", "090111", "09011120"); none when it is not listed."""
    code = digits(typed)
    return by_code().get(code[:_INTERNATIONAL]) if code else None


def under_heading(typed: str) -> tuple[Line, ...]:
    """All lines below a typed heading of four digits."""
    heading = digits(typed)
    if heading is None or len(heading) != _HEADING:
        return ()
    return tuple(line for line in by_code().values() if line.code.startswith(heading))


def restrictions(line: Line) -> tuple[str, ...]:
    """The flags because of which export of the line may be forbidden or need a licence."""
    flags = remarks().flags
    return tuple(flag for flag in line.flags if flags[flag].kind == "restriction")


def _rows(path: Path) -> Iterator[tuple[int, dict[str, str]]]:
    """Each row with the number of its last line in the file."""
    try:
        with path.open(encoding="utf-8-sig", newline="") as text:
            reader = csv.DictReader(text, strict=True)
            if reader.fieldnames != _COLUMNS:
                raise RulesError([f"{path.name}:1: the columns are {','.join(_COLUMNS)}"])
            for row in reader:
                if None in row or None in row.values():
                    raise RulesError([f"{path.name}:{reader.line_num}: not {len(_COLUMNS)} cells"])
                yield reader.line_num, row
    except OSError as error:
        raise RulesError([f"{path.name}: {error.strerror}"]) from error
    except (csv.Error, UnicodeDecodeError) as error:
        raise RulesError([f"{path.name}: {error}"]) from error


def _mistake(path: Path, number: int, item: object) -> str:
    details = dict(item)  # type: ignore[call-overload]
    place = ".".join(str(part) for part in details["loc"])
    return f"{path.name}:{number}: {place}: {details['msg']}"
