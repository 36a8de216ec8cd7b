"""The open form of a conversation: its position in the engine, moved in and out of the row."""

from dataclasses import replace

from bot.form_screens import FormScreens
from bot.turn import FormFlow, Turn
from models.forms import core
from models.forms.core import Position
from models.forms.definition import Form, Question
from models.services import files


class OpenForm:
    """A view on the conversation row; every property reads the row as it is now."""

    def __init__(self, turn: Turn) -> None:
        self._turn = turn
        self._talk = turn.conversation

    @property
    def flow(self) -> FormFlow:
        """What the form means to the clinic."""
        return self._turn.house.flows[self._talk.form or ""]

    @property
    def form(self) -> type[Form]:
        """The form."""
        return self.flow.form

    @property
    def position(self) -> Position:
        """Where the person stands in it."""
        talk = self._talk
        return Position(talk.answers, talk.cursor, tuple(talk.memory.get("repair", ())))

    @property
    def is_repaired(self) -> bool:
        """Whether all returned answers were given again."""
        talk = self._talk
        return (
            "repair_total" in talk.memory
            and not talk.memory.get("repair")
            and talk.cursor is None
            and self.question is None
        )

    @property
    def is_sent(self) -> bool:
        """Whether the last answer sends the form: of a repair, or where nothing is reviewed."""
        return self.is_repaired or (self.form.at_once and self.question is None)

    @property
    def question(self) -> Question | None:
        """The question that is asked now; none on the review page."""
        return core.current(self.form, self.position)

    @property
    def screens(self) -> FormScreens:
        """How it looks now."""
        return FormScreens(
            self.form,
            replace(self._talk),
            self._turn.say,
            lambda ids: files.too_small(self._turn.session, ids),
        )

    def move(self, position: Position) -> None:
        """Stand at *position*; buttons shown before are stale from now on."""
        talk = self._talk
        talk.answers, talk.cursor = dict(position.answers), position.cursor
        if position.repair or "repair" in talk.memory:
            talk.memory = {**talk.memory, "repair": list(position.repair)}
        talk.touch()

    def remember(self, **facts: object) -> None:
        """Keep facts about the open form beside its answers."""
        self._talk.memory = {**self._talk.memory, **facts}
        self._talk.changed = True
