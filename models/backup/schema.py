"""The tables as they were at a revision: asked of the migrations, not of any real database."""

from dataclasses import dataclass
from functools import cache

from sqlalchemy import MetaData, Table, create_engine, func, select

from models.database import upgrade

#: Alembic's own table; the manifest says the revision.
_NOT_OURS = "alembic_version"


@dataclass(frozen=True)
class Schema:
    """What the migrations make, up to one revision."""

    revision: str
    tables: tuple[Table, ...]  #: parents first
    born_with: dict[str, int]  #: rows that the migrations themselves put into a table

    @property
    def columns(self) -> dict[str, list[str]]:
        """The names of the columns of each table."""
        return {table.name: [column.name for column in table.columns] for table in self.tables}


@cache
def at(revision: str) -> Schema:
    """The schema at *revision*, from a database in memory that is migrated to it.

    Raises:
        UnknownSchemaError: this program does not know the revision.
    """
    engine = create_engine("sqlite://")
    try:
        with engine.connect() as connection, connection.begin():
            upgrade(connection, revision)
            found = MetaData()
            found.reflect(connection)
            tables = tuple(t for t in found.sorted_tables if t.name != _NOT_OURS)
            count = {
                table.name: connection.scalar(select(func.count()).select_from(table)) or 0
                for table in tables
            }
    finally:
        engine.dispose()
    return Schema(revision, tables, count)
