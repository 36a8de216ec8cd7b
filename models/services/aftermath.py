"""After a restore: nothing that waited when the backup was taken happens by itself.

It may have happened since. It is set aside where the staff see it, and no number is given twice.
"""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import CursorResult, String, Update, cast, func, literal, select, update
from sqlalchemy.orm import Session

from models.broadcast import Broadcast, BroadcastState
from models.business import NumberSeries
from models.curation import Decision
from models.delivery import Delivery, DeliveryState
from models.entry import Entry, EntryKind, EntryState
from models.ingress import Quarantine, QuarantineState
from models.job import Job, JobState
from models.mentoring import Mentoring, Sitting
from models.message import StaffMessage
from models.outbox import IS_WAITING, OutboxClass, OutboxRow, OutboxState
from models.services import audit, numbers, queue, unknown
from models.sql import insert_for
from models.task import Task

#: So many numbers may have been given after the backup; they are passed over. Gaps are allowed.
NUMBERS_PASSED_OVER = 1_000
PRODUCTS_PASSED_OVER = 10
#: And so many revisions shown: a button of that time must fit nothing that comes.
REVISIONS_PASSED_OVER = 1_000

_JOB_ERROR = "restored"


@dataclass(frozen=True)
class Aftermath:
    """How many of each were set aside."""

    messages: dict[str, int] = field(default_factory=dict)  #: by class, now unknown
    decisions: int = 0  #: final; whether the owner was told is unknown
    jobs: int = 0  #: given up; whoever asked may ask again
    unannounced: int = 0  #: entries whose coming the staff are not told; they are in the queue
    claims: int = 0  #: cards that nobody holds any more
    sittings: int = 0  #: over; whether owners heard of their verdicts is unknown
    retries: int = 0  #: of quarantined updates, to be asked for again
    broadcasts: int = 0  #: under way, now paused; those that waited are drafts again
    deliveries: int = 0  #: of broadcasts under way, now unknown


def settle_down(
    session: Session, *, taken_at: datetime, now: datetime, zone: ZoneInfo
) -> Aftermath:
    """Set everything aside that the running bot would find due; *zone*: of the office."""
    found = Aftermath(
        messages=_messages(session, now),
        decisions=_decisions(session, now),
        jobs=_jobs(session, now),
        unannounced=_unannounced(session),
        claims=_claims(session, now),
        sittings=_sittings(session, now),
        retries=_retries(session),
        broadcasts=_broadcasts(session),
        deliveries=_deliveries(session, now),
    )
    years = range(taken_at.astimezone(zone).year, now.astimezone(zone).year + 1)
    _pass_over_numbers(session, years)
    _pass_over_revisions(session)
    return found


def _messages(session: Session, now: datetime) -> dict[str, int]:
    counted = session.execute(
        select(OutboxRow.category, func.count()).where(IS_WAITING).group_by(OutboxRow.category)
    )
    found = {kind.value: 0 for kind in OutboxClass} | {kind: count for kind, count in counted}  # noqa: C416  # typed pairs
    waiting = update(OutboxRow).where(IS_WAITING)
    _run(session, waiting, state=OutboxState.UNKNOWN, done_at=now)
    return found


def _decisions(session: Session, now: datetime) -> int:
    """Decisions that can still be taken back are final: their owners may know them by now."""
    open_ones = session.scalars(
        select(Decision).where(Decision.settled_at.is_(None), Decision.undone_at.is_(None))
    ).all()
    for decision in open_ones:
        entry = session.get_one(Entry, decision.entry_id)
        decision.settled_at = now
        entry.settles = False
        unknown.put_decision(session, decision, entry, now=now)
    session.flush()
    return len(open_ones)


def _jobs(session: Session, now: datetime) -> int:
    _run(session, update(Job).where(Job.path.is_not(None)), path=None)  # no results in a backup
    given_up = {"state": JobState.FAILED, "done_at": now, "error": _JOB_ERROR}
    return _run(session, update(Job).where(Job.state == JobState.WAITING), **given_up)


def _unannounced(session: Session) -> int:
    return _run(session, update(Entry).where(Entry.unannounced.is_(True)), unannounced=False)


