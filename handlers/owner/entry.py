"""My entry after it was sent, a business or a product: see, change, repair, take back, appeal."""

from typing import Any

from bot import form_values, formats, forms
from bot.callback_data import Tap
from bot.open_form import OpenForm
from bot.screen import Button, Screen, in_rows
from bot.taps import home_row
from bot.turn import Turn
from handlers import reasons
from handlers.owner import home, journey
from models.entry import Entry, EntryKind, EntryState
from models.errors import NotFoundError
from models.forms import core
from models.forms.appeal import Appeal
from models.forms.definition import Answers, Form
from models.forms.product import ProductChange
from models.forms.registration import Change
from models.services import drafts, entries
from models.services.decisions import Reason
from models.services.entries import CannotAppealError
from models.services.entry_form import business_id_of, form_of

_CHANGES: dict[str, type[Form]] = {EntryKind.BUSINESS: Change, EntryKind.PRODUCT: ProductChange}


def see(turn: Turn) -> None:
    """`[Lihat pendaftaran]`, or a product: all answers, where it stands, what can be done."""
    entry = _own(turn)
    if entry is not None:
        turn.show(_screen(turn, entry))


def change(turn: Turn) -> None:
    """`[Ubah jawaban]`: the form with the present answers, at its review page."""
    entry = _own(turn)
    if entry is not None:
        _open(turn, entry)


def repair(turn: Turn) -> None:
    """`[Perbaiki sekarang]`: only the returned answers are asked."""
    entry = _own(turn)
    if entry is not None and entries.returned_fields(entry):
        _open(turn, entry)
    elif entry is not None:
        turn.toast("stale.toast")
        turn.show(_screen(turn, entry), anew=True)


def appeal(turn: Turn) -> None:
    """`[Ajukan keberatan]`."""
    entry = _own(turn)
    if entry is not None:
        _ask_appeal(turn, entry)


def ask_withdrawal(turn: Turn) -> None:
    """`[Tarik pendaftaran]`: asks once."""
    entry = _own(turn)
    if entry is None:
        return
    say = turn.say
    sure = Tap("entry", "sure", entry.id, entry.revision)
    rows = [
        [Button(say.plain("entry.keep"), Tap("entry", "see", entry.id))],
        [Button(say.plain(f"entry.withdraw.{entry.kind}"), sure)],
        home_row(say),
    ]
    text = say(f"entry.ask_withdrawal.{entry.kind}", name=entry.name)
    turn.show(Screen(text, buttons=rows))


def withdraw(turn: Turn) -> None:
    """The entry is taken back, unless it changed since the question."""
    entry = _own(turn)
    if entry is None or turn.tap is None:
        return
    taken = entries.withdraw(
        turn.session, turn.actor, entry.id, seen=turn.tap.revision, now=turn.now
    )
    if taken:
        turn.house.changed(turn, entry)
        journey.follow(turn, business_id_of(entry))
        home.show(turn, lead=turn.say(f"entry.withdrawn.{entry.kind}", name=entry.name))
    else:
        turn.toast("stale.toast")
        turn.show(_screen(turn, entry), anew=True)


class ChangeFlow:
    """What the form of a change means; its subject is the entry."""

    def __init__(self, form: type[Form]) -> None:
        self.form = form

    def open(self, turn: Turn, subject: int) -> None:
        """The form where it was left, if the person (still) acts for the business."""
        entry = _find(turn, subject)
        if entry is not None:
            _open(turn, entry)

    def send(self, turn: Turn, subject: int, answers: Answers) -> None:
        """Send the change, unless the entry changed meanwhile."""
        memory = turn.conversation.memory
        seen, repaired = memory.get("seen", 0), "repair_total" in memory
        forms.finish(turn)
        try:
            sent = entries.change(
                turn.session, turn.actor, subject, answers, seen=seen, now=turn.now
            )
        except NotFoundError:
            home.show(turn, lead=turn.say("error.not_found"))
            return
        if not sent:
            home.show(turn, lead=turn.say("entry.changed_meanwhile"))
            return
        entry = entries.own(turn.session, turn.actor, subject)
        turn.house.changed(turn, entry)
        journey.follow(turn, business_id_of(entry))
        if repaired:
            _show_repaired(turn, entry)
        else:
            home.show(turn, lead=turn.say("entry.change_sent"))


class AppealFlow:
    """What the form of an appeal means; its subject is the entry."""

    form: type[Form] = Appeal

    def open(self, turn: Turn, subject: int) -> None:
        """The form where it was left, if it can (still) be sent."""
        entry = _find(turn, subject)
        if entry is not None:
            _ask_appeal(turn, entry)

    def send(self, turn: Turn, subject: int, answers: Answers) -> None:
        """The entry waits again, for somebody else."""
        forms.finish(turn)
        try:
            entry = entries.appeal(turn.session, turn.actor, subject, answers, now=turn.now)
        except NotFoundError:
            home.show(turn, lead=turn.say("error.not_found"))
            return
        except CannotAppealError:
            home.show(turn, lead=turn.say("entry.appeal_over"))
            return
        turn.house.changed(turn, entry)
        clinic, say = turn.house.clinic, turn.say
        when = formats.day_and_time(turn.now, clinic.zone, say.language)
        text = say("entry.appeal_sent", when=when, target=_target(turn, clinic.appeal_days))
        look = Button(say.plain("entry.see_it"), Tap("entry", "see", entry.id))
        turn.show(Screen(text, buttons=[[look], home_row(say)]))


