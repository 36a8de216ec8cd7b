"""Coming in by an invitation to a business: a nomination, or acting for one beside its owner."""

from bot import forms
from bot.callback_data import Tap
from bot.screen import Button, Screen
from bot.taps import home_row
from bot.turn import Turn
from handlers.owner import home, registration
from models.errors import InvitationUnusableError
from models.invitation import Invitation
from models.rules import regencies
from models.services import invitations, members, nominations


def nominated(turn: Turn, invitation: Invitation) -> None:
    """A link of a nomination: only the name is shown before the person says it is theirs.

    Raises:
        InvitationUnusableError: the nomination is no more.
    """
    nomination = nominations.get(turn.session, invitation.subject_id or 0)
    if nomination is None:
        raise InvitationUnusableError
    if invitation.claimed_by == turn.person.id:
        registration.start(turn)
        return
    invitations.note_opened(turn.session, invitation, turn.person.id)
    say = turn.say
    text = "\n".join(
        (
            f"<b>{say('welcome.title', clinic=turn.house.clinic.name)}</b>",
            say(
                "join.nominated",
                regency=regencies.by_code()[nomination.regency].name,
                name=nomination.business_name,
            ),
            say("join.is_it_yours"),
        )
    )
    rows = [
        [Button(say.plain("join.yes"), Tap("join", "yes", nomination.id))],
        [
            Button(say.plain("join.helper"), Tap("join", "helper", nomination.id)),
            Button(say.plain("join.no"), Tap("join", "no", nomination.id)),
        ],
    ]
    turn.show(Screen(text, buttons=rows), anew=True)


def answered(turn: Turn) -> None:
    """`[Ya, usaha saya]`, `[Saya membantu pemilik]`, `[Bukan usaha saya]`."""
    tap = turn.tap
    if tap is None:
        unusable(turn)
        return
    try:
        if tap.verb == "no":
            nominations.not_mine(turn.session, turn.actor, tap.subject, now=turn.now)
            text = turn.say("join.thanks_no")
            turn.show(Screen(text, buttons=[home_row(turn.say)]))
            return
        nominations.claim(turn.session, turn.actor, tap.subject, now=turn.now)
    except InvitationUnusableError:
        unusable(turn)
        return
    registration.start(turn)


def member(turn: Turn, invitation: Invitation) -> None:
    """A link to act for a business: joined at once, with the person's own consent.

    Raises:
        InvitationUnusableError: somebody else was faster.
    """
    forms.lay_aside(turn)
    business = members.join(turn.session, turn.actor, invitation, now=turn.now)
    if registration.has_agreed(turn):
        home.show(turn, lead=turn.say("join.welcome", name=business.name))
    else:
        registration.ask_consent(turn)


def unusable(turn: Turn) -> None:
    """Used, expired or never made: which one is not told."""
    home.show(turn, lead=turn.say("error.invitation_unusable"))
