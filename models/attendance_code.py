"""The four digits of attendance that hang on the wall: made, read from what is typed, compared.

Four digits are guessed soon: whoever asks with them limits how often, and how long a code is good.
"""

import hmac
import re
import secrets
import unicodedata
from itertools import pairwise

DIGITS = 4
_LOWEST, _COUNT = 1000, 9000  # no zero in front: people leave it out

_BETWEEN = re.compile(r"[\s.\-–]")


def new_code(*, other_than: str = "") -> str:
    """A code that nobody guesses at once (1111, 1234, 4321), and not the one before."""
    while True:
        code = str(_LOWEST + secrets.randbelow(_COUNT))
        if code != other_than and not _is_easy(code):
            return code


def read(typed: str) -> str | None:
    """The four digits somebody typed, as in "4071", "40-71" or "４０７１"; none if it is none."""
    digits = _BETWEEN.sub("", typed)
    if len(digits) != DIGITS or not digits.isdecimal():
        return None
    return "".join(str(unicodedata.decimal(digit)) for digit in digits)


def matches(typed: str, code: str) -> bool:
    """Whether what was typed is the code; takes as long whichever digit differs."""
    return hmac.compare_digest(read(typed) or "", code)


def _is_easy(code: str) -> bool:
    steps = {int(after) - int(before) for before, after in pairwise(code)}
    return steps in ({0}, {1}, {-1})
