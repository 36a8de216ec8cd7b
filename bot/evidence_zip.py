"""Writing the evidence of a business as zip files, file by file, with a list of all of it.

Telegram takes no file above 50 MB from a bot, so there are parts, each a whole zip by itself: a
part that "fits" would leave out what somebody needs, and nobody could tell what. The last part
holds the list. Photos and PDFs are packed already, so nothing is compressed but the list.
"""

import csv
import io
import re
import zipfile
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path
from zoneinfo import ZoneInfo

from bot import formats
from bot.texts import Texts
from models.database import Database
from models.file import FileState, StoredFile
from models.filestore import FileStore
from models.services import evidence_files
from models.services.evidence_files import Sent

#: Bytes of a part, below the 50 MB of the Bot API; a single file has 20 MB at most.
PART_BYTES = 45_000_000
#: More parts nobody opens; what is left over stands in the list.
MOST_PARTS = 10
#: What a file takes in a zip beside its bytes and twice its name.
_AROUND_BYTES = 200

LIST_NAME = "daftar.csv"
COLUMNS = (
    *("number", "name", "code", "item", "state", "sent", "verdict", "reason"),
    *("figures", "words", "file", "part"),
)
#: A spreadsheet would take such a cell for a formula.
_FORMULA = re.compile(r"\s*[=+\-@\t\r]")


@dataclass
class Extent:
    """What was written."""

    number: str = ""
    name: str = ""
    pieces: int = 0  #: of evidence
    files: int = 0
    missing: int = 0  #: files that could not be had
    parts: list[Path] = field(default_factory=list)


def write(
    path: Path,
    database: Database,
    store: FileStore,
    business_id: int,
    *,
    say: Texts,
    zone: ZoneInfo,
    report: Callable[[int], None],
) -> Extent:
    """Write the parts beside *path*; no more than one file is held in memory.

    Raises:
        OSError: the disk is full, or not there.
    """
    extent = Extent()
    listing = io.StringIO()
    rows = csv.writer(listing, delimiter=";")
    rows.writerow(say.plain(f"evidence_zip.column.{name}") for name in COLUMNS)
    with database.read() as session, closing(_Parts(path, extent)) as parts:
        from_ = evidence_files.listed(session, business_id)
        total = evidence_files.count(session, business_id)
        for sent in from_:
            for file, part in _pack(sent, store, parts, extent, say):
                rows.writerow(map(_harmless, (*_about(sent, say, zone), file, part)))
            extent.pieces += 1
            report(100 * extent.pieces // (total + 1))
        parts.add_list(("\ufeff" + listing.getvalue()).encode())
    return extent


class _Parts:
    """Zip files, one after the other, each closed before the next begins."""

    def __init__(self, path: Path, extent: Extent) -> None:
        self._path = path
        self._extent = extent
        self._size = 0
        self._zip = self._begin()

    @property
    def number(self) -> int:
        """Which part is being written."""
        return len(self._extent.parts)

    def add(self, name: str, content: bytes) -> bool:
        """Put a file in; False = there are too many parts already."""
        size = len(content) + 2 * len(name.encode()) + _AROUND_BYTES
        if self._size and self._size + size > PART_BYTES:
            if self.number == MOST_PARTS:
                return False
            self._zip.close()
            self._zip = self._begin()
        self._size += size
        self._zip.writestr(_info(name), content)
        return True

    def add_list(self, content: bytes) -> None:
        """Put the list into the last part."""
        self._zip.writestr(_info(LIST_NAME), content, zipfile.ZIP_DEFLATED)

    def close(self) -> None:
        """Finish the last part."""
        self._zip.close()

    def _begin(self) -> zipfile.ZipFile:
        self._size = 0
        part = self._path.with_name(f"{self._path.name}.{self.number + 1}.zip")
        self._extent.parts.append(part)
        return zipfile.ZipFile(part, "w", zipfile.ZIP_STORED)


def _info(name: str) -> zipfile.ZipInfo:
    """The same bytes whenever it is written."""
    return zipfile.ZipInfo(name, (2026, 1, 1, 0, 0, 0))


def _pack(
    sent: Sent, store: FileStore, parts: _Parts, extent: Extent, say: Texts
) -> Iterator[tuple[str, str]]:
    """Pack the files of one piece; a line of the list each: where it is, or why it is nowhere."""
    if not sent.files:
        yield "", ""
    for name, file in sent.files:
        content = _content(file, store)
        if content is None:
            extent.missing += 1
            state = FileState.LOST if evidence_files.is_archived(file) else file.state
            yield say.plain(f"evidence_zip.file.{state}"), ""
            continue
        full = name + Path(file.path or "").suffix
        if parts.add(full, content):
            extent.files += 1
            yield full, str(parts.number)
        else:
            extent.missing += 1
            yield say.plain("evidence_zip.left_over"), ""


def _content(file: StoredFile, store: FileStore) -> bytes | None:
    if not evidence_files.is_archived(file) or file.path is None:
        return None
    try:
        return store.read(file.path)
    except FileNotFoundError:
        return None


def _about(sent: Sent, say: Texts, zone: ZoneInfo) -> tuple[str, ...]:
    row, task = sent.evidence, sent.task
    return (
        sent.entry.number,
        sent.entry.name,
        task.code,
        sent.title,
        say.plain(f"evidence_zip.state.{task.state}"),
        formats.day_and_time(row.sent_at, zone, say.language),
        say.plain(f"evidence_zip.verdict.{row.state}"),
        row.reason or row.reason_code or "",
        sent.figures,
        sent.words,
    )


def _harmless(cell: str) -> str:
    return f"'{cell}" if _FORMULA.match(cell) else cell
