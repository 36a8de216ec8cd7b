"""`/binaan`: the businesses of a mentor, and those that nobody mentors yet."""

from bot import forms
from bot.callback_data import Tap
from bot.screen import MOST_BUTTON_LETTERS, Button, Screen, in_rows
from bot.taps import home_row, last_row
from bot.turn import Turn
from handlers.admin.refusal import refuse
from handlers.mentor import charge_card
from handlers.mentor.charge_card import FLOW, OPEN
from models.business import Business
from models.errors import NotAllowedError, NotFoundError
from models.rules import regencies
from models.services import mentoring

#: What fits on a screen that is read without scrolling.
PAGE = 5
_MOST_DIGITS = 3


def open_charges(turn: Turn) -> None:
    """`/binaan` and the button: my businesses, the longest silent first."""
    forms.lay_aside(turn)
    say, page = turn.say, _page(turn)
    found, count = mentoring.charges(turn.session, turn.actor, after=page * PAGE, limit=PAGE)
    lines = [f"<b>{say('charge.title', count=count)}</b>"]
    buttons = []
    for place, one in enumerate(found, start=page * PAGE + 1):
        lines.append(charge_card.line(turn, one, place))
        buttons.append(_button(place, one.business))
    rows = [*in_rows(buttons), *_turning(turn, page, more=count > (page + 1) * PAGE, to=OPEN)]
    free = mentoring.count_unmentored(turn.session)
    if free:
        lines.append(say("charge.free_count", count=free))
        rows.append([Button(say.plain("charge.free"), Tap(FLOW, "free"))])
    elif not found:
        lines.append(say("charge.none"))
    turn.show(Screen("\n".join(lines), buttons=[*rows, home_row(say)]), anew=turn.tap is None)


def see(turn: Turn) -> None:
    """A business on a list: its card."""
    forms.lay_aside(turn)
    show(turn, turn.tap.subject if turn.tap else 0)


def open_unmentored(turn: Turn) -> None:
    """`[Belum ada pendamping]`: businesses that nobody mentors, oldest first."""
    say, page = turn.say, _page(turn)
    found = mentoring.unassigned(turn.session, turn.actor, after=page * PAGE, limit=PAGE + 1)
    lines = [f"<b>{say('charge.free_title')}</b>"]
    buttons = []
    for place, business in enumerate(found[:PAGE], start=page * PAGE + 1):
        regency = regencies.by_code()[business.regency].name
        lines.append(say("charge.free_line", place=place, name=business.name, regency=regency))
        buttons.append(_button(place, business))
    if not found:
        lines.append(say("charge.free_none"))
    more = len(found) > PAGE
    rows = [*in_rows(buttons), *_turning(turn, page, more=more, to=Tap(FLOW, "free"))]
    turn.show(Screen("\n".join(lines), buttons=[*rows, last_row(say, OPEN)]))


def show(turn: Turn, business_id: int, *, lead: str | None = None, anew: bool = False) -> None:
    """The card of a business as it is now."""
    try:
        one = mentoring.charge(turn.session, turn.actor, business_id)
    except NotAllowedError as refusal:
        refuse(turn, refusal)
        return
    except NotFoundError:
        turn.alert("charge.gone")
        open_charges(turn)
        return
    turn.show(charge_card.screen(turn, one).led_by(lead), anew=anew)


def _button(place: int, business: Business) -> Button:
    caption = f"{place}. {business.name}"[:MOST_BUTTON_LETTERS]
    return Button(caption, Tap(FLOW, "see", business.id))


def _page(turn: Turn) -> int:
    choice = (turn.tap.choice if turn.tap else None) or ""
    is_page = choice.isascii() and choice.isdecimal() and len(choice) <= _MOST_DIGITS
    return int(choice) if is_page else 0


def _turning(turn: Turn, page: int, *, more: bool, to: Tap) -> list[list[Button]]:
    say, row = turn.say, []
    if page > 0:
        row.append(Button(say.plain("button.previous"), to.with_choice(page - 1)))
    if more:
        row.append(Button(say.plain("button.next"), to.with_choice(page + 1)))
    return [row] if row else []
