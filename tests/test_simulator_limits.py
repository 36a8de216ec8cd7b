"""What the server refuses and how it reads text, as PTB sees it."""

import json
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from telegram import (
    Bot,
    BotCommand,
    BotCommandScopeChat,
    CopyTextButton,
    InlineKeyboardButton,
    InlineKeyboardMarkup,
    InputMediaDocument,
    InputMediaPhoto,
    KeyboardButton,
    Message,
    ReplyKeyboardMarkup,
    ReplyKeyboardRemove,
)
from telegram.error import BadRequest

from simulator import groups, view
from simulator.clock import SimulatedClock
from simulator.errors import SimulationError
from simulator.files import image_size
from simulator.phone import Phone
from simulator.request import SimulatedRequest
from simulator.world import World

PNG = b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\x04\0\0\0\x03\0"


@pytest.fixture
def world() -> World:
    return World(now=SimulatedClock.frozen(datetime(2026, 11, 24, tzinfo=UTC)), flood=False)


@pytest.fixture
def phone(world: World) -> Phone:
    return world.phone(world.add_person("Dimas", phone="6281360000009", started=True))


@pytest.fixture
def bot(world: World) -> Bot:
    request = SimulatedRequest(world)
    return Bot(world.token, request=request, get_updates_request=request)


async def raw(world: World, method: str, **params: Any) -> tuple[int, str]:
    url = f"https://api.telegram.org/bot{world.token}/{method}"
    status, body = await SimulatedRequest(world).post_json(url, params, read_timeout=1)
    return status, json.loads(body).get("description", "")


async def test_text_limits_count_code_points_after_parsing(phone: Phone, bot: Bot) -> None:
    chat = phone.person.id
    await bot.send_message(chat, "<b>" + "😀" * 4096 + "</b>", "HTML")
    for text, refused in [
        ("😀" * 4097, "Message is too long"),
        ("", "Message text is empty"),
        (" \n ", "Text must be non-empty"),
    ]:
        with pytest.raises(BadRequest, match=refused):
            await bot.send_message(chat, text)
    await bot.send_photo(chat, PNG, caption="x" * 1024)
    with pytest.raises(BadRequest, match="Message caption is too long"):
        await bot.send_photo(chat, PNG, caption="x" * 1025)
    with pytest.raises(BadRequest, match="More than 100 entities"):
        await bot.send_message(chat, "<b>x</b> " * 101, "HTML")


@pytest.mark.parametrize(
    ("rows", "refused"),
    [
        ([[InlineKeyboardButton("x", callback_data="é" * 33)]], "Button_data_invalid"),
        ([[InlineKeyboardButton(" ", callback_data="x")]], "button text must be non-empty"),
        ([[InlineKeyboardButton("x")]], "[tT]ext buttons are unallowed"),
        ([[InlineKeyboardButton("x", url="javascript:1")]], "unsupported url protocol"),
        ([[InlineKeyboardButton("x", copy_text=CopyTextButton("x" * 257))]], "Button_copy_text"),
        ([[InlineKeyboardButton("x", callback_data="x")] * 9], "Reply markup is too long"),
        ([[InlineKeyboardButton("x", callback_data="x")]] * 101, "Reply markup is too long"),
    ],
)
async def test_bad_inline_keyboards(
    phone: Phone, bot: Bot, rows: list[list[InlineKeyboardButton]], refused: str
) -> None:
    with pytest.raises(BadRequest, match=refused):
        await bot.send_message(phone.person.id, "x", reply_markup=InlineKeyboardMarkup(rows))
    assert phone.messages() == []


async def test_reply_keyboards(world: World, phone: Phone, bot: Bot) -> None:
    chat = phone.person.id
    rows = [[KeyboardButton("Bagikan", request_contact=True)], [KeyboardButton("Lewati")]]
    asked = await bot.send_message(chat, "Nomor?", reply_markup=ReplyKeyboardMarkup(rows))
    with pytest.raises(BadRequest, match="Message can't be edited"):
        await bot.edit_message_text("Nomor Anda?", chat, asked.message_id)
    phone.press("Bagikan")
    phone.press("Lewati")
    with pytest.raises(SimulationError):
        phone.press("Lain")
    phone.send_contact("6281111111111")
    contacts = [update.message for update in await bot.get_updates()]
    first, second, third = [message for message in contacts if message]
    assert first.contact is not None
    assert (first.contact.phone_number, first.contact.user_id) == ("6281360000009", chat)
    assert second.text == "Lewati"
    assert third.contact is not None
    assert third.contact.user_id is None
    await bot.send_message(chat, "Terima kasih", reply_markup=ReplyKeyboardRemove())
    assert phone.keyboard() is None
    group = world.add_group("Karo", [phone.person])
    with pytest.raises(BadRequest, match="Phone number can be requested in private chats only"):
        await bot.send_message(group.id, "Nomor?", reply_markup=ReplyKeyboardMarkup(rows))


