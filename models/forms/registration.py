"""What an owner is asked to register a business."""

from typing import Annotated, ClassVar

from pydantic import Field

from models.forms.core import Ask, Form
from models.forms.kinds import Phone, Place, Text


class Registration(Form):
    """The compulsory four: name, owner, telephone, kabupaten."""

    form_name: ClassVar[str] = "registration"

    business_name: Annotated[str, Field(min_length=3, max_length=80), Ask(Text())]
    owner_name: Annotated[str, Field(min_length=2, max_length=80), Ask(Text(), private=True)]
    phone: Annotated[str, Ask(Phone(), private=True)]
    regency: Annotated[str, Ask(Place())]
