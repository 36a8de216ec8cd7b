"""Who and what stands around the bot: persons, chats, messages."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Literal

Message = dict[str, Any]
ChatKind = Literal["private", "group", "supergroup"]
BotStatus = Literal["member", "administrator", "kicked", "left"]


@dataclass(slots=True)
class Person:
    """A human with a phone."""

    id: int
    first_name: str
    last_name: str | None = None
    username: str | None = None
    language_code: str | None = "id"
    phone: str = ""
    role: str = ""
    started: bool = False
    blocked: bool = False
    deactivated: bool = False

    @property
    def name(self) -> str:
        """First and last name."""
        return " ".join(part for part in (self.first_name, self.last_name) if part)

    def user(self) -> dict[str, Any]:
        """This person as a Bot API `User`."""
        optional = {
            "last_name": self.last_name,
            "username": self.username,
            "language_code": self.language_code,
        }
        present = {name: value for name, value in optional.items() if value}
        return {"id": self.id, "is_bot": False, "first_name": self.first_name, **present}


@dataclass(slots=True)
class Stored:
    """A message of a chat: its raw JSON and what the JSON does not show."""

    json: Message
    by_bot: bool
    sent_at: datetime
    reply_keyboard: bool = False
    through_link: bool = False


@dataclass(slots=True)
class Chat:
    """A private chat (its id is the person's) or a group."""

    id: int
    kind: ChatKind
    title: str
    members: set[int] = field(default_factory=set)
    bot_status: BotStatus = "member"
    upgraded_to: int | None = None
    deleted: bool = False
    messages: dict[int, Stored] = field(default_factory=dict)
    last_message_id: int = 0
    read_up_to: dict[int, int] = field(default_factory=dict)

    @property
    def private(self) -> bool:
        """Whether this is a chat with one person."""
        return self.kind == "private"

    def next_message_id(self) -> int:
        """A number larger than any before in this chat."""
        self.last_message_id += 1
        return self.last_message_id


@dataclass(frozen=True, slots=True)
class Toast:
    """What a person saw after a tap."""

    seq: int
    chat_id: int
    text: str
    alert: bool


@dataclass(slots=True)
class Tap:
    """A callback query the server still remembers."""

    id: str
    user_id: int
    chat_id: int
    message_id: int
    data: str
    at: datetime
    answered: bool = False
