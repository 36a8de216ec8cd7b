"""What a mentor's home says: what waits for them, and the way to it."""

from bot.callback_data import Tap
from bot.screen import Button
from bot.turn import Turn
from handlers.mentor import opening
from models.person import Role
from models.services import review_queue
from models.services.mentoring import MENTORS


def lines_and_buttons(turn: Turn) -> tuple[list[str], list[Button]]:
    """Nothing for people who do not mentor; for an admin only while something waits."""
    if turn.person.roles.isdisjoint(MENTORS):
        return [], []
    say = turn.say
    waits = review_queue.waiting(turn.session, turn.actor)
    free = review_queue.count_unassigned(turn.session)
    lines = []
    if waits.count:
        lines.append(say("home.staff_evidence", count=waits.count))
    if free:
        lines.append(say("home.staff_free_evidence", count=free))
    is_mentor = Role.MENTOR in turn.person.roles
    if not lines and not is_mentor:
        return [], []
    mine = Button(say.plain("review.charges"), Tap("charge", "open"))
    if not lines:
        return [say("home.staff_no_evidence")], [mine]
    return lines, [Button(say.plain("review.start"), opening.START), mine]
