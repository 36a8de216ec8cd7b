"""Carrying a form through a chat: open, answer, go back, edit, leave, resume, send.

The engine in `models.forms.core` decides; this file moves its position in and out of the
conversation row and shows the screen that follows.
"""

from collections.abc import Mapping
from dataclasses import replace
from itertools import chain

from bot import form_values
from bot.callback_data import Tap
from bot.form_screens import FLOW, FormScreens
from bot.screen import Button, Screen
from bot.taps import RESUME, home_row
from bot.turn import FormFlow, Turn
from models.forms import core
from models.forms.core import Accepted, Form, Position, Question, Step
from models.forms.inputs import Input, Picked, SharedContact, SharedPlace, Typed
from models.forms.kinds import Choose, Doubt, Place, Refused
from models.services import drafts, files

#: Verbs of the buttons of a form.
VERBS = (
    "pick",
    "page",
    "back",
    "skip",
    "keep",
    "edit",
    "send",
    "resume",
    "done",
    "photos",
    "meant",
    "suggest",
    "explain",
)


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
    """Open *form*; another open one is laid aside, and a draft of this one is taken up."""
    talk = turn.conversation
    if (talk.form, talk.subject) != (form.form_name, subject):
        lay_aside(turn)
        kept = drafts.take_up(turn.session, talk.person_id, form.form_name, subject)
        talk.form, talk.subject = form.form_name, subject
        talk.answers, talk.cursor, talk.memory = core.revive(form, kept), None, {}
        talk.touch()


def suggest(turn: Turn, values: Mapping[str, object], source: str) -> None:
    """Propose answers to the open form; each is asked about before it counts."""
    _remember(turn, suggested=dict(values), suggested_by=source)


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
    talk.form, talk.subject, talk.answers, talk.cursor, talk.memory = None, 0, {}, None, {}
    talk.touch()


def close(turn: Turn) -> int:
    """Close the open form and keep its draft; gives the number of answers kept."""
    count = len(turn.conversation.answers)
    lay_aside(turn)
    return count


def show(
    turn: Turn, *, lead: str | None = None, anew: bool = False, in_place: bool = False
) -> None:
    """Show the open form where it stands."""
    turn.show(_screens(turn).now(lead), anew=anew, in_place=in_place)


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
    question = core.current(_flow(turn).form, _position(turn))
    if word in say.words("words.back"):
        _step(turn, core.back(_flow(turn).form, _position(turn)))
    elif word in say.words("words.later"):
        _skip(turn)
    elif (tap := _named(turn, word)) is not None:
        _act(turn, tap.verb, tap.choice or "")
    elif question is None:
        _typed_on_review(turn, word)
    elif question.kind.collects and word in say.words("words.done"):
        _done(turn)
    elif isinstance(question.kind, Place) and word in say.words("words.all_places"):
        turn.show(_screens(turn).places(0))
    else:
        _typed_answer(turn, question, word)


def _typed_answer(turn: Turn, question: Question, word: str) -> None:
    """An answer: the number of an offer, yes to a proposal, or the words themselves."""
    memory = turn.conversation.memory
    offered: list[str] = memory.get("offered", [])
    is_yes = word in turn.say.words("words.yes")
    if word.isdecimal() and 1 <= int(word) <= len(offered):
        receive(turn, Picked(offered[int(word) - 1]))
    elif is_yes and len(offered) == 1:
        receive(turn, Picked(offered[0]))
    elif is_yes and question.field in memory.get("suggested", {}):
        _take(turn, memory["suggested"][question.field])
    else:
        receive(turn, Typed(turn.text))


def _named(turn: Turn, word: str) -> Tap | None:
    """The button of the open screen whose caption was typed."""
    if word in turn.say.words("words.keep") and _field(turn) == turn.conversation.cursor:
        return Tap(FLOW, "keep")
    for button in chain.from_iterable(_screens(turn).now().buttons):
        if button.tap is not None and button.tap.flow == FLOW and button.text.casefold() == word:
            return button.tap
    return None


def shared_contact(turn: Turn) -> None:
    """A shared contact while a form is open."""
    contact = turn.message.contact if turn.message else None
    if contact is not None:
        own = contact.user_id == turn.person.telegram_id
        receive(turn, SharedContact(contact.phone_number, own=own))


def shared_place(turn: Turn) -> None:
    """A shared location while a form is open."""
    location = turn.message.location if turn.message else None
    if location is not None:
        receive(turn, SharedPlace(location.latitude, location.longitude))


def edited(turn: Turn) -> bool:
    """An edited message changes the answer it gave, while its form is open; else False."""
    talk, message = turn.conversation, turn.edited
    if message is None or message.text is None or not is_open(turn):
        return False
    sources: dict[str, int] = talk.memory.get("sources", {})
    field = next((f for f, sent in sources.items() if sent == message.message_id), None)
    moved = core.edit(_flow(turn).form, _position(turn), field) if field else None
    if moved is None:
        return False
    _move(turn, moved)
    receive(turn, Typed(message.text))
    return True


