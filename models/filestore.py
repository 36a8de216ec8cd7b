"""Where the bytes of evidence lie: a folder by default; a URL scheme leaves room for others."""

import hashlib
import os
import tempfile
from pathlib import Path
from typing import Protocol


class FileStore(Protocol):
    """Keeps bytes under a name made of their content."""

    def save(self, content: bytes, suffix: str) -> str:
        """Keep *content*; gives its name. The same content has the same name."""

    def read(self, name: str) -> bytes:
        """The bytes under *name*.

        Raises:
            FileNotFoundError: nothing is kept under it.
        """

    @property
    def results(self) -> Path:
        """Where results of long work lie until they are sent; it may not exist yet."""


class Folder:
    """Files in a folder, two levels deep. A half-written file is never seen under its name."""

    def __init__(self, root: Path) -> None:
        self._root = root

    def save(self, content: bytes, suffix: str) -> str:
        """See `FileStore.save`; on the disk when it returns."""
        digest = hashlib.sha256(content).hexdigest()
        name = f"{digest[:2]}/{digest[2:]}{suffix}"
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
