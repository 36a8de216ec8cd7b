"""Stages of a business: their names, and the facts that lift it from one to the next."""

from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

from pydantic import Field

from models.rules import documents
from models.rules.loader import FOLDER, Misfit, Rule, doubles, load, rows

INACTIVE = "TX"

#: The first stage that only a decision of the staff gives.
FIRST_RULED = "T6"


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
        """Codes that stand twice, and permits that are no documents."""
        yield from doubles(rows(document, "stages"), "code")
        permits = document.get("base_permits") if isinstance(document, dict) else None
        for index, code in enumerate(permits if isinstance(permits, list) else ()):
            if code not in documents.by_id():
                yield Misfit(("base_permits", index), f"no document {code!r}")


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
