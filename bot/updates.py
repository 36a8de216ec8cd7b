"""Raw updates: which chat they are of, and as PTB knows them.

Nearly all are plain words or a tap. PTB looks in each for the hundred other things a message may
be, which was a fifth of all work on an update; so these two are built by their constructors.
"""

from datetime import UTC, datetime
from typing import Any

from telegram import (
    Bot,
    CallbackQuery,
    Chat,
    InaccessibleMessage,
    Message,
    TelegramObject,
    Update,
    User,
)

#: Telegram's are 32 bits; whatever is larger would not fit into the database either.
_LARGEST_UPDATE_ID = 2**53

_KINDS = ("message", "edited_message", "callback_query", "my_chat_member")

_OF_PLAIN_WORDS = {"message_id", "date", "chat", "from", "text"}
_OF_A_TAP = {"id", "from", "message", "chat_instance", "data"}


class _Quick(TelegramObject):
    """Takes its attributes at a third of the cost; PTB's guards each against changes."""

    __slots__ = ()
    __setattr__ = object.__setattr__  # type: ignore[assignment]  # the same, said by C


class _Words(_Quick, Message):
    __slots__ = ()


class _TapQuery(_Quick, CallbackQuery):
    __slots__ = ()


class _Person(_Quick, User):
    __slots__ = ()


class _Whole(_Quick, Update):
    __slots__ = ()


def read(raw: dict[str, Any], bot: Bot) -> Update:
    """The update, as the handlers take it.

    A tapped message has only its id and chat: nobody reads its words and buttons.

    Raises:
        Exception: whatever PTB stumbles over.
    """
    if raw.keys() == {"update_id", "message"} and raw["message"].keys() == _OF_PLAIN_WORDS:
        return _Whole(raw["update_id"], message=_plain_words(raw["message"]))
    if raw.keys() == {"update_id", "callback_query"} and raw["callback_query"].keys() == _OF_A_TAP:
        return _Whole(raw["update_id"], callback_query=_tap(raw["callback_query"]))
    return Update.de_json(raw, bot)


def lane_of(raw: dict[str, Any]) -> int:
    """The chat an update belongs to, as far as its raw form can be read; else a lane of its own.

    It joins messages and taps of one chat, which Telegram does not order against each other.
    """
    for kind in _KINDS:
        part = raw.get(kind)
        if isinstance(part, dict):
            holder = part.get("message") if kind == "callback_query" else part
            chat = holder.get("chat") if isinstance(holder, dict) else part.get("from")
            chat_id = chat.get("id") if isinstance(chat, dict) else None
            if isinstance(chat_id, int):
                return chat_id
    return -int(raw["update_id"])


def update_id_of(raw: object) -> int | None:
    """The id of a raw update; none if this cannot be one of Telegram's."""
    update_id = raw.get("update_id") if isinstance(raw, dict) else None
    if isinstance(update_id, bool) or not isinstance(update_id, int):
        return None
    return update_id if 0 <= update_id <= _LARGEST_UPDATE_ID else None


def _plain_words(raw: dict[str, Any]) -> Message:
    return _Words(
        raw["message_id"],
        datetime.fromtimestamp(raw["date"], UTC),
        Chat.de_json(raw["chat"]),
        from_user=_Person.de_json(raw["from"]),
        text=raw["text"],
    )


def _tap(raw: dict[str, Any]) -> CallbackQuery:
    message = raw["message"]
    return _TapQuery(
        raw["id"],
        _Person.de_json(raw["from"]),
        raw["chat_instance"],
        message=InaccessibleMessage(Chat.de_json(message["chat"]), message["message_id"]),
        data=raw["data"],
    )
