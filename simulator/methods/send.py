"""Text, copies and chat actions."""

from typing import Any

from simulator.errors import BadRequestError
from simulator.methods.call import Call, Handler
from simulator.text import caption, message_text

_ACTIONS = frozenset(
    {
        "typing",
        "upload_photo",
        "record_video",
        "upload_video",
        "record_voice",
        "upload_voice",
        "upload_document",
        "choose_sticker",
        "find_location",
        "record_video_note",
        "upload_video_note",
    }
)
_NOT_COPIED = (
    "message_id", "from", "chat", "date", "edit_date", "reply_markup", "reply_to_message",
    "media_group_id", "has_protected_content",
)  # fmt: skip


async def send_message(call: Call) -> dict[str, Any]:
    """A text."""
    chat = call.chat()
    text, entities = message_text(call.params)
    content = {"text": text} | ({"entities": entities} if entities else {}) | call.reply(chat)
    call.markup(chat)
    call.charge(chat)
    stored = call.post(chat, content)
    call.record(chat, stored.json["message_id"])
    return stored.json


async def copy_message(call: Call) -> dict[str, Any]:
    """The content of a message once more, in any chat; a new caption replaces the old one."""
    chat, source = call.chat(), call.chat("from_chat_id", write=False)
    original = source.messages.get(call.params["message_id"])
    if original is None:
        raise BadRequestError("message to copy not found")
    content = {key: val for key, val in original.json.items() if key not in _NOT_COPIED}
    if "caption" in call.params and "text" not in content:
        content = {key: val for key, val in content.items() if not key.startswith("caption")}
        content |= caption(call.params)
    content |= call.reply(chat)
    call.markup(chat)
    call.charge(chat)
    stored = call.post(chat, content)
    call.record(chat, stored.json["message_id"])
    return {"message_id": stored.json["message_id"]}


async def send_chat_action(call: Call) -> bool:
    """'typing…'; shown to nobody here."""
    call.chat()
    if call.params["action"] not in _ACTIONS:
        raise BadRequestError("wrong parameter action in request")
    return True


METHODS: dict[str, Handler] = {
    "sendMessage": send_message,
    "copyMessage": copy_message,
    "sendChatAction": send_chat_action,
}
