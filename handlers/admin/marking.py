"""Marking what an entry lacks: the screens to pick answers and reasons, and the preview."""

from bot.screen import Button, Screen, in_rows
from bot.taps import home_row
from bot.turn import Turn
from handlers import reasons
from handlers.admin import card, card_text, showing
from models.entry import Entry
from models.forms import core
from models.forms.definition import Question
from models.forms.reasons import OWN, REJECTING, WHOLE, returning
from models.services import queue
from models.services.decisions import Reason
from models.services.entry_form import form_of


def take(turn: Turn, entry: Entry, field: str, reason: Reason, *, anew: bool = False) -> None:
    """A reason was given for *field*: it joins the others (a rejection stands alone)."""
    marks = marks_of(entry)
    if field == WHOLE:
        marks = {}
    else:
        marks.pop(WHOLE, None)
    keep(turn, entry, marks | {field: reason.as_json()})
    show_preview(turn, entry, anew=anew)


def keep(turn: Turn, entry: Entry, marks: dict[str, dict[str, str]]) -> None:
    """Keep the marks."""
    queue.mark(turn.session, turn.actor, entry.id, marks)
    turn.session.refresh(entry)


def show_picking(turn: Turn, entry: Entry) -> None:
    """Which answers are to be repaired?"""
    viewer = showing.here(turn)
    say = viewer.say
    marks = marks_of(entry)
    marks.pop(WHOLE, None)
    picked = [card_text.label(say, question(entry, field)) for field in marks]
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
        for field in fields(entry)
        if (label := card_text.label(say, question(entry, field)))
    ]
    done = [[Button(say.plain("curation.picked"), card.on(entry, "preview"))]] if marks else []
    _show(turn, entry, text, [*in_rows(buttons), *done])


def show_reasons(turn: Turn, entry: Entry, field: str) -> None:
    """Why this answer, or the whole entry?"""
    viewer = showing.here(turn)
    say = viewer.say
    if field == WHOLE:
        codes = REJECTING[entry.kind]
        text = say("curation.why_reject", number=card.short_number(entry), name=entry.name)
    else:
        codes = returning(field)
        label = card_text.label(say, question(entry, field))
        text = say("curation.why_return", number=card.short_number(entry), label=label)
    buttons = [
        Button(say.plain(f"reason.{code}.button"), card.on(entry, "why", f"{field}.{code}"))
        for code in codes
    ]
    own = say.plain("curation.own")
    if turn.in_group:
        payload = f"k_{entry.id}_{field}"
        buttons.append(Button(own, url=turn.link(payload)))
    else:
        buttons.append(Button(own, card.on(entry, "why", f"{field}.{OWN}")))
    _show(turn, entry, text, in_rows(buttons), back="see" if field == WHOLE else "repair")


def show_preview(turn: Turn, entry: Entry, *, anew: bool = False) -> None:
    """How the owner will read it."""
    viewer = showing.here(turn)
    say = viewer.say
    marks = marks_of(entry)
    if not marks:
        show_picking(turn, entry)
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
            *card_text.why_lines(say, entry, given),
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


def marks_of(entry: Entry) -> dict[str, dict[str, str]]:
    """What is marked so far: field → reason, in the form's order (the database keeps none)."""
    marks = entry.marks or {}
    return {field: marks[field] for field in (WHOLE, *fields(entry)) if field in marks}


def fields(entry: Entry) -> list[str]:
    """The answers that can be returned."""
    return [q.field for q in core.leading(form_of(entry), entry.pending or entry.answers)]


def is_field(entry: Entry, field: str) -> bool:
    """Whether *field* can be marked (WHOLE: the entry)."""
    return field == WHOLE or field in fields(entry)


def question(entry: Entry, field: str) -> Question:
    """The question of a field."""
    return next(
        q for q in core.leading(form_of(entry), entry.pending or entry.answers) if q.field == field
    )
