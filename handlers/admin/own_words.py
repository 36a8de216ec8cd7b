"""A reason in the curator's own words: one question in the private chat."""

from bot import forms
from bot.open_form import OpenForm
from bot.turn import Turn
from handlers.admin import card_text, curation, marking, showing
from handlers.admin.refusal import refuse
from models.errors import NotAllowedError, NotFoundError
from models.forms.definition import Answers, Form
from models.forms.own_words import OwnWords
from models.forms.reasons import WHOLE
from models.services import queue
from models.services.decisions import Reason


def ask(turn: Turn, entry_id: int, field: str) -> None:
    """`[Tulis sendiri]`, in the private chat: one question."""
    try:
        entry = queue.entry(turn.session, turn.actor, entry_id)
    except (NotAllowedError, NotFoundError) as refusal:
        refuse(turn, refusal)
        return
    if not queue.is_held_by(entry, turn.person.id, turn.now) or not marking.is_field(entry, field):
        showing.show(turn, entry, anew=True)
        return
    forms.take_up(turn, OwnWords, subject=entry.id)
    OpenForm(turn).remember(field=field)
    about = (
        card_text.label(turn.say, marking.question(entry, field)) if field != WHOLE else entry.name
    )
    forms.show(turn, lead=turn.say("curation.own_about", about=about), anew=True)


class OwnWordsFlow:
    """What the form of one's own words means: a reason for what was being marked."""

    form: type[Form] = OwnWords

    def open(self, turn: Turn, subject: int) -> None:
        """The card; what was typed is kept, but which answer it was about may have changed."""
        curation.details(turn, subject)

    def send(self, turn: Turn, subject: int, answers: Answers) -> None:
        """The reason joins the others; the preview shows all of them."""
        field = turn.conversation.memory.get("field", "")
        forms.finish(turn)
        try:
            entry = queue.entry(turn.session, turn.actor, subject)
        except (NotAllowedError, NotFoundError) as refusal:
            refuse(turn, refusal)
            return
        if not queue.is_held_by(entry, turn.person.id, turn.now) or not marking.is_field(
            entry, field
        ):
            showing.show(turn, entry, anew=True)
            return
        marking.take(turn, entry, field, Reason(text=answers["words"]), anew=True)
