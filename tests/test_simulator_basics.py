"""The simulated server as PTB sees it: calls, updates, errors."""

import asyncio
from datetime import UTC, datetime, timedelta

import pytest
from telegram import Bot, InlineKeyboardButton, InlineKeyboardMarkup, Update
from telegram.error import (
    BadRequest,
    ChatMigrated,
    Conflict,
    Forbidden,
    InvalidToken,
)

from simulator.clock import SimulatedClock
from simulator.errors import SimulationError
from simulator.phone import Phone
from simulator.request import SimulatedRequest
from simulator.world import World

BASE = "https://api.telegram.org/bot"


def new_world() -> World:
    clock = SimulatedClock.frozen(datetime(2026, 11, 24, 2, 0, tzinfo=UTC))
    return World(now=clock, flood=False)


def new_bot(world: World, token: str | None = None) -> Bot:
    return Bot(
        token or world.token,
        base_url=BASE,
        request=SimulatedRequest(world),
        get_updates_request=SimulatedRequest(world),
    )


def buttons(*data: str) -> InlineKeyboardMarkup:
    return InlineKeyboardMarkup([[InlineKeyboardButton(one, callback_data=one) for one in data]])


@pytest.fixture
def world() -> World:
    return new_world()


@pytest.fixture
def phone(world: World) -> Phone:
    return world.phone(world.add_person("Rehulina", "Ginting", username="rehulina"))


@pytest.fixture
def bot(world: World) -> Bot:
    return new_bot(world)


async def test_a_text_travels_both_ways(world: World, phone: Phone, bot: Bot) -> None:
    me = await bot.get_me()
    assert me.is_bot
    assert not me.can_read_all_group_messages
    sent = phone.send_text("/start abc halo 😀 /daftar")
    update = (await bot.get_updates())[0]
    assert update.update_id == sent.update_id
    message = update.message
    assert message is not None
    assert message.from_user is not None
    assert (message.chat_id, message.from_user.full_name) == (phone.person.id, "Rehulina Ginting")
    assert [message.parse_entity(one) for one in message.entities] == ["/start", "/daftar"]
    answer = await bot.send_message(message.chat_id, "Halo <b>Bu</b> & selamat", "HTML")
    assert answer.message_id == 2
    assert answer.text == phone.last()["text"] == "Halo Bu & selamat"
    entry = world.ledger.of("sendMessage")[0]
    assert (entry.chat_id, entry.message_id) == (phone.person.id, 2)
    assert entry.params["text"] == "Halo <b>Bu</b> & selamat"


async def test_offset_forgets_and_without_it_updates_come_again(phone: Phone, bot: Bot) -> None:
    ids = [phone.send_text(text).update_id for text in "abc"]
    assert ids[0] is not None
    assert [one.update_id for one in await bot.get_updates()] == ids
    assert [one.update_id for one in await bot.get_updates(limit=1)] == ids[:1]
    assert [one.update_id for one in await bot.get_updates(offset=ids[0] + 1)] == ids[1:]
    assert [one.update_id for one in await bot.get_updates(offset=-1)] == ids[2:]
    assert [one.update_id for one in await bot.get_updates()] == ids[2:]


async def test_messages_live_a_day_and_taps_150_seconds(
    world: World, phone: Phone, bot: Bot
) -> None:
    phone.start()
    message = await bot.send_message(phone.person.id, "?", reply_markup=buttons("ya"))
    phone.tap(message.message_id, "ya")
    world.clock.advance(timedelta(seconds=149))
    assert len(await bot.get_updates()) == 2
    world.clock.advance(timedelta(seconds=1))
    assert [one.callback_query for one in await bot.get_updates()] == [None]
    world.clock.advance(timedelta(hours=24))
    assert await bot.get_updates() == ()


async def test_long_poll_wakes_at_once(phone: Phone, bot: Bot) -> None:
    async with asyncio.TaskGroup() as group:
        poll = group.create_task(bot.get_updates(timeout=50))
        await asyncio.sleep(0)
        phone.send_text("halo")
    assert len(poll.result()) == 1


async def test_a_second_poll_ends_the_first(phone: Phone, bot: Bot) -> None:
    async with asyncio.TaskGroup() as group:
        first = group.create_task(_conflict(bot))
        await asyncio.sleep(0)
        await asyncio.sleep(0)
        second = group.create_task(bot.get_updates(timeout=50))
        assert "terminated by other getUpdates request" in await first
        phone.send_text("halo")
    assert len(second.result()) == 1


async def _conflict(bot: Bot) -> str:
    with pytest.raises(Conflict) as caught:
        await bot.get_updates(timeout=50)
    return str(caught.value)


async def test_allowed_updates_are_remembered(phone: Phone, bot: Bot) -> None:
    await bot.get_updates(allowed_updates=["callback_query"])
    assert phone.send_text("halo").update_id is None
    assert await bot.get_updates() == ()
    await bot.get_updates(allowed_updates=[])
    assert phone.send_text("halo").update_id is not None


