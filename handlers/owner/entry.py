"""My registration after it was sent: looking at it, changing it, taking it back."""

from typing import Any

from bot import form_values, forms
from bot.callback_data import Tap
from bot.open_form import OpenForm
from bot.screen import Button, Screen
from bot.taps import home_row
from bot.turn import Turn
from handlers.owner import home
from models.business import Business, EntryState
from models.errors import NotFoundError
from models.forms import core
from models.forms.definition import Answers, Form
from models.forms.registration import Change, Registration
from models.services import drafts, registration


def see(turn: Turn) -> None:
    """`[Lihat pendaftaran]`: all answers, where it stands, and what can be done."""
    business = _own(turn)
    if business is not None:
        turn.show(_screen(turn, business))


def change(turn: Turn) -> None:
    """`[Ubah jawaban]`: the form with the present answers, at its review page."""
    business = _own(turn)
    if business is not None:
        _open(turn, business)


def ask_withdrawal(turn: Turn) -> None:
    """`[Tarik pendaftaran]`: asks once."""
    business = _own(turn)
    if business is None:
        return
    say = turn.say
    sure = Tap("entry", "sure", business.id, business.revision)
    rows = [
        [Button(say.plain("entry.keep"), Tap("entry", "see", business.id))],
        [Button(say.plain("entry.withdraw"), sure)],
        home_row(say),
    ]
    turn.show(Screen(say("entry.ask_withdrawal", name=business.name), buttons=rows))


def withdraw(turn: Turn) -> None:
    """The entry is taken back, unless it changed since the question."""
    business = _own(turn)
    if business is None or turn.tap is None:
        return
    taken = registration.withdraw(
        turn.session, turn.actor, business.id, seen=turn.tap.revision, now=turn.now
    )
    if taken:
        home.show(turn, lead=turn.say("entry.withdrawn", name=business.name))
    else:
        turn.toast("stale.toast")
        turn.show(_screen(turn, business), anew=True)


class ChangeFlow:
    """What the form of a change means; its subject is the business."""

    form: type[Form] = Change

    def open(self, turn: Turn, subject: int) -> None:
        """The form where it was left, if the person (still) acts for the business."""
        business = _find(turn, subject)
        if business is not None:
            _open(turn, business)

    def send(self, turn: Turn, subject: int, answers: Answers) -> None:
        """Send the change, unless the entry changed meanwhile."""
        seen = turn.conversation.memory.get("seen", 0)
        forms.finish(turn)
        try:
            sent = registration.change(
                turn.session, turn.actor, subject, answers, seen=seen, now=turn.now
            )
        except NotFoundError:
            home.show(turn, lead=turn.say("error.not_found"))
            return
        key = "entry.change_sent" if sent else "entry.changed_meanwhile"
        home.show(turn, lead=turn.say(key))


def _open(turn: Turn, business: Business) -> None:
    """A draft of a change goes on; else the present answers are laid before the person."""
    begun = drafts.count_answers(turn.session, turn.person.id, Change.form_name, business.id)
    forms.take_up(turn, Change, subject=business.id)
    if not begun and not turn.conversation.answers:
        turn.conversation.answers = _as_asked(business)
    if "seen" not in turn.conversation.memory:  # a draft remembers what it began from
        OpenForm(turn).remember(seen=business.revision)
    lead = turn.say("entry.stays") if business.state == EntryState.APPROVED else None
    forms.show(turn, lead=lead, anew=True)


def _as_asked(business: Business) -> dict[str, Any]:
    """The answers as the form keeps them: what was put off is put off again."""
    known = dict(business.pending or business.answers)
    for question in core.leading(Registration, known):
        if question.ask.optional:
            known.setdefault(question.field, core.SKIPPED)
    return known


def _screen(turn: Turn, business: Business) -> Screen:
    say = turn.say
    answers = business.answers
    lines = [f"<b>{say('entry.title', number=business.number)}</b>"]
    for question in core.leading(Registration, answers):
        label = say.plain(f"form.{question.form}.{question.field}.label")
        value = form_values.line(say, Registration, question, answers)
        lines.append(say("data.value", label=label, value=value))
    lines += home.state_lines(turn, business)
    on = (business.id, business.revision)
    change_it = Button(say.plain("entry.change"), Tap("entry", "change", business.id))
    members = Button(say.plain("button.members"), Tap("member", "open", business.id))
    take_back = Button(say.plain("entry.withdraw"), Tap("entry", "withdraw", *on))
    return Screen("\n".join(lines), buttons=[[change_it, members], [take_back], home_row(say)])


def _own(turn: Turn) -> Business | None:
    return _find(turn, turn.tap.subject if turn.tap else 0)


def _find(turn: Turn, business_id: int) -> Business | None:
    try:
        return registration.own(turn.session, turn.actor, business_id)
    except NotFoundError:
        if turn.update.callback_query is not None:
            turn.alert("error.not_found")
        else:
            home.show(turn, lead=turn.say("error.not_found"))
        return None
