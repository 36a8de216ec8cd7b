"""From the first tables to those with products and files: every row is kept, on both databases."""

import hashlib
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

import pytest
from alembic import command
from alembic.config import Config
from sqlalchemy import Connection, MetaData, select
from sqlalchemy.exc import IntegrityError

from models.business import Business
from models.conversation import Conversation
from models.database import MIGRATIONS, Database, migrate, schema_is_current
from models.invitation import InvitationKind
from models.services import invitations
from tests.clocks import NOW

CODE = "Q" * 32

#: Rows as the first release left them, parents first.
ROWS: dict[str, list[dict[str, Any]]] = {
    "person": [
        {"id": 1, "telegram_id": 7, "name": "Ani", "language": "id", "created_at": NOW},
        {"id": 2, "telegram_id": 8, "name": "Admin", "language": "en", "created_at": NOW},
    ],
    "business": [
        {
            "id": 3,
            "number": "KE-2026-00003",
            "state": "approved",
            "revision": 2,
            "name": 'KOPI  "Deleng" & Cie',
            "owner_name": "Ani",
            "phone": "+6281260000001",
            "regency": "12.06",
            "answers": {"business_name": "Kopi Deleng"},
            "submitted_at": NOW,
        }
    ],
    "membership": [{"business_id": 3, "person_id": 1, "role": "owner", "since": NOW}],
    "decision": [
        {
            "id": 1,
            "business_id": 3,
            "business_revision": 1,
            "verdict": "approved",
            "decided_by": 2,
            "decided_at": NOW,
        }
    ],
    "invitation": [
        {
            "id": 1,
            "code_hash": hashlib.sha256(CODE.encode()).hexdigest(),
            "role": "admin",
            "created_at": NOW,
            "expires_at": datetime(2027, 1, 1, tzinfo=UTC),
        }
    ],
    "role_grant": [
        {"id": 1, "person_id": 2, "role": "admin", "granted_at": NOW, "invitation_id": 1}
    ],
    "conversation": [
        {
            "chat_id": 7,
            "person_id": 1,
            "form": "registration",
            "subject": 0,
            "answers": {"business_name": "Keripik"},
            "cursor": "owner_name",
            "revision": 5,
            "keyboard": True,
            "updated_at": NOW,
        }
    ],
    "draft": [
        {
            "id": 1,
            "person_id": 1,
            "form": "rejection",
            "subject": 3,
            "answers": {"ready": "twice"},
            "saved_at": NOW,
        }
    ],
    "number_series": [{"name": "business:2026", "last": 3}],
}


@pytest.fixture
def database(database_url: str) -> Iterator[Database]:
    """The first release's tables, filled."""
    opened = Database(database_url)
    with opened.engine.begin() as connection:
        config = Config()
        config.set_main_option("script_location", str(MIGRATIONS))
        config.attributes["connection"] = connection
        command.upgrade(config, "0001")
    with opened.engine.begin() as connection:
        tables = reflected(connection)
        for name, rows in ROWS.items():
            connection.execute(tables.tables[name].insert(), rows)
    yield opened
    opened.close()


def reflected(connection: Connection) -> MetaData:
    found = MetaData()
    found.reflect(connection)
    return found


def rows_of(database: Database) -> dict[str, list[dict[str, Any]]]:
    with database.engine.begin() as connection:
        tables = reflected(connection).tables
        return {
            name: [dict(row) for row in connection.execute(select(tables[name])).mappings()]
            for name in ROWS
        }


def test_every_row_is_kept(database: Database) -> None:
    before = rows_of(database)
    migrate(database)
    assert schema_is_current(database)
    after = rows_of(database)
    for name, rows in before.items():
        kept = [{column: row[column] for column in rows[0]} for row in after[name]]
        assert kept == rows, name


def test_new_columns_hold_what_the_rows_imply(database: Database) -> None:
    migrate(database)
    with database.read() as session:
        business = session.scalars(select(Business)).one()
        assert (business.name_key, business.nib) == ("cie deleng kopi", None)
        talk = session.scalars(select(Conversation)).one()
        assert (talk.memory, talk.cursor) == ({}, "owner_name")
        invitation = invitations.find(session, f"r_{CODE}", 2, now=NOW)
        assert (invitation.kind, invitation.role) == (InvitationKind.ROLE, "admin")


def test_references_are_still_watched(database: Database) -> None:
    migrate(database)
    for name, row in (
        ("membership", {"business_id": 99, "person_id": 1, "role": "owner", "since": NOW}),
        ("role_grant", {"person_id": 99, "role": "head", "granted_at": NOW}),
    ):
        with pytest.raises(IntegrityError), database.engine.begin() as connection:
            connection.execute(reflected(connection).tables[name].insert(), [row])


def test_migrating_again_changes_nothing(database: Database) -> None:
    migrate(database)
    once = rows_of(database)
    migrate(database)
    assert rows_of(database) == once
