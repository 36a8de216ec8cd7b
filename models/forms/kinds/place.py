"""Where: a kabupaten or kota of North Sumatra."""

from dataclasses import dataclass
from typing import Any, ClassVar

from models.forms.inputs import Input, Picked, SharedPlace, Typed
from models.forms.kinds.base import Choose, Context, Outcome, Parsed, Refused, Simple
from models.rules import borders, regencies


@dataclass(frozen=True)
class Place(Simple):
    """A kabupaten or kota, kept as its Kemendagri code."""

    name: ClassVar[str] = "place"

    def parse(self, given: Input, context: Context) -> Outcome:
        """Accept a button or a typed name; ask where several are meant; confirm a location."""
        del context
        if isinstance(given, Picked):
            known = given.code in regencies.by_code()
            return Parsed(given.code) if known else Refused("place_unknown")
        if isinstance(given, SharedPlace):
            there = borders.regency_at(given.latitude, given.longitude)
            return Choose((there,)) if there else Refused("place_outside")
        if not isinstance(given, Typed):
            return Refused("text_expected")
        meaning = regencies.understand(given.text)
        if meaning.sure:
            return Parsed(meaning.codes[0])
        return Choose(meaning.codes) if meaning.codes else Refused("place_unknown")

    def show(self, value: Any) -> str:
        """12.06 → Kabupaten Karo."""
        return regencies.by_code()[str(value)].name
