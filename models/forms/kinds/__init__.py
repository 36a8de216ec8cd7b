"""Kinds of questions: how an input becomes a value. Pure, and without wording.

A kind gives `Parsed` (a value for pydantic to check), `Refused` (an error key), `Choose` (several
meanings; the person picks one) or `Doubt` (taken if it was meant).
"""

from models.forms.kinds.amounts import Day, Money, Months, PackSize, Quantity, Whole, Year
from models.forms.kinds.base import Choose, Context, Doubt, Kind, Outcome, Parsed, Refused
from models.forms.kinds.choice import Choice, Many, YesNo
from models.forms.kinds.figures import Figures
from models.forms.kinds.files import OneFile, Photos, Proofs
from models.forms.kinds.message import Message
from models.forms.kinds.numbers import HsCode, Number
from models.forms.kinds.place import Place
from models.forms.kinds.telephone import Phone
from models.forms.kinds.text import Note, NoteValue, Text

__all__ = [
    "Choice",
    "Choose",
    "Context",
    "Day",
    "Doubt",
    "Figures",
    "HsCode",
    "Kind",
    "Many",
    "Message",
    "Money",
    "Months",
    "Note",
    "NoteValue",
    "Number",
    "OneFile",
    "Outcome",
    "PackSize",
    "Parsed",
    "Phone",
    "Photos",
    "Place",
    "Proofs",
    "Quantity",
    "Refused",
    "Text",
    "Whole",
    "Year",
    "YesNo",
]
