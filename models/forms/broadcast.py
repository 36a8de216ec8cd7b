"""What somebody is asked who writes a broadcast: its content, and the buttons below it."""

from typing import Annotated, ClassVar

from pydantic import Field

from models.forms.definition import Ask, Form
from models.forms.kinds import Note


class BroadcastContent(Form):
    """The content; what a message can carry beside words is taken before this is asked."""

    form_name: ClassVar[str] = "broadcast"
    at_once: ClassVar[bool] = True

    words: Annotated[str, Field(min_length=2, max_length=3_500), Ask(Note(by_voice=False))]


class BroadcastAnswers(Form):
    """The captions of the buttons, one a line."""

    form_name: ClassVar[str] = "broadcast_answers"
    at_once: ClassVar[bool] = True

    words: Annotated[str, Field(min_length=1, max_length=200), Ask(Note(by_voice=False))]
