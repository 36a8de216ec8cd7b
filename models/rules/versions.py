"""Versions of a list: what stood in it then, so that a running checklist can stay on its own.

Codes are for ever: an item is retired, never deleted, and its code is never used again.
"""

from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from typing import Any, TypeVar

from pydantic import Field

from models.rules.loader import Location, Misfit, Rule, rows


class Change(Rule):
    """One version of a list: from which day, and why."""

    version: int = Field(ge=1)
    on: date
    items: int = Field(ge=0)  #: how many came with it; fewer are there when one was deleted
    what: str


class Earlier(Rule):
    """What was different up to a version; a list says which fields it keeps."""


class Versioned(Rule):
    """An item of a list with versions."""

    added: int = Field(default=1, ge=1)  #: the first version it stands in
    retired: int | None = None  #: the first version it does not stand in any more
    since: date | None = None  #: from when the law asks for it; it is listed before, too
    earlier: Mapping[int, Earlier] = Field(default_factory=dict)  #: last version → what was

    def stands_in(self, version: int) -> bool:
        """Whether the list had it in *version*."""
        return self.added <= version and (self.retired is None or version < self.retired)


VersionedT = TypeVar("VersionedT", bound=Versioned)


def as_of(items: Iterable[VersionedT], version: int) -> tuple[VersionedT, ...]:
    """The items as they were in *version*, in their order."""
    return tuple(_then(item, version) for item in items if item.stands_in(version))


def _then(item: VersionedT, version: int) -> VersionedT:
    were: dict[str, Any] = {}
    for last, earlier in sorted(item.earlier.items(), reverse=True):
        if version <= last:
            were |= {name: getattr(earlier, name) for name in earlier.model_fields_set}
    return item.model_copy(update=were) if were else item


def misfits(document: Any, *way: str) -> Iterator[Misfit]:
    """What is wrong with the versions of a file: its own, its changes, and those of its items.

    *way* leads to the items, as for `rows`.
    """
    present = document.get("version") if isinstance(document, Mapping) else None
    if not isinstance(present, int):
        return
    changes = list(rows(document, "changes"))
    if [row.get("version") for _location, row in changes] != list(range(1, present + 1)):
        yield Misfit(("changes",), f"one row for each version from 1 to {present}, in this order")
    added = [row.get("added", 1) for _location, row in rows(document, *way)]
    for location, row in changes:
        number, items = row.get("version"), row.get("items")
        came = added.count(number)
        if isinstance(items, int) and came != items:
            what = f"version {number} came with {items} items, the list has {came} of them: "
            yield Misfit((*location, "items"), f"{what}nothing is deleted, a new item has `added`")
    for location, row in rows(document, *way):
        yield from _of_item(location, row, present)


def _of_item(location: Location, row: Mapping[str, Any], present: int) -> Iterator[Misfit]:
    added, retired, earlier = row.get("added", 1), row.get("retired"), row.get("earlier")
    for key, number in (("added", added), ("retired", retired)):
        if isinstance(number, int) and number > present:
            yield Misfit((*location, key), f"{number} is above the version of the file, {present}")
    if isinstance(added, int) and isinstance(retired, int) and retired <= added:
        yield Misfit((*location, "retired"), f"it came with version {added} only")
    for last in earlier if isinstance(earlier, Mapping) else ():
        if isinstance(last, int) and last >= present:
            yield Misfit((*location, "earlier", last), f"is not before the version {present}")
