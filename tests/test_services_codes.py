"""Guessing an invitation is slow: unusable codes are noted, and too many bring a pause."""

import logging
from collections.abc import Iterator
from datetime import datetime, timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import delete, select

from bot import formats
from models.access import WrongCode
from models.database import Database
from models.services import audit, invitations
from models.services.invitations import MOST_WRONG, PAUSE
from scheduler import housekeeping
from tests.services import NOW, opened, person

SECOND = timedelta(seconds=1)


def test_the_fifth_wrong_code_brings_a_pause(
    database: Database, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.WARNING)
    with database.write() as session:
        ani, budi = person(session, "Ani"), person(session, "Budi")
        told = [
            invitations.note_wrong(session, ani.person_id, now=NOW + n * SECOND) for n in range(5)
        ]
        until = NOW + 4 * SECOND + PAUSE
        assert told == [None, None, None, None, until]
        for now, paused in ((NOW, until), (until - SECOND, until), (until, None)):
            assert invitations.paused_until(session, ani.person_id, now=now) == paused
        assert invitations.paused_until(session, budi.person_id, now=NOW) is None
        assert invitations.note_wrong(session, ani.person_id, now=until) is None
    assert [record.getMessage() for record in caplog.records] == [
        f"person {ani.person_id} opened 5 unusable invitations"
    ]
    with database.read() as session:
        trail = audit.trail(session, ("person", ani.person_id))
        assert [entry.action for entry in trail] == ["invitation.paused"]


def test_wrong_codes_far_apart_bring_no_pause(database: Database) -> None:
    with database.write() as session:
        ani = person(session, "Ani")
        for quarter in range(12):
            moment = NOW + quarter * PAUSE / (MOST_WRONG - 1)
            assert invitations.note_wrong(session, ani.person_id, now=moment) is None


@pytest.fixture
def sqlite(sqlite_database_url: str) -> Iterator[Database]:
    yield from opened(sqlite_database_url)


@given(gaps=st.lists(st.integers(0, 400), max_size=40))
@settings(
    deadline=None,
    max_examples=40,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
def test_nobody_has_more_than_five_looked_up_in_a_quarter(
    sqlite: Database, gaps: list[int]
) -> None:
    looked_up: list[datetime] = []
    now = NOW
    with sqlite.write() as session:
        guesser = person(session, "Ani")
        for gap in gaps:
            now += timedelta(seconds=gap)
            if invitations.paused_until(session, guesser.person_id, now=now) is None:
                invitations.note_wrong(session, guesser.person_id, now=now)
                looked_up.append(now)
        session.rollback()
    for first, sixth in zip(looked_up, looked_up[MOST_WRONG:], strict=False):
        assert sixth - first >= PAUSE


def test_wrong_codes_are_forgotten_after_a_day(database: Database) -> None:
    with database.write() as session:
        ani = person(session, "Ani")
        for hours in (25, 23):
            invitations.note_wrong(session, ani.person_id, now=NOW - timedelta(hours=hours))
        housekeeping.tidy(session, NOW)
    with database.write() as session:
        assert session.scalars(select(WrongCode.at)).all() == [NOW - timedelta(hours=23)]
        session.execute(delete(WrongCode))


def test_the_time_that_is_told_is_not_too_early() -> None:
    whole = NOW.replace(second=0, microsecond=0)
    assert formats.whole_minute(whole) == whole
    assert formats.whole_minute(whole + SECOND / 2) == whole + timedelta(minutes=1)
