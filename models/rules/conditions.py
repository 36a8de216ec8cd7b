"""Conditions of steps and documents: a key for ever, and a yes/no question to the owner."""

from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path
from typing import Annotated, Any, Literal

from pydantic import AfterValidator, Field

from models.rules import destinations
from models.rules.destinations import ListedDestination
from models.rules.loader import FOLDER, Misfit, Rule, doubles, load, rows, word, words


class Condition(Rule):
    """One condition. `asked` is what an answer holds for; `item`: for one item of a list only."""

    key: str = Field(pattern=r"^[a-z][a-z0-9_]*$")
    question: str = Field(pattern=r"^[A-Z].*\?$")
    asked: Literal["business", "product", "shipment", "item"]
    destinations: tuple[ListedDestination, ...] = ()  #: it is settled by these
    all_of: tuple[str, ...] = ()  #: other keys, from whose answers it follows
    any_of: tuple[str, ...] = ()


class Conditions(Rule):
    """The file `conditions.yaml`."""

    version: object
    conditions: list[Condition]

    @classmethod
    def misfits(cls, document: Any) -> Iterator[Misfit]:
        """Keys that stand twice, and what follows from none, or from a condition that follows."""
        found = list(rows(document, "conditions"))
        yield from doubles(found, "key")
        simple = {word(row, "key") for _location, row in found if not _follows(row)}
        for location, row in found:
            for below, key in (*words(row, "all_of"), *words(row, "any_of")):
                if key not in simple:
                    yield Misfit((*location, *below), f"no condition {key!r} that stands alone")
            if sum(1 for way in _WAYS if row.get(way)) > 1:
                yield Misfit(location, f"only one of {', '.join(_WAYS)}")


#: How a condition may be settled without asking.
_WAYS = ("destinations", "all_of", "any_of")


def file() -> Path:
    """Where the data stand."""
    return FOLDER / "conditions.yaml"


@cache
def by_key() -> dict[str, Condition]:
    """Key → condition."""
    return {condition.key: condition for condition in load(file(), Conditions).conditions}


def question(key: str) -> str:
    """What the owner is asked, in Indonesian; yes makes the item count."""
    return by_key()[key].question


def settled(key: str, destination: str, answers: Mapping[str, bool]) -> bool | None:
    """Whether a condition holds, from a destination and earlier answers; none: ask the owner.

    Args:
        key: of the condition.
        destination: a code of `destinations.yaml`.
        answers: key → yes or no, as far as they are known.
    """
    condition = by_key()[key]
    if key in answers:
        return answers[key]
    if condition.destinations:
        return destinations.is_among(destination, condition.destinations)
    if condition.all_of:
        return _every([settled(one, destination, answers) for one in condition.all_of])
    if condition.any_of:
        none_of = [settled(one, destination, answers) for one in condition.any_of]
        every_not = _every([None if known is None else not known for known in none_of])
        return None if every_not is None else not every_not
    return None


def _every(known: list[bool | None]) -> bool | None:
    if False in known:
        return False
    return None if None in known else True


def _follows(row: Mapping[str, Any]) -> bool:
    return bool(row.get("all_of") or row.get("any_of"))


def _known(key: str) -> str:
    if key not in by_key():
        raise ValueError(f"unknown condition {key!r}")
    return key


#: A condition of an item in another file.
ConditionKey = Annotated[str, AfterValidator(_known)]
