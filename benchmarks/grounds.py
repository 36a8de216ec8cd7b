"""Where runs happen: a folder and a database for each, empty or with businesses in it.

A template of each size is made once and copied for each run.
"""

import shutil
import subprocess
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from benchmarks import postgres
from benchmarks.bots import KLINIK, Contender, Place, klinik_settings, postgres_url, sqlite_url
from benchmarks.machine import cpu_seconds
from benchmarks.postgres import Server
from benchmarks.registered import fill_postgres, fill_sqlite


def _silent(line: str) -> None:
    del line


class Grounds:
    """Makes the places of all runs. Nothing of a template stays behind *folder* and *server*."""

    def __init__(
        self, folder: Path, server: Server | None = None, say: Callable[[str], None] = _silent
    ) -> None:
        self._folder = folder
        self._server = server
        self._say = say
        self._files: dict[int, Path] = {}
        self._databases: dict[int, str] = {}

    @property
    def has_postgres(self) -> bool:
        """Whether there is a server."""
        return self._server is not None

    def database_cpu_seconds(self) -> float:
        """What the server took so far."""
        return cpu_seconds(self._server.pid) if self._server else 0.0

    @contextmanager
    def place(self, contender: Contender, url: str, people: int | None) -> Iterator[Place]:
        """A place of its own; with *people*, even 0, the schema is there before the bot is."""
        with tempfile.TemporaryDirectory(prefix="run-", dir=self._folder) as name:
            folder = Path(name)
            if not contender.uses_postgres:
                if people is not None:
                    shutil.copyfile(self._file(people), folder / "klinik.db")
                yield Place(folder, url)
                return
            template = self._database(people) if people is not None else ""
            with postgres.database(self._postgres(), template) as database:
                yield Place(folder, url, database)

    def _postgres(self) -> Server:
        if self._server is None:
            raise RuntimeError("PostgreSQL is not installed")
        return self._server

    def _file(self, people: int) -> Path:
        if people not in self._files:
            folder = Path(tempfile.mkdtemp(prefix=f"template-{people}-", dir=self._folder))
            with self._told("SQLite", people):
                place = Place(folder, "http://127.0.0.1")
                _migrate(place, sqlite_url(place))
                if people:
                    fill_sqlite(folder / "klinik.db", people)
            self._files[people] = folder / "klinik.db"
        return self._files[people]

    def _database(self, people: int) -> str:
        if people not in self._databases:
            server = self._postgres()
            name = postgres.create(server)
            with self._told("PostgreSQL", people):
                place = Place(self._folder, "http://127.0.0.1", server.database_url(name))
                _migrate(place, postgres_url(place))
                if people:
                    fill_postgres(place.postgres, people)
            self._databases[people] = name
        return self._databases[people]

    @contextmanager
    def _told(self, kind: str, people: int) -> Iterator[None]:
        began = time.monotonic()
        yield
        self._say(f"{kind} with {people:,} people: made in {time.monotonic() - began:.1f} s")


def _migrate(place: Place, database_url: str) -> None:
    done = subprocess.run(
        [KLINIK, "migrate"],
        cwd=place.folder,
        env={"PATH": "", **klinik_settings(place, database_url)},
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode:
        raise RuntimeError(f"klinik migrate failed:\n{done.stdout}{done.stderr}")
