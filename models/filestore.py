"""Where the bytes of evidence lie: a folder by default; a URL scheme leaves room for others."""

import hashlib
import os
import re
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Protocol

#: A name: the SHA-256 of the content in hexadecimal, and a suffix.
NAME = re.compile(r"(?P<first>[0-9a-f]{2})/(?P<rest>[0-9a-f]{62})(?P<suffix>\.[a-z0-9]{1,10})?")


def name_of(content: bytes, suffix: str) -> str:
    """The name under which *content* is kept."""
    digest = hashlib.sha256(content).hexdigest()
    return f"{digest[:2]}/{digest[2:]}{suffix}"


def is_whole(name: str, content: bytes) -> bool:
    """Whether *content* is what was once kept under *name*."""
    shape = NAME.fullmatch(name)
    return shape is not None and name == name_of(content, shape["suffix"] or "")


class FileStore(Protocol):
    """Keeps bytes under a name made of their content."""

    def save(self, content: bytes, suffix: str) -> str:
        """Keep *content*; gives its name. The same content has the same name."""

    def read(self, name: str) -> bytes:
        """The bytes under *name*.

        Raises:
            FileNotFoundError: nothing is kept under it.
        """

    def has(self, name: str) -> bool:
        """Whether something is kept under *name*."""

    def names(self) -> Iterator[str]:
        """The name of everything that is kept, in order."""

    @property
    def results(self) -> Path:
        """Where results of long work lie until they are sent; it may not exist yet."""


class Folder:
    """Files in a folder, two levels deep. A half-written file is never seen under its name."""

    def __init__(self, root: Path) -> None:
        self._root = root

    def save(self, content: bytes, suffix: str) -> str:
        """See `FileStore.save`; on the disk when it returns."""
        name = name_of(content, suffix)
        path = self._root / name
        if path.exists():
            return name
        path.parent.mkdir(parents=True, exist_ok=True)
        with tempfile.NamedTemporaryFile(dir=path.parent, delete=False) as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        Path(file.name).replace(path)
        return name

    def read(self, name: str) -> bytes:
        """See `FileStore.read`."""
        return (self._root / name).read_bytes()

    def has(self, name: str) -> bool:
        """See `FileStore.has`."""
        return (self._root / name).is_file()

    def names(self) -> Iterator[str]:
        """See `FileStore.names`."""
        if not self._root.is_dir():
            return
        for folder in sorted(self._root.iterdir()):
            if len(folder.name) == len("ab") and folder.is_dir():
                found = (f"{folder.name}/{file.name}" for file in sorted(folder.iterdir()))
                yield from filter(NAME.fullmatch, found)

    @property
    def results(self) -> Path:
        """See `FileStore.results`."""
        return self._root / "results"


def open_store(url: str) -> FileStore:
    """The store behind `files.url`: a folder, with or without `file://`.

    Raises:
        ValueError: a scheme that no store serves.
    """
    scheme, separator, rest = url.partition("://")
    if not separator:
        return Folder(Path(url))
    if scheme == "file":
        return Folder(Path(rest))
    raise ValueError(f"files.url: {scheme}:// is not served")
