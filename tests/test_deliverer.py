"""Deliveries on their way: every answer of Telegram, pauses, restarts, and never one twice."""

from collections import Counter
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select

from models.broadcast import Broadcast, BroadcastState
from models.delivery import Delivery, DeliveryState
from models.person import Person
from models.services import broadcasts
from models.services.actor import Actor
from models.services.broadcasts import Content
from simulator.phone import Phone
from tests.casting import admin, owners, phones, states
from tests.talk import Clinic

pytestmark = pytest.mark.no_transcript

#: What brings a message to somebody.
CALLS = ("sendMessage", "sendPhoto", "sendVideo", "sendDocument", "sendMediaGroup")


class Office:
    """A clinic with so many owners, and an admin who writes to them."""

    def __init__(self, clinic: Clinic, count: int) -> None:
        self.clinic = clinic
        self.phones = phones(clinic.world, count)
        with clinic.database.write() as session:
            owners(session, count)
            self.admin: Actor = admin(session)
            number = session.get_one(Person, self.admin.person_id).telegram_id
        clinic.world.add_person("Rizal", user_id=number, started=True)
        self.broadcast_id = 0

    async def sends(
        self,
        words: str = "Halo {nama}",
        *,
        trouble: Callable[[], None] | None = None,
        **content: Any,
    ) -> None:
        """Send a broadcast off, and let it run as far as it goes; *trouble* comes before."""
        now = self.clinic.world.now()
        with self.clinic.database.write() as session:
            said = Content(words, content.pop("media", ()))
            row = broadcasts.create(session, self.admin, said, now=now)
            if content:
                row = broadcasts.rewrite(session, self.admin, row.id, now=now, **content)
            due = now + timedelta(seconds=2)
            broadcasts.ask(session, self.admin, row.id, seen=row.revision, now=now, due_at=due)
            self.broadcast_id = row.id
        await self.clinic.waits(seconds=1)  # its card is there
        if trouble is not None:
            trouble()
        await self.clinic.waits(seconds=1)

    def states(self) -> list[str]:
        """Of its deliveries, by person."""
        with self.clinic.database.read() as session:
            return states(session, self.broadcast_id)

    def state(self) -> str:
        """Of the broadcast."""
        with self.clinic.database.read() as session:
            return session.get_one(Broadcast, self.broadcast_id).state

    def received(self) -> Counter[int]:
        """How often each owner got it, as Telegram saw it."""
        mine = {phone.person.id for phone in self.phones}
        calls = self.clinic.world.ledger.of(*CALLS)
        return Counter(call.chat_id for call in calls if call.chat_id in mine)

    def act(self, what: Any) -> None:
        """Do something to the broadcast as the admin."""
        with self.clinic.database.write() as session:
            what(session, self.admin, self.broadcast_id, now=self.clinic.world.now())


def flood(clinic: Clinic, times: int = 1) -> None:
    clinic.world.faults.too_many("sendMessage", retry_after=60, times=times)


def text(phone: Phone) -> str:
    return str(phone.last()["text"])


async def test_everybody_gets_it_once_in_their_own_words(clinic: Clinic) -> None:
    office = Office(clinic, 25)
    await office.sends("Halo {nama} dari {usaha} di {kabupaten}, <b>hari Kamis</b> {lain}.")
    assert office.states() == ["sent"] * 25
    assert set(office.received().values()) == {1}
    assert text(office.phones[1]) == (
        "Halo Pemilik 1000001 dari Usaha 1000001 di Dairi, hari Kamis {lain}.\n"
        "Dari Klinik Ekspor Sumut."
    )
    assert office.state() == BroadcastState.RUNNING
    await clinic.waits(seconds=1)
    assert office.state() == BroadcastState.DONE


async def test_every_answer_of_telegram(clinic: Clinic) -> None:
    office = Office(clinic, 4)
    office.phones[0].block()
    office.phones[1].person.deactivated = True
    await office.sends()
    assert office.states() == ["blocked", "gone", "sent", "sent"]
    with clinic.database.read() as session:
        blocked = session.scalars(select(Person.id).where(Person.blocked_at.is_not(None))).all()
        errors = session.scalars(select(Delivery.error).where(Delivery.error.is_not(None))).all()
        numbers = session.scalars(select(Delivery.message_id).order_by(Delivery.person_id)).all()
    assert blocked == [1_000_000, 1_000_001]
    assert len(errors) == 2
    assert numbers[2:] == [phone.last()["message_id"] for phone in office.phones[2:]]
    office.phones[0].unblock()
    office.phones[0].send_text("/start")
    await clinic.settles()
    with clinic.database.read() as session:
        assert session.get_one(Person, 1_000_000).blocked_at is None


async def test_refused_content_is_a_failure(clinic: Clinic) -> None:
    office = Office(clinic, 2)
    await office.sends("<b>tidak ditutup")
    assert office.states() == ["failed", "failed"]


