"""Rows in every table of today's schema, made from its columns: a new table is filled too."""

from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import JSON, BigInteger, Boolean, Column, DateTime, Integer, String, Table, select

from models.database import Database
from models.tables import Base
from tests.clocks import NOW

ROWS = 3

#: What a text may hold that a file format could stumble over.
_TEXT = '"\n\\é✓'
_DOCUMENT = {"teks": 'Kopi "Deleng"\n\\ ✓', "n": 1.5, "kosong": None, "baris": [1, "2", True, {}]}

#: Columns whose value the program itself reads after a restore.
_SENSIBLE: dict[str, Any] = {
    "entry.kind": "business",
    "entry.state": "approved",
    "outbox.state": "sent",
    "job.state": "done",
    "broadcast.state": "done",
    "delivery.state": "sent",
    "stored_file.state": "lost",
    "quarantine.state": "open",
    "decision.undone_at": NOW,
}

Rows = dict[str, list[dict[str, Any]]]


def fill(database: Database) -> None:
    """Put ROWS rows into each table; in the last of them whatever may be missing is missing."""
    with database.engine.begin() as connection:
        for table in Base.metadata.sorted_tables:
            connection.execute(table.delete())
            connection.execute(table.insert(), rows_of(table.name))


def read(database: Database) -> Rows:
    """Every row of every table, in an order that does not depend on the database."""
    with database.engine.connect() as connection:
        return {
            table.name: sorted(
                (dict(row) for row in connection.execute(select(table)).mappings()), key=repr
            )
            for table in Base.metadata.sorted_tables
        }


def rows_of(name: str) -> list[dict[str, Any]]:
    """The rows of one table."""
    table = Base.metadata.tables[name]
    return [_row(table, number) for number in range(1, ROWS + 1)]


def _row(table: Table, number: int) -> dict[str, Any]:
    return {column.name: _value(table, column, number) for column in table.columns}


def _value(table: Table, column: Column[Any], number: int) -> Any:
    name = f"{table.name}.{column.name}"
    if name in _SENSIBLE:
        return _SENSIBLE[name]
    if column.nullable and number == ROWS:
        return None
    if column.foreign_keys:
        return number
    return _of_kind(column, number)


def _of_kind(column: Column[Any], number: int) -> Any:
    match column.type:
        case JSON():
            return _DOCUMENT | {"nomor": number}
        case Boolean():
            return number % 2 == 0
        case BigInteger() if not column.primary_key:
            return 10**12 + number
        case Integer():
            return number
        case String(length=length):
            return f"{number}{_TEXT}"[: length or 10]
    assert isinstance(column.type, DateTime) or hasattr(column.type, "impl")
    return _moment(number)


def _moment(number: int) -> datetime:
    return NOW + timedelta(days=number, microseconds=number)
