"""The one file of a backup: a zip with the manifest, a member for each table, and the files.

A zip has its list of members at its end, so one that was cut off is known for it at once; each
member carries a checksum of its own beside that in the manifest; and anybody can open it.
"""

import contextlib
import errno
import hashlib
import json
import os
import struct
import tempfile
import zlib
from collections.abc import Callable, Iterable, Iterator
from contextlib import closing, contextmanager
from io import BufferedReader, RawIOBase
from pathlib import Path
from typing import IO, Any, Self, cast
from zipfile import ZIP_DEFLATED, ZIP_STORED, BadZipFile, ZipFile

from pydantic import ValidationError

from models.backup.manifest import FORMAT, VERSION, Manifest, TableInside
from models.backup.rows import Row
from models.filestore import is_whole

#: Called with the number of rows or files that were dealt with since the last call.
Tick = Callable[[int], None]

_MANIFEST = "manifest.json"
_FILES = "files/"
_BEGINNING = b"PK\x03\x04"
_TICK = 1_000
_PIECE = 1 << 20
_LEVEL = 3  #: of compression: half the time of the usual 6, a few per cent larger

#: What reading a damaged zip may raise; zipfile says NotImplementedError of flipped flags.
_DAMAGE = (
    BadZipFile,
    EOFError,
    KeyError,
    NotImplementedError,
    RuntimeError,
    ValueError,
    struct.error,
    zlib.error,
)


class PackageError(Exception):
    """The file cannot be used as a backup; the message names the part that is at fault."""


class ForeignError(PackageError):
    """It is something else."""


class DamagedError(PackageError):
    """It was cut off, or changed after it was made."""


class NewerError(PackageError):
    """A newer version of this program made it; the message says which."""


class Writer:
    """Fills a package; `writing` opens and closes it."""

    def __init__(self, file: ZipFile) -> None:
        self._zip = file
        self._encode = json.JSONEncoder(ensure_ascii=False, separators=(",", ":")).encode

    def table(self, name: str, columns: list[str], rows: Iterable[Row], tick: Tick) -> TableInside:
        """Write the rows of a table."""
        digest, count = hashlib.sha256(), 0
        with self._zip.open(_table(name), "w", force_zip64=True) as out:
            for row in rows:
                line = self._encode(row).encode() + b"\n"
                digest.update(line)
                out.write(line)
                count += 1
                if count % _TICK == 0:
                    tick(_TICK)
        tick(count % _TICK)
        return TableInside(columns=columns, rows=count, sha256=digest.hexdigest())

    def file(self, name: str, content: bytes) -> None:
        """Write an archived file. Pictures are compressed as they are."""
        self._zip.writestr(_FILES + name, content, compress_type=ZIP_STORED)

    def manifest(self, manifest: Manifest) -> None:
        """Write the manifest, at the end."""
        self._zip.writestr(_MANIFEST, manifest.model_dump_json(indent=1))


@contextmanager
def writing(path: Path) -> Iterator[Writer]:
    """Make a package, for its owner's eyes only; on the disk and under its name when complete.

    Raises:
        FileExistsError: there is something under that name.
        OSError: the disk is full, …; nothing is left behind.
    """
    _must_be_new(path)
    number, name = tempfile.mkstemp(prefix=f"{path.name}.", suffix=".part", dir=path.parent)
    unfinished = Path(name)
    try:
        with os.fdopen(number, "wb") as file:
            with ZipFile(file, "w", ZIP_DEFLATED, compresslevel=_LEVEL) as inside:
                yield Writer(inside)
            file.flush()
            os.fsync(file.fileno())
        _must_be_new(path)
        unfinished.rename(path)
        _sync_folder(path.parent)
    finally:
        unfinished.unlink(missing_ok=True)