@pytest.mark.parametrize("trouble", ["timeout", "broken", "500"])
async def test_what_may_have_arrived_is_unknown_and_never_repeated(
    clinic: Clinic, trouble: str
) -> None:
    office = Office(clinic, 3)
    faults = clinic.world.faults
    if trouble.isdecimal():
        await office.sends(trouble=lambda: faults.fail("sendMessage", status=int(trouble)))
    else:
        line: Any = trouble
        await office.sends(trouble=lambda: faults.drop_after("sendMessage", line=line))
    assert office.states() == ["unknown", "sent", "sent"]
    assert max(office.received().values()) == 1
    await clinic.restarts()
    await clinic.waits(seconds=2)
    assert office.states() == ["unknown", "sent", "sent"]
    with clinic.database.write() as session:
        one = session.scalars(select(Delivery.id).where(Delivery.state == "unknown")).one()
        now = clinic.world.now()
        broadcasts.send_again(session, office.admin, office.broadcast_id, now=now, delivery_id=one)
    await clinic.waits(seconds=1)
    assert office.states() == ["sent"] * 3


@pytest.mark.parametrize("trouble", ["refused", "429", "401"])
async def test_what_was_certainly_not_sent_is_sent_later(clinic: Clinic, trouble: str) -> None:
    office = Office(clinic, 3)
    faults = clinic.world.faults
    befalls = {
        "429": lambda: faults.too_many("sendMessage", retry_after=1),
        "401": lambda: faults.fail("sendMessage", status=401),
        "refused": lambda: faults.drop_before("sendMessage", line="refused"),
    }
    await office.sends(trouble=befalls[trouble])
    await clinic.waits(seconds=2)
    assert office.states() == ["sent"] * 3
    assert set(office.received().values()) == {1}


async def test_paused_killed_started_resumed(clinic: Clinic) -> None:
    office = Office(clinic, 4)
    await office.sends(trouble=lambda: flood(clinic))
    assert sorted(office.states()) == ["sent", "sent", "sent", "waiting"]
    office.act(broadcasts.pause)
    await clinic.restarts()
    await clinic.waits(minutes=5)
    assert (office.state(), sum(office.received().values())) == (BroadcastState.PAUSED, 3)
    office.act(broadcasts.resume)
    await clinic.waits(seconds=1)
    assert office.states() == ["sent"] * 4
    assert set(office.received().values()) == {1}


async def test_cancelled_in_the_middle(clinic: Clinic) -> None:
    office = Office(clinic, 4)
    await office.sends(trouble=lambda: flood(clinic))
    office.act(broadcasts.cancel)
    await clinic.waits(minutes=5)
    assert sorted(office.states()) == ["sent", "sent", "sent", "waiting"]
    assert office.state() == BroadcastState.CANCELLED


async def test_a_life_that_ended_leaves_the_unknown(clinic: Clinic) -> None:
    office = Office(clinic, 1)
    await office.sends(trouble=lambda: flood(clinic))
    with clinic.database.write() as session:
        for one in session.scalars(select(Delivery).where(Delivery.state == "waiting")):
            one.state, one.sender = DeliveryState.SENDING, "another life"
    await clinic.waits(seconds=90)
    assert office.states() == ["unknown"]
    assert not office.received()


async def test_in_quiet_hours_nothing_goes(clinic: Clinic) -> None:
    office = Office(clinic, 2)
    await clinic.waits(hours=9)  # 23.00
    await office.sends()
    assert (office.states(), office.state()) == ([], BroadcastState.SCHEDULED)
    await clinic.waits(hours=8)
    assert office.states() == ["sent", "sent"]


async def test_what_began_before_the_quiet_hours_goes_on_after_them(clinic: Clinic) -> None:
    office = Office(clinic, 1)
    await office.sends(trouble=lambda: flood(clinic))
    await clinic.waits(hours=9)
    assert office.states() == ["waiting"]
    await clinic.restarts()  # forgets that chat's pause
    await clinic.waits(hours=8)
    assert office.states() == ["sent"]


async def test_late_work_runs_once_or_not_at_all(clinic: Clinic) -> None:
    office = Office(clinic, 1)
    now = clinic.world.now()
    with clinic.database.write() as session:
        for hours in (2, 42):
            row = broadcasts.create(session, office.admin, Content(f"dalam {hours}"), now=now)
            due = now + timedelta(hours=hours)
            broadcasts.ask(session, office.admin, row.id, seen=row.revision, now=now, due_at=due)
    await clinic.closes()
    clinic.passes(hours=2 + 24, seconds=1)
    await clinic.opens()
    await clinic.waits(seconds=1)
    await clinic.waits(hours=16)
    with clinic.database.read() as session:
        found = session.scalars(select(Broadcast.state).order_by(Broadcast.id)).all()
    assert found == [BroadcastState.CANCELLED, BroadcastState.RUNNING]
    assert text(office.phones[0]).startswith("dalam 42")


async def test_an_album_and_what_it_cannot_carry(clinic: Clinic) -> None:
    office = Office(clinic, 1)
    phone = office.phones[0]
    phone.send_photo(b"\xff\xd8\xff\xe0", "")
    await clinic.settles()
    file = phone.messages()[-2 if phone.messages()[-1].get("text") else -1]
    photo = next(m for m in phone.messages() if "photo" in m)["photo"][-1]["file_id"]
    assert file
    media = [{"kind": "photo", "id": photo}, {"kind": "photo", "id": photo}]
    await office.sends("Dua foto", media=media, answers=["Ikut", "Tidak ikut"])
    calls = [call.method for call in clinic.world.ledger if call.chat_id == phone.person.id]
    assert calls[-2:] == ["sendMediaGroup", "sendMessage"]
    captions = [b["text"] for b in phone.buttons(phone.last()["message_id"])]
    assert captions == ["Ikut", "Tidak ikut", "Atur kabar", "Beranda"]
    assert office.states() == ["sent"]
