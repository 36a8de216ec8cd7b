"""The picture of a stage: 1080 by 1080, made to be passed on. Values in, PNG out."""

import io
from collections.abc import Sequence
from dataclasses import dataclass

from PIL import Image, ImageDraw, ImageFont

from bot import lettering
from bot.colours import GOLD, GREEN, INK, PALE, PAPER, SOFT
from bot.picture_letters import drawable, font, measure

SIDE = 1080
_MARGIN = 90
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
    image = Image.new("RGB", (SIDE, SIDE), PAPER)
    pen = ImageDraw.Draw(image)
    pen.rectangle((0, 0, SIDE, 170), fill=GREEN)
    clinic = _fitting(card.clinic, [58, 50, 42, 36], 1)
    pen.text((_MARGIN, 85), clinic.lines[0], PAPER, clinic.font, anchor="lm", stroke_width=1)
    name = _fitting(card.business, range(_LARGEST, _SMALLEST - 1, -4), _MOST_LINES)
    bottom = _paragraph(pen, name, 250, INK, stroke=2 if name.font.size > _BOLD_FROM else 1)
    stage = _fitting(card.stage, range(58, 39, -3), 2)
    _paragraph(pen, stage, max(bottom + 30, 470), GREEN, stroke=1)
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
    strip = Image.new("RGB", (SIDE * _FINE, 2 * _HALF * _FINE), PAPER)
    fine = ImageDraw.Draw(strip)
    _line(fine, SIDE - _MARGIN, PALE)
    _line(fine, here, GREEN)
    for place in range(card.places):
        _dot(fine, _MARGIN + step * place, _DOT, GREEN if place < card.place else PALE)
    _dot(fine, here, _HERE, GOLD)
    image.paste(strip.resize((SIDE, 2 * _HALF), Image.Resampling.BOX), (0, _WAY - _HALF))
    letters = font(40)
    half = letters.getlength(card.here) / 2
    middle = min(max(here, _MARGIN + half), SIDE - _MARGIN - half)
    pen.text((middle, _WAY + 50), card.here, INK, letters, anchor="mt", stroke_width=1)


def _line(fine: ImageDraw.ImageDraw, end: float, ink: str) -> None:
    """The way up to *end*, on the strip, which is drawn larger and made smaller: no edges."""
    box = (_MARGIN, _HALF - 4, end, _HALF + 4)
    fine.rectangle([_FINE * side for side in box], fill=ink)


def _dot(fine: ImageDraw.ImageDraw, x: float, radius: int, ink: str) -> None:
    box = (x - radius, _HALF - radius, x + radius, _HALF + radius)
    fine.ellipse([_FINE * side for side in box], fill=ink)


def _foot(pen: ImageDraw.ImageDraw, card: Card) -> None:
    letters = font(40)
    pen.line((_MARGIN, 930, SIDE - _MARGIN, 930), fill=PALE, width=3)
    pen.text((_MARGIN, 965), card.day, SOFT, letters, anchor="lt")
    pen.text((SIDE - _MARGIN, 965), card.number, SOFT, letters, anchor="rt")


def _fitting(text: str, sizes: Sequence[int], most_lines: int) -> _Fitted:
    """The text in the largest of *sizes* in which it has room; cut where it has in none."""
    room = SIDE - 2 * _MARGIN
    found = lettering.fitting(drawable(text), sizes, most_lines, room, measure)
    letters = font(found.size)
    return _Fitted(found.lines, letters, round(letters.size * 1.3))
