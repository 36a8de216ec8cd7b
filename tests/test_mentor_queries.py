"""What mentors see is asked for in as many statements for many rows as for few."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import Engine, event
from sqlalchemy.orm import Session

from bot.clinic import Moment
from bot.config import Clinic, Quiet
from bot.texts import texts
from bot.turn import House
from handlers import FLOWS
from handlers.admin import showing
from handlers.mentor import bundle, review_card
from handlers.mentor.place import Place
from handlers.owner import home
from models.database import Database
from models.services import bundles, evidence, mentoring, review_queue, reviewing, sittings
from tests.mentored import Mentored, approve_product, mentored
from tests.services import NOW, opened

HOUSE = House(Clinic(), FLOWS, home.show, showing.followed, Quiet(), "klinik_bot")
LATER = NOW + timedelta(minutes=20)
FEW, MANY = 2, 12


@pytest.fixture
def database(sqlite_database_url: str) -> Iterator[Database]:
    yield from opened(sqlite_database_url)


@contextmanager
def counted() -> Iterator[list[str]]:
    """Every statement that is run."""
    run: list[str] = []

    def note(_connection: Any, _cursor: Any, statement: str, *_rest: Any) -> None:
        run.append(statement)

    event.listen(Engine, "before_cursor_execute", note)
    yield run
    event.remove(Engine, "before_cursor_execute", note)


def sent(session: Session, case: Mentored, count: int) -> list[int]:
    """Evidence for so many items; the tasks."""
    codes = [f"G{number:02}" for number in range(1, 8)]
    entries = [case.product]
    while len(entries) * len(codes) < count:
        entries.append(approve_product(session, case.owner, case.business, name="Kopi hijau"))
    wanted = [(entry.id, code) for entry in entries for code in codes][:count]
    tasks = []
    for entry_id, code in wanted:
        item = evidence.open_item(session, case.owner, entry_id, code, now=NOW)
        evidence.submit(session, case.owner, item.task.id, {"files": [1]}, now=NOW)
        tasks.append(item.task.id)
    return tasks


def measured(database: Database, count: int, what: Callable[[Session, Mentored], None]) -> int:
    """How many statements *what* takes with so much evidence, some of it judged."""
    with database.write() as session:
        case = mentored(session, by=f"Dewi {count}")
        assert case.mentor is not None
        for task_id in sent(session, case, count)[: count // 2]:
            seen = review_queue.claim(session, case.mentor, task_id, now=NOW).task.revision
            reviewing.accept(session, case.mentor, task_id, seen=seen, now=NOW)
        session.flush()
        session.expire_all()
        with counted() as run:
            what(session, case)
        session.rollback()
    return len(run)


def next_card(session: Session, case: Mentored) -> None:
    """The next card of a mentor."""
    assert case.mentor is not None
    task = review_queue.following(session, case.mentor, now=NOW)
    assert task is not None
    found = review_queue.claim(session, case.mentor, task.id, now=NOW)
    moment = Moment(session, NOW, HOUSE)
    person_id = case.mentor.person_id
    assert review_card.screen(moment, found, person_id, texts("id"), Place()).text


def summary(session: Session, case: Mentored) -> None:
    """The summary of a sitting."""
    (sitting,) = sittings.open_of(session, case.mentor.person_id if case.mentor else 0)
    closed = sittings.close(session, sitting.id, now=LATER)
    assert closed is not None
    told = bundles.read(session, closed, now=LATER)
    assert bundle.screen(texts("id"), closed, told).text


def charges(session: Session, case: Mentored) -> None:
    """The list of a mentor."""
    assert case.mentor is not None
    found, _count = mentoring.charges(session, case.mentor)
    assert found


@pytest.mark.parametrize("what", [next_card, summary, charges])
def test_as_many_statements_for_many_as_for_few(
    database: Database, what: Callable[[Session, Mentored], None]
) -> None:
    few = measured(database, FEW, what)
    assert measured(database, MANY, what) <= few
    assert few
