"""What the tests of the services share: an open database, people and answers."""

from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from models.base import Base
from models.database import Database, migrate
from models.person import Person, Role
from models.services.actor import Actor

NOW = datetime(2026, 11, 24, 7, tzinfo=UTC)
ZONE = ZoneInfo("Asia/Jakarta")


def opened(url: str) -> Iterator[Database]:
    """A migrated database; the body of a fixture."""
    database = Database(url, audit_key=b"a key for tests")
    migrate(database)
    yield database
    database.close()


def person(session: Session, name: str, *roles: Role) -> Actor:
    """Somebody new."""
    number = sum(map(ord, name)) * 1000 + len(name)
    row = Person(telegram_id=number, name=name, language="id", created_at=NOW)
    session.add(row)
    session.flush()
    return Actor(row.id, name, frozenset(roles))


def answers(**other: Any) -> dict[str, Any]:
    """A complete registration."""
    usual = {
        "business_name": "Kopi Deleng",
        "owner_name": "Rehulina",
        "phone": "+6281260000001",
        "regency": "12.06",
    }
    return usual | other


def count(database: Database, table: type[Base]) -> int:
    """How many rows a table has."""
    with database.read() as session:
        return session.scalar(select(func.count()).select_from(table)) or 0
