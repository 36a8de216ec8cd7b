"""Deciding entries: one decision per revision, whoever is faster; taken back while nobody knows.

A decision counts at once. Its owner is told when it *settles*, UNDO later; until then it can be
taken back, and whatever the owner does to the entry takes it back too.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import or_, select, update
from sqlalchemy.orm import Session

from models.business import Business, Membership
from models.curation import Decision, Verdict
from models.entry import Entry, EntryKind, EntryState
from models.errors import ClinicError, NotFoundError
from models.person import Person
from models.product import Product
from models.services import audit, entry_form, queue, search
from models.services.actor import Actor
from models.sql import compare_and_set

UNDO = timedelta(seconds=60)

_PIECE = 100

_STATE_AFTER = {
    Verdict.APPROVED: EntryState.APPROVED,
    Verdict.RETURNED: EntryState.NEEDS_REVISION,
    Verdict.REJECTED: EntryState.REJECTED,
}

#: What taking a decision back restores, beside the answers.
_RESTORED = (
    "state",
    "pending",
    "returned",
    "judged",
    "rounds",
    "appealed",
    "decided_by",
    "marks",
)
_RESTORED_TIMES = ("waiting_since", "decided_at", "claimed_at")


@dataclass(frozen=True)
class Reason:
    """Why: the code of a ready reason, or free words. An approval has neither."""

    code: str | None = None
    text: str | None = None

    @classmethod
    def of(cls, kept: Mapping[str, str]) -> "Reason":
        """From its stored form."""
        return cls(kept.get("code"), kept.get("text"))

    def as_json(self) -> dict[str, str]:
        """As it is stored."""
        return {name: value for name, value in vars(self).items() if value is not None}


@dataclass(frozen=True)
class Decided:
    """A decision as people are told it."""

    verdict: Verdict
    by: str
    at: datetime
    reason: Reason
    id: int = 0
    by_id: int = 0
    is_change: bool = False
    returned: Mapping[str, Reason] = field(default_factory=dict)  #: field → reason, of a repair
    settled: bool = True


class AlreadyDecidedError(ClinicError):
    """Somebody was faster, or the entry changed since the card was shown."""

    key = "already_decided"

    def __init__(self, decided: Decided | None) -> None:
        super().__init__()
        self.decided = decided


class BusinessFirstError(ClinicError):
    """A product is approved only after its business."""

    key = "business_first"


class TooLateError(ClinicError):
    """The decision has settled, was taken back already, or is somebody else's."""

    key = "too_late"


class DependsError(ClinicError):
    """A product was approved since; its approval is taken back first."""

    key = "depends"


def decide(
    session: Session,
    actor: Actor,
    entry_id: int,
    *,
    seen: int,
    verdict: Verdict,
    now: datetime,
    reason: Reason | None = None,
    returned: Mapping[str, Reason] | None = None,
) -> Entry:
    """Decide on the revision *seen* of an entry; *returned* are the answers to be repaired.

    Raises:
        NotAllowedError: the actor is no curator.
        NotFoundError: no such entry.
        ClaimedError: somebody else holds it.
        OwnDecisionError: the appeal is against the actor's own decision.
        BusinessFirstError: the product's business is not approved.
        AlreadyDecidedError: the entry is not as the actor saw it.
    """
    entry = queue.entry(session, actor, entry_id)
    if entry.revision != seen or entry.waiting_since is None:
        raise AlreadyDecidedError(decision(session, entry_id))
    queue.raise_if_held(session, entry, actor, now)
    queue.must_not_be_own_appeal(actor, entry)
    if verdict == Verdict.APPROVED:
        _must_follow_business(session, entry)
    before = _snapshot(entry)
    why = {name: one.as_json() for name, one in (returned or {}).items()}
    values = _outcome(entry, verdict, why)
    changed = compare_and_set(
        session,
        update(Entry)
        .where(
            Entry.id == entry_id,
            Entry.revision == seen,
            Entry.waiting_since.is_not(None),
            or_(
                Entry.claimed_until.is_(None),
                Entry.claimed_until <= now,
                Entry.claimed_by == actor.person_id,
            ),
        )
        .values(
            **values,
            revision=Entry.revision + 1,
            decided_at=now,
            decided_by=actor.person_id,
            waiting_since=None,
            unannounced=False,
            settles=True,
            claimed_by=None,
            claimed_at=None,
            claimed_until=None,
            marks=None,
        ),
    )
    if not changed:
        raise AlreadyDecidedError(decision(session, entry_id))
    reason = reason or Reason()
    session.add(
        Decision(
            entry_id=entry_id,
            entry_revision=seen,
            verdict=verdict,
            is_change=entry.pending is not None,
            reason_code=reason.code,
            reason=reason.text,
            returned=why or None,
            before=before,
            decided_by=actor.person_id,
            decided_at=now,
            settles_at=now + UNDO,
        )
    )
    session.flush()
    audit.record(
        session,
        actor.person_id,
        f"{entry.kind}.{verdict}",
        queue.subject(entry),
        now=now,
        before={"state": before["state"]},
        after={"state": values.get("state", before["state"])} | ({"returned": why} if why else {}),
        reason=reason.text or reason.code,
    )
    entry = queue.entry(session, actor, entry_id)
    if "name" in values:
        search.index(session, entry)
    _follow_place(session, entry)
    return entry


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
    values: dict[str, Any] = {name: before[name] for name in _RESTORED}
    for name in _RESTORED_TIMES:
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
    _follow_place(session, entry)
    verb = "undone" if actor_id is not None else "overtaken"
    audit.record(session, actor_id, f"{entry.kind}.{verb}", queue.subject(entry), now=now)
    return True


