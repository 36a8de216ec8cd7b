"""What a mentor is asked who sends evidence back: words of their own, a voice message."""

from typing import Annotated, ClassVar

from pydantic import Field

from models.forms.definition import Ask, Form
from models.forms.kinds import OneFile, Text


class EvidenceWords(Form):
    """The reason, as the owner will read it."""

    form_name: ClassVar[str] = "evidence_words"
    at_once: ClassVar[bool] = True

    words: Annotated[str, Field(min_length=10, max_length=300), Ask(Text())]


class EvidenceVoice(Form):
    """A voice message beside a reason that was chosen; it is sent with it.

    The reason is its first answer, so that it lies aside with the form.
    """

    form_name: ClassVar[str] = "evidence_voice"
    at_once: ClassVar[bool] = True

    words: Annotated[str, Field(min_length=2, max_length=300), Ask(Text())]
    voice: Annotated[int, Ask(OneFile(accepts=("voice",)))]
