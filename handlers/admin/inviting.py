"""`[Undang petugas]`: one of five roles, an officer's kabupaten, and the link to pass on."""

from bot import formats
from bot.callback_data import Tap
from bot.screen import Button, Screen, in_rows
from bot.taps import last_row
from bot.texts import texts
from bot.turn import Turn
from handlers.admin.roles import FLOW, INVITE, LIST, role_name, turning
from models.person import Role
from models.rules import regencies
from models.services import roles

#: Kabupaten a page, two a row: with what stands below them eight rows in all.
_MOST_A_PAGE = 12

#: What a page of kabupaten is called, so that it is no code of one.
_PAGE = "page."


def choose_role(turn: Turn) -> None:
    """Which role?"""
    say = turn.say
    buttons = [
        Button(say.plain(f"role.{role}").capitalize(), _now(turn, "pick", role)) for role in Role
    ]
    text = f"<b>{say('roles.invite')}</b>\n{say('roles.ask_role')}"
    turn.show(Screen(text, buttons=[*in_rows(buttons), last_row(say, LIST)]))


def pick_role(turn: Turn) -> None:
    """A role was chosen; an officer's kabupaten is asked."""
    choice = turn.tap.choice if turn.tap else None
    if choice not in set(Role) or _is_old(turn):
        _begin_anew(turn)
    elif choice == Role.OFFICER:
        _show_places(turn, 0)
    else:
        _invite(turn, Role(choice), None)


def pick_place(turn: Turn) -> None:
    """An officer's kabupaten was chosen, or another page of them."""
    choice = (turn.tap.choice if turn.tap else None) or ""
    page = choice.removeprefix(_PAGE)
    if _is_old(turn):
        _begin_anew(turn)
    elif choice in regencies.by_code():
        _invite(turn, Role.OFFICER, choice)
    elif choice.startswith(_PAGE) and page.isdecimal():
        _show_places(turn, int(page))
    else:
        _begin_anew(turn)


def _show_places(turn: Turn, page: int) -> None:
    say = turn.say
    places = regencies.all_regencies()
    pages = -(-len(places) // _MOST_A_PAGE)
    page = min(page, pages - 1)
    some = places[page * _MOST_A_PAGE : (page + 1) * _MOST_A_PAGE]
    buttons = [
        Button(regencies.short_name(place.code), _now(turn, "place", place.code)) for place in some
    ]
    to = _now(turn, "place", _PAGE)
    rows = [*in_rows(buttons), *turning(say, page, pages, to, _PAGE), last_row(say, INVITE)]
    text = f"<b>{say('roles.invite')}</b>\n{say('roles.ask_place')}"
    turn.show(Screen(text, buttons=rows))


def _invite(turn: Turn, role: Role, regency: str | None) -> None:
    """Make the invitation and show its link, this once; the buttons before it are used up."""
    payload, invitation = roles.invite(
        turn.session, role, now=turn.now, regency=regency, invited_by=turn.actor
    )
    turn.conversation.touch()
    zone, say, their = turn.house.clinic.zone, turn.say, texts("id")
    text = formats.staff_invitation_text(
        their,
        role=role_name(their, role, regency),
        clinic=turn.house.clinic.name,
        link=turn.link(payload),
        until=formats.day(invitation.expires_at, zone, their.language),
    )
    until = formats.day_and_time(invitation.expires_at, zone, say.language)
    said = say("roles.invited", role=role_name(say, role, regency), until=until, text=text)
    copying = [Button(say.plain("button.copy_invitation"), copy=text)]
    turn.show(Screen(said, buttons=[copying, last_row(say, LIST)]))


def _now(turn: Turn, verb: str, choice: str) -> Tap:
    """A button that counts once: a second tap must not make a second invitation."""
    return Tap(FLOW, verb, revision=turn.conversation.revision, choice=choice)


def _is_old(turn: Turn) -> bool:
    return turn.tap is None or turn.tap.revision != turn.conversation.revision


def _begin_anew(turn: Turn) -> None:
    turn.toast("stale.toast")
    choose_role(turn)
