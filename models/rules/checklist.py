"""What packaging steps and export documents have in common: need, condition, certainty."""

from collections.abc import Iterator, Mapping
from enum import StrEnum
from typing import Any, Literal

from models.rules import versions
from models.rules.conditions import ConditionKey
from models.rules.loader import Location, Misfit, doubles, rows
from models.rules.versions import Versioned


class Need(StrEnum):
    """How much an item is needed."""

    MANDATORY = "mandatory"  #: always; with a condition: unless that is answered no
    CONDITIONAL = "conditional"  #: when its condition is answered yes
    ADVISED = "advised"


class Per(StrEnum):
    """What an item hangs on, and so how often it is asked for."""

    BUSINESS = "business"
    PRODUCT = "product"
    SHIPMENT = "shipment"
    BUYER = "buyer"


class Item(Versioned):
    """One line of a checklist. Two lists share an item when its `id` is in both."""

    id: str
    per: Per = Per.PRODUCT
    need: Need
    condition: ConditionKey | None = None
    applies: str | None = None  #: when, in the words of the source
    certainty: Literal["src", "umum", "belum"]
    source: str | None = None


class EarlierItem(versions.Earlier):
    """What every list keeps of its items."""

    per: Per = Per.PRODUCT
    need: Need = Need.MANDATORY
    condition: ConditionKey | None = None


def misfits(document: Any, *way: str) -> Iterator[Misfit]:
    """What is wrong with the items of any list; *way* leads to them, as for `rows`."""
    yield from doubles(rows(document, *way), "id")
    yield from versions.misfits(document, *way)
    for location, row in rows(document, *way):
        yield from _without_condition(location, row)
        if row.get("certainty") == "src" and not row.get("source"):
            yield Misfit((*location, "certainty"), "src needs a source")


def _without_condition(location: Location, row: Mapping[str, Any]) -> Iterator[Misfit]:
    """Items that are conditional, now or up to a version, and do not say on what."""
    need, condition = row.get("need"), row.get("condition")
    if need == Need.CONDITIONAL and not condition:
        yield Misfit((*location, "need"), "conditional needs a condition")
    earlier = row.get("earlier")
    known = {last: was for last, was in _mapping(earlier).items() if isinstance(last, int)}
    for last, was in sorted(known.items(), reverse=True):
        need = _mapping(was).get("need", need)
        condition = _mapping(was).get("condition", condition)
        if need == Need.CONDITIONAL and not condition:
            yield Misfit((*location, "earlier", last), "conditional needs a condition")


def _mapping(value: object) -> Mapping[Any, Any]:
    return value if isinstance(value, Mapping) else {}
