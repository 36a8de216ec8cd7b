"""The bot on a restored database: it says nothing by itself, and people go on where they were.

Each talk begins on SQLite and goes on, after the machine was lost, on a new SQLite file or on
PostgreSQL.
"""

from collections.abc import Sequence
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import select, update

from bot import outbox
from models.curation import Decision
from models.database import Database
from models.entry import Entry, EntryState
from models.ingress import Quarantine, QuarantineState
from models.job import Job, JobState
from models.outbox import OutboxClass, OutboxRow, OutboxState
from models.person import Role
from models.services import quarantine, unknown
from models.services.restore import Restored
from models.services.unknown import GoneError, NewerError
from tests.backups import bring, take
from tests.errands import KOPI, answers, asks, businesses, registers, sends_product, takes_card
from tests.talk import Clinic, Talker

pytestmark = pytest.mark.no_transcript


class Office:
    """Whoever keeps backups of a clinic."""

    def __init__(self, clinic: Clinic, folder: Path, another_url: str) -> None:
        self._clinic = clinic
        self._file = folder / "backup.zip"
        self._url = another_url
        self.result: Restored

    def backs_up(self) -> None:
        """Take a backup while the bot runs."""
        take(self._clinic.database, self._file, now=self._clinic.world.now())

    async def loses_the_machine(self) -> None:
        """Restore the backup into an empty database, and start the bot on that."""
        await self._clinic.closes()
        url = self._url.replace("klinik.db", "another.db")
        database = Database(url, audit_key=b"a key for tests")
        self.result = bring(self._file, database, now=self._clinic.world.now())
        database.close()
        section = self._clinic.config.database.model_copy(update={"url": url})
        self._clinic.config = self._clinic.config.model_copy(update={"database": section})
        await self._clinic.opens()

    def unknown(self) -> list[tuple[str, str, str | None]]:
        """Class, name, and the entry of each message in question."""
        with self._clinic.database.read() as session:
            found = unknown.listed(session)
            return [(one.row.category, one.name or "", one.entry) for one in found]

    def resends(self) -> None:
        """Send all of them again."""
        with self._clinic.database.write() as session:
            for one in unknown.listed(session):
                unknown.resend(session, one.row.id, now=self._clinic.world.now())


@pytest.fixture
def office(clinic: Clinic, tmp_path: Path, database_url: str) -> Office:
    return Office(clinic, tmp_path, database_url)


@pytest.fixture
def owner(clinic: Clinic) -> Talker:
    return clinic.person("Rehulina Ginting", phone="6281260000001")


@pytest.fixture
async def sari(clinic: Clinic) -> Talker:
    return await clinic.staff("Sari Harahap", Role.CURATOR)


def said(clinic: Clinic) -> list[str]:
    """Every call that people saw something of."""
    unseen = {"setMyCommands", "answerCallbackQuery"}
    return [entry.method for entry in clinic.world.ledger if entry.method not in unseen]


async def stays_silent(clinic: Clinic) -> None:
    """Let an hour pass in which everything that is due is done."""
    before = said(clinic)
    for _ in range(3):
        await clinic.waits(seconds=61)
        await clinic.bot.jobs.once()
        await clinic.bot.sender.sweep_once()
        await clinic.settles()
        clinic.passes(minutes=30)
    assert said(clinic) == before


async def test_people_go_on_where_they_were(clinic: Clinic, office: Office, owner: Talker) -> None:
    await answers(owner, KOPI, "Rehulina Br. Ginting")
    office.backs_up()
    await owner.sends("0812-6000-0001")  # is lost, and is asked again
    owner.sees(asks(4))
    await office.loses_the_machine()
    await stays_silent(clinic)
    await owner.sends("0812-6000-0001")
    owner.sees(asks(4))
    await owner.sends("karo")
    assert businesses(clinic) == []


async def test_no_number_is_given_twice(clinic: Clinic, office: Office, owner: Talker) -> None:
    await registers(owner)
    office.backs_up()
    saut = clinic.person("Saut Simanjuntak", phone="6281260000003")
    await registers(saut, "Teri Saut", phone="0812-6000-0003", regency="tapteng")
    saut.sees("KE-2026-00002")
    await sends_product(owner)
    await office.loses_the_machine()
    await registers(saut, "Teri Saut", phone="0812-6000-0003", regency="tapteng")
    saut.sees("KE-2026-01002")
    await sends_product(owner)
    with clinic.database.read() as session:
        numbers = session.scalars(select(Entry.number).order_by(Entry.id)).all()
    assert numbers == ["KE-2026-00001", "KE-2026-01002", "KE-2026-00001/11"]


async def test_a_lost_card_decides_on_nothing_that_came_later(
    clinic: Clinic, office: Office, owner: Talker, sari: Talker
) -> None:
    office.backs_up()
    await registers(owner)
    await takes_card(sari)
    approve = sari.finds("Setujui")
    await office.loses_the_machine()
    saut = clinic.person("Saut Simanjuntak", phone="6281260000003")
    await registers(saut, "Teri Saut", phone="0812-6000-0003", regency="tapteng")
    await takes_card(sari)
    sari.sees("Teri Saut")
    await sari.taps_again(approve, "Setujui")
    assert states(clinic) == [EntryState.IN_REVIEW]
    await sari.taps("Setujui")
    assert states(clinic) == [EntryState.APPROVED]


