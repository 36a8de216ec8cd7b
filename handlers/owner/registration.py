"""Registering a business: consent, four questions, review, sending."""

from bot import formats, forms
from bot.callback_data import Tap
from bot.screen import Button, Screen
from bot.taps import home_row
from bot.turn import Turn
from models.forms.core import Answers, Form
from models.forms.registration import Registration
from models.person import Purpose
from models.services import consents, registration

_AGREE, _MORE, _REFUSE, _AGAIN = (
    Tap("consent", verb) for verb in ("agree", "more", "refuse", "open")
)


def start(turn: Turn) -> None:
    """`/daftar` and the button: consent first, then the form where it was left."""
    if _has_agreed(turn):
        forms.open_form(turn, Registration)
    else:
        forms.lay_aside(turn)
        turn.show(_consent(turn), anew=True)


def consent_tapped(turn: Turn) -> None:
    """A choice on the consent screen."""
    verb = turn.tap.verb if turn.tap else "open"
    if verb == "more":
        turn.show(_more(turn))
    elif verb == "refuse":
        forms.lay_aside(turn)
        _choose(turn, agreed=False)
        again = Button(turn.say.plain("button.read_consent"), _AGAIN)
        turn.show(Screen(turn.say("consent.mentoring.refused"), buttons=[[again]]))
    elif verb == "agree":
        _agree(turn)
    else:
        turn.show(_consent(turn))


class RegistrationFlow:
    """What the registration form means to the clinic."""

    form: type[Form] = Registration

    def send(self, turn: Turn, subject: int, answers: Answers) -> None:
        """Register the business and give its number."""
        del subject
        clinic = turn.house.clinic
        business = registration.submit(
            turn.session, turn.actor, answers, now=turn.now, zone=clinic.zone
        )
        target = formats.working_days_later(turn.now, clinic.checking_days, clinic.zone)
        text = turn.say(
            "registration.sent",
            number=business.number,
            target=formats.weekday(target, clinic.zone, turn.person.language),
        )
        turn.show(Screen(text, buttons=[home_row(turn.say)]))


def _agree(turn: Turn) -> None:
    """A second tap, or one on an old consent screen, records nothing and says nothing new."""
    if _has_agreed(turn):
        forms.stale(turn)
        return
    _choose(turn, agreed=True)
    clinic = turn.house.clinic
    when = formats.day_and_time(turn.now, clinic.zone, turn.person.language)
    given = turn.say("consent.mentoring.given", when=when)
    lead = f"{given}\n{turn.say('registration.start')}"
    forms.open_form(turn, Registration, lead=lead, anew=True)


def _choose(turn: Turn, *, agreed: bool) -> None:
    consents.give(
        turn.session,
        turn.actor,
        Purpose.MENTORING,
        agreed=agreed,
        version=_version(turn),
        text=_consent(turn).text,
        language=turn.person.language,
        now=turn.now,
    )


def _has_agreed(turn: Turn) -> bool:
    return consents.agreed(turn.session, turn.person.id, Purpose.MENTORING, version=_version(turn))


def _version(turn: Turn) -> str:
    return turn.say.plain("consent.mentoring.version")


def _consent(turn: Turn) -> Screen:
    say = turn.say
    text = "\n".join(
        (
            f"<b>{say('consent.mentoring.title')}</b>",
            say("consent.mentoring.body", officer=turn.house.clinic.data_officer),
        )
    )
    rows = [
        [Button(say.plain("button.agree"), _AGREE), Button(say.plain("button.read_more"), _MORE)],
        [Button(say.plain("button.disagree"), _REFUSE)],
    ]
    return Screen(text, buttons=rows)


def _more(turn: Turn) -> Screen:
    say = turn.say
    text = f"<b>{say('consent.mentoring.more_title')}</b>\n{say('consent.mentoring.more')}"
    row = [
        Button(say.plain("button.agree"), _AGREE),
        Button(say.plain("button.disagree"), _REFUSE),
    ]
    return Screen(text, buttons=[row])
