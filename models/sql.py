"""Statements in the house's own manner: what differs between databases, and compare-and-set."""

from functools import cache
from typing import Any, cast

from sqlalchemy import (
    BindParameter,
    Boolean,
    ColumnElement,
    CursorResult,
    Dialect,
    String,
    Table,
    TypeDecorator,
    Update,
    bindparam,
    func,
)
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.orm import DeclarativeBase, InstrumentedAttribute, Session
from sqlalchemy.sql.compiler import SQLCompiler
from sqlalchemy.sql.visitors import InternalTraversal
from sqlalchemy.types import TypeEngine

from models import jsons


class _Listed(TypeDecorator[list[Any]]):
    """A list as one parameter: PostgreSQL has arrays, SQLite reads JSON."""

    impl = String
    cache_ok = True

    def __init__(self, kind: TypeEngine[Any]) -> None:
        super().__init__()
        self.kind = kind

    def load_dialect_impl(self, dialect: Dialect) -> TypeEngine[Any]:
        """See `TypeDecorator`."""
        if dialect.name == "postgresql":
            return dialect.type_descriptor(postgresql.ARRAY(self.kind))
        return dialect.type_descriptor(String())

    def process_bind_param(self, value: list[Any] | None, dialect: Dialect) -> Any:
        """See `TypeDecorator`."""
        return value if dialect.name == "postgresql" else jsons.dumped(value)


class _Among(ColumnElement[bool]):
    """See `among`."""

    inherit_cache = True
    type = Boolean()
    _traverse_internals: Any = [  # noqa: RUF012  # read by SQLAlchemy, never changed
        ("column", InternalTraversal.dp_clauseelement),
        ("values", InternalTraversal.dp_clauseelement),
    ]

    def __init__(self, column: ColumnElement[Any], values: BindParameter[Any]) -> None:
        self.column = column
        self.values = values

    def self_group(self, against: Any = None) -> ColumnElement[bool]:
        """A condition as it is: `… IN (…) = 1`, as SQLAlchemy would have it, reads all rows."""
        del against
        return self


@compiles(_Among)
def _among(element: _Among, compiler: SQLCompiler, **options: Any) -> str:
    column, values = (compiler.process(it, **options) for it in (element.column, element.values))
    return f"{column} IN (SELECT value FROM json_each({values}))"  # noqa: S608  # compiled parts


@compiles(_Among, "postgresql")
def _among_array(element: _Among, compiler: SQLCompiler, **options: Any) -> str:
    column, values = (compiler.process(it, **options) for it in (element.column, element.values))
    return f"{column} = ANY({values})"


def among(column: InstrumentedAttribute[Any], name: str) -> ColumnElement[bool]:
    """`column IN (…)` with the list in the parameter *name*.

    It is one statement however long the list is, so it is compiled, and planned, once.
    """
    return _Among(column.expression, bindparam(name, type_=_Listed(column.type)))


def each(dialect: str, name: str, kind: TypeEngine[Any]) -> ColumnElement[Any]:
    """The values of the list in the parameter *name*, a row each, as a column to select."""
    values = bindparam(name, type_=_Listed(kind))
    if dialect == "postgresql":
        return func.unnest(values).column_valued(name)
    column: ColumnElement[Any] = func.json_each(values).table_valued("value").c.value
    return column


def table_of(model: type[DeclarativeBase]) -> Table:
    """The table of *model*, for statements that need no objects."""
    table = model.__table__
    if not isinstance(table, Table):
        raise TypeError(f"{model.__name__} is not mapped to a table")
    return table


def insert_for(session: Session, model: type[DeclarativeBase]) -> Any:
    """An INSERT for *model* that knows ON CONFLICT, in the session's dialect."""
    return insert_in(session.get_bind().dialect.name, model)


@cache
def insert_in(dialect: str, model: type[DeclarativeBase]) -> Any:
    """The same, for a statement that is built once for each dialect."""
    table = table_of(model)
    return sqlite.insert(table) if dialect == "sqlite" else postgresql.insert(table)


def upsert_for(session: Session, model: type[DeclarativeBase], *keys: str) -> Any:
    """Insert whole rows of *model*; one with the same *keys* takes all other values over."""
    return _upsert(session.get_bind().dialect.name, model, keys)


@cache
def _upsert(dialect: str, model: type[DeclarativeBase], keys: tuple[str, ...]) -> Any:
    insert = insert_in(dialect, model)
    new = {
        column.name: insert.excluded[column.name]
        for column in table_of(model).columns
        if column.name not in keys
    }
    return insert.on_conflict_do_update(index_elements=keys, set_=new)


def compare_and_set(session: Session, statement: Update) -> bool:
    """Run an UPDATE whose WHERE names what was seen; False = someone was faster (law 3)."""
    options = {"synchronize_session": False}
    result = session.execute(statement, execution_options=options)
    return bool(cast("CursorResult[Any]", result).rowcount)
