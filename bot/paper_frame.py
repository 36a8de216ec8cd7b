"""The frame of a paper: a woven band between two lines, as the ulos of Toba has it."""

from collections.abc import Sequence

from reportlab.lib.colors import HexColor
from reportlab.pdfgen.canvas import Canvas

from bot.colours import GOLD, GREEN, PALE, PAPER

_EDGE = 22.0  #: from the edge of the paper to the outer line, in points
_BAND = 15.0
INSIDE = _EDGE + _BAND  #: from the edge of the paper to the room inside


def draw_frame(page: Canvas, wide: float, high: float) -> None:
    """Draw the frame of a page of that size, in points."""
    page.setFillColor(HexColor(GREEN))
    page.rect(_EDGE, _EDGE, wide - 2 * _EDGE, high - 2 * _EDGE, stroke=0, fill=1)
    page.setFillColor(HexColor(PAPER))
    page.rect(INSIDE, INSIDE, wide - 2 * INSIDE, high - 2 * INSIDE, stroke=0, fill=1)
    middle = _EDGE + _BAND / 2
    for y in (middle, high - middle):
        _chain(page, middle, wide - middle, y, is_level=True)
    for x in (middle, wide - middle):
        _chain(page, middle, high - middle, x, is_level=False)
    page.setStrokeColor(HexColor(GOLD))
    page.setLineWidth(0.7)
    inner = INSIDE + 5
    page.rect(inner, inner, wide - 2 * inner, high - 2 * inner, stroke=1, fill=0)


def _chain(page: Canvas, start: float, end: float, across: float, *, is_level: bool) -> None:
    """Diamonds from corner to corner; a golden one stands in each corner and in every fourth."""
    count = 4 * round((end - start) / (4 * _BAND * 0.9))
    step = (end - start) / count
    places = [start + n * step for n in range(count + 1)]
    middles = [(along, across) if is_level else (across, along) for along in places]
    pale = [middle for n, middle in enumerate(middles) if n % 4]
    _diamonds(page, pale, _BAND * 0.36, PALE)
    _diamonds(page, middles[::4], _BAND * 0.36, GOLD)
    _diamonds(page, middles, _BAND * 0.15, GREEN)


def _diamonds(page: Canvas, middles: Sequence[tuple[float, float]], half: float, ink: str) -> None:
    shape = page.beginPath()
    for x, y in middles:
        shape.moveTo(x, y + half)
        for corner in ((x + half, y), (x, y - half), (x - half, y)):
            shape.lineTo(*corner)
        shape.close()
    page.setFillColor(HexColor(ink))
    page.drawPath(shape, stroke=0, fill=1)
