"""Deciding entries: one decision per revision, whoever is faster."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import func, select, update
from sqlalchemy.orm import Session

from models.business import Business, EntryState, Membership
from models.curation import Decision, Verdict
from models.errors import ClinicError, NotFoundError
from models.person import Person, Role
from models.services import audit
from models.services.actor import Actor
from models.services.registration import columns
from models.sql import compare_and_set

CURATORS = (Role.ADMIN, Role.CURATOR)

_STATE_AFTER = {Verdict.APPROVED: EntryState.APPROVED, Verdict.REJECTED: EntryState.REJECTED}


@dataclass(frozen=True)
class Reason:
    """Why: the code of a ready reason, or free words. An approval has neither."""

    code: str | None = None
    text: str | None = None


@dataclass(frozen=True)
class Decided:
    """A decision as people are told it."""

    verdict: Verdict
    by: str
    at: datetime
    reason: Reason


class AlreadyDecidedError(ClinicError):
    """Somebody was faster, or the entry changed since the card was shown."""

    key = "already_decided"

    def __init__(self, decided: Decided | None) -> None:
        super().__init__()
        self.decided = decided


def waiting(session: Session, actor: Actor, *, after: int = 0) -> Business | None:
    """The entry that waits longest behind the one with id *after* (0 = from the start)."""
    actor.must_be(*CURATORS)
    query = (
        select(Business)
        .where(Business.waiting_since.is_not(None))
        .order_by(Business.waiting_since, Business.id)
        .limit(1)
    )
    if after and (passed := session.get(Business, after)) is not None:
        since = passed.waiting_since or passed.submitted_at
        behind = (Business.waiting_since > since) | (
            (Business.waiting_since == since) & (Business.id > after)
        )
        query = query.where(behind)
    return session.scalars(query).first()


def count_waiting(session: Session, *, limit: int = 100) -> int:
    """How many entries wait; counting stops at *limit*."""
    some = select(Business.id).where(Business.waiting_since.is_not(None)).limit(limit)
    return session.scalar(select(func.count()).select_from(some.subquery())) or 0


def entry(session: Session, actor: Actor, business_id: int) -> Business:
    """The business as a curator may see it.

    Raises:
        NotAllowedError, NotFoundError.
    """
    actor.must_be(*CURATORS)
    business = session.get(Business, business_id, populate_existing=True)
    if business is None:
        raise NotFoundError
    return business


def decide(
    session: Session,
    actor: Actor,
    business_id: int,
    *,
    seen: int,
    verdict: Verdict,
    reason: Reason,
    now: datetime,
) -> Business:
    """Approve or reject the revision *seen* of a business.

    Raises:
        NotAllowedError: the actor is no curator.
        NotFoundError: no such business.
        AlreadyDecidedError: the entry is not in the state the actor saw.
    """
    business = entry(session, actor, business_id)
    before = business.state
    values = _outcome(business, verdict)
    changed = compare_and_set(
        session,
        update(Business)
        .where(
            Business.id == business_id,
            Business.revision == seen,
            Business.waiting_since.is_not(None),
        )
        .values(**values, revision=Business.revision + 1, decided_at=now, waiting_since=None),
    )
    if not changed:
        raise AlreadyDecidedError(decision(session, business_id))
    _note(session, actor, business_id, seen, verdict, reason, now)
    audit.record(
        session,
        actor.person_id,
        f"business.{verdict}",
        ("business", business_id),
        now=now,
        before={"state": before},
        after={"state": values.get("state", before)},
        reason=reason.text or reason.code,
    )
    return entry(session, actor, business_id)


def _outcome(business: Business, verdict: Verdict) -> dict[str, Any]:
    """What the verdict changes. A change of an approved entry comes into force, or is dropped."""
    if business.pending is None:
        return {"state": _STATE_AFTER[verdict]}
    if verdict == Verdict.REJECTED:
        return {"pending": None}
    return {"pending": None, **columns(business.pending)}


def decision(session: Session, business_id: int) -> Decided | None:
    """The latest decision on a business."""
    row = session.execute(
        select(
            Decision.verdict,
            Person.name,
            Decision.decided_at,
            Decision.reason_code,
            Decision.reason,
        )
        .join(Person, Person.id == Decision.decided_by)
        .where(Decision.business_id == business_id)
        .order_by(Decision.id.desc())
        .limit(1)
    ).first()
    if row is None:
        return None
    verdict, by, at, code, words = row
    return Decided(Verdict(verdict), by, at, Reason(code, words))


def people_of(session: Session, business_id: int) -> Sequence[Person]:
    """Whom to tell about a business."""
    return session.scalars(
        select(Person)
        .join(Membership, Membership.person_id == Person.id)
        .where(Membership.business_id == business_id)
    ).all()


def _note(
    session: Session,
    actor: Actor,
    business_id: int,
    seen: int,
    verdict: Verdict,
    reason: Reason,
    now: datetime,
) -> None:
    session.add(
        Decision(
            business_id=business_id,
            business_revision=seen,
            verdict=verdict,
            reason_code=reason.code,
            reason=reason.text,
            decided_by=actor.person_id,
            decided_at=now,
        )
    )
    session.flush()