async def test_parameters_are_checked_against_the_specification(
    world: World, phone: Phone
) -> None:
    chat = phone.person.id
    refusals: list[tuple[dict[str, Any], str]] = [
        ({"chat_id": chat, "text": "x", "colour": 1}, "unknown parameter colour"),
        ({"chat_id": chat, "text": 5}, "can't parse parameter text: String expected"),
        ({"chat_id": chat}, "parameter text is required"),
        ({"chat_id": [1], "text": "x"}, "can't parse parameter chat_id"),
        ({"chat_id": chat, "text": "x", "reply_markup": {"keys": []}}, "can't parse parameter"),
        (
            {"chat_id": chat, "text": "x", "entities": [{"type": "bold", "offset": "0"}]},
            "can't parse parameter entities",
        ),
        ({"chat_id": chat, "text": "x", "parse_mode": "BBCode"}, "unsupported parse_mode"),
        ({"chat_id": "@nobody", "text": "x"}, "chat not found"),
        ({"chat_id": "", "text": "x"}, "chat_id is empty"),
    ]
    for params, refused in refusals:
        status, description = await raw(world, "sendMessage", **params)
        assert (status, refused in description) == (400, True), description
    assert await raw(world, "SENDmessage", chat_id=str(chat), text="7") == (200, "")
    assert phone.last()["text"] == "7"


async def test_media(world: World, phone: Phone, bot: Bot) -> None:
    chat = phone.person.id
    album = await bot.send_media_group(
        chat, [InputMediaPhoto(PNG, caption="<b>a</b>", parse_mode="HTML"), InputMediaPhoto(PNG)]
    )
    assert len({message.media_group_id for message in album}) == 1
    assert world.ledger.of("sendMediaGroup")[0].message_ids == (1, 2)
    assert (album[0].photo[-1].width, album[0].photo[-1].height) == (1024, 768)
    photo_id = album[0].photo[-1].file_id
    card = await bot.send_photo(chat, photo_id, caption="1/2")
    edited = await bot.edit_message_media(
        InputMediaPhoto(album[1].photo[-1].file_id, caption="2/2"), chat, card.message_id
    )
    assert isinstance(edited, Message)
    assert edited.caption == "2/2"
    with pytest.raises(BadRequest, match="not modified"):
        await bot.edit_message_media(
            InputMediaPhoto(album[1].photo[-1].file_id, caption="2/2"), chat, card.message_id
        )
    await bot.edit_message_caption(chat, card.message_id, caption="3")
    copy = await bot.copy_message(chat, chat, card.message_id, caption="salin")
    assert phone.last() | {"message_id": copy.message_id, "caption": "salin"} == phone.last()
    document = await bot.send_document(chat, b"nib", filename="nib.pdf")
    assert document.document is not None
    assert (document.document.file_name, document.document.mime_type) == (
        "nib.pdf",
        "application/pdf",
    )
    await bot.send_voice(chat, b"OggS", duration=3)
    await bot.send_video(chat, b"mp4")


