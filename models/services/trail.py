"""The audit trail of one entry, as the staff read it: newest first, a page at a time."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from itertools import pairwise
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from models.audit import AuditEntry
from models.entry import Entry
from models.person import Person
from models.services import queue
from models.services.actor import Actor

PAGE = 8

#: Acts that are noted with all answers, private ones as a hash.
SENT = ("submitted", "changed", "repaired")


@dataclass(frozen=True)
class Act:
    """Who did what, and what was noted of it."""

    id: int
    at: datetime
    by: str | None  #: none = the clinic itself
    by_id: int | None
    verb: str  #: "approved" of "business.approved"
    before: Mapping[str, Any] = field(default_factory=dict)
    after: Mapping[str, Any] = field(default_factory=dict)
    reason: str | None = None
    other: str | None = None  #: the person the act was about, if it is not who did it
    answered: Mapping[str, Any] | None = None  #: the answers before it, of an act with answers


@dataclass(frozen=True)
class Trail:
    """One page."""

    entry: Entry
    acts: Sequence[Act]
    older: int | None = None  #: the act behind which the next page begins; none = the last page


def page(session: Session, actor: Actor, entry_id: int, *, before: int = 0) -> Trail:
    """The acts on an entry that are older than the act *before* (0 = from the newest).

    Raises:
        NotAllowedError, NotFoundError.
    """
    entry = queue.entry(session, actor, entry_id)
    query = (
        select(AuditEntry, Person.name)
        .outerjoin(Person, Person.id == AuditEntry.actor_id)
        .where(*_on(entry))
        .order_by(AuditEntry.id.desc())
        .limit(PAGE + 1)
    )
    if before:
        query = query.where(AuditEntry.id < before)
    rows = session.execute(query).all()
    shown = rows[:PAGE]
    answers = _answers_before(session, entry, [row[0] for row in rows])
    names = _names(session, [row[0] for row in shown])
    acts = [_act(noted, by, answers, names) for noted, by in shown]
    return Trail(entry, acts, acts[-1].id if len(rows) > PAGE else None)


def _on(entry: Entry) -> tuple[Any, ...]:
    kind, entry_id = queue.subject(entry)
    return AuditEntry.subject == kind, AuditEntry.subject_id == entry_id


def _act(
    noted: AuditEntry, by: str | None, answers: Mapping[int, Any], names: Mapping[int, str]
) -> Act:
    return Act(
        noted.id,
        noted.at,
        by,
        noted.actor_id,
        _verb(noted),
        noted.before or {},
        noted.after or {},
        noted.reason,
        names.get(_other(noted) or 0),
        answers.get(noted.id),
    )


def _verb(noted: AuditEntry) -> str:
    return noted.action.rpartition(".")[2]


def _answers_before(
    session: Session, entry: Entry, noted: Sequence[AuditEntry]
) -> dict[int, Mapping[str, Any]]:
    """For each act with answers, those of the one before it; the oldest needs one query."""
    sent = [one for one in noted if _verb(one) in SENT]
    if not sent:
        return {}
    if _verb(sent[-1]) != "submitted":
        actions = [f"{entry.kind}.{verb}" for verb in SENT]
        behind = (
            select(AuditEntry)
            .where(*_on(entry), AuditEntry.id < sent[-1].id, AuditEntry.action.in_(actions))
            .order_by(AuditEntry.id.desc())
            .limit(1)
        )
        sent += session.scalars(behind).all()
    return {one.id: older.after or {} for one, older in pairwise(sent)}


def _other(noted: AuditEntry) -> int | None:
    """The person who was taken off the business, or whose place was taken over."""
    person: int | None = (noted.before or {}).get("person")
    return person if person != noted.actor_id else None


def _names(session: Session, noted: Sequence[AuditEntry]) -> dict[int, str]:
    ids = {person for one in noted if (person := _other(one)) is not None}
    if not ids:
        return {}
    query = select(Person.id, Person.name).where(Person.id.in_(ids))
    return {row.id: row.name for row in session.execute(query)}
