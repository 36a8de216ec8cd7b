"""Export documents: what a shipment of a category to a destination asks for."""

import calendar
from collections.abc import Iterator, Mapping
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any, Literal, Self

from pydantic import Field, field_validator, model_validator

from models.rules import categories, checklist, destinations, numbers, versions
from models.rules.categories import ListedCategory
from models.rules.checklist import EarlierItem, Item, Per
from models.rules.destinations import ListedDestination
from models.rules.loader import FOLDER, Misfit, Rule, load, rows, word, words

#: The month in which a renewal of even years begins.
_SEASON = 10


class Validity(Rule):
    """How long a document is good: for a machine, and in the words of the source."""

    kind: Literal["months", "per_shipment", "until_changed", "no_end", "even_year_oct_dec"]
    months: int | None = Field(default=None, ge=1, le=240)  #: from the day of issue
    text: str

    @model_validator(mode="after")
    def _complete(self) -> Self:
        if (self.kind == "months") != (self.months is not None):
            raise ValueError("months go with the kind months")
        return self

    def end(self, issued: date) -> date | None:
        """The last day a document of that day is good; none: no day can be told.

        One that is renewed in October to December of even years is good to the end of the even
        year that follows its issue; issued in such a season, to the end of the next one.
        """
        if self.months is not None:
            year, month = divmod(issued.year * 12 + issued.month - 1 + self.months, 12)
            last = calendar.monthrange(year, month + 1)[1]
            return date(year, month + 1, min(issued.day, last))
        if self.kind != "even_year_oct_dec":
            return None
        in_season = issued.year % 2 == 0 and issued.month >= _SEASON
        year = issued.year + issued.year % 2
        return date(year + 2 if in_season else year, 12, 31)


class Instead(Rule):
    """What is asked for where the condition of a document is answered no."""

    name: str
    evidence: str


class EarlierDocument(EarlierItem):
    """What running checklists keep of a document, up to a version."""

    categories: tuple[ListedCategory, ...] = ()
    destinations: tuple[ListedDestination, ...] = ()


class Document(Item):
    """One document: who issues it, for what it is needed, how long it is good."""

    id: str = Field(pattern=r"^D\d{2,3}$")
    name: str
    issuer: str
    system: str | None = None
    per: Per
    categories: tuple[ListedCategory, ...] = Field(min_length=1)
    destinations: tuple[ListedDestination, ...] = Field(min_length=1)
    otherwise: Instead | None = None
    prerequisites: tuple[str, ...] = ()  #: what comes first, where it is in the same list
    preparation: str | None = None
    validity: Validity | None = None
    cost: str | None = None  #: about, in Indonesia, on the day of the version
    time: str | None = None  #: about
    evidence: str
    number: str | None = None  #: of which kind of `numbers.yaml` its number is
    earlier: Mapping[int, EarlierDocument] = Field(default_factory=dict)

    @field_validator("number")
    @classmethod
    def _known_number(cls, code: str | None) -> str | None:
        if code is not None and code not in numbers.by_code():
            raise ValueError(f"unknown kind of number {code!r}")
        return code

    def applies_to(self, category: str, destination: str) -> bool:
        """Whether a category needs it, or may need it, for a destination."""
        listed = category in self.categories or categories.ALL in self.categories
        return listed and destinations.is_among(destination, self.destinations)


class Documents(Rule):
    """The file `documents.yaml`."""

    version: int = Field(ge=1)
    changes: list[versions.Change]
    note: str  #: what holds for every list
    alternatives: list[tuple[str, ...]]  #: of each line one document is enough
    documents: list[Document]

    @classmethod
    def misfits(cls, document: Any) -> Iterator[Misfit]:
        """What does not fit together: items, what comes before what, and alternatives."""
        yield from checklist.misfits(document, "documents")
        retired = {
            word(row, "id"): bool(row.get("retired"))
            for _location, row in rows(document, "documents")
        }
        yield from _prerequisites(document, retired)
        yield from _alternatives(document, retired)


def file() -> Path:
    """Where the data stand."""
    return FOLDER / "documents.yaml"


@cache
def _data() -> Documents:
    return load(file(), Documents)


def changes() -> tuple[versions.Change, ...]:
    """The versions of the documents; the last is the present one."""
    return tuple(_data().changes)


def note() -> str:
    """What holds for every list."""
    return _data().note


@cache
def by_id() -> dict[str, Document]:
    """Id → document as it is now, retired ones too."""
    return {document.id: document for document in _data().documents}


def documents_for(
    category: str, destination: str, *, version: int | None = None
) -> tuple[Document, ...]:
    """The documents for a category and a destination, in the order in which they are got.

    Args:
        category: code of `categories.yaml`.
        destination: code of `destinations.yaml`, or of a member of the European Union.
        version: of a running checklist; none: the present one.

    Raises:
        KeyError: there is no such category, or no such destination.
    """
    if destination not in destinations.by_code() and not destinations.in_european_union(
        destination
    ):
        raise KeyError(destination)
    code = categories.by_code()[category].code
    then = versions.as_of(_data().documents, _data().version if version is None else version)
    return tuple(one for one in then if one.applies_to(code, destination))


def documents_anywhere(category: str, *, version: int | None = None) -> tuple[Document, ...]:
    """The documents of a category whatever the destination: what is known before one is chosen.

    Raises:
        KeyError: there is no such category.
    """
    code = categories.by_code()[category].code
    then = versions.as_of(_data().documents, _data().version if version is None else version)
    return tuple(
        one
        for one in then
        if destinations.ALL in one.destinations
        and (code in one.categories or categories.ALL in one.categories)
    )


def alternatives(code: str) -> tuple[str, ...]:
    """The documents of which one is enough, *code* among them; none where there is no other."""
    return next((group for group in _data().alternatives if code in group), ())


def _prerequisites(document: Any, retired: Mapping[str | None, bool]) -> Iterator[Misfit]:
    found = list(rows(document, "documents"))
    before = {
        word(row, "id"): [code for _below, code in words(row, "prerequisites")]
        for _location, row in found
    }
    for location, row in found:
        for below, code in words(row, "prerequisites"):
            if code not in retired:
                yield Misfit((*location, *below), f"no document {code!r}")
            elif retired[code] and not row.get("retired"):
                yield Misfit((*location, *below), f"{code} is retired")
            if word(row, "id") in _all_before(code, before):
                yield Misfit((*location, *below), f"goes round: {row['id']} is before {code}, too")


def _all_before(code: str, before: Mapping[str | None, list[str]]) -> set[str]:
    """*code*, what comes before it, what comes before that, and so on."""
    found: set[str] = set()
    waiting = [code]
    while waiting:
        one = waiting.pop()
        if one not in found:
            found.add(one)
            waiting += before.get(one, [])
    return found


def _alternatives(document: Any, known: Mapping[str | None, bool]) -> Iterator[Misfit]:
    groups = document.get("alternatives") if isinstance(document, Mapping) else None
    seen: set[str] = set()
    for index, group in enumerate(groups if isinstance(groups, list) else []):
        for below, code in words({"codes": group}, "codes"):
            location = ("alternatives", index, *below[1:])
            if code not in known:
                yield Misfit(location, f"no document {code!r}")
            if code in seen:
                yield Misfit(location, f"{code} stands in two lines")
            seen.add(code)
