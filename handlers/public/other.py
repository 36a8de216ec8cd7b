"""Everything else people send: answers to an open form, words of command, and the unexpected."""

from collections.abc import Callable

from bot import forms
from bot.callback_data import Tap
from bot.screen import Button, Screen
from bot.taps import home_row
from bot.turn import Turn
from handlers.admin import curation
from handlers.owner import home, registration
from models.forms.registration import Registration
from models.forms.rejection import Rejection
from models.services import drafts

#: How a form is opened anew: its flow may first want a consent, or a role.
_OPENINGS: dict[str, Callable[[Turn, int], None]] = {
    Registration.form_name: lambda turn, _subject: registration.start(turn),
    Rejection.form_name: curation.ask_reason,
}


def text(turn: Turn) -> None:
    """A text message. A command we do not have is no answer."""
    word = turn.text.strip().casefold()
    if word.startswith("/"):
        anything(turn)
    elif word in turn.say.words("words.cancel"):
        cancel(turn)
    elif word in turn.say.words("words.home"):
        home.open_home(turn)
    elif forms.is_open(turn):
        forms.typed(turn)
    else:
        home.show(turn, lead=turn.say("other.nothing_open"))


def contact(turn: Turn) -> None:
    """A shared contact."""
    if forms.is_open(turn):
        forms.shared_contact(turn)
    else:
        home.show(turn, lead=turn.say("other.nothing_open"))


def anything(turn: Turn) -> None:
    """A sticker, photo, voice message, …: never refused, the present screen comes again."""
    if forms.is_open(turn):
        forms.show(turn, lead=turn.say("other.kept_question"))
    else:
        home.show(turn, lead=turn.say("other.nothing_open"))


def cancel(turn: Turn) -> None:
    """`/batal`: close the form and keep its answers."""
    say = turn.say
    if not forms.is_open(turn):
        home.show(turn, lead=say("cancel.nothing"))
        return
    form, subject = turn.conversation.form, turn.conversation.subject
    count = forms.close(turn)
    if not count:
        turn.show(Screen(say("cancel.closed_empty"), buttons=[home_row(say)]), anew=True)
        return
    over = Tap("form", "restart", subject, choice=form)
    rows = [
        [_resume(turn, form, subject)],
        [Button(say.plain("button.restart"), over)],
        home_row(say),
    ]
    turn.show(Screen(say("cancel.closed", count=count), buttons=rows), anew=True)


def reopen(turn: Turn) -> None:
    """`[Lanjutkan isian]` after `/batal`."""
    tap = turn.tap
    if tap is None or tap.choice not in _OPENINGS:
        forms.stale(turn)
    else:
        _OPENINGS[tap.choice](turn, tap.subject)


def restart(turn: Turn) -> None:
    """`[Mulai baru]`: asks once, for the answers are lost.

    The form stays closed while it asks: a typed "ya" must neither answer nor send it.
    """
    tap = turn.tap
    if tap is None or tap.choice not in _OPENINGS:
        forms.stale(turn)
        return
    forms.lay_aside(turn)
    count = drafts.count_answers(turn.session, turn.person.id, tap.choice, tap.subject)
    if not count:
        reopen(turn)
        return
    say = turn.say
    discard = Tap("form", "discard", tap.subject, turn.conversation.revision, tap.choice)
    rows = [
        [_resume(turn, tap.choice, tap.subject)],
        [Button(say.plain("cancel.discard"), discard)],
        home_row(say),
    ]
    turn.show(Screen(say("cancel.sure", count=count), buttons=rows))


def discard(turn: Turn) -> None:
    """`[Buang, mulai baru]`, if nothing was answered since the question."""
    tap = turn.tap
    if tap is None or tap.choice is None or tap.revision != turn.conversation.revision:
        forms.stale(turn)
        return
    drafts.take_up(turn.session, turn.person.id, tap.choice, tap.subject)
    reopen(turn)


def _resume(turn: Turn, form: str | None, subject: int) -> Button:
    return Button(turn.say.plain("button.resume"), Tap("form", "reopen", subject, choice=form))
