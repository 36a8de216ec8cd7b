"""The card of an entry: what a curator sees of it, in private or in the staff group."""

from bot import formats
from bot.callback_data import Tap
from bot.clinic import Scene
from bot.screen import Button, Screen
from bot.taps import home_row
from bot.texts import Texts
from handlers import reasons
from handlers.admin import card_text
from handlers.admin.viewer import Viewer
from models.business import Business
from models.entry import Entry, EntryKind
from models.services import decisions, files, queue
from models.services.decisions import Decided

#: What fits under a photo (Telegram: 1,024 letters) with room for the lines about the act.
_CAPTION = 880
_TEXT = 3_200


def screen(
    scene: Scene, entry: Entry, viewer: Viewer, *, photo: int = 0, lead: str | None = None
) -> Screen:
    """The card as it is now; *photo* counts its pictures from 0."""
    say = viewer.say
    decided = decisions.decision(scene.session, entry.id) if entry.waiting_since is None else None
    if entry.waiting_since is None:
        return _decided(scene, entry, viewer, decided).led_by(lead)
    head = card_text.head(scene, entry, viewer)
    pictures = _pictures(scene, entry)
    room = _CAPTION if pictures else _TEXT
    text = card_text.fitting(head, card_text.answers(say, entry, viewer), room, say)
    shown = pictures[photo % len(pictures)] if pictures else None
    rows = [*_page_row(say, entry, len(pictures), photo), *_act_rows(scene, entry, viewer)]
    return Screen(text, buttons=rows, photo=shown, lead=lead)


def full(scene: Scene, entry: Entry, viewer: Viewer) -> Screen:
    """`[Selengkapnya]`: every answer in full length, as a text."""
    say = viewer.say
    text = card_text.fitting(
        card_text.head(scene, entry, viewer),
        card_text.answers(say, entry, viewer, most=1_000),
        _TEXT,
        say,
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
    trail = Button(say.plain("audit.open"), Tap("audit", "see", entry.id))
    return [row, [trail, *home_row(say)]]


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
            say("curation.place", name=entry.name, regency=card_text.regency_of(entry)),
            *card_text.why_lines(say, entry, decided.returned),
        ]
        if decided.reason.code or decided.reason.text:
            lines.append(say("curation.why", reason=reasons.text(say, decided.reason)))
        if not decided.settled:
            leaves = formats.clock_time(decided.at + decisions.UNDO, zone, viewer.language)
            lines.append(say("curation.leaves", when=leaves))
            if viewer.person_id in {None, decided.by_id}:  # nobody else can take it back
                undo = Tap("cur", "undo", decided.id, entry.revision)
                rows.append([Button(say.plain("curation.undo"), undo)])
        else:
            lines.append(say("curation.told"))
        text = "\n".join(lines)
    if not viewer.in_group:
        next_ = Button(say.plain("curation.next"), on(entry, "next"))
        trail = Button(say.plain("audit.open"), Tap("audit", "see", entry.id))
        rows += [[next_, trail], home_row(say)]
    return Screen(text, buttons=rows)
