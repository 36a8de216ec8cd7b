"""A certificate: one page of A4 on its side (PDF), to be framed. Values in, a file out.

The same certificate is always the same bytes, so it can be made again instead of being kept.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from reportlab.lib.colors import HexColor
from reportlab.lib.pagesizes import A4, landscape
from reportlab.pdfgen.canvas import Canvas

from bot import lettering, qr
from bot.colours import GOLD, GREEN, INK, PAPER, SOFT
from bot.lettering import Fitted
from bot.paper_frame import INSIDE, draw_frame
from bot.paper_letters import ITALIC, UPRIGHT, width, writable

WIDE, HIGH = landscape(A4)
_MIDDLE = WIDE / 2
_ROOM = WIDE - 2 * (INSIDE + 54)  #: for a line in the middle, in points
_LEADING = 1.16

_HEADER = HIGH - INSIDE - 40  #: where the name of the clinic stands
_FOOT = INSIDE + 140  #: the middle ends here
_SCALES = (1.0, 0.9, 0.8, 0.72)  #: of the middle, where names are long
_QR_SIDE = 84.0
_QR_LEFT, _QR_BOTTOM = INSIDE + 26, INSIDE + 26
_SIGNED_WIDE = 232.0
_SIGNED_MIDDLE = WIDE - INSIDE - 30 - _SIGNED_WIDE / 2


class UnwritableError(ValueError):
    """A name without a single letter that can be written."""


@dataclass(frozen=True)
class Certificate:
    """What stands on a certificate, in words."""

    clinic: str
    heading: str  #: "Sertifikat"
    number: str  #: "Nomor KE-SU/2026/L07/0012"
    given_to: str
    participant: str
    achieved: str  #: "telah menyelesaikan pelatihan"
    training: str
    held: Sequence[str]  #: day, time and hours; then the place
    signed: str  #: "Medan, 19 November 2026"
    signatory: str
    position: str
    check: str  #: what the code is for
    link: str  #: what the code leads to
    title: str  #: of the file, as a reader shows it
    language: str
    on: date


@dataclass(frozen=True)
class _Block:
    """Lines of the middle, and the space above them."""

    text: Fitted
    font: str
    ink: str
    above: float
    is_name: bool = False

    @property
    def height(self) -> float:
        return self.above + len(self.text.lines) * self.text.size * _LEADING


def draw(certificate: Certificate, path: Path) -> None:
    """Write the certificate to *path*.

    Raises:
        UnwritableError: nothing of the participant's name is in letters the font has.
    """
    if not writable(certificate.participant):
        raise UnwritableError("no letter of the name can be written")
    page = Canvas(
        str(path), (WIDE, HIGH), pageCompression=1, invariant=1, lang=certificate.language
    )
    page.setTitle(certificate.title)
    page.setAuthor(certificate.clinic)
    page.setSubject(f"{certificate.training}, {certificate.number}")
    page.setCreator(certificate.clinic)
    page.setDateFormatter(lambda *_now: f"D:{certificate.on:%Y%m%d}")
    page.setViewerPreference("DisplayDocTitle", "true")
    page.setFillColor(HexColor(PAPER))
    page.rect(0, 0, WIDE, HIGH, stroke=0, fill=1)
    draw_frame(page, WIDE, HIGH)
    _header(page, certificate)
    _middle(page, certificate)
    _code(page, certificate)
    _signature(page, certificate)
    page.showPage()
    page.save()


def _header(page: Canvas, certificate: Certificate) -> None:
    clinic = _fitted(certificate.clinic.upper(), [13, 11, 9], 1, _ROOM * 0.8)
    _line(page, clinic.lines[0], _MIDDLE, _HEADER, UPRIGHT, clinic.size, GREEN, spaced=2.4)
    _diamond(page, _HEADER - 17)
    heading = _fitted(certificate.heading.upper(), [44, 38, 32], 1, _ROOM * 0.7)
    _line(page, heading.lines[0], _MIDDLE, _HEADER - 66, UPRIGHT, heading.size, GREEN, spaced=9)
    number = _fitted(certificate.number, [12, 10], 1)
    _line(page, number.lines[0], _MIDDLE, _HEADER - 88, UPRIGHT, number.size, SOFT, spaced=0.6)


def _blocks(certificate: Certificate, scale: float) -> list[_Block]:
    def sizes(largest: int, smallest: int) -> list[float]:
        return [size * scale for size in range(largest, smallest - 1, -1)]

    name = _fitted(certificate.participant, sizes(46, 22), 2)
    if not lettering.is_whole(name, writable(certificate.participant)):
        name = _fitted(certificate.participant, sizes(22, 14), 3)
    training = _fitted(certificate.training, sizes(27, 16), 2)
    small = sizes(15, 11)
    held = [_fitted(line, small[1:], 1) for line in certificate.held]
    return [
        _Block(_fitted(certificate.given_to, small, 1), ITALIC, SOFT, 0),
        _Block(name, UPRIGHT, INK, 8 * scale, is_name=True),
        _Block(_fitted(certificate.achieved, small, 1), ITALIC, SOFT, 26 * scale),
        _Block(training, UPRIGHT, GREEN, 7 * scale),
        *(_Block(line, UPRIGHT, INK, 4 if n else 10 * scale) for n, line in enumerate(held)),
    ]


def _middle(page: Canvas, certificate: Certificate) -> None:
    """The blocks below each other, as large as there is room for, and in the middle of it."""
    top = _HEADER - 102
    for scale in _SCALES:
        blocks = _blocks(certificate, scale)
        left = top - _FOOT - sum(block.height for block in blocks)
        if left >= 0:
            break
    top -= max(left, 0) / 2
    for block in blocks:
        top -= block.above
        for line in block.text.lines:
            base = top - block.text.size * 0.9
            _line(page, line, _MIDDLE, base, block.font, block.text.size, block.ink)
            top -= block.text.size * _LEADING
        if block.is_name:
            _rule(page, top - 9)


def _code(page: Canvas, certificate: Certificate) -> None:
    """The QR code at the left, dark on white with the light a reader needs, and what it is for."""
    code = qr.code(certificate.link)
    module = _QR_SIDE / (code.side + 2 * qr.QUIET)
    page.setFillColor(HexColor("#ffffff"))
    page.roundRect(_QR_LEFT, _QR_BOTTOM, _QR_SIDE, _QR_SIDE, 4, stroke=0, fill=1)
    page.setFillColor(HexColor(INK))
    for column, row, length in code.runs:
        x = _QR_LEFT + (column + qr.QUIET) * module
        y = _QR_BOTTOM + _QR_SIDE - (row + qr.QUIET + 1) * module
        page.rect(x, y, length * module, module, stroke=0, fill=1)
    box = (_QR_LEFT, _QR_BOTTOM, _QR_LEFT + _QR_SIDE, _QR_BOTTOM + _QR_SIDE)
    page.linkURL(certificate.link, box)
    words = _fitted(certificate.check, [10.5, 9.5, 8.5], 4, 128, font=ITALIC)
    base = _QR_BOTTOM + _QR_SIDE / 2 + (len(words.lines) - 2) * words.size * _LEADING / 2
    page.setFillColor(HexColor(SOFT))
    for line in words.lines:
        page.setFont(ITALIC, words.size)
        page.drawString(_QR_LEFT + _QR_SIDE + 12, base, line, shaping=True)
        base -= words.size * _LEADING


def _signature(page: Canvas, certificate: Certificate) -> None:
    """Place and day, room for a hand and a stamp, and who signs."""
    signed = _fitted(certificate.signed, [12.5, 11, 10], 1, _SIGNED_WIDE)
    _line(page, signed.lines[0], _SIGNED_MIDDLE, _FOOT - 16, UPRIGHT, signed.size, INK)
    position = _fitted(certificate.position, [11, 10, 9], 2, _SIGNED_WIDE)
    base = _QR_BOTTOM + 3 + len(position.lines) * position.size * _LEADING
    signatory = _fitted(certificate.signatory, [14, 13, 12, 11], 1, _SIGNED_WIDE)
    if not lettering.is_whole(signatory, writable(certificate.signatory)):
        signatory = _fitted(certificate.signatory, [12, 11, 10], 2, _SIGNED_WIDE)
    widest = max(width(line, UPRIGHT, signatory.size) for line in signatory.lines)
    half = max(widest, _SIGNED_WIDE * 0.75) / 2
    page.setStrokeColor(HexColor(GOLD))
    page.setLineWidth(0.7)
    page.line(_SIGNED_MIDDLE - half, base + 2, _SIGNED_MIDDLE + half, base + 2)
    for number, words in enumerate(signatory.lines):
        above = base + 8 + (len(signatory.lines) - 1 - number) * signatory.size * _LEADING
        _line(page, words, _SIGNED_MIDDLE, above, UPRIGHT, signatory.size, INK)
    for words in position.lines:
        base -= position.size * _LEADING
        _line(page, words, _SIGNED_MIDDLE, base, UPRIGHT, position.size, SOFT)


def _rule(page: Canvas, y: float) -> None:
    """A fine golden line below the name."""
    page.setStrokeColor(HexColor(GOLD))
    page.setLineWidth(0.8)
    for side in (-1, 1):
        page.line(_MIDDLE + side * 12, y, _MIDDLE + side * 150, y)
    _diamond(page, y)


def _diamond(page: Canvas, y: float) -> None:
    half = 3.6
    shape = page.beginPath()
    shape.moveTo(_MIDDLE, y + half)
    for x, height in ((half, 0), (0, -half), (-half, 0)):
        shape.lineTo(_MIDDLE + x, y + height)
    shape.close()
    page.setFillColor(HexColor(GOLD))
    page.drawPath(shape, stroke=0, fill=1)


def _line(
    page: Canvas,
    line: str,
    middle: float,
    base: float,
    font: str,
    size: float,
    ink: str,
    *,
    spaced: float = 0,
) -> None:
    """One line around *middle*; letters that are *spaced* (points) are not drawn together."""
    page.setFillColor(HexColor(ink))
    page.setFont(font, size)
    page.drawCentredString(middle, base, line, charSpace=spaced, shaping=not spaced)


def _fitted(
    text: str,
    sizes: Sequence[float],
    most_lines: int,
    room: float = _ROOM,
    *,
    font: str = UPRIGHT,
) -> Fitted:
    """The text as large as it can be; a word wider than a line is broken, lines are balanced."""

    def measure(line: str, size: float) -> float:
        return width(line, font, size)

    words = lettering.broken(writable(text), sizes[-1], room, measure)
    found = lettering.fitting(words, sizes, most_lines, room, measure)
    return lettering.balanced(found, measure)
