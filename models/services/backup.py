"""Taking a backup: everything as of one moment into one file, while the bot goes on."""

from collections.abc import Callable
from datetime import datetime
from pathlib import Path

from sqlalchemy import Connection, func, select

from models.backup import package, rows, schema
from models.backup.manifest import FilesInside, LastUpdate, Manifest
from models.backup.package import Tick
from models.backup.schema import Schema
from models.database import Database, revision_of
from models.file import StoredFile
from models.filestore import FileStore, is_whole
from models.ingress import ProcessedUpdate
from models.services import archive

#: Told what is done now and how many there are, it gives the function that counts them.
Watch = Callable[[str, int], Tick]


class NothingThereError(Exception):
    """The database has none of our tables."""


def take(
    database: Database,
    store: FileStore | None,
    file: Path,
    *,
    product: str,
    now: datetime,
    watch: Watch,
) -> Manifest:
    """Write a backup to *file*; *store*: none = without the archived files.

    Raises:
        NothingThereError.
        UnknownSchemaError: the database is of a newer version of this program.
        FileExistsError: there is something under that name.
        OSError: it cannot be written; nothing is left behind.
    """
    with package.writing(file) as out:
        with database.snapshot() as connection:
            found = schema.at(_revision(connection))
            tick = watch("rows", sum(rows.count(connection, table) for table in found.tables))
            tables = {}
            for table in found.tables:
                columns = [column.name for column in table.columns]
                lines = rows.read(connection, table)
                tables[table.name] = out.table(table.name, columns, lines, tick)
            last_updates = _last_updates(connection)
            missing = _missing(connection, store, found) if store is not None else 0
        files = _files(out, store, missing, watch) if store is not None else None
        manifest = Manifest(
            product=product,
            database=database.url.get_backend_name(),
            revision=found.revision,
            taken_at=now,
            last_updates=last_updates,
            tables=tables,
            files=files,
        )
        out.manifest(manifest)
    return manifest


def _revision(connection: Connection) -> str:
    revision = revision_of(connection)
    if revision is None:
        raise NothingThereError
    return revision


def _last_updates(connection: Connection) -> list[LastUpdate]:
    newest = func.max(ProcessedUpdate.update_id)
    found = connection.execute(
        select(ProcessedUpdate.bot_id, newest, func.max(ProcessedUpdate.at))
        .group_by(ProcessedUpdate.bot_id)
        .order_by(ProcessedUpdate.bot_id)
    )
    return [LastUpdate(bot_id=bot, update_id=update, at=at) for bot, update, at in found]


def _missing(connection: Connection, store: FileStore, found: Schema) -> int:
    """How many files the database knows that are not in the store."""
    if StoredFile.__tablename__ not in found.columns:  # the first release had none
        return 0
    return sum(1 for name in archive.names(connection) if not store.has(name))


def _files(out: package.Writer, store: FileStore, missing: int, watch: Watch) -> FilesInside:
    tick = watch("files", sum(1 for _name in store.names()))
    count = size = 0
    for name in store.names():
        content = store.read(name)
        if is_whole(name, content):
            out.file(name, content)
            count, size = count + 1, size + len(content)
        else:
            missing += 1
        tick(1)
    return FilesInside(count=count, bytes=size, missing=missing)
