"""Opening the database, on SQLite or PostgreSQL, and bringing its schema up to date."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from alembic.util import CommandError
from sqlalchemy import Connection, Engine, create_engine, event, make_url, text
from sqlalchemy.exc import DBAPIError, InterfaceError, OperationalError
from sqlalchemy.exc import TimeoutError as PoolTimeoutError
from sqlalchemy.orm import Session, sessionmaker

from models import gathering, jsons, locks

MIGRATIONS = Path(__file__).parent / "migrations"

#: SQLite says these of the file or of its lock, not of the statement.
_SQLITE_TROUBLE = re.compile(r"locked|busy|disk|unable to open|readonly|I/O", re.IGNORECASE)


class UnknownSchemaError(Exception):
    """The database is at a revision that this program does not know."""


class BrokenReferenceError(Exception):
    """A row refers to one that is not there."""


class Database:
    """The engines of one database: one that writes and one that only reads.

    On SQLite a write transaction begins IMMEDIATE: one that has read first could no longer
    wait for the lock. Readers see the last commit and wait for nobody (WAL). Errors do not quote
    the values of a statement: they are logged and kept, and some values are private.
    """

    def __init__(self, url: str, *, audit_key: bytes = b"", busy_seconds: float = 5.0) -> None:
        self.url = make_url(url)
        self.is_sqlite = self.url.get_backend_name() == "sqlite"
        if self.is_sqlite:
            if self.url.database:
                Path(self.url.database).parent.mkdir(parents=True, exist_ok=True)
            self._writer = _sqlite_engine(url, "BEGIN IMMEDIATE", busy_seconds)
            self._reader = _sqlite_engine(url, "BEGIN", busy_seconds)
        else:
            # Who writes tries again when a connection broke, and need not ask it before each time.
            self._writer = _engine(url)
            self._reader = _engine(url, pool_pre_ping=True)
        self.sessions = sessionmaker(
            self._writer, autoflush=False, expire_on_commit=False, info={"audit_key": audit_key}
        )
        self.readers = sessionmaker(self._reader, autoflush=False, expire_on_commit=False)
        event.listen(self.sessions, "before_commit", gathering.write_out)

    @property
    def engine(self) -> Engine:
        """The engine that writes."""
        return self._writer

    def is_new(self) -> bool:
        """Whether there is nothing yet, not even the file (SQLite makes it when it is opened)."""
        name = self.url.database or ""
        return self.is_sqlite and not (Path(name).exists() and Path(name).stat().st_size)

    @contextmanager
    def write(self) -> Iterator[Session]:
        """One transaction: committed at the end, rolled back on any error."""
        with self.sessions() as session, session.begin():
            yield session

    @contextmanager
    def read(self) -> Iterator[Session]:
        """A consistent view that is never written to."""
        with self.readers() as session:
            yield session

    @contextmanager
    def snapshot(self) -> Iterator[Connection]:
        """The whole database as of one moment, however long it is read; writers do not wait."""
        with self._reader.connect() as connection:
            if not self.is_sqlite:
                connection.execution_options(
                    isolation_level="REPEATABLE READ", postgresql_readonly=True
                )
            with connection.begin():
                yield connection

    def close(self) -> None:
        """Give back all connections."""
        self._writer.dispose()
        self._reader.dispose()


def is_unavailable(error: BaseException) -> bool:
    """Whether *error* is the database's trouble (locked, full, gone), not the statement's."""
    if isinstance(error, PoolTimeoutError | InterfaceError):
        return True
    if not isinstance(error, DBAPIError):
        return False
    if error.connection_invalidated:
        return True
    if not isinstance(error, OperationalError):
        return False
    if type(error.orig).__module__.startswith("sqlite3"):
        return _SQLITE_TROUBLE.search(str(error.orig)) is not None
    return True


def migrate(database: Database, revision: str = "head") -> None:
    """Bring the schema to *revision*, the newest; safe to call from several processes.

    Raises:
        UnknownSchemaError: a newer program has migrated it.
    """
    if revision == "head" and schema_is_current(database):
        return  # all references would be checked, which takes longer the more there are
    with rebuilding(database) as connection:
        upgrade(connection, revision)


@contextmanager
def rebuilding(database: Database) -> Iterator[Connection]:
    """One transaction in which tables may be made anew and filled, for one process at a time.

    SQLite changes a table by making it anew, and with foreign keys on it would take the rows that
    refer to it along; so they are off meanwhile, and all are checked before the commit.

    Raises:
        BrokenReferenceError: a row refers to one that is not there; all is as before.
    """
    with database.engine.connect() as connection:
        if database.is_sqlite:
            _driver(connection).execute("PRAGMA foreign_keys=OFF")
        try:
            with connection.begin():
                if not database.is_sqlite:
                    keys = {"space": locks.SPACE, "number": locks.number("migration")}
                    lock = text("SELECT pg_advisory_xact_lock(:space, :number)")
                    connection.execute(lock, keys)
                yield connection
                if database.is_sqlite:
                    _check_references(connection)
        finally:
            if database.is_sqlite:
                _driver(connection).execute("PRAGMA foreign_keys=ON")


def upgrade(connection: Connection, revision: str = "head") -> None:
    """Bring the schema from an older revision to *revision*.

    Raises:
        UnknownSchemaError: a newer program has migrated it, or knows *revision*.
    """
    try:
        command.upgrade(_alembic(connection), revision)
    except CommandError as error:
        raise UnknownSchemaError from error


def downgrade(connection: Connection) -> None:
    """Take every step of the schema back; no table of ours is left.

    Raises:
        UnknownSchemaError: a newer program has migrated it.
    """
    try:
        command.downgrade(_alembic(connection), "base")
    except CommandError as error:
        raise UnknownSchemaError from error


def revision_of(connection: Connection) -> str | None:
    """At which revision the schema is; none = it has none of our tables."""
    return MigrationContext.configure(connection).get_current_revision()


def newest_revision() -> str | None:
    """The newest revision this program knows."""
    return ScriptDirectory(str(MIGRATIONS)).get_current_head()


def _check_references(connection: Connection) -> None:
    if broken := connection.exec_driver_sql("PRAGMA foreign_key_check").first():
        raise BrokenReferenceError(f"a reference is broken: {broken}")


def _driver(connection: Connection) -> Any:
    return connection.connection.driver_connection


def schema_is_current(database: Database) -> bool:
    """Whether the schema is at the newest revision this program knows."""
    with database.read() as session:
        return revision_of(session.connection()) == newest_revision()


def _alembic(connection: Any) -> Config:
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS))
    config.attributes["connection"] = connection
    return config


def _engine(url: str, **options: Any) -> Engine:
    return create_engine(
        url,
        hide_parameters=True,
        json_serializer=jsons.dumped,
        json_deserializer=jsons.loads,
        **options,
    )


def _sqlite_engine(url: str, begin: str, busy_seconds: float) -> Engine:
    engine = _engine(url, connect_args={"timeout": busy_seconds})

    @event.listens_for(engine, "connect")
    def _prepare(connection: Any, _record: object) -> None:
        connection.isolation_level = None  # BEGIN is ours
        for pragma in ("journal_mode=WAL", "synchronous=FULL", "foreign_keys=ON"):
            connection.execute(f"PRAGMA {pragma}")

    @event.listens_for(engine, "begin")
    def _begin(connection: Any) -> None:
        connection.exec_driver_sql(begin)

    return engine
