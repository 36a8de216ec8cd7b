"""Prices in rupiah: 5jt, Rp 500.000, 1,5 juta, 500rb, 2 M, 85rb/kg."""

import re
from dataclasses import dataclass
from decimal import ROUND_DOWN, Decimal

from models.forms.parsing.amounts import amounts
from models.forms.parsing.result import Unclear
from models.forms.parsing.tokens import Token, cut
from models.forms.parsing.unit_words import GAP, one_of, take_unit
from models.rules.input_words import words

#: Nobody here asks more: 1.000 triliun.
MOST = 10**15
#: Below it a number without "ribu" in front of a unit is not taken for a price ("5 kg").
_LEAST_PRICE = 1000
_THOUSANDS_WITH_COMMA = re.compile(r"[1-9][0-9]{0,2},[0-9]{3}")


@dataclass(frozen=True)
class Money:
    """Whole rupiah, for how much of which unit ("85rb/kg", "9rb per 100 g") if that was said."""

    rupiah: int
    unit: str | None = None
    per: Decimal = Decimal(1)


def money(text: str) -> Money | Unclear:
    """Read a price. Sen are dropped; a comma before three digits groups thousands here.

    Errors: `money_number` no number, or one that cannot be read · `money_several` ·
    `number_range` "80-90rb" · `money_foreign` another currency · `money_large`.
    """
    tokens = cut(text)
    if any(token.is_word(words().foreign_money) for token in tokens):
        return Unclear("money_foreign")
    unit, per, rest = _take_measure(tokens)
    found = amounts(rest)
    if isinstance(found, Unclear):
        return found if found.error == "number_range" else Unclear("money_number")
    if len(found) != 1:
        return Unclear("money_several" if found else "money_number")
    value = found[0].value
    if _THOUSANDS_WITH_COMMA.fullmatch(found[0].written):
        value = Decimal(found[0].written.replace(",", ""))
    if unit and not found[0].scaled and value < _LEAST_PRICE and not _says_money(tokens):
        return Unclear("money_number")
    rupiah = int(value.to_integral_value(ROUND_DOWN))
    if rupiah <= 0:
        return Unclear("money_number")
    return Unclear("money_large") if rupiah > MOST else Money(rupiah, unit, per)


def _take_measure(tokens: list[Token]) -> tuple[str | None, Decimal, list[Token]]:
    """The unit, how much of it, and the tokens that say the price."""
    numbered = next((at for at, token in enumerate(tokens) if token.kind == "number"), 0)
    for at in range(numbered + 1, len(tokens)):
        if tokens[at].is_word(words().per):
            unit, tail = take_unit(tokens[at:])
            before = amounts(tail[: tail.index(GAP)]) if unit else []
            said = isinstance(before, list) and len(before) == 1 and before[0].value
            return unit, said or Decimal(1), tokens[:at]
    unit, rest = take_unit(tokens, money=True)
    ones = (one for token in tokens if (one := one_of(token)))
    return unit or next(ones, None), Decimal(1), rest


def _says_money(tokens: list[Token]) -> bool:
    return any(token.is_word(words().rupiah) for token in tokens)
