"""Kinds of questions: how an input becomes a value. Pure functions, no wording.

A kind gives `Parsed` (a value for pydantic to check), `Refused` (an error key) or `Choose`
(several meanings; the person picks one).
"""

import re
import unicodedata
from dataclasses import dataclass, field
from typing import Any, ClassVar, Protocol

from models.forms.inputs import Input, Picked, SharedContact, Typed
from models.rules import regencies

#: Invisible characters that turn the reading direction: they could disguise a name on a card.
_DIRECTION = frozenset("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")
_PHONE_NOISE = re.compile(r"[\s().\-\u2010-\u2015]+")
_MOBILE = re.compile(r"^\+628[1-9]\d{7,10}$")  # domain: validation_rules.yaml "telepon"
_LANDLINE = re.compile(r"^\+62[2-79]\d{7,10}$")
_FEWEST_PHONE_DIGITS = 10
_MOST_PHONE_DIGITS = 13


@dataclass(frozen=True)
class Parsed:
    """A value, not yet checked against the field's own limits."""

    value: Any


@dataclass(frozen=True)
class Refused:
    """Why an input is no answer: a key of `form.error.*` and its parameters."""

    error: str
    params: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Choose:
    """The input may mean several things; these are their codes, best first."""

    codes: tuple[str, ...]


Outcome = Parsed | Refused | Choose


class Kind(Protocol):
    """One kind of question."""

    name: ClassVar[str]

    def parse(self, given: Input) -> Outcome:
        """Turn *given* into a value, a refusal or a choice."""

    def show(self, value: Any) -> str:
        """The value as people read it where no catalogue is needed (names, numbers)."""


@dataclass(frozen=True)
class Text:
    """A line of text; kept exactly as typed, but for spaces around it."""

    name: ClassVar[str] = "text"

    def parse(self, given: Input) -> Outcome:
        """Refuse what is no text, has several lines, or hides control characters."""
        if not isinstance(given, Typed):
            return Refused("text_expected")
        text = given.text.strip()
        if "\n" in text:
            return Refused("one_line")
        if any(_is_hidden(character) for character in text):
            return Refused("hidden_characters")
        return Parsed(text)

    def show(self, value: Any) -> str:
        """The text itself."""
        return str(value)


@dataclass(frozen=True)
class Choice:
    """One of a few codes, each a button; its words are `form.<form>.<field>.choice.<code>`."""

    codes: tuple[str, ...]
    name: ClassVar[str] = "choice"

    def parse(self, given: Input) -> Outcome:
        """Accept a button, or its number typed."""
        if isinstance(given, Picked) and given.code in self.codes:
            return Parsed(given.code)
        if isinstance(given, Typed) and given.text.strip().isdecimal():
            number = int(given.text.strip())
            if 1 <= number <= len(self.codes):
                return Parsed(self.codes[number - 1])
        return Refused("choice_expected")

    def show(self, value: Any) -> str:
        """The code; its words are in the catalogue."""
        return str(value)


@dataclass(frozen=True)
class Phone:
    """An Indonesian telephone number, kept as E.164 (+628…)."""

    name: ClassVar[str] = "phone"

    def parse(self, given: Input) -> Outcome:
        """Accept a typed number, or a shared contact if it is the sender's own."""
        if isinstance(given, SharedContact):
            return self._number(_international(given.phone)) if given.own else _OF_ANOTHER
        if isinstance(given, Typed):
            return self._number(given.text)
        return Refused("text_expected")

    def show(self, value: Any) -> str:
        """+6281260000001 → 0812-6000-0001."""
        national = "0" + str(value).removeprefix("+62")
        return "-".join(filter(None, (national[:4], national[4:8], national[8:])))

    def masked(self, value: Any) -> str:
        """The number for those who need not know it: 0812••••0001."""
        national = "0" + str(value).removeprefix("+62")
        return f"{national[:4]}••••{national[-4:]}"

    def _number(self, text: str) -> Outcome:
        plain = _PHONE_NOISE.sub("", text.strip())
        if not re.fullmatch(r"\+?[0-9]+", plain):
            return Refused("phone_digits")
        number = _e164(plain)
        if _MOBILE.match(number) or _LANDLINE.match(number):
            return Parsed(number)
        if plain.startswith("+") and not plain.startswith("+62"):
            return Refused("phone_foreign")
        digits = len(number.removeprefix("+62")) + 1
        if digits < _FEWEST_PHONE_DIGITS:
            return Refused("phone_short")
        return Refused("phone_long" if digits > _MOST_PHONE_DIGITS else "phone_shape")


@dataclass(frozen=True)
class Place:
    """A kabupaten or kota of North Sumatra, kept as its Kemendagri code."""

    name: ClassVar[str] = "place"

    def parse(self, given: Input) -> Outcome:
        """Accept a button or a typed name; ask where the name may mean several."""
        if isinstance(given, Picked):
            known = given.code in regencies.by_code()
            return Parsed(given.code) if known else Refused("place_unknown")
        if not isinstance(given, Typed):
            return Refused("text_expected")
        meaning = regencies.understand(given.text)
        if meaning.sure:
            return Parsed(meaning.codes[0])
        return Choose(meaning.codes) if meaning.codes else Refused("place_unknown")

    def show(self, value: Any) -> str:
        """12.06 → Kabupaten Karo."""
        return regencies.by_code()[str(value)].name


_OF_ANOTHER = Refused("contact_of_another")


def _international(shared: str) -> str:
    """Telegram gives contacts with the country's code, with or without its plus sign."""
    return shared if shared.startswith(("+", "0")) else "+" + shared


def _e164(plain: str) -> str:
    if plain.startswith("+"):
        return plain
    if plain.startswith("62"):
        return "+" + plain
    return "+62" + plain.removeprefix("0")


def _is_hidden(character: str) -> bool:
    return unicodedata.category(character) in {"Cc", "Cs"} or character in _DIRECTION
