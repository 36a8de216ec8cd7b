"""Word of a file that could not be opened: it is to be sent once more."""

from bot.callback_data import Tap
from bot.clinic import Scene
from bot.outbox import put_screen
from bot.screen import Button, Screen
from bot.taps import home_row
from bot.texts import texts
from handlers.mentor import titles
from models.person import Person
from models.services import bundles, evidence_files, files


def tell(scene: Scene, file_id: int) -> None:
    """Tell its sender; several of one item are one message."""
    file = files.by_ids(scene.session, [file_id])[0]
    person = scene.session.get_one(Person, file.sent_by)
    say = texts(person.language)
    task = evidence_files.waiting_with(scene.session, person.id, file_id)
    lines, rows, slot = [say("unreadable.one")], [], "unreadable"
    if task is not None:
        slot = f"unreadable:{task.id}"
        rows.append([Button(say.plain("unreadable.again"), Tap("item", "see", task.id))])
        if item := bundles.item_of(task.code):
            lines.append(say("unreadable.of", title=titles.title(item, is_replaced=False)))
    lines.append(say("unreadable.next"))
    screen = Screen("\n".join(lines), buttons=[*rows, home_row(say)])
    put_screen(scene.session, person.telegram_id, screen, now=scene.now, slot=slot, in_place=True)
