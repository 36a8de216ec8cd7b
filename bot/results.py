"""Recording what became of outbox rows; many results share a commit with the next turns."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import bindparam, update
from sqlalchemy.orm import Session

from bot import outbox
from bot.outbox import Shown
from models.outbox import IS_WAITING, OutboxRow, OutboxState, Slot
from models.person import Person
from models.sql import table_of, upsert_for

_LONGEST_ERROR = 300


@dataclass(frozen=True)
class Result:
    """The fate of one row."""

    row_id: int
    chat_id: int
    slot: str | None
    state: OutboxState
    attempts: int
    message_id: int | None
    shown: Shown | None
    error: str | None
    migrated_to: int | None = None


def record(session: Session, items: list[tuple[Result, datetime]]) -> None:
    """Write results, with what slots now show and who can no longer be reached."""
    session.connection().execute(_SETTLE, [_row(result, now) for result, now in items])
    _record_slots(session, [result for result, _now in items])
    _supersede(session, items)
    for result, now in items:
        if result.state == OutboxState.BLOCKED:
            _unreachable(session, result.chat_id, now)
        if result.migrated_to is not None:
            outbox.follow_migration(session, result.chat_id, result.migrated_to)


_COLUMNS = ("state", "attempts", "message_id", "error", "done_at")
_OUTBOX = table_of(OutboxRow)
_SETTLE = (
    update(_OUTBOX)
    .where(_OUTBOX.c.id == bindparam("row_id"))
    .values({name: bindparam(name) for name in _COLUMNS})
)
_SUPERSEDE = (
    update(_OUTBOX)
    .where(IS_WAITING, _OUTBOX.c.chat_id == bindparam("chat"))
    .where(_OUTBOX.c.slot == bindparam("name"), _OUTBOX.c.id < bindparam("row_id"))
    .values(state=OutboxState.SUPERSEDED, done_at=bindparam("now"))
)


def _row(result: Result, now: datetime) -> dict[str, object]:
    return {
        "row_id": result.row_id,
        "state": result.state,
        "attempts": result.attempts,
        "message_id": result.message_id,
        "error": result.error[:_LONGEST_ERROR] if result.error else None,
        "done_at": None if result.state == OutboxState.WAITING else now,
    }


def _record_slots(session: Session, results: list[Result]) -> None:
    latest = {
        (result.chat_id, result.slot): {
            "chat_id": result.chat_id,
            "name": result.slot,
            "message_id": result.shown.message_id,
            "kind": result.shown.kind,
            "has_buttons": result.shown.has_buttons,
        }
        for result in results
        if result.shown is not None
    }
    if not latest:
        return
    upsert = upsert_for(session, Slot, "chat_id", "name")
    session.connection().execute(upsert, list(latest.values()))


def _supersede(session: Session, items: list[tuple[Result, datetime]]) -> None:
    """What still waits for a slot and is older than what the slot shows now is pointless."""
    rows = [
        {"row_id": result.row_id, "chat": result.chat_id, "name": result.slot, "now": now}
        for result, now in items
        if result.shown is not None
    ]
    if rows:
        session.connection().execute(_SUPERSEDE, rows)


def _unreachable(session: Session, chat_id: int, now: datetime) -> None:
    """The person is unreachable until they write again (a private chat's id is the person's)."""
    session.execute(
        update(Person)
        .where(Person.telegram_id == chat_id, Person.blocked_at.is_(None))
        .values(blocked_at=now)
        .execution_options(synchronize_session=False)
    )