def receive(turn: Turn, given: Input) -> Step:
    """Put an input in for the open question and show what follows."""
    flow, screens = _flow(turn), _screens(turn)
    question = core.current(flow.form, _position(turn))
    step = core.answer(flow.form, _position(turn), given, today=turn.today)
    if question is None:
        show(turn)
        return step
    match step:
        case Accepted():
            _accepted(turn, step)
        case Choose(codes=codes):
            _remember(turn, offered=list(codes))
            turn.show(_screens(turn).choose(question, codes))
        case Doubt():
            _remember(turn, doubt=step.value)
            turn.show(_screens(turn).doubt(question, step))
        case Refused():
            turn.show(screens.hint(question, step))
    return step


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
        case "done":
            _done(turn)
        case "page" | "explain":
            _look(turn, verb, choice)
        case "photos":
            _step(turn, core.edit(form, position, _field(turn), choice))
        case "meant":
            _take(turn, turn.conversation.memory.get("doubt"))
        case "suggest":
            _take(turn, turn.conversation.memory.get("suggested", {}).get(_field(turn)))
        case "send":
            _send(turn)
        case _:
            _walk(turn, verb, choice)


def _walk(turn: Turn, verb: str, choice: str) -> None:
    form, position = _flow(turn).form, _position(turn)
    match verb:
        case "back":
            _step(turn, core.back(form, position))
        case "skip":
            _skip(turn)
        case "edit":
            _step(turn, core.edit(form, position, choice))
        case _:
            _step(turn, core.keep(position))


def _look(turn: Turn, verb: str, choice: str) -> None:
    """Turn a page or explain a term; nothing changes."""
    question = core.current(_flow(turn).form, _position(turn))
    page = int(choice) if choice.isdecimal() else 0
    if question is None:
        show(turn)
    elif verb == "explain":
        turn.show(_screens(turn).explanation(question))
    elif isinstance(question.kind, Place):
        turn.show(_screens(turn).places(page))
    else:
        turn.show(_screens(turn).question(question, page=page))


def _take(turn: Turn, value: object) -> None:
    """Take a value that stands in the memory: it was doubted and meant, or proposed and right."""
    form, position = _flow(turn).form, _position(turn)
    question = core.current(form, position)
    if question is None or value is None:
        stale(turn)
        return
    step = core.take(form, position, question, value)
    if isinstance(step, Accepted):
        _accepted(turn, step)
    else:
        turn.show(_screens(turn).hint(question, step))


def _done(turn: Turn) -> None:
    form, position = _flow(turn).form, _position(turn)
    question = core.current(form, position)
    step = core.done(form, position)
    if isinstance(step, Accepted):
        _accepted(turn, step)
    elif question is not None:
        turn.show(_screens(turn).hint(question, step))


def _accepted(turn: Turn, step: Accepted) -> None:
    """Take the new position; say what was saved, or let the counting message count."""
    question = step.question
    counting = question.kind.collects and step.position.field == question.field
    began = question.kind.collects and turn.conversation.cursor == question.field
    sent = turn.message or turn.edited
    sources = turn.conversation.memory.get("sources", {})
    if sent is not None and sent.text is not None:
        sources = {**sources, question.field: sent.message_id}
    _move(turn, step.position)
    _remember(turn, sources=sources, offered=[], doubt=None)
    if counting:
        show(turn, in_place=began)
        return
    show(turn, lead=_saved(turn, step))


def _saved(turn: Turn, step: Accepted) -> str | None:
    """What was saved; while more is asked about the same answer, nothing yet."""
    form, talk = _flow(turn).form, turn.conversation
    lead = step.question.ask.follows or step.question.field
    following = core.current(form, _position(turn))
    if following is not None and following.ask.follows == lead:
        return None
    asked = core.question(form, lead)
    return turn.say("form.saved", value=form_values.line(turn.say, form, asked, talk.answers))


def _send(turn: Turn) -> None:
    flow, talk = _flow(turn), turn.conversation
    if not core.is_complete(flow.form, talk.answers):
        show(turn)
        return
    subject, answers = talk.subject, dict(talk.answers)
    flow.send(turn, subject, answers)


def _typed_on_review(turn: Turn, word: str) -> None:
    """On the review page: yes sends, a number edits that line."""
    form = _flow(turn).form
    asked = core.leading(form, turn.conversation.answers)
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
        _remember(turn, offered=[], doubt=None)
    show(turn)


def _move(turn: Turn, position: Position) -> None:
    talk = turn.conversation
    talk.answers, talk.cursor = dict(position.answers), position.cursor
    if position.repair or "repair" in talk.memory:
        talk.memory = {**talk.memory, "repair": list(position.repair)}
    talk.touch()


def _remember(turn: Turn, **facts: object) -> None:
    talk = turn.conversation
    talk.memory = {**talk.memory, **facts}
    talk.changed = True


def _position(turn: Turn) -> Position:
    talk = turn.conversation
    return Position(talk.answers, talk.cursor, tuple(talk.memory.get("repair", ())))


def _field(turn: Turn) -> str:
    question = core.current(_flow(turn).form, _position(turn))
    return question.field if question else ""


def _screens(turn: Turn) -> FormScreens:
    return FormScreens(
        _flow(turn).form,
        replace(turn.conversation),
        turn.say,
        lambda ids: files.too_small(turn.session, ids),
    )


def _flow(turn: Turn) -> FormFlow:
    return turn.house.flows[turn.conversation.form or ""]
