"""Updates built by their constructors say the same as PTB's own reading of them."""

from typing import Any

import pytest
from telegram import Bot, Chat, InaccessibleMessage, Update

from bot import updates

_BOT = Bot("1:none")
_RINA = {"id": 7, "is_bot": False, "first_name": "Rina", "language_code": "id"}
_CHAT = {"id": 7, "type": "private", "first_name": "Rina"}
_GROUP = {"id": -100_5, "type": "supergroup", "title": "Kurasi"}
_WORDS = {"message_id": 5, "date": 1_700_000_000, "chat": _CHAT, "from": _RINA, "text": "Sambal"}
_TAP = {"id": "9", "from": _RINA, "chat_instance": "1", "data": "form:back:1"}
_LINK = [{"type": "url", "offset": 0, "length": 3}]


@pytest.mark.parametrize(
    "message",
    [
        _WORDS,
        {**_WORDS, "chat": _GROUP},
        {**_WORDS, "entities": _LINK},
        {**_WORDS, "edit_date": 1_700_000_001},
        {key: value for key, value in _WORDS.items() if key != "from"},
        {**_WORDS, "sender_chat": _GROUP},
    ],
    ids=["words", "in a group", "with a link", "edited", "by nobody", "by a group"],
)
def test_words_are_read_as_ptb_reads_them(message: dict[str, Any]) -> None:
    raw = {"update_id": 3, "message": message}
    read, whole = updates.read(raw, _BOT), Update.de_json(raw, _BOT)
    assert read.to_dict() == whole.to_dict()
    assert read.message is not None
    assert whole.message is not None
    assert {name: getattr(read.message, name) for name in _public(read.message)} == {
        name: getattr(whole.message, name) for name in _public(whole.message)
    }
    assert read.effective_user == whole.effective_user
    assert read.effective_chat == whole.effective_chat


@pytest.mark.parametrize("chat", [_CHAT, _GROUP], ids=["alone", "in a group"])
def test_a_tap_keeps_who_tapped_what_where(chat: dict[str, Any]) -> None:
    message = {**_WORDS, "chat": chat, "reply_markup": {"inline_keyboard": []}}
    read = updates.read({"update_id": 3, "callback_query": {**_TAP, "message": message}}, _BOT)
    query = read.callback_query
    assert query is not None
    assert query.message == InaccessibleMessage(Chat.de_json(chat), 5)
    assert (query.id, query.data, query.from_user.to_dict()) == ("9", "form:back:1", _RINA)
    assert read.effective_chat == Chat.de_json(chat)
    assert read.effective_user == query.from_user


def test_a_tap_on_a_message_of_an_inline_query_is_left_to_ptb() -> None:
    raw = {"update_id": 3, "callback_query": {**_TAP, "inline_message_id": "77"}}
    assert updates.read(raw, _BOT).to_dict() == Update.de_json(raw, _BOT).to_dict()


@pytest.mark.parametrize(
    "raw",
    [
        {"update_id": 3, "message": None},
        {"update_id": 3, "message": {**_WORDS, "chat": 8}},
        {"update_id": 3, "message": {**_WORDS, "date": "yesterday"}},
        {"update_id": 3, "message": {**_WORDS, "date": 2**70}},
        {"update_id": 3, "callback_query": {**_TAP, "message": "that one"}},
    ],
)
def test_nonsense_raises_or_is_read_as_nothing(raw: dict[str, Any]) -> None:
    try:
        read = updates.read(raw, _BOT)
    except (TypeError, ValueError, AttributeError, KeyError, OverflowError):
        return
    assert read.effective_user is None


def _public(message: object) -> list[str]:
    names = {name for kind in type(message).__mro__ for name in getattr(kind, "__slots__", ())}
    return sorted(name for name in names if not name.startswith("_"))
