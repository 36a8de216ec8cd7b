"""Plain words → HS lines, without a network: tokens, beginnings, typing errors, two languages.

A word counts the more, the fewer lines have it; in the words people say it counts more than in a
description, and there more in Indonesian than in English. Nothing here knows a product by name:
what is missing is added to `hs.csv` and `hs.yaml`.
"""

import math
import re
import unicodedata
from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterator
from functools import cache
from typing import NamedTuple

from rapidfuzz import process
from rapidfuzz.distance import OSA

from models.rules import hs

MOST = 5
#: More words than a product's name has are not read.
_MOST_WORDS = 12
_WORD = re.compile(r"[a-z0-9]+")
_SHORTEST_BEGINNING = 3
#: Length of a word from which so many typing errors are forgiven.
_FORGIVEN = ((8, 2), (4, 1))
_MOST_NEAR = 8

#: How much a word counts by where it stands.
_IN_WORDS, _IN_INDONESIAN, _IN_ENGLISH = 3.0, 2.0, 1.0
#: ... and by how well it fits.
_EXACT, _BEGINNING, _NEAR = 1.0, 0.7, 0.6
#: All words of a saying are in the question; and the question is just that saying.
_SAYING, _SAYING_ALONE = 2.0, 6.0
#: A saying that stands first is how most people say it.
_FIRST_SAYING = 0.5
#: Share of the best line's points below which a line is noise; and what a disputed code gets.
_WORST, _BESIDE = 0.4, 0.7
#: Share of its points a line gains when it is of the product's category.
_OWN_CATEGORY = 0.5


class Found(NamedTuple):
    """A line and its points; points of different questions cannot be compared."""

    line: hs.Line
    points: float


class _Index(NamedTuple):
    lines: tuple[hs.Line, ...]
    #: word → (number of the line → where it counts most)
    places: dict[str, dict[int, float]]
    vocabulary: list[str]
    #: the sayings of each line, as sets of words
    sayings: tuple[tuple[frozenset[str], ...], ...]


def search(typed: str, category: str | None = None, most: int = MOST) -> tuple[Found, ...]:
    """The lines *typed* may mean, best first; those of *category* come up.

    A typed code gives its line, or all lines below its heading.
    """
    if hs.digits(typed):
        line = hs.exact(typed)
        lines = (line,) if line else hs.under_heading(typed)
        return tuple(Found(line, 1.0) for line in lines[:most])
    index, asked = _index(), _tokens(typed)[:_MOST_WORDS]
    points: dict[int, float] = defaultdict(float)
    for word in dict.fromkeys(asked):
        for number, more in _of_word(index, word).items():
            points[number] += more
    for number in points:
        points[number] += _of_sayings(index.sayings[number], frozenset(asked))
    least = _WORST * max(points.values(), default=0.0)
    found = [
        Found(line, more * (1 + _OWN_CATEGORY * (line.category == category)))
        for number, more in points.items()
        if more >= least and (line := index.lines[number])
    ]
    return _best(found, asked, most)


def doubt(line: hs.Line, typed: str) -> hs.Doubt | None:
    """Why customs offices may see a product called *typed* elsewhere; none when they agree."""
    return _doubt(line, _tokens(typed))


def _doubt(line: hs.Line, asked: list[str]) -> hs.Doubt | None:
    known = hs.remarks().doubts.get(line.code)
    return known if known and set(known.words) & set(asked) else None


def _best(found: list[Found], asked: list[str], most: int) -> tuple[Found, ...]:
    """The best few, and the codes a doubt puts beside the first."""
    first = min(found, key=_order, default=None)
    if first is None:
        return ()
    doubted = _doubt(first.line, asked)
    kept = {item.line.code: item for item in found}
    for code in doubted.also if doubted else ():
        beside = Found(hs.by_code()[code], _BESIDE * first.points)
        kept[code] = min(kept.get(code, beside), beside, key=_order)
    return tuple(sorted(kept.values(), key=_order)[:most])


def _order(found: Found) -> tuple[float, str]:
    return -found.points, found.line.code


def _of_word(index: _Index, word: str) -> dict[int, float]:
    """Number of a line → points it gets for one word of the question."""
    points: dict[int, float] = {}
    for known, fit in _known(index, word):
        places = index.places[known]
        rare = math.log(1 + len(index.lines) / len(places))
        for number, place in places.items():
            points[number] = max(points.get(number, 0.0), fit * place * rare)
    return points


def _known(index: _Index, word: str) -> Iterator[tuple[str, float]]:
    """The words of the list that *word* may mean, with how well they fit."""
    if word in index.places:
        yield word, _EXACT
    if len(word) >= _SHORTEST_BEGINNING:
        at = bisect_left(index.vocabulary, word)
        while at < len(index.vocabulary) and index.vocabulary[at].startswith(word):
            yield index.vocabulary[at], _BEGINNING
            at += 1
    if word not in index.places:
        edits = next((most for length, most in _FORGIVEN if len(word) >= length), 0)
        near = (
            process.extract(
                word, index.vocabulary, scorer=OSA.distance, score_cutoff=edits, limit=_MOST_NEAR
            )
            if edits
            else []
        )
        for known, distance, _index_of in near:
            yield known, _NEAR / distance


def _of_sayings(sayings: tuple[frozenset[str], ...], asked: frozenset[str]) -> float:
    best = 0.0
    for position, saying in enumerate(sayings):
        if saying == asked:
            best = max(best, _SAYING_ALONE + len(saying) + _FIRST_SAYING / (1 + position))
        elif saying <= asked:
            best = max(best, _SAYING * len(saying))
    return best


@cache
def _index() -> _Index:
    lines = tuple(hs.by_code().values())
    places: dict[str, dict[int, float]] = defaultdict(dict)
    for number, line in enumerate(lines):
        parts = (
            (" ".join(line.words), _IN_WORDS),
            (line.id, _IN_INDONESIAN),
            (line.en, _IN_ENGLISH),
        )
        for text, weight in parts:
            for word in _tokens(text):
                places[word][number] = max(places[word].get(number, 0.0), weight)
    sayings = tuple(tuple(frozenset(_tokens(saying)) for saying in line.words) for line in lines)
    return _Index(lines, dict(places), sorted(places), sayings)


def _tokens(text: str) -> list[str]:
    """The words that count, in the spelling of the list."""
    plain = unicodedata.normalize("NFKD", text.casefold())
    words = " ".join(_WORD.findall("".join(c for c in plain if c.isascii())))
    words = _sayings().sub(lambda found: _same()[found.group()], words)
    filler = _filler()
    return [word for word in words.split() if word not in filler]


@cache
def _filler() -> frozenset[str]:
    return frozenset(hs.remarks().search.filler)


@cache
def _same() -> dict[str, str]:
    """Another spelling → the word of the list."""
    return {other: word for word, others in hs.remarks().search.same.items() for other in others}


@cache
def _sayings() -> re.Pattern[str]:
    longest_first = sorted(_same(), key=len, reverse=True)
    return re.compile(r"\b(?:" + "|".join(map(re.escape, longest_first)) + r")\b")
