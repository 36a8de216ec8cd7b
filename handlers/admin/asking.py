"""A form of one question for the staff, answered at once: what to search, whose trail."""

from collections.abc import Callable, Sequence

from bot import forms
from bot.turn import Turn
from handlers.admin.refusal import refuse
from models.errors import NotAllowedError
from models.forms.definition import Answers, Form
from models.person import Role
from models.services.queue import CURATORS


class StaffQuestion:
    """What such a form means: *answer* is called with what was typed."""

    def __init__(
        self,
        form: type[Form],
        field: str,
        answer: Callable[[Turn, str], None],
        roles: Sequence[Role] = CURATORS,
    ) -> None:
        self.form = form
        self._field = field
        self._answer = answer
        self._roles = roles

    def open(self, turn: Turn, subject: int) -> None:
        """The question, if the person is (still) of the staff."""
        del subject
        try:
            turn.actor.must_be(*self._roles)
        except NotAllowedError as refusal:
            refuse(turn, refusal)
            return
        forms.open_form(turn, self.form)

    def send(self, turn: Turn, subject: int, answers: Answers) -> None:
        """Answer it."""
        del subject
        forms.finish(turn)
        try:
            self._answer(turn, answers[self._field])
        except NotAllowedError as refusal:
            refuse(turn, refusal)
