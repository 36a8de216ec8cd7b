"""The kit's own queries read what concerns them: none goes through a whole table."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from sqlalchemy import Connection, Engine, event, text

from tests.talk import Clinic

#: Tables that grow with every day of use.
GROWING = ("outbox", "slot", "conversation", "processed_update", "person")


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
    return [step for step in steps if re.fullmatch(rf"SCAN ({'|'.join(GROWING)})\b.*", step)]


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
        found = {
            statement: steps
            for statement, parameters in statements.items()
            if statement.startswith(("SELECT", "UPDATE", "DELETE"))
            and (steps := scans(connection, statement, parameters))
        }
        assert connection.scalar(text("SELECT count(*) FROM outbox"))
    assert not found
