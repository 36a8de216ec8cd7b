"""Rows that gather in a session and are written in one statement a table, before its commit."""

from typing import Any

from sqlalchemy import insert
from sqlalchemy.orm import DeclarativeBase, Session

from models.sql import table_of

_KEY = "gathered"


def add(session: Session, model: type[DeclarativeBase], row: dict[str, Any]) -> None:
    """Let *row* be inserted when the transaction ends. It is not visible to queries before."""
    session.info.setdefault(_KEY, {}).setdefault(model, []).append(row)


def write_out(session: Session) -> None:
    """Insert what gathered; runs before every commit."""
    for model, rows in session.info.pop(_KEY, {}).items():
        session.connection().execute(insert(table_of(model)), rows)
