"""The card of a piece of evidence: what was sent, and what to check."""

from decimal import Decimal, InvalidOperation
from typing import Any

from babel.numbers import format_decimal

from bot import formats, forms
from bot.callback_data import Tap
from bot.clinic import Scene
from bot.screen import Button, Screen, in_rows
from bot.taps import home_row
from bot.texts import Texts
from bot.turn import Turn
from handlers.mentor import titles
from handlers.mentor.place import Place
from models.file import StoredFile
from models.forms.reviewing import EvidenceVoice
from models.rules.documents import Document
from models.services import files, sittings
from models.services.review_queue import Case
from models.task import EvidenceKind

FLOW = "rev"
#: The slot of the one card in a mentor's chat.
SLOT = "review"

_DAYS = ("issued", "valid_until")
_MOST_WORDS = 400
_REASONS = ("not_halal", "other_product", "other")


def screen(
    scene: Scene,
    case: Case,
    mentor_id: int,
    say: Texts,
    place: Place,
    *,
    photo: int = 0,
    lead: str | None = None,
) -> Screen:
    """The card; *photo* counts its pictures from 0."""
    sent = sent_files(scene, case)
    photos = [file for file in sent if file.kind == "photo"]
    others = len(sent) > len(photos) or spoken(case) is not None
    is_open = bool(sittings.open_verdicts(scene.session, mentor_id))
    page = photo % len(photos) if photos else 0
    rows = _rows(say, case, place, page, len(photos))
    extras = [Button(say.plain("review.files"), on(case, "files", place))] if others else []
    if is_open:
        extras.append(Button(say.plain("review.undo"), Tap(FLOW, "undo")))
    extras.append(Button(say.plain("review.business"), Tap("charge", "see", case.business.id)))
    extras.append(Button(say.plain("review.done"), Tap(FLOW, "done", case.task.id)))
    lines = [*_head(scene, say, case, place), *_answers(say, case)]
    if len(photos) > 1:
        lines.append(say("review.photo", number=page + 1, count=len(photos)))
    check = titles.check(case.line.item, is_replaced=case.line.is_replaced)
    lines.append(say("review.check", check=check))
    return Screen(
        "\n".join(lines),
        buttons=[*rows, *in_rows(extras), home_row(say)],
        photo=photos[page].telegram_id if photos else None,
        lead=lead,
    )


def show(turn: Turn, case: Case, place: Place, *, photo: int = 0, lead: str | None = None) -> None:
    """Show the card of what the mentor holds; a reason that was being chosen is none any more."""
    if turn.conversation.form == EvidenceVoice.form_name:
        forms.finish(turn)
    shown = screen(turn, case, turn.person.id, turn.say, place, photo=photo, lead=lead)
    turn.show(shown, slot=SLOT)


def on(case: Case, verb: str, place: Place, rest: str = "") -> Tap:
    """A tap on the card as it is."""
    return Tap(FLOW, verb, case.task.id, case.task.revision, place.write(rest))


def title(case: Case) -> str:
    """What the item is called; a condition may have put another in its place."""
    return titles.title(case.line.item, is_replaced=case.line.is_replaced)


def kinds(case: Case) -> frozenset[str]:
    """The kinds of evidence the item asks for."""
    item = case.line.item
    if isinstance(item, Document):
        return frozenset({"document"})
    asked = item.otherwise if case.line.is_replaced and item.otherwise else item
    return frozenset(asked.evidence)


def sent_files(scene: Scene, case: Case) -> list[StoredFile]:
    """The files of the evidence, in their order."""
    return files.by_ids(scene.session, _ids(case.evidence.answers.get("files")))


def spoken(case: Case) -> int | None:
    """The file of a voice message in place of words."""
    words = case.evidence.answers.get("words")
    found = words.get("voice") if isinstance(words, dict) else None
    return found if isinstance(found, int) else None


def _rows(say: Texts, case: Case, place: Place, page: int, photos: int) -> list[list[Button]]:
    asks = case.evidence.kind == EvidenceKind.NOT_APPLICABLE
    accept, back = ("agree", "refuse") if asks else ("accept", "repair")
    rows = [[Button(say.plain(f"review.{accept}"), on(case, "accept", place))]]
    if photos > 1:
        turned = [
            Button(
                say.plain(f"review.{way}"),
                on(case, "see", place, str((page + step) % photos)),
            )
            for way, step in (("photo_back", -1), ("photo_on", 1))
        ]
        rows.append(turned)
    rows.append(
        [
            Button(say.plain(f"review.{back}"), on(case, "repair", place)),
            Button(say.plain("review.skip"), on(case, "skip", place)),
        ]
    )
    return rows


def _head(scene: Scene, say: Texts, case: Case, place: Place) -> list[str]:
    since = formats.day_and_time(case.evidence.sent_at, scene.house.clinic.zone, say.language)
    is_own = case.entry.id == case.business.id
    name = case.business.name
    about = name if is_own else say.plain("review.about", business=name, product=case.entry.name)
    lines = [
        f"<b>{say('review.card', number=place.number, total=place.total, title=title(case))}</b>",
        say("review.sent", about=about, by=case.sender.name, since=since),
    ]
    if case.task.mentor_id is None:
        lines.append(say("review.nobodys"))
    return lines


def _answers(say: Texts, case: Case) -> list[str]:
    answers = case.evidence.answers
    lines = []
    if case.evidence.kind == EvidenceKind.NOT_APPLICABLE:
        code = answers.get("reason")
        known = code if code in _REASONS else "other"
        lines.append(say("review.asks", why=say.plain(f"review.na.{known}")))
    figures = answers.get("figures")
    if isinstance(figures, list) and figures:
        shown = " ".join(_number(str(figure), say.language) for figure in figures)
        unit = answers.get("unit") or ""
        lines.append(say("review.figures", figures=f"{shown} {unit}".strip()))
    if number := answers.get("number"):
        lines.append(say("review.number", number=number))
    lines += [
        say(f"review.{name}", when=_day(str(answers[name]), say.language))
        for name in _DAYS
        if answers.get(name)
    ]
    words = answers.get("words")
    if isinstance(words, str) and words:
        lines.append(say("review.words", words=_short(words)))
    elif spoken(case) is not None:
        lines.append(say("review.voice"))
    return lines


def _ids(given: Any) -> list[int]:
    return [one for one in given if isinstance(one, int)] if isinstance(given, list) else []


def _number(written: str, language: str) -> str:
    try:
        return str(format_decimal(Decimal(written), locale=language))
    except InvalidOperation:
        return written


def _day(written: str, language: str) -> str:
    try:
        return formats.written_day(written, language)
    except ValueError:
        return written


def _short(words: str) -> str:
    return words if len(words) <= _MOST_WORDS else words[: _MOST_WORDS - 1] + "…"
