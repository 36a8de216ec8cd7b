"""What an admin is asked who rejects an entry: a ready reason, or words of his own."""

from typing import Annotated, ClassVar, Literal

from pydantic import Field

from models.forms.definition import Ask, Form
from models.forms.kinds import Choice, Text

READY = ("outside", "trader", "doubtful", "twice")
OWN_WORDS = "own"


class Rejection(Form):
    """The reason, as the owner will read it."""

    form_name: ClassVar[str] = "rejection"

    ready: Annotated[
        Literal["outside", "trader", "doubtful", "twice", "own"],
        Ask(Choice((*READY, OWN_WORDS))),
    ]
    words: Annotated[
        str | None,
        Field(min_length=10, max_length=300),
        Ask(Text(), only_if=("ready", OWN_WORDS)),
    ] = None
