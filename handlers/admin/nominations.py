"""`/usulan`: typing in a business that a kabupaten nominated, and the invitation to pass on."""

from bot import formats, forms
from bot.callback_data import Tap
from bot.screen import Button, Screen
from bot.taps import home_row
from bot.turn import Turn
from handlers.admin.refusal import refuse
from models.errors import NotAllowedError
from models.forms import core
from models.forms.definition import Answers, Form
from models.forms.nomination import NominationForm
from models.rules import regencies
from models.services import nominations
from models.services.nominations import Invited, Row


def open_nominations(turn: Turn) -> None:
    """`/usulan`: how many are invited and how many came."""
    forms.lay_aside(turn)
    say = turn.say
    counts = nominations.counts(turn.session)
    text = f"<b>{say('nomination.title')}</b>\n{say('nomination.counts', **counts)}"
    add = Button(say.plain("nomination.add"), Tap("nom", "add"))
    turn.show(Screen(text, buttons=[[add], home_row(say)]))


def add(turn: Turn) -> None:
    """`[Tambah usulan]`."""
    forms.open_form(turn, NominationForm, anew=True)


class NominationFlow:
    """What the form of a nomination means: the row is stored and its invitation shown."""

    form: type[Form] = NominationForm

    def open(self, turn: Turn, subject: int) -> None:
        """The form where it was left, if the person is (still) of the staff."""
        try:
            turn.actor.must_be(*nominations.TAKERS)
        except NotAllowedError as refusal:
            refuse(turn, refusal)
            return
        forms.open_form(turn, NominationForm, subject)

    def send(self, turn: Turn, subject: int, answers: Answers) -> None:
        """Store the row and show the text to copy."""
        del subject
        forms.finish(turn)
        kept = core.final(NominationForm, answers)
        row = Row(
            regency=kept["regency"],
            business_name=kept["business_name"],
            owner_name=kept["owner_name"],
            phone=kept.get("phone"),
            product=kept.get("product"),
        )
        try:
            invited = nominations.add(turn.session, turn.actor, row, now=turn.now)
        except NotAllowedError as refusal:
            refuse(turn, refusal)
            return
        turn.show(_invited(turn, invited))


def _invited(turn: Turn, invited: Invited) -> Screen:
    say, nomination = turn.say, invited.nomination
    link = turn.link(invited.payload)
    text = formats.invitation_text(
        say,
        owner=nomination.owner_name,
        regency=regencies.short_name(nomination.regency),
        clinic=turn.house.clinic.name,
        link=link,
    )
    key = "nomination.invited" if invited.new else "nomination.known"
    rows = [
        [Button(say.plain("button.copy_invitation"), copy=text)],
        [Button(say.plain("nomination.add"), Tap("nom", "add"))],
        home_row(say),
    ]
    return Screen(say(key, name=nomination.business_name, text=text), buttons=rows)
