"""The end of a sitting: what was decided, sending it off, taking one verdict back."""

from bot import formats
from bot.callback_data import Tap
from bot.screen import Button, Screen, in_rows
from bot.taps import home_row, last_row
from bot.turn import Turn
from handlers.mentor import bundle, opening, review_card
from handlers.mentor.place import Place
from handlers.mentor.review_card import FLOW, SLOT
from handlers.owner import journey
from models.errors import ClinicError
from models.services import bundles, review_queue, reviewing, sittings
from models.services.sittings import Open
from models.task import EvidenceState

_MOST_LISTED = 6


def done(turn: Turn) -> None:
    """`[Selesai]`; the evidence on the card is free for somebody else."""
    review_queue.release(turn.session, turn.actor, turn.tap.subject if turn.tap else 0)
    show(turn)


def show(turn: Turn, *, lead: str | None = None) -> None:
    """What was decided and when its people hear of it; without a verdict, what waits."""
    found = _open(turn)
    if not found:
        opening.show(turn, lead=lead)
        return
    say = turn.say
    good = sum(one.verdict.evidence.state == EvidenceState.ACCEPTED for one in found)
    title = say("review.end", good=good, repairs=len(found) - good)
    names = list(dict.fromkeys(one.business.owner_name for one in found))
    last = max(one.sitting.closes_at for one in found)
    when = formats.clock_time(
        formats.whole_minute(last), turn.house.clinic.zone, turn.person.language
    )
    lines = [f"<b>{title}</b>", say("review.leaves", name=", ".join(names), when=when)]
    rows = [
        [
            Button(say.plain("review.send_now"), Tap(FLOW, "close")),
            Button(say.plain("review.undo"), Tap(FLOW, "undo")),
        ]
    ]
    waits = review_queue.waiting(turn.session, turn.actor)
    if waits.count:
        lines.append(say("review.still", count=waits.count))
        rows.append([Button(say.plain("review.start"), opening.START)])
    turn.show(Screen("\n".join(lines), buttons=[*rows, home_row(say)], lead=lead), slot=SLOT)


def close(turn: Turn) -> None:
    """`[Kirim sekarang]`: the people of the business hear of it now."""
    told = []
    for sitting in sittings.open_of(turn.session, turn.person.id):
        closed = sittings.close(turn.session, sitting.id, now=turn.now)
        if closed is not None and closed.verdicts:
            bundle.tell(turn, closed)
            told.append(closed.business.owner_name)
        if closed is not None and closed.moved is not None:
            journey.tell(turn, closed.moved)
    if not told:
        turn.alert("review.sent_already")
        opening.show(turn)
        return
    names = ", ".join(dict.fromkeys(told))
    opening.show(turn, lead=turn.say("review.left", name=names))


def undo(turn: Turn) -> None:
    """`[Batalkan satu]`: which one? A single one at once."""
    found = _open(turn)
    say = turn.say
    if len(found) == 1:
        _take_back(turn, found[0].verdict.evidence.id)
        return
    if not found:
        turn.alert("review.sent_already")
        opening.show(turn)
        return
    lines, buttons = [say("review.which_undo")], []
    for place, one in enumerate(found[-_MOST_LISTED:], start=1):
        item = bundles.item_of(one.verdict.task.code)
        title = bundle.title(item) if item else one.verdict.task.code
        state = say.plain(f"review.was.{one.verdict.evidence.state}")
        lines.append(say("review.undo_line", place=place, title=title, state=state))
        caption = say.plain("review.undo_one", place=place)
        buttons.append(Button(caption, Tap(FLOW, "back", one.verdict.evidence.id)))
    back = last_row(say, Tap(FLOW, "done"))
    turn.show(Screen("\n".join(lines), buttons=[*in_rows(buttons), back]), slot=SLOT)


def take_back(turn: Turn) -> None:
    """A verdict was picked: it waits again, before the mentor."""
    _take_back(turn, turn.tap.subject if turn.tap else 0)


def _take_back(turn: Turn, evidence_id: int) -> None:
    try:
        task = reviewing.undo(turn.session, turn.actor, evidence_id, now=turn.now)
        case = review_queue.claim(turn.session, turn.actor, task.id, now=turn.now)
    except ClinicError:
        turn.alert("review.undo_too_late")
        show(turn)
        return
    waits = review_queue.waiting(turn.session, turn.actor)
    place = Place(total=max(waits.count, 1))
    review_card.show(turn, case, place, lead=turn.say("review.undone"))


def _open(turn: Turn) -> list[Open]:
    return sittings.open_verdicts(turn.session, turn.person.id)
