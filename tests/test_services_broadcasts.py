"""Broadcasts in the database: who receives them, what moves them, and nobody gets one twice."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import func, select, update

from models.audit import AuditEntry
from models.broadcast import Broadcast, BroadcastState
from models.conversation import Conversation
from models.database import Database
from models.delivery import DeliveryState, NewsKind, OptOut
from models.errors import NotAllowedError, NotFoundError
from models.mentoring import Mentoring
from models.person import Person, Role
from models.services import (
    aftermath,
    audiences,
    broadcast_report,
    broadcast_runs,
    broadcasts,
    deliveries,
    opt_outs,
)
from models.services.audiences import Audience
from models.services.broadcasts import KIND, ChangedError, Content
from models.services.deliveries import Result, Stream
from tests import mentored
from tests.casting import admin, filled, owners, sent_off, states
from tests.services import NOW, ZONE, opened, person

SECOND = timedelta(seconds=1)


@pytest.fixture
def database(database_url: str) -> Iterator[Database]:
    yield from opened(database_url)


def stream(row: Broadcast) -> list[Stream]:
    return [Stream(KIND, (row.id,), row.news)]


def test_everybody_is_counted_by_kabupaten(database: Database) -> None:
    with database.write() as session:
        owners(session, 6)
        found = audiences.count(session, Audience(), NewsKind.CLINIC, now=NOW)
        assert (found.total, found.left_out) == (6, {})
        assert found.by_regency == {"12.06": 2, "12.08": 2, "12.11": 2}
        karo = Audience(regency=("12.06", "12.08"))
        assert audiences.count(session, karo, NewsKind.CLINIC, now=NOW).total == 4
        assert len(audiences.names(session, karo, "clinic", after=1, limit=9, now=NOW)) == 3


def test_one_person_with_two_businesses_is_one(database: Database) -> None:
    with database.write() as session:
        owner = person(session, "Rehulina")
        mentored.approve(session, owner)
        mentored.approve(session, owner)
        assert audiences.count(session, Audience(), NewsKind.CLINIC, now=NOW).total == 1


def test_who_is_left_out_and_why(database: Database) -> None:
    with database.write() as session:
        owners(session, 4)
        ids = session.scalars(select(Person.id).order_by(Person.id)).all()
        session.execute(update(Person).where(Person.id == ids[0]).values(blocked_at=NOW))
        session.add(OptOut(person_id=ids[1], kind=NewsKind.CLINIC, since=NOW))
        for nth, ago in ((2, timedelta(minutes=5)), (3, timedelta(hours=1))):
            chat = session.get_one(Person, ids[nth]).telegram_id
            session.add(
                Conversation(
                    chat_id=chat,
                    person_id=ids[nth],
                    form="registration",
                    subject=0,
                    answers={},
                    memory={},
                    revision=1,
                    keyboard=False,
                    updated_at=NOW - ago,
                )
            )
        session.flush()
        found = audiences.count(session, Audience(), NewsKind.CLINIC, now=NOW)
        assert found.total == 1
        assert found.left_out == {"unreachable": 1, "refused": 1, "busy": 1}
        asked_too = audiences.count(session, Audience(busy=()), NewsKind.CLINIC, now=NOW)
        assert (asked_too.total, asked_too.left_out) == (2, {"unreachable": 1, "refused": 1})
        other = audiences.count(session, Audience(), NewsKind.MENTOR, now=NOW)
        assert other.left_out == {"unreachable": 1, "busy": 1}


def test_filters_by_stage_product_item_language_and_role(database: Database) -> None:
    with database.write() as session:
        one = mentored.mentored(session)
        owners(session, 2, stage="T4")
        session.execute(update(Person).where(Person.id == 1_000_000).values(language="en"))

        def total(**filters: Any) -> int:
            return audiences.count(session, Audience(**filters), "clinic", now=NOW).total

        stage = session.get_one(Mentoring, one.business.id).stage
        assert (total(stage=("T4",)), total(stage=(stage,))) == (2, 1)
        assert (total(category=("KOP",)), total(category=("IKN",))) == (1, 0)
        assert total(language=("en",)) == 1
        assert (total(role=("owner",)), total(role=("operator",))) == (3, 0)
        assert total(role=("mentor",)) == 1
        assert total(role=("mentor", "owner")) == 4
        assert total(missing=("G04",)) == 1
        assert total(missing=("D999",)) == 0
        assert one.mentor is not None
        assert total(mentor=one.mentor.person_id) == 1
        assert total(mentor=one.mentor.person_id, role=("admin",)) == 1, "no way to the staff"


def test_every_item_that_may_be_named_can_be_asked_for(database: Database) -> None:
    with database.write() as session:
        mentored.mentored(session)
        every = tuple(item.id for item in audiences.items())
        assert audiences.count(session, Audience(missing=every), "clinic", now=NOW).total == 1


def test_an_audience_comes_back_as_it_was_kept() -> None:
    chosen = Audience(mentor=7).toggled("regency", "12.06").toggled("stage", "T1")
    assert Audience.of(chosen.as_json()) == chosen
    assert chosen.toggled("regency", "12.06").regency == ()
    assert Audience.of({**chosen.as_json(), "another_release": 1}) == chosen


def test_a_mentor_reaches_only_their_own_and_needs_a_release(database: Database) -> None:
    with database.write() as session:
        mentor, boss = mentored.hired(session, "Dewi"), admin(session)
        owners(session, 3, mentor=mentor.person_id)
        owners(session, 2, first=100)
        row = broadcasts.create(session, mentor, Content("Halo"), now=NOW)
        row = broadcasts.choose(session, mentor, row.id, Audience(stage=("T1",)), now=NOW)
        audience = Audience.of(row.audience)
        assert audiences.count(session, audience, row.news, now=NOW).total == 3
        row = broadcasts.ask(session, mentor, row.id, seen=row.revision, now=NOW)
        assert row.state == BroadcastState.WAITING_RELEASE
        with pytest.raises(NotAllowedError):
            broadcasts.release(session, mentor, row.id, seen=row.revision, now=NOW)
        stranger = mentored.hired(session, "Binsar")
        with pytest.raises(NotAllowedError):
            broadcasts.get(session, stranger, row.id)
        row = broadcasts.release(session, boss, row.id, seen=row.revision, now=NOW)
        assert (row.state, row.due_at) == (BroadcastState.SCHEDULED, NOW)
        with pytest.raises(ChangedError):
            broadcasts.release(session, boss, row.id, seen=row.revision, now=NOW)
        assert broadcast_report.listed(session, mentor, after=0, limit=5)[1] == 1
        assert broadcast_report.listed(session, boss, after=0, limit=5)[1] == 1
        assert broadcast_report.listed(session, stranger, after=0, limit=5) == ([], 0)


def test_only_the_staff_write_and_nothing_is_changed_once_it_is_sent_off(
    database: Database,
) -> None:
    with database.write() as session:
        boss, owner = admin(session), person(session, "Ani")
        with pytest.raises(NotAllowedError):
            broadcasts.create(session, owner, Content("Halo"), now=NOW)
        with pytest.raises(NotFoundError):
            broadcasts.get(session, boss, 99)
        row = sent_off(session, boss)
        with pytest.raises(ChangedError):
            broadcasts.rewrite(session, boss, row.id, words="lain", now=NOW)
        row = broadcasts.take_back(session, boss, row.id, seen=row.revision, now=NOW)
        assert (row.state, row.due_at) == (BroadcastState.DRAFT, None)
        assert broadcasts.rewrite(session, boss, row.id, words="lain", now=NOW).words == "lain"
        other = person(session, "Sari", Role.ADMIN)
        with pytest.raises(NotAllowedError):
            broadcasts.rewrite(session, other, row.id, words="x", now=NOW)


def test_filled_in_pieces_from_who_was_there(database: Database) -> None:
    with database.write() as session:
        owners(session, 5)
        row = sent_off(session, admin(session))
        assert broadcast_runs.begin(session, row, now=NOW)
        assert not broadcast_runs.begin(session, row, now=NOW), "another was faster"
        owners(session, 1, first=500)  # too late
        found = broadcast_runs.missing_recipients(session, row.id, now=NOW)
        assert found is not None
        assert len(found) == 5
        assert broadcast_runs.fill(session, row.id, found[:2], is_last=False, now=NOW)
        rest = broadcast_runs.missing_recipients(session, row.id, now=NOW)
        assert rest == found[2:]
        assert broadcast_runs.fill(session, row.id, found, is_last=True, now=NOW), "again is safe"
        assert states(session, row.id) == ["waiting"] * 5
        session.refresh(row)
        assert (row.state, row.is_filled) == (BroadcastState.RUNNING, True)
        assert broadcast_runs.missing_recipients(session, row.id, now=NOW) is None


def test_paused_while_it_is_filled(database: Database) -> None:
    with database.write() as session:
        owners(session, 3)
        boss = admin(session)
        row = sent_off(session, boss)
        broadcast_runs.begin(session, row, now=NOW)
        found = broadcast_runs.missing_recipients(session, row.id, now=NOW) or []
        broadcast_runs.fill(session, row.id, found[:1], is_last=False, now=NOW)
        broadcasts.pause(session, boss, row.id, now=NOW)
        assert not broadcast_runs.fill(session, row.id, found, is_last=True, now=NOW)
        row = broadcasts.resume(session, boss, row.id, now=NOW)
        assert row.state == BroadcastState.FILLING
        assert broadcast_runs.missing_recipients(session, row.id, now=NOW) == found[1:]


def test_failed_ones_again_and_unknown_ones_only_by_hand(database: Database) -> None:
    with database.write() as session:
        owners(session, 4)
        boss = admin(session)
        row = sent_off(session, boss)
        filled(session, row)
        taken = deliveries.claim(session, stream(row), limit=9, sender="a", now=NOW)
        fates = [DeliveryState.FAILED, DeliveryState.UNKNOWN, DeliveryState.BLOCKED]
        fates.append(DeliveryState.SENT)
        results = [
            Result(one.id, one.person_id, fate, NOW)
            for one, fate in zip(taken, fates, strict=True)
        ]
        deliveries.record(session, results, sender="a")
        broadcast_runs.finish(session, row, now=NOW)
        again = broadcasts.send_again
        assert again(session, boss, row.id, now=NOW) == 1
        assert states(session, row.id) == ["waiting", "unknown", "blocked", "sent"]
        session.refresh(row)
        assert row.state == BroadcastState.RUNNING
        person_id = taken[2].person_id  # back again
        session.execute(update(Person).where(Person.id == person_id).values(blocked_at=None))
        assert again(session, boss, row.id, now=NOW) == 1
        assert again(session, boss, row.id, now=NOW, delivery_id=taken[1].id) == 1
        assert again(session, boss, row.id, now=NOW, delivery_id=taken[1].id) == 0
        assert again(session, boss, row.id, now=NOW, delivery_id=taken[3].id) == 0, "it was sent"
        with pytest.raises(NotFoundError):
            again(session, boss, row.id, now=NOW, delivery_id=999)
        assert states(session, row.id) == ["waiting", "waiting", "waiting", "sent"]


def test_paused_cancelled_and_ended(database: Database) -> None:
    with database.write() as session:
        owners(session, 2)
        boss = admin(session)
        row = sent_off(session, boss)
        with pytest.raises(ChangedError):
            broadcasts.pause(session, boss, row.id, now=NOW)
        filled(session, row)
        row = broadcasts.pause(session, boss, row.id, now=NOW)
        with pytest.raises(ChangedError):
            broadcasts.pause(session, boss, row.id, now=NOW)
        assert not broadcast_runs.finish(session, row, now=NOW)
        row = broadcasts.resume(session, boss, row.id, now=NOW)
        assert row.state == BroadcastState.RUNNING
        row = broadcasts.cancel(session, boss, row.id, now=NOW)
        assert (row.state, row.ended_at) == (BroadcastState.CANCELLED, NOW)
        with pytest.raises(ChangedError):
            broadcasts.resume(session, boss, row.id, now=NOW)
        with pytest.raises(ChangedError):
            broadcasts.send_again(session, boss, row.id, now=NOW)
        assert broadcast_runs.active(session) == []
    with database.read() as session:
        acts = session.scalars(select(AuditEntry.action).order_by(AuditEntry.id)).all()
    assert [act.partition(".")[2] for act in acts if act.startswith("broadcast.")] == [
        *("written", "released", "began", "paused", "resumed", "cancelled")
    ]


def test_kinds_of_messages_are_switched_off_one_by_one(database: Database) -> None:
    with database.write() as session:
        ani = person(session, "Ani")
        assert opt_outs.switch(session, ani, NewsKind.MENTOR, on=False, now=NOW)
        assert not opt_outs.switch(session, ani, NewsKind.MENTOR, on=False, now=NOW)
        assert opt_outs.of(session, ani.person_id) == {NewsKind.MENTOR}
        assert opt_outs.switch(session, ani, NewsKind.MENTOR, on=True, now=NOW)
        assert not opt_outs.switch(session, ani, NewsKind.MENTOR, on=True, now=NOW)
    with database.read() as session:
        assert session.scalar(select(func.count()).select_from(AuditEntry)) == 2


def test_after_a_restore_nothing_goes_by_itself(database: Database) -> None:
    with database.write() as session:
        owners(session, 3)
        boss = admin(session)
        runs, waits, ended = (sent_off(session, boss) for _ in range(3))
        filled(session, runs)
        deliveries.claim(session, stream(runs), limit=1, sender="a", now=NOW)
        broadcasts.cancel(session, boss, ended.id, now=NOW)
        found = aftermath.settle_down(session, taken_at=NOW, now=NOW, zone=ZONE)
        assert (found.broadcasts, found.deliveries) == (2, 3)
        session.expire_all()
        kept = {row.id: row.state for row in session.scalars(select(Broadcast))}
        assert kept == {runs.id: "paused", waits.id: "draft", ended.id: "cancelled"}
        assert states(session, runs.id) == ["unknown"] * 3
        assert broadcast_runs.active(session) == []
        broadcasts.resume(session, boss, runs.id, now=NOW)
        assert deliveries.claim(session, stream(runs), limit=9, sender="b", now=NOW) == []
    with database.write() as session:
        new = broadcasts.create(session, boss, Content("baru"), now=NOW)
        assert new.revision == 1_001, "no button of a lost one fits it"
