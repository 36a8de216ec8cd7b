"""Somebody with a phone who answers what is shown, is patient, and keeps a diary.

Whoever gets no answer does what people do: taps once more, or opens the bot again. Nobody types
an answer twice, because then the second would answer the next question.
"""

import asyncio
import random
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from models.audit import AuditEntry
from models.business import Business, Membership
from models.person import Person
from simulator.ledger import Entry
from simulator.people import Message
from simulator.phone import Phone, Sent, Tapped
from simulator.world import World

_LOOK_SECONDS = 0.02
_OFTEN_ENOUGH, _LONG_SECONDS = 0.2, 1.0
APOLOGY = "Maaf"


@dataclass
class Visitor:
    """One person. A subclass says what is done (`acts`) and when it is over (`is_done`)."""

    world: World
    phone: Phone
    chance: random.Random
    patience: tuple[float, float] = field(default=(0.8, 2.5), kw_only=True)
    reading: tuple[float, float] = field(default=(0.0, 0.1), kw_only=True)
    settling: float = field(default=0.0, kw_only=True)  #: a screen is looked at when it stands
    updates: list[int] = field(default_factory=list, kw_only=True)  #: all this person did
    diary: list[tuple[datetime, str]] = field(default_factory=list, kw_only=True)
    waits: bool = field(default=False, kw_only=True)  #: no reply came to the last act
    left: bool = field(default=False, kw_only=True)  #: with what they came for
    _typed_under: int = field(default=0, kw_only=True)
    _tapped: tuple[int, str] | None = field(default=None, kw_only=True)

    @property
    def id(self) -> int:
        """The Telegram id."""
        return self.phone.person.id

    async def comes(self) -> None:
        """Go on until it is done."""
        while not self.is_done():
            seen = self.screen()
            if APOLOGY in self.text():
                raise AssertionError(f"{self.id} was told: {self.text()}")
            self.acts()
            self.waits = not await self._something_new(seen)
        self.left = True

    def acts(self) -> None:
        """Do one thing about what is shown."""
        raise NotImplementedError

    def is_done(self) -> bool:
        """Whether this person has what they came for."""
        raise NotImplementedError

    def judge(self, session: Session, story: str) -> None:
        """Compare what this person did and saw with the database; *story* tells a failure."""
        raise NotImplementedError

    # What is seen.

    def text(self) -> str:
        """The newest message of the bot; empty if there is none."""
        received = self.phone.received()
        return words(received[-1]) if received else ""

    def buttons(self) -> dict[str, str]:
        """The buttons under the newest message: caption → data."""
        received = self.phone.received()
        if not received:
            return {}
        under = self.phone.buttons(received[-1]["message_id"])
        return {one["text"]: one["callback_data"] for one in under if "callback_data" in one}

    def screen(self) -> tuple[int, str, int]:
        """What changes when something new is shown."""
        received = self.phone.received()
        message_id = received[-1]["message_id"] if received else 0
        return message_id, self.text(), len(self.phone.toasts())

    # What is done.

    def opens(self) -> None:
        """Open the bot."""
        self._did(self.phone.start(), "/start")

    def says(self, text: str) -> Sent:
        """Write something."""
        sent = self.phone.send_text(text)
        self._did(sent, text)
        return sent

    def says_under(self, text: str) -> bool:
        """Write this, unless something was written under the newest message before."""
        newest = self.phone.last()["message_id"]
        if newest == self._typed_under:
            return False
        self._typed_under = newest
        self.says(text)
        return True

    def taps(self, *captions: str) -> bool:
        """Tap the first of *captions* that the newest message has; False if it has none."""
        buttons = self.buttons()
        for caption in captions:
            if caption in buttons:
                self._taps(self.phone.last()["message_id"], buttons[caption], f"[{caption}]")
                return True
        return False

    def taps_again(self) -> bool:
        """Tap once more what was tapped last, though the button may be gone by now."""
        if self._tapped is None:
            return False
        message_id, data = self._tapped
        self._tapped = None
        self._did(self.phone.tap(message_id, data, forged=True), "(the same button again)")
        return True

    def _taps(self, message_id: int, data: str, caption: str) -> None:
        self._tapped = message_id, data
        self._did(self.phone.tap(message_id, data), caption)

    def _did(self, act: Sent | Tapped, what: str) -> None:
        self.diary.append((self.world.now(), what))
        if act.update_id is not None:
            self.updates.append(act.update_id)

    async def _something_new(self, seen: tuple[int, str, int]) -> bool:
        loop = asyncio.get_running_loop()
        until = loop.time() + self.chance.uniform(*self.patience)
        while loop.time() < until:
            await asyncio.sleep(_LOOK_SECONDS)
            if self._is_new(seen):
                await self._stands()
                await asyncio.sleep(self.chance.uniform(*self.reading))
                return True
        return False

    async def _stands(self) -> None:
        """Wait until the screen does not change any more, so that no answer is to an old one.

        Now and then it is waited for longer: whoever is ahead of the bot would stay ahead.
        """
        pause = self.settling
        if pause and self.chance.random() < _OFTEN_ENOUGH:
            pause = _LONG_SECONDS
        while pause:
            shown = self.screen()
            await asyncio.sleep(pause)
            if self.screen() == shown:
                return

    def _is_new(self, seen: tuple[int, str, int]) -> bool:
        return self.screen() != seen

    # How it is told.

    def __str__(self) -> str:
        acts = [(at, f"{at:%M:%S.%f} {self.phone.person.name}: {act}") for at, act in self.diary]
        return f"{type(self).__name__} {self.id}\n" + "\n".join(
            line for _at, line in sorted(acts + _shown(self.world.ledger.of(chat_id=self.id)))
        )


def person_of(session: Session, visitor: Visitor) -> Person:
    """The row of a person."""
    return session.scalars(select(Person).where(Person.telegram_id == visitor.id)).one()


def business_of(session: Session, visitor: Visitor) -> Business:
    """The one business of a person."""
    mine = select(Membership.business_id).join(Person, Person.id == Membership.person_id)
    mine = mine.where(Person.telegram_id == visitor.id)
    return session.scalars(select(Business).where(Business.id.in_(mine))).one()


def acts_on(session: Session, subject: str, subject_id: int) -> list[str]:
    """What the audit trail tells of one subject, oldest first."""
    rows = select(AuditEntry.action).where(
        AuditEntry.subject == subject, AuditEntry.subject_id == subject_id
    )
    return list(session.scalars(rows.order_by(AuditEntry.id)))


def words(message: Message) -> str:
    """What a message says, under its picture or alone."""
    return str(message.get("text") or message.get("caption") or "")


def said(entry: Entry) -> str:
    """What an entry of the ledger shows, as it was sent."""
    params = entry.params
    media = params.get("media")
    caption = media.get("caption") if isinstance(media, dict) else None
    return str(params.get("text") or params.get("caption") or caption or "")


def _shown(entries: Iterable[Entry]) -> list[tuple[datetime, str]]:
    """The ledger of one person, one line a message."""
    lines = []
    for entry in entries:
        text = " / ".join(said(entry).splitlines())
        line = f"{entry.at:%M:%S.%f} bot ({entry.seq}): {entry.method} {entry.message_ids} {text}"
        lines.append((entry.at, line))
    return lines
