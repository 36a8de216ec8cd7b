"""`/siaran`: the list of broadcasts, the card of one, and what moves it."""

from bot import forms
from bot.callback_data import Tap
from bot.screen import MOST_BUTTON_LETTERS, Button, Screen
from bot.taps import home_row, last_row
from bot.turn import Turn
from handlers.mentor import broadcast_audience, broadcast_card, broadcast_words
from handlers.mentor.broadcast_card import FLOW, on
from models.broadcast import Broadcast, BroadcastState
from models.errors import NotAllowedError, NotFoundError
from models.person import Person
from models.services import broadcast_report, broadcasts
from models.services.broadcasts import ChangedError

PAGE = 5
LIST = Tap(FLOW, "list")
_MOST_DIGITS = 4

_ACTS = {
    "pause": broadcasts.pause,
    "go": broadcasts.resume,
    "end": broadcasts.cancel,
}


def tapped(turn: Turn, *, fresh: bool = True) -> Broadcast | None:
    """The broadcast of the button; none: it was answered that it is not (so) any more."""
    tap = turn.tap
    try:
        row = broadcasts.get(turn.session, turn.actor, tap.subject if tap else 0)
    except (NotAllowedError, NotFoundError):
        forms.stale(turn)
        return None
    if fresh and (tap is None or tap.revision != row.revision):
        turn.toast("broadcast.changed")
        show(turn, row)
        return None
    return row


def show(turn: Turn, row: Broadcast, *, lead: str | None = None, anew: bool = False) -> None:
    """A draft where it is written, anything else as its card."""
    is_author = row.author_id == turn.person.id
    if row.state == BroadcastState.DRAFT and is_author:
        broadcast_audience.show(turn, row, lead=lead, anew=anew)
        return
    card = broadcast_card.screen(turn, row, turn.say, is_author=is_author, in_group=turn.in_group)
    turn.show(card.led_by(lead), slot=broadcast_card.slot(row), anew=anew)


def open_list(turn: Turn) -> None:
    """`[Lihat siaran lama]`: newest first."""
    forms.lay_aside(turn)
    say, page = turn.say, page_of(turn)
    found, count = broadcast_report.listed(turn.session, turn.actor, after=page * PAGE, limit=PAGE)
    lines = [f"<b>{say('broadcast.list', count=count)}</b>"]
    rows = []
    for place, row in enumerate(found, start=page * PAGE + 1):
        state = say.plain(f"broadcast.state.{row.state}")
        words = broadcast_words.in_short(row)[:40]
        lines.append(say("broadcast.line", place=place, state=state, words=words))
        caption = f"{place}. {words}"[:MOST_BUTTON_LETTERS]
        rows.append([Button(caption, Tap(FLOW, "see", row.id, row.revision))])
    if not found:
        lines.append(say("broadcast.none"))
    rows += turning(turn, page, more=count > (page + 1) * PAGE, to=LIST)
    turn.show(Screen("\n".join(lines), buttons=[*rows, home_row(say)]))


def see(turn: Turn) -> None:
    """A broadcast of the list, as it is now."""
    row = tapped(turn, fresh=False)
    if row is not None:
        forms.lay_aside(turn)
        show(turn, row, anew=True)


def move(turn: Turn) -> None:
    """Take it back, pause it, go on, or end it after a question."""
    row = tapped(turn)
    choice = (turn.tap.choice if turn.tap else None) or ""
    if row is None:
        return
    if choice == "stop":
        _ask_stop(turn, row)
        return
    try:
        if choice == "back":
            seen = row.revision
            broadcasts.take_back(turn.session, turn.actor, row.id, seen=seen, now=turn.now)
        elif choice in _ACTS:
            _ACTS[choice](turn.session, turn.actor, row.id, now=turn.now)
        else:
            turn.toast("broadcast.changed")
    except ChangedError:
        turn.toast("broadcast.changed")
    follow(turn, row)
    _tell_author(turn, row, choice)


def follow(turn: Turn, row: Broadcast) -> None:
    """Show the card here and everywhere as it is now."""
    if row.state == BroadcastState.DRAFT and row.author_id != turn.person.id:
        say = turn.say
        rows = [] if turn.in_group else [home_row(say)]
        turn.show(Screen(say("broadcast.given_back"), buttons=rows), slot=broadcast_card.slot(row))
        return
    broadcast_card.everywhere(turn, row, but=turn.chat_id)
    show(turn, row)


def _ask_stop(turn: Turn, row: Broadcast) -> None:
    say = turn.say
    stop = Button(say.plain("broadcast.stop_sure"), on(row, "move", "end"))
    back = Tap(FLOW, "see", row.id, row.revision)
    rows = [[stop], [Button(say.plain("button.back"), back)]]
    if not turn.in_group:
        rows = [[stop], last_row(say, back)]
    screen = Screen(say("broadcast.ask_stop"), buttons=rows)
    turn.show(screen, slot=broadcast_card.slot(row))


def _tell_author(turn: Turn, row: Broadcast, choice: str) -> None:
    """Whoever wrote it hears that somebody wants it mended."""
    if choice != "back" or row.author_id == turn.person.id or row.state != BroadcastState.DRAFT:
        return
    author = turn.session.get_one(Person, row.author_id)
    say = turn.texts_of(author)
    again = Button(say.plain("broadcast.edit"), Tap(FLOW, "see", row.id, row.revision))
    screen = Screen(
        say("broadcast.mend_it", by=turn.person.name), buttons=[[again], home_row(say)]
    )
    turn.put(author.telegram_id, screen, slot=broadcast_card.slot(row))


def page_of(turn: Turn) -> int:
    """The page that the button names; 0 where it names none."""
    choice = (turn.tap.choice if turn.tap else None) or ""
    is_page = choice.isascii() and choice.isdecimal() and len(choice) <= _MOST_DIGITS
    return int(choice) if is_page else 0


def turning(turn: Turn, page: int, *, more: bool, to: Tap) -> list[list[Button]]:
    """Buttons to the pages before and after."""
    say, row = turn.say, []
    if page > 0:
        row.append(Button(say.plain("button.previous"), to.with_choice(page - 1)))
    if more:
        row.append(Button(say.plain("button.next"), to.with_choice(page + 1)))
    return [row] if row else []