class Package:
    """A backup that is read. It may be damaged anywhere: `check` reads all of it."""

    def __init__(self, file: ZipFile, manifest: Manifest) -> None:
        self._zip = file
        self.manifest = manifest

    @classmethod
    @contextmanager
    def open(cls, path: Path) -> Iterator[Self]:
        """Open *path* and read its manifest.

        Raises:
            OSError: it cannot be read.
            ForeignError, DamagedError, NewerError.
        """
        with path.open("rb") as file, closing(_zip(file)) as inside:
            yield cls(inside, _manifest(inside))

    def rows(self, name: str) -> Iterator[Row]:
        """The rows of a table.

        Raises:
            DamagedError.
        """
        with _damage(name), self._member(_table(name)) as lines:
            yield from map(json.loads, lines)

    def file_names(self) -> list[str]:
        """The names of the archived files, as the file store calls them."""
        inside = [n for n in self._zip.namelist() if n.startswith(_FILES)]
        return [name.removeprefix(_FILES) for name in inside]

    def has_file(self, name: str) -> bool:
        """Whether an archived file is inside."""
        return _FILES + name in self._zip.NameToInfo

    def file(self, name: str) -> bytes:
        """The content of an archived file.

        Raises:
            DamagedError.
        """
        with _damage(name), self._member(_FILES + name) as inside:
            content = inside.read()
        if not is_whole(name, content):
            raise DamagedError(name)
        return content

    def check(self, tick: Tick) -> None:
        """Read everything and compare it with the manifest.

        Raises:
            DamagedError.
        """
        for name, table in self.manifest.tables.items():
            with _damage(name), self._member(_table(name)) as lines:
                count = _check_lines(lines, table, tick)
            if count != table.rows:
                raise DamagedError(name)
        names = self.file_names()
        expected = self.manifest.files.count if self.manifest.files else 0
        if len(names) != expected:
            raise DamagedError(_FILES)
        for name in names:
            self.file(name)
            tick(1)

    def _member(self, name: str) -> BufferedReader:
        member = self._zip.getinfo(name)
        if member.compress_type not in {ZIP_STORED, ZIP_DEFLATED}:
            raise BadZipFile(name)
        inside = self._zip.open(member)
        return BufferedReader(cast("RawIOBase", inside), _PIECE)


def _check_lines(lines: IO[bytes], table: TableInside, tick: Tick) -> int:
    """How many lines there are, if their checksum is right; else -1."""
    digest, count = hashlib.sha256(), 0
    while piece := lines.read(_PIECE):
        digest.update(piece)
        found = piece.count(b"\n")
        count += found
        tick(found)
    return count if digest.hexdigest() == table.sha256 else -1


def _zip(file: IO[bytes]) -> ZipFile:
    beginning = file.read(len(_BEGINNING))
    file.seek(0)
    try:
        return ZipFile(file)
    except _DAMAGE as error:
        if beginning == _BEGINNING:
            raise DamagedError(_MANIFEST) from error
        raise ForeignError from error


def _manifest(inside: ZipFile) -> Manifest:
    if _MANIFEST not in inside.NameToInfo:
        raise ForeignError
    with _damage(_MANIFEST):
        said: Any = json.loads(inside.read(_MANIFEST))
    if not isinstance(said, dict) or said.get("format") != FORMAT:
        raise ForeignError
    if said.get("version") != VERSION:
        raise NewerError(str(said.get("product")))
    try:
        return Manifest.model_validate(said)
    except ValidationError as error:
        raise DamagedError(_MANIFEST) from error


@contextmanager
def _damage(name: str) -> Iterator[None]:
    try:
        yield
    except _DAMAGE as error:
        raise DamagedError(name) from error
    except OSError as error:
        if error.errno != errno.EINVAL:  # a place before the beginning of the file
            raise
        raise DamagedError(name) from error


def _table(name: str) -> str:
    return f"tables/{name}.jsonl"


def _must_be_new(path: Path) -> None:
    if path.exists():
        raise FileExistsError(str(path))


def _sync_folder(folder: Path) -> None:
    """Let the new name be on the disk too; some file systems know no such thing."""
    number = os.open(folder, os.O_RDONLY)
    with contextlib.suppress(OSError):
        os.fsync(number)
    os.close(number)
