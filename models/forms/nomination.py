"""What an admin types of a business that a kabupaten nominated."""

from typing import Annotated, ClassVar

from pydantic import Field

from models.forms.definition import Ask, Form
from models.forms.kinds import Phone, Place, Text


class NominationForm(Form):
    """One row of a letter."""

    form_name: ClassVar[str] = "nomination"

    business_name: Annotated[
        str, Field(min_length=3, max_length=80), Ask(Text(names_something=True))
    ]
    owner_name: Annotated[str, Field(min_length=2, max_length=80), Ask(Text(), private=True)]
    regency: Annotated[str, Ask(Place())]
    phone: Annotated[str | None, Ask(Phone(own=False), private=True, optional=True)] = None
    product: Annotated[str | None, Field(max_length=120), Ask(Text(), optional=True)] = None
