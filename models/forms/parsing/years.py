"""The year something began: 2016, sejak 2016, '16, 5 tahun lalu."""

import re
from datetime import date
from decimal import Decimal

from models.forms.parsing.amounts import amounts
from models.forms.parsing.result import Unclear
from models.forms.parsing.tokens import cut, plain
from models.rules import units
from models.rules.input_words import words

EARLIEST = 1900
_YEAR = re.compile(r"(?<![0-9.,])[0-9]{4}(?![0-9.,]*[0-9])")
_SHORT = re.compile(r"'?([0-9]{2})")


def year(text: str, today: date) -> int | Unclear:
    """Read a year that is not after today's.

    Errors: `year_number` no year, or several · `year_future` and `year_old` with the `year`.
    """
    said = plain(text)
    if said in words().this_year:
        return today.year
    if said in words().last_year:
        return today.year - 1
    found = {int(four) for four in _YEAR.findall(said)}
    if len(found) == 1:
        return _between(found.pop(), today)
    if found:
        return Unclear("year_number")
    short = _SHORT.fullmatch(_without(said))
    if short:
        return _between(_full(int(short.group(1)), today), today)
    return _ago(said, today)


def _between(full: int, today: date) -> int | Unclear:
    if full > today.year:
        return Unclear("year_future", {"year": full})
    return Unclear("year_old", {"year": full}) if full < EARLIEST else full


def _full(short: int, today: date) -> int:
    century = today.year // 100 * 100
    return century + short if century + short <= today.year else century - 100 + short


def _without(said: str) -> str:
    """The text without "sejak tahun" before it."""
    parts = said.split()
    while len(parts) > 1 and parts[0] in words().since:
        parts = parts[1:]
    return " ".join(parts)


def _ago(said: str, today: date) -> int | Unclear:
    """As in "5 tahun lalu" and in "setahun lalu"."""
    if not any(said.endswith(f" {word}") for word in words().ago):
        return Unclear("year_number")
    tokens = cut(said)
    once = [units.understand_once(token.text) for token in tokens]
    period = [units.understand_period(token.text) for token in tokens]
    number = amounts(tokens)
    if "year" in once and number == []:
        return today.year - 1
    if "year" not in period or isinstance(number, Unclear) or len(number) != 1:
        return Unclear("year_number")
    years = number[0].value
    if years != years.to_integral_value() or years > Decimal(today.year - EARLIEST):
        return Unclear("year_number")
    return today.year - int(years)