def _show_repaired(turn: Turn, entry: Entry) -> None:
    clinic, say = turn.house.clinic, turn.say
    when = formats.day_and_time(turn.now, clinic.zone, say.language)
    text = say("entry.repair_sent", when=when, target=_target(turn, clinic.checking_days))
    business = entries.business_of(turn.session, entry)
    add = Button(say.plain("button.add_product"), Tap("prod", "add", business.id))
    turn.show(Screen(text, buttons=[[add], home_row(say)]))


def _target(turn: Turn, days: int) -> str:
    zone = turn.house.clinic.zone
    return formats.day(formats.working_days_later(turn.now, days, zone), zone, turn.say.language)


def _ask_appeal(turn: Turn, entry: Entry) -> None:
    if entries.may_appeal(entry, turn.now):
        forms.open_form(turn, Appeal, subject=entry.id, anew=True)
    else:
        home.show(turn, lead=turn.say("entry.appeal_over"))


def _open(turn: Turn, entry: Entry) -> None:
    """A draft of a change goes on; else the present answers are laid before the person.

    A draft that began before the staff returned answers is begun anew: it asks other things.
    """
    form = _CHANGES[entry.kind]
    returned = entries.returned_fields(entry)
    begun = drafts.count_answers(turn.session, turn.person.id, form.form_name, entry.id)
    forms.take_up(turn, form, subject=entry.id)
    talk = turn.conversation
    outdated = returned and talk.memory.get("seen") != entry.revision
    if outdated or (not begun and not talk.answers):
        talk.answers, talk.cursor = _as_asked(entry), None
        talk.memory = {"seen": entry.revision}
        if returned:
            talk.memory |= _to_repair(turn, entry, returned)
        talk.touch()
    elif "seen" not in talk.memory:  # a draft remembers what it began from
        OpenForm(turn).remember(seen=entry.revision)
    stays = entry.state == EntryState.APPROVED and not returned
    forms.show(turn, lead=turn.say("entry.stays") if stays else None, anew=True)


def _to_repair(turn: Turn, entry: Entry, returned: tuple[str, ...]) -> dict[str, Any]:
    kept = entry.returned or {}
    why = {field: reasons.text(turn.say, Reason.of(kept[field])) for field in returned}
    return {"repair": list(returned), "repair_total": len(returned), "reasons": why}


def _as_asked(entry: Entry) -> dict[str, Any]:
    """The answers as the form keeps them: what was put off is put off again."""
    known = dict(entry.pending or entry.answers)
    for question in core.relevant(form_of(entry), known):
        if question.ask.optional:
            known.setdefault(question.field, core.SKIPPED)
    return known


def _screen(turn: Turn, entry: Entry) -> Screen:
    say = turn.say
    form, answers = form_of(entry), entry.answers
    lines = [f"<b>{say(f'entry.title.{entry.kind}', number=entry.number)}</b>"]
    for question in core.leading(form, answers):
        label = say.plain(f"form.{question.form}.{question.field}.label")
        value = form_values.line(say, form, question, answers)
        lines.append(say("data.value", label=label, value=value))
    lines += home.state_lines(turn, entry)
    if entry.state == EntryState.WITHDRAWN:
        return Screen("\n".join(lines), buttons=[home_row(say)])
    return Screen("\n".join(lines), buttons=[*_buttons(turn, entry), home_row(say)])


def _buttons(turn: Turn, entry: Entry) -> list[list[Button]]:
    say = turn.say
    rows = []
    if entries.returned_fields(entry):
        rows.append([Button(say.plain("verdict.repair_now"), Tap("entry", "repair", entry.id))])
    if entries.may_appeal(entry, turn.now):
        rows.append([Button(say.plain("verdict.appeal"), Tap("entry", "appeal", entry.id))])
    buttons = [Button(say.plain("entry.change"), Tap("entry", "change", entry.id))]
    if entry.kind == EntryKind.BUSINESS:
        buttons.append(Button(say.plain("button.members"), Tap("member", "open", entry.id)))
    take_back = Tap("entry", "withdraw", entry.id, entry.revision)
    buttons.append(Button(say.plain(f"entry.withdraw.{entry.kind}"), take_back))
    return [*rows, *in_rows(buttons)]


def _own(turn: Turn) -> Entry | None:
    return _find(turn, turn.tap.subject if turn.tap else 0)


def _find(turn: Turn, entry_id: int) -> Entry | None:
    try:
        return entries.own(turn.session, turn.actor, entry_id)
    except NotFoundError:
        if turn.update.callback_query is not None:
            turn.alert("error.not_found")
        else:
            home.show(turn, lead=turn.say("error.not_found"))
        return None
