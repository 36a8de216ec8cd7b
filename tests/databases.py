"""Fixtures for real databases: a new SQLite file, or a new database in a throw-away PostgreSQL.

`database_url` runs a test once on each. All workers of a run share one cluster; it listens on a
socket in its own folder only, and goes away with the run however that ends.
"""

import fcntl
import os
import pwd
import shutil
import subprocess
import tempfile
import uuid
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import psycopg
import pytest
from psycopg import sql
from sqlalchemy import make_url
from sqlalchemy.orm import Session

from models.database import Database
from tests import needs
from tests.services import opened

INITDB_OPTIONS = ("-U", "klinik", "--auth=trust", "--no-locale", "--encoding=UTF8", "--no-sync")

#: Speed before safety: nothing in the cluster outlives the run.
SERVER_SETTINGS = (
    "listen_addresses=",
    "fsync=off",
    "full_page_writes=off",
    "max_connections=200",
    "shared_buffers=32MB",
)

#: Waits for process $0 to end, then ends the server of folder $1 and removes the folder.
KEEPER = """
while kill -0 "$0"; do sleep 0.2; done
server=$(head -n 1 "$1/data/postmaster.pid")
kill -QUIT "$server"
while kill -0 "$server"; do sleep 0.1; done
rm -rf "$1"
"""


@pytest.fixture(scope="session")
def postgres_url(tmp_path_factory: pytest.TempPathFactory) -> str:
    """The run's PostgreSQL cluster: the SQLAlchemy URL of its `postgres` database."""
    programs = needs.postgres_programs()
    assert programs is not None, "mark the test with pytest.mark.postgres"
    folder, run_id = tmp_path_factory.getbasetemp(), os.getpid()
    if "PYTEST_XDIST_WORKER" in os.environ:
        folder, run_id = folder.parent, os.getppid()
    return once_per_run(folder / "postgres", lambda: start_cluster(programs, until_end_of=run_id))


@pytest.fixture
def sqlite_database_url(tmp_path: Path) -> str:
    """The URL of a SQLite file that does not exist yet."""
    return f"sqlite:///{tmp_path / 'klinik.db'}"


@pytest.fixture
def postgres_database_url(postgres_url: str) -> Iterator[str]:
    """The URL of a new, empty PostgreSQL database; mark the test `postgres`."""
    with fresh_database(postgres_url) as url:
        yield url


@pytest.fixture(params=["sqlite", pytest.param("postgres", marks=pytest.mark.postgres)])
def database_url(request: pytest.FixtureRequest) -> str:
    """The URL of a new, empty database; the test runs once on SQLite and once on PostgreSQL."""
    url: str = request.getfixturevalue(f"{request.param}_database_url")
    return url


@pytest.fixture
def database(database_url: str) -> Iterator[Database]:
    """A migrated database, on both engines."""
    yield from opened(database_url)


@pytest.fixture
def session(database: Database) -> Iterator[Session]:
    """One transaction of it."""
    with database.write() as session:
        yield session


@contextmanager
def fresh_database(cluster_url: str, *, template: str | None = None) -> Iterator[str]:
    """Create a database in the cluster, give its URL, drop it whoever is still connected.

    *template*: the URL of a database to copy; nobody may be connected to it.
    """
    url = make_url(cluster_url)
    name = f"test_{uuid.uuid4().hex}"
    copied = sql.Identifier(make_url(template or "postgresql:///template1").database or "")
    create = sql.SQL("CREATE DATABASE {} TEMPLATE {}").format(sql.Identifier(name), copied)
    _administer(cluster_url, create)
    try:
        yield url.set(database=name).render_as_string(hide_password=False)
    finally:
        drop = sql.SQL("DROP DATABASE {} WITH (FORCE)").format(sql.Identifier(name))
        _administer(cluster_url, drop)


def once_per_run(record: Path, start: Callable[[], str]) -> str:
    """What *start* gave in the first of all workers to come here."""
    with record.with_suffix(".lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not record.exists():
            record.write_text(start())
        return record.read_text()


def start_cluster(programs: Path, *, until_end_of: int) -> str:
    """Start a new PostgreSQL that ends with process *until_end_of*, also if that is killed."""
    home = Path(tempfile.mkdtemp(prefix="klinik-pg-"))
    account = _unprivileged_account()
    if account is not None:
        shutil.chown(home, account.pw_uid, account.pw_gid)
    _run([programs / "initdb", "-D", home / "data", *INITDB_OPTIONS], home, account)
    cluster = Postgres(programs, home)
    cluster.start()
    _leave_keeper(str(until_end_of), str(home))
    return cluster.url


@dataclass(frozen=True)
class Postgres:
    """A PostgreSQL server in a folder of its own, which can be stopped and started."""

    programs: Path
    home: Path

    @classmethod
    def at(cls, url: str, programs: Path) -> "Postgres":
        """The cluster that a URL of `start_cluster` leads to."""
        return cls(programs, Path(str(make_url(url).query["host"])))

    @property
    def url(self) -> str:
        """The SQLAlchemy URL of its `postgres` database."""
        return f"postgresql+psycopg://klinik@/postgres?host={self.home}"

    def start(self) -> None:
        """Start the server, and wait until it answers."""
        settings = [*SERVER_SETTINGS, f"unix_socket_directories={self.home}"]
        options = " ".join(f"-c {setting}" for setting in settings)
        self._control("-l", self.home / "log", "-o", options, "start")

    def stop(self) -> None:
        """Stop it at once, as when its machine fails; it recovers at the next start."""
        self._control("-m", "immediate", "stop")

    def disconnect(self) -> None:
        """End every connection but the one that says so."""
        others = sql.SQL(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
            " WHERE backend_type = 'client backend' AND pid <> pg_backend_pid()"
        )
        _administer(self.url, others.format())

    def _control(self, *arguments: Path | str) -> None:
        command = [self.programs / "pg_ctl", "-D", self.home / "data", "-w", *arguments]
        _run(command, self.home, _unprivileged_account())


def _leave_keeper(*arguments: str) -> None:
    # Two shells: the outer one ends at once, so the inner one is nobody's child to wait for.
    subprocess.run(
        ["/bin/sh", "-c", '/bin/sh -c "$0" "$@" &', KEEPER, *arguments],
        check=True,
        env={"PATH": os.defpath},
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    )


def _unprivileged_account() -> pwd.struct_passwd | None:
    """Whom PostgreSQL runs as: it refuses root; anybody else runs it as themselves (None)."""
    if os.geteuid() != 0:
        return None
    accounts = {entry.pw_name: entry for entry in pwd.getpwall()}
    return accounts.get("postgres") or accounts["nobody"]


def _run(command: Sequence[Path | str], folder: Path, account: pwd.struct_passwd | None) -> None:
    done = subprocess.run(
        command,
        cwd=folder,
        env={"PATH": os.defpath, "LC_ALL": "C"},
        user=account.pw_uid if account else None,
        group=account.pw_gid if account else None,
        extra_groups=[] if account else None,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode != 0:
        log = folder / "log"
        pytest.fail(f"{done.stdout}{done.stderr}{log.read_text() if log.exists() else ''}")


def _administer(cluster_url: str, statement: sql.Composed) -> None:
    url = make_url(cluster_url)
    host = str(url.query["host"])
    with psycopg.connect(
        host=host, user=url.username, dbname=url.database, autocommit=True
    ) as session:
        session.execute(statement)
