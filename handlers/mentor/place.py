"""Where a mentor is in what waits: "2 dari 3", carried by the buttons of the card."""

from dataclasses import dataclass, replace
from typing import Self

_MOST = 999


@dataclass(frozen=True)
class Place:
    """The number of a card among those that waited when the mentor began."""

    number: int = 1
    total: int = 1
    has_skipped: bool = False

    @classmethod
    def read(cls, choice: str | None) -> tuple[Self, str]:
        """The place in the choice of a tap, and what else stands there; forged ones are mended."""
        written, _, rest = (choice or "").partition("-")
        parts = written.split(".")
        if len(parts) != len(cls.__dataclass_fields__) or not all(map(_is_number, parts)):
            return cls(), rest
        number, total, skipped = (int(part) for part in parts)
        return cls(max(number, 1), max(number, total, 1), bool(skipped)), rest

    def write(self, rest: str = "") -> str:
        """As the choice of a tap."""
        written = f"{self.number}.{self.total}.{int(self.has_skipped)}"
        return f"{written}-{rest}" if rest else written

    def following(self, *, skipped: bool = False) -> "Place":
        """The next one."""
        number = min(self.number + 1, _MOST)
        return replace(
            self,
            number=number,
            total=max(self.total, number),
            has_skipped=self.has_skipped or skipped,
        )


def _is_number(part: str) -> bool:
    return part.isascii() and part.isdecimal() and len(part) <= len(str(_MOST))
