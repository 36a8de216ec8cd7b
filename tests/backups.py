"""Backups as the tests take and restore them."""

import json
import resource
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import Any
from zipfile import ZipFile

from models.backup.manifest import Manifest
from models.backup.package import Package, Tick
from models.database import Database
from models.filestore import Folder
from models.services import backup, restore
from models.services.restore import Restored
from tests.services import NOW, ZONE


def silent(step: str, total: int) -> Tick:
    """Watch without a word."""
    assert step
    assert total >= 0
    return lambda _count: None


def take(database: Database, file: Path, store: Folder | None = None, **other: Any) -> Manifest:
    """Take a backup."""
    about: dict[str, Any] = {"product": "1.0", "now": NOW, "watch": silent} | other
    return backup.take(database, store, file, **about)


def bring(
    file: Path, database: Database, store: Folder | None = None, *, now: datetime = NOW
) -> Restored:
    """Restore and verify."""
    with Package.open(file) as package:
        return restore.restore(
            package, database, store, zone=ZONE, now=now, verify=True, watch=silent
        )


@contextmanager
def at_most_bytes(count: int) -> Iterator[None]:
    """No file of this process may grow beyond *count*: as full as a disk can be."""
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (count, before[1]))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)


def changed(file: Path, **other: object) -> Path:
    """The same backup with another manifest."""
    another = file.with_name("another.zip")
    with ZipFile(file) as old, ZipFile(another, "w") as new:
        for name in old.namelist():
            content = old.read(name)
            if name == "manifest.json":
                content = json.dumps(json.loads(content) | other).encode()
            new.writestr(name, content)
    return another
