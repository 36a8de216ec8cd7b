"""One person's phone: what they do, what they see."""

from typing import TYPE_CHECKING, Any, NamedTuple

from simulator.errors import SimulationError
from simulator.files import Upload
from simulator.media import content_of
from simulator.people import Chat, Message, Person, Stored, Tap, Toast
from simulator.text import with_found

if TYPE_CHECKING:
    from simulator.world import World


class Sent(NamedTuple):
    """A message a person sent; *update_id* is None when the bot does not get to see it."""

    message_id: int
    update_id: int | None


class Tapped(NamedTuple):
    """A tap on an inline button."""

    query_id: str
    update_id: int | None


class Phone:
    """A chat is the private one with the bot unless *chat* names a group."""

    def __init__(self, world: "World", person: Person) -> None:
        self._world = world
        self.person = person

    # What the person does.

    def start(self, payload: str = "") -> Sent:
        """Open the bot, perhaps through a link with a *payload*."""
        sent = self.send_text(f"/start {payload}".strip())
        self._message(self._chat(None), sent.message_id).through_link = True
        return sent

    def send_text(
        self, text: str, *, chat: int | None = None, reply_to: int | None = None
    ) -> Sent:
        """Write something."""
        entities = with_found(text, [])
        content = {"text": text} | ({"entities": entities} if entities else {})
        return self._say(content, chat, reply_to)

    def send_contact(
        self, phone: str | None = None, *, user_id: int | None = None, chat: int | None = None
    ) -> Sent:
        """Share the own number, or with *phone* another's, who may be on Telegram as *user_id*."""
        contact: dict[str, Any]
        if phone is None or phone == self.person.phone:
            contact = {"phone_number": self.person.phone, "first_name": self.person.first_name}
            contact |= {"last_name": self.person.last_name} if self.person.last_name else {}
            contact |= {"user_id": self.person.id}
        else:
            contact = {"phone_number": phone, "first_name": "Kontak"}
            contact |= {} if user_id is None else {"user_id": user_id}
        return self._say({"contact": contact}, chat)

    def send_location(self, latitude: float, longitude: float, *, chat: int | None = None) -> Sent:
        """Share a place."""
        return self._say({"location": {"latitude": latitude, "longitude": longitude}}, chat)

    def send_photo(self, content: bytes, caption: str = "", *, chat: int | None = None) -> Sent:
        """Send one picture."""
        upload = Upload("photo.jpg", content, "image/jpeg")
        return self._send_file("photo", upload, caption, chat)

    def send_photos(
        self, contents: list[bytes], caption: str = "", *, chat: int | None = None
    ) -> list[Sent]:
        """Send an album; the first picture carries the caption."""
        if len(contents) == 1:
            return [self.send_photo(contents[0], caption, chat=chat)]
        group = str(13_500_000_000_000_000 + self._chat(chat).last_message_id)
        sent = []
        for number, content in enumerate(contents):
            upload = Upload("photo.jpg", content, "image/jpeg")
            text = "" if number else caption
            sent.append(self._send_file("photo", upload, text, chat, media_group_id=group))
        return sent

    def send_document(
        self,
        content: bytes,
        filename: str,
        *,
        mime: str | None = None,
        caption: str = "",
        size: int | None = None,
        chat: int | None = None,
    ) -> Sent:
        """Send a file; *size* may pretend it is larger than *content*."""
        upload = Upload(filename, content, mime)
        return self._send_file("document", upload, caption, chat, size=size)

    def send_voice(
        self, content: bytes = b"OggS", *, duration: int = 4, chat: int | None = None
    ) -> Sent:
        """Send a voice message."""
        upload = Upload("voice.ogg", content, "audio/ogg")
        return self._send_file("voice", upload, "", chat, duration=duration)

    def send_video(
        self,
        content: bytes,
        *,
        size: int | None = None,
        duration: int = 9,
        chat: int | None = None,
    ) -> Sent:
        """Send a video; *size* may pretend it is larger than *content*."""
        upload = Upload("video.mp4", content, "video/mp4")
        return self._send_file("video", upload, "", chat, size=size, duration=duration)

    def send_sticker(self, *, chat: int | None = None) -> Sent:
        """Send a sticker."""
        upload = Upload("sticker.webp", b"RIFF\0\0\0\0WEBP", "image/webp")
        return self._send_file("sticker", upload, "", chat)

    def edit_text(self, message_id: int, text: str, *, chat: int | None = None) -> Sent:
        """Change an own message."""
        where = self._chat(chat)
        stored = self._message(where, message_id)
        if stored.json["from"]["id"] != self.person.id or "text" not in stored.json:
            raise SimulationError("Hanya tulisan sendiri yang bisa diubah.")
        rest = {key: value for key, value in stored.json.items() if key != "entities"}
        entities = with_found(text, [])
        stored.json = rest | {"text": text, "edit_date": self._world.timestamp()}
        stored.json |= {"entities": entities} if entities else {}
        self._world.touch(where.id)
        return Sent(message_id, self._deliver("edited_message", where, stored.json))

    def tap(
        self, message_id: int, data: str, *, chat: int | None = None, forged: bool = False
    ) -> Tapped:
        """Press an inline button; *forged* sends data that no button of the message holds."""
        self._must_not_block()
        where = self._chat(chat)
        stored = self._message(where, message_id)
        if not forged and data not in _callback_data(stored.json):
            raise SimulationError("Tombol itu sudah tidak ada lagi di pesan ini.")
        query_id = str(self.person.id << 32 | len(self._world.taps) + 1)
        tap = Tap(query_id, self.person.id, where.id, message_id, data, self._world.now())
        self._world.taps[query_id] = tap
        where.read_up_to[self.person.id] = where.last_message_id
        query = {
            "id": query_id,
            "from": self.person.user(),
            "message": stored.json,
            "chat_instance": str(where.id),
            "data": data,
        }
        self._world.touch(where.id)
        return Tapped(query_id, self._world.updates.push("callback_query", query))

    def press(self, button_text: str, *, chat: int | None = None) -> Sent:
        """Press a button of the reply keyboard, also one that asks for number or place."""
        keyboard = self.keyboard(chat)
        buttons = [button for row in (keyboard or {}).get("keyboard", []) for button in row]
        for button in buttons:
            if button["text"] == button_text:
                if button.get("request_contact"):
                    return self.send_contact(chat=chat)
                if button.get("request_location"):
                    return self.send_location(3.1956, 98.5086, chat=chat)
                return self.send_text(button_text, chat=chat)
        raise SimulationError(f"Tombol {button_text!r} sudah tidak ada di papan tombol.")

    def block(self) -> int | None:
        """Block the bot."""
        return self._set_blocked(blocked=True)

    def unblock(self) -> int | None:
        """Let the bot write again."""
        return self._set_blocked(blocked=False)

    # What the person sees.

    def messages(self, chat: int | None = None) -> list[Message]:
        """The chat, oldest first."""
        return [stored.json for stored in self._chat(chat).messages.values()]

    def received(self, chat: int | None = None) -> list[Message]:
        """The bot's messages in the chat, oldest first."""
        return [stored.json for stored in self._chat(chat).messages.values() if stored.by_bot]

    def last(self, chat: int | None = None) -> Message:
        """The newest message of the bot."""
        received = self.received(chat)
        if not received:
            raise SimulationError("Bot belum menulis apa-apa.")
        return received[-1]

    def buttons(self, message_id: int, *, chat: int | None = None) -> list[dict[str, Any]]:
        """The inline buttons of a message, row by row in one list."""
        return _buttons(self._message(self._chat(chat), message_id).json)

    def keyboard(self, chat: int | None = None) -> dict[str, Any] | None:
        """The reply keyboard shown now."""
        return self._world.keyboards.get((self._chat(chat).id, self.person.id))

    def toasts(self) -> list[Toast]:
        """The answers to this person's taps that showed something, oldest first."""
        return [one for one in self._world.toasts.get(self.person.id, []) if one.text]

    # How it gets there.

    def _chat(self, chat: int | None) -> Chat:
        found = self._world.chat(self.person.id if chat is None else chat)
        if self.person.id not in found.members:
            raise SimulationError(f"{self.person.name} tidak ada di obrolan ini.")
        return found

    @staticmethod
    def _message(chat: Chat, message_id: int) -> Stored:
        if message_id not in chat.messages:
            raise SimulationError("Pesan itu sudah tidak ada lagi.")
        return chat.messages[message_id]

    def _must_not_block(self) -> None:
        if self.person.blocked:
            raise SimulationError("Bot sedang diblokir. Buka blokirnya dahulu.")

    def _say(self, content: dict[str, Any], chat: int | None, reply_to: int | None = None) -> Sent:
        where = self._chat(chat)
        if where.private:
            self._must_not_block()
            self.person.started = True
        if reply_to is not None:
            replied = self._message(where, reply_to).json
            short = {key: value for key, value in replied.items() if key != "reply_to_message"}
            content = content | {"reply_to_message": short}
        message = self._world.post(where, self.person, content).json
        return Sent(message["message_id"], self._deliver("message", where, message))

    def _send_file(
        self,
        kind: str,
        upload: Upload,
        caption: str,
        chat: int | None,
        *,
        size: int | None = None,
        duration: int = 0,
        **extra: Any,
    ) -> Sent:
        stored = self._world.files.add(kind, upload, size=size, duration=duration)
        captioned = {"caption": caption} if caption else {}
        return self._say(content_of(stored) | captioned | extra, chat)

    def _deliver(self, kind: str, chat: Chat, message: Message) -> int | None:
        if not self._bot_sees(chat, message):
            return None
        return self._world.updates.push(kind, message)

    def _bot_sees(self, chat: Chat, message: Message) -> bool:
        """Privacy mode: in groups a bot sees commands and replies to it, as admin everything."""
        if chat.private or chat.bot_status == "administrator":
            return True
        if chat.bot_status != "member":
            return False
        replied = message.get("reply_to_message", {}).get("from", {}).get("id")
        first, _, _rest = message.get("text", "").partition(" ")
        _, _, addressee = first.partition("@")
        own = self._world.bot["username"].casefold()
        mine = first.startswith("/") and addressee.casefold() in {"", own}
        return not self._world.privacy or mine or replied == self._world.bot["id"]

    def _set_blocked(self, *, blocked: bool) -> int | None:
        if self.person.blocked == blocked:
            return None
        self.person.blocked = blocked
        chat = self._chat(None)
        old, new = ("member", "kicked") if blocked else ("kicked", "member")
        self._world.touch(chat.id)
        return self._world.updates.push(
            "my_chat_member", self._world.membership(chat, self.person.user(), old, new)
        )


def _buttons(message: Message) -> list[dict[str, Any]]:
    rows = message.get("reply_markup", {}).get("inline_keyboard", [])
    return [button for row in rows for button in row]


def _callback_data(message: Message) -> list[str]:
    return [button["callback_data"] for button in _buttons(message) if "callback_data" in button]
