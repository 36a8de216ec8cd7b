"""The picture for the wall or the projector: a QR code and four digits. Values in, PNG out."""

import io
from dataclasses import dataclass

from PIL import Image, ImageDraw

from bot import lettering, qr
from bot.colours import GREEN, INK, PAPER, SOFT
from bot.picture_letters import drawable, font, measure

SIZE = (1920, 1080)
_MARGIN = 90
_BAND = 190
_QR_SIDE = 760  #: at most, with the light around it
_QR_TOP = _BAND + (SIZE[1] - _BAND - _QR_SIDE) // 2
_RIGHT = _MARGIN + _QR_SIDE + 90  #: where the right half begins
_ROOM = SIZE[0] - _MARGIN - _RIGHT


@dataclass(frozen=True)
class Wall:
    """What stands on the wall."""

    training: str
    clinic: str
    code: str
    ask: str  #: what to do with it
    until: str  #: how long it is good
    link: str


def draw(wall: Wall) -> bytes:
    """The picture as PNG."""
    image = Image.new("RGB", SIZE, PAPER)
    pen = ImageDraw.Draw(image)
    pen.rectangle((0, 0, SIZE[0], _BAND), fill=GREEN)
    _text(pen, wall.training, (_MARGIN, 78), [68, 58, 48, 40], PAPER, SIZE[0] - 2 * _MARGIN, 1)
    _text(pen, wall.clinic, (_MARGIN, 146), [34, 28, 24], PAPER, SIZE[0] - 2 * _MARGIN)
    _code(pen, wall.link)
    middle = _QR_TOP + _QR_SIDE / 2
    digits = " ".join(wall.code)
    size = next(size for size in range(330, 99, -10) if measure(digits, size) <= _ROOM)
    pen.text((_RIGHT, middle), digits, INK, font(size), anchor="lm", stroke_width=4)
    asked = lettering.fitting(drawable(wall.ask), [50, 44, 38], 3, _ROOM, measure)
    top = _QR_TOP + 8
    for line in asked.lines:
        pen.text((_RIGHT, top), line, INK, font(asked.size), anchor="lt")
        top += round(asked.size * 1.3)
    _text(pen, wall.until, (_RIGHT, _QR_TOP + _QR_SIDE - 30), [50, 44, 38], SOFT, _ROOM)
    file = io.BytesIO()
    image.save(file, "PNG")
    return file.getvalue()


def _code(pen: ImageDraw.ImageDraw, link: str) -> None:
    """The QR code in whole pixels a module, black on white: for old cameras from the last row."""
    code = qr.code(link)
    modules = code.side + 2 * qr.QUIET
    module = _QR_SIDE // modules
    left, top = _MARGIN, _QR_TOP + (_QR_SIDE - module * modules) // 2
    end = module * modules
    pen.rounded_rectangle((left, top, left + end, top + end), 18, fill="#ffffff")
    for column, row, length in code.runs:
        x, y = left + (column + qr.QUIET) * module, top + (row + qr.QUIET) * module
        pen.rectangle((x, y, x + length * module - 1, y + module - 1), fill="#000000")


def _text(
    pen: ImageDraw.ImageDraw,
    text: str,
    at: tuple[float, float],
    sizes: list[float],
    ink: str,
    room: float,
    stroke: int = 0,
) -> None:
    """One line, as large as it can be, around a height."""
    found = lettering.fitting(drawable(text), sizes, 1, room, measure)
    pen.text(at, found.lines[0], ink, font(found.size), anchor="lm", stroke_width=stroke)
