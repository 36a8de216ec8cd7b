"""Changing and removing messages, and answering taps."""

from datetime import timedelta
from typing import Any

from simulator.errors import BadRequestError
from simulator.media import content_of
from simulator.methods.call import Call, Handler
from simulator.methods.media import stored_file
from simulator.people import Chat, Stored
from simulator.text import caption, message_text

MAX_ANSWER = 200
_DELETABLE = timedelta(hours=48)
_MEDIA = ("photo", "document", "video")
_CAPTIONED = (*_MEDIA, "voice")
_CAPTION = ("caption", "caption_entities", "show_caption_above_media")
_NOT_MODIFIED = (
    "message is not modified: specified new message content and reply markup are exactly "
    "the same as a current content and reply markup of the message"
)


def _target(call: Call) -> tuple[Chat, Stored]:
    """The bot's own message that is to change."""
    if "chat_id" not in call.params or "message_id" not in call.params:
        raise BadRequestError("message identifier is not specified")
    chat = call.chat()
    stored = chat.messages.get(call.params["message_id"])
    if stored is None:
        raise BadRequestError("message to edit not found")
    # A message that brought a reply keyboard stays as it is for ever.
    if not stored.by_bot or stored.reply_keyboard:
        raise BadRequestError("message can't be edited")
    return chat, stored


def _change(
    call: Call, chat: Chat, stored: Stored, without: tuple[str, ...], content: dict[str, Any]
) -> dict[str, Any]:
    """Replace fields of a message; buttons not named again disappear, as with Telegram."""
    markup = call.markup(chat)
    call.charge(chat)
    dropped = (*without, "reply_markup", "edit_date")
    kept = {key: value for key, value in stored.json.items() if key not in dropped}
    new = kept | content | ({"reply_markup": markup} if markup else {})
    if new == {key: value for key, value in stored.json.items() if key != "edit_date"}:
        raise BadRequestError(_NOT_MODIFIED)
    stored.json = new | {"edit_date": call.world.timestamp()}
    call.world.touch(chat.id)
    call.record(chat, new["message_id"])
    return stored.json


async def edit_text(call: Call) -> dict[str, Any]:
    """Another text."""
    chat, stored = _target(call)
    if "text" not in stored.json:
        raise BadRequestError("there is no text in the message to edit")
    text, entities = message_text(call.params)
    content = {"text": text} | ({"entities": entities} if entities else {})
    return _change(call, chat, stored, ("text", "entities"), content)


async def edit_caption(call: Call) -> dict[str, Any]:
    """Another caption."""
    chat, stored = _target(call)
    if not any(kind in stored.json for kind in _CAPTIONED):
        raise BadRequestError("there is no caption in the message to edit")
    return _change(call, chat, stored, _CAPTION, caption(call.params))


async def edit_media(call: Call) -> dict[str, Any]:
    """Another picture or file; a text does not become one, as before Bot API 10.1."""
    chat, stored = _target(call)
    media = call.params["media"]
    if not any(kind in stored.json for kind in _MEDIA):
        raise BadRequestError("there is no media in the message to edit")
    if "media_group_id" in stored.json and (media["type"] == "document") != (
        "document" in stored.json
    ):
        raise BadRequestError("message can't be edited")
    described = caption(media)
    if media["type"] not in _MEDIA:
        raise BadRequestError("wrong type of the media")
    content = content_of(stored_file(call, media["type"], media["media"])) | described
    return _change(call, chat, stored, (*_MEDIA, *_CAPTION), content)


async def edit_markup(call: Call) -> dict[str, Any]:
    """Other buttons, or none."""
    chat, stored = _target(call)
    return _change(call, chat, stored, (), {})


async def delete_message(call: Call) -> bool:
    """Remove a message of the last 48 hours."""
    chat = call.chat()
    stored = chat.messages.get(call.params["message_id"])
    if stored is None:
        raise BadRequestError("message to delete not found")
    others = not stored.by_bot and not chat.private and chat.bot_status != "administrator"
    if others or call.world.now() - stored.sent_at >= _DELETABLE:
        raise BadRequestError("message can't be deleted")
    del chat.messages[call.params["message_id"]]
    call.world.touch(chat.id)
    call.record(chat, call.params["message_id"])
    return True


async def answer_callback_query(call: Call) -> bool:
    """Stop the button's waiting sign, perhaps with a short text; once for each tap."""
    world = call.world
    tap = world.taps.get(call.params["callback_query_id"])
    if tap is None or tap.answered or world.now() - tap.at > world.tap_window:
        raise BadRequestError(
            "query is too old and response timeout expired or query ID is invalid"
        )
    text = call.params.get("text", "")
    if len(text) > MAX_ANSWER:
        raise BadRequestError("MESSAGE_TOO_LONG")
    tap.answered = True
    # An empty one shows nothing, but the phone stops waiting.
    world.toast(tap, text, alert=bool(call.params.get("show_alert")))
    world.record(call.method, tap.chat_id, [tap.message_id], call.params)
    return True


METHODS: dict[str, Handler] = {
    "editMessageText": edit_text,
    "editMessageCaption": edit_caption,
    "editMessageMedia": edit_media,
    "editMessageReplyMarkup": edit_markup,
    "deleteMessage": delete_message,
    "answerCallbackQuery": answer_callback_query,
}
