"""Stages of a business: their names, and the facts that lift it from one to the next."""

from collections.abc import Iterator, Mapping
from functools import cache
from itertools import pairwise
from pathlib import Path
from typing import Any

from pydantic import Field

from models.rules import documents
from models.rules.loader import FOLDER, Location, Misfit, Rule, doubles, load, rows, word, words

INACTIVE = "TX"

#: Every stage, in the order of the file; a business stands in one of them, so none is left out.
CODES = ("T0", "T1", "T2", "T3", "T4", "T5", "T6", "T7", "T8", "T9", INACTIVE)

#: The first stage that only a decision of the staff gives.
FIRST_RULED = "T6"

#: The stage in which the checklists are worked off.
LISTS = "T4"

#: The stage that facts alone can lift to.
LAST_BY_FACTS = "T5"

#: Names that may stand in `lifts`; what each means is in `models/services/facts.py`.
FACTS = (
    "consented",
    "registered",
    "profile_80_percent",
    "product_with_3_photos",
    "business_approved",
    "product_approved",
    "class_b_or_c",
    "packaging_done",
    "base_permits_done",
)


class Stage(Rule):
    """One stage."""

    code: str = Field(pattern=r"^T[0-9X]$")
    name: str
    name_en: str
    lifts: tuple[str, ...] = ()  #: names of facts; none: left by a decision of the staff
    deadline_days: int | None = Field(default=None, ge=1)


class Stages(Rule):
    """The file `stages.yaml`."""

    version: object
    base_permits: tuple[str, ...] = Field(min_length=1)
    stages: list[Stage] = Field(min_length=2)

    @classmethod
    def misfits(cls, document: Any) -> Iterator[Misfit]:
        """Stages that stand twice, nowhere or astray; facts and permits that there are not."""
        found = list(rows(document, "stages"))
        yield from doubles(found, "code")
        yield from _astray([word(row, "code") for _location, row in found])
        for location, row in found:
            yield from _lifts(location, row)
        permits = document.get("base_permits") if isinstance(document, dict) else None
        for index, code in enumerate(permits if isinstance(permits, list) else ()):
            if code not in documents.by_id():
                yield Misfit(("base_permits", index), f"no document {code!r}")


def _astray(codes: list[str | None]) -> Iterator[Misfit]:
    """Stages that are missing, and the first that is not in its place."""
    missing = [code for code in CODES if code not in codes]
    if missing:
        yield Misfit(("stages",), f"no stage {', '.join(missing)}")
    known = [(index, code) for index, code in enumerate(codes) if code in CODES]
    for (_before, earlier), (index, code) in pairwise(known):
        if CODES.index(code or "") < CODES.index(earlier or ""):
            yield Misfit(("stages", index, "code"), f"{code} stands behind {earlier}")
            return


def _lifts(location: Location, row: Mapping[str, Any]) -> Iterator[Misfit]:
    for below, name in words(row, "lifts"):
        if name not in FACTS:
            yield Misfit((*location, *below), f"no fact {name!r}")
    code = word(row, "code")
    if row.get("lifts") and code in CODES and CODES.index(code) >= CODES.index(LAST_BY_FACTS):
        yield Misfit((*location, "lifts"), f"{code} is left by a decision of the staff")


def file() -> Path:
    """Where the data stand."""
    return FOLDER / "stages.yaml"


@cache
def _data() -> Stages:
    return load(file(), Stages)


def all_stages() -> tuple[Stage, ...]:
    """The stages in their order; `TX` is none of the way and stands last."""
    return tuple(_data().stages)


@cache
def by_code() -> dict[str, Stage]:
    """Code → stage."""
    return {stage.code: stage for stage in _data().stages}


def way() -> tuple[Stage, ...]:
    """The stages of the way, without `TX`."""
    return tuple(stage for stage in _data().stages if stage.code != INACTIVE)


def base_permits() -> frozenset[str]:
    """Documents that count as base permits."""
    return frozenset(_data().base_permits)
