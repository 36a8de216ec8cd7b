"""What members do with an entry after it was sent: change, repair, take back, appeal."""

import logging
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import or_, select, update
from sqlalchemy.orm import Session

from models.business import Business, Membership
from models.entry import Entry, EntryKind, EntryState
from models.errors import ClinicError, NotFoundError
from models.forms import core
from models.forms.appeal import Appeal
from models.forms.definition import Answers
from models.services import audit, mentoring, roles, search, settling
from models.services.actor import Actor
from models.services.entry_form import business_id_of, columns, form_of
from models.services.queue import CURATORS, HOLD, nobody, subject
from models.sql import compare_and_set
from models.task import Task

logger = logging.getLogger(__name__)

APPEAL_TIME = timedelta(days=14)


class CannotAppealError(ClinicError):
    """Not rejected, too late, or appealed before."""

    key = "cannot_appeal"


def own(session: Session, actor: Actor, entry_id: int) -> Entry:
    """An entry of a business the actor acts for, as it is now.

    Raises:
        NotFoundError: there is none, or the actor does not act for it.
    """
    entry = session.get(Entry, entry_id, populate_existing=True)
    if entry is None:
        raise NotFoundError
    member = select(Membership.person_id).where(
        Membership.business_id == business_id_of(entry), Membership.person_id == actor.person_id
    )
    if session.scalar(member) is None:
        logger.info("person %s asked for entry %s of somebody else", actor.person_id, entry_id)
        raise NotFoundError
    return entry


def business_of(session: Session, entry: Entry) -> Business:
    """The business an entry belongs to, or is."""
    return session.get_one(Business, business_id_of(entry))


def shown_state(entry: Entry) -> str:
    """The state as its owner is told it: until a decision settles, it is being looked at."""
    return EntryState.IN_REVIEW if entry.settles else entry.state


def returned_fields(entry: Entry) -> tuple[str, ...]:
    """The answers that wait to be repaired, in the order of the form."""
    if entry.returned is None or entry.waiting_since is not None or entry.settles:
        return ()
    asked = core.relevant(form_of(entry), entry.pending or entry.answers)
    return tuple(q.field for q in asked if q.field in entry.returned)


def change(
    session: Session,
    actor: Actor,
    entry_id: int,
    answers: Answers,
    *,
    seen: int,
    now: datetime,
) -> bool:
    """Send changed answers; False = the entry changed since the person opened it.

    What was approved stays in force until the staff decide on the change; what was not decided
    yet is replaced, and what was rejected or returned is sent anew. A decision that its owner
    was not told yet is overtaken by this. A repaired entry goes to who asked for the repair.

    Raises:
        NotFoundError: the actor does not act for such an entry.
    """
    entry = own(session, actor, entry_id)
    if entry.revision != seen or entry.state == EntryState.WITHDRAWN:
        return False
    form = form_of(entry)
    kept = core.final(form, answers)
    repaired = bool(returned_fields(entry))
    settling.overtake(session, entry, now)
    changed = compare_and_set(
        session,
        update(Entry)
        .where(Entry.id == entry_id, Entry.revision == entry.revision)
        .values(
            **_sent(session, entry, kept, repaired=repaired, now=now),
            revision=Entry.revision + 1,
            waiting_since=now,
            settles=False,
            marks=None,
        ),
    )
    if changed:
        verb = "repaired" if repaired else "changed"
        session.refresh(entry)
        search.index(session, entry)
        audit.record(
            session,
            actor.person_id,
            f"{entry.kind}.{verb}",
            subject(entry),
            now=now,
            after={"number": entry.number, **audit.redacted(session, form, kept)},
        )
    return changed


