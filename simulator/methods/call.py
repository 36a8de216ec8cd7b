"""One call: its checked parameters and what every method needs to do with them."""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from typing import Any

from simulator import markup
from simulator.errors import ApiError, BadRequestError, ForbiddenError
from simulator.files import Upload
from simulator.people import Chat, Stored
from simulator.world import World


@dataclass(frozen=True, slots=True)
class Call:
    """A method's view of the world."""

    world: World
    method: str
    params: dict[str, Any]
    files: Mapping[str, Upload]

    def chat(self, name: str = "chat_id", *, write: bool = True) -> Chat:
        """The chat a parameter names, if the bot may write there.

        Raises:
            ApiError: 400 or 403 as Telegram words it.
        """
        chat_id = self.params.get(name)
        if chat_id in (None, ""):
            raise BadRequestError("chat_id is empty")
        chat = self.world.chats.get(chat_id) if isinstance(chat_id, int) else None
        if chat is None:
            raise BadRequestError("chat not found")
        if chat.private:
            self._check_private(chat, write=write)
        else:
            _check_group(chat)
        return chat

    def _check_private(self, chat: Chat, *, write: bool) -> None:
        person = self.world.people[chat.id]
        if not person.started:
            # Telegram knows a stranger only where the bot has met them, as in a common group.
            if any(person.id in other.members for other in self._groups()):
                raise ForbiddenError("bot can't initiate conversation with a user")
            raise BadRequestError("chat not found")
        if write and person.deactivated:
            raise ForbiddenError("user is deactivated")
        if write and person.blocked:
            raise ForbiddenError("bot was blocked by the user")

    def _groups(self) -> list[Chat]:
        return [chat for chat in self.world.chats.values() if not chat.private]

    def charge(self, chat: Chat, parts: int = 1) -> None:
        """Count messages against flood control.

        Raises:
            ApiError: 429 when it is too soon.
        """
        paid = bool(self.params.get("allow_paid_broadcast"))
        wait = self.world.flood.spend(chat.id, parts, private=chat.private, paid=paid)
        if wait is not None:
            raise ApiError(429, f"Too Many Requests: retry after {wait}", retry_after=wait)

    def markup(self, chat: Chat) -> dict[str, Any] | None:
        """The checked `reply_markup`."""
        return markup.checked(self.params.get("reply_markup"), private=chat.private)

    def reply(self, chat: Chat) -> dict[str, Any]:
        """The field that shows which message is answered, if any."""
        wanted = self.params.get("reply_parameters")
        if wanted is None:
            return {}
        stored = chat.messages.get(wanted["message_id"])
        if stored is not None:
            short = {key: val for key, val in stored.json.items() if key != "reply_to_message"}
            return {"reply_to_message": short}
        if wanted.get("allow_sending_without_reply"):
            return {}
        raise BadRequestError("message to be replied not found")

    def post(self, chat: Chat, content: dict[str, Any]) -> Stored:
        """Put the bot's message with its keyboard into the chat."""
        keys = self.markup(chat)
        on_message = {"reply_markup": keys} if keys and markup.is_inline(keys) else {}
        other = keys is not None and not on_message
        protected = {"has_protected_content": True} if self.params.get("protect_content") else {}
        stored = self.world.post(chat, None, content | protected | on_message, keyboard=other)
        if keys and other:
            self.world.show_keyboard(chat, keys)
        return stored

    def record(self, chat: Chat | None, *message_ids: int) -> None:
        """Write the call into the ledger."""
        chat_id = chat.id if chat else None
        self.world.record(self.method, chat_id, list(message_ids), self.params)


@dataclass(frozen=True, slots=True)
class Told:
    """A result with a description beside it."""

    result: Any
    description: str


Handler = Callable[[Call], Awaitable[Any]]


def _check_group(chat: Chat) -> None:
    name = "supergroup" if chat.kind == "supergroup" else "group"
    if chat.upgraded_to is not None:
        raise BadRequestError(
            "group chat was upgraded to a supergroup chat", migrate_to_chat_id=chat.upgraded_to
        )
    if chat.deleted:
        raise ForbiddenError("the group chat was deleted")
    if chat.bot_status == "kicked":
        raise ForbiddenError(f"bot was kicked from the {name} chat")
    if chat.bot_status == "left":
        raise ForbiddenError(f"bot is not a member of the {name} chat")
