"""What the staff are asked who look something up: one question, answered at once."""

from typing import Annotated, ClassVar

from pydantic import Field

from models.forms.definition import Ask, Form
from models.forms.kinds import Text


class Search(Form):
    """What to search for."""

    form_name: ClassVar[str] = "search"
    at_once: ClassVar[bool] = True

    words: Annotated[str, Field(min_length=1, max_length=100), Ask(Text(), private=True)]


class TrailOf(Form):
    """The entry whose trail is wanted."""

    form_name: ClassVar[str] = "trail"
    at_once: ClassVar[bool] = True

    number: Annotated[str, Field(min_length=1, max_length=100), Ask(Text())]


class EvidenceOf(Form):
    """The business whose evidence is wanted as files."""

    form_name: ClassVar[str] = "evidence_of"
    at_once: ClassVar[bool] = True

    words: Annotated[str, Field(min_length=1, max_length=100), Ask(Text(), private=True)]