def withdraw(session: Session, actor: Actor, entry_id: int, *, seen: int, now: datetime) -> bool:
    """Take an entry back; False = it changed since the person saw it.

    Raises:
        NotFoundError: the actor does not act for such an entry.
    """
    entry = own(session, actor, entry_id)
    if entry.revision != seen or entry.state == EntryState.WITHDRAWN:
        return False
    settling.overtake(session, entry, now)
    before = entry.state
    taken = compare_and_set(
        session,
        update(Entry)
        .where(Entry.id == entry_id, Entry.revision == entry.revision)
        .values(
            state=EntryState.WITHDRAWN,
            revision=Entry.revision + 1,
            waiting_since=None,
            unannounced=False,
            pending=None,
            returned=None,
            appealed=False,
            settles=False,
            decided_at=now,
            **nobody(),
        ),
    )
    if taken:
        session.refresh(entry)
        _end_lists(session, entry)
        if entry.kind == EntryKind.BUSINESS:
            mentoring.end(session, entry.id, now=now)
        audit.record(
            session,
            actor.person_id,
            f"{entry.kind}.withdrawn",
            subject(entry),
            now=now,
            before={"state": before},
            after={"state": EntryState.WITHDRAWN},
        )
    return taken


def _end_lists(session: Session, entry: Entry) -> None:
    """What was sent for the lists of a withdrawn entry waits for nobody any more."""
    session.execute(
        update(Task)
        .where(
            or_(Task.entry_id == entry.id, Task.business_id == entry.id),
            Task.waiting_since.is_not(None),
        )
        .values(waiting_since=None, claimed_by=None, claimed_until=None)
        .execution_options(synchronize_session=False)
    )


def may_appeal(entry: Entry, now: datetime) -> bool:
    """Whether a rejection can (still) be appealed against: once, within APPEAL_TIME."""
    return (
        entry.state == EntryState.REJECTED
        and not entry.settles
        and entry.appeal is None
        and entry.decided_at is not None
        and now <= entry.decided_at + APPEAL_TIME
    )


def appeal(
    session: Session, actor: Actor, entry_id: int, answers: Answers, *, now: datetime
) -> Entry:
    """Appeal against a rejection; the entry waits again, for somebody else than who decided.

    Raises:
        NotFoundError: the actor does not act for such an entry.
        CannotAppealError: it is not rejected, the time is over, or it was appealed before.
    """
    entry = own(session, actor, entry_id)
    if not may_appeal(entry, now):
        raise CannotAppealError
    kept = core.final(Appeal, answers)
    sent = compare_and_set(
        session,
        update(Entry)
        .where(Entry.id == entry_id, Entry.revision == entry.revision)
        .values(
            state=EntryState.SUBMITTED,
            appealed=True,
            appeal=kept,
            waiting_since=now,
            unannounced=True,
            revision=Entry.revision + 1,
        ),
    )
    if not sent:
        raise CannotAppealError
    session.refresh(entry)
    audit.record(
        session, actor.person_id, f"{entry.kind}.appealed", subject(entry), now=now, after=kept
    )
    return entry


def _sent(
    session: Session, entry: Entry, kept: dict[str, Any], *, repaired: bool, now: datetime
) -> dict[str, Any]:
    """The columns of changed answers, and whose turn it is."""
    held = entry.claimed_until is not None and entry.claimed_until > now
    state = EntryState.IN_REVIEW if held or repaired else EntryState.SUBMITTED
    values: dict[str, Any] = {"unannounced": not held}
    if repaired and entry.decided_by is not None and _is_curator(session, entry.decided_by):
        values |= {
            "claimed_by": entry.decided_by,
            "claimed_at": now,
            "claimed_until": now + HOLD,
            "unannounced": True,
        }
    elif repaired:
        state = EntryState.SUBMITTED
    if not repaired:
        values["returned"] = None
    if entry.state == EntryState.APPROVED:
        return values | {"pending": kept}
    return values | {"state": state, **columns(entry.kind, kept)}


def _is_curator(session: Session, person_id: int) -> bool:
    held = roles.active(session, [person_id]).get(person_id, frozenset())
    return not held.isdisjoint(CURATORS)
