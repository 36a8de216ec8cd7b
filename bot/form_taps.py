"""What the buttons of an open form do."""

from bot import form_input, form_values, forms
from bot.open_form import OpenForm
from bot.turn import Turn
from models.forms import core
from models.forms.core import Accepted, Position, Step
from models.forms.inputs import Picked
from models.forms.kinds import Place, Refused

#: Every verb there is.
VERBS = (
    *("pick", "done", "photos", "meant", "suggest"),
    *("page", "explain"),
    *("back", "skip", "edit", "keep", "send", "resume"),
)


def tapped(turn: Turn) -> None:
    """A tap on a button of a form."""
    tap, talk = turn.tap, turn.conversation
    if tap is None or not forms.is_open(turn):
        forms.stale(turn)
    elif tap.verb == "resume":
        forms.show(turn)
    elif (tap.subject, tap.revision) != (talk.subject, talk.revision):
        forms.stale(turn)
    else:
        act(turn, tap.verb, tap.choice or "")


def act(turn: Turn, verb: str, choice: str = "") -> None:
    """Do what a button says; it was shown by the form as it stands now."""
    match verb:
        case "pick":
            form_input.receive(turn, Picked(choice))
        case "done":
            _done(turn)
        case "meant":
            _take(turn, turn.conversation.memory.get("doubt"))
        case "suggest":
            question = OpenForm(turn).question
            suggested = turn.conversation.memory.get("suggested", {})
            _take(turn, suggested.get(question.field) if question else None)
        case "page" | "explain":
            _look(turn, verb, choice)
        case "send":
            _send(turn)
        case _:
            _walk(turn, verb, choice)


def _walk(turn: Turn, verb: str, choice: str) -> None:
    """Go to another question, or to another part of this one."""
    opened = OpenForm(turn)
    form, position, question = opened.form, opened.position, opened.question
    match verb:
        case "back":
            _step(turn, core.back(form, position))
        case "skip":
            _skip(turn)
        case "edit":
            _step(turn, core.edit(form, position, choice))
        case "photos":
            _step(turn, core.edit(form, position, question.field, choice) if question else None)
        case _:
            _step(turn, core.keep(position))


def _look(turn: Turn, verb: str, choice: str) -> None:
    """Turn a page or explain a term; nothing changes."""
    opened = OpenForm(turn)
    question, screens = opened.question, opened.screens
    page = int(choice) if choice.isdecimal() else 0
    if verb == "page":
        opened.remember(page=page)
    if question is None:
        forms.show(turn)
    elif verb == "explain":
        turn.show(screens.explanation(question))
    elif isinstance(question.kind, Place):
        turn.show(screens.places(page))
    else:
        turn.show(screens.question(question, page=page))


def _take(turn: Turn, value: object) -> None:
    """Take a value that stands in the memory: it was doubted and meant, or proposed and right."""
    opened = OpenForm(turn)
    question = opened.question
    if question is None or value is None:
        forms.stale(turn)
        return
    _conclude(turn, core.take(opened.form, opened.position, question, value))


def _done(turn: Turn) -> None:
    """It is enough of what is being collected."""
    opened = OpenForm(turn)
    _conclude(turn, core.done(opened.form, opened.position))


def _conclude(turn: Turn, step: Step) -> None:
    opened = OpenForm(turn)
    question = opened.question
    if isinstance(step, Accepted):
        form_input.accepted(turn, step)
    elif question is not None and isinstance(step, Refused):
        turn.show(opened.screens.hint(question, step))
    else:
        forms.show(turn)


def _send(turn: Turn) -> None:
    opened, talk = OpenForm(turn), turn.conversation
    if not core.is_complete(opened.form, talk.answers):
        forms.show(turn)
        return
    opened.flow.send(turn, talk.subject, dict(talk.answers))


def _skip(turn: Turn) -> None:
    opened = OpenForm(turn)
    question = opened.question
    moved = core.skip(opened.form, opened.position)
    if moved is None or question is None:
        forms.show(turn, lead=turn.say("form.cannot_be_left"))
    elif moved.answers[question.field] is core.SKIPPED:
        label = form_values.in_sentence(opened.screens.label(question))
        _step(turn, moved, lead=turn.say("form.put_off", label=label))
    else:
        _step(turn, moved)


def _step(turn: Turn, moved: Position | None, lead: str | None = None) -> None:
    """Go to another position, or stay where there is none."""
    if moved is not None:
        opened = OpenForm(turn)
        opened.move(moved)
        opened.remember(offered=[], doubt=None, page=0)
    forms.show(turn, lead=lead)
