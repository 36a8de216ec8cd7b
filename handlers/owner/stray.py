"""A photo or file that came with no item open: for which item is it? One tap."""

from bot import forms
from bot.callback_data import Tap
from bot.form_input import receive
from bot.screen import Button, Screen
from bot.taps import home_row
from bot.turn import Turn
from handlers.owner import item_words, task_card, tasks
from models.errors import NotFoundError
from models.file import StoredFile
from models.forms.inputs import SentFile
from models.forms.proof import form_for
from models.message import StaffMessage
from models.services import checklists, evidence, registration
from models.services.lines import Line, next_lines
from models.task import TaskState

#: Items that are offered; the others are found in the list.
_OFFERED = 4


def offer(turn: Turn, kept: int) -> bool:
    """Offer the next items for a file that was kept as message *kept*; False = there are none."""
    if turn.in_group:
        return False
    mine = registration.businesses_of(turn.session, turn.person.id)
    lines: list[Line] = []
    for business in mine[:2]:
        lists = checklists.of_business(turn.session, business.id, now=turn.now)
        lines += next_lines(lists, _OFFERED)
    if not lines:
        return False
    say = turn.say
    text = [say("stray.which")]
    buttons = []
    for number, line in enumerate(lines[:_OFFERED], start=1):
        title = item_words.title(line)
        text.append(say("task.line", number=number, title=title, name=line.entry.name))
        use = Tap("item", "use", kept, choice=f"{line.entry.id}.{line.item.id}")
        buttons.append(Button(say.plain("stray.for", number=number), use))
    rows = [buttons[:2], buttons[2:]] if len(buttons) > 2 else [buttons]  # noqa: PLR2004  # a row
    rows.append([Button(say.plain("button.to_staff"), Tap("msg", "pass", kept))])
    turn.show(Screen("\n".join(text), buttons=[*rows, home_row(say)]), anew=True)
    return True


def use(turn: Turn) -> None:
    """`[Untuk 1]`: the kept file becomes evidence of the item, as if it had been sent there."""
    tap = turn.tap
    entry_id, _, code = (tap.choice or "" if tap else "").partition(".")
    kept = turn.session.get(StaffMessage, tap.subject) if tap else None
    if kept is None or kept.person_id != turn.person.id or not entry_id.isdecimal():
        forms.stale(turn)
        return
    file = turn.session.get(StoredFile, kept.file_id) if kept.file_id else None
    try:
        item = evidence.open_item(turn.session, turn.actor, int(entry_id), code, now=turn.now)
    except NotFoundError:
        turn.alert("item.gone")
        tasks.open_tasks(turn)
        return
    if file is None or item.line.state not in {TaskState.TODO, TaskState.REPAIR}:
        task_card.show(turn, item)
        return
    forms.take_up(turn, form_for(item.line.item), item.task.id)
    receive(turn, SentFile(file.id, file.kind, file.duration))
