"""Somebody who wants one thing, and finds the way to it by what the screens say."""

import re
from dataclasses import dataclass, field
from typing import ClassVar

from tests.people.visitor import Visitor


@dataclass
class Errand(Visitor):
    """A subclass knows the screens on the way (`goes_on`); lost, one begins again (`opening`)."""

    opening: ClassVar[str] = "/beranda"
    #: How likely one does something more while no reply comes; else one looks again.
    hurry: float = field(default=1.0, kw_only=True)
    typed: list[str] = field(default_factory=list, kw_only=True)

    def acts(self) -> None:
        """Do the next thing on the way."""
        if self.waits and self.hurry < 1 and self.chance.random() > self.hurry:
            return
        if self.waits and self.chance.random() < 0.5 and self.taps_again():
            return
        text = self.text()
        if not text or self.waits or not self.goes_on(text):
            self.says(self.opening)

    def goes_on(self, text: str) -> bool:
        """Do what this screen asks for; False: nothing here leads further."""
        raise NotImplementedError

    def answers(self, words: str) -> bool:
        """Type an answer, a new one each time, but none twice under the same message."""
        answer = f"{words} {len(self.typed) + 1}"
        if self.says_under(answer):
            self.typed.append(answer)
        return True


def asks(text: str, label: str) -> bool:
    """Whether the screen is the question of this label."""
    return re.search(rf"^(Perbaikan )?\d+ dari \d+: {label}$", text, re.MULTILINE) is not None
