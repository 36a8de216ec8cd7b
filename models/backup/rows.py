"""Rows of a table out of a database and into one, in a form that both databases share.

A row is a list of whole numbers and texts: true is 1, a moment is `2026-11-24 07:03:00.000000` in
UTC, a JSON document is its text. SQLite keeps them just so; PostgreSQL turns them to and fro
itself, so that no value passes through Python's hands as anything else.
"""

import hashlib
import json
from collections.abc import Iterable, Iterator
from itertools import islice
from typing import Any

from sqlalchemy import JSON, Boolean, Column, Connection, DateTime, Table
from sqlalchemy.exc import DataError, IntegrityError, OperationalError

Row = list[Any]

_PIECE = 1_000
_DIGEST_BITS = 256


class UnfitRowError(Exception):
    """The database does not take a row; the message names the table and says why."""


def count(connection: Connection, table: Table) -> int:
    """How many rows there are."""
    found = connection.exec_driver_sql(f"SELECT count(*) FROM {_name(connection, table)}")  # noqa: S608
    return int(found.scalar_one())


def read(connection: Connection, table: Table) -> Iterator[Row]:
    """Every row, in order of the primary key; never many of them in memory."""
    columns = ", ".join(_expression(connection, column) for column in table.columns)
    keys = ", ".join(_quoted(connection, column.name) for column in table.primary_key)
    found = connection.exec_driver_sql(
        f"SELECT {columns} FROM {_name(connection, table)} ORDER BY {keys}",  # noqa: S608
        execution_options={"stream_results": True, "yield_per": _PIECE},
    )
    with found:
        for piece in found.partitions(_PIECE):
            yield from map(list, piece)


def write(connection: Connection, table: Table, rows: Iterable[Row]) -> int:
    """Put *rows* into an empty table; gives their number.

    Raises:
        UnfitRowError: a row does not fit.
    """
    put = _insert if connection.dialect.name == "sqlite" else _copy
    try:
        return put(connection, table, rows)
    except (DataError, IntegrityError) as error:
        why = str(error.orig).strip().partition("\n")[0]
        raise UnfitRowError(f"{table.name}: {why}") from error


def empty(connection: Connection, tables: Iterable[Table]) -> None:
    """Remove every row; *tables* come parents first."""
    for table in reversed(list(tables)):
        connection.exec_driver_sql(f"DELETE FROM {_name(connection, table)}")  # noqa: S608


def set_counters(connection: Connection, tables: Iterable[Table]) -> None:
    """Let the keys of new rows begin behind those that are there; SQLite does so by itself."""
    if connection.dialect.name == "sqlite":
        return
    for table in tables:
        name, (key, *others) = _name(connection, table), table.primary_key.columns
        sequence = connection.exec_driver_sql(
            "SELECT pg_get_serial_sequence(%s, %s)", (name, key.name)
        ).scalar()
        if sequence is not None and not others:
            column = _quoted(connection, key.name)
            connection.exec_driver_sql(
                f"SELECT setval(%s, coalesce(max({column}), 0) + 1, false) FROM {name}",  # noqa: S608
                (sequence,),
            )


class Sum:
    """A checksum of the rows of a table that does not depend on their order.

    The databases order texts differently, and PostgreSQL writes JSON in its own manner; so a
    document counts for what it says, and rows are added up.
    """

    def __init__(self, table: Table) -> None:
        kinds = enumerate(column.type for column in table.columns)
        self._documents = [place for place, kind in kinds if isinstance(kind, JSON)]
        self.count = 0
        self.value = 0

    def add(self, row: Row) -> None:
        """Count a row in."""
        row = list(row)
        for place in self._documents:
            if row[place] is not None:
                row[place] = json.loads(row[place], parse_float=_number)
        said = json.dumps(row, sort_keys=True).encode()
        digest = int.from_bytes(hashlib.sha256(said).digest())
        self.value = (self.value + digest) % (1 << _DIGEST_BITS)
        self.count += 1


def _number(text: str) -> float | int:
    """A number for its value: 1e2, 100.0 and 100 are one."""
    value = float(text)
    return int(value) if value.is_integer() else value


def _insert(connection: Connection, table: Table, rows: Iterable[Row]) -> int:
    columns = ", ".join(_quoted(connection, column.name) for column in table.columns)
    places = ", ".join("?" for _column in table.columns)
    statement = f"INSERT INTO {_name(connection, table)} ({columns}) VALUES ({places})"  # noqa: S608
    total, rest = 0, iter(rows)
    while piece := [tuple(row) for row in islice(rest, _PIECE)]:
        connection.exec_driver_sql(statement, piece)
        total += len(piece)
    return total


def _copy(connection: Connection, table: Table, rows: Iterable[Row]) -> int:
    connection.exec_driver_sql("SET LOCAL TIME ZONE 'UTC'")
    columns = ", ".join(_quoted(connection, column.name) for column in table.columns)
    statement = f"COPY {_name(connection, table)} ({columns}) FROM STDIN"
    driver, total = connection.dialect.loaded_dbapi, 0
    cursor: Any = connection.connection.cursor()
    try:
        with cursor, cursor.copy(statement) as copy:
            for row in rows:
                copy.write_row(row)
                total += 1
    except driver.DataError as error:
        raise DataError(statement, None, error) from error
    except driver.IntegrityError as error:
        raise IntegrityError(statement, None, error) from error
    except driver.Error as error:
        raise OperationalError(statement, None, error) from error
    return total


def _expression(connection: Connection, column: Column[Any]) -> str:
    name = _quoted(connection, column.name)
    if connection.dialect.name == "sqlite":
        return f"cast({name} AS TEXT)" if isinstance(column.type, JSON) else name
    if isinstance(column.type, DateTime):
        return f"to_char({name} AT TIME ZONE 'UTC', 'YYYY-MM-DD HH24:MI:SS.US')"
    if isinstance(column.type, JSON):
        return f"{name}::text"
    return f"{name}::int" if isinstance(column.type, Boolean) else name


def _name(connection: Connection, table: Table) -> str:
    return _quoted(connection, table.name)


def _quoted(connection: Connection, name: str) -> str:
    return connection.dialect.identifier_preparer.quote_identifier(name)
