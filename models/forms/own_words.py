"""What a curator is asked who writes a reason in words of their own."""

from typing import Annotated, ClassVar

from pydantic import Field

from models.forms.definition import Ask, Form
from models.forms.kinds import Text


class OwnWords(Form):
    """The reason, as the owner will read it."""

    form_name: ClassVar[str] = "own_words"

    words: Annotated[str, Field(min_length=10, max_length=300), Ask(Text())]
