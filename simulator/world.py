"""The world around a bot: people, chats, files, updates, and the record of what the bot did."""

import time
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

from simulator.bell import Bell
from simulator.clock import SimulatedClock
from simulator.delivery import PACE, Pace, Surroundings
from simulator.errors import SimulationError
from simulator.faults import Faults
from simulator.files import FileStore
from simulator.flood import Flood
from simulator.ledger import Entry, Ledger
from simulator.people import Chat, ChatKind, Message, Person, Stored, Tap, Toast
from simulator.phone import Phone
from simulator.updates import UpdateQueue
from simulator.webhook import Webhook

TOKEN = "8104512345:simulated-bot-no-secret"  # noqa: S105 - opens nothing but this box
_FIRST_GROUP = 2_150_000_000
_RIGHTS = (
    "can_be_edited",
    "is_anonymous",
    "can_manage_chat",
    "can_delete_messages",
    "can_manage_video_chats",
    "can_restrict_members",
    "can_promote_members",
    "can_change_info",
    "can_invite_users",
    "can_post_stories",
    "can_edit_stories",
    "can_delete_stories",
)


class World:
    """One Telegram with one bot; everything happens in memory and in one process."""

    def __init__(
        self,
        *,
        now: SimulatedClock | Callable[[], datetime] | None = None,
        monotonic: Callable[[], float] = time.monotonic,
        token: str = TOKEN,
        username: str = "KlinikEksporBot",
        flood: bool = True,
        pace: Pace = PACE,
    ) -> None:
        if isinstance(now, SimulatedClock):
            self.clock = now
        else:
            self.clock = SimulatedClock(now) if now else SimulatedClock()
        self.monotonic = monotonic
        self.token = token
        self.bot: dict[str, Any] = {
            "id": int(token.partition(":")[0]),
            "is_bot": True,
            "first_name": "Klinik Ekspor",
            "username": username,
        }
        self.privacy = True
        self.tap_window = timedelta(seconds=15)
        self.people: dict[int, Person] = {}
        self.chats: dict[int, Chat] = {}
        self.files = FileStore()
        self.ledger = Ledger()
        self.updates = UpdateQueue(self.clock)
        self.flood = Flood(monotonic, enabled=flood)
        self.faults = Faults()
        self.webhook = Webhook(
            Surroundings(self.updates, self.faults, self.clock, monotonic, pace)
        )
        self.keyboards: dict[tuple[int, int], dict[str, Any]] = {}
        self.keyboard_from: dict[tuple[int, int], int] = {}
        self.toasts: dict[int, list[Toast]] = {}
        self.taps: dict[str, Tap] = {}
        self.commands: dict[tuple[str, str], list[dict[str, str]]] = {}
        self.profile: dict[tuple[str, str], str] = {}
        self.poll: object | None = None
        self.calls = 0
        self.floods = 0
        self.versions: dict[int, int] = {}
        self.closed = False
        self.bell = Bell()

    def now(self) -> datetime:
        """The present moment of the world."""
        return self.clock.now()

    def timestamp(self) -> int:
        """The present moment as the Bot API writes it."""
        return int(self.now().timestamp())

    def add_person(
        self,
        first_name: str,
        last_name: str | None = None,
        *,
        user_id: int | None = None,
        username: str | None = None,
        language_code: str | None = "id",
        phone: str = "",
        role: str = "",
        started: bool = False,
    ) -> Person:
        """Somebody with a phone; *started* when they wrote to the bot before the story begins."""
        number = user_id or 5_200_000_000 + 7_919 * (len(self.people) + 1)
        if number in self.people:
            raise SimulationError(f"Nomor {number} sudah dipakai orang lain.")
        person = Person(
            id=number,
            first_name=first_name,
            last_name=last_name,
            username=username,
            language_code=language_code,
            phone=phone or f"62813{number % 10**8:08d}",
            role=role,
            started=started,
        )
        self.people[number] = person
        self.chats[number] = Chat(number, "private", person.name, members={number})
        self.touch(number)
        return person

    def add_group(
        self, title: str, members: list[Person], *, kind: ChatKind = "supergroup"
    ) -> Chat:
        """A group in which the bot is a member."""
        number = _FIRST_GROUP + len(self.chats)
        chat_id = int(f"-100{number}") if kind == "supergroup" else -number
        chat = Chat(chat_id, kind, title, members={person.id for person in members})
        self.chats[chat_id] = chat
        self.touch(chat_id)
        return chat

    def person(self, user_id: int) -> Person:
        """The person of this id."""
        if user_id not in self.people:
            raise SimulationError(f"Tidak ada orang dengan nomor {user_id}.")
        return self.people[user_id]

    def phone(self, person: Person | int) -> "Phone":
        """The phone of a person: everything they can do, everything they see."""
        return Phone(self, self.person(person if isinstance(person, int) else person.id))

    def chat(self, chat_id: int) -> Chat:
        """The chat of this id."""
        if chat_id not in self.chats:
            raise SimulationError(f"Tidak ada obrolan dengan nomor {chat_id}.")
        return self.chats[chat_id]

    def chat_json(self, chat: Chat) -> dict[str, Any]:
        """The chat as a Bot API `Chat`."""
        if not chat.private:
            return {"id": chat.id, "type": chat.kind, "title": chat.title}
        user = self.people[chat.id].user()
        named = ("first_name", "last_name", "username")
        return {"id": chat.id, "type": "private"} | {
            name: user[name] for name in named if name in user
        }

    def post(
        self, chat: Chat, sender: Person | None, content: dict[str, Any], *, keyboard: bool = False
    ) -> Stored:
        """Put a message into a chat; without *sender* it is the bot's."""
        message: Message = {
            "message_id": chat.next_message_id(),
            "from": sender.user() if sender else self.bot,
            "chat": self.chat_json(chat),
            "date": self.timestamp(),
            **content,
        }
        stored = Stored(message, sender is None, self.now(), reply_keyboard=keyboard)
        chat.messages[message["message_id"]] = stored
        if sender is not None:
            chat.read_up_to[sender.id] = chat.last_message_id
        self.touch(chat.id)
        return stored

    def show_keyboard(self, chat: Chat, markup: dict[str, Any]) -> None:
        """What a bot's reply keyboard, or its removal, does to the phones in the chat."""
        for user_id in chat.members:
            if "keyboard" in markup:
                self.keyboards[chat.id, user_id] = markup
                self.keyboard_from[chat.id, user_id] = chat.last_message_id
            elif markup.get("remove_keyboard"):
                self.keyboards.pop((chat.id, user_id), None)

    def toast(self, tap: Tap, text: str, *, alert: bool) -> None:
        """Show the answer of a tap on the phone that tapped."""
        shown = self.toasts.setdefault(tap.user_id, [])
        shown.append(Toast(len(shown) + 1, tap.chat_id, text, alert))
        self.touch(tap.user_id)

    def record(
        self, method: str, chat_id: int | None, message_ids: list[int], params: dict[str, Any]
    ) -> None:
        """Write an accepted call into the ledger."""
        self.ledger.append(
            Entry(
                seq=len(self.ledger) + 1,
                monotonic=self.monotonic(),
                at=self.now(),
                method=method,
                chat_id=chat_id,
                message_ids=tuple(message_ids),
                params=dict(params),
            )
        )

    def membership(self, chat: Chat, by: dict[str, Any], old: str, new: str) -> dict[str, Any]:
        """A `ChatMemberUpdated` about the bot itself, caused by the user *by*."""
        return {
            "chat": self.chat_json(chat),
            "from": by,
            "date": self.timestamp(),
            "old_chat_member": self.member(self.bot, old),
            "new_chat_member": self.member(self.bot, new),
        }

    @staticmethod
    def member(user: dict[str, Any], status: str) -> dict[str, Any]:
        """A `ChatMember`."""
        extra = {"until_date": 0} if status == "kicked" else {}
        if status == "administrator":
            extra = dict.fromkeys(_RIGHTS, False)
        return {"user": user, "status": status, **extra}

    def close(self) -> None:
        """Let everybody go who waits for something to happen."""
        self.closed = True
        self.webhook.hang_up()
        self.bell.ring()
        self.updates.bell.ring()

    def touch(self, chat_id: int) -> None:
        """Tell whoever looks at the phones in this chat that something changed."""
        for user_id in self.chats[chat_id].members:
            self.versions[user_id] = self.versions.get(user_id, 0) + 1
        self.bell.ring()
