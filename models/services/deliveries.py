"""Deliveries: claimed as `sending` before the call, settled after it, and never sent twice.

Who sends names its own life in `sender`. What another life left in `sending` may have arrived: it
becomes `unknown`, and only the staff send it again.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Update, and_, bindparam, func, select, text, update
from sqlalchemy.orm import Session

from models.delivery import IS_SENDING, IS_WAITING, Delivery, DeliveryState, OptOut
from models.person import Person
from models.sql import compare_and_set, insert_for, table_of

_LONGEST_ERROR = 200

#: What did not arrive, and why, in the order of a report.
MISSED = (
    DeliveryState.BLOCKED,
    DeliveryState.GONE,
    DeliveryState.FAILED,
    DeliveryState.UNKNOWN,
)
#: What was not even tried.
LEFT_OUT = (DeliveryState.UNREACHABLE, DeliveryState.REFUSED, DeliveryState.BUSY)


@dataclass(frozen=True)
class Stream:
    """Deliveries that may go out now: of one kind about these subjects.

    `news`: the kind of message, as people switch them off; none cannot be switched off.
    """

    kind: str
    subjects: tuple[int, ...]
    news: str | None = None


@dataclass(frozen=True)
class Claimed:
    """A delivery in the sender's hands, and to whom."""

    id: int
    kind: str
    subject: int
    slot: str
    person_id: int
    chat_id: int
    name: str
    language: str
    business_id: int | None


@dataclass(frozen=True)
class Result:
    """What became of a claimed delivery. Given back (`waiting`): not before that moment."""

    id: int
    person_id: int
    state: DeliveryState
    at: datetime
    message_id: int | None = None
    error: str | None = None
    not_before: datetime | None = None


def put(
    session: Session,
    kind: str,
    subject: int,
    rows: Sequence[tuple[int, int | None, str]],
    *,
    now: datetime,
    slot: str = "",
) -> None:
    """Write deliveries to (person, business, state); one that is there already stays as it is."""
    values = [
        {
            "kind": kind,
            "subject": subject,
            "person_id": person_id,
            "business_id": business_id,
            "slot": slot,
            "state": state,
            "attempts": 0,
            "not_before": now,
            "changed_at": now,
        }
        for person_id, business_id, state in rows
    ]
    if values:
        session.connection().execute(
            insert_for(session, Delivery).on_conflict_do_nothing(), values
        )


def any_due(session: Session, streams: Iterable[Stream], *, now: datetime) -> bool:
    """Whether there is something to claim."""
    for stream in streams:
        due = select(Delivery.id).where(*_due(stream, now)).limit(1)
        if session.scalar(due) is not None:
            return True
    return False


def any_lost(session: Session, *, sender: str) -> bool:
    """Whether another life than *sender* left something in `sending`."""
    lost = select(Delivery.id).where(IS_SENDING, Delivery.sender != sender).limit(1)
    return session.scalar(lost) is not None


def claim(
    session: Session, streams: Iterable[Stream], *, limit: int, sender: str, now: datetime
) -> list[Claimed]:
    """Take up to *limit* deliveries: from this commit on they may have been sent."""
    claimed: list[Claimed] = []
    for stream in streams:
        claimed += _claim(session, stream, limit - len(claimed), sender, now)
    return claimed


def record(session: Session, results: Sequence[Result], *, sender: str) -> None:
    """Write down what became of what this sender claimed, also if it counts as unknown by now."""
    rows = [_row(result, sender) for result in results]
    if rows:
        session.connection().execute(_SETTLE, rows)
    lost = (DeliveryState.BLOCKED, DeliveryState.GONE)
    blocked = [result for result in results if result.state in lost]
    if blocked:
        session.execute(
            update(Person)
            .where(Person.id.in_([one.person_id for one in blocked]), Person.blocked_at.is_(None))
            .values(blocked_at=blocked[0].at)
            .execution_options(synchronize_session=False)
        )


def give_up(session: Session, *, sender: str, now: datetime) -> int:
    """What other lives than *sender* left in `sending` is unknown; gives how many."""
    lost = update(Delivery).where(IS_SENDING, Delivery.sender != sender)
    return _count(session, lost.values(state=DeliveryState.UNKNOWN, changed_at=now))


def counts(session: Session, kind: str, subject: int) -> dict[str, int]:
    """State → how many."""
    rows = session.execute(
        select(Delivery.state, func.count())
        .where(Delivery.kind == kind, Delivery.subject == subject)
        .group_by(Delivery.state)
    )
    return {state: number for state, number in rows}  # noqa: C416  # typed pairs


def answers(session: Session, kind: str, subject: int) -> dict[int, int]:
    """Button below it → how many tapped it."""
    rows = session.execute(
        select(Delivery.answer, func.count())
        .where(Delivery.kind == kind, Delivery.subject == subject, Delivery.answer.is_not(None))
        .group_by(Delivery.answer)
    )
    return {answer: number for answer, number in rows if answer is not None}


