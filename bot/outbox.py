"""Putting messages into the outbox, in the transaction that decides them."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Select, bindparam, case, delete, func, insert, select, text, update
from sqlalchemy.orm import Session

from bot.screen import Screen
from models.outbox import IS_KEPT, IS_WAITING, OutboxClass, OutboxRow, OutboxState, Slot
from models.sql import among, table_of

_KEY = "outbox"

#: Where a process that does not send tells the one that does, by chat ids.
CHANNEL = "klinik_outbox"
_MINUTE = timedelta(minutes=1)
_CHATS_A_CALL = 300  # of 8,000 bytes a notification may have

_INSERT = insert(table_of(OutboxRow))
_LAST = select(func.coalesce(func.max(OutboxRow.id), 0))
_NEXT = text(
    "SELECT nextval(pg_get_serial_sequence('outbox', 'id')) FROM generate_series(1, :count)"
)
#: Not by the pairs: for those SQLite would read the whole table.
_SHOWN = select(Slot.chat_id, Slot.name, Slot.message_id, Slot.kind, Slot.has_buttons).where(
    among(Slot.chat_id, "chat_ids"),
    among(Slot.name, "names"),
)

#: Kinds of messages; one is never edited into the other.
TEXT, PHOTO = "text", "photo"

#: As the message a tap came from: edit whatever message shows the slot (no message has this id).
IN_PLACE = 0


@dataclass(frozen=True)
class Shown:
    """What a slot shows at present."""

    message_id: int
    kind: str = TEXT
    has_buttons: bool = False


@dataclass(frozen=True)
class Waiting:
    """An outbox row on its way to the sender."""

    id: int
    chat_id: int
    category: OutboxClass
    slot: str | None
    tapped: int | None
    payload: dict[str, Any]
    attempts: int = 0
    shown: Shown | None = None


def put(
    session: Session,
    chat_id: int,
    payload: dict[str, Any],
    *,
    now: datetime,
    category: OutboxClass = OutboxClass.REPLY,
    slot: str | None = None,
    tapped: int | None = None,
    not_before: datetime | None = None,
) -> None:
    """Let *payload* be sent once the transaction has committed.

    *payload*: what `Screen.payload` gives; `{"document": …, "text": …}` or `{"voice": …}` with
    the file id of a file that Telegram has or `{"path": …, "name": …}` (also of a photo); or any
    `{"method": …, "params": …}`.
    *slot*: newer content for the same slot of the chat makes older content pointless.
    *tapped*: the message a tap came from; if the slot shows just that one, it is edited.
    """
    session.info.setdefault(_KEY, []).append(
        {
            "chat_id": chat_id,
            "category": category,
            "slot": slot,
            "tapped": tapped,
            "payload": payload,
            "state": OutboxState.WAITING,
            "attempts": 0,
            "not_before": not_before or now,
            "created_at": now,
            "emptied": False,
        }
    )


def put_screen(
    session: Session,
    chat_id: int,
    screen: Screen,
    *,
    now: datetime,
    slot: str | None = None,
    category: OutboxClass = OutboxClass.NOTICE,
    in_place: bool = False,
    not_before: datetime | None = None,
) -> None:
    """Show *screen* in any chat: for a turn of somebody else, and for what the clock does.

    *in_place*: edit whatever message shows the slot; without one, or without *in_place*, the
    screen is sent anew and the buttons are taken off the message before.
    """
    put(
        session,
        chat_id,
        screen.payload(),
        now=now,
        category=category,
        slot=slot,
        tapped=IN_PLACE if in_place else None,
        not_before=not_before,
    )


def write_out(session: Session, *, sends: bool = True) -> list[Waiting]:
    """Insert what was put; gives the rows that are due now, in order.

    *sends*: this process is the one that sends. Where it is not, that one is called, and nothing
    is given; where it is but others write too, their older rows for these chats are given as well.
    """
    rows = session.info.pop(_KEY, [])
    if not rows:
        return []
    _number(session, rows)
    session.connection().execute(_INSERT, rows)
    due = [_waiting(row) for row in rows if row["not_before"] <= row["created_at"]]
    if session.get_bind().dialect.name == "sqlite":
        return with_slots(session, due)
    chat_ids = sorted({row.chat_id for row in due})
    if sends:
        older = _older(session, chat_ids, than=rows[0]["id"], now=rows[0]["created_at"])
        return with_slots(session, [*older, *due])
    for start in range(0, len(chat_ids), _CHATS_A_CALL):
        part = chat_ids[start : start + _CHATS_A_CALL]
        session.execute(select(func.pg_notify(CHANNEL, ",".join(map(str, part)))))
    return []


def _number(session: Session, rows: list[dict[str, Any]]) -> None:
    """Give new rows their ids, in order: so all are inserted in one go, and none is asked back.

    SQLite would insert row by row to give ids back in order; nobody else writes meanwhile.
    """
    connection = session.connection()
    if connection.dialect.name == "sqlite":
        first = connection.execute(_LAST).scalar_one() + 1
        ids: Iterable[int] = range(first, first + len(rows))
    else:
        ids = connection.execute(_NEXT, {"count": len(rows)}).scalars()
    for row, row_id in zip(rows, ids, strict=True):
        row["id"] = row_id


def due_rows(session: Session, *, now: datetime, limit: int) -> list[Waiting]:
    """Rows that wait and are due: after a start, and those put for later."""
    due = _due(now).order_by(OutboxRow.not_before, OutboxRow.id).limit(limit)
    rows = session.execute(due).mappings()
    return with_slots(session, sorted((_waiting(dict(row)) for row in rows), key=_by_id))


def due_in(session: Session, chat_ids: Collection[int], *, now: datetime) -> list[Waiting]:
    """Rows of these chats that wait and are due, in order."""
    due = _due(now).where(OutboxRow.chat_id.in_(chat_ids)).order_by(OutboxRow.id)
    rows = session.execute(due).mappings() if chat_ids else ()
    return with_slots(session, [_waiting(dict(row)) for row in rows])


def _older(session: Session, chat_ids: list[int], *, than: int, now: datetime) -> list[Waiting]:
    """What other processes wrote for these chats before, and did not send."""
    wanted = {"chat_ids": chat_ids, "id": than, "now": now}
    rows = session.connection().execute(_OLDER, wanted).mappings()
    return [_waiting(dict(row)) for row in rows]


def _due(now: Any) -> Select[Any]:
    return select(
        OutboxRow.id,
        OutboxRow.chat_id,
        OutboxRow.category,
        OutboxRow.slot,
        OutboxRow.tapped,
        OutboxRow.payload,
        OutboxRow.attempts,
    ).where(IS_WAITING, OutboxRow.not_before <= now)


_OLDER = (
    _due(bindparam("now"))
    .where(among(OutboxRow.chat_id, "chat_ids"))
    .where(OutboxRow.id < bindparam("id"))
    .order_by(OutboxRow.id)
)


def sent_lately(session: Session, *, now: datetime) -> list[tuple[int, float]]:
    """What was sent in the last minute, whoever sent it: (chat, seconds ago), longest ago first.

    What another process had sent and not recorded when it died is not known.
    """
    since = now - _MINUTE
    rows = session.execute(
        select(OutboxRow.chat_id, OutboxRow.done_at)
        .where(IS_KEPT, OutboxRow.done_at > since, OutboxRow.message_id.is_not(None))
        .order_by(OutboxRow.done_at)
    )
    return [(chat_id, (now - at).total_seconds()) for chat_id, at in rows if at and at <= now]


def follow_migration(session: Session, old: int, new: int) -> None:
    """A group has a new id: what still waits goes there, and there every slot begins anew.

    The messages that showed the slots stay behind and cannot be edited; worse, in the new chat
    their numbers are given to other messages.
    """
    in_place = case((OutboxRow.tapped == IN_PLACE, IN_PLACE))
    session.execute(
        update(OutboxRow)
        .where(IS_WAITING, OutboxRow.chat_id == old)
        .values(chat_id=new, tapped=in_place)
        .execution_options(synchronize_session=False)
    )
    session.execute(
        delete(Slot).where(Slot.chat_id == old).execution_options(synchronize_session=False)
    )


def with_slots(session: Session, rows: list[Waiting]) -> list[Waiting]:
    """The rows with what their slots show, read in one query."""
    keys = {(row.chat_id, row.slot) for row in rows if row.slot is not None}
    if not keys:
        return rows
    wanted = {
        "chat_ids": list({chat_id for chat_id, _name in keys}),
        "names": list({name for _chat_id, name in keys}),
    }
    found = session.connection().execute(_SHOWN, wanted)
    shown = {(row[0], row[1]): Shown(row[2], row[3], row[4]) for row in found}
    return [replace(row, shown=shown.get((row.chat_id, row.slot or ""))) for row in rows]


def is_shown(session: Session, chat_id: int, slot: str) -> bool:
    """Whether the slot was ever shown, or is about to be."""
    put_now = session.info.get(_KEY, ())
    if any((row["chat_id"], row["slot"]) == (chat_id, slot) for row in put_now):
        return True
    if session.get(Slot, (chat_id, slot)) is not None:
        return True
    waits = select(OutboxRow.id).where(
        IS_WAITING, OutboxRow.chat_id == chat_id, OutboxRow.slot == slot
    )
    return session.scalar(waits.limit(1)) is not None


def _by_id(row: Waiting) -> int:
    return row.id


def _waiting(row: dict[str, Any]) -> Waiting:
    return Waiting(
        id=row["id"],
        chat_id=row["chat_id"],
        category=OutboxClass(row["category"]),
        slot=row["slot"],
        tapped=row["tapped"],
        payload=row["payload"],
        attempts=row["attempts"],
    )
