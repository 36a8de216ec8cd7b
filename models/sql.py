"""Statements in the house's own manner: what differs between databases, and compare-and-set."""

from typing import Any, cast

from sqlalchemy import CursorResult, Table, Update
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import DeclarativeBase, Session


def insert_for(session: Session, model: type[DeclarativeBase]) -> Any:
    """An INSERT for *model* that knows ON CONFLICT, in the session's dialect."""
    table = model.__table__
    if not isinstance(table, Table):
        raise TypeError(f"{model.__name__} is not mapped to a table")
    if session.get_bind().dialect.name == "sqlite":
        return sqlite.insert(table)
    return postgresql.insert(table)


def compare_and_set(session: Session, statement: Update) -> bool:
    """Run an UPDATE whose WHERE names what was seen; False = someone was faster (law 3)."""
    options = {"synchronize_session": False}
    result = session.execute(statement, execution_options=options)
    return bool(cast("CursorResult[Any]", result).rowcount)
