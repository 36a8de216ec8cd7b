"""A PostgreSQL of the benchmark's own: durable as shipped, on a socket in a folder of its own."""

import os
import pwd
import shutil
import subprocess
import tempfile
import uuid
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import psycopg
from psycopg import sql

from benchmarks.machine import other_cores, pinned

#: Nothing is switched off: a commit returns when it is on the disk.
_SETTINGS = (
    "listen_addresses=",
    "synchronous_commit=on",
    "fsync=on",
    "max_connections=100",
    "max_wal_size=4GB",  # no checkpoint falls into a window because a template was filled
)
_COPIES_FILES = 150_000
_DEBIAN = Path("/usr/lib/postgresql")


@dataclass(frozen=True)
class Server:
    """A running server."""

    url: str  #: of its `postgres` database
    home: Path

    @property
    def pid(self) -> int:
        """Its first process; all others are its children."""
        return int((self.home / "data" / "postmaster.pid").read_text().split("\n", 1)[0])

    def database_url(self, name: str) -> str:
        """The URL of another of its databases."""
        return self.url.replace("/postgres?", f"/{name}?")


def programs() -> Path | None:
    """The folder of the newest server's programs, or None."""
    found = shutil.which("initdb")
    folders = [Path(found).resolve().parent] if found else []
    versions = (folder for folder in _DEBIAN.glob("*") if folder.name.isdigit())
    newest = sorted(versions, key=lambda folder: int(folder.name), reverse=True)
    folders += [folder / "bin" for folder in newest]
    return next((folder for folder in folders if (folder / "pg_ctl").exists()), None)


@contextmanager
def cluster() -> Iterator[Server]:
    """A server for the time of the block.

    Raises:
        RuntimeError: there are no programs, or one of them failed.
    """
    folder = programs()
    if folder is None:
        raise RuntimeError("PostgreSQL is not installed")
    home = Path(tempfile.mkdtemp(prefix="klinik-bench-pg-"))
    data, account = home / "data", _account()
    if account is not None:
        shutil.chown(home, account.pw_uid, account.pw_gid)
    options = " ".join(f"-c {item}" for item in (*_SETTINGS, f"unix_socket_directories={home}"))
    control = [str(folder / "pg_ctl"), "-D", str(data), "-l", str(home / "log"), "-w"]
    initdb = [str(folder / "initdb"), "-D", str(data), "-U", "klinik", "--auth=trust"]
    try:
        with pinned(other_cores()):
            _run([*initdb, "--no-locale", "--encoding=UTF8"], home, account)
            _run([*control, "-o", options, "start"], home, account)
        try:
            yield Server(f"postgresql://klinik@/postgres?host={home}", home)
        finally:
            _run([*control, "-m", "fast", "stop"], home, account)
    finally:
        shutil.rmtree(home, ignore_errors=True)


@contextmanager
def database(server: Server, template: str = "") -> Iterator[str]:
    """A new database for the time of the block, a copy of *template* if there is one; its URL."""
    name = create(server, template)
    try:
        yield server.database_url(name)
    finally:
        with psycopg.connect(server.url, autocommit=True) as session:
            drop = sql.SQL("DROP DATABASE {} WITH (FORCE)").format(sql.Identifier(name))
            session.execute(drop)


def create(server: Server, template: str = "") -> str:
    """Make a database that stays; its name."""
    name = f"bench_{uuid.uuid4().hex[:12]}"
    with psycopg.connect(server.url, autocommit=True) as session:
        command = sql.SQL("CREATE DATABASE {}").format(sql.Identifier(name))
        if template:
            command += sql.SQL(" TEMPLATE {}").format(sql.Identifier(template))
            if session.info.server_version >= _COPIES_FILES:
                command += sql.SQL(" STRATEGY FILE_COPY")  # else each page goes through the log
        session.execute(command)
    return name


def _account() -> pwd.struct_passwd | None:
    """Whom the server runs as: it refuses root; anybody else runs it as themselves (None)."""
    if os.geteuid() != 0:
        return None
    accounts = {entry.pw_name: entry for entry in pwd.getpwall()}
    return accounts.get("postgres") or accounts["nobody"]


def _run(command: Sequence[str], folder: Path, account: pwd.struct_passwd | None) -> None:
    done = subprocess.run(
        command,
        cwd=folder,
        env={"PATH": os.defpath, "LC_ALL": "C"},
        user=account.pw_uid if account else None,
        group=account.pw_gid if account else None,
        extra_groups=[] if account else None,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,  # a pipe would stay open in the server
        stderr=subprocess.DEVNULL,
        check=False,
    )
    if done.returncode != 0:
        raise RuntimeError(f"{command[0]} failed: {done.returncode}")