async def test_webhook_and_polling_exclude_each_other(bot: Bot) -> None:
    await bot.set_webhook("https://klinik.example/hook")
    with pytest.raises(Conflict, match="while webhook is active"):
        await bot.get_updates()
    assert (await bot.get_webhook_info()).url == "https://klinik.example/hook"
    await bot.delete_webhook()
    assert await bot.get_updates() == ()


async def test_an_edit_changes_the_message_and_drops_unnamed_buttons(
    phone: Phone, bot: Bot
) -> None:
    phone.start()
    chat = phone.person.id
    sent = await bot.send_message(chat, "satu", reply_markup=buttons("a"))
    with pytest.raises(BadRequest, match="Message is not modified"):
        await bot.edit_message_text(
            "<b></b>satu", chat, sent.message_id, parse_mode="HTML", reply_markup=buttons("a")
        )
    await bot.edit_message_text("dua", chat, sent.message_id)
    assert phone.last()["text"] == "dua"
    assert phone.buttons(sent.message_id) == []
    with pytest.raises(BadRequest, match="not modified"):
        await bot.edit_message_reply_markup(chat, sent.message_id)
    with pytest.raises(BadRequest, match="Message to edit not found"):
        await bot.edit_message_text("x", chat, 99)
    with pytest.raises(BadRequest, match="Message can't be edited"):
        await bot.edit_message_text("x", chat, 1)


async def test_a_tap_is_answered_once_and_in_time(world: World, phone: Phone, bot: Bot) -> None:
    phone.start()
    sent = await bot.send_message(phone.person.id, "?", reply_markup=buttons("ya"))
    with pytest.raises(SimulationError):
        phone.tap(sent.message_id, "tidak")
    query = phone.tap(sent.message_id, "ya").query_id
    with pytest.raises(BadRequest, match="Message_too_long"):
        await bot.answer_callback_query(query, "x" * 201)
    await bot.answer_callback_query(query, "Tersimpan", show_alert=True)
    assert [(toast.text, toast.alert) for toast in phone.toasts()] == [("Tersimpan", True)]
    with pytest.raises(BadRequest, match="Query is too old and response timeout expired"):
        await bot.answer_callback_query(query)
    late = phone.tap(sent.message_id, "palsu", forged=True).query_id
    world.clock.advance(timedelta(seconds=16))
    with pytest.raises(BadRequest, match="Query is too old"):
        await bot.answer_callback_query(late)


async def test_people_who_cannot_be_written_to(world: World, phone: Phone, bot: Bot) -> None:
    with pytest.raises(BadRequest, match="Chat not found"):
        await bot.send_message(phone.person.id, "halo")
    world.add_group("Binaan Karo", [phone.person])
    with pytest.raises(Forbidden, match="bot can't initiate conversation with a user"):
        await bot.send_message(phone.person.id, "halo")
    phone.start()
    phone.block()
    with pytest.raises(Forbidden, match="bot was blocked by the user"):
        await bot.send_message(phone.person.id, "halo")
    with pytest.raises(SimulationError):
        phone.send_text("halo")
    phone.unblock()
    await bot.send_message(phone.person.id, "halo")
    phone.person.deactivated = True
    with pytest.raises(Forbidden, match="user is deactivated"):
        await bot.send_message(phone.person.id, "halo")
    updates = [one for one in await bot.get_updates() if one.my_chat_member]
    assert [
        one.my_chat_member and one.my_chat_member.new_chat_member.status for one in updates
    ] == [
        "kicked",
        "member",
    ]


async def test_groups_that_changed(world: World, phone: Phone, bot: Bot) -> None:
    group = world.add_group("Binaan Karo", [phone.person], kind="group")
    assert phone.send_text("halo semua", chat=group.id).update_id is None
    assert phone.send_text("/menu@KlinikEksporBot", chat=group.id).update_id is not None
    await bot.send_message(group.id, "halo")
    group.bot_status = "kicked"
    with pytest.raises(Forbidden, match="bot was kicked from the group chat"):
        await bot.send_message(group.id, "halo")
    group.upgraded_to = -1002150000777
    with pytest.raises(ChatMigrated) as caught:
        await bot.send_message(group.id, "halo")
    assert caught.value.new_chat_id == -1002150000777


async def test_token_and_method(world: World, bot: Bot) -> None:
    with pytest.raises(InvalidToken):
        await new_bot(world, "8104512345:wrong").get_me()
    body = await SimulatedRequest(world).post_json(
        f"{BASE}{world.token}/sendDice2", {}, read_timeout=1
    )
    assert body[0] == 404
    assert b"Not Found: method not found" in body[1]
    del bot


async def test_poison_and_redelivery(world: World, phone: Phone, bot: Bot) -> None:
    world.updates.inject({"message": {"nonsense": True}})
    first = phone.send_text("halo").update_id
    assert first is not None
    body = await SimulatedRequest(world).post_json(
        f"{BASE}{world.token}/getUpdates", {"offset": -1}, read_timeout=1
    )
    assert b"nonsense" not in body[1]
    assert await bot.get_updates(offset=first + 1) == ()
    world.updates.redeliver(first)
    again = await bot.get_updates(offset=first + 1)
    assert [one.update_id for one in again] == [first]
    assert isinstance(again[0], Update)
    assert await bot.get_updates(offset=first + 1) == ()
