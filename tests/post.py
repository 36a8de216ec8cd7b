"""A sender over a real database and a simulated Telegram, without the rest of the bot."""

import asyncio
import shutil
from collections.abc import AsyncIterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from bot import outbox
from bot.api import BotApi
from bot.config import Limits
from bot.limiter import Limiter
from bot.metrics import Metrics
from bot.nursery import Nursery
from bot.sender import Sender
from bot.telegraph import Telegraph
from bot.writer import Writer
from models.database import Database
from models.outbox import OutboxRow
from models.person import Person
from simulator.clock import SimulatedClock
from simulator.files import Upload
from simulator.phone import Phone
from simulator.request import SimulatedRequest
from simulator.world import World
from tests.pictures import picture

NOW = datetime(2026, 11, 24, 7, tzinfo=UTC)
OFF = Limits(overall_per_second=0, chat_per_second=0, group_per_minute=0)
_CONTENT = ("markup", "photo")
_MARKS = {"sendMessage": "", "editMessageText": "~", "sendPhoto": "#", "editMessageMedia": "~#"}


class Post:
    """A sender over a real database and a simulated Telegram, restarted at will."""

    def __init__(self, url: str) -> None:
        self.world = World(now=SimulatedClock.frozen(NOW), flood=False)
        self.database = Database(url)
        self.ani, self.budi = (self._person(name) for name in ("Ani", "Budi"))
        self.opens()

    def opens(self, first_pause: float = 0.02, limits: Limits = OFF) -> None:
        """Begin."""
        self.nursery = Nursery()
        api = BotApi(SimulatedRequest(self.world), "http://127.0.0.1:1", self.world.token)
        limiter = self.limiter = Limiter(limits)
        telegraph = Telegraph(api, limiter, self.nursery)
        self.sender = Sender(
            telegraph,
            limiter,
            self.database,
            self.nursery,
            self.world.now,
            Metrics(),
            first_pause=first_pause,
        )
        self.writer = Writer(self.database, self.sender, gather_seconds=0)
        self.sender.serve(self.writer)

    async def closes(self) -> None:
        """End; what is not sent by then stays in the outbox."""
        self.sender.close()
        await self.nursery.settle(1)
        await self.writer.stop()
        await self.nursery.stop()

    async def puts(self, chat: int, text: str, **details: Any) -> None:
        """Commit one message."""
        await self.puts_all((chat, text, details))

    async def puts_all(self, *messages: tuple[int, str, dict[str, Any]]) -> None:
        """Commit several messages in one transaction."""

        def work(session: Session) -> None:
            for chat, text, details in messages:
                content = {k: v for k, v in details.items() if k in _CONTENT}
                rest = {k: v for k, v in details.items() if k not in _CONTENT}
                outbox.put(session, chat, {"text": text} | content, now=self.world.now(), **rest)

        await self.writer.write(work)

    async def is_idle(self) -> None:
        """Wait until nothing is in hand, and no courtesy is under way."""
        async with asyncio.timeout(10):
            await self.sender.idle()
            await self.nursery.quiet()

    def states(self) -> list[tuple[str, str]]:
        """Text and state of every row, in order."""
        with self.database.read() as session:
            rows = session.scalars(select(OutboxRow).order_by(OutboxRow.id)).all()
            return [(row.payload.get("text", ""), row.state) for row in rows]

    def row(self) -> OutboxRow:
        """The newest row."""
        with self.database.read() as session:
            return session.scalars(select(OutboxRow).order_by(OutboxRow.id.desc()).limit(1)).one()

    def said(self) -> list[str]:
        """What was accepted, in order: text, with ~ before an edit and # before a photo."""
        return [_MARKS[c.method] + _text(c.params) for c in self.world.ledger.of(*_MARKS)]

    def photo(self, seed: int = 1) -> str:
        """The file id of a photo that Telegram has."""
        upload = Upload("photo.jpg", picture(320, 240, seed=seed), "image/jpeg")
        return self.world.files.add("photo", upload).file_id

    def _person(self, name: str) -> Phone:
        person = self.world.add_person(name, started=True)
        with self.database.write() as session:
            session.add(Person(telegram_id=person.id, name=name, language="id", created_at=NOW))
        return self.world.phone(person)


@pytest.fixture
async def post(tmp_path: Path, empty_database: Path) -> AsyncIterator[Post]:
    file = tmp_path / "klinik.db"
    shutil.copy(empty_database, file)
    opened = Post(f"sqlite:///{file}")
    yield opened
    await opened.closes()
    opened.database.close()


def keys(caption: str) -> dict[str, Any]:
    return {"inline_keyboard": [[{"text": caption, "callback_data": f"1:{caption}:x:0:0"}]]}


def _text(params: dict[str, Any]) -> str:
    return str((params.get("media") or params).get("caption") or params.get("text", ""))
