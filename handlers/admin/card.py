"""The card of an entry: what a curator sees of it, in private or in the staff group."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from bot import form_values, formats
from bot.callback_data import Tap
from bot.clinic import Scene
from bot.screen import Button, Screen
from bot.taps import home_row
from bot.texts import Texts, texts
from handlers import reasons
from models.business import Business
from models.entry import Entry, EntryKind
from models.forms import core
from models.forms.definition import Question
from models.forms.kinds import Phone
from models.rules import regencies
from models.services import files, queue, verdicts
from models.services.entry_form import form_of
from models.services.verdicts import Decided, Reason

#: What fits under a photo (Telegram: 1,024 letters) with room for the lines about the act.
_CAPTION = 880
_TEXT = 3_200
_ANSWER = 160

#: The slot of the one card in a private chat.
DESK = "desk"


@dataclass(frozen=True)
class Viewer:
    """Who looks: a curator in private, or the staff group (no person; Indonesian)."""

    language: str = "id"
    person_id: int | None = None

    @property
    def say(self) -> Texts:
        """Their catalogue."""
        return texts(self.language)

    @property
    def in_group(self) -> bool:
        """Whether everybody in the group sees it: no telephone, no address, no names."""
        return self.person_id is None

    def slot(self, entry_id: int) -> str:
        """Where the card is shown: one in a private chat, one for each entry in the group."""
        return f"card:{entry_id}" if self.in_group else DESK


def screen(
    scene: Scene, entry: Entry, viewer: Viewer, *, photo: int = 0, lead: str | None = None
) -> Screen:
    """The card as it is now; *photo* counts its pictures from 0."""
    say = viewer.say
    decided = verdicts.decision(scene.session, entry.id) if entry.waiting_since is None else None
    if entry.waiting_since is None:
        return _decided(scene, entry, viewer, decided).led_by(lead)
    head = _head(scene, entry, viewer)
    pictures = _pictures(scene, entry)
    room = _CAPTION if pictures else _TEXT
    text = _fitting(head, _answers(say, entry, viewer), room, say)
    shown = pictures[photo % len(pictures)] if pictures else None
    rows = [*_page_row(say, entry, len(pictures), photo), *_act_rows(scene, entry, viewer)]
    return Screen(text, buttons=rows, photo=shown, lead=lead)


def full(scene: Scene, entry: Entry, viewer: Viewer) -> Screen:
    """`[Selengkapnya]`: every answer in full length, as a text."""
    say = viewer.say
    text = _fitting(
        _head(scene, entry, viewer), _answers(say, entry, viewer, most=1_000), _TEXT, say
    )
    back = Button(say.plain("button.back"), on(entry, "see"))
    last = [back] if viewer.in_group else [back, *home_row(say)]
    return Screen(text, buttons=[last])


def on(entry: Entry, verb: str, choice: str | None = None) -> Tap:
    """A button of this card, as it is now."""
    return Tap("cur", verb, entry.id, entry.revision, choice)


def short_number(entry: Entry) -> str:
    """KE-2026-00152/1 → 00152/1, as colleagues say it."""
    return entry.number.rpartition("-")[2]


def label(say: Texts, question: Question) -> str:
    """The short name of an answer."""
    return say.plain(f"form.{question.form}.{question.field}.label")


def _head(scene: Scene, entry: Entry, viewer: Viewer) -> list[str]:
    say = viewer.say
    zone = scene.house.clinic.zone
    key = "appeal" if entry.appealed else "change" if entry.pending else entry.kind
    title = say(f"curation.title.{key}", number=entry.number)
    waits = entry.waiting_since or entry.submitted_at
    lines = [
        f"<b>{title}</b>",
        say("curation.place", name=entry.name, regency=_regency(entry)),
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
                until=formats.day_and_time(held.until, zone, viewer.language),
            )
        )
    return lines


def _appeal(say: Texts, entry: Entry) -> str:
    words = (entry.appeal or {}).get("words")
    if isinstance(words, str):
        return say("curation.appeal", words=_cut(words, 300))
    return say("curation.appeal_spoken")


def _answers(say: Texts, entry: Entry, viewer: Viewer, *, most: int = _ANSWER) -> list[str]:
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
        elif entry.pending is None and now.get(question.field) is not None:
            lines.append(say("data.value", label=label(say, question), value=new))
    return lines


def _value(say: Texts, entry: Entry, question: Question, answers: dict[str, object]) -> str:
    if isinstance(question.kind, Phone) and answers.get(question.field):
        return question.kind.masked(answers[question.field])
    return form_values.line(say, form_of(entry), question, answers)


def _pictures(scene: Scene, entry: Entry) -> list[str]:
    """Telegram's ids of the photos: of the product, and of an appeal."""
    ids = list((entry.pending or entry.answers).get("photos") or ())
    if entry.appealed:
        ids += (entry.appeal or {}).get("photos") or ()
    return [file.telegram_id for file in files.by_ids(scene.session, ids)] if ids else []


