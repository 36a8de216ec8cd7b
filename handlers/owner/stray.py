"""Photos or files that came with no item open: for which item are they? One tap.

What comes one soon after the other, an album above all, is asked about together.
"""

from datetime import datetime, timedelta

from bot import forms
from bot.callback_data import Tap
from bot.form_input import receive
from bot.open_form import OpenForm
from bot.screen import Button, Screen
from bot.taps import home_row
from bot.turn import Turn
from handlers.owner import item_words, task_card, tasks
from models.errors import NotFoundError
from models.forms.core import Accepted
from models.forms.inputs import SentFile
from models.services import checklists, evidence, files, messages, registration
from models.services.lines import Line, next_lines
from models.task import TaskState

#: Items that are offered; the others are found in the list.
_OFFERED = 4

#: What comes within so long of the last one belongs to it.
_SOON = timedelta(seconds=60)
_MOST_TOGETHER = 30
_NAME = "stray"


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
    heap = _heap(turn, kept)
    text = [say("stray.which_many", count=len(heap)) if heap[1:] else say("stray.which")]
    buttons = []
    for number, line in enumerate(lines[:_OFFERED], start=1):
        title = item_words.title(line)
        text.append(say("task.line", number=number, title=title, name=line.entry.name))
        use = Tap("item", "use", heap[0], choice=f"{line.entry.id}.{line.item.id}")
        buttons.append(Button(say.plain("stray.for", number=number), use))
    rows = [buttons[:2], buttons[2:]] if len(buttons) > 2 else [buttons]  # noqa: PLR2004  # a row
    rows.append([Button(say.plain("button.to_staff"), Tap("msg", "pass", heap[0]))])
    screen = Screen("\n".join(text), buttons=[*rows, home_row(say)])
    turn.show(screen, anew=not heap[1:], in_place=bool(heap[1:]))
    return True


def together(turn: Turn, first: int) -> list[int]:
    """The kept messages that were asked about with the *first* one."""
    heap = turn.conversation.memory.get(_NAME, {}).get("kept") or [first]
    return list(heap) if heap[0] == first else [first]


def use(turn: Turn) -> None:
    """`[Untuk 1]`: the kept files become evidence of the item, as if they had been sent there."""
    tap = turn.tap
    entry_id, _, code = (tap.choice or "" if tap else "").partition(".")
    kept = messages.own(turn.session, turn.actor, together(turn, tap.subject if tap else 0))
    if not kept or not entry_id.isdecimal():
        forms.stale(turn)
        return
    try:
        item = evidence.open_item(turn.session, turn.actor, int(entry_id), code, now=turn.now)
    except NotFoundError:
        turn.alert("item.gone")
        tasks.open_tasks(turn)
        return
    if item.line.state not in {TaskState.TODO, TaskState.REPAIR}:
        task_card.show(turn, item)
        return
    task_card.take_up(turn, item)
    found = files.by_ids(turn.session, [one.file_id for one in kept if one.file_id])
    said = {one.file_id: one.text for one in kept}
    steps = []
    for file in found:
        steps.append(receive(turn, SentFile(file.id, file.kind, file.duration)))
        if isinstance(steps[-1], Accepted):
            remember_caption(turn, said[file.id])
    if not steps:
        task_card.show(turn, item)
    elif isinstance(steps[-1], Accepted):  # else the hint stands there
        title = item_words.title(item.line)
        forms.show(turn, lead=turn.say("stray.now_for", title=title, name=item.line.entry.name))


def remember_caption(turn: Turn, caption: str | None) -> None:
    """Words under a file of an open form go along with it."""
    if caption and forms.is_open(turn):
        captions = turn.conversation.memory.get("captions", [])
        OpenForm(turn).remember(captions=[*captions, caption])


def _heap(turn: Turn, kept: int) -> list[int]:
    """The messages that came together, with the newest; remembered for its buttons."""
    talk = turn.conversation
    before = talk.memory.get(_NAME) or {}
    heap = [kept]
    if before and turn.now - datetime.fromisoformat(before["at"]) <= _SOON:
        heap = [*before["kept"], kept][:_MOST_TOGETHER]
    talk.memory = {**talk.memory, _NAME: {"kept": heap, "at": turn.now.isoformat()}}
    talk.changed = True
    return heap
