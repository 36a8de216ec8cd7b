"""Telephone numbers of Indonesia."""

import re
from dataclasses import dataclass
from typing import Any, ClassVar

from models.forms.inputs import Input, SharedContact, Typed
from models.forms.kinds.base import Context, Outcome, Parsed, Refused, Simple

_NOISE = re.compile(r"[\s().\-\u2010-\u2015]+")
_MOBILE = re.compile(r"^\+628[1-9]\d{7,10}$")  # domain: validation_rules.yaml "telepon"
_LANDLINE = re.compile(r"^\+62[2-79]\d{7,10}$")
_SHORT_AREAS = ("021", "022", "024", "031", "061")  #: all others have four digits
_FEWEST_DIGITS = 10
_MOST_DIGITS = 13


@dataclass(frozen=True)
class Phone(Simple):
    """A number, kept as E.164 (+628…)."""

    own: bool = True  #: of the person who answers: a shared contact must be theirs
    name: ClassVar[str] = "phone"

    def parse(self, given: Input, context: Context) -> Outcome:
        """Accept a typed number, or a shared contact if it is the sender's own."""
        del context
        if isinstance(given, SharedContact):
            if self.own and not given.own:
                return Refused("contact_of_another")
            return _number(_international(given.phone))
        if isinstance(given, Typed):
            return _number(given.text)
        return Refused("text_expected")

    def show(self, value: Any) -> str:
        """+6281260000001 → 0812-6000-0001; +62614512345 → 061-4512345."""
        national = _national(value)
        if not national.startswith("08"):
            area = next((code for code in _SHORT_AREAS if national.startswith(code)), national[:4])
            return f"{area}-{national.removeprefix(area)}"
        return "-".join(filter(None, (national[:4], national[4:8], national[8:])))

    def masked(self, value: Any) -> str:
        """The number for those who need not know it: 0812••••0001."""
        national = _national(value)
        return f"{national[:4]}••••{national[-4:]}"


def _national(value: Any) -> str:
    return "0" + str(value).removeprefix("+62")


def _number(text: str) -> Outcome:
    plain = _NOISE.sub("", text.strip())
    if not re.fullmatch(r"\+?[0-9]+", plain):
        return Refused("phone_digits")
    number = _e164(plain)
    if _MOBILE.match(number) or _LANDLINE.match(number):
        return Parsed(number)
    if number.startswith("+") and not number.startswith("+62"):
        return Refused("phone_foreign")
    digits = len(number.removeprefix("+62")) + number.startswith("+62")
    if digits < _FEWEST_DIGITS:
        return Refused("phone_short")
    return Refused("phone_long" if digits > _MOST_DIGITS else "phone_shape")


def _international(shared: str) -> str:
    """Telegram gives contacts with the country's code, with or without its plus sign."""
    return shared if shared.startswith(("+", "0")) else "+" + shared


def _e164(plain: str) -> str:
    """With the country's code; a zero behind it, or two before it, are habits and no error."""
    if plain.startswith("00"):
        plain = "+" + plain[2:]
    for country in ("+62", "62"):
        if plain.startswith(country):
            return "+62" + plain.removeprefix(country).removeprefix("0")
    if plain.startswith("+"):
        return plain
    if plain.startswith("0"):
        return "+62" + plain[1:]
    return "+62" + plain if plain.startswith("8") else plain
