"""What an owner asks the mentor, perhaps about one item."""

from typing import Annotated, ClassVar

from pydantic import Field

from models.forms.definition import Ask, Form
from models.forms.kinds.message import Message, SentAlong


class MentorQuestion(Form):
    """Words, a voice message, a photo or a file: one message."""

    form_name: ClassVar[str] = "question"
    at_once: ClassVar[bool] = True

    words: Annotated[
        Annotated[str, Field(min_length=2, max_length=1_500)] | SentAlong, Ask(Message())
    ]
