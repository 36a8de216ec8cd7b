"""Statements in the house's own manner: what differs between databases, and compare-and-set."""

from functools import cache
from typing import Any, cast

from sqlalchemy import CursorResult, Table, Update
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import DeclarativeBase, Session


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