def answer(session: Session, person_id: int, delivery_id: int, number: int) -> Delivery | None:
    """Note which button somebody tapped; none = it is not theirs."""
    row = session.get(Delivery, delivery_id, populate_existing=True)
    if row is None or row.person_id != person_id:
        return None
    row.answer = number
    session.flush()
    return row


def is_open(session: Session, kind: str, subject: int) -> bool:
    """Whether something of it waits or is under way."""
    mine = (Delivery.kind == kind, Delivery.subject == subject)
    waits = select(Delivery.id).where(IS_WAITING, *mine).limit(1)
    sends = select(Delivery.id).where(IS_SENDING, *mine).limit(1)
    return any(session.scalar(some) is not None for some in (waits, sends))


def again(session: Session, delivery_id: int, *, now: datetime) -> bool:
    """Send one that did not arrive, or perhaps did not; False = it is none of those."""
    return compare_and_set(
        session,
        update(Delivery)
        .where(Delivery.id == delivery_id, Delivery.state.in_(MISSED))
        .values(state=DeliveryState.WAITING, sender=None, not_before=now, changed_at=now),
    )


def all_failed_again(session: Session, kind: str, subject: int, *, now: datetime) -> int:
    """Send what failed, and what people get who can be reached again; never what is unknown."""
    mine = (Delivery.kind == kind, Delivery.subject == subject)
    reachable = select(Person.id).where(Person.blocked_at.is_(None))
    waiting = {
        "state": DeliveryState.WAITING,
        "sender": None,
        "not_before": now,
        "changed_at": now,
    }
    failed = update(Delivery).where(*mine, Delivery.state == DeliveryState.FAILED)
    back = update(Delivery).where(
        *mine,
        Delivery.state.in_((DeliveryState.BLOCKED, DeliveryState.UNREACHABLE)),
        Delivery.person_id.in_(reachable),
    )
    return sum(_count(session, which.values(waiting)) for which in (failed, back))


def _due(stream: Stream, now: datetime) -> tuple[Any, ...]:
    return (
        IS_WAITING,
        Delivery.kind == stream.kind,
        Delivery.subject.in_(stream.subjects),
        Delivery.not_before <= now,
    )


def _claim(
    session: Session, stream: Stream, limit: int, sender: str, now: datetime
) -> list[Claimed]:
    if limit <= 0 or not stream.subjects:
        return []
    wants_none = and_(OptOut.person_id == Delivery.person_id, OptOut.kind == stream.news)
    rows = session.execute(
        select(Delivery, Person, OptOut.kind)
        .join(Person, Person.id == Delivery.person_id)
        .outerjoin(OptOut, wants_none)
        .where(*_due(stream, now))
        .order_by(Delivery.subject, Delivery.id)
        .limit(limit)
        .with_for_update(of=Delivery, skip_locked=True)
        .execution_options(populate_existing=True)
    ).all()
    taken: list[Claimed] = []
    for delivery, person, refused in rows:
        delivery.changed_at = now
        if refused is not None:
            delivery.state = DeliveryState.REFUSED
        elif person.blocked_at is not None:
            delivery.state = DeliveryState.UNREACHABLE
        else:
            delivery.state, delivery.sender = DeliveryState.SENDING, sender
            delivery.attempts += 1
            taken.append(_claimed(delivery, person))
    session.flush()
    return taken


def _claimed(delivery: Delivery, person: Person) -> Claimed:
    return Claimed(
        id=delivery.id,
        kind=delivery.kind,
        subject=delivery.subject,
        slot=delivery.slot,
        person_id=person.id,
        chat_id=person.telegram_id,
        name=person.name,
        language=person.language,
        business_id=delivery.business_id,
    )


_TABLE = table_of(Delivery)
_SETTLE = (
    update(_TABLE)
    .where(_TABLE.c.id == bindparam("row_id"), _TABLE.c.sender == bindparam("who"))
    .where(text("delivery.state IN ('sending', 'unknown')"))  # a list takes no executemany
    .values(
        {
            name: bindparam(f"new_{name}")
            for name in ("state", "message_id", "error", "changed_at", "not_before")
        }
    )
)


def _row(result: Result, sender: str) -> dict[str, Any]:
    return {
        "row_id": result.id,
        "who": sender,
        "new_state": result.state.value,
        "new_message_id": result.message_id,
        "new_error": result.error[:_LONGEST_ERROR] if result.error else None,
        "new_changed_at": result.at,
        "new_not_before": result.not_before or result.at,
    }


def _count(session: Session, statement: Update) -> int:
    result: Any = session.execute(statement.execution_options(synchronize_session=False))
    return int(result.rowcount)
