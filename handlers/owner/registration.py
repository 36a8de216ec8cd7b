"""Registering a business: consent, questions, review, sending."""

from bot import formats, forms
from bot.callback_data import Tap
from bot.screen import Button, Screen
from bot.taps import home_row
from bot.turn import Turn
from handlers.owner import home, journey
from models.forms import core
from models.forms.definition import Answers, Form
from models.forms.registration import Registration
from models.message import MessageState
from models.person import Purpose
from models.rules import regencies
from models.services import consents, duplicates, messages, nominations, registration
from models.services.duplicates import Similar
from models.services.messages import Content

_AGREE, _MORE, _REFUSE, _AGAIN = (
    Tap("consent", verb) for verb in ("agree", "more", "refuse", "open")
)


def start(turn: Turn) -> None:
    """`/daftar` and the button: consent first, then the form where it was left."""
    if has_agreed(turn):
        _open(turn)
    else:
        ask_consent(turn)


def ask_consent(turn: Turn) -> None:
    """Show the notice; another form is laid aside."""
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


def has_agreed(turn: Turn) -> bool:
    """Whether the person agreed to the notice as it is today."""
    return consents.agreed(turn.session, turn.person.id, Purpose.MENTORING, version=_version(turn))


def similar_tapped(turn: Turn) -> None:
    """The answer to "is this other entry yours?"."""
    tap, talk = turn.tap, turn.conversation
    found = talk.memory.get("similar")
    if tap is None or tap.revision != talk.revision or talk.form != Registration.form_name:
        forms.stale(turn)
    elif not found or not core.is_complete(Registration, talk.answers):
        forms.show(turn)
    elif tap.verb == "other":
        _send(turn, dict(talk.answers), similar=Similar(found, talk.memory.get("similar_id", 0)))
    else:
        _claim(turn)


class RegistrationFlow:
    """What the registration form means to the clinic."""

    form: type[Form] = Registration

    def open(self, turn: Turn, subject: int) -> None:
        """Consent first, then the form."""
        del subject
        start(turn)

    def send(self, turn: Turn, subject: int, answers: Answers) -> None:
        """Register the business and give its number, unless it may be there already."""
        del subject
        found = duplicates.find(turn.session, turn.person.id, answers)
        if found is None:
            _send(turn, answers)
        else:
            _ask_whether_same(turn, found, answers)


def _send(turn: Turn, answers: Answers, *, similar: Similar | None = None) -> None:
    forms.finish(turn)
    clinic, say = turn.house.clinic, turn.say
    business = registration.submit(
        turn.session,
        turn.actor,
        answers,
        now=turn.now,
        zone=clinic.zone,
        similar=similar,
    )
    text = say("registration.sent", number=business.number, target=_target(turn))
    add = Button(say.plain("button.add_product"), Tap("prod", "add", business.id))
    lead = say("duplicate.noted") if similar else None
    turn.show(Screen(text, buttons=[[add], home_row(say)], lead=lead))


def _ask_whether_same(turn: Turn, found: Similar, answers: Answers) -> None:
    """Nothing of the other entry is shown."""
    talk, say = turn.conversation, turn.say
    talk.memory = {**talk.memory, "similar": found.by, "similar_id": found.business_id}
    talk.touch()
    regency = regencies.by_code()[answers["regency"]].name
    mine = Button(say.plain("duplicate.mine"), Tap("similar", "mine", 0, talk.revision))
    other = Button(say.plain("duplicate.other"), Tap("similar", "other", 0, talk.revision))
    text = say(f"duplicate.{found.by}", regency=regency)
    turn.show(Screen(text, buttons=[[mine, other], home_row(say)]), anew=True)


def _claim(turn: Turn) -> None:
    """`[Ini usaha saya]`: the staff find out, never the other person; the answers are kept."""
    claimed = turn.conversation.memory.get("similar_id")
    forms.lay_aside(turn)
    content = Content(turn.chat_id, turn.tapped or 0, "claim")
    messages.keep(
        turn.session, turn.actor, content, now=turn.now, state=MessageState.OPEN, about=claimed
    )
    text = turn.say("duplicate.claimed", target=_target(turn))
    turn.show(Screen(text, buttons=[home_row(turn.say)]))


def _agree(turn: Turn) -> None:
    """A second tap, or one on an old consent screen, records nothing and says nothing new."""
    if has_agreed(turn):
        forms.stale(turn)
        return
    _choose(turn, agreed=True)
    clinic = turn.house.clinic
    when = formats.day_and_time(turn.now, clinic.zone, turn.person.language)
    given = turn.say("consent.mentoring.given", when=when)
    if registration.acts_for_any(turn.session, turn.person.id):  # came in by an invitation
        mine = registration.businesses_of(turn.session, turn.person.id)
        home.show(turn, lead=f"{given}\n{turn.say('join.welcome', name=mine[0].name)}")
        return
    count = len(core.leading(Registration, {}))
    _open(turn, lead=f"{given}\n{turn.say('registration.start', count=count)}")


def _open(turn: Turn, *, lead: str | None = None) -> None:
    nomination = nominations.claimed_by(turn.session, turn.person.id)
    fresh = not forms.is_open(turn) or turn.conversation.form != Registration.form_name
    forms.take_up(turn, Registration)
    if fresh and nomination is not None and not _is_used(turn, nomination.id):
        source = regencies.short_name(nomination.regency)
        forms.suggest(turn, nominations.suggestions(nomination), source)
    forms.show(turn, lead=lead, anew=True)


def _is_used(turn: Turn, nomination_id: int) -> bool:
    return any(
        business.nomination_id == nomination_id
        for business in registration.businesses_of(turn.session, turn.person.id)
    )


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
    for business in registration.businesses_of(turn.session, turn.person.id):
        journey.follow(turn, business.id)


def _version(turn: Turn) -> str:
    return turn.say.plain("consent.mentoring.version")


def _target(turn: Turn) -> str:
    clinic = turn.house.clinic
    target = formats.working_days_later(turn.now, clinic.checking_days, clinic.zone)
    return formats.weekday(target, clinic.zone, turn.person.language)


def _consent(turn: Turn) -> Screen:
    say = turn.say
    body = say("consent.mentoring.body", officer=turn.house.clinic.data_officer)
    rows = [
        [Button(say.plain("button.agree"), _AGREE), Button(say.plain("button.read_more"), _MORE)],
        [Button(say.plain("button.disagree"), _REFUSE)],
    ]
    return Screen(f"<b>{say('consent.mentoring.title')}</b>\n{body}", buttons=rows)


def _more(turn: Turn) -> Screen:
    say = turn.say
    text = f"<b>{say('consent.mentoring.more_title')}</b>\n{say('consent.mentoring.more')}"
    row = [
        Button(say.plain("button.agree"), _AGREE),
        Button(say.plain("button.disagree"), _REFUSE),
    ]
    return Screen(text, buttons=[row])
