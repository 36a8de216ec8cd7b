"""What the desk does takes as long with 50,000 entries as with 500, and asks as often.

Two clinics are measured in turns, in the processor's time of this thread, and the medians of many
runs are compared: whatever else the machine does falls on both, or on neither.
"""

import re
import statistics
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import event, text
from sqlalchemy.orm import Session

from models.database import Database
from models.person import Role
from models.services import queue, search, trail
from models.services.actor import Actor
from models.services.queue import APPEALED, REPAIRED, Filters
from models.services.search import Place
from tests.services import NOW, opened, person

FEW, MANY = 500, 50_000
RUNS = 31

_COUNT = "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < :count)"

#: A tenth each: decided, repaired, under appeal.
_ENTRIES = f"""
    INSERT INTO entry (id, kind, number, state, revision, name, name_key, regency, category,
        answers, submitted_at, waiting_since, unannounced, settles, appealed, rounds, decided_by,
        owner_name, phone, nib)
    {_COUNT}
    SELECT i, 'business', printf('KE-2026-%05d', i), 'submitted', 1, 'Kopi ' || i, 'kopi',
        printf('12.%02d', 1 + i % 30), CASE WHEN i % 5 = 0 THEN 'KOP' END, '{{}}',
        '2026-11-01 00:00:00.000000',
        CASE WHEN i % 10 > 0
            THEN strftime('%Y-%m-%d %H:%M:%f000', '2026-11-01', '+' || i || ' seconds') END,
        0, 0, i % 10 = 2, i % 10 = 3, :other, 'Br. Ginting', printf('+62812%07d', i),
        printf('9120%09d', i)
    FROM n"""  # noqa: S608  # nothing of it comes from outside

_WORDS = f"""
    INSERT INTO search_word (word, entry_id)
    {_COUNT}
    SELECT CASE i % 2 WHEN 0 THEN 'kopi' ELSE 'madu' END, i FROM n
    UNION ALL SELECT 'ginting', i FROM n
    UNION ALL SELECT 'br', i FROM n
    UNION ALL SELECT CASE i WHEN 78 THEN 'deleng' ELSE printf('n%05d', i) END, i FROM n
    """  # noqa: S608

_ACTS = f"""
    INSERT INTO audit (at, actor_id, action, subject, subject_id, after)
    {_COUNT}
    SELECT '2026-11-01 00:00:00.000000', :other, 'business.changed', 'business', 1 + i % 40,
        '{{"number": 1}}'
    FROM n"""  # noqa: S608


@dataclass
class Desk:
    """A clinic with so many entries, and a curator at work."""

    database: Database
    session: Session
    admin: Actor


Act = Callable[[Desk, int], Any]

FILTERS = {
    "all": Filters(),
    "one kabupaten": Filters(regency="12.06"),
    "one category": Filters(category="KOP"),
    "repaired": Filters(only=REPAIRED),
    "appealed": Filters(only=APPEALED),
}


def waits(filters: Filters) -> Act:
    """The next entry behind one far back in the queue."""

    def act(desk: Desk, count: int) -> Any:
        after = count * 9 // 10 + 1
        return queue.waiting(desk.session, desk.admin, filters, now=NOW, after=after)

    return act


def counts(filters: Filters) -> Act:
    """The number of those that wait, as far as it is counted."""
    return lambda desk, _count: queue.count_waiting(desk.session, filters, limit=9)


def finds(typed: str, after: Place | None = None) -> Act:
    """A page of a search."""
    return lambda desk, _count: (
        search.find(desk.session, desk.admin, typed, now=NOW, after=after).hits
    )


def reads_trail(before: int = 0) -> Act:
    """A page of the trail of one entry."""
    return lambda desk, _count: trail.page(desk.session, desk.admin, 3, before=before).acts


