"""The form engine: pure functions from (form, answers, input) to new answers or an error key.

What to ask next is computed from the answers. The only state besides them is the *cursor*:
a question asked out of turn, because the person went back or edits one answer.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cache
from typing import Annotated, Any, ClassVar, get_args, get_origin

from pydantic import BaseModel, ConfigDict, TypeAdapter, ValidationError
from pydantic.fields import FieldInfo

from models.forms.inputs import Input
from models.forms.kinds import Choose, Kind, Parsed, Refused

Answers = Mapping[str, Any]

#: Stands in the answers for a question that was put off ("lengkapi nanti").
SKIPPED = None


@dataclass(frozen=True)
class Ask:
    """Marks a field as a question. Its words are `form.<form>.<field>.*` in `bot/texts/`."""

    kind: Kind
    private: bool = False  #: hashed in the audit trail, left out of exports to third parties
    optional: bool = False  #: may be put off
    only_if: tuple[str, Any] | None = None  #: asked only if another answer has this value


class Form(BaseModel):
    """Parent of all forms. The order of the fields is the order of the questions."""

    model_config = ConfigDict(frozen=True, hide_input_in_errors=True)  # some are private

    form_name: ClassVar[str]


@dataclass(frozen=True)
class Question:
    """One field of a form."""

    form: str
    field: str
    ask: Ask
    adapter: TypeAdapter[Any]

    @property
    def kind(self) -> Kind:
        """How inputs are read."""
        return self.ask.kind


@dataclass(frozen=True)
class Position:
    """Where somebody stands in a form."""

    answers: Answers
    cursor: str | None = None


@dataclass(frozen=True)
class Accepted:
    """The input was taken."""

    position: Position
    question: Question
    value: Any


Step = Accepted | Refused | Choose


@cache
def questions(form: type[Form]) -> tuple[Question, ...]:
    """All questions of *form*, in order."""
    return tuple(
        Question(form.form_name, name, ask, TypeAdapter(_annotated(field)))
        for name, field in form.model_fields.items()
        if (ask := _ask(field)) is not None
    )


def relevant(form: type[Form], answers: Answers) -> tuple[Question, ...]:
    """The questions that apply, given the answers so far."""
    return tuple(q for q in questions(form) if _applies(q, answers))


def question(form: type[Form], field: str) -> Question:
    """The question of one field.

    Raises:
        KeyError: the form has no such question (it may have had one in an older release).
    """
    for candidate in questions(form):
        if candidate.field == field:
            return candidate
    raise KeyError(field)


def current(form: type[Form], position: Position) -> Question | None:
    """The question to ask now; none when all are answered (time for the review page)."""
    asked = relevant(form, position.answers)
    for candidate in asked:
        if candidate.field == position.cursor:
            return candidate
    return next((q for q in asked if not _has_answer(q, position.answers)), None)


def progress(form: type[Form], position: Position) -> tuple[int, int]:
    """(number of the current question from 1, number of questions that apply)."""
    asked = relevant(form, position.answers)
    here = current(form, position)
    return (asked.index(here) + 1 if here else len(asked), len(asked))


def answer(form: type[Form], position: Position, given: Input) -> Step:
    """Put *given* in for the current question."""
    here = current(form, position)
    if here is None:
        return Refused("nothing_asked")
    outcome = here.kind.parse(given)
    if not isinstance(outcome, Parsed):
        return outcome
    try:
        value = here.adapter.validate_python(outcome.value)
    except ValidationError as error:
        first = error.errors(include_url=False, include_context=True)[0]
        return Refused(first["type"], dict(first.get("ctx", {})))
    stored = here.adapter.dump_python(value, mode="json")
    return Accepted(Position({**position.answers, here.field: stored}), here, stored)


def skip(form: type[Form], position: Position) -> Position | None:
    """Put the current question off; none if it must be answered."""
    here = current(form, position)
    if here is None or not here.ask.optional:
        return None
    return Position({here.field: SKIPPED, **position.answers})


def back(form: type[Form], position: Position) -> Position | None:
    """Go to the question before the current one; none at the first."""
    asked = relevant(form, position.answers)
    here = current(form, position)
    index = asked.index(here) if here else len(asked)
    return replace(position, cursor=asked[index - 1].field) if index else None


def keep(position: Position) -> Position:
    """Leave the question that was asked out of turn, its answer unchanged."""
    return replace(position, cursor=None)


def edit(form: type[Form], position: Position, field: str) -> Position | None:
    """Ask *field* again; none if no such question applies."""
    if any(q.field == field for q in relevant(form, position.answers)):
        return replace(position, cursor=field)
    return None


def revive(form: type[Form], answers: Answers) -> dict[str, Any]:
    """Stored answers as today's form takes them: unknown and no longer valid ones are dropped."""
    known = {}
    for candidate in questions(form):
        if candidate.field not in answers:
            continue
        value = answers[candidate.field]
        if value is SKIPPED and candidate.ask.optional:
            known[candidate.field] = SKIPPED
        elif _is_valid(candidate, value):
            known[candidate.field] = value
    return known


def is_complete(form: type[Form], answers: Answers) -> bool:
    """Whether every question that applies has an answer or was put off."""
    return current(form, Position(answers)) is None


def _has_answer(candidate: Question, answers: Answers) -> bool:
    if candidate.field not in answers:
        return False
    return answers[candidate.field] is not SKIPPED or candidate.ask.optional


def _applies(candidate: Question, answers: Answers) -> bool:
    condition = candidate.ask.only_if
    return condition is None or answers.get(condition[0]) == condition[1]


def _is_valid(candidate: Question, value: Any) -> bool:
    try:
        candidate.adapter.validate_python(value)
    except ValidationError:
        return False
    return True


def _ask(field: FieldInfo) -> Ask | None:
    return next((part for part in field.metadata if isinstance(part, Ask)), None)


def _annotated(field: FieldInfo) -> Any:
    limits = tuple(part for part in field.metadata if not isinstance(part, Ask))
    annotation: Any = field.annotation
    if get_origin(annotation) is Annotated:
        annotation = get_args(annotation)[0]
    return Annotated[annotation, *limits] if limits else annotation
