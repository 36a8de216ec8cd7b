"""Documents of the wallet: until when they are good, and what becomes of their items then."""

from datetime import date, timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from models.rules import documents
from models.services import checklists, evidence, reviewing, wallet
from models.services.wallet import EndedOf
from models.task import Paper, Task, TaskState
from tests import way
from tests.mentored import Mentored, mentored
from tests.services import NOW

TODAY = NOW.date()
PERMIT = "D10"


@pytest.fixture
def case(session: Session) -> Mentored:
    found = mentored(session)
    way.say_of(session, found.owner, found.product, "home_made_food", holds=True)
    return found


def sent(session: Session, case: Mentored, **answers: str) -> Task:
    item = evidence.open_item(session, case.owner, case.product.id, PERMIT, now=NOW)
    return evidence.submit(session, case.owner, item.task.id, answers, now=NOW).task


def accepted(session: Session, case: Mentored, **answers: str) -> Task:
    task = sent(session, case, **answers)
    assert case.mentor is not None
    reviewing.accept(session, case.mentor, task.id, seen=task.revision, now=NOW)
    return task


def ends(session: Session, days: int) -> list[EndedOf]:
    now = NOW + timedelta(days=days)
    return wallet.end_due(session, today=now.date(), now=now)


def test_a_document_is_good_on_its_last_day(session: Session, case: Mentored) -> None:
    task = accepted(session, case, valid_until=(TODAY + timedelta(days=3)).isoformat())
    before = checklists.of_entry(session, case.product, now=NOW).progress
    assert ends(session, 3) == []
    (ended,) = ends(session, 4)
    assert [one.id for one in ended.tasks] == [task.id]
    assert ended.until == {task.id: (TODAY + timedelta(days=3)).isoformat()}
    assert session.get_one(Task, task.id).state == TaskState.REPAIR
    after = checklists.of_entry(session, case.product, now=NOW)
    assert (after.progress.done, after.row.done) == (before.done - 1, before.done - 1)
    assert ends(session, 5) == [], "it ends once"


def test_what_waits_is_not_ended(session: Session, case: Mentored) -> None:
    task = sent(session, case, valid_until=(TODAY - timedelta(days=1)).isoformat())
    assert ends(session, 0) == []
    assert case.mentor is not None
    reviewing.accept(session, case.mentor, task.id, seen=task.revision, now=NOW)
    assert len(ends(session, 0)) == 1, "an accepted one that was over already does"


def test_a_document_without_an_end_stays(session: Session, case: Mentored) -> None:
    accepted(session, case, number="P-IRT 2151207010123-31")
    assert ends(session, 9999) == []


def test_the_day_of_issue_tells_the_end(session: Session, case: Mentored) -> None:
    accepted(session, case, issued="2024-02-29")
    assert session.scalars(select(Paper.valid_until)).one() == "2029-02-28"


@pytest.mark.parametrize(
    ("code", "issued", "end"),
    [
        ("D10", date(2024, 2, 29), date(2029, 2, 28)),
        ("D10", date(2025, 12, 31), date(2030, 12, 31)),
        ("D01", date(2025, 1, 1), None),
    ],
)
def test_the_end_of_a_kind(code: str, issued: date, end: date | None) -> None:
    validity = documents.by_id()[code].validity
    assert (validity.end(issued) if validity else None) == end


@pytest.mark.parametrize(
    ("issued", "year"),
    [
        (date(2025, 5, 1), 2026),
        (date(2026, 9, 30), 2026),
        (date(2026, 10, 1), 2028),
        (date(2026, 12, 31), 2028),
        (date(2027, 1, 1), 2028),
    ],
)
def test_renewed_in_the_last_quarter_of_even_years(issued: date, year: int) -> None:
    (validity,) = {
        one.validity
        for one in documents.by_id().values()
        if one.validity is not None and one.validity.kind == "even_year_oct_dec"
    }
    assert validity.end(issued) == date(year, 12, 31)
