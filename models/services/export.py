"""Everything registered: for a script in a fixed shape, and row by row for a workbook."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.orm import Session, aliased

from models.business import Business
from models.entry import Entry, EntryKind
from models.person import Person
from models.product import Product

_PIECE = 1_000
#: Rows of a workbook that are read at once.
_ROWS = 2_000

_ENTRY = Entry.__table__


@dataclass(frozen=True)
class Selection:
    """Which entries are wanted; without any, all."""

    waiting: bool = False  #: only what waits for a decision
    regency: str | None = None  #: Kemendagri code, "12.06"

    def conditions(self) -> list[ColumnElement[bool]]:
        """As conditions of a query."""
        wanted: list[ColumnElement[bool]] = []
        if self.waiting:
            wanted.append(_ENTRY.c.waiting_since.is_not(None))
        if self.regency is not None:
            wanted.append(_ENTRY.c.regency == self.regency)
        return wanted

    def as_json(self) -> dict[str, Any]:
        """As it is kept: the arguments to make it again."""
        return {name: value for name, value in vars(self).items() if value}


@dataclass(frozen=True)
class Extent:
    """How many entries there are, and the last of them: what comes later is not looked at."""

    businesses: int
    products: int
    last_id: int


class ExportRow(NamedTuple):
    """An entry with the names of what it refers to."""

    id: int
    number: str
    business: str | None  #: name of the business a product belongs to
    state: str
    regency: str
    submitted_at: datetime
    decided_at: datetime | None
    decided_by: str | None
    rounds: int
    waiting_since: datetime | None
    answers: dict[str, Any]


def businesses(session: Session) -> Iterator[dict[str, Any]]:
    """`{"number", "name", "regency", "state", "products": […]}` of each, in order of numbers."""
    product = aliased(Product)
    rows = session.execute(
        select(
            Business.number,
            Business.name,
            Business.regency,
            Business.state,
            product.number,
            product.name,
            product.category,
            product.state,
        )
        .outerjoin(product, product.business_id == Business.id)
        .order_by(Business.number, product.ordinal)
        .execution_options(yield_per=_PIECE)
    )
    for (number, name, regency, state), of_business in groupby(rows, lambda row: row[:4]):
        yield {
            "number": number,
            "name": name,
            "regency": regency,
            "state": state,
            "products": [
                dict(zip(("number", "name", "category", "state"), row[4:], strict=True))
                for row in of_business
                if row[4] is not None
            ],
        }


def extent(session: Session, wanted: Selection) -> Extent:
    """How much there is of what is wanted, now."""
    counted = session.execute(
        select(_ENTRY.c.kind, func.count(), func.max(_ENTRY.c.id))
        .where(*wanted.conditions())
        .group_by(_ENTRY.c.kind)
    )
    found = {kind: (count, last) for kind, count, last in counted}
    return Extent(
        businesses=found.get(EntryKind.BUSINESS, (0, 0))[0],
        products=found.get(EntryKind.PRODUCT, (0, 0))[0],
        last_id=max((last for _count, last in found.values()), default=0),
    )


def rows(
    session: Session, kind: EntryKind, wanted: Selection, *, after: int, last_id: int
) -> Sequence[ExportRow]:
    """The next rows behind the one with id *after*, in order of ids; none = that was all."""
    business = _ENTRY.alias()
    entry = _ENTRY.c
    found = session.execute(
        select(
            entry.id,
            entry.number,
            business.c.name,
            entry.state,
            entry.regency,
            entry.submitted_at,
            entry.decided_at,
            Person.name,
            entry.rounds,
            entry.waiting_since,
            entry.answers,
        )
        .outerjoin_from(_ENTRY, business, business.c.id == entry.business_id)
        .outerjoin(Person, Person.id == entry.decided_by)
        .where(entry.kind == kind, *wanted.conditions(), entry.id > after, entry.id <= last_id)
        .order_by(entry.id)
        .limit(_ROWS)
    )
    return [ExportRow(*row) for row in found]
