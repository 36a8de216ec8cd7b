"""Deliveries in the database: claimed once, settled once, and known by index."""

import re
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select, text, update

from models.broadcast import Broadcast, BroadcastState
from models.database import Database
from models.delivery import Delivery, DeliveryState, OptOut
from models.person import Person
from models.services import audiences, broadcast_runs, deliveries
from models.services.audiences import Audience
from models.services.broadcasts import KIND
from models.services.deliveries import Result, Stream
from tests.casting import admin, filled, owners, sent_off, states
from tests.services import NOW, opened
from tests.test_query_plans import heard

SECOND = timedelta(seconds=1)


@pytest.fixture
def database(database_url: str) -> Iterator[Database]:
    yield from opened(database_url)


def stream(row: Broadcast) -> list[Stream]:
    return [Stream(KIND, (row.id,), row.news)]


def test_claimed_once_settled_once(database: Database) -> None:
    with database.write() as session:
        owners(session, 3)
        row = sent_off(session, admin(session))
        filled(session, row)
        first = deliveries.claim(session, stream(row), limit=2, sender="a", now=NOW)
        assert [one.chat_id for one in first] == [7_001_000_000, 7_001_000_001]
        rest = deliveries.claim(session, stream(row), limit=9, sender="b", now=NOW)
        assert len(rest) == 1
        assert deliveries.claim(session, stream(row), limit=9, sender="b", now=NOW) == []
        person_id = first[0].person_id
        done = Result(first[0].id, person_id, DeliveryState.SENT, NOW, message_id=5)
        deliveries.record(session, [done], sender="b")
        assert states(session, row.id) == ["sending"] * 3, "not b's"
        deliveries.record(session, [done], sender="a")
        assert states(session, row.id) == ["sent", "sending", "sending"]
        lost = Result(first[0].id, person_id, DeliveryState.FAILED, NOW)
        deliveries.record(session, [lost], sender="a")
        assert states(session, row.id)[0] == "sent"


def test_what_another_life_left_is_unknown_until_it_says_otherwise(database: Database) -> None:
    with database.write() as session:
        owners(session, 3)
        row = sent_off(session, admin(session))
        filled(session, row)
        mine = deliveries.claim(session, stream(row), limit=2, sender="a", now=NOW)
        deliveries.claim(session, stream(row), limit=1, sender="b", now=NOW)
        assert deliveries.give_up(session, sender="b", now=NOW) == 2
        assert states(session, row.id) == ["unknown", "unknown", "sending"]
        assert deliveries.claim(session, stream(row), limit=9, sender="b", now=NOW) == []
        late = Result(mine[0].id, mine[0].person_id, DeliveryState.SENT, NOW)
        deliveries.record(session, [late], sender="a")
        assert states(session, row.id) == ["sent", "unknown", "sending"]


def test_given_back_until_a_moment(database: Database) -> None:
    with database.write() as session:
        owners(session, 1)
        row = sent_off(session, admin(session))
        filled(session, row)
        one = deliveries.claim(session, stream(row), limit=1, sender="a", now=NOW)[0]
        later = NOW + 30 * SECOND
        back = Result(one.id, one.person_id, DeliveryState.WAITING, NOW, not_before=later)
        deliveries.record(session, [back], sender="a")
        assert not deliveries.any_due(session, stream(row), now=NOW)
        assert deliveries.any_due(session, stream(row), now=later)
        assert not broadcast_runs.finish(session, row, now=NOW)


