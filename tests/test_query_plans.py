"""The kit's own queries read what concerns them: none goes through a whole table."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from sqlalchemy import Connection, Engine, event, text

from tests.mentored import begin
from tests.talk import Clinic, Talker

#: Tables that grow with every day of use.
GROWING = (
    *("outbox", "slot", "conversation", "processed_update", "person", "audit_entry"),
    *("entry", "product", "business", "membership", "task", "evidence", "paper", "sitting"),
    *("checklist", "mentoring", "delivery", "stored_file", "job", "decision", "staff_message"),
)


@contextmanager
def heard() -> Iterator[dict[str, Any]]:
    """Every statement that is run, with the parameters it was first run with."""
    statements: dict[str, Any] = {}

    def note(_connection: Connection, _cursor: Any, statement: str, *rest: Any) -> None:
        parameters, _context, many = rest
        statements.setdefault(statement, parameters[0] if many else parameters)

    event.listen(Engine, "before_cursor_execute", note)
    yield statements
    event.remove(Engine, "before_cursor_execute", note)


def scans(connection: Connection, statement: str, parameters: Any) -> list[str]:
    """The growing tables that *statement* goes through from one end to the other."""
    plan = connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {statement}", parameters)
    steps = [str(step.detail) for step in plan]
    found = [step for step in steps if re.fullmatch(rf"SCAN ({'|'.join(GROWING)})\b.*", step)]
    return [step for step in found if not is_of_some_rows(connection, step)]


def is_of_some_rows(connection: Connection, step: str) -> bool:
    """Whether a step reads a partial index: just the rows that wait for something."""
    index = re.search(r"INDEX (\w+)", step)
    named = text("SELECT sql FROM sqlite_master WHERE name = :name")
    made = connection.scalar(named, {"name": index[1]}) if index else None
    return " WHERE " in (made or "")


@pytest.mark.no_transcript
async def test_no_query_of_a_talk_goes_through_a_whole_table(clinic: Clinic) -> None:
    owner, other = clinic.person("Rehulina Ginting"), clinic.person("Dimas")
    with heard() as statements:
        for talker in (owner, other):
            talker.phone.start()
        await clinic.settles()
        await owner.taps("Lihat cara kerja")
        await owner.sends("/daftar")
        await clinic.bot.sender.sweep_once()
    assert len(statements) > 10
    with clinic.database.engine.connect() as connection:
        assert connection.scalar(text("SELECT count(*) FROM outbox"))
        assert not through_whole_tables(connection, statements)


@pytest.mark.no_transcript
async def test_no_query_of_the_clock_goes_through_a_whole_table(clinic: Clinic) -> None:
    owner = clinic.person("Rehulina Ginting")
    begin(clinic, await started(owner))
    with heard() as statements:
        for entry in clinic.bot.timetable:
            await entry.run()
        await clinic.bot.jobs.once()
        await clinic.bot.archivist.once()
        await clinic.bot.sender.sweep_once()
    assert len(statements) > 10
    with clinic.database.engine.connect() as connection:
        assert not through_whole_tables(connection, statements)


async def started(owner: Talker) -> Talker:
    """Somebody who pressed MULAI."""
    await owner.starts()
    return owner


def through_whole_tables(
    connection: Connection, statements: dict[str, Any]
) -> dict[str, list[str]]:
    """Statement → the growing tables it goes through from one end to the other."""
    return {
        statement: steps
        for statement, parameters in statements.items()
        if statement.startswith(("SELECT", "UPDATE", "DELETE"))
        and (steps := scans(connection, statement, parameters))
    }
