"""Statements that differ between databases mean the same in both."""

from typing import Any

import pytest
from sqlalchemy import Select, select

from models.business import NumberSeries
from models.conversation import Conversation
from models.database import Database
from models.outbox import Slot
from models.person import Person, RoleGrant
from models.sql import among

_NAMES = select(NumberSeries.name).where(among(NumberSeries.name, "names"))
_IDS = select(Person.id).where(among(Person.telegram_id, "ids"))


def test_a_list_of_any_length_is_one_parameter(database: Database) -> None:
    with database.write() as session:
        session.add_all(NumberSeries(name=f"n'{i}", last=1) for i in range(5))
        session.flush()
        for wanted in ([], ["n'1"], ["n'1", "n'3", "none", "n'1"]):
            found = session.connection().execute(_NAMES, {"names": wanted}).scalars()
            assert sorted(found) == sorted(set(wanted) - {"none"})


def test_large_numbers_are_found(database: Database) -> None:
    with database.write() as session:
        assert not session.connection().execute(_IDS, {"ids": [2**52, -(2**40)]}).all()


def test_it_is_compiled_once(database: Database) -> None:
    with database.read() as session:
        dialect = session.get_bind().dialect
        first, second = (str(_IDS.compile(dialect=dialect)) for _time in range(2))
        assert first == second
        assert _IDS._generate_cache_key() is not None  # noqa: SLF001  # what SQLAlchemy asks


@pytest.mark.parametrize(
    "statement",
    [
        select(Person).where(among(Person.telegram_id, "ids")),
        select(RoleGrant).where(among(RoleGrant.person_id, "ids"), RoleGrant.revoked_at.is_(None)),
        select(Slot).where(among(Slot.chat_id, "ids"), among(Slot.name, "names")),
        select(Conversation).where(
            among(Conversation.chat_id, "ids"), among(Conversation.person_id, "ids")
        ),
    ],
    ids=["person", "role", "slot", "conversation"],
)
def test_rows_are_found_by_an_index(database: Database, statement: Select[Any]) -> None:
    if not database.is_sqlite:
        return  # it reads an empty table as a whole
    with database.read() as session:
        sql = str(statement.compile(dialect=session.get_bind().dialect))
        driver = session.connection().connection.driver_connection
        assert driver is not None
        plan = driver.execute(f"EXPLAIN QUERY PLAN {sql}", ["[1]"] * sql.count("?"))
        steps = [row[-1] for row in plan]
    assert not [step for step in steps if "SCAN" in step and "json_each" not in step], steps
