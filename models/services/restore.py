"""Restoring a backup into an empty database: all of it in one transaction, or nothing.

Afterwards the running bot finds nothing to send by itself (`aftermath`).
"""

import tempfile
from contextlib import closing
from dataclasses import asdict, dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from sqlalchemy import Connection, inspect

from models.backup import rows, schema
from models.backup.manifest import Manifest
from models.backup.package import DamagedError, NewerError, Package, Tick
from models.backup.schema import Schema
from models.database import (
    Database,
    UnknownSchemaError,
    downgrade,
    rebuilding,
    revision_of,
    upgrade,
)
from models.filestore import NAME, FileStore
from models.services import aftermath, archive, audit
from models.services.aftermath import Aftermath
from models.services.backup import Watch
from models.services.restore_checks import Checks

_ALEMBICS_OWN = "alembic_version"


class NotEmptyError(Exception):
    """There is something in the database already."""


class NotGoodError(Exception):
    """A check failed; the database is as before."""

    def __init__(self, checks: Checks) -> None:
        super().__init__()
        self.checks = checks


@dataclass(frozen=True)
class Restored:
    """What became of a backup."""

    aftermath: Aftermath
    fetched_again: int  #: files that the store has not; Telegram is asked for them
    checks: Checks


def restore(
    package: Package,
    database: Database,
    store: FileStore | None,
    *,
    zone: ZoneInfo,
    now: datetime,
    verify: bool,
    watch: Watch,
) -> Restored:
    """Check the whole package, then restore it; *store*: none = leave the archived files.

    Raises:
        NotEmptyError, UnknownSchemaError: of the database; nothing was changed.
        NewerError, DamagedError: of the package; nothing was changed.
        UnfitRowError, BrokenReferenceError, NotGoodError: the database is as before.
        OSError: a file cannot be written.
    """
    manifest = package.manifest
    found = _schema_of(manifest)
    must_be_empty(database)
    package.check(watch("check", manifest.size))
    if store is not None:
        _bring_files(package, store, watch)
    checks = Checks(verify)
    with rebuilding(database) as connection:
        _make_tables(connection, found)
        _fill(connection, package, found, checks, watch)
        upgrade(connection)
        is_kept = package.has_file if store is None else store.has
        with database.sessions(bind=connection) as session:
            after = aftermath.settle_down(session, taken_at=manifest.taken_at, now=now, zone=zone)
            again = archive.fetch_again(session, is_kept, now=now)
            about = {
                "taken_at": manifest.taken_at.isoformat(),
                "rows": manifest.rows,
                "aftermath": asdict(after),
            }
            audit.record(session, None, "database.restored", ("database", 0), now=now, after=about)
            session.commit()  # into the transaction that surrounds it
        if verify:
            checks.look_at_database(connection)
            if store is not None:
                tick = watch("verify files", manifest.files.count if manifest.files else 0)
                checks.look_at_files(package, store, tick)
        if not checks.are_good:
            raise NotGoodError(checks)
    return Restored(after, again, checks)


def rehearse(package: Package, *, zone: ZoneInfo, now: datetime, watch: Watch) -> Restored:
    """Restore into a SQLite database that is thrown away, and verify.

    Raises:
        As `restore`.
    """
    with (
        tempfile.TemporaryDirectory(prefix="klinik-") as folder,
        closing(Database(f"sqlite:///{folder}/klinik.db")) as database,
    ):
        return restore(package, database, None, zone=zone, now=now, verify=True, watch=watch)


def must_be_empty(database: Database) -> None:
    """Refuse a database that has anything but empty tables of ours.

    Raises:
        NotEmptyError.
        UnknownSchemaError: it is of a newer version of this program.
    """
    if not database.is_new():
        with database.engine.connect() as connection:
            _must_be_empty(connection)


def _must_be_empty(connection: Connection) -> None:
    there = set(inspect(connection).get_table_names()) - {_ALEMBICS_OWN}
    revision = revision_of(connection)
    if revision is None:
        if there:
            raise NotEmptyError
        return
    known = schema.at(revision)
    filled = (t for t in known.tables if rows.count(connection, t) > known.born_with[t.name])
    if there - set(known.columns) or any(True for _table in filled):
        raise NotEmptyError


def _schema_of(manifest: Manifest) -> Schema:
    """The schema of a backup, if this program knows it and the backup keeps to it."""
    try:
        found = schema.at(manifest.revision)
    except UnknownSchemaError as error:
        raise NewerError(manifest.product) from error
    inside = {name: table.columns for name, table in manifest.tables.items()}
    if inside != found.columns:
        raise DamagedError("manifest.json")
    return found


def _make_tables(connection: Connection, wanted: Schema) -> None:
    """Empty tables as they were when the backup was taken."""
    _must_be_empty(connection)
    if revision_of(connection) is not None:
        downgrade(connection)
    upgrade(connection, wanted.revision)
    rows.empty(connection, wanted.tables)  # what a migration put there is in the backup too


def _fill(
    connection: Connection, package: Package, found: Schema, checks: Checks, watch: Watch
) -> None:
    manifest = package.manifest
    tick = watch("rows", manifest.rows)
    for table in found.tables:
        lines = checks.watched(table, package.rows(table.name), tick)
        rows.write(connection, table, lines)
    rows.set_counters(connection, found.tables)
    if checks.is_wanted:
        checks.look_at_rows(connection, found.tables, manifest, watch("verify", manifest.rows))


def _bring_files(package: Package, store: FileStore, watch: Watch) -> None:
    """Into the store, under the names they had; what is there already stays."""
    names = package.file_names()
    tick: Tick = watch("files", len(names))
    for name in names:
        shape = NAME.fullmatch(name)
        if shape is None:
            raise DamagedError(name)
        store.save(package.file(name), shape["suffix"] or "")
        tick(1)
