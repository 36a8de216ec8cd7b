"""`/peran`: who holds which role, taking one away, and the invitations that are open."""

from typing import Any

from bot import formats, forms
from bot.callback_data import Tap
from bot.screen import MOST_BUTTON_LETTERS, Button, Screen, in_rows
from bot.taps import home_row, last_row
from bot.texts import Texts
from bot.turn import Turn
from handlers import commands
from handlers.admin import showing
from handlers.owner import home
from models.errors import NotAllowedError, NotFoundError
from models.person import Role
from models.rules import regencies
from models.services import roles, staff
from models.services.roles import LastAdminError, Revoked
from models.services.staff import PAGE, Held, Page

FLOW = "role"
LIST = Tap(FLOW, "open")
INVITE = Tap(FLOW, "invite")


def open_roles(turn: Turn) -> None:
    """`/peran` and the button: who holds which role; the choice says which page."""
    forms.lay_aside(turn)
    _show_list(turn, page=_page_asked(turn))


def see(turn: Turn) -> None:
    """A name on the list: the role, and taking it away."""
    try:
        held = staff.one(turn.session, turn.actor, turn.tap.subject if turn.tap else 0)
    except NotFoundError:
        turn.alert("roles.gone")
        _show_list(turn)
        return
    turn.show(_person(turn, held))


def revoke(turn: Turn) -> None:
    """`[Cabut]`: in force at once; whoever held the role hears of it."""
    grant_id = turn.tap.subject if turn.tap else 0
    try:
        done = roles.revoke(turn.session, turn.actor, grant_id, now=turn.now)
    except NotAllowedError:
        turn.alert("access.refused_tap")
        return
    except NotFoundError:
        turn.alert("roles.gone")
        _show_list(turn)
        return
    except LastAdminError:
        turn.alert("roles.last_admin")
        turn.show(_person(turn, staff.one(turn.session, turn.actor, grant_id)))
        return
    for entry in done.freed:
        showing.everywhere(turn, entry)
    _take_leave(turn, done)


def open_invitations(turn: Turn) -> None:
    """`[Lihat undangan]`: invitations that nobody has used yet; the choice says which page."""
    _show_invitations(turn, page=_page_asked(turn))


def cancel(turn: Turn) -> None:
    """`[Batalkan …]`: the invitation opens nothing any more."""
    lead = None
    try:
        subject = turn.tap.subject if turn.tap else 0
        gone = staff.cancel(turn.session, turn.actor, subject, now=turn.now)
        lead = turn.say("roles.cancelled", role=role_name(turn.say, gone.role, gone.regency))
    except NotFoundError:
        turn.alert("roles.not_open")
    _show_invitations(turn, lead=lead)


def role_name(say: Texts, role: str | None, regency: str | None) -> str:
    """A role as people call it; an officer's with the kabupaten."""
    if role == Role.OFFICER and regency is not None:
        return say.plain("roles.officer", regency=regencies.by_code()[regency].name)
    return say.plain(f"role.{role}")


def _show_list(turn: Turn, *, page: int = 0, lead: str | None = None) -> None:
    say = turn.say
    people = staff.held(turn.session, turn.actor, page=page)
    invited = staff.open_invitations(turn.session, turn.actor, now=turn.now).count
    lines = [f"<b>{say('roles.title')}</b>"]
    names = []
    for place, held in enumerate(people.rows, start=people.number * PAGE + 1):
        name = held.person.name
        lines.append(say("roles.line", place=place, name=name, **_role(turn, held)))
        caption = f"{place}. {name}"[:MOST_BUTTON_LETTERS]
        names.append(Button(caption, Tap(FLOW, "see", held.grant.id)))
    lines += _page_line(say, people)
    lines += [say("roles.open_count", count=invited)] if invited else []
    lines.append(say("roles.next_step"))
    acts = [Button(say.plain("roles.invite"), INVITE)]
    if invited:
        acts.append(Button(say.plain("roles.see_invitations"), Tap(FLOW, "links")))
    rows = [*in_rows(names), *turning(say, people.number, people.pages, LIST), acts]
    turn.show(Screen("\n".join(lines), buttons=[*rows, home_row(say)], lead=lead))