def states(clinic: Clinic) -> Sequence[str]:
    with clinic.database.read() as session:
        return session.scalars(select(Entry.state).order_by(Entry.id)).all()


async def test_a_decision_is_told_only_when_the_staff_say_so(
    clinic: Clinic, office: Office, owner: Talker, sari: Talker
) -> None:
    await registers(owner)
    await takes_card(sari)
    await sari.taps("Setujui")
    office.backs_up()
    await office.loses_the_machine()
    await stays_silent(clinic)
    assert office.result.aftermath.decisions == 1
    assert office.unknown() == [(OutboxClass.NOTICE, "Rehulina Ginting", "KE-2026-00001")]
    await owner.sends("/beranda")
    owner.sees("Disetujui, 19 Nov 2026.")
    office.resends()
    await clinic.waits(seconds=1)
    owner.sees("KE-2026-00001", "disetujui")
    await stays_silent(clinic)
    assert office.unknown() == []


async def test_a_decision_that_is_overtaken_is_not_told(
    clinic: Clinic, office: Office, owner: Talker, sari: Talker
) -> None:
    await registers(owner)
    await takes_card(sari)
    await sari.taps("Setujui")
    office.backs_up()
    await office.loses_the_machine()
    with clinic.database.write() as session:
        session.execute(update(Decision).values(undone_at=clinic.world.now()))
    with pytest.raises(NewerError):
        office.resends()


async def test_what_waited_is_sent_only_when_the_staff_say_so(
    clinic: Clinic, office: Office, owner: Talker
) -> None:
    await registers(owner)
    now = clinic.world.now()
    later = now + timedelta(minutes=10)
    with clinic.database.write() as session:
        for category in OutboxClass:
            text = {"text": f"<b>{category}</b>"}
            outbox.put(session, owner.id, text, now=now, category=category, not_before=later)
        outbox.write_out(session)
    office.backs_up()
    await office.loses_the_machine()
    await stays_silent(clinic)
    assert office.result.aftermath.messages == {"reply": 1, "notice": 1}
    assert [category for category, *_rest in office.unknown()] == list(OutboxClass)
    office.resends()
    await clinic.bot.sender.sweep_once()
    await clinic.settles()
    owner.sees("notice")
    assert office.unknown() == []


async def test_the_staff_hear_no_news_and_a_job_is_not_done(
    clinic: Clinic, office: Office, owner: Talker, sari: Talker
) -> None:
    await sari.sends("/unduh")
    await sari.taps("Semua usaha dan produk")
    await registers(owner)
    with clinic.database.write() as session:
        quarantine.put(
            session,
            99,
            7,
            chat_id=owner.id,
            payload={"update_id": 7},
            error="x",
            now=clinic.world.now(),
        )
    with clinic.database.write() as session:
        session.execute(update(Quarantine).values(state=QuarantineState.RETRY))
    office.backs_up()
    await office.loses_the_machine()
    await stays_silent(clinic)
    after = office.result.aftermath
    assert (after.unannounced, after.jobs, after.retries) == (1, 1, 1)
    with clinic.database.read() as session:
        assert session.scalars(select(Job.state)).all() == [JobState.FAILED]
        assert session.scalars(select(Quarantine.state)).all() == [QuarantineState.OPEN]
    await sari.sends("/kurasi")
    sari.sees("Menunggu: 1.", "Kopi Deleng")


async def test_nobody_holds_a_card_any_more(
    clinic: Clinic, office: Office, owner: Talker, sari: Talker
) -> None:
    await registers(owner)
    await takes_card(sari)
    office.backs_up()
    await office.loses_the_machine()
    await stays_silent(clinic)
    assert office.result.aftermath.claims == 1
    assert states(clinic) == [EntryState.SUBMITTED]
    await takes_card(sari)
    await sari.taps("Setujui")
    assert states(clinic) == [EntryState.APPROVED]


async def test_what_cannot_be_sent_again_is_said(
    clinic: Clinic, office: Office, owner: Talker
) -> None:
    now = clinic.world.now()
    put = {"chat_id": 5, "category": "reply", "state": OutboxState.UNKNOWN, "attempts": 0}
    put |= {"not_before": now, "created_at": now}
    rows = [
        OutboxRow(**put, payload={}, emptied=True),
        OutboxRow(**put, payload={"document": {"path": "x", "name": "y"}}, emptied=False),
        OutboxRow(**put, payload={"text": "old"}, slot="form", emptied=False),
        OutboxRow(**(put | {"state": "sent"}), payload={"text": "new"}, slot="form"),
    ]
    with clinic.database.write() as session:
        session.add_all(rows)
        session.flush()
        for row, error in zip(rows, (GoneError, GoneError, NewerError), strict=False):
            with pytest.raises(error):
                unknown.resend(session, row.id, now=now)
            unknown.drop(session, row.id, now=now)
        session.flush()
        assert unknown.listed(session) == []
    assert owner.phone.received() == []
    assert office.unknown() == []
