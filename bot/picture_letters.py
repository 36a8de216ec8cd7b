"""Letters of the pictures: the font Pillow brings along, and what of a text it can write."""

import unicodedata
from functools import cache

from PIL import ImageFont

_TRIED = 44  #: in which it is seen whether the font has a letter


@cache
def font(size: float) -> ImageFont.FreeTypeFont:
    """The font Pillow brings along (Aileron, CC0).

    Raises:
        OSError: this Pillow was built without FreeType.
    """
    found = ImageFont.load_default(size)
    if not isinstance(found, ImageFont.FreeTypeFont):
        raise OSError("Pillow has no scalable font")
    return found


def measure(line: str, size: float) -> float:
    """How wide a line is, in pixels (`lettering.Measure`)."""
    return font(size).getlength(line)


def drawable(text: str) -> str:
    """The text in letters the font has: é as e, a dash as a hyphen, the rest left out."""
    plain = text.translate(_OTHERS)
    parts = unicodedata.normalize("NFKD", plain)
    return "".join(letter for letter in parts if _is_drawable(letter))


_OTHERS = str.maketrans({"–": "-", "—": "-", "„": "“", "•": "·"})


@cache
def _is_drawable(letter: str) -> bool:
    letters = font(_TRIED)
    return letter.isspace() or bytes(letters.getmask(letter)) != bytes(letters.getmask("\uffff"))
