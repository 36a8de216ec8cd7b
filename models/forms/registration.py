"""What an owner is asked to register a business."""

from typing import Annotated, ClassVar, Literal

from pydantic import Field

from models.forms.definition import Ask, Form
from models.forms.kinds import Choice, Note, NoteValue, Number, Phone, Place, Text, Year
from models.forms.kinds.numbers import NO_NUMBER as NO_NIB

TURNOVER = ("under300", "to2b", "to15b", "to50b", "over50b")
EXPORTED = ("never", "direct", "through")


class Registration(Form):
    """The first four questions are compulsory."""

    form_name: ClassVar[str] = "registration"

    business_name: Annotated[
        str, Field(min_length=3, max_length=80), Ask(Text(names_something=True))
    ]
    owner_name: Annotated[str, Field(min_length=2, max_length=80), Ask(Text(), private=True)]
    phone: Annotated[str, Ask(Phone(), private=True)]
    regency: Annotated[str, Ask(Place())]
    address: Annotated[NoteValue | None, Ask(Note(), private=True, optional=True)] = None
    turnover: Annotated[
        Literal["under300", "to2b", "to15b", "to50b", "over50b"] | None,
        Ask(Choice(TURNOVER), optional=True),
    ] = None
    founded: Annotated[int | None, Field(ge=1900), Ask(Year(), optional=True)] = None
    nib: Annotated[str | None, Ask(Number("nib"), optional=True)] = None
    exported: Annotated[
        Literal["never", "direct", "through"] | None, Ask(Choice(EXPORTED), optional=True)
    ] = None


class Change(Registration):
    """The same questions about an entry that was sent already."""

    form_name: ClassVar[str] = "change"
    words_of: ClassVar[str] = "registration"


__all__ = ["NO_NIB", "Change", "Registration"]
