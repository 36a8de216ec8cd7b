"""What the kit does in groups: the routes made for them, and silence everywhere else."""

import logging
import shutil
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import func, select

from bot import groups, outbox
from bot.callback_data import Tap
from bot.routes import Route, group_command, membership, migrated, tap
from bot.screen import Button, Key, Screen
from bot.turn import Turn
from handlers import ROUTES
from models.conversation import Conversation
from models.ingress import Quarantine
from models.outbox import OutboxRow, Slot
from models.person import Person, Role
from models.services.queue import CURATORS
from tests.errands import registers
from tests.groups import Group
from tests.talk import Clinic, Talker

pytestmark = pytest.mark.no_transcript


def card(turn: Turn, who: str = "") -> Screen:
    """A card with a tap, a tap of private chats, and a link."""
    row = [
        Button("Ambil", Tap("desk", "take", 17)),
        Button("Beranda", Tap("home", "open")),
        Button("Buka di bot", url=turn.link("card_17")),
    ]
    return Screen(f"Kopi Deleng {who}".strip(), buttons=[row])


def desk(turn: Turn) -> None:
    turn.show(card(turn), slot="card:17")
    turn.show(Screen("Teri asin", buttons=[[Button("Ambil", Tap("desk", "take", 18))]]), slot="18")


def take(turn: Turn) -> None:
    turn.toast("curation.toast_approved")
    turn.show(card(turn, f"diambil {turn.person.name}"), slot="card:17")


def stood(turn: Turn) -> None:
    turn.put(turn.update.effective_user.id, Screen(groups.standing(turn.update)))  # type: ignore[union-attr]


def moved(turn: Turn) -> None:
    ids = groups.migration(turn.update)
    turn.put(turn.person.telegram_id, Screen(f"pindah {ids}"))


def leave(turn: Turn) -> None:
    payload = {"method": "leaveChat", "params": {"chat_id": turn.chat_id}}
    outbox.put(turn.session, turn.chat_id, payload, now=turn.now)


def keyboard(turn: Turn) -> None:
    turn.show(Screen("Nomor?", keys=[[Key("Kirim nomor", contact=True)]]))


MINE: tuple[Route, ...] = (
    group_command(desk, "kurasi", roles=CURATORS),
    group_command(leave, "pergi"),
    group_command(keyboard, "nomor"),
    tap(take, "desk", "take", roles=CURATORS, group=True),
    membership(stood),
    migrated(moved),
)


@pytest.fixture
async def clinic(
    tmp_path: Path, empty_database: Path, monkeypatch: pytest.MonkeyPatch
) -> AsyncIterator[Clinic]:
    """A clinic whose route table begins with the routes above."""
    monkeypatch.setattr("bot.app.ROUTES", MINE + ROUTES)
    file = tmp_path / "klinik.db"
    shutil.copy(empty_database, file)
    opened = Clinic(file)
    await opened.opens()
    yield opened
    await opened.closes()


@pytest.fixture
async def rizal(clinic: Clinic) -> Talker:
    return await clinic.staff("Rizal Nasution")


@pytest.fixture
async def sari(clinic: Clinic) -> Talker:
    return await clinic.staff("Sari Harahap", Role.CURATOR)


@pytest.fixture
def group(clinic: Clinic, rizal: Talker, sari: Talker) -> Group:
    return clinic.group("Petugas Klinik", rizal, sari)


def count(clinic: Clinic, table: type[Any]) -> int:
    with clinic.database.read() as session:
        return session.scalar(select(func.count()).select_from(table)) or 0


@pytest.mark.parametrize(
    "words", ["/kurasi", "/kurasi@KlinikEksporBot", "/Kurasi@klinikeksporbot"]
)
async def test_a_command_for_groups(group: Group, rizal: Talker, words: str) -> None:
    await group.as_(rizal).sends(words)
    assert [one.text for one in group.cards] == ["Kopi Deleng", "Teri asin"]


