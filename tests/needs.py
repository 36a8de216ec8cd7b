"""What a test may need of the machine beyond Python, and what is said when it is not there.

No fixtures here: `databases.py` starts PostgreSQL; `conftest.py` asks before each test.
"""

import functools
import os
import shutil
import subprocess
from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

#: Where Debian and Ubuntu keep the server's programs: they are not on PATH there.
DEBIAN_POSTGRES = Path("/usr/lib/postgresql")
POSTGRES_PROGRAMS = ("initdb", "pg_ctl", "postgres")
BROWSERS = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")


@dataclass(frozen=True)
class Need:
    """A marker, the program behind it, and how to find that program (None: it is not here)."""

    marker: str
    name: str
    found: Callable[[], Path | None]

    @property
    def missing(self) -> str:
        """The reason a test gives for not running."""
        return f"{self.name} not found"


@functools.cache
def postgres_programs() -> Path | None:
    """The folder of the newest PostgreSQL server programs, or None."""
    for folder in _postgres_folders():
        if all((folder / program).exists() for program in POSTGRES_PROGRAMS):
            return folder
    return None


@functools.cache
def browser() -> Path | None:
    """Chromium or a browser that takes the same orders, or None."""
    found = next(filter(None, map(shutil.which, BROWSERS)), None)
    return Path(found) if found else None


@functools.cache
def nginx() -> Path | None:
    """The web server's program, or None; Debian keeps it out of a user's PATH."""
    found = shutil.which("nginx", path=f"{os.environ.get('PATH', os.defpath)}:/usr/sbin")
    return Path(found) if found else None


NEEDS = (
    Need("postgres", "PostgreSQL", postgres_programs),
    Need("browser", "Chromium", browser),
    Need("nginx", "nginx", nginx),
)


def everything_is_needed() -> bool:
    """Whether a missing program is a failure (the whole check) or only a test not run."""
    return os.environ.get("KLINIK_TEST_ALL", "") not in {"", "0"}


def count_missed(reasons: Iterable[str]) -> Counter[str]:
    """How many tests were not run for want of which program; other reasons are not counted."""
    known = {need.missing for need in NEEDS}
    spoken = (reason.removeprefix("Skipped: ") for reason in reasons)
    return Counter(reason for reason in spoken if reason in known)


def closing_line(missed: Mapping[str, int]) -> str | None:
    """One line for the end of the run, or None when all tests ran."""
    if not missed:
        return None
    parts = [
        f"{reason}: {count} test{'' if count == 1 else 's'} not run"
        for reason, count in missed.items()
    ]
    return f"{'; '.join(parts)}; `make system` installs what is missing"


def _postgres_folders() -> Iterable[Path]:
    if on_path := shutil.which("initdb"):
        yield Path(on_path).resolve().parent
    if pg_config := shutil.which("pg_config"):
        answer = subprocess.run(
            [pg_config, "--bindir"], capture_output=True, text=True, check=False
        )
        yield Path(answer.stdout.strip())
    versions = (folder for folder in DEBIAN_POSTGRES.glob("*") if folder.name.isdigit())
    for version in sorted(versions, key=lambda folder: int(folder.name), reverse=True):
        yield version / "bin"
