"""Whether what was restored is what was backed up: one finding each, with what is at fault."""

from collections.abc import Iterator
from dataclasses import dataclass, field

from sqlalchemy import Connection, Table

from models.backup import rows
from models.backup.manifest import Manifest
from models.backup.package import Package, Tick
from models.backup.rows import Row, Sum
from models.database import newest_revision, revision_of
from models.filestore import FileStore, is_whole

_UNCHECKED = """
    SELECT conrelid::regclass::text FROM pg_constraint
    WHERE contype = 'f' AND NOT convalidated AND connamespace = current_schema()::regnamespace
"""


@dataclass(frozen=True)
class Check:
    """One finding; `wrong`: the tables or files at fault."""

    what: str  #: "counts", "content", "references", "integrity", "schema", "files"
    wrong: tuple[str, ...]

    @property
    def is_good(self) -> bool:
        """Nothing is wrong."""
        return not self.wrong


@dataclass
class Checks:
    """The findings so far. Where nothing is to be verified, `is_wanted` is False."""

    is_wanted: bool
    found: list[Check] = field(default_factory=list)
    _sums: dict[str, Sum] = field(default_factory=dict)

    @property
    def are_good(self) -> bool:
        """Nothing was found wrong."""
        return all(check.is_good for check in self.found)

    def watched(self, table: Table, lines: Iterator[Row], tick: Tick) -> Iterator[Row]:
        """The rows on their way into a table, counted and summed up."""
        total = self._sums[table.name] = Sum(table)
        for line in lines:
            if self.is_wanted:
                total.add(line)
            tick(1)
            yield line

    def look_at_rows(
        self, connection: Connection, tables: tuple[Table, ...], manifest: Manifest, tick: Tick
    ) -> None:
        """Read every row back: as many as in the manifest, and saying the same."""
        fewer, other = [], []
        for table in tables:
            total = Sum(table)
            for row in rows.read(connection, table):
                total.add(row)
                tick(1)
            if total.count != manifest.tables[table.name].rows:
                fewer.append(table.name)
            if total.value != self._sums[table.name].value:
                other.append(table.name)
        self.found += [Check("counts", tuple(fewer)), Check("content", tuple(other))]

    def look_at_database(self, connection: Connection) -> None:
        """What the database says of itself, at the newest schema."""
        is_sqlite = connection.dialect.name == "sqlite"
        unchecked = "PRAGMA foreign_key_check" if is_sqlite else _UNCHECKED
        broken = {str(row[0]) for row in connection.exec_driver_sql(unchecked)}
        self.found.append(Check("references", tuple(sorted(broken))))
        if is_sqlite:
            said = [str(row[0]) for row in connection.exec_driver_sql("PRAGMA integrity_check")]
            self.found.append(Check("integrity", () if said == ["ok"] else tuple(said)))
        revision = revision_of(connection)
        is_newest = revision == newest_revision()
        self.found.append(Check("schema", () if is_newest else (str(revision),)))

    def look_at_files(self, package: Package, store: FileStore, tick: Tick) -> None:
        """Every file of the package is in the store, and whole."""
        wrong = []
        for name in package.file_names():
            if not store.has(name) or not is_whole(name, store.read(name)):
                wrong.append(name)
            tick(1)
        self.found.append(Check("files", tuple(wrong)))
