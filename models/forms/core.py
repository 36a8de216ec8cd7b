"""The form engine: pure functions from (form, position, input) to a new position or an error key.

What to ask next is computed from the answers. The only state besides them is the *cursor* (a
question asked out of turn: the person went back, edits one answer, or is still collecting
photos) and, in a repair round, the list of answers that were returned.
"""

from dataclasses import dataclass, replace
from datetime import date
from functools import cache
from typing import Any

from pydantic import ValidationError

from models.forms.definition import Answers, Form, Question, is_valid, questions
from models.forms.inputs import Input, Picked
from models.forms.kinds.base import Choose, Context, Doubt, Parsed, Refused
from models.forms.kinds.choice import Choice, Many, codes_of
from models.forms.kinds.place import Place

#: Stands in the answers for a question that was put off ("lengkapi nanti").
SKIPPED = None


@dataclass(frozen=True)
class Position:
    """Where somebody stands in a form. `cursor` is `field` or `field/detail`."""

    answers: Answers
    cursor: str | None = None
    repair: tuple[str, ...] = ()  #: returned answers that were not yet given again

    @property
    def field(self) -> str | None:
        """The question asked out of turn."""
        return self.cursor.partition("/")[0] if self.cursor else None

    @property
    def detail(self) -> str:
        """What exactly is asked of it."""
        return (self.cursor or "").partition("/")[2]


@dataclass(frozen=True)
class Accepted:
    """The input was taken."""

    position: Position
    question: Question
    value: Any


Step = Accepted | Refused | Choose | Doubt


def relevant(form: type[Form], answers: Answers) -> tuple[Question, ...]:
    """The questions that apply, given the answers so far."""
    asked = questions(form)
    if not _has_conditions(form):
        return asked
    return tuple(q for q in asked if _applies(q, answers))


def leading(form: type[Form], answers: Answers) -> tuple[Question, ...]:
    """The questions that are numbered and stand on the review page."""
    return tuple(q for q in relevant(form, answers) if q.ask.follows is None)


def current(form: type[Form], position: Position) -> Question | None:
    """The question to ask now; none when all are answered (time for the review page)."""
    asked = relevant(form, position.answers)
    for wanted in (position.field, *position.repair):
        for candidate in asked:
            if candidate.field == wanted:
                return candidate
    return next((q for q in asked if not _has_answer(q, position.answers)), None)


def progress(form: type[Form], position: Position) -> tuple[int, int]:
    """(number of the current question from 1, number of questions that apply)."""
    numbered = [q.field for q in leading(form, position.answers)]
    here = current(form, position)
    if here is None:
        return len(numbered), len(numbered)
    return numbered.index(here.ask.follows or here.field) + 1, len(numbered)


def answer(
    form: type[Form], position: Position, given: Input, *, today: date | None = None
) -> Step:
    """Put *given* in for the current question."""
    here = current(form, position)
    if here is None:
        return Refused("nothing_asked")
    so_far = position.answers.get(here.field)
    detail = position.detail if position.field == here.field else ""
    outcome = here.kind.parse(given, Context(today, position.answers, so_far, detail))
    if not isinstance(outcome, Parsed):
        return outcome
    if here.kind.collects:
        gathered = {**position.answers, here.field: outcome.value}
        return Accepted(
            replace(position, answers=gathered, cursor=here.field), here, outcome.value
        )
    return take(form, position, here, outcome.value)


def take(form: type[Form], position: Position, here: Question, value: Any) -> Accepted | Refused:
    """Store *value* as the answer to *here*, if it keeps the field's limits."""
    try:
        checked = here.adapter.validate_python(value)
    except ValidationError as error:
        first = error.errors(include_url=False, include_context=True)[0]
        return Refused(first["type"], dict(first.get("ctx", {})))
    stored = here.adapter.dump_python(checked, mode="json")
    kept = {
        field: old for field, old in position.answers.items() if not _follows(form, field, here)
    }
    answers = _fill_in(form, {**kept, here.field: stored})
    rest = tuple(field for field in position.repair if field != here.field)
    return Accepted(Position(answers, repair=rest), here, stored)


def done(form: type[Form], position: Position) -> Accepted | Refused:
    """End the collecting of the current question."""
    here = current(form, position)
    if here is None or not here.kind.collects:
        return Refused("nothing_asked")
    return take(form, position, here, position.answers.get(here.field) or [])


