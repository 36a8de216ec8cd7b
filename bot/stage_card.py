"""The picture of a stage: 1080 by 1080, made to be passed on. Values in, PNG out."""

import io
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache

from PIL import Image, ImageDraw, ImageFont

SIDE = 1080
_MARGIN = 90
_PAPER, _INK, _SOFT = "#fffaf0", "#1f2d2a", "#6b7a75"
_GREEN, _PALE, _GOLD = "#0f6b4f", "#cfe3da", "#e0a526"
_LARGEST, _SMALLEST = 84, 44
_MOST_LINES = 3
_BOLD_FROM = 60  #: smaller letters would run together
_DOT, _HERE = 15, 27
_WAY, _HALF, _FINE = 760, 30, 4  #: where the way is, half its height, how much finer it is drawn


@dataclass(frozen=True)
class Card:
    """What stands on a picture."""

    clinic: str
    business: str
    number: str
    stage: str
    day: str
    here: str  #: "Anda di sini"
    place: int  #: of the stage on the way, from 0
    places: int  #: of the way


def draw(card: Card) -> bytes:
    """The picture as PNG."""
    image = Image.new("RGB", (SIDE, SIDE), _PAPER)
    pen = ImageDraw.Draw(image)
    pen.rectangle((0, 0, SIDE, 170), fill=_GREEN)
    clinic = _fitting(card.clinic, [58, 50, 42, 36], 1)
    pen.text((_MARGIN, 85), clinic.lines[0], _PAPER, clinic.font, anchor="lm", stroke_width=1)
    name = _fitting(card.business, range(_LARGEST, _SMALLEST - 1, -4), _MOST_LINES)
    bottom = _paragraph(pen, name, 250, _INK, stroke=2 if name.font.size > _BOLD_FROM else 1)
    stage = _fitting(card.stage, range(58, 39, -3), 2)
    _paragraph(pen, stage, max(bottom + 30, 470), _GREEN, stroke=1)
    _way(image, pen, card)
    _foot(pen, card)
    file = io.BytesIO()
    image.save(file, "PNG", optimize=True)
    return file.getvalue()


@dataclass(frozen=True)
class _Fitted:
    lines: Sequence[str]
    font: ImageFont.FreeTypeFont
    height: int  #: of a line


def _paragraph(pen: ImageDraw.ImageDraw, text: _Fitted, top: int, ink: str, *, stroke: int) -> int:
    """Write lines below each other; gives where they end."""
    for line in text.lines:
        pen.text((_MARGIN, top), line, ink, text.font, anchor="lt", stroke_width=stroke)
        top += text.height
    return top


def _way(image: Image.Image, pen: ImageDraw.ImageDraw, card: Card) -> None:
    """The way as dots: what lies behind is filled, the place is larger and named."""
    step = (SIDE - 2 * _MARGIN) / (card.places - 1)
    here = _MARGIN + step * card.place
    strip = Image.new("RGB", (SIDE * _FINE, 2 * _HALF * _FINE), _PAPER)
    fine = ImageDraw.Draw(strip)
    _line(fine, SIDE - _MARGIN, _PALE)
    _line(fine, here, _GREEN)
    for place in range(card.places):
        _dot(fine, _MARGIN + step * place, _DOT, _GREEN if place < card.place else _PALE)
    _dot(fine, here, _HERE, _GOLD)
    image.paste(strip.resize((SIDE, 2 * _HALF), Image.Resampling.BOX), (0, _WAY - _HALF))
    font = _font(40)
    half = font.getlength(card.here) / 2
    middle = min(max(here, _MARGIN + half), SIDE - _MARGIN - half)
    pen.text((middle, _WAY + 50), card.here, _INK, font, anchor="mt", stroke_width=1)


def _line(fine: ImageDraw.ImageDraw, end: float, ink: str) -> None:
    """The way up to *end*, on the strip, which is drawn larger and made smaller: no edges."""
    box = (_MARGIN, _HALF - 4, end, _HALF + 4)
    fine.rectangle([_FINE * side for side in box], fill=ink)


def _dot(fine: ImageDraw.ImageDraw, x: float, radius: int, ink: str) -> None:
    box = (x - radius, _HALF - radius, x + radius, _HALF + radius)
    fine.ellipse([_FINE * side for side in box], fill=ink)


def _foot(pen: ImageDraw.ImageDraw, card: Card) -> None:
    font = _font(40)
    pen.line((_MARGIN, 930, SIDE - _MARGIN, 930), fill=_PALE, width=3)
    pen.text((_MARGIN, 965), card.day, _SOFT, font, anchor="lt")
    pen.text((SIDE - _MARGIN, 965), card.number, _SOFT, font, anchor="rt")


def _fitting(text: str, sizes: Sequence[int], most_lines: int) -> _Fitted:
    """The text in the largest of *sizes* in which it has room; cut where it has in none."""
    words = _drawable(text).split()
    for size in sizes:
        font = _font(size)
        lines = _wrapped(words, font)
        if len(lines) <= most_lines and all(_has_room(line, font) for line in lines):
            break
    else:
        lines = [_cut(line, font) for line in lines[:most_lines]]
    return _Fitted(lines or [""], font, round(font.size * 1.3))


def _wrapped(words: Sequence[str], font: ImageFont.FreeTypeFont) -> list[str]:
    lines: list[str] = []
    for word in words:
        longer = f"{lines[-1]} {word}" if lines else word
        if lines and _has_room(longer, font):
            lines[-1] = longer
        else:
            lines.append(word)
    return lines


def _cut(line: str, font: ImageFont.FreeTypeFont) -> str:
    if _has_room(line, font):
        return line
    while not _has_room(f"{line}…", font):
        line = line[:-1]
    return f"{line}…"


def _has_room(line: str, font: ImageFont.FreeTypeFont) -> bool:
    return font.getlength(line) <= SIDE - 2 * _MARGIN


@cache
def _font(size: int) -> ImageFont.FreeTypeFont:
    """The font Pillow brings along (Aileron, CC0).

    Raises:
        OSError: this Pillow was built without FreeType.
    """
    font = ImageFont.load_default(size)
    if not isinstance(font, ImageFont.FreeTypeFont):
        raise OSError("Pillow has no scalable font")
    return font


def _drawable(text: str) -> str:
    """The text in letters the font has: é as e, a dash as a hyphen, the rest left out."""
    plain = text.translate(_OTHERS)
    parts = unicodedata.normalize("NFKD", plain)
    return "".join(letter for letter in parts if _is_drawable(letter))


_OTHERS = str.maketrans({"–": "-", "—": "-", "„": "“", "•": "·"})


@cache
def _is_drawable(letter: str) -> bool:
    font = _font(_SMALLEST)
    return letter.isspace() or bytes(font.getmask(letter)) != bytes(font.getmask("\uffff"))