async def test_commands_of_others_of_private_chats_and_edited_ones_are_none(
    clinic: Clinic, group: Group, rizal: Talker
) -> None:
    before = count(clinic, Conversation)
    for words in ("/kurasi@LainBot", "/beranda", "/kurasikan", "kurasi", "halo semua"):
        group.chat.bot_status = "administrator"  # now the bot sees every message
        await group.as_(rizal).sends(words)
    sent = rizal.phone.send_text("halo", chat=group.id)
    rizal.phone.edit_text(sent.message_id, "/kurasi", chat=group.id)
    await clinic.settles()
    assert group.cards == []
    assert count(clinic, Conversation) == before
    assert count(clinic, Quarantine) == 0


async def test_two_people_tap_the_same_card(group: Group, rizal: Talker, sari: Talker) -> None:
    await group.as_(rizal).sends("/kurasi")
    await group.as_(sari).taps("Ambil", on="Kopi Deleng")
    group.as_(sari).was_told("Disetujui.", alert=False)
    rizal.was_told_nothing()
    assert [one.text for one in group.cards] == ["Kopi Deleng diambil Sari Harahap", "Teri asin"]


async def test_a_stranger_in_the_group(
    clinic: Clinic, group: Group, rizal: Talker, caplog: pytest.LogCaptureFixture
) -> None:
    stranger = clinic.person("Tamu")
    caplog.set_level(logging.INFO, "bot.routes")
    await group.as_(stranger).sends("/kurasi")
    assert group.cards == []
    assert "a command of person" in caplog.text
    await group.as_(rizal).sends("/kurasi")
    await group.as_(stranger).taps("Ambil", on="Kopi Deleng")
    group.as_(stranger).was_told("Tombol ini untuk petugas.", alert=True)
    group.never_saw("Tamu")
    assert stranger.phone.received() == []


async def test_a_button_of_private_chats_shows_nothing_in_a_group(
    group: Group, rizal: Talker, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.INFO, "bot.routes")
    await group.as_(rizal).sends("/kurasi")
    await group.as_(rizal).taps("Beranda")
    group.as_(rizal).was_told("Tombol ini sudah tidak berlaku.", alert=False)
    assert "a button for private chats: '1:home:open:0:0'" in caplog.text
    for data in ("1:form:back:0:0", "1:cur:phone:1:1", "1:gone:gone:0:0", "garbage"):
        await group.as_(rizal).forges(data)
        group.as_(rizal).was_told("Tombol ini sudah tidak berlaku.")
    assert len(group.cards) == 2
    assert group.last.text == "Teri asin"


async def test_a_link_leads_into_the_private_chat(
    clinic: Clinic, group: Group, rizal: Talker, sari: Talker
) -> None:
    await group.as_(rizal).sends("/kurasi")
    link = "https://t.me/KlinikEksporBot?start=card_17"
    assert group.card("Kopi").links == {"Buka di bot": link}
    await group.as_(sari).follows("Buka di bot")
    assert sari.phone.messages()[-2]["text"] == "/start card_17"
    assert group.last.text == "Teri asin"
    assert count(clinic, Quarantine) == 0


async def test_a_form_in_the_private_chat_stays_as_it_is(
    clinic: Clinic, group: Group, rizal: Talker, sari: Talker
) -> None:
    owner = clinic.person("Rehulina Ginting", phone="6281260000001")
    await registers(owner)
    await rizal.sends("/kurasi")
    await rizal.taps("Ambil")
    await rizal.taps("Tolak")
    await rizal.taps("Tulis sendiri")
    question = rizal.last
    await group.as_(sari).sends("/kurasi")
    await group.as_(rizal).taps("Ambil", on="Kopi Deleng")
    await rizal.sends("Usaha ini sudah tutup.")
    assert question.startswith("Alasan")
    rizal.sees("Alasan Anda", "Usaha ini sudah tutup.")


async def test_a_group_gets_no_reply_keyboard(
    clinic: Clinic, group: Group, rizal: Talker, caplog: pytest.LogCaptureFixture
) -> None:
    await group.as_(rizal).sends("/nomor")
    assert group.cards == []
    assert "no reply keyboard in a group" in caplog.text
    assert count(clinic, Quarantine) == 1
    rizal.never_saw("belum bisa kami baca")