def _page_row(say: Texts, entry: Entry, count: int, photo: int) -> list[list[Button]]:
    if count < 2:  # noqa: PLR2004  # one photo needs no paging
        return []
    here = photo % count
    back = Button(say.plain("curation.photo_back"), on(entry, "see", str((here - 1) % count)))
    on_ = Button(
        say.plain("curation.photo_on", number=here + 1, count=count),
        on(entry, "see", str((here + 1) % count)),
    )
    return [[back, on_]]


def _act_rows(scene: Scene, entry: Entry, viewer: Viewer) -> list[list[Button]]:
    """What can be done with it from here."""
    say = viewer.say
    held = queue.is_held(entry, scene.now)
    look = _look(scene, entry, viewer)
    if held and not viewer.in_group and entry.claimed_by != viewer.person_id:
        return [*_way_on(say, entry, viewer)]
    if not held:
        take = Button(say.plain("curation.claim"), on(entry, "claim"))
        return [[take], look, *_way_on(say, entry, viewer)]
    rows = [
        [Button(say.plain("curation.approve"), on(entry, "approve"))],
        [Button(say.plain("curation.repair"), on(entry, "repair")), look[0]],
        [
            Button(say.plain("curation.reject"), on(entry, "reject")),
            Button(say.plain("curation.release"), on(entry, "release")),
        ],
    ]
    return [*rows, *([look[1:]] if look[1:] else []), *_way_on(say, entry, viewer)]


def _look(scene: Scene, entry: Entry, viewer: Viewer) -> list[Button]:
    say = viewer.say
    if viewer.in_group:
        link = f"https://t.me/{scene.house.bot_name}?start=k_{entry.id}"
        first = Button(say.plain("curation.details"), url=link)
    elif entry.kind == EntryKind.BUSINESS:
        first = Button(say.plain("curation.show_phone"), on(entry, "phone"))
    else:
        first = Button(say.plain("curation.more"), on(entry, "more"))
    buttons = [first]
    if isinstance(entry, Business) and entry.similar_id is not None and not viewer.in_group:
        buttons.append(Button(say.plain("curation.compare"), on(entry, "compare")))
    return buttons


def _way_on(say: Texts, entry: Entry, viewer: Viewer) -> list[list[Button]]:
    if viewer.in_group:
        return []
    row = [
        Button(say.plain("curation.next"), on(entry, "next")),
        Button(say.plain("curation.filter"), on(entry, "filter")),
    ]
    return [row, home_row(say)]


def _decided(scene: Scene, entry: Entry, viewer: Viewer, decided: Decided | None) -> Screen:
    """What became of it; with the button that takes it back, as long as that is possible."""
    say = viewer.say
    zone = scene.house.clinic.zone
    rows: list[list[Button]] = []
    if decided is None:
        text = say(f"curation.gone.{entry.state}", number=short_number(entry), name=entry.name)
    else:
        lines = [
            say(
                f"curation.{decided.verdict}",
                number=short_number(entry),
                by=decided.by,
                when=formats.clock_time(decided.at, zone, viewer.language),
                count=len(decided.returned),
            ),
            say("curation.place", name=entry.name, regency=_regency(entry)),
            *why_lines(say, entry, decided.returned),
        ]
        if decided.reason.code or decided.reason.text:
            lines.append(say("curation.why", reason=reasons.text(say, decided.reason)))
        if not decided.settled:
            leaves = formats.clock_time(decided.at + verdicts.UNDO, zone, viewer.language)
            lines.append(say("curation.leaves", when=leaves))
            undo = Tap("cur", "undo", decided.id, entry.revision)
            rows.append([Button(say.plain("curation.undo"), undo)])
        else:
            lines.append(say("curation.told"))
        text = "\n".join(lines)
    if not viewer.in_group:
        rows.append([Button(say.plain("curation.next"), on(entry, "next")), *home_row(say)])
    return Screen(text, buttons=rows)


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


def _fitting(head: Sequence[str], answers: Sequence[str], room: int, say: Texts) -> str:
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


def _regency(entry: Entry) -> str:
    return regencies.by_code()[entry.regency].name
