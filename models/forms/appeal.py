"""What an owner says against a rejection."""

from typing import Annotated, ClassVar

from pydantic import Field

from models.forms.definition import Ask, Form
from models.forms.kinds import Note, NoteValue, Photos


class Appeal(Form):
    """The owner's words or voice message, and up to five photos."""

    form_name: ClassVar[str] = "appeal"

    words: Annotated[NoteValue, Ask(Note())]
    photos: Annotated[
        list[int] | None, Field(max_length=5), Ask(Photos(most=5), optional=True)
    ] = None
