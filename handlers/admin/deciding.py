"""Deciding an entry: approve, ask for repair answer by answer, reject, and take it back."""

from bot import forms
from bot.open_form import OpenForm
from bot.screen import Button, Screen, in_rows
from bot.taps import home_row
from bot.turn import Turn
from handlers import reasons
from handlers.admin import card, curation, showing
from handlers.admin.refusal import refuse, refused_tap
from models.curation import Verdict
from models.entry import Entry
from models.errors import ClinicError, NotAllowedError, NotFoundError
from models.forms import core
from models.forms.definition import Answers, Form, Question
from models.forms.own_words import OwnWords
from models.forms.reasons import OWN, REJECTING, WHOLE, is_ready, returning
from models.services import queue, verdicts
from models.services.entry_form import form_of
from models.services.verdicts import Reason


def approve(turn: Turn) -> None:
    """`[Setujui]`."""
    entry = curation.tapped(turn)
    if entry is not None:
        _decide(turn, entry, Verdict.APPROVED)


def repair(turn: Turn) -> None:
    """`[Minta perbaikan]`: which answers?"""
    entry = _held(turn)
    if entry is not None:
        _show_picking(turn, entry)


def tick(turn: Turn) -> None:
    """An answer was picked: why? Picked again, it is taken off the list."""
    entry = _held(turn)
    field = (turn.tap.choice if turn.tap else None) or ""
    if entry is None or field not in _fields(entry):
        return
    marks = _marks(entry)
    if field in marks:
        del marks[field]
        _keep(turn, entry, marks)
        _show_picking(turn, entry)
    else:
        _show_reasons(turn, entry, field)


def why(turn: Turn) -> None:
    """A ready reason was picked, or `[Tulis sendiri]`."""
    entry = _held(turn)
    if entry is None or turn.tap is None:
        return
    field, _, code = (turn.tap.choice or "").rpartition(".")
    if code == OWN and not turn.in_group:
        ask_own_words(turn, entry.id, field)
    elif is_ready(entry.kind, field, code):
        _take(turn, entry, field, Reason(code=code))


def preview(turn: Turn) -> None:
    """`[Selesai memilih]`: how the owner will read it."""
    entry = _held(turn)
    if entry is not None:
        _show_preview(turn, entry)


def reject(turn: Turn) -> None:
    """`[Tolak]`: why?"""
    entry = _held(turn)
    if entry is not None:
        _show_reasons(turn, entry, WHOLE)


def send(turn: Turn) -> None:
    """`[Kirim ke pemilik]`: the marks become the decision."""
    entry = _held(turn)
    if entry is None:
        return
    marks = _marks(entry)
    if WHOLE in marks:
        _decide(turn, entry, Verdict.REJECTED, reason=Reason.of(marks[WHOLE]))
    elif marks:
        returned = {field: Reason.of(kept) for field, kept in marks.items()}
        _decide(turn, entry, Verdict.RETURNED, returned=returned)
    else:
        _show_picking(turn, entry)


def undo(turn: Turn) -> None:
    """`[Batalkan (60 detik)]`."""
    if turn.tap is None:
        return
    try:
        entry = verdicts.undo(turn.session, turn.actor, turn.tap.subject, now=turn.now)
    except NotFoundError:
        turn.alert("error.not_found")
        return
    except ClinicError as refusal:
        _undo_refused(turn, refusal)
        return
    showing.acted(turn, entry, lead=turn.say("curation.undone", number=card.short_number(entry)))


def ask_own_words(turn: Turn, entry_id: int, field: str) -> None:
    """`[Tulis sendiri]`, in the private chat: one question."""
    try:
        entry = queue.entry(turn.session, turn.actor, entry_id)
    except (NotAllowedError, NotFoundError) as refusal:
        refuse(turn, refusal)
        return
    if not queue.is_held_by(entry, turn.person.id, turn.now) or not _is_field(entry, field):
        showing.show(turn, entry, anew=True)
        return
    forms.take_up(turn, OwnWords, subject=entry.id)
    OpenForm(turn).remember(field=field)
    about = card.label(turn.say, _question(entry, field)) if field != WHOLE else entry.name
    forms.show(turn, lead=turn.say("curation.own_about", about=about), anew=True)


class OwnWordsFlow:
    """What the form of one's own words means: a reason for what was being marked."""

    form: type[Form] = OwnWords

    def open(self, turn: Turn, subject: int) -> None:
        """The card; what was typed is kept, but which answer it was about may have changed."""
        curation.details(turn, subject)

    def send(self, turn: Turn, subject: int, answers: Answers) -> None:
        """The reason joins the others; the preview shows all of them."""
        field = turn.conversation.memory.get("field", "")
        forms.finish(turn)
        try:
            entry = queue.entry(turn.session, turn.actor, subject)
        except (NotAllowedError, NotFoundError) as refusal:
            refuse(turn, refusal)
            return
        if not queue.is_held_by(entry, turn.person.id, turn.now) or not _is_field(entry, field):
            showing.show(turn, entry, anew=True)
            return
        _take(turn, entry, field, Reason(text=answers["words"]), anew=True)


def _decide(
    turn: Turn,
    entry: Entry,
    verdict: Verdict,
    *,
    reason: Reason | None = None,
    returned: dict[str, Reason] | None = None,
) -> None:
    try:
        entry = verdicts.decide(
            turn.session,
            turn.actor,
            entry.id,
            seen=turn.tap.revision if turn.tap else 0,
            verdict=verdict,
            reason=reason,
            returned=returned,
            now=turn.now,
        )
    except ClinicError as refusal:
        refused_tap(turn, queue.entry(turn.session, turn.actor, entry.id), refusal)
        return
    turn.toast(f"curation.toast_{verdict}")
    showing.acted(turn, entry)


