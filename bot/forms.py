"""Carrying a form through a chat: open, answer, go back, edit, leave, resume, send.

The engine in `models.forms.core` decides; this file moves its position in and out of the
conversation row and shows the screen that follows.
"""

from dataclasses import replace
from itertools import chain

from bot.callback_data import Tap
from bot.form_screens import FLOW, FormScreens
from bot.screen import Button, Screen
from bot.taps import RESUME, home_row
from bot.turn import FormFlow, Turn
from models.forms import core
from models.forms.core import Accepted, Form, Position
from models.forms.inputs import Input, Picked, SharedContact, Typed
from models.forms.kinds import Choice, Choose, Refused
from models.services import drafts

__all__ = ["FLOW", "close", "is_open", "open_form", "receive", "resume", "show", "tapped", "typed"]


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
    """Open *form*; another open one is laid aside, and a draft of this one is taken up."""
    talk = turn.conversation
    if (talk.form, talk.subject) != (form.form_name, subject):
        lay_aside(turn)
        kept = drafts.take_up(turn.session, talk.person_id, form.form_name, subject)
        talk.form, talk.subject, talk.cursor = form.form_name, subject, None
        talk.answers = core.revive(form, kept)
        talk.touch()
    show(turn, lead=lead, anew=anew)


def lay_aside(turn: Turn) -> None:
    """Close the open form and keep its answers as a draft."""
    talk = turn.conversation
    if talk.form is None:
        return
    drafts.lay_aside(
        turn.session, talk.person_id, talk.form, talk.subject, talk.answers, now=turn.now
    )
    finish(turn)


def finish(turn: Turn) -> None:
    """Close the open form; its answers are elsewhere by now."""
    talk = turn.conversation
    talk.form, talk.subject, talk.answers, talk.cursor = None, 0, {}, None
    talk.touch()


def close(turn: Turn) -> int:
    """Close the open form and keep its draft; gives the number of answers kept."""
    count = len(turn.conversation.answers)
    lay_aside(turn)
    return count


def show(turn: Turn, *, lead: str | None = None, anew: bool = False) -> None:
    """Show the open form where it stands."""
    turn.show(_screens(turn).now(lead), anew=anew)


def resume(turn: Turn) -> None:
    """Welcome somebody back to the open form: where it stands, one button to go on."""
    talk, say = turn.conversation, turn.say
    screens = _screens(turn)
    question = core.current(_flow(turn).form, _position(turn))
    count = len(talk.answers)
    if question is None:
        text = say("form.resume.complete")
    elif count:
        text = say("form.resume.some", count=count, label=screens.label(question))
    else:
        text = say("form.resume.none", label=screens.label(question))
    go_on = [Button(say.plain("button.resume"), RESUME)]
    turn.show(Screen(text, buttons=[go_on, home_row(say)]), anew=True)


def typed(turn: Turn) -> None:
    """A text message while a form is open: a word of command, or an answer."""
    word = turn.text.strip().casefold()
    say = turn.say
    if word in say.words("words.back"):
        _step(turn, core.back(_flow(turn).form, _position(turn)))
    elif word in say.words("words.later"):
        _skip(turn)
    elif word in say.words("words.keep") and _screens(turn).may_keep:
        _step(turn, core.keep(_position(turn)))
    elif (tap := _named(turn, word)) is not None:
        _act(turn, tap.verb, tap.choice or "")
    elif core.current(_flow(turn).form, _position(turn)) is None:
        _typed_on_review(turn, word)
    else:
        receive(turn, Typed(turn.text))


def _named(turn: Turn, word: str) -> Tap | None:
    """The button whose caption was typed (not a place: its name alone may mean several)."""
    question = core.current(_flow(turn).form, _position(turn))
    if question is not None and not isinstance(question.kind, Choice):
        return None
    for button in chain.from_iterable(_screens(turn).now().buttons):
        if button.tap is not None and button.tap.flow == FLOW and button.text.casefold() == word:
            return button.tap
    return None


