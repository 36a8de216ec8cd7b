"""The minute after a decision: taking it back, and making it final.

Its owner is told when it settles. Until then it can be taken back by who made it, and whatever
the owner does to the entry takes it back too.
"""

from datetime import datetime
from typing import Any

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from models.curation import Decision, Verdict
from models.entry import Entry, EntryKind, EntryState
from models.errors import ClinicError, NotFoundError
from models.person import Person
from models.product import Product
from models.services import audit, decisions, entry_form, queue, search
from models.services.actor import Actor
from models.services.decisions import Decided
from models.sql import compare_and_set

_PIECE = 100

#: What taking a decision back restores, beside the answers.
RESTORED = (
    "state",
    "pending",
    "returned",
    "judged",
    "rounds",
    "appealed",
    "decided_by",
    "marks",
)
RESTORED_TIMES = ("waiting_since", "decided_at", "claimed_at")


class TooLateError(ClinicError):
    """The decision has settled, was taken back already, or is somebody else's."""

    key = "too_late"


class DependsError(ClinicError):
    """A product was approved since; its approval is taken back first."""

    key = "depends"


def undo(session: Session, actor: Actor, decision_id: int, *, now: datetime) -> Entry:
    """Take one's own decision back before it settles; the actor holds the entry again.

    Raises:
        NotAllowedError, NotFoundError.
        TooLateError: it has settled, was taken back, or is somebody else's.
        DependsError: a product of the business was approved since.
    """
    actor.must_be(*queue.CURATORS)
    taken = session.get(Decision, decision_id, populate_existing=True)
    if taken is None:
        raise NotFoundError
    if taken.decided_by != actor.person_id:
        raise TooLateError
    entry = queue.entry(session, actor, taken.entry_id)
    _must_not_be_built_upon(session, entry, taken)
    if not take_back(session, entry, taken, actor_id=actor.person_id, now=now):
        raise TooLateError
    session.execute(
        update(Entry)
        .where(Entry.id == entry.id, Entry.waiting_since.is_not(None))
        .values(
            claimed_by=actor.person_id,
            claimed_at=entry.claimed_at or now,
            claimed_until=now + queue.CLAIM,
            state=queue.taken_up(),
        )
        .execution_options(synchronize_session=False)
    )
    return queue.entry(session, actor, entry.id)


def take_back(
    session: Session, entry: Entry, taken: Decision, *, actor_id: int | None, now: datetime
) -> bool:
    """Restore the entry as it was before the decision; False = it has settled or is void."""
    void = compare_and_set(
        session,
        update(Decision)
        .where(
            Decision.id == taken.id,
            Decision.settled_at.is_(None),
            Decision.undone_at.is_(None),
        )
        .values(undone_at=now),
    )
    if not void:
        return False
    before = dict(taken.before or {})
    answers = before.pop("answers")
    values: dict[str, Any] = {name: before[name] for name in RESTORED}
    for name in RESTORED_TIMES:
        values[name] = datetime.fromisoformat(before[name]) if before[name] else None
    session.execute(
        update(Entry)
        .where(Entry.id == entry.id)
        .values(
            **values,
            **entry_form.columns(entry.kind, answers),
            settles=False,
            revision=Entry.revision + 1,
        )
        .execution_options(synchronize_session=False)
    )
    session.refresh(entry)
    search.index(session, entry)
    entry_form.follow_place(session, entry)
    verb = "undone" if actor_id is not None else "overtaken"
    audit.record(session, actor_id, f"{entry.kind}.{verb}", queue.subject(entry), now=now)
    return True


def overtake(session: Session, entry: Entry, now: datetime) -> None:
    """A decision the owner was not told of is void once the owner acts."""
    if entry.settles and (taken := decisions.latest(session, entry.id)) is not None:
        take_back(session, entry, taken, actor_id=None, now=now)


def settle(session: Session, *, now: datetime) -> list[tuple[Entry, Decided]]:
    """Make decisions final whose time to be taken back is over; gives what is to be told."""
    due = session.scalars(
        select(Decision)
        .where(
            Decision.settled_at.is_(None),
            Decision.undone_at.is_(None),
            Decision.settles_at <= now,
        )
        .order_by(Decision.settles_at)
        .limit(_PIECE)
        .execution_options(populate_existing=True)
    ).all()
    settled = []
    for one in due:
        final = compare_and_set(
            session,
            update(Decision)
            .where(
                Decision.id == one.id,
                Decision.settled_at.is_(None),
                Decision.undone_at.is_(None),
            )
            .values(settled_at=now),
        )
        if final:
            entry = session.get_one(Entry, one.entry_id, populate_existing=True)
            entry.settles = False
            session.flush()
            person = session.get_one(Person, one.decided_by)
            settled.append((entry, decisions.as_told(one, person.name)))
    return settled


def _must_not_be_built_upon(session: Session, entry: Entry, taken: Decision) -> None:
    if entry.kind != EntryKind.BUSINESS or taken.verdict != Verdict.APPROVED or taken.is_change:
        return
    built = select(Product.id).where(
        Product.business_id == entry.id, Product.state == EntryState.APPROVED
    )
    if session.scalar(built.limit(1)) is not None:
        raise DependsError
