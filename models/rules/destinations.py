"""Countries to sell to: origin document, languages of the label, and what is not confirmed yet."""

from collections.abc import Collection, Iterator
from functools import cache
from pathlib import Path
from typing import Annotated, Any, Literal, Self

from pydantic import AfterValidator, Field, model_validator

from models.rules import names
from models.rules.loader import FOLDER, Misfit, Rule, doubles, load, rows
from models.rules.regencies import Meaning

Language = Literal["id", "en"]
EUROPEAN_UNION = "EU27"
OTHER = "XX"
ALL = "all"


class Destination(Rule):
    """One destination: a country (ISO 3166 code), the European Union, or any other (`XX`)."""

    code: str = Field(pattern=r"^([A-Z]{2}|EU27)$")
    name_id: str
    name_en: str
    aliases: list[str]
    region: str
    origin_form: str  #: certificate or statement of origin (SKA) that is usual
    origin_alternatives: list[str]
    label: list[str]  #: languages of the label, BCP 47; empty: that of the country
    label_text: str
    note: str
    certainty: Literal["src", "src/umum", "umum", "belum"]
    unconfirmed: list[str]  #: what an officer confirms before anybody relies on it


class Destinations(Rule):
    """The file `destinations.yaml`."""

    version: object
    source: str
    ambiguous: dict[str, list[str]]
    eu27: dict[Annotated[str, Field(pattern=r"^[A-Z]{2}$")], list[str]]
    destinations: list[Destination]

    @classmethod
    def misfits(cls, document: Any) -> Iterator[Misfit]:
        """Codes that stand twice."""
        yield from doubles(rows(document, "destinations"), "code")

    @model_validator(mode="after")
    def _consistent(self) -> Self:
        codes = [destination.code for destination in self.destinations]
        if unknown := {c for group in self.ambiguous.values() for c in group} - set(codes):
            raise ValueError(f"unknown codes under 'ambiguous': {sorted(unknown)}")
        if missing := {EUROPEAN_UNION, OTHER} - set(codes):
            raise ValueError(f"no row for {sorted(missing)}")
        names.index([*_named(self.destinations), *self.eu27.items()])
        return self


def file() -> Path:
    """Where the data stand."""
    return FOLDER / "destinations.yaml"


@cache
def _data() -> Destinations:
    return load(file(), Destinations)


@cache
def all_destinations() -> tuple[Destination, ...]:
    """All 34, in the order of the file: by region."""
    return tuple(_data().destinations)


@cache
def by_code() -> dict[str, Destination]:
    """Code → destination."""
    return {destination.code: destination for destination in _data().destinations}


def name(code: str, language: Language) -> str:
    """The name people read."""
    destination = by_code()[code]
    return destination.name_id if language == "id" else destination.name_en


def in_european_union(code: str) -> bool:
    """Whether the rules of the EU apply: the EU itself or one of its 27 members."""
    return code == EUROPEAN_UNION or code in _data().eu27


def is_among(code: str, listed: Collection[str]) -> bool:
    """Whether a list of codes holds a destination: "all" holds any, EU27 all of the EU."""
    by_union = EUROPEAN_UNION in listed and in_european_union(code)
    return ALL in listed or code in listed or by_union


def row_of(country: str) -> Destination:
    """The row that rules a country (ISO code): its own, else that of the EU, else `XX`."""
    if country in by_code():
        return by_code()[country]
    return by_code()[EUROPEAN_UNION if in_european_union(country) else OTHER]


def _listed(code: str) -> str:
    if code != ALL and code not in by_code():
        raise ValueError(f"unknown destination {code!r}")
    return code


#: A destination in a list of another file, or "all".
ListedDestination = Annotated[str, AfterValidator(_listed)]


def understand(typed: str) -> Meaning:
    """The destinations a typed name means, in either language or as a code.

    A member of the EU without a row of its own means `EU27`, but not for sure: the person is
    asked. "Arab" and "Eropa" mean several.
    """
    key = names.plain(typed)
    if key in _ambiguous():
        return Meaning(_ambiguous()[key], sure=False)
    meaning = names.understand(typed, _index())
    member = names.understand(typed, _members())
    if meaning.sure or not member.codes:
        return meaning
    return Meaning(tuple(dict.fromkeys([EUROPEAN_UNION, *meaning.codes])), sure=False)


@cache
def _ambiguous() -> dict[str, tuple[str, ...]]:
    return {names.plain(word): tuple(codes) for word, codes in _data().ambiguous.items()}


@cache
def _index() -> dict[str, str]:
    return names.index(_named(_data().destinations))


@cache
def _members() -> dict[str, str]:
    """Plain name → country code of the members that have no row of their own."""
    without = {code: of for code, of in _data().eu27.items() if code not in by_code()}
    return names.index((code, [code, *of]) for code, of in without.items())


def _named(destinations: list[Destination]) -> list[tuple[str, list[str]]]:
    return [(d.code, [d.code, d.name_id, d.name_en, *d.aliases]) for d in destinations]
