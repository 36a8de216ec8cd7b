"""Letters of the papers (PDF): EB Garamond, embedded, and what of a text it can write."""

import unicodedata
from functools import cache
from pathlib import Path

from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont

_FOLDER = Path(__file__).parent / "fonts"
_FILES = {"Garamond": "EBGaramond12-Regular.ttf", "Garamond-Italic": "EBGaramond12-Italic.ttf"}

UPRIGHT, ITALIC = _FILES


@cache
def _fonts() -> dict[str, TTFont]:
    """The fonts by name, known to reportlab from now on."""
    fonts = {name: TTFont(name, _FOLDER / file) for name, file in _FILES.items()}
    for font in fonts.values():
        pdfmetrics.registerFont(font)
    return fonts


def width(line: str, font: str, size: float) -> float:
    """How wide a line is, in points."""
    return float(_fonts()[font].stringWidth(line, size))


def writable(text: str) -> str:
    """The text in letters both fonts have, in single spaces: ɓ without them is left out."""
    composed = unicodedata.normalize("NFC", text)
    return " ".join("".join(_written(letter) for letter in composed).split())


def _written(letter: str) -> str:
    """The letter, or what it is made of, as far as the fonts have it."""
    if letter.isspace():
        return " "
    for form in (letter, unicodedata.normalize("NFKC", letter)):
        if all(_is_there(part) for part in form):
            return form
    parts = unicodedata.normalize("NFKD", letter)
    return "".join(part for part in parts if _is_there(part) and not unicodedata.combining(part))


@cache
def _is_there(letter: str) -> bool:
    return all(ord(letter) in font.face.charToGlyph for font in _fonts().values())
