"""Conversations as tests: people send and tap, screens are expected, the talk is the proof.

A `Clinic` is the real bot over a real database, talking to the simulated Telegram inside the
process. Every action returns when all that follows from it has happened.
"""

import asyncio
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from bot.app import ClinicBot
from bot.config import Config
from models.database import Database
from models.person import Role
from models.services import roles
from simulator.clock import SimulatedClock
from simulator.people import Person
from simulator.phone import Phone
from simulator.world import World
from tests import transcripts
from tests.flows import Taken
from tests.groups import Group, words
from tests.line import Line
from tests.pictures import picture

#: Thursday, 14.00 WIB.
BEGINNING = datetime(2026, 11, 19, 7, 0, tzinfo=UTC)

_BROKEN = b"\xff\xd8\xff\xe0"
_PATIENCE_SECONDS = 20.0


class Clinic:
    """The bot, its database and the world around it.

    *url*: of the database; without one it is the SQLite file.
    """

    def __init__(
        self,
        database_file: Path,
        *,
        url: str | None = None,
        limits: Mapping[str, Any] | None = None,
    ) -> None:
        self.world = World(now=SimulatedClock.frozen(BEGINNING), flood=bool(limits))
        off = {"overall_per_second": 0, "chat_per_second": 0, "group_per_minute": 0}
        self.config = Config.model_validate(
            {
                "telegram": {"token": self.world.token, "api_url": "http://127.0.0.1:1"},
                "database": {"url": url or f"sqlite:///{database_file}"},
                "files": {"url": str(database_file.parent / "files")},
                "limits": dict(limits) if limits is not None else off,
            }
        )
        self.script: list[str] = []
        self.taken: list[Taken] = []
        self.is_open = False
        self._restarts = 0
        self._heard = 0
        self._names: dict[int, str] = {}

    async def opens(self) -> None:
        """Start the bot."""
        self.database = Database(self.config.database.url, audit_key=b"a key for tests")
        self.line = Line(self.world)
        self.bot = ClinicBot(
            self.config, self.database, request=self.line, clock=self.world.now, ticking=False
        )
        self.bot.gather_seconds = 0  # nobody talks meanwhile
        self.bot.nursery.passes_to_the_next_poll = 0  # each word before the next is said
        await self.bot.start()
        self.bot.dispatcher.tap_patience = _PATIENCE_SECONDS  # a slow machine tells no other tale
        self.is_open = True
        await self.settles()

    async def closes(self) -> None:
        """Stop the bot; a second time changes nothing."""
        if self.is_open:
            self.is_open = False
            await self.bot.stop()
            self.database.close()

    async def restarts(self) -> None:
        """Stop and start; nobody should notice."""
        await self.closes()
        self.script.append("\n*The bot is stopped and started again.*\n")
        self._restarts += 1
        await self.opens()

    @contextmanager
    def in_short(self, what: str, *, but_the_last: bool = False) -> Iterator[None]:
        """Let the transcript tell what happens within in one line (then show the last entry)."""
        before = len(self.script)
        yield
        last = self.script[before:][-1:] if but_the_last else []
        self.script[before:] = [f"\n*{what}*\n", *last]

    async def settles(self) -> None:
        """Wait until all that was sent is worked off and all answers are out."""
        if not self.is_open:
            return
        async with asyncio.timeout(_PATIENCE_SECONDS):
            if len(self.world.updates):
                self.line.caught_up.clear()
                await self.line.caught_up.wait()
            await self.bot.quiet()
        self._note_what_was_said()

    def passes(self, **time: float) -> None:
        """Move the clock."""
        self.world.clock.advance(timedelta(**time))
        now = self.world.now() + timedelta(hours=7)
        self.script.append(f"\n*It is now {now:%A, %d %b %Y, %H.%M} WIB.*\n")

    async def waits(self, **time: float) -> None:
        """Move the clock, and let it do what is due."""
        self.passes(**time)
        for entry in self.bot.timetable:
            await entry.run()
        await self.bot.sender.sweep_once()
        await self.settles()

    def person(self, name: str, **details: Any) -> "Talker":
        """Somebody with a phone."""
        first, _, last = name.partition(" ")
        person = self.world.add_person(first, last or None, **details)
        self._names[person.id] = name
        return Talker(self, person)

    def group(self, title: str, *members: "Talker", bot: bool = True) -> Group:
        """A group of these people; without *bot* somebody has yet to add it."""
        self.script.append(f"\n*Grup {title}: {', '.join(one.name for one in members)}.*\n")
        return Group(self, title, members, bot=bot)

    async def staff(self, name: str, role: Role = Role.ADMIN) -> "Talker":
        """Somebody who came in by an invitation of that role."""
        talker = self.person(name)
        await talker.starts(self.invitation(role))
        return talker

    def invitation(self, role: Role = Role.ADMIN) -> str:
        """The payload of a fresh invitation link; an officer is one of Karo."""
        regency = "12.06" if role == Role.OFFICER else None
        with self.database.write() as session:
            now = self.world.now()
            payload, _row = roles.invite(session, role, now=now, regency=regency)
        return payload

    def takes(self, route: str, refused: bool) -> None:  # noqa: FBT001  # a callback's shape
        """Note which route took an update."""
        self.taken.append(Taken(route, self._restarts > 0, refused))

    def notes(self, who: str, what: str) -> None:
        """Write what somebody did into the transcript."""
        self.script.append(f"{who}: {what}")

    def transcript(self) -> str:
        """The talk so far."""
        return transcripts.joined(self.script)

    def name_of(self, chat_id: int) -> str:
        """Whose chat this is."""
        chat = self.world.chats.get(chat_id)
        if chat is not None and not chat.private:
            return f"{chat.title} (grup)"
        return self._names.get(chat_id, str(chat_id))

    def _note_what_was_said(self) -> None:
        entries = list(self.world.ledger)
        for entry in entries[self._heard :]:
            tap = self.world.taps.get(entry.params.get("callback_query_id", ""))
            name = self.name_of(tap.user_id if tap else entry.chat_id or 0)
            if line := transcripts.spoken(entry, name):
                self.script.append(line)
        self._heard = len(entries)