def _person(turn: Turn, held: Held) -> Screen:
    say, name = turn.say, held.person.name
    lines = [
        f"<b>{say('roles.person', name=name)}</b>",
        say("roles.person_role", **_role(turn, held)),
        say("roles.person_next", name=name),
    ]
    revoking = Button(say.plain("roles.revoke"), Tap(FLOW, "revoke", held.grant.id))
    return Screen("\n".join(lines), buttons=[[revoking], last_row(say, LIST)])


def _take_leave(turn: Turn, done: Revoked) -> None:
    """Show what was done, tell the person, and let their chat list what they may still do."""
    person, grant = done.held.person, done.held.grant
    chat_id, now = person.telegram_id, turn.now
    commands.set_in(turn.session, chat_id, done.left, person.language, now=now)
    theirs = turn.texts_of(person)
    contact = turn.house.clinic.contact
    role = role_name(theirs, grant.role, grant.regency)
    if person.id == turn.person.id:
        turn.person.roles = done.left
        if Role.ADMIN not in done.left:
            home.show(turn, lead=turn.say("role.revoked", role=role, contact=contact))
            return
    else:
        notice = theirs("role.revoked", role=role, contact=contact)
        turn.tell(person, Screen(notice, buttons=[home_row(theirs)]))
    named = role_name(turn.say, grant.role, grant.regency)
    _show_list(turn, lead=turn.say("roles.revoked", name=person.name, role=named))


def _show_invitations(turn: Turn, *, page: int = 0, lead: str | None = None) -> None:
    say = turn.say
    zone, language = turn.house.clinic.zone, turn.person.language
    invited = staff.open_invitations(turn.session, turn.actor, now=turn.now, page=page)
    lines = [f"<b>{say('roles.invitations_title')}</b>"]
    buttons = []
    for place, row in enumerate(invited.rows, start=invited.number * PAGE + 1):
        until = formats.day_and_time(row.expires_at, zone, language)
        role = role_name(say, row.role, row.regency)
        lines.append(say("roles.invitation", place=place, role=role, until=until))
        caption = say.plain("roles.cancel", place=place)
        buttons.append(Button(caption, Tap(FLOW, "cancel", row.id)))
    lines += _page_line(say, invited)
    lines.append(say("roles.invitations_next" if buttons else "roles.no_invitations"))
    rows = turning(say, invited.number, invited.pages, Tap(FLOW, "links"))
    rows = [[Button(say.plain("roles.invite"), INVITE)], *in_rows(buttons), *rows]
    turn.show(Screen("\n".join(lines), buttons=[*rows, last_row(say, LIST)], lead=lead))


def turning(say: Texts, number: int, pages: int, to: Tap, prefix: str = "") -> list[list[Button]]:
    """`[Sebelumnya] [Berikutnya]`, as far as there are pages."""
    row = []
    if number > 0:
        back = to.with_choice(f"{prefix}{number - 1}")
        row.append(Button(say.plain("button.previous"), back))
    if number < pages - 1:
        row.append(Button(say.plain("button.next"), to.with_choice(f"{prefix}{number + 1}")))
    return [row] if row else []


def _role(turn: Turn, held: Held) -> dict[str, str]:
    grant = held.grant
    since = formats.day(grant.granted_at, turn.house.clinic.zone, turn.person.language)
    return {"role": role_name(turn.say, grant.role, grant.regency), "since": since}


def _page_line(say: Texts, page: Page[Any]) -> list[str]:
    if page.pages == 1:
        return []
    return [say("roles.page", page=page.number + 1, pages=page.pages)]


def _page_asked(turn: Turn) -> int:
    choice = turn.tap.choice if turn.tap else None
    return int(choice) if choice and choice.isdecimal() else 0
