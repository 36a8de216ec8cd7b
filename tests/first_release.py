"""The first release's tables, filled: what an office brings that updates late."""

import hashlib
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import Connection, MetaData

from models.database import Database, migrate
from tests.clocks import NOW

REVISION = "0001"
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
    "consent": [
        {
            "id": 1,
            "person_id": 1,
            "purpose": "mentoring",
            "agreed": True,
            "text_version": "1",
            "text_hash": "0f" * 32,
            "language": "id",
            "chosen_at": NOW,
        }
    ],
    "outbox": [
        {
            "id": 1,
            "chat_id": 7,
            "category": "reply",
            "slot": "form",
            "tapped": 12,
            "payload": {"text": "Siapa nama pemilik?"},
            "state": "sent",
            "attempts": 1,
            "not_before": NOW,
            "created_at": NOW,
            "done_at": NOW,
            "message_id": 13,
            "emptied": False,
        },
        {
            "id": 2,
            "chat_id": 7,
            "category": "notice",
            "slot": None,
            "tapped": None,
            "payload": {"text": "Usaha Anda disetujui."},
            "state": "waiting",
            "attempts": 0,
            "not_before": NOW,
            "created_at": NOW,
            "done_at": None,
            "message_id": None,
            "emptied": False,
        },
    ],
    "slot": [
        {"chat_id": 7, "name": "form", "message_id": 13, "kind": "text", "has_buttons": True}
    ],
    "processed_update": [{"bot_id": 99, "update_id": 501, "at": NOW}],
    "quarantine": [
        {
            "id": 1,
            "bot_id": 99,
            "update_id": 500,
            "chat_id": 7,
            "payload": {"update_id": 500},
            "error": "KeyError: 'text'",
            "state": "open",
            "at": NOW,
        }
    ],
    "audit": [
        {
            "id": 1,
            "at": NOW,
            "actor_id": 2,
            "action": "business.approved",
            "subject": "business",
            "subject_id": 3,
            "before": {"state": "submitted"},
            "after": {"state": "approved"},
            "reason": "lengkap",
        }
    ],
}


def fill(database: Database) -> None:
    """Make the tables and put the rows in."""
    migrate(database, REVISION)
    with database.engine.begin() as connection:
        tables = reflected(connection)
        for name, rows in ROWS.items():
            connection.execute(tables.tables[name].insert(), rows)


def reflected(connection: Connection) -> MetaData:
    """The tables as they are in the database."""
    found = MetaData()
    found.reflect(connection)
    return found
