"""What a typed search means: a number, a telephone, an NIB, or beginnings of words."""

import re
import unicodedata
from dataclasses import dataclass
from datetime import datetime

from models.forms.inputs import Typed
from models.forms.kinds import Context, Parsed, Phone

#: Longest word of the index.
MOST_LETTERS = 40

#: What is looked at of a search; names are shorter.
_MOST_TYPED = 200
_MOST_WORDS = 8

#: A number without its year is looked for in so many years, the newest first.
_YEARS = 10

_NOT_WORD = re.compile(r"[^\w]+")
_SPACING = re.compile(r"[\s.\-]+")
_NUMBER = re.compile(
    r"(?:ke[\s\-]*)?(?:(?P<year>20\d\d)[\s\-]+)?0{0,6}(?P<number>[1-9]\d{0,5})"
    r"(?:\s*/\s*0{0,4}(?P<ordinal>[1-9]\d{0,3}))?",
    re.ASCII | re.IGNORECASE,
)
_NIB = re.compile(r"\d{13}", re.ASCII)


@dataclass(frozen=True)
class Query:
    """What is looked for. What names one entry is tried first, the words if there is none."""

    numbers: tuple[str, ...] = ()  #: KE-2026-00152, KE-2025-00152, …
    phone: str | None = None  #: E.164
    nib: str | None = None
    words: tuple[str, ...] = ()  #: folded beginnings of words; all of them must be there

    @property
    def names_one(self) -> bool:
        """Whether it may be the number, the telephone or the NIB of an entry."""
        return bool(self.numbers or self.phone or self.nib)


def read(text: str, *, now: datetime) -> Query:
    """What *text* may mean; any text means something, perhaps nothing that can be found."""
    typed = unicodedata.normalize("NFKC", text[:_MOST_TYPED]).strip()
    plain = _SPACING.sub("", typed)
    return Query(
        numbers=_numbers(typed, now),
        phone=_phone(typed),
        nib=plain if _NIB.fullmatch(plain) else None,
        words=_longest(words(typed)),
    )


def words(text: str) -> frozenset[str]:
    """The words of a name as they are compared: small letters, without accents."""
    folded = unicodedata.normalize("NFKD", text).casefold()
    letters = "".join(c for c in folded if not unicodedata.category(c).startswith("M"))
    return frozenset(word[:MOST_LETTERS] for word in _NOT_WORD.split(letters) if word)


def _numbers(typed: str, now: datetime) -> tuple[str, ...]:
    found = _NUMBER.fullmatch(typed)
    if found is None:
        return ()
    newest = now.year + 1  # the office's year may have begun
    years = [found["year"]] if found["year"] else range(newest, newest - _YEARS, -1)
    ordinal = f"/{found['ordinal']}" if found["ordinal"] else ""
    return tuple(f"KE-{year}-{int(found['number']):05d}{ordinal}" for year in years)


def _phone(typed: str) -> str | None:
    outcome = Phone().parse(Typed(typed), Context())
    return str(outcome.value) if isinstance(outcome, Parsed) else None


def _longest(found: frozenset[str]) -> tuple[str, ...]:
    """The longest words, for they say most; a word that begins another is said by it."""
    telling = {
        word
        for word in found
        if not any(other != word and other.startswith(word) for other in found)
    }
    return tuple(sorted(telling, key=lambda word: (-len(word), word))[:_MOST_WORDS])
