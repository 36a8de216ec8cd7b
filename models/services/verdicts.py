"""Deciding entries: one decision per revision, whoever is faster.

A decision counts at once; its owner is told when it settles (`settling`).
"""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from models.business import Business
from models.curation import Decision, Verdict
from models.entry import Entry, EntryKind, EntryState
from models.errors import ClinicError
from models.services import audit, decisions, entry_form, queue, search
from models.services.actor import Actor
from models.services.decisions import Decided, Reason
from models.services.settling import RESTORED, RESTORED_TIMES
from models.sql import compare_and_set

_STATE_AFTER = {
    Verdict.APPROVED: EntryState.APPROVED,
    Verdict.RETURNED: EntryState.NEEDS_REVISION,
    Verdict.REJECTED: EntryState.REJECTED,
}


class AlreadyDecidedError(ClinicError):
    """Somebody was faster, or the entry changed since the card was shown."""

    key = "already_decided"

    def __init__(self, decided: Decided | None) -> None:
        super().__init__()
        self.decided = decided


class BusinessFirstError(ClinicError):
    """A product is approved only after its business."""

    key = "business_first"


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
    _must_be_open(session, actor, entry, seen, verdict, now)
    before = _snapshot(entry)
    why = {name: one.as_json() for name, one in (returned or {}).items()}
    values = _outcome(entry, verdict, why)
    changed = _set(session, actor, entry_id, seen, values, now)
    if not changed:
        raise AlreadyDecidedError(decisions.decision(session, entry_id))
    session.add(_row(entry_id, seen, actor, verdict, reason, before, why, now))
    session.flush()
    state = {"state": values.get("state", before["state"])}
    _audit(
        session,
        actor,
        entry,
        verdict,
        before,
        state | ({"returned": why} if why else {}),
        reason,
        now,
    )
    entry = queue.entry(session, actor, entry_id)
    if "name" in values:
        search.index(session, entry)
    entry_form.follow_place(session, entry)
    return entry


def _row(
    entry_id: int,
    seen: int,
    actor: Actor,
    verdict: Verdict,
    reason: Reason | None,
    before: dict[str, Any],
    why: dict[str, Any],
    now: datetime,
) -> Decision:
    return Decision(
        entry_id=entry_id,
        entry_revision=seen,
        verdict=verdict,
        is_change=before["pending"] is not None,
        reason_code=reason.code if reason else None,
        reason=reason.text if reason else None,
        returned=why or None,
        before=before,
        decided_by=actor.person_id,
        decided_at=now,
        settles_at=now + decisions.UNDO,
    )


def _audit(
    session: Session,
    actor: Actor,
    entry: Entry,
    verdict: Verdict,
    before: dict[str, Any],
    after: dict[str, Any],
    reason: Reason | None,
    now: datetime,
) -> None:
    audit.record(
        session,
        actor.person_id,
        f"{entry.kind}.{verdict}",
        queue.subject(entry),
        now=now,
        before={"state": before["state"]},
        after=after,
        reason=(reason.text or reason.code) if reason else None,
    )


def _must_be_open(
    session: Session, actor: Actor, entry: Entry, seen: int, verdict: Verdict, now: datetime
) -> None:
    """Refuse what `decide` refuses."""
    if entry.revision != seen or entry.waiting_since is None:
        raise AlreadyDecidedError(decisions.decision(session, entry.id))
    queue.raise_if_held(session, entry, actor, now)
    queue.must_not_be_own_appeal(actor, entry)
    if verdict == Verdict.APPROVED:
        _must_follow_business(session, entry)


def _set(
    session: Session,
    actor: Actor,
    entry_id: int,
    seen: int,
    values: dict[str, Any],
    now: datetime,
) -> bool:
    """Change the entry, if it is as it was seen and nobody else holds it."""
    return compare_and_set(
        session,
        update(Entry)
        .where(
            Entry.id == entry_id,
            Entry.revision == seen,
            Entry.waiting_since.is_not(None),
            queue.free_for(actor, now),
        )
        .values(
            **values,
            **queue.nobody(),
            revision=Entry.revision + 1,
            decided_at=now,
            decided_by=actor.person_id,
            waiting_since=None,
            unannounced=False,
            settles=True,
        ),
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
    before: dict[str, Any] = {name: getattr(entry, name) for name in RESTORED}
    for name in RESTORED_TIMES:
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
