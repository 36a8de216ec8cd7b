"""Words: a line of text, and a note that may be spoken."""

import re
import unicodedata
from dataclasses import dataclass
from typing import Annotated, ClassVar

from pydantic import Field
from typing_extensions import TypedDict

from models.forms.inputs import Input, SentFile, Typed
from models.forms.kinds.base import Context, Doubt, Outcome, Parsed, Refused, Simple

#: Invisible characters that turn the reading direction: they could disguise a name on a card.
_DIRECTION = frozenset("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")

_PRICE = re.compile(r"\s*rp\.?\s*\d[\d.,]*\s*\w*\s*", re.IGNORECASE)


@dataclass(frozen=True)
class Text(Simple):
    """A line of text; kept exactly as typed, but for spaces around it."""

    names_something: bool = False  #: a price in its place is doubted
    name: ClassVar[str] = "text"

    def parse(self, given: Input, context: Context) -> Outcome:
        """Refuse what is no text, has several lines, or hides control characters."""
        del context
        if isinstance(given, SentFile) and given.kind == "voice":
            return Refused("voice_kept")
        if not isinstance(given, Typed):
            return Refused("text_expected")
        text = given.text.strip()
        if "\n" in text:
            return Refused("one_line")
        if _hides_something(text):
            return Refused("hidden_characters")
        if self.names_something and _PRICE.fullmatch(text):
            return Doubt("like_a_price", text)
        return Parsed(text)


class Spoken(TypedDict):
    """A voice message in place of words, until somebody has written it down."""

    voice: int  #: file id


#: Value of a `Note`: words, or a voice message.
NoteValue = Annotated[str, Field(min_length=3, max_length=400)] | Spoken


@dataclass(frozen=True)
class Note(Simple):
    """Some sentences, typed or spoken. A spoken one is `{"voice": file id}` until written down."""

    spoken: bool = True  #: a voice message is an answer too
    name: ClassVar[str] = "note"

    def parse(self, given: Input, context: Context) -> Outcome:
        """Accept a text of several lines, or a voice message."""
        del context
        if isinstance(given, SentFile) and given.kind == "voice":
            return Parsed({"voice": given.id}) if self.spoken else Refused("text_expected")
        if not isinstance(given, Typed):
            return Refused("note_expected" if self.spoken else "text_expected")
        text = given.text.strip()
        if _hides_something(text.replace("\n", " ")):
            return Refused("hidden_characters")
        return Parsed(text)


def _hides_something(text: str) -> bool:
    return any(
        unicodedata.category(character) in {"Cc", "Cs"} or character in _DIRECTION
        for character in text
    )
