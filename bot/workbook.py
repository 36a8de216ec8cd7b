"""The workbook of entries (.xlsx): one sheet a kind, one column a question, written row by row.

Text is always a text cell: what begins with "=" is no formula, and 0812… keeps its zero.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from rustpy_xlsxwriter import Format, write_worksheets

from bot import form_values
from bot.texts import Texts, texts
from models.database import Database
from models.entry import EntryKind
from models.forms.definition import Form, Question, questions
from models.forms.kinds import Day, HsCode, Money, Months, Note, Number, Phone, Photos, Whole, Year
from models.forms.product import ProductForm
from models.forms.registration import Registration
from models.rules import regencies
from models.services import export
from models.services.export import ExportRow, Extent, Selection

_FORMS: dict[EntryKind, type[Form]] = {
    EntryKind.BUSINESS: Registration,
    EntryKind.PRODUCT: ProductForm,
}

#: Months in Indonesian, whatever language the office's Excel speaks.
_MOMENT = "[$-421]d mmm yyyy hh:mm"
_DATE = "[$-421]d mmm yyyy"
_RUPIAH = '"Rp"#,##0'
_MONTHS = '0.## "bulan"'
_PLAIN = "0"
_TEXT = "@"

#: A spreadsheet keeps 15 digits of a number; a longer one is text.
_LARGEST = 10**15
_HEADING_ROW = 1

#: Width of a column in letters; a note is given more, an amount less.
_WIDTH, _WIDE, _NARROW = 22.0, 44.0, 14.0


@dataclass(frozen=True)
class Column:
    """One column: what stands in it for a row, and how it is shown."""

    heading: str
    cell: Callable[[ExportRow], Any]
    format: str = _TEXT
    width: float = _WIDTH
    is_digits: bool = False  #: text of digits on purpose


def write(
    path: Path,
    database: Database,
    wanted: Selection,
    *,
    zone: ZoneInfo,
    report: Callable[[int], None] | None = None,
) -> Extent:
    """Write the workbook to *path*; gives what is in it.

    *report* hears of each per cent. Entries are read in pieces, so memory does not grow with them.
    """
    say = texts("id")
    with database.read() as session:
        extent = export.extent(session, wanted)
    sheets = {say.plain(f"workbook.sheet.{kind}"): columns(kind, say, zone) for kind in _FORMS}
    counted = _Counter(extent.businesses + extent.products, report)
    write_worksheets(
        [
            (name, _records(database, kind, wanted, extent, sheet, counted))
            for (name, sheet), kind in zip(sheets.items(), _FORMS, strict=True)
        ],
        str(path),
        freeze_panes={"general": {"row": _HEADING_ROW, "col": 1}},
        autofilter=dict.fromkeys(sheets, True),
        header_format={name: Format().set_bold().set_text_wrap() for name in sheets},
        column_widths={name: [c.width for c in sheet] for name, sheet in sheets.items()},
        column_formats={
            name: [Format().set_num_format(c.format) for c in sheet]
            for name, sheet in sheets.items()
        },
        ignore_errors={
            name: [c.heading for c in sheet if c.is_digits] for name, sheet in sheets.items()
        },
    )
    of = counted.of
    return Extent(of[EntryKind.BUSINESS], of[EntryKind.PRODUCT], extent.last_id)


def title(say: Texts, wanted: Selection) -> str:
    """What is in the workbook, in words."""
    if wanted.regency is not None:
        return _regency(wanted.regency)
    return say.plain("workbook.waiting_only" if wanted.waiting else "workbook.all")


def columns(kind: EntryKind, say: Texts, zone: ZoneInfo) -> tuple[Column, ...]:
    """The columns of a sheet, the same whatever is in it: the office's, then the questions."""
    asked = [_of_question(say, question) for question in questions(_FORMS[kind])]
    return _told_apart([*_of_office(kind, say, zone), *asked])


