"""From the tables of earlier releases to today's: every row is kept, on both databases."""

from collections.abc import Iterator
from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from models.audit import AuditEntry
from models.backup import schema
from models.business import Business
from models.conversation import Conversation
from models.database import Database, migrate, schema_is_current
from models.entry import Entry
from models.invitation import InvitationKind
from models.mentoring import Mentoring
from models.product import Product
from models.search import SearchWord
from models.services import invitations
from models.services.search_query import words
from tests import first_release
from tests.clocks import NOW
from tests.first_release import CODE, ROWS, reflected

#: Columns that were called otherwise in the first release.
FORMER = {"entry_id": "business_id", "entry_revision": "business_revision"}


_COPIED = ("business_id", "state", "name", "name_key", "regency", "answers", "submitted_at")


@pytest.fixture
def database(database_url: str) -> Iterator[Database]:
    """The first release's tables, filled."""
    opened = Database(database_url)
    first_release.fill(opened)
    yield opened
    opened.close()


def rows_of(database: Database) -> dict[str, list[dict[str, Any]]]:
    """What lies in the tables of the first release, under the names it had then."""
    with database.engine.begin() as connection:
        tables = reflected(connection).tables
        found = {}
        for name in ROWS:
            table = tables[name] if name in tables else tables["entry"]
            rows = connection.execute(select(table)).mappings()
            found[name] = [{FORMER.get(key, key): row[key] for key in row} for row in rows]
        return found


def test_there_is_a_row_of_every_table() -> None:
    assert set(ROWS) == set(schema.at(first_release.REVISION).columns)


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


def test_products_join_the_table_of_entries(database: Database) -> None:
    migrate(database, "0002")
    row = {
        "id": 3,  # as the business: ids of both kinds may not meet afterwards
        "business_id": 3,
        "ordinal": 1,
        "state": "submitted",
        "revision": 1,
        "name": "Kopi bubuk “Café”, 250g",
        "category": "KOP",
        "answers": {"name": "Kopi bubuk"},
        "submitted_at": NOW,
    }
    act = {"id": 2, "at": NOW, "action": "product.submitted", "subject": "product"}
    with database.engine.begin() as connection:
        tables = reflected(connection).tables
        connection.execute(tables["product"].insert(), [row])
        connection.execute(tables["audit"].insert(), [act | {"subject_id": 3}])
    migrate(database)
    with database.write() as session:
        business, product = session.scalars(select(Entry).order_by(Entry.id)).all()
        assert isinstance(business, Business)
        assert isinstance(product, Product)
        assert (product.number, product.regency) == ("KE-2026-00003/1", business.regency)
        assert (product.business_id, product.waiting_since) == (business.id, NOW)
        of_product = select(AuditEntry.subject_id).where(AuditEntry.subject == "product")
        assert session.scalars(of_product).one() == product.id
        found = session.scalars(select(SearchWord.entry_id).where(SearchWord.word == "kopi"))
        assert sorted(found) == [business.id, product.id]
        assert words_of(session, business.id) == words(f"{business.name} {business.owner_name}")
        assert words_of(session, product.id) == words(product.name) >= {"cafe", "250g"}
        another = Product(**{c: getattr(product, c) for c in _COPIED}, number="x", ordinal=2)
        session.add(another)
        session.flush()
        assert another.id > product.id


def words_of(session: Session, entry_id: int) -> set[str]:
    return set(session.scalars(select(SearchWord.word).where(SearchWord.entry_id == entry_id)))


@pytest.mark.parametrize("state", ["submitted", "withdrawn"])
def test_mentoring_of_what_was_withdrawn_has_ended(database: Database, state: str) -> None:
    migrate(database, "0005")
    with database.engine.begin() as connection:
        entry = reflected(connection).tables["entry"]
        connection.execute(entry.update().values(state=state, decided_at=NOW))
    migrate(database)
    with database.read() as session:
        ended_at = session.scalars(select(Mentoring.ended_at)).one()
        assert ended_at == (NOW if state == "withdrawn" else None)


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
