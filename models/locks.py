"""Locks between processes that share a PostgreSQL; on SQLite there is one process, and no lock.

All end with their transaction, whatever ends it. Two spaces that never meet: a chat is locked by
its id (one bigint), everything else by a name (two integers, the first of them ours).
"""

import zlib
from collections.abc import Collection

from sqlalchemy import BigInteger, func, select
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.orm import Session
from sqlalchemy.sql import literal

#: First key of every named lock: "KLNK".
SPACE = 0x4B4C4E4B


def try_chats(session: Session, chat_ids: Collection[int]) -> set[int]:
    """Lock chats for this transaction; gives those that no other process holds."""
    if not chat_ids or session.get_bind().dialect.name == "sqlite":
        return set(chat_ids)
    wanted = literal(sorted(chat_ids), ARRAY(BigInteger))
    chat_id = func.unnest(wanted).column_valued("chat_id")
    free = select(chat_id).where(func.pg_try_advisory_xact_lock(chat_id))
    return set(session.scalars(free))


def try_name(session: Session, name: str) -> bool:
    """Lock a name for this transaction; False = another process holds it."""
    if session.get_bind().dialect.name == "sqlite":
        return True
    return bool(session.scalar(select(func.pg_try_advisory_xact_lock(SPACE, number(name)))))


def number(name: str) -> int:
    """The second key of a named lock: as PostgreSQL's integer, the same in every process."""
    return zlib.crc32(name.encode()) - 2**31