async def test_bad_media(world: World, phone: Phone, bot: Bot) -> None:
    chat = phone.person.id
    text = await bot.send_message(chat, "x")
    photo = await bot.send_photo(chat, PNG)
    document = await bot.send_document(chat, b"nib")
    assert document.document is not None
    document_id = document.document.file_id
    refusals: list[tuple[Callable[[], Awaitable[object]], str]] = [
        (lambda: bot.send_photo(chat, b"not a picture"), "Image_process_failed"),
        (
            lambda: bot.send_photo(chat, document_id),
            "Can't use file of type document as photo",
        ),
        (lambda: bot.send_photo(chat, "made-up"), "Wrong file identifier/http url specified"),
        (
            lambda: bot.edit_message_text("y", chat, photo.message_id),
            "There is no text in the message",
        ),
        (
            lambda: bot.edit_message_caption(chat, text.message_id, caption="y"),
            "There is no caption",
        ),
        (
            lambda: bot.edit_message_media(InputMediaPhoto(PNG), chat, text.message_id),
            "There is no media",
        ),
        (lambda: bot.send_media_group(chat, [InputMediaPhoto(PNG)] * 11), "2-10 items"),
        (
            lambda: bot.send_media_group(chat, [InputMediaPhoto(PNG), InputMediaDocument(b"x")]),
            "can't_be_mixed",
        ),
        (
            lambda: bot.send_media_group(chat, [InputMediaPhoto(PNG), InputMediaPhoto("gone")]),
            'Failed to send message #2 with the error message "wrong file',
        ),
        (lambda: bot.copy_message(chat, chat, 99), "Message to copy not found"),
        (
            lambda: bot.send_message(chat, "x", reply_to_message_id=99),
            "Message to be replied not found",
        ),
        (lambda: bot.get_file("made-up"), "Wrong file_id"),
    ]
    before = len(phone.messages())
    for call, refused in refusals:
        with pytest.raises(BadRequest, match=refused):
            await call()
    assert len(phone.messages()) == before
    big = phone.send_document(b"x", "besar.mp4", size=(20 << 20) + 1)
    stored = world.chat(chat).messages[big.message_id].json
    with pytest.raises(BadRequest, match="File is too big"):
        await bot.get_file(stored["document"]["file_id"])


def test_sizes_of_pictures() -> None:
    jpeg = b"\xff\xd8\xff\xe0\0\x04ab\xff\xc2\0\x11\x08\x03\0\x04\0\x03"
    assert image_size(jpeg) == (1024, 768)
    assert image_size(jpeg[:9]) is None
    assert image_size(b"GIF89a\x04\0\x03\0") == (4, 3)
    assert image_size(b"RIFF\0\0\0\0WEBPVP8 ") == (512, 512)
    assert image_size(b"text") is None


async def test_files_come_back(phone: Phone, bot: Bot) -> None:
    sent = phone.send_photos([PNG, PNG + b"2", PNG + b"3"], "kopi")
    assert [one.message_id for one in sent] == [1, 2, 3]
    messages = [update.message for update in await bot.get_updates()]
    assert len({message.media_group_id for message in messages if message}) == 1
    last = messages[-1]
    assert last is not None
    for size in last.photo:
        file = await bot.get_file(size.file_id)
        assert bytes(await file.download_as_bytearray()) == PNG + b"3"


async def test_deleting(world: World, phone: Phone, bot: Bot) -> None:
    chat = phone.person.id
    sent = await bot.send_message(chat, "x")
    await bot.delete_message(chat, sent.message_id)
    with pytest.raises(BadRequest, match="Message to delete not found"):
        await bot.delete_message(chat, sent.message_id)
    old = phone.send_text("lama").message_id
    world.clock.advance(timedelta(hours=48))
    with pytest.raises(BadRequest, match="Message can't be deleted"):
        await bot.delete_message(chat, old)


async def test_commands_and_chats(world: World, phone: Phone, bot: Bot) -> None:
    chat = phone.person.id
    await bot.set_my_commands([BotCommand("menu", "Menu utama")])
    await bot.set_my_commands([BotCommand("menu", "Main menu")], language_code="en")
    scope = BotCommandScopeChat(chat)
    await bot.set_my_commands([BotCommand("kurasi", "Antrean")], scope=scope)
    assert [one.command for one in await bot.get_my_commands(scope)] == ["kurasi"]
    shown = view.commands(world, phone.person, world.chat(chat))
    assert [one["command"] for one in shown] == ["kurasi"]
    await bot.delete_my_commands(scope)
    shown = view.commands(world, phone.person, world.chat(chat))
    assert [one["description"] for one in shown] == ["Menu utama"]
    with pytest.raises(BadRequest, match="Bot_command_invalid"):
        await bot.set_my_commands([BotCommand("Menu", "x")])
    assert (await bot.get_chat(chat)).first_name == "Dimas"
    group = world.add_group("Karo", [phone.person], kind="group")
    assert (await bot.get_chat_member(group.id, chat)).status == "member"
    new = groups.upgrade(world, group, phone.person)
    groups.set_bot_status(world, new, phone.person, "administrator")
    assert (await bot.get_chat_member(new.id, world.bot["id"])).status == "administrator"
    assert phone.send_text("semua terlihat", chat=new.id).update_id is not None
    updates = await bot.get_updates()
    assert [bool(one.my_chat_member) for one in updates] == [False, False, True, False]
    assert await bot.leave_chat(new.id)
    await bot.set_my_name("Klinik Ekspor")
    await bot.send_chat_action(chat, "typing")
