"""What the people of a business are told of a sitting: one message for all its verdicts."""

from bot import form_values, outbox
from bot.callback_data import Tap
from bot.clinic import Scene
from bot.screen import MOST_BUTTON_LETTERS, Button, Screen, fits_caption, in_rows
from bot.taps import home_row
from bot.texts import Texts, texts
from handlers.mentor import titles
from models.outbox import OutboxClass
from models.rules.documents import Document
from models.rules.packaging import Step
from models.services import bundles, decisions
from models.services.bundles import Bundle, Told
from models.services.sittings import Closed
from models.task import EvidenceKind, EvidenceState

#: More of what is good is counted, not listed.
_MOST_GOOD = 3
_MOST_REPAIR_BUTTONS = 6
_MOST_TITLE = 60


def tell(scene: Scene, closed: Closed) -> None:
    """Tell each member, in their own language; nothing if every verdict was taken back."""
    bundle = bundles.read(scene.session, closed, now=scene.now)
    if not bundle.told:
        return
    for person in decisions.people_of(scene.session, closed.business):
        content = screen(texts(person.language), closed, bundle).payload()
        voices = [{"voice": file.telegram_id} for file in bundle.voices]
        if voices and fits_caption(content["text"]):
            parts = [*voices[1:], voices[0] | content]
        else:
            parts = [*voices, content]
        for part in parts:
            outbox.put(
                scene.session,
                person.telegram_id,
                part,
                now=scene.now,
                category=OutboxClass.NOTICE,
            )


def screen(say: Texts, closed: Closed, bundle: Bundle) -> Screen:
    """The message."""
    mentor = closed.mentor.name
    good = [one for one in bundle.told if one.evidence.state == EvidenceState.ACCEPTED]
    repairs = [one for one in bundle.told if one.evidence.state != EvidenceState.ACCEPTED]
    lines = [f"<b>{say('bundle.title', mentor=mentor, count=len(bundle.told))}</b>"]
    if len(good) > _MOST_GOOD:
        lines.append(say("bundle.many_good", count=len(good)))
    else:
        lines += [_line(say, one, "good") for one in good]
    for number, one in enumerate(repairs, start=1):
        many = f"{number}. " if len(repairs) > 1 else ""
        lines += [many + _line(say, one, "repair"), reason(say, one)]
    lines += [
        say("bundle.progress", name=entry.name, percent=progress.percent)
        for entry, progress in bundle.progress
    ]
    first = (repairs or good)[0].task.id
    ask = Button(say.plain("bundle.ask", mentor=mentor)[:MOST_BUTTON_LETTERS], _ask(first))
    rows = [*_repair_rows(say, repairs), [ask], home_row(say)]
    return Screen("\n".join(lines), buttons=rows)


def title(item: Step | Document, *, is_replaced: bool = False) -> str:
    """What an item is called, in the middle of a sentence and not too long."""
    name = titles.title(item, is_replaced=is_replaced)
    short = name if len(name) <= _MOST_TITLE else name[: _MOST_TITLE - 1] + "…"
    return form_values.in_sentence(short.rstrip("."))


def reason(say: Texts, one: Told) -> str:
    """Why it came back: the ready sentence, or the mentor's words."""
    if one.evidence.reason_code:
        return say(f"review.reason.{one.evidence.reason_code}")
    return say("bundle.words", words=one.evidence.reason or "")


def _line(say: Texts, one: Told, how: str) -> str:
    asks = one.evidence.kind == EvidenceKind.NOT_APPLICABLE
    key = f"{how}_not_applicable" if asks else how
    return say(
        f"bundle.{key}", title=title(one.item, is_replaced=one.is_replaced), name=one.entry.name
    )


def _repair_rows(say: Texts, repairs: list[Told]) -> list[list[Button]]:
    taps = [Tap("item", "see", one.task.id) for one in repairs[:_MOST_REPAIR_BUTTONS]]
    if len(taps) == 1:
        return [[Button(say.plain(f"bundle.{_what_to_send(repairs[0])}"), taps[0])]]
    return in_rows(
        Button(say.plain("bundle.repair_one", number=number), tap)
        for number, tap in enumerate(taps, start=1)
    )


def _what_to_send(one: Told) -> str:
    if one.evidence.kind == EvidenceKind.NOT_APPLICABLE:
        return "evidence"
    is_photo = isinstance(one.item, Step) and "photo" in one.item.evidence
    return "photo_again" if is_photo else "again"


def _ask(task_id: int) -> Tap:
    return Tap("ask", "open", task_id)
