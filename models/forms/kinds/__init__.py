"""Kinds of questions: how an input becomes a value. Pure, and without wording.

A kind gives `Parsed` (a value for pydantic to check), `Refused` (an error key), `Choose` (several
meanings; the person picks one) or `Doubt` (taken if it was meant).
"""

from models.forms.kinds.base import Choose, Context, Doubt, Kind, Outcome, Parsed, Refused
from models.forms.kinds.choice import Choice, Many
from models.forms.kinds.files import OneFile, Photos
from models.forms.kinds.place import Place
from models.forms.kinds.telephone import Phone
from models.forms.kinds.text import Note, Text

__all__ = [
    "Choice",
    "Choose",
    "Context",
    "Doubt",
    "Kind",
    "Many",
    "Note",
    "OneFile",
    "Outcome",
    "Parsed",
    "Phone",
    "Photos",
    "Place",
    "Refused",
    "Text",
]