ACTS: dict[str, Act] = {
    **{f"waiting: {name}": waits(filters) for name, filters in FILTERS.items()},
    **{f"counted: {name}": counts(filters) for name, filters in FILTERS.items()},
    "a frequent word": finds("kopi"),
    "a frequent word, further on": finds("kopi", Place(20)),
    "a frequent word and a rare one": finds("kopi deleng"),
    "two frequent words": finds("kopi ginting"),
    "the beginning of a word": finds("k"),
    "a number": finds("152"),
    "a telephone": finds("0812 0000 152"),
    "an NIB": finds("9120000000152"),
    "the newest acts": reads_trail(),
    "older acts": reads_trail(before=401),
}


def desk(folder: Path, count: int) -> Iterator[Desk]:
    """A clinic with *count* entries that has just been filled."""
    with contextmanager(opened)(f"sqlite:///{folder / f'{count}.db'}") as database:
        with database.write() as session:
            other = person(session, "Sari Harahap", Role.CURATOR)
            admin = person(session, "Rizal Nasution", Role.ADMIN)
            given = {"count": count, "other": other.person_id}
            for statement in (_ENTRIES, _WORDS, _ACTS):
                session.execute(text(statement), given)
        with database.read() as session:
            yield Desk(database, session, admin)


@pytest.fixture(scope="module")
def small(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Desk]:
    yield from desk(tmp_path_factory.mktemp("small"), FEW)


@pytest.fixture(scope="module")
def large(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Desk]:
    yield from desk(tmp_path_factory.mktemp("large"), MANY)


@pytest.mark.parametrize("act", ACTS.values(), ids=ACTS)
def test_desk_takes_no_longer_with_many_entries(small: Desk, large: Desk, act: Act) -> None:
    assert act(small, FEW), "nothing is found, so nothing is measured"
    assert act(large, MANY)
    few, many = [], []
    for _ in range(RUNS):
        few.append(seconds(act, small, FEW))
        many.append(seconds(act, large, MANY))
    assert statistics.median(many) <= 1.5 * statistics.median(few)


@pytest.mark.parametrize("act", ACTS.values(), ids=ACTS)
def test_desk_asks_as_often_with_many_entries(small: Desk, large: Desk, act: Act) -> None:
    few, many = asked(act, small, FEW), asked(act, large, MANY)
    assert [statement for statement, _given in few] == [statement for statement, _ in many]
    assert 1 <= len(few) <= 4


@pytest.mark.parametrize("act", ACTS.values(), ids=ACTS)
def test_no_table_is_read_from_end_to_end(large: Desk, act: Act) -> None:
    """SQLite looks everything up, and sorts nothing but what it has looked up."""
    connection = large.session.connection()
    for statement, given in asked(act, large, MANY):
        plan = connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {statement}", given)
        for *_ids, step in plan:
            assert not re.match(r"SCAN (entry|search_word|audit|person)", step), step
            assert "(kind=?)" not in step, step


@pytest.mark.parametrize("filters", FILTERS.values(), ids=FILTERS)
def test_each_filter_has_its_index(large: Desk, filters: Filters) -> None:
    ((statement, given),) = asked(counts(filters), large, MANY)
    plan = large.session.connection().exec_driver_sql(f"EXPLAIN QUERY PLAN {statement}", given)
    by = filters.only or ("regency" if filters.regency else "category" if filters.category else "")
    name = f"ix_entry_waiting_{by}" if by else "ix_entry_waiting"
    assert any(re.search(rf"INDEX {name} ", step) for *_ids, step in plan)


def seconds(act: Act, desk: Desk, count: int) -> float:
    """How long this thread works on it, once; what others do meanwhile does not count."""
    desk.session.expunge_all()
    began = time.thread_time()
    act(desk, count)
    return time.thread_time() - began


def asked(act: Act, desk: Desk, count: int) -> list[tuple[str, Any]]:
    """The statements of one act, with what they were given."""
    seen: list[tuple[str, Any]] = []

    def note(*call: Any) -> None:
        seen.append((call[2], call[3]))

    engine = desk.session.get_bind()
    event.listen(engine, "before_cursor_execute", note)
    try:
        act(desk, count)
    finally:
        event.remove(engine, "before_cursor_execute", note)
    return [one for one in seen if one[0].startswith("SELECT")]
