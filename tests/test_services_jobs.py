"""Long work as rows: one at a time for a person, for one process at a time, until it is done."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from sqlalchemy import func, select, update
from sqlalchemy.orm import Session

from bot import outbox
from models.database import Database
from models.errors import NotAllowedError
from models.job import Job, JobState
from models.outbox import OutboxRow, OutboxState
from models.person import Person, Role, RoleGrant
from models.services import audit, jobs
from models.services.actor import Actor
from models.services.jobs import ENTRIES_XLSX, LEASE, MOST_ATTEMPTS, Claimed
from tests.mentored import mentored
from tests.services import NOW, opened, person


@pytest.fixture
def sari(database: Database) -> Actor:
    with database.write() as session:
        actor = person(session, "Sari", Role.CURATOR)
        session.add(RoleGrant(person_id=actor.person_id, role=Role.CURATOR, granted_at=NOW))
    return actor


def ask(session: Session, actor: Actor) -> tuple[int, bool]:
    job, is_new = jobs.ask(session, actor, ENTRIES_XLSX, {"waiting": True}, chat_id=7, now=NOW)
    return job.id, is_new


def asked(database: Database, actor: Actor) -> int:
    with database.write() as session:
        return ask(session, actor)[0]


def claimed(database: Database, **later: float) -> Claimed:
    with database.write() as session:
        job = jobs.claim(session, now=NOW + timedelta(**later))
    assert job is not None
    return job


def row(database: Database) -> Job:
    with database.read() as session:
        return session.scalars(select(Job)).one()


def acts(database: Database) -> list[str]:
    with database.read() as session:
        return [entry.action for entry in audit.trail(session, ("job", row(database).id))]


def test_a_person_has_one_of_a_kind_at_a_time(database: Database, sari: Actor) -> None:
    with database.write() as session:
        rizal = person(session, "Rizal", Role.ADMIN)
        first, again, other = ask(session, sari), ask(session, sari), ask(session, rizal)
    assert first[1]
    assert again == (first[0], False)
    assert other[1]
    assert other[0] != first[0]
    job = claimed(database)
    with database.write() as session:
        assert jobs.done(session, job, "1-1.xlsx", {"businesses": 3}, now=NOW)
        assert ask(session, sari)[1], "after the first is done there may be another"
        done, *_rest = audit.trail(session, ("job", job.id))
        assert (done.action, done.after) == ("job.asked", {"kind": ENTRIES_XLSX, "waiting": True})


def test_two_asks_at_the_same_moment_are_one_job(database: Database, sari: Actor) -> None:
    with ThreadPoolExecutor(1) as thread:
        with database.write() as session:
            first = ask(session, sari)
            second = thread.submit(_ask_alone, database, sari)
        assert second.result(timeout=20) == (first[0], False)
    with database.read() as session:
        assert session.scalar(select(func.count()).select_from(Job)) == 1


def _ask_alone(database: Database, actor: Actor) -> tuple[int, bool]:
    with database.write() as session:
        return ask(session, actor)


@pytest.mark.parametrize("role", [None, Role.MENTOR, Role.OFFICER, Role.HEAD])
def test_others_may_not_ask(database: Database, role: Role | None) -> None:
    with database.write() as session:
        other = person(session, "Ani", *([role] if role else []))
        with pytest.raises(NotAllowedError):
            ask(session, other)
        assert session.scalar(select(func.count()).select_from(Job)) == 0


def test_a_taken_job_is_nobody_elses_until_its_process_is_silent(
    database: Database, sari: Actor
) -> None:
    asked(database, sari)
    first = claimed(database)
    assert (first.attempt, first.params, first.chat_id) == (1, {"waiting": True}, 7)
    before = NOW + LEASE - timedelta(seconds=1)
    with database.write() as session:
        assert not jobs.is_due(session, now=before)
        assert jobs.claim(session, now=before) is None
        assert jobs.note(session, first, 40, now=before)
        assert jobs.claim(session, now=NOW + LEASE) is None
    second = claimed(database, seconds=70)
    assert (second.id, second.attempt) == (first.id, 2)
    with database.write() as session:
        assert not jobs.note(session, first, 90, now=NOW)
        assert not jobs.done(session, first, "1-1.xlsx", {}, now=NOW)
        assert not jobs.failed(session, first, "late", now=NOW, final=True)
    assert (row(database).state, row(database).progress) == (JobState.WAITING, 40)
    with database.write() as session:
        assert jobs.done(session, second, "1-2.xlsx", {}, now=NOW)
        assert not jobs.done(session, second, "1-2.xlsx", {}, now=NOW)
    found = row(database)
    assert (found.state, found.path, found.progress) == (JobState.DONE, "1-2.xlsx", 100)
    assert acts(database) == ["job.asked", "job.done"]


@pytest.mark.postgres
def test_two_processes_take_two_jobs(postgres_database_url: str) -> None:
    for database in opened(postgres_database_url):
        with database.write() as session:
            actors = [person(session, name, Role.ADMIN) for name in ("Sari", "Rizal")]
            asked_for = [ask(session, actor)[0] for actor in actors]
        with database.write() as one, database.write() as other:
            taken = [jobs.claim(session, now=NOW) for session in (one, other)]
            assert [job and job.id for job in taken] == asked_for
            with database.write() as third:
                assert jobs.claim(third, now=NOW) is None


def test_trouble_is_tried_again_with_growing_pauses(database: Database, sari: Actor) -> None:
    asked(database, sari)
    now, pauses = NOW, []
    for _ in range(MOST_ATTEMPTS):
        with database.write() as session:
            job = jobs.claim(session, now=now)
            assert job is not None
            given_up = jobs.failed(session, job, "OSError: no space", now=now)
        due = row(database).not_before
        pauses.append((due - now).total_seconds())
        now = due
    assert pauses[:-1] == [10, 20, 40, 80]
    assert given_up
    found = row(database)
    assert (found.state, found.error) == (JobState.FAILED, "OSError: no space")
    assert acts(database) == ["job.asked", "job.failed"]
    with database.write() as session:
        assert jobs.claim(session, now=now + timedelta(days=1)) is None
        assert ask(session, sari)[1], "and may be asked for again"


def test_a_result_is_not_for_who_lost_the_role(database: Database, sari: Actor) -> None:
    asked(database, sari)
    job = claimed(database)
    with database.write() as session:
        session.execute(update(RoleGrant).values(revoked_at=NOW))
        with pytest.raises(NotAllowedError):
            jobs.done(session, job, "1-1.xlsx", {}, now=NOW)
    assert row(database).state == JobState.WAITING


def test_a_file_is_needed_until_it_was_sent(database: Database, sari: Actor) -> None:
    asked(database, sari)
    job = claimed(database)
    assert needed(database, job) == {job.id}
    with database.write() as session:
        jobs.done(session, job, "1-1.xlsx", {}, now=NOW)
        outbox.put(session, 7, {"text": "…"}, now=NOW, slot=jobs.result_slot(job.id))
        outbox.write_out(session)
    let_go(database)
    assert needed(database, job) == {job.id}
    with database.write() as session:
        session.execute(update(OutboxRow).values(state=OutboxState.SENT))
    let_go(database)
    assert needed(database, job) == set()


def test_a_file_that_cannot_be_sent_is_kept_for_a_day(database: Database, sari: Actor) -> None:
    asked(database, sari)
    job = claimed(database)
    with database.write() as session:
        jobs.done(session, job, "1-1.xlsx", {}, now=NOW)
        outbox.put(session, 7, {"text": "…"}, now=NOW, slot=jobs.result_slot(job.id))
        outbox.write_out(session)
    let_go(database, hours=23)
    assert needed(database, job) == {job.id}
    let_go(database, hours=24)
    assert needed(database, job) == set()


def let_go(database: Database, **later: float) -> None:
    with database.write() as session:
        jobs.let_go(session, now=NOW + timedelta(**later))


def needed(database: Database, job: Claimed) -> set[int]:
    with database.read() as session:
        return jobs.with_files(session, [job.id, 99])


def test_a_picture_is_given_to_members_only(database: Database) -> None:
    """Nobody asks for it; each business has its own, and who left meanwhile gets none."""
    with database.write() as session:
        case = mentored(session)
        owner = session.get_one(Person, case.owner.person_id)
        for number in (case.business.id, case.business.id, case.business.id + 1):
            params = {"business": number, "stage": "T4", "at": NOW.isoformat()}
            jobs.give(session, owner, jobs.card(number), params, now=NOW)
        kinds = session.scalars(select(Job.kind).order_by(Job.id)).all()
        assert [jobs.sort(kind) for kind in kinds] == [jobs.CARD, jobs.CARD]
        assert all(map(jobs.is_given, kinds))
        assert not jobs.is_given(ENTRIES_XLSX)
    mine, other = claimed(database), claimed(database)
    with database.write() as session:
        assert mine.chat_id == owner.telegram_id
        assert jobs.is_entitled(session, mine)
        assert not jobs.is_entitled(session, other)
        (given,) = audit.trail(session, ("job", mine.id))
        assert (given.action, given.actor_id) == ("job.given", None)
