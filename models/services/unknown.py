"""Messages of which nobody knows whether they were sent: the staff send them again, or drop them.

A message that was not written yet when the backup was taken, the one about a decision, stands
here as a row with the decision; sent again, the running bot writes it anew.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import exists, select
from sqlalchemy.orm import Session, aliased

from models.business import Membership
from models.curation import Decision, StaffGroup
from models.entry import Entry
from models.errors import ClinicError, NotFoundError
from models.outbox import OutboxClass, OutboxRow, OutboxState
from models.person import Person
from models.services import audit, decisions, entry_form

_DECISION = "decision"


class GoneError(ClinicError):
    """What was to be sent is not there any more."""

    key = "gone"


class NewerError(ClinicError):
    """It is overtaken by what came since."""

    key = "newer"


@dataclass(frozen=True)
class Unknown:
    """One message: to whom, and what it says or is about."""

    row: OutboxRow
    name: str | None  #: of the person or the group
    entry: str | None  #: number of the entry decided on


def put_decision(session: Session, decision: Decision, entry: Entry, *, now: datetime) -> None:
    """Note that the owner of *entry* was perhaps not told of a decision that is final now."""
    chat_id = session.scalar(
        select(Person.telegram_id)
        .join(Membership, Membership.person_id == Person.id)
        .where(Membership.business_id == entry_form.business_id_of(entry))
        .order_by(Membership.role.desc(), Membership.since)
        .limit(1)
    )
    if chat_id is None:  # nobody is to be told
        return
    session.add(
        OutboxRow(
            chat_id=chat_id,
            category=OutboxClass.NOTICE,
            payload={_DECISION: decision.id},
            state=OutboxState.UNKNOWN,
            attempts=0,
            not_before=now,
            created_at=decision.decided_at,
            done_at=now,
        )
    )


def listed(session: Session) -> Sequence[Unknown]:
    """All of them, oldest first."""
    found = session.execute(
        select(OutboxRow, Person.name, StaffGroup.title)
        .outerjoin(Person, Person.telegram_id == OutboxRow.chat_id)
        .outerjoin(StaffGroup, StaffGroup.chat_id == OutboxRow.chat_id)
        .where(OutboxRow.state == OutboxState.UNKNOWN)
        .order_by(OutboxRow.id)
    ).all()
    numbers = _numbers(session, [row for row, _name, _title in found])
    return [
        Unknown(row, name or title, numbers.get(row.payload.get(_DECISION)))
        for row, name, title in found
    ]


def resend(session: Session, row_id: int, *, now: datetime) -> None:
    """Let the running bot send it.

    Raises:
        NotFoundError: no unknown message has this id.
        GoneError: its content was emptied by age, or is a file that no backup holds.
        NewerError: newer content was shown in its place, or the entry went on, since.
    """
    row = _row(session, row_id)
    decision_id = row.payload.get(_DECISION)
    if decision_id is not None:
        _tell_again(session, decision_id, now)
        row.state = OutboxState.SUPERSEDED
    else:
        _must_be_sendable(session, row)
        row.state, row.not_before, row.done_at = OutboxState.WAITING, now, None
    audit.record(session, None, "outbox.resent", ("outbox", row.id), now=now)


def drop(session: Session, row_id: int, *, now: datetime) -> None:
    """Let it be.

    Raises:
        NotFoundError: no unknown message has this id.
    """
    row = _row(session, row_id)
    row.state = OutboxState.DROPPED
    audit.record(session, None, "outbox.dropped", ("outbox", row.id), now=now)


def _row(session: Session, row_id: int) -> OutboxRow:
    row = session.get(OutboxRow, row_id)
    if row is None or row.state != OutboxState.UNKNOWN:
        raise NotFoundError
    return row


def _must_be_sendable(session: Session, row: OutboxRow) -> None:
    file = row.payload.get("document")
    if row.emptied or isinstance(file, dict):
        raise GoneError
    newer = aliased(OutboxRow)
    later = exists().where(newer.chat_id == row.chat_id, newer.slot == row.slot, newer.id > row.id)
    if row.slot is not None and session.scalar(select(later)):
        raise NewerError


def _tell_again(session: Session, decision_id: int, now: datetime) -> None:
    """Let the decision settle once more: the bot tells its owner."""
    decision = session.get_one(Decision, decision_id)
    entry = session.get_one(Entry, decision.entry_id)
    latest = decisions.latest(session, entry.id)
    if latest is None or latest.id != decision_id or entry.waiting_since is not None:
        raise NewerError
    decision.settled_at, decision.settles_at, entry.settles = None, now, True


def _numbers(session: Session, rows: Sequence[OutboxRow]) -> dict[Any, str]:
    ids = [row.payload[_DECISION] for row in rows if _DECISION in row.payload]
    found = session.execute(
        select(Decision.id, Entry.number)
        .join(Entry, Entry.id == Decision.entry_id)
        .where(Decision.id.in_(ids))
    )
    return {decision_id: number for decision_id, number in found}  # noqa: C416  # typed pairs