def overtake(session: Session, entry: Entry, now: datetime) -> None:
    """A decision the owner was not told of is void once the owner acts."""
    if entry.settles and (taken := _latest(session, entry.id)) is not None:
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
            settled.append((entry, _decided(one, person.name)))
    return settled


def decision(session: Session, entry_id: int) -> Decided | None:
    """The latest decision on an entry that was not taken back."""
    one = _latest(session, entry_id)
    if one is None:
        return None
    return _decided(one, session.get_one(Person, one.decided_by).name)


def get(session: Session, decision_id: int) -> Decision | None:
    """A decision by its id."""
    return session.get(Decision, decision_id, populate_existing=True)


def people_of(session: Session, entry: Entry) -> Sequence[Person]:
    """Whom to tell about an entry: the members of its business."""
    return session.scalars(
        select(Person)
        .join(Membership, Membership.person_id == Person.id)
        .where(Membership.business_id == entry_form.business_id_of(entry))
    ).all()


def _latest(session: Session, entry_id: int) -> Decision | None:
    return session.scalars(
        select(Decision)
        .where(Decision.entry_id == entry_id, Decision.undone_at.is_(None))
        .order_by(Decision.id.desc())
        .limit(1)
        .execution_options(populate_existing=True)
    ).first()


def _decided(one: Decision, by: str) -> Decided:
    returned = {name: Reason.of(why) for name, why in (one.returned or {}).items()}
    return Decided(
        Verdict(one.verdict),
        by,
        one.decided_at,
        Reason(one.reason_code, one.reason),
        one.id,
        one.decided_by,
        one.is_change,
        returned,
        one.settled_at is not None,
    )


def _outcome(entry: Entry, verdict: Verdict, why: Mapping[str, Any]) -> dict[str, Any]:
    """What the verdict changes. A change of an approved entry comes into force, or is dropped."""
    values: dict[str, Any] = {"judged": entry.pending or entry.answers, "appealed": False}
    if verdict == Verdict.RETURNED:
        values |= {"returned": why, "rounds": entry.rounds + 1}
    else:
        values |= {"returned": None, "rounds": 0}
    if entry.pending is None:
        return values | {"state": _STATE_AFTER[verdict]}
    if verdict == Verdict.APPROVED:
        return values | {"pending": None, **entry_form.columns(entry.kind, entry.pending)}
    return values | ({"pending": None} if verdict == Verdict.REJECTED else {})


def _snapshot(entry: Entry) -> dict[str, Any]:
    before: dict[str, Any] = {name: getattr(entry, name) for name in _RESTORED}
    for name in _RESTORED_TIMES:
        moment = getattr(entry, name)
        before[name] = moment.isoformat() if moment else None
    return before | {"answers": entry.answers}


def _must_follow_business(session: Session, entry: Entry) -> None:
    if entry.kind == EntryKind.PRODUCT:
        state = session.scalar(
            select(Business.state).where(Business.id == entry_form.business_id_of(entry))
        )
        if state != EntryState.APPROVED:
            raise BusinessFirstError


def _must_not_be_built_upon(session: Session, entry: Entry, taken: Decision) -> None:
    if entry.kind != EntryKind.BUSINESS or taken.verdict != Verdict.APPROVED or taken.is_change:
        return
    built = select(Product.id).where(
        Product.business_id == entry.id, Product.state == EntryState.APPROVED
    )
    if session.scalar(built.limit(1)) is not None:
        raise DependsError


def _follow_place(session: Session, entry: Entry) -> None:
    """Products lie where their business does."""
    if entry.kind == EntryKind.BUSINESS:
        session.execute(
            update(Product)
            .where(Product.business_id == entry.id, Product.regency != entry.regency)
            .values(regency=entry.regency)
            .execution_options(synchronize_session=False)
        )
