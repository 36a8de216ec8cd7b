"""The queue of entries that wait: filters, the next one, and claiming it for a while."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, case, func, literal, or_, select, tuple_, update
from sqlalchemy.orm import Session

from models.entry import Entry, EntryState
from models.errors import ClinicError, NotFoundError
from models.person import Person, Role
from models.services import audit
from models.services.actor import Actor
from models.sql import compare_and_set

CURATORS = (Role.ADMIN, Role.CURATOR)

#: How long a claimed entry is kept for its holder.
CLAIM = timedelta(minutes=30)
#: How long a repaired entry is kept for who asked for the repair.
HOLD = timedelta(hours=24)

REPAIRED, APPEALED = "repaired", "appealed"

_PIECE = 100


@dataclass(frozen=True)
class Filters:
    """Which entries a chat wants to see; without any, all that wait."""

    regency: str | None = None
    category: str | None = None
    only: str | None = None  #: REPAIRED or APPEALED

    def conditions(self) -> list[ColumnElement[bool]]:
        """As conditions of a query; each has an index that is in the queue's order."""
        wanted: list[ColumnElement[bool]] = [Entry.waiting_since.is_not(None)]
        if self.regency is not None:
            wanted.append(Entry.regency == self.regency)
        if self.category is not None:
            wanted.append(Entry.category == self.category)
        if self.only == REPAIRED:
            wanted.append(Entry.rounds > 0)
        if self.only == APPEALED:
            wanted.append(Entry.appealed.is_(True))
        return wanted

    def as_json(self) -> dict[str, Any]:
        """As it is kept."""
        return {name: value for name, value in vars(self).items() if value is not None}


@dataclass(frozen=True)
class Claim:
    """Who holds an entry, since when, until when."""

    by: str
    since: datetime
    until: datetime


class ClaimedError(ClinicError):
    """Somebody else holds the entry."""

    key = "claimed"

    def __init__(self, claim: Claim) -> None:
        super().__init__()
        self.claim = claim


class NotWaitingError(ClinicError):
    """The entry is not (or no longer) waiting for a decision."""

    key = "not_waiting"


class OwnDecisionError(ClinicError):
    """An appeal is for somebody else than who decided."""

    key = "own_decision"


def entry(session: Session, actor: Actor, entry_id: int) -> Entry:
    """The entry as a curator may see it.

    Raises:
        NotAllowedError, NotFoundError.
    """
    actor.must_be(*CURATORS)
    found = session.get(Entry, entry_id, populate_existing=True)
    if found is None:
        raise NotFoundError
    return found


def waiting(
    session: Session, actor: Actor, filters: Filters, *, now: datetime, after: int = 0
) -> Entry | None:
    """The entry that waits longest behind the one with id *after* (0 = from the start).

    What somebody else holds, and appeals against the actor's own decisions, are passed over.
    """
    actor.must_be(*CURATORS)
    query = (
        select(Entry)
        .where(*filters.conditions(), _open_to(actor, now))
        .order_by(Entry.waiting_since, Entry.id)
        .limit(1)
        .execution_options(populate_existing=True)
    )
    if after and (passed := session.get(Entry, after)) is not None:
        since = passed.waiting_since or passed.submitted_at
        place = tuple_(literal(since, Entry.waiting_since.type), literal(after))
        query = query.where(tuple_(Entry.waiting_since, Entry.id) > place)
    return session.scalars(query).first()


def count_waiting(session: Session, filters: Filters | None = None, *, limit: int = 100) -> int:
    """How many entries wait; counting stops at *limit*."""
    wanted = (filters or Filters()).conditions()
    some = select(Entry.id).where(*wanted).limit(limit)
    return session.scalar(select(func.count()).select_from(some.subquery())) or 0


def claim(session: Session, actor: Actor, entry_id: int, *, now: datetime) -> Entry:
    """Take an entry for CLAIM; who holds it already holds it anew.

    Raises:
        NotAllowedError, NotFoundError.
        ClaimedError: somebody else holds it.
        NotWaitingError: it waits for no decision.
        OwnDecisionError: the actor decided what is appealed against.
    """
    found = entry(session, actor, entry_id)
    must_not_be_own_appeal(actor, found)
    mine = is_held_by(found, actor.person_id, now)
    taken = compare_and_set(
        session,
        update(Entry)
        .where(Entry.id == entry_id, Entry.waiting_since.is_not(None), free_for(actor, now))
        .values(
            claimed_by=actor.person_id,
            claimed_at=found.claimed_at if mine else now,
            claimed_until=now + CLAIM,
            marks=found.marks if mine else None,
            state=taken_up(),
            unannounced=False,
        ),
    )
    found = entry(session, actor, entry_id)
    if not taken:
        raise_if_held(session, found, actor, now)
        raise NotWaitingError
    if not mine:
        audit.record(session, actor.person_id, f"{found.kind}.claimed", subject(found), now=now)
    return found


