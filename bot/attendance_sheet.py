"""The list of attendance to be signed by hand: A4 upright (PDF), as many pages as needed."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from reportlab.lib.colors import HexColor
from reportlab.lib.pagesizes import A4
from reportlab.pdfgen.canvas import Canvas

from bot import lettering
from bot.colours import GREEN, INK, SOFT
from bot.paper_letters import UPRIGHT, width, writable

_WIDE, _HIGH = A4
_LEFT, _BOTTOM = 40.0, 52.0
_TOP = _HIGH - 46
_HEAD = 78.0  #: height of what stands above the table
_ROW = 27.0
_PAD = 5.0

#: Widths in points: number, name, business, kabupaten, signature.
_COLUMNS = (26.0, 147.0, 130.0, 92.0, 120.0)
_ROWS = int((_TOP - _HEAD - _BOTTOM) // _ROW) - 1  #: on a page, below the headings


@dataclass(frozen=True)
class Participant:
    """One line of the list."""

    name: str
    business: str
    regency: str


@dataclass(frozen=True)
class Sheet:
    """What stands on the list, in words."""

    heading: str  #: "Daftar hadir"
    training: str
    held: Sequence[str]  #: day and time; then the place
    columns: Sequence[str]  #: number, name, business, kabupaten, signature
    page: Callable[[int, int], str]  #: number and count → "Halaman 1 dari 2"
    title: str
    language: str
    on: date


def draw(sheet: Sheet, participants: Sequence[Participant], path: Path, *, spare: int = 5) -> None:
    """Write the list to *path*, with *spare* empty lines for those who come unannounced."""
    page = Canvas(str(path), A4, pageCompression=1, invariant=1, lang=sheet.language)
    page.setTitle(sheet.title)
    page.setDateFormatter(lambda *_now: f"D:{sheet.on:%Y%m%d}")
    page.setViewerPreference("DisplayDocTitle", "true")
    lines = max(len(participants) + spare, 1)
    count = -(-lines // _ROWS)
    for number in range(count):
        first = number * _ROWS
        _head(page, sheet)
        top = _TOP - _HEAD
        _row(page, top, sheet.columns, ink=GREEN)
        for line in range(first, min(first + _ROWS, lines)):
            top -= _ROW
            one = participants[line] if line < len(participants) else Participant("", "", "")
            _row(page, top, [str(line + 1), one.name, one.business, one.regency, ""])
            _sign(page, top, line + 1)
        _grid(page, _TOP - _HEAD, top - _ROW)
        place = sheet.page(number + 1, count)
        _write(page, place, (_LEFT, _BOTTOM - 22), [9], SOFT, sum(_COLUMNS))
        page.showPage()
    page.save()


def _head(page: Canvas, sheet: Sheet) -> None:
    room = sum(_COLUMNS)
    _write(page, sheet.heading, (_LEFT, _TOP - 8), [12], SOFT, room)
    _write(page, sheet.training, (_LEFT, _TOP - 30), range(20, 11, -1), INK, room)
    for number, line in enumerate(sheet.held):
        _write(page, line, (_LEFT, _TOP - 47 - 14 * number), [11, 10, 9], INK, room)


def _row(page: Canvas, top: float, cells: Sequence[str], *, ink: str = INK) -> None:
    """The cells of a row: one line, or two smaller ones."""
    left = _LEFT
    for cell, wide in zip(cells, _COLUMNS, strict=True):
        found = _fitted(cell, (11.5, 10.5), 1, wide - 2 * _PAD)
        if not lettering.is_whole(found, writable(cell)):
            found = _fitted(cell, (10, 9, 8), 2, wide - 2 * _PAD)
        height = found.size * 1.08
        base = top - _ROW / 2 + (len(found.lines) - 1) * height / 2 - found.size * 0.32
        page.setFillColor(HexColor(ink))
        page.setFont(UPRIGHT, found.size)
        for line in found.lines:
            page.drawString(left + _PAD, base, line, shaping=True)
            base -= height
        left += wide


def _sign(page: Canvas, top: float, number: int) -> None:
    """The number once more where one signs, left and right in turn: names need room."""
    left = _LEFT + sum(_COLUMNS[:-1]) + _PAD + (0 if number % 2 else _COLUMNS[-1] / 2)
    _write(page, f"{number}.", (left, top - _ROW / 2 - 3), [8], SOFT, _COLUMNS[-1])


def _grid(page: Canvas, top: float, bottom: float) -> None:
    page.setStrokeColor(HexColor(SOFT))
    page.setLineWidth(0.5)
    height = top
    while height > bottom - 1:
        page.line(_LEFT, height, _LEFT + sum(_COLUMNS), height)
        height -= _ROW
    for end in range(len(_COLUMNS) + 1):
        across = _LEFT + sum(_COLUMNS[:end])
        page.line(across, top, across, bottom)


def _write(
    page: Canvas,
    text: str,
    at: tuple[float, float],
    sizes: Sequence[float],
    ink: str,
    room: float,
) -> None:
    """One line, as large as it can be."""
    found = _fitted(text, sizes, 1, room)
    page.setFillColor(HexColor(ink))
    page.setFont(UPRIGHT, found.size)
    page.drawString(*at, found.lines[0], shaping=True)


def _fitted(text: str, sizes: Sequence[float], most_lines: int, room: float) -> lettering.Fitted:
    def measure(line: str, size: float) -> float:
        return width(line, UPRIGHT, size)

    words = lettering.broken(writable(text), sizes[-1], room, measure)
    return lettering.fitting(words, sizes, most_lines, room, measure)
