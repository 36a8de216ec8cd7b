"""QR codes: the dark modules of a code, to be drawn on a paper or a picture."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import segno

#: Modules of light around a code; a reader needs them.
QUIET = 4


@dataclass(frozen=True)
class Code:
    """A code in modules from its top left, without the light around it."""

    side: int
    runs: Sequence[tuple[int, int, int]]  #: column, row, length: dark neighbours are one


def code(text: str) -> Code:
    """The code of *text*; a seventh of it may be hidden by a stain or a fold (level M)."""
    matrix = segno.make_qr(text, error="m", boost_error=False).matrix
    return Code(len(matrix), tuple(_runs(matrix)))


def _runs(matrix: Sequence[bytearray]) -> Iterator[tuple[int, int, int]]:
    for row, modules in enumerate(matrix):
        start: int | None = None
        for column, is_dark in enumerate([*modules, 0]):
            if is_dark and start is None:
                start = column
            elif not is_dark and start is not None:
                yield start, row, column - start
                start = None