def test_who_blocked_or_refused_meanwhile_is_not_tried(database: Database) -> None:
    with database.write() as session:
        owners(session, 3)
        row = sent_off(session, admin(session))
        filled(session, row)
        ids = session.scalars(select(Delivery.person_id).order_by(Delivery.person_id)).all()
        session.add(OptOut(person_id=ids[0], kind=row.news, since=NOW))
        session.execute(update(Person).where(Person.id == ids[1]).values(blocked_at=NOW))
        session.flush()
        taken = deliveries.claim(session, stream(row), limit=9, sender="a", now=NOW)
        assert [one.person_id for one in taken] == [ids[2]]
        assert states(session, row.id) == ["refused", "unreachable", "sending"]
        blocked = Result(taken[0].id, ids[2], DeliveryState.BLOCKED, NOW, error="Forbidden")
        deliveries.record(session, [blocked], sender="a")
        assert session.scalar(select(Person.blocked_at).where(Person.id == ids[2])) == NOW
        assert broadcast_runs.finish(session, row, now=NOW)
        assert row.state == BroadcastState.DONE


def test_answers_are_their_own_and_counted(database: Database) -> None:
    with database.write() as session:
        owners(session, 2)
        row = sent_off(session, admin(session))
        filled(session, row)
        first, second = session.scalars(select(Delivery).order_by(Delivery.id)).all()
        assert deliveries.answer(session, first.person_id, second.id, 0) is None
        assert deliveries.answer(session, first.person_id, 999, 0) is None
        assert deliveries.answer(session, first.person_id, first.id, 1) is not None
        assert deliveries.answers(session, KIND, row.id) == {1: 1}
        assert deliveries.counts(session, KIND, row.id) == {"waiting": 2}


def test_claims_and_counts_read_an_index(database: Database) -> None:
    with database.write() as session:
        owners(session, 300)
        row = sent_off(session, admin(session))
        filled(session, row)
    with database.write() as session, heard() as statements:
        deliveries.claim(session, stream(row), limit=5, sender="a", now=NOW)
        deliveries.counts(session, KIND, row.id)
        deliveries.is_open(session, KIND, row.id)
        deliveries.give_up(session, sender="a", now=NOW)
        broadcast_runs.active(session)
        session.rollback()
    explain = "EXPLAIN QUERY PLAN" if database.is_sqlite else "EXPLAIN"
    asked = {
        sql: with_ for sql, with_ in statements.items() if "delivery" in sql.split("WHERE")[0]
    }
    assert len(asked) >= 5
    with database.engine.connect() as connection:
        if not database.is_sqlite:
            connection.exec_driver_sql("SET LOCAL enable_seqscan = off")
        for statement, parameters in asked.items():
            if "delivery.id = " in statement or statement.startswith("INSERT"):
                continue
            plan = connection.exec_driver_sql(f"{explain} {statement}", parameters).all()
            assert "ix_delivery" in "\n".join(map(str, plan)), statement


@pytest.mark.parametrize(
    "filters",
    [
        {"regency": ("12.06",)},
        {"stage": ("T4",)},
        {"mentor": 7},
        {"regency": ("12.06",), "category": ("KOP",)},
        {"stage": ("T4",), "missing": ("G04",)},
    ],
    ids=["regency", "stage", "mentor", "category", "missing"],
)
def test_audiences_are_counted_by_indexes(database: Database, filters: dict[str, Any]) -> None:
    with database.write() as session:
        owners(session, 300)
        session.execute(text("ANALYZE"))
    with database.read() as session, heard() as statements:
        audiences.count(session, Audience(**filters), "clinic", now=NOW)
    ((statement, parameters),) = [one for one in statements.items() if one[0].startswith("SELECT")]
    explain = "EXPLAIN QUERY PLAN" if database.is_sqlite else "EXPLAIN"
    with database.engine.connect() as connection:
        if not database.is_sqlite:
            connection.exec_driver_sql("SET LOCAL enable_seqscan = off")
        plan = connection.exec_driver_sql(f"{explain} {statement}", parameters).all()
    told = "\n".join(map(str, plan))
    assert "ix_" in told or "pk_" in told or "autoindex" in told, told
    scanned = r"SCAN (entry|membership|person|mentoring|task|product)\w* *(?!\w* USING)'|Seq Scan"
    assert not re.search(scanned, told), told
