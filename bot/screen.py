"""What is shown to a person: text with buttons. A value; sending it is the sender's affair."""

import html
import logging
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, Self

from bot.callback_data import Tap

logger = logging.getLogger(__name__)

#: Longest text under a photo, in UTF-16 units and without tags.
CAPTION_UNITS = 1024

#: Longest text of a button that a cheap phone shows whole, two in a row (house style).
MOST_BUTTON_LETTERS = 24


@dataclass(frozen=True)
class Button:
    """An inline button: a tap of ours, text to copy, or a link (see `Turn.link`)."""

    text: str
    tap: Tap | None = None
    copy: str | None = None
    url: str | None = None

    def payload(self) -> dict[str, Any]:
        """The button as the Bot API has it."""
        if self.copy is not None:
            return {"text": self.text, "copy_text": {"text": self.copy}}
        if self.url is not None:
            return {"text": self.text, "url": self.url}
        if self.tap is None:
            raise ValueError(f"the button {self.text!r} does nothing")
        return {"text": self.text, "callback_data": self.tap.encode()}


@dataclass(frozen=True)
class Key:
    """A button of the reply keyboard: sends its own text, the person's contact or location."""

    text: str
    contact: bool = False
    location: bool = False

    def payload(self) -> dict[str, Any]:
        """The button as the Bot API has it."""
        if self.contact:
            return {"text": self.text, "request_contact": True}
        if self.location:
            return {"text": self.text, "request_location": True}
        return {"text": self.text}


@dataclass(frozen=True)
class Screen:
    """Text (HTML) with inline buttons or a reply keyboard, never both.

    `lead` is a line about what was just done ("Tersimpan: …"). It stands above the text, or is
    a message of its own where that is needed to take a reply keyboard away.
    `photo` is a Telegram file id; the text is then its caption (see `fits_caption`), and there is
    no reply keyboard. A text that is too long for a caption is shown without the photo.
    """

    text: str
    buttons: Sequence[Sequence[Button]] = ()
    keys: Sequence[Sequence[Key]] = ()
    lead: str | None = None
    placeholder: str | None = field(default=None)
    photo: str | None = None

    def __post_init__(self) -> None:
        """Refuse what Telegram could not show."""
        if self.buttons and self.keys:
            raise ValueError("a screen has inline buttons or a reply keyboard, never both")
        if self.photo and self.keys:
            raise ValueError("a screen with a photo has no reply keyboard")

    def led_by(self, lead: str | None) -> Self:
        """The same screen under another line about what was just done."""
        return self if lead == self.lead else replace(self, lead=lead)

    def payload(self) -> dict[str, Any]:
        """The screen as it lies in the outbox: `text`, perhaps with `photo` and `markup`."""
        text = f"{self.lead}\n{self.text}" if self.lead else self.text
        content: dict[str, Any] = {"text": text}
        if self.photo and fits_caption(text):
            content["photo"] = self.photo
        elif self.photo:
            logger.error("a text of %s units is no caption, so it has no photo", _units(text))
        if self.buttons:
            rows = [[button.payload() for button in row] for row in self.buttons]
            content["markup"] = {"inline_keyboard": rows}
        elif self.keys:
            content["markup"] = self._keyboard()
        return content

    def _keyboard(self) -> dict[str, Any]:
        keyboard: dict[str, Any] = {
            "keyboard": [[key.payload() for key in row] for row in self.keys],
            "resize_keyboard": True,
            "one_time_keyboard": True,
        }
        if self.placeholder:
            keyboard["input_field_placeholder"] = self.placeholder
        return keyboard


_TAG = re.compile(r"<[^<>]*>")

#: A message that only takes the reply keyboard away.
REMOVE_KEYBOARD = {"remove_keyboard": True}


def in_rows(buttons: Iterable[Button], width: int = 2) -> list[list[Button]]:
    """Buttons in rows of *width*; one that is too long for half a row stands alone."""
    rows: list[list[Button]] = []
    for button in buttons:
        alone = len(button.text) > MOST_BUTTON_LETTERS
        if rows and not alone and len(rows[-1]) < width and not _is_long(rows[-1][0]):
            rows[-1].append(button)
        else:
            rows.append([button])
    return rows


def fits_caption(text: str) -> bool:
    """Whether *text* (HTML) may stand under a photo."""
    return _units(text) <= CAPTION_UNITS


def _units(text: str) -> int:
    """The length Telegram may count: without tags, in UTF-16 units (an emoji has two)."""
    plain = html.unescape(_TAG.sub("", text))
    return len(plain.encode("utf-16-le", "surrogatepass")) // 2


def _is_long(button: Button) -> bool:
    return len(button.text) > MOST_BUTTON_LETTERS
