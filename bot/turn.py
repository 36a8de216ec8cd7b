"""One turn: one update, one transaction, everything it means (law 1).

A body is a plain function `(turn) -> None`: it calls a service or two and says what to show. It
cannot await, so it cannot hold a transaction open across the network, and it can be repeated.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any, Protocol

from sqlalchemy.orm import Session
from telegram import Message, Update

from bot import outbox, typed
from bot.callback_data import Tap, decode
from bot.config import Clinic, Quiet
from bot.screen import REMOVE_KEYBOARD, Screen
from bot.texts import Texts, texts
from bot.typed import Taps
from models.entry import Entry
from models.forms.definition import Answers, Form
from models.outbox import OutboxClass
from models.person import Person, Role
from models.services.actor import Actor

#: The slot of whatever the conversation is about: one live screen a chat.
MAIN = "main"


@dataclass
class Conversation:
    """The conversation row of this person in this chat; changes are written after the body."""

    chat_id: int
    person_id: int
    form: str | None = None
    subject: int = 0
    answers: dict[str, Any] = field(default_factory=dict)
    cursor: str | None = None
    memory: dict[str, Any] = field(default_factory=dict)
    revision: int = 0
    keyboard: bool = False
    changed: bool = False

    def touch(self) -> None:
        """Note a change: buttons shown before it are stale from now on."""
        self.revision += 1
        self.changed = True


@dataclass(frozen=True)
class Answer:
    """What is said to a tap: a short text in a toast, or in a window to be closed."""

    text: str | None = None
    alert: bool = False


@dataclass
class Sender:
    """The person who wrote, as this turn knows them; `language` may change in it."""

    id: int
    telegram_id: int
    name: str
    language: str
    roles: frozenset[Role]


class FormFlow(Protocol):
    """What a form means to the clinic; handlers provide one per form."""

    @property
    def form(self) -> type[Form]:
        """The form."""

    def open(self, turn: "Turn", subject: int) -> None:
        """Open the form where it was left; the flow may first want a consent, or a role."""

    def send(self, turn: "Turn", subject: int, answers: Answers) -> None:
        """The person sent the complete form: close it, do it, show what came of it."""


@dataclass(frozen=True)
class House:
    """What all turns share: the office's settings, the forms, and where home is."""

    clinic: Clinic
    flows: Mapping[str, FormFlow]
    home: "Callable[[Turn], None]"
    changed: "Callable[[Turn, Entry], None]"  #: an owner acted on an entry: cards follow
    quiet: Quiet
    bot_name: str = ""  #: username, for links
    taps: Taps = field(default_factory=dict)  #: what a typed number may press


@dataclass
class Turn:
    """What a body may read and do."""

    session: Session
    update: Update
    person: Sender
    conversation: Conversation
    now: datetime
    house: House
    answer: Answer = field(default_factory=Answer)
    pressed: Tap | None = None  #: the button whose number was typed

    @property
    def actor(self) -> Actor:
        """The person, as services know them."""
        return Actor(self.person.id, self.person.name, self.person.roles)

    @property
    def say(self) -> Texts:
        """The catalogue of the person's language."""
        return texts(self.person.language)

    def texts_of(self, person: Person) -> Texts:
        """The catalogue of somebody else's language."""
        return texts(person.language)

    @property
    def message(self) -> Message | None:
        """The message that was sent, if this is one."""
        return self.update.message

    @property
    def text(self) -> str:
        """The words that were sent; empty if none were."""
        return (self.message and self.message.text) or ""

    @property
    def edited(self) -> Message | None:
        """The message that was edited, if this is one."""
        return self.update.edited_message

    @property
    def argument(self) -> str:
        """What stands behind the command."""
        return self.text.partition(" ")[2].strip()

    @property
    def today(self) -> date:
        """The office's date."""
        return self.now.astimezone(self.house.clinic.zone).date()

    @property
    def tap(self) -> Tap | None:
        """The button that was tapped, or typed; none if it does not decode."""
        query = self.update.callback_query
        return decode(query.data) if query else self.pressed

    @property
    def tapped(self) -> int | None:
        """The message the tap came from."""
        query = self.update.callback_query
        return query.message.message_id if query and query.message else None

    @property
    def chat_id(self) -> int:
        """Where the conversation is."""
        return self.conversation.chat_id

    @property
    def in_group(self) -> bool:
        """Whether this happens in a group, where everybody in it reads along."""
        return self.chat_id < 0

    def link(self, payload: str) -> str:
        """The link that opens the private chat with the bot, with a payload for `/start`."""
        return f"https://t.me/{self.house.bot_name}?start={payload}"

    def show(
        self, screen: Screen, *, slot: str = MAIN, anew: bool = False, in_place: bool = False
    ) -> None:
        """Show *screen* in a slot of this chat, as the answer to this update.

        A tap on the message that shows the slot edits it; *anew* keeps that message as a record
        and sends another; *in_place* edits it whatever this update is (one message that counts).

        Raises:
            ValueError: a reply keyboard in a group; everybody in it would get it.
        """
        if self.in_group and screen.keys:
            raise ValueError("no reply keyboard in a group")
        if self.conversation.keyboard and not screen.keys:
            screen = self._take_keyboard_away(screen)
        self._keyboard_is(bool(screen.keys))
        typed.keep(self, screen)
        outbox.put(
            self.session,
            self.chat_id,
            screen.payload(),
            now=self.now,
            slot=slot,
            tapped=None if anew else outbox.IN_PLACE if in_place else self.tapped,
        )

    def put(
        self,
        chat_id: int,
        screen: Screen,
        *,
        slot: str | None = None,
        category: OutboxClass = OutboxClass.NOTICE,
        in_place: bool = False,
    ) -> None:
        """Show *screen* in another chat, perhaps in a slot of it; see `outbox.put_screen`."""
        outbox.put_screen(
            self.session,
            chat_id,
            screen,
            now=self.now,
            slot=slot,
            category=category,
            in_place=in_place,
        )

    def tell(self, person: Person, screen: Screen) -> None:
        """Send somebody else a notice about an event."""
        self.put(person.telegram_id, screen)

    def toast(self, key: str, **params: Any) -> None:
        """Answer the tap with a short text."""
        self.answer = Answer(self.say.plain(key, **params))

    def alert(self, key: str, **params: Any) -> None:
        """Answer the tap with a window that must be closed."""
        self.answer = Answer(self.say.plain(key, **params), alert=True)

    def _take_keyboard_away(self, screen: Screen) -> Screen:
        """A message cannot remove a keyboard and show buttons: the lead goes first."""
        lead = screen.lead or self.say("keyboard.removed")
        payload = {"text": lead, "markup": REMOVE_KEYBOARD}
        outbox.put(self.session, self.chat_id, payload, now=self.now)
        return screen.led_by(None)

    def _keyboard_is(self, up: bool) -> None:  # noqa: FBT001  # private, one caller
        if self.conversation.keyboard != up:
            self.conversation.keyboard = up
            self.conversation.changed = True