class Talker:
    """One person: acts, and sees."""

    def __init__(self, clinic: Clinic, person: Person) -> None:
        self.clinic = clinic
        self.person = person
        self.phone: Phone = clinic.world.phone(person)

    @property
    def id(self) -> int:
        """The person's Telegram id."""
        return self.person.id

    async def starts(self, payload: str = "") -> None:
        """Open the bot, perhaps through a link."""
        self._says("/start (undangan)" if payload else "/start")
        self.phone.start(payload)
        await self.clinic.settles()

    async def sends(self, *texts: str) -> None:
        """Write one message, or several in quick succession."""
        for text in texts:
            self._says(text)
            self.phone.send_text(text)
        await self.clinic.settles()

    async def sends_contact(self, phone: str | None = None) -> None:
        """Share the own number, or somebody else's."""
        self._says(f"(kontak: {phone or self.person.phone})")
        self.phone.send_contact(phone)
        await self.clinic.settles()

    async def sends_sticker(self) -> None:
        """Send a sticker."""
        self._says("(stiker)")
        self.phone.send_sticker()
        await self.clinic.settles()

    async def sends_photo(self, caption: str = "", *, is_broken: bool = False) -> None:
        """Send a picture; a broken one looks like one to Telegram alone."""
        self._says(f"(foto) {caption}".strip())
        self.phone.send_photo(_BROKEN if is_broken else picture(1280, 960), caption)
        await self.clinic.settles()

    async def sends_photos(self, count: int, *, small: int | None = None) -> None:
        """Send photos as people do, several at once; photo number *small* is a tiny one."""
        self._says("(foto)" if count == 1 else f"({count} foto sekaligus)")
        sizes = [(320, 240) if n == small else (1280, 960) for n in range(1, count + 1)]
        self.phone.send_photos([picture(*size, seed=n) for n, size in enumerate(sizes)])
        await self.clinic.settles()

    async def sends_location(self, latitude: float, longitude: float) -> None:
        """Share a place."""
        self._says(f"(lokasi: {latitude:.3f} {longitude:.3f})")
        self.phone.send_location(latitude, longitude)
        await self.clinic.settles()

    async def sends_voice(self) -> None:
        """Send a voice message."""
        self._says("(pesan suara 0.04)")
        self.phone.send_voice()
        await self.clinic.settles()

    async def sends_document(self, filename: str, *, size: int | None = None) -> None:
        """Send a file, perhaps one that pretends to be larger."""
        self._says(f"(berkas: {filename})")
        self.phone.send_document(b"PK", filename, size=size)
        await self.clinic.settles()

    async def sends_video(self, megabytes: int = 1, *, seconds: int = 9) -> None:
        """Send a video of that size and length."""
        self._says(f"(video {megabytes} MB, {seconds} detik)")
        self.phone.send_video(b"ftyp", size=megabytes << 20, duration=seconds)
        await self.clinic.settles()

    async def edits(self, before: str, after: str) -> None:
        """Change the newest own message that says *before*."""
        own = [m for m in self.phone.messages() if m.get("text") == before]
        self._says(f"{before} → {after} (diubah)")
        self.phone.edit_text(own[-1]["message_id"], after)
        await self.clinic.settles()

    async def blocks(self) -> None:
        """Block the bot."""
        self._says("(memblokir bot)")
        self.phone.block()
        await self.clinic.settles()

    async def unblocks(self) -> None:
        """Let the bot write again."""
        self._says("(membuka blokir)")
        self.phone.unblock()
        await self.clinic.settles()

    async def presses(self, caption: str) -> None:
        """Press a button of the reply keyboard."""
        self._says(f"[{caption}]")
        self.phone.press(caption)
        await self.clinic.settles()

    async def taps(self, caption: str, *, times: int = 1) -> None:
        """Tap the newest inline button with this caption, perhaps more than once in a hurry."""
        message_id, data = self.finds(caption)
        for _ in range(times):
            self._says(f"[{caption}]")
            self.phone.tap(message_id, data)
        await self.clinic.settles()

    def copies(self, caption: str) -> str:
        """What the newest button with this caption copies."""
        for message in reversed(self.phone.received()):
            for button in self.phone.buttons(message["message_id"]):
                if button["text"] == caption and "copy_text" in button:
                    return str(button["copy_text"]["text"])
        pytest.fail(f"{self.name} has no button [{caption}]\n\n{self.clinic.transcript()}")

    async def taps_again(self, button: tuple[int, str], caption: str = "…") -> None:
        """Tap a button remembered from before (it may be gone from the screen by now)."""
        self._says(f"[{caption}] (tombol lama)")
        self.phone.tap(*button, forged=True)
        await self.clinic.settles()

    async def forges(self, data: str) -> None:
        """Tap what no button holds, under the newest message."""
        self._says(f"(tombol palsu {data})")
        self.phone.tap(self.phone.last()["message_id"], data, forged=True)
        await self.clinic.settles()

    def finds(self, caption: str) -> tuple[int, str]:
        """(message id, data) of the newest inline button with this caption."""
        for message in reversed(self.phone.received()):
            for button in self.phone.buttons(message["message_id"]):
                if button["text"] == caption and "callback_data" in button:
                    return message["message_id"], button["callback_data"]
        pytest.fail(f"{self.name} has no button [{caption}]\n\n{self.clinic.transcript()}")

    @property
    def name(self) -> str:
        """As the transcript calls them."""
        return self.clinic.name_of(self.id)

    @property
    def last(self) -> str:
        """The text of the newest message in this chat."""
        return words(self.phone.last())

    @property
    def last_file(self) -> tuple[str, bytes]:
        """Name and content of the document that the newest message is."""
        document = self.phone.last().get("document")
        if document is None:
            pytest.fail(f"{self.name} sees no file\n\n{self.clinic.transcript()}")
        file = self.clinic.world.files.get(document["file_id"])
        assert file is not None
        return file.name, file.content

    @property
    def buttons(self) -> list[str]:
        """Captions under the newest message, or of the reply keyboard."""
        under = [b["text"] for b in self.phone.buttons(self.phone.last()["message_id"])]
        if under:
            return under
        keyboard = self.phone.keyboard() or {}
        return [key["text"] for row in keyboard.get("keyboard", []) for key in row]

    def sees(self, *parts: str, buttons: list[str] | None = None) -> None:
        """The newest message has all *parts*, and just these buttons if they are given."""
        for part in parts:
            if part not in self.last:
                pytest.fail(f"{self.name} does not see {part!r}\n\n{self.clinic.transcript()}")
        if buttons is not None and self.buttons != buttons:
            pytest.fail(
                f"{self.name} sees the buttons {self.buttons}, not {buttons}\n\n"
                f"{self.clinic.transcript()}"
            )

    def never_sees_now(self, part: str) -> None:
        """The newest message does not have *part*."""
        if part in self.last:
            pytest.fail(f"{self.name} sees {part!r}\n\n{self.clinic.transcript()}")

    def never_saw(self, part: str) -> None:
        """No message in this chat has *part*."""
        for message in self.phone.received():
            if part in words(message):
                pytest.fail(f"{self.name} saw {part!r}\n\n{self.clinic.transcript()}")

    def was_told(self, part: str) -> None:
        """The newest toast or alert has *part*."""
        toasts = self.phone.toasts()
        if not toasts or part not in toasts[-1].text:
            told = toasts[-1].text if toasts else "nothing"
            pytest.fail(f"{self.name} was told {told!r}\n\n{self.clinic.transcript()}")

    def was_told_nothing(self) -> None:
        """No toast and no alert ever came."""
        assert not self.phone.toasts(), self.clinic.transcript()

    def _says(self, what: str) -> None:
        self.clinic.notes(self.name, what)
