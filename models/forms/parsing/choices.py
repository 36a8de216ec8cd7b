"""Several of a numbered list: 1, 3 · 1 dan 3 · 2-4 · semua."""

import re

from models.forms.parsing.result import Unclear
from models.forms.parsing.tokens import plain
from models.rules.input_words import words

_PIECE = re.compile(r"[0-9]+|s/d|[^\W\d_]+|-|[^\s\w]")
_SEPARATORS = frozenset(",.;/&+()#")
_MOST_DIGITS = 4


def numbers_chosen(text: str, count: int) -> tuple[int, ...] | Unclear:
    """The lines chosen of 1 … *count*, in ascending order; empty for "kosong".

    Errors: `choice_expected` something else was said · `choice_range` with `number` and `count`.
    """
    known, pieces = words(), _PIECE.findall(plain(text))
    if len(pieces) == 1 and pieces[0] in known.all:
        return tuple(range(1, count + 1))
    if len(pieces) == 1 and pieces[0] in known.none:
        return ()
    chosen: list[int] = []
    until = False
    for piece in pieces:
        if piece == "-" or piece in known.between:
            until = bool(chosen)
        elif piece not in _SEPARATORS and piece not in known.conjunctions:
            number = _number(piece)
            if number is None:
                return Unclear("choice_expected")
            if not 1 <= number <= count:
                return Unclear("choice_range", {"number": number, "count": count})
            chosen += range(chosen[-1] + 1, number) if until else ()
            chosen.append(number)
            until = False
    return tuple(sorted(set(chosen))) if chosen else Unclear("choice_expected")


def _number(piece: str) -> int | None:
    if piece.isascii() and piece.isdigit():
        return int(piece[:_MOST_DIGITS])
    value = words().numbers.get(piece)
    return int(value) if value is not None and value == value.to_integral_value() else None
