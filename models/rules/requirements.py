"""What somebody asks who types "syarat kopi ke Jerman": a product, a destination, or packaging.

Nothing here knows a product or a country by name: categories, HS lines and destinations do.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from models.rules import categories, destinations, hs_search

#: What is read of a text; the name of a product and of a country are shorter.
_MOST_LETTERS = 200
_MOST_WORDS = 12
#: Words a name of a category or of a country has at most.
_LONGEST_NAME = 4
#: "de" and "in" are words before they are countries.
_LENGTH_OF_A_CODE = 2
#: Share of the best HS line's points from which a line's category counts as well.
_CLOSE = 0.7
_MOST_MEANINGS = 6
_WORD = re.compile(r"[^\W_]+(?:['&-][^\W_]+)*")


@dataclass(frozen=True)
class Words:
    """The small words of a language that steer the reading; they come from the texts."""

    openings: frozenset[str]  #: what such a question begins with
    towards: frozenset[str]  #: what stands before a destination
    packaging: frozenset[str]
    filler: frozenset[str]


@dataclass(frozen=True)
class Asked:
    """What was understood. One code: sure enough to answer; several: the person chooses."""

    categories: tuple[str, ...] = ()
    destinations: tuple[str, ...] = ()
    packaging: bool = False
    named_product: bool = False  #: words for a product were there, understood or not
    named_place: bool = False

    @property
    def is_understood(self) -> bool:
        """Whether anything was; a bare question for the requirements is, too."""
        said = self.named_product or self.named_place
        return bool(self.categories or self.destinations or self.packaging) or not said


def rest(typed: str, words: Words) -> str | None:
    """What stands behind the opening of such a question; none: it is no such question."""
    plain = " ".join(typed[:_MOST_LETTERS].casefold().split())
    for opening in sorted(words.openings, key=len, reverse=True):
        if plain == opening or re.match(re.escape(opening) + r"\b", plain):
            return plain[len(opening) :].strip()
    return None


def understand(asked: str, words: Words) -> Asked:
    """What the words behind the opening mean; any text means something, perhaps nothing."""
    found = _WORD.findall(asked[:_MOST_LETTERS].casefold())[:_MOST_WORDS]
    packaging = any(word in words.packaging for word in found)
    found = [word for word in found if word not in words.packaging]
    at = next((n for n, word in enumerate(found) if word in words.towards), len(found))
    product = _without(found[:at], words)
    place = _without(found[at + 1 :], words)
    if place:
        where = _places(place)
    else:
        product, where = _split(product)
    return Asked(
        categories=_categories(product),
        destinations=where,
        packaging=packaging,
        named_product=bool(product),
        named_place=bool(place or where),
    )


def _without(found: Sequence[str], words: Words) -> list[str]:
    return [word for word in found if word not in words.filler and word not in words.towards]


def _split(found: list[str]) -> tuple[list[str], tuple[str, ...]]:
    """A country at the end, without a word before it ("kopi jerman"): only when it is sure."""
    for count in range(min(_LONGEST_NAME, len(found)), 0, -1):
        name = " ".join(found[-count:])
        meaning = destinations.understand(name)
        if meaning.sure and len(name) > _LENGTH_OF_A_CODE:
            return found[:-count], meaning.codes
    return found, ()


def _places(found: list[str]) -> tuple[str, ...]:
    """The destinations that the words behind "ke" mean, more of them first."""
    unsure: tuple[str, ...] = ()
    for count in range(min(_LONGEST_NAME, len(found)), 0, -1):
        meaning = destinations.understand(" ".join(found[:count]))
        if meaning.sure:
            return meaning.codes
        unsure = unsure or meaning.codes
    return unsure


def _categories(found: list[str]) -> tuple[str, ...]:
    if not found:
        return ()
    whole = " ".join(found)
    meaning = categories.understand(whole)
    if meaning.sure:
        return meaning.codes
    named = dict.fromkeys(_named(found))
    near = dict.fromkeys(_near(whole))
    both = [code for code in near if code in named]
    if len(both) == 1:
        return tuple(both)
    if len(near) == 1:
        return tuple(near)
    return tuple({**near, **named})[:_MOST_MEANINGS] or meaning.codes


def _named(found: list[str]) -> Iterator[str]:
    """Categories whose name stands among the words."""
    for count in range(min(_LONGEST_NAME, len(found)), 0, -1):
        for start in range(len(found) - count + 1):
            meaning = categories.understand(" ".join(found[start : start + count]))
            if meaning.sure:
                yield from meaning.codes


def _near(whole: str) -> Iterator[str]:
    """Categories of the HS lines that fit the words about as well as the best one."""
    lines = hs_search.search(whole)
    yield from (f.line.category for f in lines if f.points >= _CLOSE * lines[0].points)
