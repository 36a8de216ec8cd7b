"""The checklists of a business and of its products: which items, and how far they are.

The items come from the rules, in the version the list began with; rows exist only for items that
somebody has opened. Nothing here grows with what other businesses have.
"""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from models.business import Business
from models.entry import Entry, EntryKind, EntryState
from models.errors import NotFoundError
from models.product import Product
from models.rules import conditions, documents, packaging
from models.rules.checklist import Per
from models.rules.documents import Document
from models.rules.packaging import Step
from models.services import audit, entries
from models.services.actor import Actor
from models.services.entry_form import business_id_of
from models.services.lines import Line, Listed
from models.sql import insert_for
from models.task import Checklist, Task


def of_business(session: Session, business_id: int, *, now: datetime) -> list[Listed]:
    """The lists of a business: those of its approved products, then its own.

    None before the business is approved: mentoring begins with that.
    """
    business = session.get(Business, business_id, populate_existing=True)
    if business is None or business.state != EntryState.APPROVED or business.settles:
        return []
    products = _approved_products(session, business_id)
    return _listed(session, business, products, [*products, business], now=now)


def of_entry(session: Session, entry: Entry, *, now: datetime) -> Listed:
    """The list of one product or business.

    Raises:
        NotFoundError: mentoring has not begun for it.
    """
    for one in of_business(session, business_id_of(entry), now=now):
        if one.entry.id == entry.id:
            return one
    raise NotFoundError


def own(session: Session, actor: Actor, entry_id: int, *, now: datetime) -> Listed:
    """The list of an entry the actor acts for.

    Raises:
        NotFoundError: there is none, or it is somebody else's.
    """
    return of_entry(session, entries.own(session, actor, entry_id), now=now)


def answer(
    session: Session, actor: Actor, entry_id: int, code: str, *, holds: bool, now: datetime
) -> Listed:
    """Note what the owner says about the condition of an item.

    It is asked once for all items with that condition, and of a business once for all products,
    as the rules say.

    Raises:
        NotFoundError: no such list of the actor's, or the item has no condition.
    """
    listed = own(session, actor, entry_id, now=now)
    key = listed.line(code).item.condition
    if key is None:
        raise NotFoundError
    asked = conditions.by_key()[key].asked
    row = listed.row
    if asked == "business" and row.entry_id != row.business_id:
        row = session.get_one(Checklist, row.business_id)
    name = _own_key(key, code) if asked == "item" else key
    before = row.answers.get(name)
    row.answers = {**row.answers, name: holds}
    session.flush()
    audit.record(
        session,
        actor.person_id,
        "checklist.answered",
        ("checklist", entry_id),
        now=now,
        before={name: before},
        after={name: holds},
    )
    return recount(session, listed.entry, now=now)


def recount(session: Session, entry: Entry, *, now: datetime) -> Listed:
    """The list of an entry; how far it is, is written down."""
    hold(session, entry.id)
    return of_entry(session, entry, now=now)


def in_versions(
    session: Session, business_id: int, *, packaging_version: int, documents_version: int
) -> list[tuple[Listed, Listed]]:
    """Each running list of a business as it is, and as it would be in other versions.

    Nothing is written, and none begins; the row of the second is no row of the database.
    """
    business = session.get(Business, business_id, populate_existing=True)
    if business is None or business.state != EntryState.APPROVED or business.settles:
        return []
    products = _approved_products(session, business_id)
    rows = session.scalars(
        select(Checklist)
        .where(Checklist.business_id == business_id)
        .execution_options(populate_existing=True)
    )
    found, tasks = {row.entry_id: row for row in rows}, _tasks(session, business_id)
    said = found[business_id].answers if business_id in found else {}
    compared = []
    for entry in [*products, business]:
        if (row := found.get(entry.id)) is None:
            continue
        then = Checklist(
            entry_id=row.entry_id,
            business_id=business_id,
            packaging_version=packaging_version,
            documents_version=documents_version,
            answers=row.answers,
            began_at=row.began_at,
        )
        now, later = (_one(products, entry, one, tasks, said) for one in (row, then))
        compared.append((now, later))
    return compared


def hold(session: Session, entry_id: int) -> None:
    """Let nobody else count or move this list until the transaction ends (PostgreSQL)."""
    session.execute(
        select(Checklist.entry_id).where(Checklist.entry_id == entry_id).with_for_update()
    )


def destinations_of(product: Entry) -> tuple[str, ...]:
    """Where a product is to go, as far as its owner knows."""
    wished = product.answers.get("destinations") or ()
    return tuple(code for code in wished if code != "unknown")


def _approved_products(session: Session, business_id: int) -> Sequence[Product]:
    return session.scalars(
        select(Product)
        .where(
            Product.business_id == business_id,
            Product.state == EntryState.APPROVED,
            Product.settles.is_(False),
        )
        .order_by(Product.ordinal)
        .execution_options(populate_existing=True)
    ).all()


