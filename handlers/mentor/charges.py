"""`/binaan`: the businesses of a mentor, and those that nobody mentors yet."""

from bot import forms
from bot.callback_data import Tap
from bot.screen import MOST_BUTTON_LETTERS, Button, Screen, in_rows
from bot.taps import home_row, last_row
from bot.turn import Turn
from handlers.admin.refusal import refuse
from handlers.mentor import charge_card
from handlers.mentor.charge_card import FLOW, OPEN
from handlers.mentor.pages import PAGE, Page
from models.business import Business
from models.errors import NotAllowedError, NotFoundError
from models.rules import regencies
from models.services import mentoring


def open_charges(turn: Turn) -> None:
    """`/binaan` and the button: my businesses, the longest silent first."""
    forms.lay_aside(turn)
    _show_charges(turn, Page.read(turn.tap))


def see(turn: Turn) -> None:
    """A business on a list: its card."""
    forms.lay_aside(turn)
    show(turn, turn.tap.subject if turn.tap else 0)


def open_unmentored(turn: Turn) -> None:
    """`[Belum ada pendamping]`: businesses that nobody mentors, oldest first."""
    _show_unmentored(turn, Page.read(turn.tap))


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


def _show_charges(turn: Turn, page: Page) -> None:
    say = turn.say
    found, count = mentoring.charges(turn.session, turn.actor, at=page.at, limit=page.wanted)
    if page.is_lost(len(found)):
        _show_charges(turn, Page())
        return
    lines = [f"<b>{say('charge.title', count=count)}</b>"]
    buttons, shown = [], found[:PAGE]
    for place, one in enumerate(shown, start=page.place):
        lines.append(charge_card.line(turn, one, place))
        buttons.append(_button(place, one.business))
    turning = page.turning(say, OPEN, [one.mentoring for one in shown], len(found))
    rows = [*in_rows(buttons), *turning]
    free = mentoring.count_unmentored(turn.session)
    if free:
        lines.append(say("charge.free_count", count=free))
        rows.append([Button(say.plain("charge.free"), Tap(FLOW, "free"))])
    elif not found:
        lines.append(say("charge.none"))
    turn.show(Screen("\n".join(lines), buttons=[*rows, home_row(say)]), anew=turn.tap is None)


def _show_unmentored(turn: Turn, page: Page) -> None:
    say = turn.say
    found = mentoring.unassigned(turn.session, turn.actor, at=page.at, limit=page.wanted)
    if page.is_lost(len(found)):
        _show_unmentored(turn, Page())
        return
    lines = [f"<b>{say('charge.free_title')}</b>"]
    buttons, shown = [], found[:PAGE]
    for place, (_row, business) in enumerate(shown, start=page.place):
        regency = regencies.by_code()[business.regency].name
        lines.append(say("charge.free_line", place=place, name=business.name, regency=regency))
        buttons.append(_button(place, business))
    if not found:
        lines.append(say("charge.free_none"))
    here = Tap(FLOW, "free")
    turning = page.turning(say, here, [row for row, _business in shown], len(found))
    rows = [*in_rows(buttons), *turning, last_row(say, OPEN)]
    turn.show(Screen("\n".join(lines), buttons=rows))


def _button(place: int, business: Business) -> Button:
    caption = f"{place}. {business.name}"[:MOST_BUTTON_LETTERS]
    return Button(caption, Tap(FLOW, "see", business.id))