def _of_office(kind: EntryKind, say: Texts, zone: ZoneInfo) -> Iterator[Column]:
    def local(moment: datetime | None) -> datetime | None:
        return moment and moment.astimezone(zone).replace(tzinfo=None)

    yield Column(say.plain("workbook.number"), lambda row: row.number)
    if kind == EntryKind.PRODUCT:
        yield Column(say.plain("workbook.business"), lambda row: row.business)
    yield Column(say.plain("workbook.state"), lambda row: say.plain(f"state.{row.state}"))
    yield Column(say.plain("workbook.regency"), lambda row: _regency(row.regency))
    yield Column(say.plain("workbook.submitted"), lambda row: local(row.submitted_at), _MOMENT)
    yield Column(say.plain("workbook.decided"), lambda row: local(row.decided_at), _MOMENT)
    yield Column(say.plain("workbook.decided_by"), lambda row: row.decided_by)
    yield Column(say.plain("workbook.rounds"), lambda row: row.rounds, _PLAIN, _NARROW)
    yield Column(say.plain("workbook.waiting"), lambda row: local(row.waiting_since), _MOMENT)


def _of_question(say: Texts, question: Question) -> Column:
    key = f"form.{question.form}.{question.field}"
    heading = say.plain(f"{key}.column" if say.has(f"{key}.column") else f"{key}.label")
    spell, shown, width = _KINDS.get(type(question.kind), (form_values.value, _TEXT, _WIDTH))

    def cell(row: ExportRow) -> Any:
        answer = row.answers.get(question.field)
        if answer is None:
            return None
        try:
            return spell(say, question, answer)
        except (KeyError, ValueError, TypeError, AttributeError):
            return str(answer)  # an answer to the question as it was in an older release

    digits = isinstance(question.kind, Number | HsCode | Phone)
    return Column(heading, cell, shown, width, digits)


def _told_apart(found: list[Column]) -> tuple[Column, ...]:
    """Refuse two columns of one name, for the second would take the place of the first.

    Raises:
        ValueError: give one of the questions a `column` of its own in `bot/texts/`.
    """
    names = [column.heading for column in found]
    if twice := {name for name in names if names.count(name) > 1}:
        raise ValueError(f"columns with the same heading: {sorted(twice)}")
    return tuple(found)


def _records(
    database: Database,
    kind: EntryKind,
    wanted: Selection,
    extent: Extent,
    sheet: tuple[Column, ...],
    counted: "_Counter",
) -> Iterator[dict[str, Any]]:
    after = 0
    while True:
        with database.read() as session:
            piece = export.rows(session, kind, wanted, after=after, last_id=extent.last_id)
        if not piece and not after:  # the writer takes the headings from the first row
            yield dict.fromkeys((column.heading for column in sheet), None)
        if not piece:
            return
        after = piece[-1].id
        for row in piece:
            counted(kind)
            yield {column.heading: column.cell(row) for column in sheet}


class _Counter:
    """Counts rows, and reports each new per cent of them."""

    def __init__(self, total: int, report: Callable[[int], None] | None) -> None:
        self.of = dict.fromkeys(EntryKind, 0)
        self._total = total
        self._report = report
        self._percent = 0

    def __call__(self, kind: EntryKind) -> None:
        self.of[kind] += 1
        percent = 100 * sum(self.of.values()) // self._total
        if self._report is not None and percent > self._percent:
            self._percent = percent
            self._report(percent)


def _regency(code: str) -> str:
    known = regencies.by_code().get(code)
    return known.name if known else code


def _whole(_say: Texts, _question: Question, answer: Any) -> int | str:
    return answer if abs(int(answer)) < _LARGEST else str(answer)


def _months(say: Texts, question: Question, answer: Any) -> float | str:
    try:
        return float(answer)
    except ValueError:
        return form_values.value(say, question, answer)


def _day(_say: Texts, _question: Question, answer: Any) -> date:
    return date.fromisoformat(answer)


def _count(_say: Texts, _question: Question, answer: Any) -> int:
    return len(answer)


def _digits(say: Texts, question: Question, answer: Any) -> str:
    shown = form_values.value(say, question, answer)
    return str(answer) if shown[:1].isdigit() else shown


#: How a kind of answer becomes a cell, if not as people read it; its format and width.
_KINDS: dict[type, tuple[Callable[[Texts, Question, Any], Any], str, float]] = {
    Year: (_whole, _PLAIN, _NARROW),
    Whole: (_whole, _PLAIN, _NARROW),
    Money: (_whole, _RUPIAH, _NARROW),
    Months: (_months, _MONTHS, _NARROW),
    Day: (_day, _DATE, _NARROW),
    Photos: (_count, _PLAIN, _NARROW),
    Number: (_digits, _TEXT, _WIDTH),
    Note: (form_values.value, _TEXT, _WIDE),
}
