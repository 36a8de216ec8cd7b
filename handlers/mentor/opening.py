"""What waits for a mentor: the screen from which reviewing begins, and to which it returns."""

from bot import formats
from bot.callback_data import Tap
from bot.screen import Button, Screen
from bot.taps import home_row
from bot.turn import Turn
from handlers.mentor.review_card import FLOW, SLOT
from models.services import review_queue, sittings

OPEN = Tap(FLOW, "open")
START = Tap(FLOW, "start")


def show(turn: Turn, *, lead: str | None = None, anew: bool = False) -> None:
    """How much waits, since when, and what was not told yet."""
    say, zone = turn.say, turn.house.clinic.zone
    waits = review_queue.waiting(turn.session, turn.actor)
    free = review_queue.count_unassigned(turn.session)
    lines, rows = [], []
    if waits.count:
        lines.append(f"<b>{say('review.title', count=waits.count, owners=waits.owners)}</b>")
    else:
        lines.append(f"<b>{say('review.nothing')}</b>")
    if waits.since is not None:
        since = formats.day_and_time(waits.since, zone, say.language)
        lines.append(say("review.since", since=since))
    if free:
        lines.append(say("review.free", count=free))
    if unsent := len(sittings.open_verdicts(turn.session, turn.person.id)):
        lines.append(say("review.unsent", count=unsent))
    if waits.count or free:
        rows.append([Button(say.plain("review.start"), START)])
    else:
        lines.append(say("review.rest"))
    second = []
    if waits.owners > 1:
        second.append(Button(say.plain("review.choose_owner"), Tap(FLOW, "owners")))
    if unsent:
        second.append(Button(say.plain("review.done"), Tap(FLOW, "done")))
    second.append(Button(say.plain("review.charges"), Tap("charge", "open")))
    rows += [second[:2], second[2:]] if second[2:] else [second]
    screen = Screen("\n".join(lines), buttons=[*rows, home_row(say)], lead=lead)
    turn.show(screen, slot=SLOT, anew=anew)
