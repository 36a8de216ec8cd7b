"""Lengths of time: 12 bulan, setahun, 6 minggu, 1 tahun 6 bulan, setengah tahun."""

from dataclasses import dataclass
from decimal import Decimal

from models.forms.parsing.amounts import amounts
from models.forms.parsing.result import Unclear
from models.forms.parsing.tokens import Token, cut
from models.rules import units
from models.rules.input_words import words

#: Nothing here lasts longer: a hundred years.
MOST_MONTHS = 1200
_CENTS = Decimal("0.01")


@dataclass(frozen=True)
class Duration:
    """So many of a period as said (the first one, when several were), and the months in all."""

    amount: Decimal
    period: str
    months: Decimal


def duration(text: str) -> Duration | Unclear:
    """Read a length of time.

    Errors: `duration_number` no number, or zero · `duration_period` no time said, or a season ·
    `duration_long` · `number_range` "6-12 bulan".
    """
    tokens = cut(text)
    numbers = amounts(tokens)
    if isinstance(numbers, Unclear):
        return numbers if numbers.error == "number_range" else Unclear("duration_number")
    parts = _parts(tokens)
    if not parts or len(numbers) > len(parts):
        return Unclear("duration_period" if numbers else "duration_number")
    months = Decimal(0)
    for amount, period in parts:
        more = units.months(amount, period)
        if more is None:
            return Unclear("duration_period")
        months += more
    if months <= 0:
        return Unclear("duration_number")
    if months > MOST_MONTHS:
        return Unclear("duration_long")
    return Duration(*parts[0], months.quantize(_CENTS))


def _parts(tokens: list[Token]) -> list[tuple[Decimal, str]]:
    """Each (number, period): a number before its period, "setahun", or "a year"."""
    parts: list[tuple[Decimal, str]] = []
    start = 0
    for at, token in enumerate(tokens):
        if token.kind != "word":
            continue
        if once := units.understand_once(token.text):
            parts.append((Decimal(1), once))
            start = at + 1
        elif period := units.understand_period(token.text):
            before = amounts(tokens[start:at])
            if isinstance(before, list) and len(before) == 1:
                parts.append((before[0].value, period))
            elif at > start and tokens[at - 1].is_word(words().per):
                parts.append((Decimal(1), period))
            start = at + 1
    return parts