def _claims(session: Session, now: datetime) -> int:
    held = session.scalars(select(Entry).where(Entry.claimed_until.is_not(None))).all()
    for entry in held:
        audit.record(session, None, f"{entry.kind}.lapsed", queue.subject(entry), now=now)
    statement = update(Entry).where(Entry.claimed_until.is_not(None))
    return _run(session, statement, **queue.unclaimed())


def _sittings(session: Session, now: datetime) -> int:
    """Sittings of mentors are over, and nobody holds evidence."""
    held = update(Task).where(Task.claimed_until.is_not(None))
    _run(session, held, claimed_by=None, claimed_until=None)
    return _run(session, update(Sitting).where(Sitting.closed_at.is_(None)), closed_at=now)


def _retries(session: Session) -> int:
    asked_for = update(Quarantine).where(Quarantine.state == QuarantineState.RETRY)
    return _run(session, asked_for, state=QuarantineState.OPEN)


def _broadcasts(session: Session) -> int:
    """Under way: paused, and nobody joins those it was written for; before: a draft again."""
    before = (BroadcastState.WAITING_RELEASE, BroadcastState.SCHEDULED)
    waits = update(Broadcast).where(Broadcast.state.in_(before))
    drafted = _run(session, waits, state=BroadcastState.DRAFT, due_at=None, asked_at=None)
    started = (BroadcastState.FILLING, BroadcastState.RUNNING)
    runs = update(Broadcast).where(Broadcast.state.in_(started))
    paused = _run(session, runs, state=BroadcastState.PAUSED, is_filled=True)
    return drafted + paused


def _deliveries(session: Session, now: datetime) -> int:
    """What waited may have been sent since."""
    waits = update(Delivery).where(
        Delivery.state.in_((DeliveryState.WAITING, DeliveryState.SENDING))
    )
    return _run(session, waits, state=DeliveryState.UNKNOWN, sender=None, changed_at=now)


def _pass_over_numbers(session: Session, years: range) -> None:
    """Let the numbers of businesses and products begin behind those that may have been given."""
    for year in years:
        _advance(session, numbers.of_businesses(year), NUMBERS_PASSED_OVER)
    series = literal(numbers.of_products("")) + cast(Entry.id, String)
    businesses = select(series, literal(PRODUCTS_PASSED_OVER)).where(
        Entry.kind == EntryKind.BUSINESS
    )
    insert = insert_for(session, NumberSeries).from_select(["name", "last"], businesses)
    _upsert(session, insert)


def _pass_over_revisions(session: Session) -> None:
    """Let no button shown after the backup fit an entry, an item or a message as it will be.

    An entry that is being repaired keeps its revision: the repair remembers what it began from.
    """
    _advance(session, numbers.REVISIONS, REVISIONS_PASSED_OVER)
    settled = update(Entry).where(Entry.state != EntryState.NEEDS_REVISION)
    _run(session, settled, revision=Entry.revision + REVISIONS_PASSED_OVER)
    later = StaffMessage.revision + REVISIONS_PASSED_OVER
    _run(session, update(StaffMessage), revision=later)
    _run(session, update(Task), revision=Task.revision + REVISIONS_PASSED_OVER)
    _run(session, update(Mentoring), revision=Mentoring.revision + REVISIONS_PASSED_OVER)
    _run(session, update(Broadcast), revision=Broadcast.revision + REVISIONS_PASSED_OVER)


def _advance(session: Session, series: str, by: int) -> None:
    _upsert(session, insert_for(session, NumberSeries).values(name=series, last=by))


def _upsert(session: Session, insert: Any) -> None:
    further = {"last": NumberSeries.last + insert.excluded.last}
    session.execute(insert.on_conflict_do_update(index_elements=["name"], set_=further))


def _run(session: Session, statement: Update, **values: Any) -> int:
    """Run an UPDATE; gives how many rows it changed."""
    options = {"synchronize_session": False}
    result = session.execute(statement.values(**values), execution_options=options)
    return result.rowcount if isinstance(result, CursorResult) else 0
