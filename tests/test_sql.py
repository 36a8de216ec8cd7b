"""Statements that differ between databases mean the same in both."""

from collections.abc import Iterator

import pytest
from sqlalchemy import select

from models.business import NumberSeries
from models.database import Database
from models.person import Person
from models.sql import among
from tests.services import opened

_NAMES = select(NumberSeries.name).where(among(NumberSeries.name, "names"))
_IDS = select(Person.id).where(among(Person.telegram_id, "ids"))


@pytest.fixture
def database(database_url: str) -> Iterator[Database]:
    yield from opened(database_url)


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
