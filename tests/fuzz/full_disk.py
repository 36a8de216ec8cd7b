"""A full disk that a process really meets: it may let no file grow beyond a size.

`RLIMIT_FSIZE` is set from outside, on the running process. Python ignores SIGXFSZ, so a write
beyond it fails with EFBIG; SQLite says "disk I/O error" or "database or disk is full".
"""

import resource
from contextlib import suppress
from pathlib import Path

_INFINITY = resource.RLIM_INFINITY


def fill(pid: int, size: int) -> None:
    """No file of the process may grow beyond *size* bytes."""
    with suppress(ProcessLookupError):
        resource.prlimit(pid, resource.RLIMIT_FSIZE, (size, _INFINITY))


def empty(pid: int) -> None:
    """There is room again."""
    with suppress(ProcessLookupError):
        resource.prlimit(pid, resource.RLIMIT_FSIZE, (_INFINITY, _INFINITY))


def size_of_log(database: Path) -> int:
    """How large SQLite's write-ahead log is."""
    log = database.with_name(f"{database.name}-wal")
    return log.stat().st_size if log.exists() else 0
