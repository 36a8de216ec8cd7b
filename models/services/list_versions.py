"""The versions of running lists: which ones there are, and moving lists to the present one.

A list keeps the version it began with until the staff move it. What both versions share stays as
it is; an item that is no longer listed keeps its evidence and waits for nobody any more.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby
from operator import itemgetter
from typing import Any

from sqlalchemy import Select, func, or_, select, update
from sqlalchemy.orm import Session, aliased

from models.business import Business
from models.entry import Entry, EntryState
from models.errors import NotFoundError
from models.person import Role
from models.rules import documents, packaging
from models.rules.documents import Document
from models.rules.packaging import Step
from models.services import audit, checklists, stages
from models.services.actor import Actor
from models.services.lines import Line, Listed
from models.sql import compare_and_set
from models.task import Checklist, Task, TaskState

#: Lists a transaction; a business is never torn apart. More would keep answers waiting.
PIECE = 100


@dataclass(frozen=True)
class Version:
    """The versions of the two files a list is made of."""

    packaging: int
    documents: int


@dataclass(frozen=True)
class Standing:
    """How many running lists are on a version."""

    version: Version
    lists: int


@dataclass(frozen=True)
class Moved:
    """A business whose lists were moved, or would be."""

    business: Business
    lists: int
    came: tuple[Line, ...]  #: mandatory now, not before, and still to be done
    went: tuple[str, ...]  #: codes of items that are no longer listed
    stage: stages.Moved | None  #: what became of the stage because of it


@dataclass(frozen=True)
class Piece:
    """What one transaction moved. `after` is where the next one begins; none: that was all."""

    moved: tuple[Moved, ...]
    after: int | None


def present() -> Version:
    """The version that new lists begin with."""
    return Version(packaging.changes()[-1].version, documents.changes()[-1].version)


def standings(session: Session) -> list[Standing]:
    """How many running lists are on which version, the oldest first."""
    versions = (Checklist.packaging_version, Checklist.documents_version)
    query = _running(*versions, func.count()).group_by(*versions).order_by(*versions)
    return [Standing(Version(row[0], row[1]), row[2]) for row in session.execute(query)]


def behind(session: Session) -> int:
    """How many running lists are not on the present version."""
    now = present()
    return sum(one.lists for one in standings(session) if one.version != now)


def business(session: Session, number: str) -> Business:
    """The business with a number.

    Raises:
        NotFoundError: there is none.
    """
    found = session.scalar(select(Business).where(Business.number == number.strip().upper()))
    if found is None:
        raise NotFoundError
    return found


def move(
    session: Session,
    actor: Actor | None,
    *,
    now: datetime,
    business_id: int | None = None,
    after: int = 0,
    dry: bool = False,
) -> Piece:
    """Move lists to the present version: those of one business, or the next piece of all.

    Args:
        session: of one transaction.
        actor: an admin; none: the console.
        now: the moment of the move.
        business_id: only this business.
        after: business behind which to go on, from the piece before.
        dry: write nothing, only tell what would come.

    Raises:
        NotAllowedError: the actor is no admin.
    """
    if actor is not None:
        actor.must_be(Role.ADMIN)
    chosen, following = _next(session, business_id, after)
    found = (_move(session, actor, one, now=now, dry=dry) for one in chosen)
    return Piece(tuple(one for one in found if one is not None), following)


def _next(
    session: Session, business_id: int | None, after: int
) -> tuple[Sequence[int], int | None]:
    """The businesses of a piece, and where the next begins."""
    target = present()
    query = _running(Checklist.business_id).where(
        Checklist.business_id > after,
        or_(
            Checklist.packaging_version != target.packaging,
            Checklist.documents_version != target.documents,
        ),
    )
    if business_id is not None:
        query = query.where(Checklist.business_id == business_id)
    found = list(session.scalars(query.order_by(Checklist.business_id).limit(PIECE + 1)))
    whole = list(dict.fromkeys(found))
    if len(found) <= PIECE:
        return whole, None
    whole = whole[:-1] or whole
    return whole, whole[-1]


def _running(*columns: Any) -> Select[Any]:
    """A query on lists that somebody works on: the entry and its business are approved."""
    entry, owner = aliased(Entry), aliased(Entry)
    return (
        select(*columns)
        .join(entry, entry.id == Checklist.entry_id)
        .join(owner, owner.id == Checklist.business_id)
        .where(
            entry.state == EntryState.APPROVED,
            entry.settles.is_(False),
            owner.state == EntryState.APPROVED,
            owner.settles.is_(False),
        )
    )


def _move(
    session: Session, actor: Actor | None, business_id: int, *, now: datetime, dry: bool
) -> Moved | None:
    if not dry:
        session.execute(
            select(Checklist.entry_id)
            .where(Checklist.business_id == business_id)
            .order_by(Checklist.entry_id)
            .with_for_update()
        )
    target = present()
    compared = checklists.in_versions(
        session,
        business_id,
        packaging_version=target.packaging,
        documents_version=target.documents,
    )
    pairs = [(was, will) for was, will in compared if _version(was) != target]
    if not dry:
        pairs = [(was, will) for was, will in pairs if _write(session, actor, was, will, now=now)]
    if not pairs:
        return None
    stage = None if dry else stages.follow(session, business_id, now=now)
    came = tuple(line for was, will in pairs for line in _came(was, will))
    went = tuple(dict.fromkeys(code for was, will in pairs for code in _went(was, will)))
    return Moved(session.get_one(Business, business_id), len(pairs), came, went, stage)


def _write(
    session: Session, actor: Actor | None, was: Listed, will: Listed, *, now: datetime
) -> bool:
    """Move one list; False = somebody else has moved it meanwhile."""
    seen, target, how_far = _version(was), present(), will.progress
    moved = compare_and_set(
        session,
        update(Checklist)
        .where(
            Checklist.entry_id == was.entry.id,
            Checklist.packaging_version == seen.packaging,
            Checklist.documents_version == seen.documents,
        )
        .values(
            packaging_version=target.packaging,
            documents_version=target.documents,
            done=how_far.done,
            total=how_far.total,
        ),
    )
    if moved:
        _let_wait(session, was, will, now=now)
        audit.record(
            session,
            actor.person_id if actor else None,
            "checklist.moved",
            ("checklist", was.entry.id),
            now=now,
            before={"packaging": seen.packaging, "documents": seen.documents},
            after={"packaging": target.packaging, "documents": target.documents},
        )
    return moved


def _let_wait(session: Session, was: Listed, will: Listed, *, now: datetime) -> None:
    """What is no longer listed waits for no verdict; what is listed again does."""
    values = {"revision": Task.revision + 1, "claimed_by": None, "claimed_until": None}
    sent = (Task.entry_id == was.entry.id, Task.state == TaskState.SENT)
    session.execute(
        update(Task)
        .where(*sent, Task.code.in_(_went(was, will)))
        .values(**values, waiting_since=None)
        .execution_options(synchronize_session=False)
    )
    listed = [line.item.id for line in will.lines]
    session.execute(
        update(Task)
        .where(*sent, Task.code.in_(listed), Task.waiting_since.is_(None))
        .values(**values, waiting_since=now)
        .execution_options(synchronize_session=False)
    )


def _came(was: Listed, will: Listed) -> list[Line]:
    before = {line.item.id for line in was.lines if line.is_mandatory}
    return [
        line
        for line in will.lines
        if line.is_mandatory and line.item.id not in before and not line.is_done
    ]


def _went(was: Listed, will: Listed) -> list[str]:
    listed = {line.item.id for line in will.lines}
    return [line.item.id for line in was.lines if line.item.id not in listed]


def _version(listed: Listed) -> Version:
    return Version(listed.row.packaging_version, listed.row.documents_version)


def title(item: Step | Document) -> str:
    """What an item is called."""
    return item.name if isinstance(item, Document) else item.title


def by_item(lines: Sequence[Line]) -> list[tuple[str, list[Line]]]:
    """Each item once, by its title, with the lines of the products that need it."""
    named = sorted(
        ((title(line.item), line.entry.id, line) for line in lines), key=itemgetter(0, 1)
    )
    return [(name, [row[2] for row in group]) for name, group in groupby(named, itemgetter(0))]
