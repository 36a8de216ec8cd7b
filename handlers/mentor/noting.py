"""Notes on a business, and stages that the staff decide, each with its reason."""

from bot import forms
from bot.open_form import OpenForm
from bot.screen import Button, Screen, in_rows
from bot.taps import last_row
from bot.turn import Turn
from handlers.admin.refusal import refuse
from handlers.mentor import charge_card, charges, handing
from handlers.owner import journey
from models.errors import NotAllowedError, NotFoundError
from models.forms.definition import Answers, Form
from models.forms.mentoring import MentorNoteWords, StageReason
from models.mentoring import NoteFor
from models.rules import stages as rules
from models.services import notes, stages
from models.services.mentoring import Charge

#: Takes a decision back: the facts say the stage again.
BACK = "back"


def choose_readers(turn: Turn) -> None:
    """`[Catatan]`: for whom?"""
    one = handing.tapped(turn)
    if one is None:
        return
    say = turn.say
    buttons = [
        Button(say.plain(f"charge.note_{readers}"), charge_card.on(one, "write", readers))
        for readers in NoteFor
    ]
    back = last_row(say, charge_card.on(one, "see"))
    turn.show(Screen(say("charge.which_note"), buttons=[buttons, back]))


def write(turn: Turn) -> None:
    """For whom was chosen: the words."""
    one = handing.tapped(turn)
    choice = turn.tap.choice if turn.tap else None
    if one is None:
        return
    if choice not in set(NoteFor):
        charges.show(turn, one.business.id)
        return
    forms.take_up(turn, MentorNoteWords, one.business.id)
    OpenForm(turn).remember(field=choice)
    lead = turn.say(f"charge.note_about_{choice}", name=one.business.name)
    forms.show(turn, lead=lead)


def choose_stage(turn: Turn) -> None:
    """`[Catat tahap]`: which one do the staff decide?"""
    one = _led(turn)
    if one is None:
        return
    say = turn.say
    buttons = [
        Button(charge_card.stage_button(code), charge_card.on(one, "rule", code))
        for code in _ruled()
        if code != one.mentoring.stage
    ]
    if one.mentoring.ruled is not None:
        buttons.append(Button(say.plain("charge.rule_back"), charge_card.on(one, "rule", BACK)))
    back = last_row(say, charge_card.on(one, "see"))
    now = charge_card.stage_name(one.mentoring.stage)
    turn.show(Screen(say("charge.which_stage", now=now), buttons=[*in_rows(buttons), back]))


def rule(turn: Turn) -> None:
    """A stage was chosen: why?"""
    one = _led(turn)
    choice = (turn.tap.choice if turn.tap else None) or ""
    if one is None:
        return
    if choice not in {*_ruled(), BACK}:
        charges.show(turn, one.business.id)
        return
    forms.take_up(turn, StageReason, one.business.id)
    OpenForm(turn).remember(field=choice, seen=one.mentoring.revision)
    say, name = turn.say, one.business.name
    if choice == BACK:
        lead = say("charge.back_about", name=name)
    else:
        lead = say("charge.stage_about", name=name, stage=charge_card.stage_name(choice))
    forms.show(turn, lead=lead)


class NoteFlow:
    """What the form of a note means."""

    form: type[Form] = MentorNoteWords

    def open(self, turn: Turn, subject: int) -> None:
        """The card; for whom the note is, is chosen anew."""
        charges.show(turn, subject)

    def send(self, turn: Turn, subject: int, answers: Answers) -> None:
        """Keep it."""
        readers = NoteFor(turn.conversation.memory.get("field") or NoteFor.SELF)
        forms.finish(turn)
        try:
            notes.write(turn.session, turn.actor, subject, answers["words"], readers, now=turn.now)
        except (NotAllowedError, NotFoundError) as refusal:
            refuse(turn, refusal)
            return
        charges.show(turn, subject, lead=turn.say("charge.noted"))


class StageFlow:
    """What the reason of a stage means: the stage is decided."""

    form: type[Form] = StageReason

    def open(self, turn: Turn, subject: int) -> None:
        """The card; the stage may have moved."""
        charges.show(turn, subject)

    def send(self, turn: Turn, subject: int, answers: Answers) -> None:
        """Decide it."""
        memory = turn.conversation.memory
        choice, seen = memory.get("field") or BACK, memory.get("seen") or 0
        forms.finish(turn)
        stage = rules.way()[0].code if choice == BACK else choice
        try:
            moved = stages.rule(
                turn.session, turn.actor, subject, stage, answers["words"], seen=seen, now=turn.now
            )
        except NotAllowedError as refusal:
            refuse(turn, refusal)
            return
        except NotFoundError:
            charges.show(turn, subject, lead=turn.say("charge.changed"))
            return
        if moved is not None:
            journey.tell(turn, moved)
        charges.show(turn, subject, lead=turn.say("charge.ruled"))


def _led(turn: Turn) -> Charge | None:
    """The business of the button, if the person decides about it."""
    one = handing.tapped(turn)
    if one is not None and not handing.leads(turn, one):
        turn.alert("charge.not_yours")
        charges.show(turn, one.business.id)
        return None
    return one


def _ruled() -> list[str]:
    """The stages that only a decision gives, and the one outside the way."""
    return [stage.code for stage in rules.all_stages() if stage.code >= rules.FIRST_RULED]