def shared_contact(turn: Turn) -> None:
    """A shared contact while a form is open."""
    contact = turn.message.contact if turn.message else None
    if contact is None:
        return
    own = contact.user_id == turn.person.telegram_id
    receive(turn, SharedContact(contact.phone_number, own=own))


def receive(turn: Turn, given: Input) -> None:
    """Put an input in for the open question and show what follows."""
    flow, screens = _flow(turn), _screens(turn)
    question = core.current(flow.form, _position(turn))
    if question is None:
        show(turn)
        return
    step = core.answer(flow.form, _position(turn), given)
    match step:
        case Accepted():
            _move(turn, step.position)
            shown = screens.value(question, step.value).removesuffix(".")  # the line has its own
            lead = turn.say("form.saved", value=shown)
            show(turn, lead=lead)
        case Choose(codes=codes):
            turn.show(screens.choose(question, codes))
        case Refused():
            turn.show(screens.hint(question, step))


def tapped(turn: Turn) -> None:
    """A tap on a button of a form."""
    tap, talk = turn.tap, turn.conversation
    if tap is None or not is_open(turn):
        stale(turn)
    elif tap.verb == "resume":
        show(turn)
    elif (tap.subject, tap.revision) != (talk.subject, talk.revision):
        stale(turn)
    else:
        _act(turn, tap.verb, tap.choice or "")


def stale(turn: Turn) -> None:
    """An old button: say so, and show the present state below it."""
    turn.toast("stale.toast")
    if is_open(turn):
        show(turn, anew=True)
    else:
        turn.house.home(turn)


def _act(turn: Turn, verb: str, choice: str) -> None:
    form, position = _flow(turn).form, _position(turn)
    match verb:
        case "pick":
            receive(turn, Picked(choice))
        case "page":
            _turn_page(turn, choice)
        case "back":
            _step(turn, core.back(form, position))
        case "skip":
            _skip(turn)
        case "edit":
            _step(turn, core.edit(form, position, choice))
        case "send":
            _send(turn)
        case _:
            _step(turn, core.keep(position))


def _turn_page(turn: Turn, page: str) -> None:
    question = core.current(_flow(turn).form, _position(turn))
    if question is not None and page.isdecimal():
        turn.show(_screens(turn).question(question, page=int(page)))


def _send(turn: Turn) -> None:
    flow, talk = _flow(turn), turn.conversation
    if not core.is_complete(flow.form, talk.answers):
        show(turn)
        return
    asked = core.relevant(flow.form, talk.answers)
    subject, answers = talk.subject, {q.field: talk.answers[q.field] for q in asked}
    finish(turn)
    flow.send(turn, subject, answers)


def _typed_on_review(turn: Turn, word: str) -> None:
    """On the review page: yes sends, a number edits that line."""
    form = _flow(turn).form
    asked = core.relevant(form, turn.conversation.answers)
    if word in turn.say.words("words.yes"):
        _send(turn)
    elif word.isdecimal() and 1 <= int(word) <= len(asked):
        _step(turn, core.edit(form, _position(turn), asked[int(word) - 1].field))
    else:
        show(turn, lead=turn.say("form.review_help"))


def _skip(turn: Turn) -> None:
    moved = core.skip(_flow(turn).form, _position(turn))
    if moved is None:
        show(turn, lead=turn.say("form.cannot_be_left"))
    else:
        _step(turn, moved)


def _step(turn: Turn, moved: Position | None) -> None:
    """Go to another position, or stay where there is none."""
    if moved is not None:
        _move(turn, moved)
    show(turn)


def _move(turn: Turn, position: Position) -> None:
    talk = turn.conversation
    talk.answers, talk.cursor = dict(position.answers), position.cursor
    talk.touch()


def _position(turn: Turn) -> Position:
    return Position(turn.conversation.answers, turn.conversation.cursor)


def _screens(turn: Turn) -> FormScreens:
    return FormScreens(_flow(turn).form, replace(turn.conversation), turn.say)


def _flow(turn: Turn) -> FormFlow:
    return turn.house.flows[turn.conversation.form or ""]