async def test_the_bots_standing_is_told(clinic: Clinic, rizal: Talker, sari: Talker) -> None:
    group = clinic.group("Petugas Klinik", rizal, sari, bot=False)
    told = []
    for act in ("adds_the_bot", "promotes_the_bot", "adds_the_bot", "removes_the_bot"):
        await getattr(group.as_(rizal), act)()
        told.append(rizal.last)
    assert told == ["added", "promoted", "demoted", "removed"]
    await rizal.blocks()  # of the private chat: not for this route
    assert count(clinic, Quarantine) == 0


async def test_the_bot_leaves(clinic: Clinic, group: Group, rizal: Talker) -> None:
    await group.as_(rizal).sends("/pergi")
    assert group.chat.bot_status == "left"
    assert [entry.method for entry in clinic.world.ledger][-1] == "leaveChat"
    with clinic.database.read() as session:
        newest = select(OutboxRow.state).order_by(OutboxRow.id.desc()).limit(1)
        assert session.scalar(newest) == "sent"
    rizal.never_saw("removed")  # it left of its own will


async def test_a_group_that_becomes_a_supergroup(
    clinic: Clinic, group: Group, rizal: Talker, sari: Talker
) -> None:
    await group.as_(rizal).sends("/kurasi")
    old = group.id
    await group.becomes_a_supergroup(rizal)
    assert group.id != old
    told = [one["text"] for one in rizal.phone.received()][-2:]
    assert told == [f"pindah {(old, group.id)}"] * 2
    with clinic.database.read() as session:
        assert not session.scalars(select(Slot).where(Slot.chat_id == old)).all()
    await group.as_(sari).sends("/kurasi")
    await group.as_(sari).taps("Ambil", on="Kopi Deleng")
    assert [one.text for one in group.cards] == ["Kopi Deleng diambil Sari Harahap", "Teri asin"]


async def test_nobody_to_ask_for_a_role_is_passed_over(
    clinic: Clinic, group: Group, rizal: Talker
) -> None:
    before = count(clinic, Person)
    chat = clinic.world.chat_json(group.chat)
    text = {"text": "/kurasi", "entities": [{"type": "bot_command", "offset": 0, "length": 7}]}
    posted = {"message_id": 900, "chat": chat, "date": clinic.world.timestamp()} | text
    anonymous = {"id": 1087968824, "is_bot": True, "first_name": "Group"}
    channel = {"id": -1001, "type": "channel", "title": "Kanal"}
    for update in (
        {"message": posted | {"from": anonymous, "sender_chat": chat}},
        {"message": posted},
        {"channel_post": posted | {"chat": channel, "sender_chat": channel}},
    ):
        clinic.world.updates.inject(update)
        await clinic.settles()
    assert group.cards == []
    assert count(clinic, Person) == before
    assert count(clinic, Quarantine) == 0
    await group.as_(rizal).sends("/kurasi")
    assert len(group.cards) == 2


async def test_who_blocked_the_bot_is_not_reached_by_acting_in_a_group(
    clinic: Clinic, group: Group, rizal: Talker
) -> None:
    await rizal.blocks()
    with clinic.database.write() as session:
        row = session.scalars(select(Person).where(Person.telegram_id == rizal.id)).one()
        row.blocked_at = clinic.world.now()
    await group.as_(rizal).sends("/kurasi")
    with clinic.database.read() as session:
        blocked = select(Person.blocked_at).where(Person.telegram_id == rizal.id)
        assert session.scalar(blocked) == clinic.world.now()


async def test_what_came_too_late_for_a_tap_is_said_in_private(
    clinic: Clinic, group: Group, rizal: Talker
) -> None:
    await group.as_(rizal).sends("/kurasi")
    clinic.bot.dispatcher.tap_patience = 0.0
    await group.as_(rizal).forges("1:home:open:0:0")
    rizal.sees("Tombol ini sudah tidak berlaku.")
    group.never_saw("Tombol ini")
