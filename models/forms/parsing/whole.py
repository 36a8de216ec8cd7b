"""Plain numbers: 12, dua belas, 1.250, 13,4%."""

from dataclasses import dataclass
from decimal import Decimal

from models.forms.parsing.amounts import single
from models.forms.parsing.result import Unclear
from models.forms.parsing.tokens import cut

MOST = 10**12


@dataclass(frozen=True)
class Number:
    """A number, and whether a per cent sign stood behind it."""

    value: Decimal
    percent: bool


def whole_number(text: str) -> int | Unclear:
    """Read a whole number of things; words around it are let pass ("12 orang").

    Errors: `number_expected`, `number_whole` for 1,5 · `number_range` · `number_large`.
    """
    found = decimal_number(text)
    if isinstance(found, Unclear):
        return found
    if found.percent:
        return Unclear("number_expected")
    if found.value != found.value.to_integral_value():
        return Unclear("number_whole")
    return int(found.value)


def decimal_number(text: str) -> Number | Unclear:
    """Read a number with places behind the comma, with or without a per cent sign.

    Errors: `number_expected`, `number_range`, `number_large`.
    """
    tokens = cut(text)
    found = single(tokens, "number_expected")
    if isinstance(found, Unclear):
        return found
    if found.value > MOST:
        return Unclear("number_large")
    return Number(found.value, any(token.text == "%" for token in tokens))
