"""A group in a conversation: several people and the bot, and all see the same."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, NoReturn

import pytest

from simulator import groups
from simulator.people import Message

if TYPE_CHECKING:
    from tests.talk import Clinic, Talker


def words(message: Mapping[str, Any]) -> str:
    """The text of a message, or what stands under its photo."""
    return str(message.get("text") or message.get("caption") or "")


@dataclass(frozen=True)
class Card:
    """A message of the bot as it is now."""

    message_id: int
    text: str
    photo: str | None  #: its file id
    buttons: list[str]
    links: dict[str, str]  #: where the buttons with a link lead, by caption


class Group:
    """A group with a title; people act in it through `as_`."""

    def __init__(
        self, clinic: "Clinic", title: str, members: "Sequence[Talker]", *, bot: bool
    ) -> None:
        self.clinic = clinic
        people = [one.person for one in members]
        self.chat = clinic.world.add_group(title, people, kind="group")
        self.chat.bot_status = "member" if bot else "left"

    @property
    def id(self) -> int:
        """Its present id."""
        return self.chat.id

    def as_(self, talker: "Talker") -> "InGroup":
        """What one person does there; whoever is not in the group comes in."""
        return InGroup(self, talker)

    @property
    def cards(self) -> list[Card]:
        """The bot's messages as they are now, oldest first."""
        return [_card(one.json) for one in self.chat.messages.values() if one.by_bot]

    @property
    def last(self) -> Card:
        """The newest message of the bot."""
        if not self.cards:
            self.fails("The bot said nothing in the group")
        return self.cards[-1]

    def card(self, part: str) -> Card:
        """The newest message of the bot with *part* in its text."""
        found = [card for card in self.cards if part in card.text]
        if not found:
            self.fails(f"No message in the group has {part!r}")
        return found[-1]

    def sees(self, *parts: str, buttons: list[str] | None = None) -> None:
        """The newest message has all *parts*, and just these buttons if they are given."""
        self.sees_card(self.last.text, *parts, buttons=buttons)

    def sees_card(self, which: str, *parts: str, buttons: list[str] | None = None) -> None:
        """The message with *which* in its text has all *parts* too, and just these buttons."""
        card = self.card(which)
        for part in parts:
            if part not in card.text:
                self.fails(f"The message {card.text!r} in the group has no {part!r}")
        if buttons is not None and card.buttons != buttons:
            self.fails(f"The buttons in the group are {card.buttons}, not {buttons}")

    def never_sees_now(self, part: str) -> None:
        """No message of the bot has *part* as it is now."""
        for card in self.cards:
            if part in card.text:
                self.fails(f"{part!r} stands in the group")

    def never_saw(self, part: str) -> None:
        """The bot never wrote *part* into the group, nor into a message that was changed since."""
        for entry in self.clinic.world.ledger.of(chat_id=self.id):
            params = entry.params
            if part in words(params) or part in words(params.get("media") or {}):
                self.fails(f"{part!r} stood in the group")

    async def becomes_a_supergroup(self, by: "Talker") -> None:
        """It gets another id and the bot is told twice."""
        self.clinic.notes(f"{by.name} (grup)", "(mengubah grup menjadi supergrup)")
        self.chat = groups.upgrade(self.clinic.world, self.chat, by.person)
        await self.clinic.settles()

    def fails(self, why: str) -> NoReturn:
        """End the test with the talk so far."""
        pytest.fail(f"{why}\n\n{self.clinic.transcript()}")


class InGroup:
    """One person in a group: acts there; popups come to their own phone."""

    def __init__(self, group: Group, talker: "Talker") -> None:
        self._group = group
        self._talker = talker
        self._clinic = group.clinic
        self._phone = talker.phone
        group.chat.members.add(talker.id)

    async def sends(self, text: str) -> None:
        """Write into the group."""
        self._says(text)
        self._phone.send_text(text, chat=self._group.id)
        await self._clinic.settles()

    async def taps(self, caption: str, *, on: str = "", times: int = 1) -> None:
        """Tap a button of the newest message with *on* in its text that has this button."""
        button = self.finds(caption, on=on)
        for _ in range(times):
            self._says(f"[{caption}]" + (f" ({on})" if on else ""))
            self._phone.tap(*button, chat=self._group.id)
        await self._clinic.settles()

    async def taps_again(self, button: tuple[int, str], caption: str = "…") -> None:
        """Tap a button remembered from before (it may be gone by now)."""
        self._says(f"[{caption}] (tombol lama)")
        self._phone.tap(*button, chat=self._group.id, forged=True)
        await self._clinic.settles()

    async def forges(self, data: str, *, on: str = "") -> None:
        """Tap what no button holds, under a message with *on* in its text."""
        self._says(f"(tombol palsu {data})")
        card = self._group.card(on)
        self._phone.tap(card.message_id, data, chat=self._group.id, forged=True)
        await self._clinic.settles()

    async def follows(self, caption: str, *, on: str = "") -> None:
        """Tap a button with a link: the private chat with the bot opens, with its payload."""
        for card in reversed(self._group.cards):
            if on in card.text and caption in card.links:
                self._says(f"[{caption}]" + (f" ({on})" if on else ""))
                _, _, payload = card.links[caption].partition("?start=")
                self._phone.start(payload)
                await self._clinic.settles()
                return
        self._group.fails(f"No link [{caption}] in the group")

    def finds(self, caption: str, *, on: str = "") -> tuple[int, str]:
        """(message id, data) of the newest button with this caption, under *on*."""
        found = [
            (card.message_id, button["callback_data"])
            for card in self._group.cards
            for button in self._phone.buttons(card.message_id, chat=self._group.id)
            if on in card.text and button["text"] == caption and "callback_data" in button
        ]
        if not found:
            where = f" under {on!r}" if on else ""
            self._group.fails(f"No button [{caption}]{where} in the group")
        return found[-1]

    async def adds_the_bot(self) -> None:
        """Let the bot in."""
        await self._sets("member", "(menambahkan bot ke grup)")

    async def removes_the_bot(self) -> None:
        """Throw it out."""
        await self._sets("kicked", "(mengeluarkan bot dari grup)")

    async def promotes_the_bot(self) -> None:
        """Make it an administrator."""
        await self._sets("administrator", "(menjadikan bot admin grup)")

    def was_told(self, part: str, *, alert: bool | None = None) -> None:
        """The newest toast or alert has *part*; *alert* says which of both it was."""
        self._talker.was_told(part)
        newest = self._phone.toasts()[-1]
        if alert not in {None, newest.alert}:
            self._group.fails(f"{newest.text!r} was {'an alert' if newest.alert else 'a toast'}")

    async def _sets(self, status: Any, what: str) -> None:
        self._says(what)
        groups.set_bot_status(self._clinic.world, self._group.chat, self._talker.person, status)
        await self._clinic.settles()

    def _says(self, what: str) -> None:
        self._clinic.notes(f"{self._talker.name} (grup)", what)


def _card(message: Message) -> Card:
    rows = message.get("reply_markup", {}).get("inline_keyboard", [])
    buttons = [button for row in rows for button in row]
    return Card(
        message["message_id"],
        words(message),
        message["photo"][-1]["file_id"] if "photo" in message else None,
        [button["text"] for button in buttons],
        {button["text"]: button["url"] for button in buttons if "url" in button},
    )
