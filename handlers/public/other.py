"""Everything else people send: answers to an open form, words of command, and the unexpected."""

from bot import forms
from bot.callback_data import Tap
from bot.screen import Button, Screen
from bot.taps import RESUME, home_row
from bot.turn import Turn
from handlers.owner import home

_RESTART = Tap("form", "restart")
_DISCARD = Tap("form", "discard")


def text(turn: Turn) -> None:
    """A text message."""
    word = turn.text.strip().casefold()
    if word in turn.say.words("words.cancel"):
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
    again = Tap("form", "reopen", subject, choice=form)
    over = Tap("form", "restart", subject, choice=form)
    rows = [
        [Button(say.plain("button.resume"), again)],
        [Button(say.plain("button.restart"), over)],
        home_row(say),
    ]
    turn.show(Screen(say("cancel.closed", count=count), buttons=rows), anew=True)


def reopen(turn: Turn) -> None:
    """`[Lanjutkan isian]` after `/batal`."""
    tap = turn.tap
    flow = turn.house.flows.get(tap.choice or "") if tap else None
    if tap is None or flow is None:
        forms.stale(turn)
    else:
        forms.open_form(turn, flow.form, tap.subject)


def restart(turn: Turn) -> None:
    """`[Mulai baru]`: asks once, for the answers are lost."""
    reopen(turn)
    count = len(turn.conversation.answers)
    if not forms.is_open(turn) or not count:
        return
    say = turn.say
    talk = turn.conversation
    discard = Tap("form", "discard", talk.subject, talk.revision)
    rows = [
        [Button(say.plain("button.resume"), RESUME)],
        [Button(say.plain("cancel.discard"), discard)],
    ]
    turn.show(Screen(say("cancel.sure", count=count), buttons=rows))


def discard(turn: Turn) -> None:
    """`[Buang, mulai baru]`."""
    tap, talk = turn.tap, turn.conversation
    if tap is None or (tap.subject, tap.revision) != (talk.subject, talk.revision):
        forms.stale(turn)
    else:
        forms.start_over(turn)


def membership(turn: Turn) -> None:
    """The person blocked or unblocked the bot: nothing to say, and nothing to send."""
