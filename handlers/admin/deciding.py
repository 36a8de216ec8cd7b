"""Deciding an entry: approve, ask for repair answer by answer, reject, and take it back."""

from bot.turn import Turn
from handlers.admin import card, curation, marking, own_words, showing
from handlers.admin.refusal import refused_tap
from models.curation import Verdict
from models.entry import Entry
from models.errors import ClinicError, NotFoundError
from models.forms.reasons import OWN, WHOLE, is_ready
from models.services import decisions, queue, settling, verdicts
from models.services.decisions import Reason


def approve(turn: Turn) -> None:
    """`[Setujui]`."""
    entry = curation.tapped(turn)
    if entry is not None:
        _decide(turn, entry, Verdict.APPROVED)


def repair(turn: Turn) -> None:
    """`[Minta perbaikan]`: which answers?"""
    entry = _held(turn)
    if entry is not None:
        marking.show_picking(turn, entry)


def tick(turn: Turn) -> None:
    """An answer was picked: why? Picked again, it is taken off the list."""
    entry = _held(turn)
    field = (turn.tap.choice if turn.tap else None) or ""
    if entry is None or field not in marking.fields(entry):
        return
    marks = marking.marks_of(entry)
    if field in marks:
        del marks[field]
        marking.keep(turn, entry, marks)
        marking.show_picking(turn, entry)
    else:
        marking.show_reasons(turn, entry, field)


def why(turn: Turn) -> None:
    """A ready reason was picked, or `[Tulis sendiri]`."""
    entry = _held(turn)
    if entry is None or turn.tap is None:
        return
    field, _, code = (turn.tap.choice or "").rpartition(".")
    if code == OWN and not turn.in_group:
        own_words.ask(turn, entry.id, field)
    elif is_ready(entry.kind, field, code):
        marking.take(turn, entry, field, Reason(code=code))


def preview(turn: Turn) -> None:
    """`[Selesai memilih]`: how the owner will read it."""
    entry = _held(turn)
    if entry is not None:
        marking.show_preview(turn, entry)


def reject(turn: Turn) -> None:
    """`[Tolak]`: why?"""
    entry = _held(turn)
    if entry is not None:
        marking.show_reasons(turn, entry, WHOLE)


def send(turn: Turn) -> None:
    """`[Kirim ke pemilik]`: the marks become the decision."""
    entry = _held(turn)
    if entry is None:
        return
    marks = marking.marks_of(entry)
    if WHOLE in marks:
        _decide(turn, entry, Verdict.REJECTED, reason=Reason.of(marks[WHOLE]))
    elif marks:
        returned = {field: Reason.of(kept) for field, kept in marks.items()}
        _decide(turn, entry, Verdict.RETURNED, returned=returned)
    else:
        marking.show_picking(turn, entry)


def undo(turn: Turn) -> None:
    """`[Batalkan (60 detik)]`."""
    if turn.tap is None:
        return
    try:
        entry = settling.undo(turn.session, turn.actor, turn.tap.subject, now=turn.now)
    except NotFoundError:
        turn.alert("error.not_found")
        return
    except ClinicError as refusal:
        _undo_refused(turn, refusal)
        return
    showing.acted(turn, entry, lead=turn.say("curation.undone", number=card.short_number(entry)))


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
    if isinstance(refusal, settling.DependsError):
        turn.alert("curation.undo_depends")
        return
    turn.alert("curation.undo_too_late")
    decision = decisions.get(turn.session, turn.tap.subject) if turn.tap else None
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
        entry = queue.claim(turn.session, turn.actor, entry.id, now=turn.now)
    except ClinicError as refusal:
        refused_tap(turn, entry, refusal)
        return None
    showing.everywhere(turn, entry)
    return entry
