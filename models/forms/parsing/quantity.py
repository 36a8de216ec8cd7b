"""Quantities: 50 kg/minggu, 2 ton, kira-kira 20 lembar sebulan; and sizes of packs: 250 g."""

from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal

from models.forms.parsing.amounts import amounts, single
from models.forms.parsing.result import Unclear
from models.forms.parsing.tokens import Token, cut
from models.forms.parsing.unit_words import (
    one_of,
    scales_that_are_units,
    take_period,
    take_unit,
)
from models.rules import units

MOST = Decimal(10) ** 12
_CENTS = Decimal("0.01")
_WHOLE_FROM = 10


@dataclass(frozen=True)
class Quantity:
    """So much of a unit, in a time if one was said; "per 2 minggu" is `every` 2 weeks.

    `per_month`: what it comes to in a month, to two places; none without a time, or for a season.
    """

    amount: Decimal
    unit: str
    period: str | None = None
    per_month: Decimal | None = None
    every: int = 1


@dataclass(frozen=True)
class Size:
    """What is in one pack: 250 g."""

    amount: Decimal
    unit: str


def quantity(text: str) -> Quantity | Unclear:
    """Read a capacity or a quantity.

    Errors: `quantity_number` no number, zero, or too large · `quantity_unit` no unit ·
    `quantity_unclear` several numbers or units · `number_range` "50-60 kg".
    """
    period, every, tokens = take_period(cut(text))
    found = _amount_and_unit(tokens, "quantity")
    if isinstance(found, Unclear):
        return found
    amount, unit = found
    monthly = units.per_month(amount / every, period) if period else None
    return Quantity(amount, unit, period, None if monthly is None else _cents(monthly), every)


def size(text: str) -> Size | Unclear:
    """Read what one pack holds; packs of packs have no size.

    Errors: `size_number`, `size_unit`, `size_unclear`, `number_range`.
    """
    found = _amount_and_unit(cut(text), "size")
    if isinstance(found, Unclear):
        return found
    amount, unit = found
    return Unclear("size_unit") if units.by_code()[unit].kind == "pack" else Size(amount, unit)


def rounded(amount: Decimal) -> Decimal:
    """As people read it: from 10 on whole (216.67 → 217), below to two places (1.5, 0.25)."""
    if amount >= _WHOLE_FROM:
        return amount.quantize(Decimal(1), ROUND_HALF_UP)
    return _cents(amount)


def _amount_and_unit(tokens: list[Token], kind: str) -> tuple[Decimal, str] | Unclear:
    ones = [unit for token in tokens if (unit := one_of(token))]
    unit, rest = take_unit([token for token in tokens if not one_of(token)])
    if ones:
        alone = unit is None and len(ones) == 1 and amounts(rest, scales_that_are_units()) == []
        return (Decimal(1), ones[0]) if alone else Unclear(f"{kind}_unclear")
    amount = single(rest, f"{kind}_number", scales_that_are_units())
    if isinstance(amount, Unclear):
        several = amounts(rest, scales_that_are_units())
        many = not isinstance(several, Unclear) and len(several) > 1
        return Unclear(f"{kind}_unclear") if many else amount
    if not 0 < amount.value <= MOST:
        return Unclear(f"{kind}_number")
    if unit is None:
        return Unclear(f"{kind}_unit")
    other, _ = take_unit(rest)
    return Unclear(f"{kind}_unclear") if other not in {None, unit} else (amount.value, unit)


def _cents(amount: Decimal) -> Decimal:
    return amount.quantize(_CENTS, ROUND_HALF_UP)
