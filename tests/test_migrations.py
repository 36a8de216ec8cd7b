"""Migrations give exactly the tables of `models.tables`, on both databases, in both directions."""

from collections.abc import Iterator
from typing import Any

import pytest
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import inspect

from models.database import MIGRATIONS, Database, migrate, schema_is_current
from models.tables import Base


@pytest.fixture
def database(database_url: str) -> Iterator[Database]:
    opened = Database(database_url)
    yield opened
    opened.close()


def tables(database: Database) -> set[str]:
    return set(inspect(database.engine).get_table_names())


def differences(database: Database) -> list[Any]:
    with database.engine.connect() as connection:
        context = MigrationContext.configure(
            connection, opts={"compare_type": True, "compare_server_default": True}
        )
        return list(compare_metadata(context, Base.metadata))


def go_to(database: Database, revision: str) -> None:
    with database.engine.begin() as connection:
        config = Config()
        config.set_main_option("script_location", str(MIGRATIONS))
        config.attributes["connection"] = connection
        if revision == "base":
            command.downgrade(config, revision)
        else:
            command.upgrade(config, revision)


def revisions() -> list[str]:
    script = ScriptDirectory(str(MIGRATIONS))
    return [step.revision for step in reversed(list(script.walk_revisions()))]


def test_migrated_tables_are_those_of_the_models(database: Database) -> None:
    assert not schema_is_current(database)
    migrate(database)
    assert schema_is_current(database)
    assert tables(database) == {"alembic_version", *Base.metadata.tables}
    assert differences(database) == []


def test_migrating_twice_is_harmless(database: Database) -> None:
    migrate(database)
    migrate(database)
    assert differences(database) == []


def test_every_step_can_be_taken_back_and_again(database: Database) -> None:
    for revision in revisions():
        go_to(database, revision)
    go_to(database, "base")
    assert tables(database) <= {"alembic_version"}
    migrate(database)
    assert differences(database) == []


def test_steps_stand_in_one_line() -> None:
    script = ScriptDirectory(str(MIGRATIONS))
    assert len(script.get_heads()) == 1
    assert len(script.get_bases()) == 1
