"""Packaging and labelling: the steps of a category's template and of those it inherits from."""

from collections.abc import Iterator, Mapping
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Any, Literal

from pydantic import Field

from models.rules import categories, checklist, versions
from models.rules.checklist import EarlierItem, Item
from models.rules.loader import FOLDER, Location, Misfit, Rule, doubles, load, rows, word

Evidence = Literal["photo", "video", "document", "number", "text"]


class Measure(Rule):
    """What is measured for a step, and within which bounds; outside them the owner is told."""

    unit: str
    count: int = Field(default=1, ge=1, le=20)  #: figures that are asked for
    least: Decimal | None = None
    most: Decimal | None = None
    spread_percent: Decimal | None = None  #: from the middle one, at most
    example: str  #: as somebody would type it


class Instead(Rule):
    """What is asked for where the condition of a step is answered no."""

    title: str
    check: str
    evidence: tuple[Evidence, ...] = Field(min_length=1)


class Step(Item):
    """One step: what the owner reads, how staff verify it, and what proves it."""

    id: str = Field(pattern=r"^[A-CE-Z]\d{2,3}$")  # D is for documents
    title: str
    check: str
    evidence: tuple[Evidence, ...] = Field(min_length=1)
    measure: Measure | None = None
    otherwise: Instead | None = None
    earlier: Mapping[int, EarlierItem] = Field(default_factory=dict)


class Template(Rule):
    """The steps of a kind of product, beside those of the template it inherits from."""

    id: str = Field(pattern=r"^PKG-[A-Z]+$")
    name: str
    inherits: str | None = None
    steps: list[Step]


class Packaging(Rule):
    """The file `packaging.yaml`."""

    version: int = Field(ge=1)
    changes: list[versions.Change]
    templates: list[Template]

    @classmethod
    def misfits(cls, document: Any) -> Iterator[Misfit]:
        """What does not fit together: steps, inheritance, and the templates of categories."""
        yield from checklist.misfits(document, "templates", "steps")
        found = list(rows(document, "templates"))
        yield from doubles(found, "id")
        above = {word(row, "id"): word(row, "inherits") for _location, row in found}
        yield from _inheritance(found, above)
        for category in categories.all_categories():
            if category.template not in above:
                what = f"no {category.template}, which {category.code} has in categories.yaml"
                yield Misfit(("templates",), what)


def file() -> Path:
    """Where the data stand."""
    return FOLDER / "packaging.yaml"


@cache
def _data() -> Packaging:
    return load(file(), Packaging)


def changes() -> tuple[versions.Change, ...]:
    """The versions of the steps; the last is the present one."""
    return tuple(_data().changes)


@cache
def by_id() -> dict[str, Step]:
    """Id → step as it is now, retired ones too."""
    return {step.id: step for template in _data().templates for step in template.steps}


def steps_for(category: str, *, version: int | None = None) -> tuple[Step, ...]:
    """The steps of a category, general ones first; of an earlier *version* as they were then.

    Raises:
        KeyError: there is no such category.
    """
    steps = _inherited(categories.by_code()[category].template)
    return versions.as_of(steps, _data().version if version is None else version)


@cache
def _inherited(template: str) -> tuple[Step, ...]:
    own = next(one for one in _data().templates if one.id == template)
    return (*(_inherited(own.inherits) if own.inherits else ()), *own.steps)


def _inheritance(
    found: list[tuple[Location, Mapping[str, Any]]], above: Mapping[str | None, str | None]
) -> Iterator[Misfit]:
    for location, row in found:
        way = [word(row, "id")]
        parent = word(row, "inherits")
        if parent is not None and parent not in above:
            yield Misfit((*location, "inherits"), f"no template {parent!r}")
        while parent is not None and parent not in way:
            way.append(parent)
            parent = above.get(parent)
        if parent is not None and parent == way[0]:
            round_trip = " from ".join(str(one) for one in (*way, parent))
            yield Misfit((*location, "inherits"), f"goes round: {round_trip}")
