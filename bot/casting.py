"""Broadcasts as a kind of deliveries: which run, and how one reads to its recipient."""

import html
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from bot.callback_data import Tap
from bot.config import Clinic, Config, Quiet
from bot.deliverer import Kind
from bot.quiet import is_quiet
from bot.screen import Button, in_rows
from bot.taps import home_row
from bot.texts import Texts, texts
from models.broadcast import Broadcast
from models.delivery import NewsKind
from models.services import broadcast_mail
from models.services.broadcast_mail import Addressed
from models.services.broadcasts import KIND
from models.services.deliveries import Claimed, Stream

FIELDS = ("nama", "usaha", "kabupaten")

#: Buttons of whoever receives a broadcast.
FLOW = "kabar"

#: What a button of a preview is about: no delivery.
PREVIEW = 0

_ALBUM = 2


class Casting:
    """See `deliverer.Kind`."""

    def __init__(self, clinic: Clinic, quiet: Quiet) -> None:
        self._clinic = clinic
        self._quiet = quiet

    def streams(self, session: Session, *, now: datetime) -> Sequence[Stream]:
        """What runs; nothing in quiet hours."""
        if is_quiet(now, self._quiet, self._clinic.zone):
            return ()
        return broadcast_mail.streams(session)

    def compose(
        self, session: Session, claimed: Sequence[Claimed]
    ) -> Mapping[int, Sequence[dict[str, Any]]]:
        """The messages of each delivery."""
        if not claimed:
            return {}
        return {
            one.delivery_id: messages(one, texts(one.language), self._clinic)
            for one in broadcast_mail.addressed(session, claimed)
        }


def kinds(config: Config) -> Mapping[str, Kind]:
    """All kinds of deliveries, by name."""
    return {KIND: Casting(config.clinic, config.quiet)}


def messages(one: Addressed, say: Texts, clinic: Clinic) -> list[dict[str, Any]]:
    """What *one* recipient gets: one message, or an album and what it cannot carry."""
    row = one.broadcast
    if row.news == NewsKind.MENTOR:
        sender = say("broadcast.from_mentor", name=one.author)
    else:
        sender = say("broadcast.from_clinic", clinic=clinic.name)
    words, markup = filled_in(row.words, one), _markup(row, one.delivery_id, say)
    if len(row.media) >= _ALBUM:
        album = {"chat_id": 0, "media": _media(row, words)}
        return [
            {"method": "sendMediaGroup", "params": album},
            {"text": sender, "markup": markup},
        ]
    text = f"{words}\n{sender}" if words else sender
    said: dict[str, Any] = {"text": text, "markup": markup}
    for part in row.media:
        said[part["kind"]] = part["id"]
    return [said]


def filled_in(words: str, one: Addressed) -> str:
    """The words with the fields of a recipient in them."""
    values = {"nama": one.name, "usaha": one.business, "kabupaten": one.regency}
    for field in FIELDS:
        words = words.replace(f"{{{field}}}", html.escape(values[field], quote=False))
    return words


def _media(row: Broadcast, words: str) -> list[dict[str, Any]]:
    parts: list[dict[str, Any]] = [{"type": p["kind"], "media": p["id"]} for p in row.media]
    if words:
        parts[0] |= {"caption": words, "parse_mode": "HTML"}
    return parts


def _markup(row: Broadcast, delivery_id: int, say: Texts) -> dict[str, Any]:
    answers = [
        Button(caption, Tap(FLOW, "answer", delivery_id, choice=str(number)))
        for number, caption in enumerate(row.answers)
    ]
    settings = [Button(say.plain("broadcast.settings"), Tap(FLOW, "open"))]
    rows = [*in_rows(answers), settings, home_row(say)]
    return {"inline_keyboard": [[button.payload() for button in line] for line in rows]}
