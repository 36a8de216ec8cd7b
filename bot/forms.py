"""Forms in a chat: opening one, showing where it stands, laying it aside, closing it.

What people put in is taken by `form_answers`, what they tap by `form_taps`.
"""

from collections.abc import Mapping

from bot.open_form import OpenForm
from bot.screen import Button, Screen
from bot.taps import RESUME, home_row
from bot.turn import Turn
from models.forms import core
from models.forms.definition import Answers, Form
from models.services import drafts
from models.services.drafts import Laid

#: What a draft remembers beside its answers; the rest belongs to the screen of the moment.
_KEPT = {
    *("sources", "suggested", "suggested_by", "seen", "field"),
    *("repair", "repair_total", "reasons", "captions", "examples"),
}


def is_open(turn: Turn) -> bool:
    """Whether a question of a form is open in this chat."""
    return turn.conversation.form in turn.house.flows


def open_form(
    turn: Turn,
    form: type[Form],
    subject: int = 0,
    *,
    lead: str | None = None,
    anew: bool = False,
) -> None:
    """Open *form* where it was left, and show it."""
    take_up(turn, form, subject)
    show(turn, lead=lead, anew=anew)


def take_up(turn: Turn, form: type[Form], subject: int = 0) -> None:
    """Open *form*; another open one is laid aside, and a draft of this one is taken up.

    Raises:
        ValueError: in a group; a button with a link leads from there into the private chat.
    """
    if turn.in_group:
        raise ValueError("a form is asked in the private chat alone")
    talk = turn.conversation
    if (talk.form, talk.subject) != (form.form_name, subject):
        lay_aside(turn)
        kept = drafts.take_up(turn.session, talk.person_id, form.form_name, subject)
        talk.form, talk.subject = form.form_name, subject
        talk.answers, talk.memory = core.revive(form, kept.answers), dict(kept.memory)
        talk.cursor = talk.memory.pop("collecting", None) or _collecting(form, talk.answers)
        if talk.cursor is not None:
            talk.memory["taken_up"] = True
        talk.touch()


def _collecting(form: type[Form], answers: Answers) -> str | None:
    """Where a complete draft of a form that is sent with its last answer stands: more may come.

    Else it would be sent as soon as it is opened, and what is sent next would be lost.
    """
    if not form.at_once or not core.is_complete(form, answers):
        return None
    asked = core.relevant(form, answers)
    return next((one.field for one in reversed(asked) if one.kind.collects), None)


def suggest(turn: Turn, values: Mapping[str, object], source: str) -> None:
    """Propose answers to the open form; each is asked about before it counts."""
    OpenForm(turn).remember(suggested=dict(values), suggested_by=source)


def lay_aside(turn: Turn) -> None:
    """Close the open form and keep its answers as a draft."""
    talk = turn.conversation
    if talk.form is None:
        return
    memory = {name: talk.memory[name] for name in _KEPT & set(talk.memory)}
    question = OpenForm(turn).question if is_open(turn) else None
    if question is not None and question.kind.collects and OpenForm(turn).form.at_once:
        memory["collecting"] = question.field
    laid = Laid(talk.answers, memory)
    drafts.lay_aside(turn.session, talk.person_id, talk.form, talk.subject, laid, now=turn.now)
    finish(turn)


def finish(turn: Turn) -> None:
    """Close the open form; its answers are elsewhere by now."""
    talk = turn.conversation
    talk.form, talk.subject, talk.answers, talk.cursor, talk.memory = None, 0, {}, None, {}
    talk.touch()


def close(turn: Turn) -> int:
    """Close the open form and keep its draft; gives the number of answers kept."""
    count = core.count(turn.conversation.answers)
    lay_aside(turn)
    return count


def show(
    turn: Turn, *, lead: str | None = None, anew: bool = False, in_place: bool = False
) -> None:
    """Show the open form where it stands; some are sent with their last answer."""
    opened = OpenForm(turn)
    if opened.is_sent:
        opened.flow.send(turn, turn.conversation.subject, dict(turn.conversation.answers))
        return
    turn.show(OpenForm(turn).screens.now(lead), anew=anew, in_place=in_place)


def resume(turn: Turn) -> None:
    """Welcome somebody back to the open form: where it stands, one button to go on."""
    opened, say = OpenForm(turn), turn.say
    question, count = opened.question, core.count(turn.conversation.answers)
    if question is None:
        text = say("form.resume.complete")
    elif count:
        text = say("form.resume.some", count=count, label=opened.screens.label(question))
    else:
        text = say("form.resume.none", label=opened.screens.label(question))
    go_on = [Button(say.plain("button.resume"), RESUME)]
    turn.show(Screen(text, buttons=[go_on, home_row(say)]), anew=True)


def stale(turn: Turn) -> None:
    """An old button: say so, and show the present state below it; in a group only say it."""
    if turn.in_group:
        turn.toast("stale.in_group")
        return
    turn.toast("stale.toast")
    if is_open(turn):
        show(turn, anew=True)
    else:
        turn.house.home(turn)
