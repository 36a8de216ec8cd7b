"""Word of documents whose time is over: they are to be sent anew."""

from bot import formats, quiet
from bot.callback_data import Tap
from bot.clinic import Scene
from bot.outbox import put_screen
from bot.screen import Button, Screen
from bot.taps import home_row
from bot.texts import Texts, texts
from handlers.owner import item_words, journey
from models.services import checklists, decisions
from models.services.lines import Line
from models.services.wallet import EndedOf

#: More documents are counted, not named.
_MOST_NAMED = 5


def tell(scene: Scene, ended: EndedOf) -> None:
    """Tell each member once of all documents that ended, when nobody sleeps."""
    lists = checklists.of_business(scene.session, ended.business.id, now=scene.now)
    found = {line.task.id: line for one in lists for line in one.lines if line.task is not None}
    lines = [found[task.id] for task in ended.tasks if task.id in found]
    if lines:
        house = scene.house
        due = quiet.end(scene.now, house.quiet, house.clinic.zone)
        for person in decisions.people_of(scene.session, ended.business):
            screen = notice(texts(person.language), ended, lines)
            put_screen(scene.session, person.telegram_id, screen, now=scene.now, not_before=due)
    journey.follow(scene, ended.business.id)


def notice(say: Texts, ended: EndedOf, lines: list[Line]) -> Screen:
    """What is said of them."""
    text = [f"<b>{say('expired.title', name=ended.business.name)}</b>"]
    for line in lines[:_MOST_NAMED]:
        day = formats.written_day(ended.until[line.task.id if line.task else 0], say.language)
        text.append(
            say("expired.line", title=item_words.title(line), name=line.entry.name, day=day)
        )
    if more := len(lines) - len(lines[:_MOST_NAMED]):
        text.append(say("expired.more", count=more))
    text.append(say("expired.next"))
    first = lines[0].task.id if lines[0].task else 0
    rows = [
        [Button(say.plain("expired.send"), Tap("item", "see", first))],
        [Button(say.plain("task.wallet"), Tap("paper", "open", ended.business.id))],
    ]
    return Screen("\n".join(text), buttons=[*rows, home_row(say)])
