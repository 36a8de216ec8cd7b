"""Files people sent: noted in the turn that received them, fetched by a job."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from models.file import FileState, StoredFile

#: What a bot may fetch from Telegram (bytes).
MOST_BYTES = 20 * 1024 * 1024

#: Below this a label on a photo is hard to read (pixels of the shorter side; a proposal).
_READABLE_PIXELS = 600


@dataclass(frozen=True)
class Sent:
    """A file as Telegram describes it; sizes in bytes, pixels and seconds."""

    kind: str
    telegram_id: str
    size: int | None = None
    name: str | None = None
    width: int | None = None
    height: int | None = None
    duration: int | None = None


def note(session: Session, person_id: int, sent: Sent, *, now: datetime) -> StoredFile:
    """Note a file; its bytes are fetched soon, unless it is too large for that."""
    too_large = sent.size is not None and sent.size > MOST_BYTES
    file = StoredFile(
        sent_by=person_id,
        **asdict(sent),
        sent_at=now,
        state=FileState.TOO_LARGE if too_large else FileState.WAITING,
        attempts=0,
        not_before=now,
    )
    session.add(file)
    session.flush()
    return file


def too_small(session: Session, ids: Sequence[int]) -> set[int]:
    """Which of these photos are too small for their writing to be read."""
    if not ids:
        return set()
    rows = session.execute(
        select(StoredFile.id, StoredFile.width, StoredFile.height).where(StoredFile.id.in_(ids))
    )
    return {
        row.id
        for row in rows
        if row.width and row.height and min(row.width, row.height) < _READABLE_PIXELS
    }


def by_ids(session: Session, ids: Sequence[int]) -> list[StoredFile]:
    """The files, in the order of *ids*."""
    found = {f.id: f for f in session.scalars(select(StoredFile).where(StoredFile.id.in_(ids)))}
    return [found[i] for i in ids if i in found]
