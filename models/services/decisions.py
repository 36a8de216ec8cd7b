"""Decisions as they stand: reading them, and whom to tell."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from models.business import Membership
from models.curation import Decision, Verdict
from models.entry import Entry
from models.person import Person
from models.services import entry_form

#: How long a decision can be taken back, and its owner is not told.
UNDO = timedelta(seconds=60)


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


def decision(session: Session, entry_id: int) -> Decided | None:
    """The latest decision on an entry that was not taken back."""
    one = latest(session, entry_id)
    if one is None:
        return None
    return as_told(one, session.get_one(Person, one.decided_by).name)


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


def latest(session: Session, entry_id: int) -> Decision | None:
    """The latest decision on an entry that was not taken back, as a row."""
    return session.scalars(
        select(Decision)
        .where(Decision.entry_id == entry_id, Decision.undone_at.is_(None))
        .order_by(Decision.id.desc())
        .limit(1)
        .execution_options(populate_existing=True)
    ).first()


def as_told(one: Decision, by: str) -> Decided:
    """A decision as people are told it."""
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
