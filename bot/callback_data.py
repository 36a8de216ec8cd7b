"""What a button carries: `1:flow:verb:subject:revision[:choice]`, at most 64 bytes.

Numbers are base 36. Anything that does not decode is a stale tap, never an error.
"""

import re
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Self

_VERSION = "1"
_MOST_BYTES = 64
_LARGEST = 2**63 - 1  #: no row of ours has a larger number, and no database takes one
_DIGITS = "0123456789abcdefghijklmnopqrstuvwxyz"
_SHAPE = re.compile(
    r"1:(?P<flow>[a-z]{1,8}):(?P<verb>[a-z]{1,8}):(?P<subject>[0-9a-z]{1,13})"
    r":(?P<revision>[0-9a-z]{1,13})(?::(?P<choice>[\w.\-]{1,24}))?",
    re.ASCII,
)


@dataclass(frozen=True)
class Tap:
    """A decoded button: *verb* of *flow* on row *subject*, as shown at *revision*."""

    flow: str
    verb: str
    subject: int = 0
    revision: int = 0
    choice: str | None = None

    def encode(self) -> str:
        """The text for Telegram.

        Raises:
            ValueError: a part does not fit its shape; a defect of the screen that built it.
        """
        parts = [_VERSION, self.flow, self.verb, _to36(self.subject), _to36(self.revision)]
        text = ":".join([*parts, self.choice] if self.choice is not None else parts)
        if len(text.encode()) > _MOST_BYTES or not _SHAPE.fullmatch(text):
            raise ValueError(f"not a button: {text}")
        return text

    def with_choice(self, choice: str | int) -> Self:
        """The same button for one choice."""
        return replace(self, choice=str(choice))


@lru_cache(maxsize=1024)
def decode(text: str | None) -> Tap | None:
    """The button *text* stands for; none for anything unknown."""
    shape = _SHAPE.fullmatch(text or "")
    if shape is None:
        return None
    subject, revision = int(shape["subject"], 36), int(shape["revision"], 36)
    if max(subject, revision) > _LARGEST:
        return None
    return Tap(shape["flow"], shape["verb"], subject, revision, shape["choice"])


def _to36(number: int) -> str:
    if number < 0:
        raise ValueError("a button carries no negative number")
    digits = ""
    while number:
        number, digit = divmod(number, 36)
        digits = _DIGITS[digit] + digits
    return digits or "0"
