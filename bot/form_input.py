"""Putting an input in for the open question, and showing what follows."""

from collections.abc import Callable

from bot import form_values, forms
from bot.open_form import OpenForm
from bot.turn import Turn
from models.forms import core
from models.forms.core import Accepted, Step
from models.forms.definition import Question
from models.forms.definition import question as find
from models.forms.inputs import Input
from models.forms.kinds import Choose, Doubt, Refused

#: Shows why an input is no answer.
Refusal = Callable[[Question, Refused], None]


def receive(turn: Turn, given: Input, refused: Refusal | None = None) -> Step:
    """Put an input in for the open question and show what follows.

    *refused* shows a refusal in place of the hint.
    """
    opened = OpenForm(turn)
    question = opened.question
    step = core.answer(opened.form, opened.position, given, today=turn.today)
    if question is None:
        forms.show(turn)
        return step
    match step:
        case Accepted():
            accepted(turn, step)
        case Choose(codes=codes):
            opened.remember(offered=list(codes))
            turn.show(opened.screens.choose(question, codes))
        case Doubt():
            opened.remember(doubt=step.value)
            turn.show(opened.screens.doubt(question, step))
        case Refused() if refused is not None:
            refused(question, step)
        case Refused():
            turn.show(opened.screens.hint(question, step))
    return step


def accepted(turn: Turn, step: Accepted) -> None:
    """Take the new position; say what was saved, or let the counting message count."""
    opened, talk = OpenForm(turn), turn.conversation
    question = step.question
    counting = question.kind.collects and step.position.field == question.field
    began = talk.cursor == question.field and not talk.memory.get("taken_up")
    sources = talk.memory.get("sources", {})
    sent = turn.message or turn.edited
    if sent is not None and sent.text is not None:
        sources = {**sources, question.field: sent.message_id}
    opened.move(step.position)
    page = talk.memory.get("page", 0) if counting else 0
    opened.remember(sources=sources, offered=[], doubt=None, page=page, taken_up=False)
    if counting:
        forms.show(turn, in_place=began)
    else:
        forms.show(turn, lead=_saved(turn, question))


def _saved(turn: Turn, question: Question) -> str | None:
    """What was saved; while more is asked about the same answer, nothing yet."""
    opened = OpenForm(turn)
    lead = question.ask.follows or question.field
    following = opened.question
    if following is not None and following.ask.follows == lead:
        return None
    asked = find(opened.form, lead)
    answers = turn.conversation.answers
    if form_values.is_spoken(answers.get(lead)):
        return turn.say("form.saved_voice")
    shown = form_values.line(turn.say, opened.form, asked, answers)
    return turn.say("form.saved", value=shown.removesuffix("."))  # the line has its own