def release(session: Session, actor: Actor, entry_id: int, *, now: datetime) -> bool:
    """Give an entry back to the queue; False = the actor does not hold it."""
    actor.must_be(*CURATORS)
    given = compare_and_set(
        session,
        update(Entry)
        .where(Entry.id == entry_id, Entry.claimed_by == actor.person_id)
        .values(**unclaimed()),
    )
    found = entry(session, actor, entry_id)
    if given:
        audit.record(session, actor.person_id, f"{found.kind}.released", subject(found), now=now)
    return given


def lapse(session: Session, *, now: datetime) -> list[Entry]:
    """Give back what was held too long; gives those entries."""
    due = session.scalars(
        select(Entry)
        .where(Entry.claimed_until <= now)
        .order_by(Entry.claimed_until)
        .limit(_PIECE)
        .execution_options(populate_existing=True)
    ).all()
    ids = [late.id for late in due]
    if ids:
        session.execute(
            update(Entry)
            .where(Entry.id.in_(ids), Entry.claimed_until <= now)
            .values(**unclaimed())
            .execution_options(synchronize_session=False)
        )
    for late in due:
        audit.record(session, None, f"{late.kind}.lapsed", subject(late), now=now)
        session.refresh(late)
    return list(due)


def mark(session: Session, actor: Actor, entry_id: int, marks: dict[str, Any]) -> bool:
    """Keep the answers the holder ticked, with their reasons; False = the actor holds it not."""
    actor.must_be(*CURATORS)
    return compare_and_set(
        session,
        update(Entry)
        .where(
            Entry.id == entry_id,
            Entry.claimed_by == actor.person_id,
            Entry.waiting_since.is_not(None),
        )
        .values(marks=marks),
    )


def is_held_by(found: Entry, person_id: int, now: datetime) -> bool:
    """Whether the person holds the entry now."""
    return found.claimed_by == person_id and is_held(found, now)


def is_held(found: Entry, now: datetime) -> bool:
    """Whether anybody holds the entry now."""
    return found.claimed_until is not None and found.claimed_until > now


def holder(session: Session, found: Entry, now: datetime) -> Claim | None:
    """Who holds the entry now."""
    if not is_held(found, now) or found.claimed_at is None or found.claimed_until is None:
        return None
    person = session.get(Person, found.claimed_by)
    return Claim(person.name if person else "", found.claimed_at, found.claimed_until)


def raise_if_held(session: Session, found: Entry, actor: Actor, now: datetime) -> None:
    """Refuse what somebody else holds.

    Raises:
        ClaimedError.
    """
    held = holder(session, found, now)
    if held is not None and found.claimed_by != actor.person_id:
        raise ClaimedError(held)


def must_not_be_own_appeal(actor: Actor, found: Entry) -> None:
    """An appeal goes to another than who decided.

    Raises:
        OwnDecisionError.
    """
    if found.appealed and found.decided_by == actor.person_id:
        raise OwnDecisionError


def subject(found: Entry) -> tuple[str, int]:
    """The entry as the audit trail names it."""
    return found.kind, found.id


def _open_to(actor: Actor, now: datetime) -> ColumnElement[bool]:
    not_own = or_(Entry.appealed.is_(False), Entry.decided_by != actor.person_id)
    return free_for(actor, now) & not_own


def free_for(actor: Actor, now: datetime) -> ColumnElement[bool]:
    """Nobody else holds the entry now, as a condition."""
    return or_(
        Entry.claimed_until.is_(None),
        Entry.claimed_until <= now,
        Entry.claimed_by == actor.person_id,
    )


def taken_up() -> Any:
    """The state of an entry somebody took: "in review", unless it is approved already."""
    return case((Entry.state == EntryState.SUBMITTED, EntryState.IN_REVIEW), else_=Entry.state)


def nobody() -> dict[str, Any]:
    """The columns of an entry that nobody holds."""
    return {"claimed_by": None, "claimed_at": None, "claimed_until": None, "marks": None}


def unclaimed() -> dict[str, Any]:
    """The columns of an entry that is given back to the queue."""
    back = case((Entry.state == EntryState.IN_REVIEW, EntryState.SUBMITTED), else_=Entry.state)
    return nobody() | {"state": back}
