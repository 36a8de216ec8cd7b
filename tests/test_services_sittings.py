"""Sittings after a restore: nobody is told by itself, and no old button fits."""

from datetime import timedelta

import pytest

from models.database import Database
from models.services import aftermath, evidence, review_queue, reviewing, sittings
from models.services.aftermath import REVISIONS_PASSED_OVER
from models.services.review_queue import StaleError
from models.task import Task
from tests.mentored import mentored
from tests.services import NOW, ZONE


def test_open_sittings_are_over_after_a_restore(database: Database) -> None:
    with database.write() as session:
        case = mentored(session)
        assert case.mentor is not None
        tasks = []
        for code in ("G01", "G02"):
            item = evidence.open_item(session, case.owner, case.product.id, code, now=NOW)
            sent = evidence.submit(session, case.owner, item.task.id, {"files": [1]}, now=NOW)
            tasks.append((sent.task.id, sent.task.revision))
        (first, seen), (second, shown) = tasks
        reviewing.accept(session, case.mentor, first, seen=seen, now=NOW)
        review_queue.claim(session, case.mentor, second, now=NOW)
        found = aftermath.settle_down(session, taken_at=NOW, now=NOW, zone=ZONE)
        assert found.sittings == 1
        assert sittings.close_due(session, now=NOW + timedelta(days=1)) == []
        with pytest.raises(StaleError):
            reviewing.accept(session, case.mentor, second, seen=shown, now=NOW)
        task = session.get_one(Task, second, populate_existing=True)
        assert (task.claimed_by, task.revision) == (None, shown + REVISIONS_PASSED_OVER)
