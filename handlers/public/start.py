"""Coming in: `/start`, invitations, help, language."""

import re
from datetime import datetime

from bot import formats, forms, people
from bot.callback_data import Tap
from bot.screen import Button, Screen
from bot.taps import home_row
from bot.turn import Turn
from handlers import commands
from handlers.admin import curation, own_words
from handlers.owner import home
from handlers.public import join
from models.errors import InvitationUnusableError
from models.invitation import Invitation, InvitationKind
from models.services import invitations, registration, roles
from models.services.queue import CURATORS

#: The payload of an invitation's link: its kind and its code (perhaps cut off on its way).
_LINK = re.compile(rf"[{''.join(InvitationKind)}]_[\w-]*$", re.ASCII)

#: Leads from a card in the staff group into the private chat.
_DESK = re.compile(r"k_(?P<entry>\d{1,12})(?:_(?P<field>[a-z_]{1,20}))?", re.ASCII)


def start(turn: Turn) -> None:
    """`/start`: an invitation is followed, an open form resumed, a newcomer welcomed."""
    if found := _DESK.fullmatch(turn.argument):
        _to_desk(turn, int(found["entry"]), found["field"])
    elif _LINK.match(turn.argument):
        _follow(turn, turn.argument)
    elif forms.is_open(turn):
        forms.resume(turn)
    elif _is_new(turn):
        turn.show(_welcome(turn))
    else:
        home.show(turn)


def _to_desk(turn: Turn, entry_id: int, field: str | None) -> None:
    """A link in the staff group: the card's details, or the question for one's own words."""
    forms.lay_aside(turn)
    if field:
        own_words.ask(turn, entry_id, field)
    else:
        curation.details(turn, entry_id)


def how(turn: Turn) -> None:
    """`[Lihat cara kerja]`."""
    say = turn.say
    register = Button(say.plain("button.register"), home.REGISTER)
    text = f"<b>{say('how.title')}</b>\n{say('how.body')}"
    turn.show(Screen(text, buttons=[[register], home_row(say)]))


def help_(turn: Turn) -> None:
    """`/bantuan`: how to go on, and where the office is."""
    say = turn.say
    office = say("help.office", contact=turn.house.clinic.contact)
    text = f"<b>{say('help.title')}</b>\n{say('help.body')}\n{office}"
    rows = home.resume_row(turn) if forms.is_open(turn) else [home_row(say)]
    turn.show(Screen(text, buttons=rows))


def language(turn: Turn) -> None:
    """`/bahasa`: each language by its own name."""
    say = turn.say
    row = [
        Button(say.plain("button.indonesian"), Tap("lang", "set", choice="id")),
        Button(say.plain("button.english"), Tap("lang", "set", choice="en")),
    ]
    turn.show(Screen(say("language.ask"), buttons=[row, home_row(say)]))


def set_language(turn: Turn) -> None:
    """A language was chosen: everything after this line is in it."""
    chosen = "en" if turn.tap and turn.tap.choice == "en" else "id"
    people.choose_language(turn.session, turn.person, chosen)
    commands.set_for(turn)
    lead = turn.say("language.chosen")
    if forms.is_open(turn):
        forms.show(turn, lead=lead)
    elif _is_new(turn):
        turn.show(_welcome(turn).led_by(lead))
    else:
        home.show(turn, lead=lead, anew=False)


def _follow(turn: Turn, payload: str) -> None:
    """A link with an invitation; an open form is laid aside first, as `/beranda` does.

    Who opened too many that were unusable waits; meanwhile none is looked up.
    """
    forms.lay_aside(turn)
    paused = invitations.paused_until(turn.session, turn.person.id, now=turn.now)
    if paused is not None:
        home.show(turn, lead=_wait(turn, paused))
        return
    try:
        _open(turn, invitations.find(turn.session, payload, turn.person.id, now=turn.now))
    except InvitationUnusableError:
        lead = turn.say("error.invitation_unusable")
        paused = invitations.note_wrong(turn.session, turn.person.id, now=turn.now)
        home.show(turn, lead=f"{lead}\n{_wait(turn, paused)}" if paused else lead)


def _wait(turn: Turn, until: datetime) -> str:
    whole = formats.whole_minute(until)
    when = formats.clock_time(whole, turn.house.clinic.zone, turn.person.language)
    return turn.say("error.too_many_codes", until=when)


def _open(turn: Turn, invitation: Invitation) -> None:
    match invitation.kind:
        case InvitationKind.ROLE:
            _take_role(turn, invitation)
        case InvitationKind.NOMINATION:
            join.nominated(turn, invitation)
        case _:
            join.member(turn, invitation)


def _take_role(turn: Turn, invitation: Invitation) -> None:
    role = roles.claim(turn.session, turn.actor, invitation, now=turn.now)
    held = roles.active(turn.session, [turn.person.id])
    turn.person.roles = held.get(turn.person.id, frozenset())
    commands.set_for(turn)
    name = turn.say(f"role.{role}")
    home.show(turn, lead=turn.say("role.welcome", name=turn.person.name, role=name))


def _is_new(turn: Turn) -> bool:
    if not turn.person.roles.isdisjoint(CURATORS):
        return False
    return not registration.has_begun(turn.session, turn.person.id)


def _welcome(turn: Turn) -> Screen:
    say = turn.say
    title = say("welcome.title", clinic=turn.house.clinic.name)
    rows = [
        [Button(say.plain("button.register"), home.REGISTER)],
        [
            Button(say.plain("button.how_it_works"), Tap("how", "open")),
            Button(say.plain("button.language"), Tap("lang", "open")),
        ],
    ]
    return Screen(f"<b>{title}</b>\n{say('welcome.body')}\n{say('welcome.ask')}", buttons=rows)
