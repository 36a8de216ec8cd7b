"""The 33 kabupaten and kota: names, aliases, and what a typed name means."""

import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple, Self

from pydantic import Field, model_validator
from rapidfuzz import process
from rapidfuzz.distance import OSA

from models.rules.loader import FOLDER, Misfit, Rule, doubles, load, rows

_PREFIX = re.compile(r"^(kabupaten|kab|kota madya|kotamadya|kodya|kota)\b[.\s]*", re.IGNORECASE)
_NOT_LETTER = re.compile(r"[^a-z]")

#: Typing errors forgiven in a name, with a question whether it was meant.
_MOST_EDITS = 2
_SHORTEST_FORGIVEN = 4


class Regency(Rule):
    """One kabupaten or kota; `code` is Kemendagri's ("12.06"), `bps` that of the statistics."""

    code: str = Field(pattern=r"^12\.\d\d$")
    bps: str = Field(pattern=r"^12\d\d$")
    name: str
    capital: str
    latitude: float = Field(ge=-1, le=5)  #: of the capital, degrees
    longitude: float = Field(ge=96, le=101)
    tile: tuple[int, int]  #: row and column on the tile map
    tile_label: str
    aliases: list[str]
    commodities: str
    source: str


class Meaning(NamedTuple):
    """What a typed place may mean. One code and `sure`: it is that one; else ask."""

    codes: tuple[str, ...]
    sure: bool


class Regencies(Rule):
    """The file `regencies.yaml`."""

    version: object
    source: str
    ambiguous: dict[str, list[str]]
    regencies: list[Regency] = Field(min_length=1)

    @classmethod
    def misfits(cls, document: Any) -> Iterator[Misfit]:
        """Codes that stand twice."""
        yield from doubles(rows(document, "regencies"), "code")

    @model_validator(mode="after")
    def _consistent(self) -> Self:
        codes = [regency.code for regency in self.regencies]
        unknown = {c for group in self.ambiguous.values() for c in group} - set(codes)
        if unknown:
            raise ValueError(f"unknown codes under 'ambiguous': {sorted(unknown)}")
        seen: dict[str, str] = {}
        for regency in self.regencies:
            for alias in regency.aliases:
                other = seen.setdefault(_plain(alias), regency.code)
                if other != regency.code:
                    raise ValueError(f"alias {alias!r} names {other} and {regency.code}")
        return self


def file() -> Path:
    """Where the data stand."""
    return FOLDER / "regencies.yaml"


@cache
def _data() -> Regencies:
    return load(file(), Regencies)


@cache
def all_regencies() -> tuple[Regency, ...]:
    """All 33, by name without "Kabupaten" and "Kota"."""
    return tuple(sorted(_data().regencies, key=lambda regency: short_name(regency.code)))


@cache
def by_code() -> dict[str, Regency]:
    """Code → regency."""
    return {regency.code: regency for regency in _data().regencies}


@cache
def short_name(code: str) -> str:
    """The name without "Kabupaten"; a kota keeps "Kota", for two of them share a name."""
    return by_code()[code].name.removeprefix("Kabupaten ")


def understand(typed: str) -> Meaning:
    """What *typed* names: official names, aliases, codes and small typing errors.

    "Nias" alone means five regions and "Tapanuli" three, so they are never `sure`.
    """
    text = typed.strip()
    if text in by_code():
        return Meaning((text,), sure=True)
    key = _plain(_PREFIX.sub("", text))
    if prefix := _PREFIX.match(text):
        kind = "kota" if _plain(prefix[1]).startswith("ko") else "kabupaten"
        if exact := _official().get(kind + key):
            return Meaning((exact,), sure=True)
    if key in _data().ambiguous:
        return Meaning(tuple(_data().ambiguous[key]), sure=False)
    if code := _aliases().get(key) or _aliases().get(_plain(text)):
        return Meaning((code,), sure=True)
    return Meaning(_near(key), sure=False)


def _near(key: str) -> tuple[str, ...]:
    if len(key) < _SHORTEST_FORGIVEN:
        return ()
    found = process.extract(
        key, list(_aliases()), scorer=OSA.distance, score_cutoff=_MOST_EDITS, limit=6
    )
    return tuple(dict.fromkeys(_aliases()[name] for name, _distance, _index in found))


@cache
def _official() -> dict[str, str]:
    return {_plain(regency.name): regency.code for regency in _data().regencies}


@cache
def _aliases() -> dict[str, str]:
    names = {}
    for regency in _data().regencies:
        names[_plain(_PREFIX.sub("", regency.name))] = regency.code
        names |= {_plain(alias): regency.code for alias in regency.aliases}
    return names


def _plain(name: str) -> str:
    return _NOT_LETTER.sub("", name.casefold())
