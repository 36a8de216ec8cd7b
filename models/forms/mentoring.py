"""What a mentor is asked about a business: a note, and why it is handed over or moved on."""

from typing import Annotated, ClassVar

from pydantic import Field

from models.forms.definition import Ask, Form
from models.forms.kinds import Note, Text


class MentorNoteWords(Form):
    """A note."""

    form_name: ClassVar[str] = "mentor_note"
    at_once: ClassVar[bool] = True

    words: Annotated[str, Field(min_length=3, max_length=1_000), Ask(Note(by_voice=False))]


class HandOver(Form):
    """Why a business gets another mentor, or none."""

    form_name: ClassVar[str] = "hand_over"
    at_once: ClassVar[bool] = True

    words: Annotated[str, Field(min_length=5, max_length=300), Ask(Text())]


class StageReason(Form):
    """Why the staff decide a stage."""

    form_name: ClassVar[str] = "stage_reason"
    at_once: ClassVar[bool] = True

    words: Annotated[str, Field(min_length=10, max_length=300), Ask(Text())]
