"""A typed answer cut into numbers, words and signs, and numbers read as Indonesians write them."""

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from functools import cache

from models.rules import units
from models.rules.input_words import words

#: Answers to one question are short; what stands behind is not read.
LONGEST = 200
#: No amount of this clinic has more digits.
_MOST_DIGITS = 18

_GROUPS = re.compile(r"[1-9][0-9]{0,2}(?:[.,' ][0-9]{3})+")
_PLAIN = re.compile(r"[0-9]+(?:[.,][0-9]+)?")
_NUMBER = r"[0-9]{1,3}(?:[ '][0-9]{3})+(?![0-9])(?:[.,][0-9]+)?|[0-9]+(?:[.,][0-9]+)*"
_LETTERS = r"[^\W\d_]+"


@dataclass(frozen=True)
class Token:
    """A piece of the text: `number` as written ("1.250,5"), `word`, or any other `sign`."""

    kind: str
    text: str
    start: int
    end: int

    def is_word(self, known: Iterable[str]) -> bool:
        """Whether it is one of *known* words or signs."""
        return self.kind != "number" and self.text in known


def cut(text: str) -> list[Token]:
    """The pieces of *text*, in small letters, without spaces."""
    return [
        Token(found.lastgroup or "sign", found.group(), found.start(), found.end())
        for found in _pieces().finditer(plain(text))
    ]


def plain(text: str) -> str:
    """Small letters, one line, ordinary digits and signs: m² = m2, a wide 5 = 5."""
    joined = unicodedata.normalize("NFKC", text[:LONGEST]).casefold()
    return " ".join(joined.replace("\u2013", "-").replace("\u2212", "-").split())


def number(written: str) -> Decimal | None:
    """A number as written here: 1.250.000,50 · 1.500 = 1500 · 1,5 · 1.5 · 1,250.50.

    A single comma is a decimal comma; a single dot before three digits groups thousands, unless
    the number begins with 0. None: the groups do not fit, or too many digits.
    """
    written = written.strip()
    if sum(character.isdigit() for character in written) > _MOST_DIGITS:
        return None
    comma, dot = written.rfind(","), written.rfind(".")
    decimal_at = max(comma, dot) if min(comma, dot) >= 0 else comma
    if decimal_at >= 0 and written.count(written[decimal_at]) == 1:
        whole, fraction = written[:decimal_at], written[decimal_at + 1 :]
        if not fraction.isascii() or not fraction.isdigit():
            return None
        integer = _grouped(whole)
        return None if integer is None else Decimal(f"{integer}.{fraction}")
    if integer := _grouped(written):
        return Decimal(integer)
    return Decimal(written.replace(",", ".")) if _PLAIN.fullmatch(written) else None


def _grouped(written: str) -> str | None:
    """The digits of a whole number; none when its groups are not all of one kind and size."""
    if written.isascii() and written.isdigit():
        return written
    separators = {character for character in written if not character.isdigit()}
    if len(separators) == 1 and _GROUPS.fullmatch(written):
        return written.replace(separators.pop(), "")
    return None


@cache
def _pieces() -> re.Pattern[str]:
    """Words with other signs inside (s/d, kira2, m2, rb-an) come from the lists of words."""
    known = words()
    listed = {
        *known.numbers, *known.scales, *known.between, *known.doubled, *known.rupiah,
        *known.foreign_money, *(part for word in _unit_words() for part in word.split()),
    }  # fmt: skip
    odd = sorted((w for w in listed if not re.fullmatch(_LETTERS, w)), key=len, reverse=True)
    special = "|".join(rf"(?<![^\W\d_]){re.escape(word)}(?![^\W_])" for word in odd)
    return re.compile(rf"(?P<word>{special}|{_LETTERS})|(?P<number>{_NUMBER})|(?P<sign>\S)")


def _unit_words() -> list[str]:
    of_units = [[unit.code, *unit.alias] for unit in units.by_code().values()]
    return [word for alias in of_units for word in alias]
