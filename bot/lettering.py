"""Text that has room: as large as it can be, in lines, whatever it says. Knows no canvas."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

#: How wide a line is in letters of a size, in the unit of the width it must fit into.
Measure = Callable[[str, float], float]

_ELLIPSIS = "…"


@dataclass(frozen=True)
class Fitted:
    """Lines, and the size of their letters."""

    lines: Sequence[str]
    size: float


def fitting(
    text: str, sizes: Sequence[float], most_lines: int, width: float, measure: Measure
) -> Fitted:
    """The text in the largest of *sizes* in which it has room; cut where it has in none.

    *sizes* go from the largest to the smallest; *text* is in letters that can be measured.
    """
    words = text.split()
    for size in sizes:
        lines = wrapped(words, size, width, measure)
        if len(lines) <= most_lines and all(measure(line, size) <= width for line in lines):
            return Fitted(lines or [""], size)
    size = sizes[-1]
    lines = wrapped(words, size, width, measure)
    shown, left_out = lines[:most_lines], lines[most_lines:]
    if left_out:
        shown[-1] += f" {left_out[0]}"
    return Fitted([_cut(line, size, width, measure) for line in shown], size)


def is_whole(found: Fitted, text: str) -> bool:
    """Whether all of *text* stands in the lines, wherever they were broken."""
    return "".join("".join(found.lines).split()) == "".join(text.split())


def wrapped(words: Sequence[str], size: float, width: float, measure: Measure) -> list[str]:
    """The words in lines; one that is wider than a line stands alone."""
    lines: list[str] = []
    for word in words:
        longer = f"{lines[-1]} {word}" if lines else word
        if lines and measure(longer, size) <= width:
            lines[-1] = longer
        else:
            lines.append(word)
    return lines


def broken(text: str, size: float, width: float, measure: Measure) -> str:
    """The text with a space in every word that is wider than a line."""
    words: list[str] = []
    for word in text.split():
        rest = word
        while measure(rest, size) > width:
            end = len(rest) - 1
            while end > 1 and measure(rest[:end], size) > width:
                end -= 1
            words.append(rest[:end])
            rest = rest[end:]
        words.append(rest)
    return " ".join(words)


def balanced(found: Fitted, measure: Measure) -> Fitted:
    """The same number of lines, of nearly the same width: for lines that are centred."""
    words = " ".join(found.lines).split()
    count = len(found.lines)
    narrow, wide = 0.0, max(measure(line, found.size) for line in found.lines)
    lines = found.lines
    while wide - narrow > 1:
        middle = (narrow + wide) / 2
        tried = wrapped(words, found.size, middle, measure)
        if len(tried) == count and all(measure(line, found.size) <= middle for line in tried):
            wide, lines = middle, tried
        else:
            narrow = middle
    return Fitted(lines, found.size)


def _cut(line: str, size: float, width: float, measure: Measure) -> str:
    if measure(line, size) <= width:
        return line
    while line and measure(line + _ELLIPSIS, size) > width:
        line = line[:-1]
    return line + _ELLIPSIS
