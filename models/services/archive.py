"""Fetching the bytes of files: what is due, and what became of it."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import Connection, select, update
from sqlalchemy.orm import Session

from models.file import FileState, StoredFile
from models.sql import compare_and_set

_MOST_ATTEMPTS = 8
_FIRST_PAUSE = timedelta(seconds=10)
_PIECE = 1_000


@dataclass(frozen=True)
class Due:
    """A file to fetch."""

    id: int
    kind: str
    telegram_id: str
    attempts: int


@dataclass(frozen=True)
class Archived:
    """The file is in the store."""

    id: int
    path: str
    media_type: str
    thumbnail: str | None = None


@dataclass(frozen=True)
class NotArchived:
    """The file is not in the store; `state` WAITING = try again later."""

    id: int
    state: FileState
    error: str
    attempts: int


def due(session: Session, *, now: datetime, limit: int) -> Sequence[Due]:
    """Files whose bytes are to be fetched now, oldest first."""
    rows = session.execute(
        select(StoredFile.id, StoredFile.kind, StoredFile.telegram_id, StoredFile.attempts)
        .where(StoredFile.state == FileState.WAITING, StoredFile.not_before <= now)
        .order_by(StoredFile.not_before, StoredFile.id)
        .limit(limit)
    )
    return [Due(*row) for row in rows]


def record(session: Session, result: Archived | NotArchived, *, now: datetime) -> bool:
    """Write down what became of a file; False = that is known already."""
    if isinstance(result, Archived):
        values: dict[str, object] = {
            "state": FileState.ARCHIVED,
            "path": result.path,
            "media_type": result.media_type,
            "thumbnail": result.thumbnail,
        }
    else:
        attempts = result.attempts + 1
        gone = result.state == FileState.WAITING and attempts >= _MOST_ATTEMPTS
        values = {
            "state": FileState.LOST if gone else result.state,
            "error": result.error[:200],
            "attempts": attempts,
            "not_before": now + _FIRST_PAUSE * 2**result.attempts,
        }
    return compare_and_set(
        session,
        update(StoredFile)
        .where(StoredFile.id == result.id, StoredFile.state == FileState.WAITING)
        .values(**values),
    )


def names(connection: Connection) -> Iterator[str]:
    """The names under which files lie in the store; one may come more than once."""
    found = connection.execute(
        select(StoredFile.path, StoredFile.thumbnail)
        .where(StoredFile.path.is_not(None))
        .execution_options(yield_per=_PIECE)
    )
    for path, thumbnail in found:
        yield from filter(None, (path, thumbnail))


def fetch_again(session: Session, is_kept: Callable[[str], bool], *, now: datetime) -> int:
    """Let the files that the store has not be fetched anew; gives their number."""
    found = session.execute(
        select(StoredFile.id, StoredFile.path, StoredFile.thumbnail)
        .where(StoredFile.state == FileState.ARCHIVED)
        .execution_options(yield_per=_PIECE)
    )
    lost = [
        file_id
        for file_id, *kept in found
        if not all(is_kept(name) for name in kept if name is not None)
    ]
    for place in range(0, len(lost), _PIECE):
        session.execute(
            update(StoredFile)
            .where(StoredFile.id.in_(lost[place : place + _PIECE]))
            .values(state=FileState.WAITING, attempts=0, not_before=now)
            .execution_options(synchronize_session=False)
        )
    return len(lost)