def skip(form: type[Form], position: Position) -> Position | None:
    """Put the current question off; none if it must be answered. An answer it has is kept.

    A returned answer is not put off: it would be sent again as it was.
    """
    here = current(form, position)
    if here is None or not here.ask.optional or here.field in position.repair:
        return None
    answers = dict(position.answers)
    if not _has_answer(here, answers):  # a choice taken back is none
        answers[here.field] = SKIPPED
    return Position(answers, repair=position.repair)


def back(form: type[Form], position: Position) -> Position | None:
    """Go to the question before the current one; none at the first."""
    asked = relevant(form, position.answers)
    here = current(form, position)
    index = asked.index(here) if here else len(asked)
    return replace(position, cursor=asked[index - 1].field) if index else None


def keep(position: Position) -> Position:
    """Leave the question that was asked out of turn, its answer unchanged."""
    return replace(position, cursor=None)


def edit(form: type[Form], position: Position, field: str, detail: str = "") -> Position | None:
    """Ask *field* again (a part of it, if *detail* says which); none if it does not apply."""
    if any(q.field == field for q in relevant(form, position.answers)):
        return replace(position, cursor=f"{field}/{detail}" if detail else field)
    return None


def revive(form: type[Form], answers: Answers) -> dict[str, Any]:
    """Stored answers as today's form takes them: unknown and no longer valid ones are dropped."""
    known: dict[str, Any] = {}
    for candidate in questions(form):
        if candidate.field not in answers:
            continue
        value = answers[candidate.field]
        if value is SKIPPED and candidate.ask.optional:
            known[candidate.field] = SKIPPED
        elif candidate.kind.collects or is_valid(candidate, value):
            kept = _still_offered(candidate, value, known)
            if kept is not None:
                known[candidate.field] = kept
    return known


def final(form: type[Form], answers: Answers) -> dict[str, Any]:
    """The answers that count: those of questions that apply, without what was put off."""
    return {
        q.field: answers[q.field]
        for q in relevant(form, answers)
        if answers.get(q.field) is not SKIPPED
    }


def is_complete(form: type[Form], answers: Answers) -> bool:
    """Whether every question that applies has an answer or was put off."""
    return current(form, Position(answers)) is None


def count(answers: Answers) -> int:
    """How many answers there are; what was put off is none."""
    return sum(value is not SKIPPED for value in answers.values())


def percent(form: type[Form], answers: Answers) -> int:
    """How much of the form is answered; what was put off is not."""
    asked = leading(form, answers)
    answered = [q for q in asked if answers.get(q.field) is not SKIPPED]
    return round(100 * len(answered) / len(asked))


def _has_answer(candidate: Question, answers: Answers) -> bool:
    if candidate.field not in answers:
        return False
    value = answers[candidate.field]
    if value is SKIPPED:
        return candidate.ask.optional
    return not candidate.kind.collects or is_valid(candidate, value)


def _still_offered(candidate: Question, value: Any, answers: Answers) -> Any:
    """The answer as far as it may be picked today; none if it is a code of an older release."""
    match candidate.kind:
        case Many(codes=codes):
            return [code for code in value if code in codes_of(codes, answers)]
        case Choice() | Place():
            picked = candidate.kind.parse(Picked(str(value)), Context(answers=answers))
            return value if isinstance(picked, Parsed) else None
    return value


@cache
def _has_conditions(form: type[Form]) -> bool:
    return any(q.ask.only_if is not None for q in questions(form))


def _applies(candidate: Question, answers: Answers) -> bool:
    condition = candidate.ask.only_if
    if condition is None:
        return True
    if callable(condition):
        return bool(condition(answers))
    field, value = condition
    return bool(answers.get(field) == value)


def _follows(form: type[Form], field: str, lead: Question) -> bool:
    return any(q.field == field and q.ask.follows == lead.field for q in questions(form))


def _fill_in(form: type[Form], answers: dict[str, Any]) -> dict[str, Any]:
    """A choice among one is no question."""
    for candidate in relevant(form, answers):
        if candidate.field not in answers and isinstance(candidate.kind, Choice):
            codes = codes_of(candidate.kind.codes, answers)
            if len(codes) == 1:
                answers = {**answers, candidate.field: codes[0]}
    return answers