def _listed(
    session: Session,
    business: Business,
    products: Sequence[Product],
    wanted: Sequence[Entry],
    *,
    now: datetime,
) -> list[Listed]:
    rows = _running(session, business, wanted, now=now)
    tasks = _tasks(session, business.id)
    said = rows[business.id].answers
    lists = [_one(products, entry, rows[entry.id], tasks, said) for entry in wanted]
    _note_progress(session, lists)
    return lists


def _tasks(session: Session, business_id: int) -> dict[int, dict[str, Task]]:
    """The items of a business that somebody has opened, by entry and code."""
    tasks: dict[int, dict[str, Task]] = {}
    found = session.scalars(
        select(Task)
        .where(Task.business_id == business_id)
        .execution_options(populate_existing=True)
    )
    for task in found:
        tasks.setdefault(task.entry_id, {})[task.code] = task
    return tasks


def _one(
    products: Sequence[Product],
    entry: Entry,
    row: Checklist,
    tasks: dict[int, dict[str, Task]],
    of_business: dict[str, Any],
) -> Listed:
    """One list; *of_business*: what the owner said of the business."""
    is_product = entry.kind == EntryKind.PRODUCT
    items = _of_product(entry, row) if is_product else _of_business(products, row)
    places, mine = destinations_of(entry), tasks.get(entry.id, {})
    said = {**of_business, **row.answers}
    lines = [Line(entry, item, mine.get(item.id), _holds(item, places, said)) for item in items]
    asked, left = (tuple(one for one in lines if one.is_asked is it) for it in (True, False))
    return Listed(entry, row, asked, left)


def _note_progress(session: Session, lists: Sequence[Listed]) -> None:
    """Write down how far lists are: those of many businesses are read from that."""
    for one in lists:
        if (one.row.done, one.row.total) != (one.progress.done, one.progress.total):
            one.row.done, one.row.total = one.progress.done, one.progress.total
    session.flush()


def _running(
    session: Session, business: Business, wanted: Sequence[Entry], *, now: datetime
) -> dict[int, Checklist]:
    """The rows of the lists; a list begins, with the versions of today, when it is first seen."""
    ids = [entry.id for entry in wanted]
    query = (
        select(Checklist)
        .where(Checklist.entry_id.in_(ids))
        .execution_options(populate_existing=True)
    )
    rows = {row.entry_id: row for row in session.scalars(query)}
    missing = [number for number in ids if number not in rows]
    if missing:
        begun = insert_for(session, Checklist).on_conflict_do_nothing(index_elements=["entry_id"])
        session.connection().execute(
            begun,
            [
                {
                    "entry_id": number,
                    "business_id": business.id,
                    "packaging_version": packaging.changes()[-1].version,
                    "documents_version": documents.changes()[-1].version,
                    "answers": {},
                    "done": 0,
                    "total": 0,
                    "began_at": now,
                }
                for number in missing
            ],
        )
        rows = {row.entry_id: row for row in session.scalars(query)}
    return rows


def _of_product(product: Entry, row: Checklist) -> list[Step | Document]:
    category = product.category or ""
    steps: list[Step | Document] = list(
        packaging.steps_for(category, version=row.packaging_version)
    )
    return steps + _papers(category, destinations_of(product), Per.PRODUCT, row)


def _of_business(products: Sequence[Product], row: Checklist) -> list[Step | Document]:
    found: dict[str, Step | Document] = {}
    for product in products:
        places = destinations_of(product)
        for item in _papers(product.category or "", places, Per.BUSINESS, row):
            found.setdefault(item.id, item)
    return sorted(found.values(), key=lambda item: item.id)


def _papers(
    category: str, places: Sequence[str], per: Per, row: Checklist
) -> list[Step | Document]:
    """The documents for all destinations of a product, each once, in the order of the rules."""
    version = row.documents_version
    by_place = [documents.documents_for(category, place, version=version) for place in places]
    if not places:
        by_place = [documents.documents_anywhere(category, version=version)]
    wanted = {item.id: item for items in by_place for item in items if item.per == per}
    order = {code: number for number, code in enumerate(documents.by_id())}
    return sorted(wanted.values(), key=lambda item: order[item.id])


def _holds(item: Step | Document, places: Sequence[str], said: dict[str, Any]) -> bool | None:
    """Whether the condition of an item holds for one of the destinations; none: not known."""
    key = item.condition
    if key is None:
        return True
    if conditions.by_key()[key].asked == "item":
        return said.get(_own_key(key, item.id))
    if not places:
        return said.get(key)
    known = [conditions.settled(key, place, said) for place in places]
    if True in known:
        return True
    return False if all(one is False for one in known) else None


def _own_key(key: str, code: str) -> str:
    """Of a condition each item is asked about by itself."""
    return f"{key}.{code}"
