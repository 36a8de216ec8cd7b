"""What an owner sends for an item of a checklist, by what proves it."""

from collections.abc import Collection
from datetime import date
from typing import Annotated, Any, ClassVar, NotRequired

from pydantic import Field
from typing_extensions import TypedDict

from models.forms.definition import Answers, Ask, Form
from models.forms.kinds import Choice, Day, Figures, Note, NoteValue, Proofs, Text
from models.rules.documents import Document
from models.rules.packaging import Step

_MEDIA = frozenset({"photo", "video", "document"})


class Measured(TypedDict):
    """Figures with a point for the decimals, and their unit."""

    values: list[str]
    unit: NotRequired[str]


Files = Annotated[list[int], Field(min_length=1, max_length=10), Ask(Proofs())]
MeasuredValue = Annotated[Measured, Ask(Figures())]
Words = Annotated[NoteValue, Ask(Note())]


class Pictures(Form):
    """Photos, files or a short video."""

    form_name: ClassVar[str] = "proof_pictures"
    words_of: ClassVar[str] = "proof"
    at_once: ClassVar[bool] = True

    files: Files


class PicturesAndFigures(Form):
    """Pictures of what was measured, and the figures."""

    form_name: ClassVar[str] = "proof_both"
    words_of: ClassVar[str] = "proof"
    at_once: ClassVar[bool] = True

    files: Files
    figures: MeasuredValue


class FiguresAlone(Form):
    """Figures."""

    form_name: ClassVar[str] = "proof_figures"
    words_of: ClassVar[str] = "proof"
    at_once: ClassVar[bool] = True

    figures: MeasuredValue


class PicturesAndWords(Form):
    """Pictures, and what they show in words."""

    form_name: ClassVar[str] = "proof_words"
    words_of: ClassVar[str] = "proof"
    at_once: ClassVar[bool] = True

    files: Files
    words: Words


class Paper(Form):
    """A document that holds without an end, or whose end nobody writes down."""

    form_name: ClassVar[str] = "paper"
    words_of: ClassVar[str] = "paper"
    at_once: ClassVar[bool] = True

    files: Files
    number: Annotated[
        str | None, Field(min_length=3, max_length=60), Ask(Text(), optional=True)
    ] = None


def _without_end(answers: Answers) -> bool:
    return "valid_until" in answers and answers["valid_until"] is None


class DatedPaper(Paper):
    """A document that ends; where its end is not written, the day of issue tells it."""

    form_name: ClassVar[str] = "paper_dated"

    valid_until: Annotated[date | None, Ask(Day(), optional=True)] = None
    issued: Annotated[
        date | None,
        Ask(Day(), optional=True, follows="valid_until", only_if=_without_end),
    ] = None


#: Why an owner thinks that an item does not apply.
NOT_APPLICABLE = ("not_halal", "other_product", "other")


class NotApplicable(Form):
    """Why an item does not apply; the staff decide."""

    form_name: ClassVar[str] = "not_applicable"
    at_once: ClassVar[bool] = True

    reason: Annotated[str, Ask(Choice(NOT_APPLICABLE))]
    words: Annotated[NoteValue | None, Ask(Note(), only_if=("reason", "other"))] = None


FORMS: tuple[type[Form], ...] = (
    *(Pictures, PicturesAndFigures, FiguresAlone, PicturesAndWords),
    *(Paper, DatedPaper),
)


def form_for(item: Step | Document) -> type[Form]:
    """The form with which evidence for an item is sent."""
    if isinstance(item, Document):
        ends = item.validity is not None and item.validity.kind in _ENDING
        return DatedPaper if ends else Paper
    return for_evidence(item.evidence)


def for_evidence(kinds: Collection[str]) -> type[Form]:
    """The form for what proves a step."""
    pictures = not _MEDIA.isdisjoint(kinds)
    if "number" in kinds:
        return PicturesAndFigures if pictures else FiguresAlone
    return PicturesAndWords if "text" in kinds else Pictures


_ENDING = frozenset({"months", "even_year_oct_dec"})


def flattened(answers: Answers) -> dict[str, Any]:
    """The answers as evidence keeps them: figures and their unit side by side."""
    kept = {name: value for name, value in answers.items() if value is not None}
    measured = kept.pop("figures", None)
    if measured is not None:
        kept["figures"] = measured["values"]
        if measured.get("unit"):
            kept["unit"] = measured["unit"]
    return kept
