"""The words of a card."""

from collections.abc import Mapping, Sequence

from bot import form_values, formats
from bot.clinic import Scene
from bot.texts import Texts
from handlers import reasons
from handlers.admin.viewer import Viewer
from models.business import Business
from models.entry import Entry
from models.forms import core
from models.forms.definition import Question
from models.forms.kinds import Phone
from models.rules import regencies
from models.services import queue
from models.services.decisions import Reason
from models.services.entry_form import form_of
from models.services.queue import Claim

_ANSWER = 160

#: What the head of the card says already.
_IN_HEAD = frozenset({"business_name", "name", "regency"})


def head(scene: Scene, entry: Entry, viewer: Viewer) -> list[str]:
    """What it is, since when it waits, what to look at, who holds it."""
    say = viewer.say
    zone = scene.house.clinic.zone
    key = "appeal" if entry.appealed else "change" if entry.pending else entry.kind
    title = say(f"curation.title.{key}", number=entry.number)
    waits = entry.waiting_since or entry.submitted_at
    lines = [
        f"<b>{title}</b>",
        say("curation.place", name=entry.name, regency=regency_of(entry)),
        say(
            "curation.since",
            when=formats.day_and_time(waits, zone, viewer.language),
            percent=core.percent(form_of(entry), entry.pending or entry.answers),
        ),
    ]
    if entry.rounds:
        lines.append(say("curation.rounds", count=entry.rounds))
    if isinstance(entry, Business) and entry.similar_to is not None:
        lines.append(say(f"curation.similar.{entry.similar_to}"))
    if entry.appealed:
        lines.append(_appeal(say, entry))
    held = queue.holder(scene.session, entry, scene.now)
    if held is not None:
        lines.append(
            say(
                "curation.held",
                by=held.by,
                since=formats.clock_time(held.since, zone, viewer.language),
                until=until_when(scene, held, viewer.language),
            )
        )
    return lines


def until_when(scene: Scene, held: Claim, language: str) -> str:
    """Until when somebody holds it: the hour; with the day if that is another."""
    zone = scene.house.clinic.zone
    today = scene.now.astimezone(zone).date() == held.until.astimezone(zone).date()
    spell = formats.clock_time if today else formats.day_and_time
    return spell(held.until, zone, language)


def _appeal(say: Texts, entry: Entry) -> str:
    words = (entry.appeal or {}).get("words")
    if isinstance(words, str):
        return say("curation.appeal", words=_cut(words, 300))
    return say("curation.appeal_spoken")


def answers(say: Texts, entry: Entry, viewer: Viewer, *, most: int = _ANSWER) -> list[str]:
    """The answers one may see here; those that changed since the last time, old and new."""
    form = form_of(entry)
    now = entry.pending or entry.answers
    before = entry.judged if entry.judged is not None else entry.answers
    compare = entry.pending is not None or entry.rounds > 0
    lines = []
    for question in core.leading(form, now):
        if viewer.in_group and question.ask.private:
            if compare and before.get(question.field) != now.get(question.field):
                lines.append(say("curation.changed_private", label=label(say, question)))
            continue
        new = _cut(_value(say, entry, question, now), most)
        old = _cut(_value(say, entry, question, before), most)
        if compare and old != new:
            lines.append(
                say("curation.changed_line", label=label(say, question), old=old, new=new)
            )
        elif question.field in _IN_HEAD or entry.pending is not None:
            continue
        elif now.get(question.field) is not None:
            lines.append(say("data.value", label=label(say, question), value=new))
    return lines


def _value(say: Texts, entry: Entry, question: Question, given: dict[str, object]) -> str:
    if isinstance(question.kind, Phone) and given.get(question.field):
        return question.kind.masked(given[question.field])
    return form_values.line(say, form_of(entry), question, given)


def label(say: Texts, question: Question) -> str:
    """The short name of an answer."""
    return say.plain(f"form.{question.form}.{question.field}.label")


def why_lines(say: Texts, entry: Entry, returned: Mapping[str, Reason]) -> list[str]:
    """The returned answers with their reasons, numbered."""
    form = form_of(entry)
    asked = [q for q in core.leading(form, entry.pending or entry.answers) if q.field in returned]
    return [
        say(
            "curation.returned_line",
            number=number,
            label=label(say, question),
            reason=reasons.text(say, returned[question.field]),
        )
        for number, question in enumerate(asked, start=1)
    ]


def fitting(head: Sequence[str], answers: Sequence[str], room: int, say: Texts) -> str:
    """The head, and as many answers as there is room for."""
    lines = list(head)
    left = room - sum(len(line) + 1 for line in lines)
    for answer in answers:
        left -= len(answer) + 1
        if left < 0:
            return "\n".join([*lines, say("curation.more_answers")])
        lines.append(answer)
    return "\n".join(lines)


def _cut(text: str, most: int) -> str:
    return text if len(text) <= most else text[: most - 1] + "…"


def regency_of(entry: Entry) -> str:
    """The name of the kabupaten or kota."""
    return regencies.by_code()[entry.regency].name
