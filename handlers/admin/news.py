"""Telling the staff of entries that came in: bundled, never more often than every 5 minutes."""

from datetime import timedelta

from bot import outbox, quiet
from bot.callback_data import Tap
from bot.clinic import Scene
from bot.screen import Button, Screen
from bot.taps import home_row
from bot.texts import Texts, texts
from handlers.admin import card
from handlers.admin.viewer import Viewer
from models.entry import Entry
from models.person import Person
from models.rules import regencies
from models.services import desks

APART = timedelta(minutes=5)

_MOST_NAMED = 8
_PIECE = 30

#: The slot of a bundle of news.
SLOT = "news"


def announce(scene: Scene) -> None:
    """Tell what is new, if this is no quiet hour and the last news is old enough."""
    new = desks.unannounced(scene.session, limit=_PIECE)
    clinic = scene.house.clinic
    if not new or quiet.is_quiet(scene.now, scene.house.quiet, clinic.zone):
        return
    for entry in [one for one in new if one.claimed_by is not None]:
        _tell_holder(scene, entry)
        new.remove(entry)
    group = desks.group(scene.session)
    if group is not None:
        _tell_group(scene, group.chat_id, new)
    else:
        _tell_each(scene, new)


def _tell_holder(scene: Scene, entry: Entry) -> None:
    """A repaired entry is back: who asked for the repair holds it."""
    person = scene.session.get_one(Person, entry.claimed_by)
    say = texts(person.language)
    text = say("news.repaired", number=card.short_number(entry), name=entry.name)
    look = Button(say.plain("news.open_card"), Tap("cur", "open", entry.id))
    _put(scene, person.telegram_id, Screen(text, buttons=[[look], home_row(say)]), slot=None)
    desks.announced(scene.session, [entry.id])


def _tell_group(scene: Scene, chat_id: int, new: list[Entry]) -> None:
    if not new or not _is_time(scene, chat_id):
        return
    if len(new) == 1:
        viewer = Viewer()
        screen = card.screen(scene, new[0], viewer, lead=viewer.say("news.one"))
        _put(scene, chat_id, screen, slot=viewer.slot(new[0].id))
    else:
        say = texts("id")
        look = Button(say.plain("news.next_card"), Tap("cur", "next"))
        _put(scene, chat_id, Screen(_bundle(say, new), buttons=[[look]]), slot=SLOT)
    desks.announced(scene.session, [entry.id for entry in new])
    desks.note_news(scene.session, chat_id, None, scene.now)


def _tell_each(scene: Scene, new: list[Entry]) -> None:
    """Without a group every curator is told in private."""
    people = desks.curators(scene.session)
    if not new or not people or not _is_time(scene, people[0].telegram_id):
        return
    for person in people:
        say = texts(person.language)
        look = Button(say.plain("button.open_queue"), Tap("cur", "open"))
        screen = Screen(_bundle(say, new), buttons=[[look], home_row(say)])
        _put(scene, person.telegram_id, screen, slot=SLOT)
        desks.note_news(scene.session, person.telegram_id, person.id, scene.now)
    desks.announced(scene.session, [entry.id for entry in new])


def _bundle(say: Texts, new: list[Entry]) -> str:
    lines = [f"<b>{say('news.title', count=len(new))}</b>"]
    for entry in new[:_MOST_NAMED]:
        place = regencies.by_code()[entry.regency].name
        lines.append(
            say("news.line", number=card.short_number(entry), name=entry.name, regency=place)
        )
    if len(new) > _MOST_NAMED:
        lines.append(say("news.others", count=len(new) - _MOST_NAMED))
    return "\n".join(lines)


def _is_time(scene: Scene, chat_id: int) -> bool:
    last = desks.last_news(scene.session, chat_id)
    return last is None or scene.now >= last + APART


def _put(scene: Scene, chat_id: int, screen: Screen, *, slot: str | None) -> None:
    outbox.put_screen(scene.session, chat_id, screen, now=scene.now, slot=slot)
