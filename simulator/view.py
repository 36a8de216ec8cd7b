"""What the page of phones shows, as JSON."""

from datetime import UTC, datetime
from typing import Any

from simulator.media import file_id_of
from simulator.methods.profile import scope_key
from simulator.people import Chat, Message, Person, Stored
from simulator.process import BotProcess
from simulator.render import render
from simulator.world import World

Json = dict[str, Any]
_HONORIFICS = frozenset({"Bu", "Pak", "Ibu", "Bapak"})
_FILE_FIELDS = {"size": "file_size", "name": "file_name"}
_SAME_FIELDS = ("duration", "width", "height")
_EMPTY_MEDIA: Json = dict.fromkeys(
    ("url", "name", "duration", "size", "width", "height", "latitude", "longitude", "phone")
)


def bar(world: World, bot: BotProcess | None) -> Json:
    """The strip above the phones: clock, bot process, faults, counters."""
    return {
        "now": world.now().isoformat(),
        "bot": bot.describe() if bot else {"state": "stopped", "pid": None, "exit": None},
        "faults": {
            "flood": world.faults.flood,
            "timeouts": world.faults.timeouts,
            "duplicates": world.updates.redeliver_confirmed,
            "slow": world.faults.slow,
        },
        "calls": world.calls,
        "floods": world.floods,
    }


def phones(world: World) -> list[Json]:
    """Every phone that is shown."""
    return [phone(world, person) for person in shown(world)]


def shown(world: World) -> list[Person]:
    """People with a role in the story; the others only exist."""
    return [person for person in world.people.values() if person.role]


def phone(world: World, person: Person) -> Json:
    """One phone with all its chats, the private one first."""
    chats = [chat for chat in world.chats.values() if person.id in chat.members]
    chats.sort(key=lambda chat: not chat.private)
    words = [word for word in person.name.split() if word not in _HONORIFICS] or [person.name]
    return {
        "id": person.id,
        "name": person.name,
        "initials": "".join(word[0] for word in (words[0], *words[1:][-1:])).upper(),
        "phone": person.phone,
        "username": person.username,
        "role": person.role,
        "chats": [_chat(world, person, chat) for chat in chats],
    }


def _chat(world: World, person: Person, chat: Chat) -> Json:
    read = chat.read_up_to.get(person.id, 0)
    toasts = [one for one in world.toasts.get(person.id, []) if one.chat_id == chat.id]
    last = toasts[-1] if toasts else None
    return {
        "id": chat.id,
        "title": str(world.bot["first_name"]) if chat.private else chat.title,
        "kind": "private" if chat.private else "group",
        "blocked": chat.private and person.blocked,
        "messages": [_message(person, stored) for stored in chat.messages.values()],
        "keyboard": _keyboard(world, (chat.id, person.id)),
        "toast": last and {"text": last.text, "alert": last.alert, "seq": last.seq},
        "commands": commands(world, person, chat),
        "unread": sum(
            number > read and stored.json["from"]["id"] != person.id
            for number, stored in chat.messages.items()
        ),
    }


def commands(world: World, person: Person, chat: Chat) -> list[dict[str, str]]:
    """The menu this person sees: the narrowest scope that is set, their language first."""
    everywhere = "all_private_chats" if chat.private else "all_group_chats"
    scopes: list[Json] = [
        {"type": "chat", "chat_id": chat.id},
        {"type": everywhere},
        {"type": "default"},
    ]
    if not chat.private:
        scopes.insert(0, {"type": "chat_member", "chat_id": chat.id, "user_id": person.id})
    for scope in scopes:
        for language in (person.language_code or "", ""):
            if found := world.commands.get((scope_key(scope), language)):
                return found
    return []


def _message(person: Person, stored: Stored) -> Json:
    message = stored.json
    field = "text" if "text" in message else "caption"
    text = message.get(field, "")
    entities = message.get("entities" if field == "text" else "caption_entities", [])
    if stored.through_link:
        # Telegram gives the bot the link's payload and shows the person the command alone.
        text = text.partition(" ")[0]
    sender = message["from"]
    return {
        "id": message["message_id"],
        "out": sender["id"] == person.id,
        "from": " ".join(filter(None, (sender["first_name"], sender.get("last_name")))),
        "date": datetime.fromtimestamp(message["date"], UTC).isoformat(),
        "edited": "edit_date" in message,
        "html": render(text, entities),
        "text": text,
        "media": _media(message),
        "group": message.get("media_group_id"),
        "buttons": _inline_buttons(message),
        "reply_to": message.get("reply_to_message", {}).get("message_id"),
    }


def _media(message: Message) -> Json | None:
    file = file_id_of(message)
    if file is not None:
        kind, file_id = file
        medium = message[kind][-1] if kind == "photo" else message[kind]
        found = {"kind": kind, "url": f"/sim/file/{file_id}"}
        found |= {name: medium.get(name) for name in _SAME_FIELDS}
        return _EMPTY_MEDIA | found | {ours: medium.get(api) for ours, api in _FILE_FIELDS.items()}
    if "contact" in message:
        contact = message["contact"]
        name = " ".join(filter(None, (contact["first_name"], contact.get("last_name"))))
        return _EMPTY_MEDIA | {"kind": "contact", "name": name, "phone": contact["phone_number"]}
    if "location" in message:
        place = message["location"]
        where = {name: place[name] for name in ("latitude", "longitude")}
        return _EMPTY_MEDIA | {"kind": "location"} | where
    return None


def _inline_buttons(message: Message) -> list[list[Json]]:
    rows = message.get("reply_markup", {}).get("inline_keyboard", [])
    return [
        [
            {
                "text": button["text"],
                "data": button.get("callback_data"),
                "url": button.get("url"),
                "copy": button.get("copy_text", {}).get("text"),
            }
            for button in row
        ]
        for row in rows
    ]


def _keyboard(world: World, whose: tuple[int, int]) -> Json | None:
    markup = world.keyboards.get(whose)
    if markup is None:
        return None
    return {
        "message": world.keyboard_from[whose],
        "rows": [
            [{"text": button["text"], "kind": _kind(button)} for button in row]
            for row in markup["keyboard"]
        ],
        "one_time": bool(markup.get("one_time_keyboard")),
        "placeholder": markup.get("input_field_placeholder"),
    }


def _kind(button: Json) -> str:
    if button.get("request_contact"):
        return "contact"
    return "location" if button.get("request_location") else "text"
