"""`/audit`: who did what with an entry, in plain sentences, newest first."""

from collections.abc import Mapping, Sequence
from typing import Any

from bot import form_values, formats, forms
from bot.callback_data import Tap
from bot.screen import Button, Screen, in_rows
from bot.taps import home_row, last_row
from bot.texts import Texts
from bot.turn import Turn
from handlers.admin import card_text
from models.entry import Entry
from models.errors import NotFoundError
from models.forms import core
from models.forms.definition import Form, Question, is_valid, questions
from models.forms.lookup import TrailOf
from models.services import search, trail
from models.services.entry_form import form_of
from models.services.trail import Act, Trail

#: Letters of an answer or a reason in one sentence, and changes told with both answers.
_MOST_LETTERS = 40
_MOST_REASON = 120
_MOST_CHANGES = 3


def open_trail(turn: Turn) -> None:
    """`/audit`: the trail of the number behind the command; without one, it is asked for."""
    forms.lay_aside(turn)
    if turn.argument:
        look_up(turn, turn.argument)
    else:
        forms.open_form(turn, TrailOf)


def see(turn: Turn) -> None:
    """`[Riwayat]` and `[Lebih lama]`; the choice says behind which act the page begins."""
    tap = turn.tap
    if tap is None or turn.in_group:
        return
    before = int(tap.choice) if tap.choice and tap.choice.isdecimal() else 0
    try:
        found = trail.page(turn.session, turn.actor, tap.subject, before=before)
    except NotFoundError:
        turn.alert("error.not_found")
        return
    turn.show(_screen(turn, found), anew=not before)


def look_up(turn: Turn, text: str) -> None:
    """Show the trail of the entry with this number."""
    entries = search.numbered(turn.session, turn.actor, text, now=turn.now)
    if not entries:
        forms.open_form(turn, TrailOf, lead=turn.say("audit.unknown_number"))
    elif len(entries) == 1:
        turn.show(_screen(turn, trail.page(turn.session, turn.actor, entries[0].id)))
    else:
        turn.show(_which(turn, entries))


def _which(turn: Turn, entries: Sequence[Entry]) -> Screen:
    """The same number in several years."""
    say = turn.say
    buttons = [Button(entry.number, Tap("audit", "see", entry.id)) for entry in entries]
    return Screen(say("audit.which"), buttons=[*in_rows(buttons), home_row(say)])


def _screen(turn: Turn, found: Trail) -> Screen:
    say, entry = turn.say, found.entry
    zone, language = turn.house.clinic.zone, turn.person.language
    lines = [say("audit.title", number=entry.number, name=entry.name)]
    for act in found.acts:
        when = formats.day_and_time(act.at, zone, language)
        lines.append(say("audit.line", when=when, act=_sentence(say, entry, act)))
    if not found.acts:
        lines.append(say("audit.empty"))
    rows = []
    if found.older is not None:
        older = Tap("audit", "see", entry.id, choice=str(found.older))
        rows.append([Button(say.plain("audit.older"), older)])
    return Screen("\n".join(lines), buttons=[*rows, last_row(say, Tap("cur", "open", entry.id))])


def _sentence(say: Texts, entry: Entry, act: Act) -> str:
    """What was done, as plain text; what we have no sentence for is told as something."""
    changes = _changes(say, entry, act)
    returned = _labels(say, entry, act.after.get("returned"))
    verb = act.verb if say.has(f"audit.act.{act.verb}") else "something"
    if verb in {"changed", "repaired"} and not changes:
        verb = "sent_again"
    elif verb == "ended" and act.other is None:
        verb = "left"
    return say.plain(
        f"audit.act.{verb}",
        by=act.by or say.plain("audit.clinic"),
        what=say.plain(f"audit.what.{entry.kind}"),
        count=len(changes or returned),
        changes=_listed(say, changes),
        labels=", ".join(returned),
        reason=_reason(say, act.reason),
        other=act.other or say.plain("audit.somebody"),
    )


def _changes(say: Texts, entry: Entry, act: Act) -> list[str]:
    """The answers that differ from those before; private ones without their values."""
    if act.answered is None:
        return []
    form, old, new = form_of(entry), act.answered, act.after
    told = []
    for question in (q for q in questions(form) if q.ask.follows is None):
        fields = [q.field for q in questions(form) if question.field in {q.field, q.ask.follows}]
        if any(old.get(field) != new.get(field) for field in fields):
            told.append(_change(say, form, question, (old, new)))
    return told


def _change(
    say: Texts,
    form: type[Form],
    question: Question,
    answers: tuple[Mapping[str, Any], Mapping[str, Any]],
) -> str:
    label = card_text.label(say, question)
    values = [answer.get(question.field) for answer in answers]
    readable = all(value is None or is_valid(question, value) for value in values)
    if readable and not question.ask.private:
        before, after = (_cut(form_values.line(say, form, question, a)) for a in answers)
        if before != after:
            return say.plain("audit.change", label=label, before=before, after=after)
    return say.plain("audit.change_private", label=label)


def _listed(say: Texts, changes: Sequence[str]) -> str:
    told = list(changes[:_MOST_CHANGES])
    if len(changes) > _MOST_CHANGES:
        told.append(say.plain("audit.more_changes", count=len(changes) - _MOST_CHANGES))
    return "; ".join(told)


def _labels(say: Texts, entry: Entry, returned: Mapping[str, Any] | None) -> list[str]:
    form = form_of(entry)
    asked = core.leading(form, entry.pending or entry.answers)
    return [card_text.label(say, q) for q in asked if q.field in (returned or ())]


def _reason(say: Texts, reason: str | None) -> str:
    """A ready reason as its sentence, free words as they are; neither ends in a full stop."""
    key = f"reason.{reason}.sentence"
    words = say.plain(key) if reason and say.has(key) else reason or ""
    return _cut(words, _MOST_REASON).removesuffix(".")


def _cut(text: str, most: int = _MOST_LETTERS) -> str:
    return text if len(text) <= most else text[: most - 1] + "…"
