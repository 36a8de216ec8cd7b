"""A message to somebody: words, or whatever else a chat can carry."""

from dataclasses import dataclass
from typing import ClassVar

from typing_extensions import TypedDict

from models.forms.inputs import Input, SentFile
from models.forms.kinds.base import Context, Outcome, Parsed, Simple
from models.forms.kinds.text import Note


class SentAlong(TypedDict):
    """A file in place of words."""

    file: int
    kind: str


@dataclass(frozen=True)
class Message(Simple):
    """Words, a voice message, a photo, a video or a file."""

    name: ClassVar[str] = "message"

    def parse(self, given: Input, context: Context) -> Outcome:
        """Take either."""
        if isinstance(given, SentFile):
            return Parsed({"file": given.id, "kind": given.kind})
        return Note(by_voice=False).parse(given, context)
