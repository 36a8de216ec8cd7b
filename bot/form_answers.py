"""What people put into an open form: words, contacts, places, files; and what follows."""

from collections.abc import Callable
from itertools import chain

from bot import form_taps, form_values, forms
from bot.callback_data import Tap
from bot.form_buttons import FLOW
from bot.open_form import OpenForm
from bot.turn import Turn
from models.forms import core
from models.forms.core import Accepted, Step
from models.forms.definition import Question
from models.forms.definition import question as find
from models.forms.inputs import Input, Picked, SharedContact, SharedPlace, Typed
from models.forms.kinds import Choose, Doubt, Place, Refused

#: Shows why an input is no answer.
Refusal = Callable[[Question, Refused], None]


def typed(turn: Turn) -> None:
    """A text message while a form is open: a word of command, or an answer."""
    word = turn.text.strip().casefold()
    say, opened = turn.say, OpenForm(turn)
    question = opened.question
    if word in say.words("words.back"):
        form_taps.act(turn, "back")
    elif word in say.words("words.later"):
        form_taps.act(turn, "skip")
    elif (tap := _named(turn, word)) is not None:
        form_taps.act(turn, tap.verb, tap.choice or "")
    elif question is None:
        _on_review(turn, word)
    elif question.kind.collects and word in say.words("words.done"):
        form_taps.act(turn, "done")
    elif isinstance(question.kind, Place) and word in say.words("words.all_places"):
        turn.show(opened.screens.places(0))
    else:
        _answer(turn, question, word)


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
    message = turn.edited
    if message is None or message.text is None or not forms.is_open(turn):
        return False
    opened = OpenForm(turn)
    sources: dict[str, int] = turn.conversation.memory.get("sources", {})
    field = next((f for f, sent in sources.items() if sent == message.message_id), None)
    moved = core.edit(opened.form, opened.position, field) if field else None
    if moved is None:
        return False
    opened.move(moved)
    receive(turn, Typed(message.text))
    return True


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
    began = talk.cursor == question.field
    sources = talk.memory.get("sources", {})
    sent = turn.message or turn.edited
    if sent is not None and sent.text is not None:
        sources = {**sources, question.field: sent.message_id}
    opened.move(step.position)
    page = talk.memory.get("page", 0) if counting else 0
    opened.remember(sources=sources, offered=[], doubt=None, page=page)
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
    value = form_values.line(turn.say, opened.form, asked, answers)
    return turn.say("form.saved", value=value.removesuffix("."))


def _answer(turn: Turn, question: Question, word: str) -> None:
    """An answer: the number of an offer, yes to a proposal, or the words themselves."""
    memory = turn.conversation.memory
    offered: list[str] = memory.get("offered", [])
    is_yes = word in turn.say.words("words.yes")
    if word.isdecimal() and 1 <= int(word) <= len(offered):
        receive(turn, Picked(offered[int(word) - 1]))
    elif is_yes and len(offered) == 1:
        receive(turn, Picked(offered[0]))
    elif is_yes and question.field in memory.get("suggested", {}):
        form_taps.act(turn, "suggest")
    else:
        receive(turn, Typed(turn.text))


def _named(turn: Turn, word: str) -> Tap | None:
    """The button of the open screen whose caption was typed."""
    opened, talk = OpenForm(turn), turn.conversation
    question = opened.question
    if (
        question is not None
        and talk.cursor == question.field
        and word in turn.say.words("words.keep")
    ):
        return Tap(FLOW, "keep")
    for button in chain.from_iterable(opened.screens.now().buttons):
        if button.tap is not None and button.tap.flow == FLOW and button.text.casefold() == word:
            return button.tap
    return None


def _on_review(turn: Turn, word: str) -> None:
    """On the review page: yes sends, a number edits that line."""
    asked = core.leading(OpenForm(turn).form, turn.conversation.answers)
    if word in turn.say.words("words.yes"):
        form_taps.act(turn, "send")
    elif word.isdecimal() and 1 <= int(word) <= len(asked):
        form_taps.act(turn, "edit", asked[int(word) - 1].field)
    else:
        forms.show(turn, lead=turn.say("form.review_help"))
