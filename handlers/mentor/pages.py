"""Where a page of a list of businesses begins, carried by its buttons.

It is not counted from the front: a page far back costs as much as the first, and nobody is passed
over because somebody else left the list meanwhile.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from bot.callback_data import Tap
from bot.screen import Button
from bot.texts import Texts
from models.mentoring import Mentoring
from models.services.mentoring import Spot

#: What fits on a screen that is read without scrolling.
PAGE = 5

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_UNIT = timedelta(microseconds=1)
_WRITTEN = re.compile(r"(?P<way>[np])(?P<place>[1-9][0-9]{0,5})", re.ASCII)


@dataclass(frozen=True)
class Page:
    """A page, and the place in the whole list that its first business has."""

    place: int = 1
    at: Spot | None = None

    @classmethod
    def read(cls, tap: Tap | None) -> "Page":
        """The page of a button; the first for a command, an older button or a forged one."""
        written = _WRITTEN.fullmatch((tap.choice if tap else None) or "")
        if tap is None or written is None:
            return cls()
        try:
            acted_at = _EPOCH + tap.revision * _UNIT
        except OverflowError:
            return cls()
        return cls(int(written["place"]), Spot(acted_at, tap.subject, written["way"] == "p"))

    @property
    def wanted(self) -> int:
        """How many rows are to be read: one more than is shown tells that there are more."""
        return PAGE if self._is_before else PAGE + 1

    def is_lost(self, found: int) -> bool:
        """Whether so little is left there that the list is better shown from its beginning."""
        return self.at is not None and (found < PAGE if self._is_before else not found)

    def turning(
        self, say: Texts, to: Tap, rows: Sequence[Mentoring], found: int
    ) -> list[list[Button]]:
        """`[Sebelumnya] [Berikutnya]` below *rows*, of which *found* were read."""
        buttons = []
        if rows and self.place > 1:
            back = _beside(to, rows[0], "p", max(self.place - PAGE, 1))
            buttons.append(Button(say.plain("button.previous"), back))
        if rows and (self._is_before or found > PAGE):
            further = _beside(to, rows[-1], "n", self.place + len(rows))
            buttons.append(Button(say.plain("button.next"), further))
        return [buttons] if buttons else []

    @property
    def _is_before(self) -> bool:
        return self.at is not None and self.at.is_end


def _beside(to: Tap, row: Mentoring, way: str, place: int) -> Tap:
    moment = (row.owner_acted_at - _EPOCH) // _UNIT
    return Tap(to.flow, to.verb, row.business_id, moment, f"{way}{place}")
