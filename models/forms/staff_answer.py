"""What a member of the staff writes back to a person."""

from typing import Annotated, ClassVar

from pydantic import Field

from models.forms.definition import Ask, Form
from models.forms.kinds import Note


class StaffAnswer(Form):
    """The answer, as the person will read it."""

    form_name: ClassVar[str] = "staff_answer"

    words: Annotated[str, Field(min_length=2, max_length=1_500), Ask(Note(spoken=False))]