def _undo_refused(turn: Turn, refusal: ClinicError) -> None:
    if isinstance(refusal, verdicts.DependsError):
        turn.alert("curation.undo_depends")
        return
    turn.alert("curation.undo_too_late")
    decision = verdicts.get(turn.session, turn.tap.subject) if turn.tap else None
    if decision is not None:
        showing.show(turn, queue.entry(turn.session, turn.actor, decision.entry_id))


def _held(turn: Turn) -> Entry | None:
    """The entry of the button, if this curator holds it (a lapsed hold is taken up anew)."""
    entry = curation.tapped(turn)
    if entry is None:
        return None
    if queue.is_held_by(entry, turn.person.id, turn.now):
        return entry
    try:
        return queue.claim(turn.session, turn.actor, entry.id, now=turn.now)
    except ClinicError as refusal:
        refused_tap(turn, entry, refusal)
        return None


def _take(turn: Turn, entry: Entry, field: str, reason: Reason, *, anew: bool = False) -> None:
    marks = _marks(entry)
    if field == WHOLE:
        marks = {}
    else:
        marks.pop(WHOLE, None)
    _keep(turn, entry, marks | {field: reason.as_json()})
    _show_preview(turn, entry, anew=anew)


def _keep(turn: Turn, entry: Entry, marks: dict[str, dict[str, str]]) -> None:
    queue.mark(turn.session, turn.actor, entry.id, marks, now=turn.now)
    turn.session.refresh(entry)


def _show_picking(turn: Turn, entry: Entry) -> None:
    viewer = showing.here(turn)
    say = viewer.say
    marks = _marks(entry)
    marks.pop(WHOLE, None)
    picked = [card.label(say, _question(entry, field)) for field in marks]
    text = say(
        "curation.pick",
        number=card.short_number(entry),
        picked=", ".join(picked) or say.plain("curation.none_picked"),
    )
    buttons = [
        Button(
            say.plain("curation.picked_one", label=label) if field in marks else label,
            card.on(entry, "tick", field),
        )
        for field in _fields(entry)
        if (label := card.label(say, _question(entry, field)))
    ]
    done = [[Button(say.plain("curation.picked"), card.on(entry, "preview"))]] if marks else []
    _show(turn, entry, text, [*in_rows(buttons), *done])


def _show_reasons(turn: Turn, entry: Entry, field: str) -> None:
    viewer = showing.here(turn)
    say = viewer.say
    if field == WHOLE:
        codes = REJECTING[entry.kind]
        text = say("curation.why_reject", number=card.short_number(entry), name=entry.name)
    else:
        codes = returning(field)
        label = card.label(say, _question(entry, field))
        text = say("curation.why_return", number=card.short_number(entry), label=label)
    buttons = [
        Button(say.plain(f"reason.{code}.button"), card.on(entry, "why", f"{field}.{code}"))
        for code in codes
    ]
    own = say.plain("curation.own")
    if turn.in_group:
        payload = f"k_{entry.id}_{'whole' if field == WHOLE else field}"
        buttons.append(Button(own, url=turn.link(payload)))
    else:
        buttons.append(Button(own, card.on(entry, "why", f"{field}.{OWN}")))
    _show(turn, entry, text, in_rows(buttons), back="see" if field == WHOLE else "repair")


def _show_preview(turn: Turn, entry: Entry, *, anew: bool = False) -> None:
    viewer = showing.here(turn)
    say = viewer.say
    marks = _marks(entry)
    if not marks:
        _show_picking(turn, entry)
        return
    number = card.short_number(entry)
    if WHOLE in marks:
        why_ = reasons.text(say, Reason.of(marks[WHOLE]))
        text = say("curation.preview_reject", number=number, name=entry.name, reason=why_)
        second = [Button(say.plain("curation.other_reason"), card.on(entry, "reject"))]
    else:
        given = {field: Reason.of(kept) for field, kept in marks.items()}
        lines = [
            say("curation.preview_return", number=number, count=len(marks)),
            *card.why_lines(say, entry, given),
        ]
        text = "\n".join(lines)
        second = [Button(say.plain("curation.add_answer"), card.on(entry, "repair"))]
    first = [Button(say.plain("curation.send"), card.on(entry, "send"))]
    _show(turn, entry, text, [first, second], anew=anew)


def _show(
    turn: Turn,
    entry: Entry,
    text: str,
    rows: list[list[Button]],
    *,
    back: str = "see",
    anew: bool = False,
) -> None:
    viewer = showing.here(turn)
    last = [Button(viewer.say.plain("button.back"), card.on(entry, back))]
    if not viewer.in_group:
        last += home_row(viewer.say)
    showing.show(turn, entry, Screen(text, buttons=[*rows, last]), anew=anew)


def _marks(entry: Entry) -> dict[str, dict[str, str]]:
    return dict(entry.marks or {})


def _fields(entry: Entry) -> list[str]:
    return [q.field for q in core.leading(form_of(entry), entry.pending or entry.answers)]


def _is_field(entry: Entry, field: str) -> bool:
    return field == WHOLE or field in _fields(entry)


def _question(entry: Entry, field: str) -> Question:
    return next(
        q for q in core.leading(form_of(entry), entry.pending or entry.answers) if q.field == field
    )
