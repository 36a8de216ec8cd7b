"""Amounts as people type them: money, capacity, pack size, time, year."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any, ClassVar

from models.forms.inputs import Input, Picked, Typed
from models.forms.kinds.base import Context, Outcome, Parsed, Refused, Simple
from models.forms.parsing.dates import day
from models.forms.parsing.durations import duration
from models.forms.parsing.money import money
from models.forms.parsing.quantity import quantity, rounded, size
from models.forms.parsing.result import Unclear
from models.forms.parsing.whole import whole_number
from models.forms.parsing.years import year

#: The answer "never tested", where a question of time offers it.
UNTESTED = "none"


@dataclass(frozen=True)
class Money(Simple):
    """A price in whole rupiah."""

    name: ClassVar[str] = "money"

    def parse(self, given: Input, context: Context) -> Outcome:
        """Accept `85rb`, `Rp 500.000`, `1,5 juta`."""
        del context
        if not isinstance(given, Typed):
            return Refused("text_expected")
        read = money(given.text)
        return _refused(read) if isinstance(read, Unclear) else Parsed(read.rupiah)

    def show(self, value: Any) -> str:
        """85000 → Rp85.000."""
        return "Rp" + f"{int(value):,}".replace(",", ".")


@dataclass(frozen=True)
class Quantity(Simple):
    """An amount with a unit and a time: `{"amount", "unit", "period", "per_month"}`, as texts."""

    name: ClassVar[str] = "quantity"

    def parse(self, given: Input, context: Context) -> Outcome:
        """Accept `50 kg/minggu`, `2 ton sebulan`; without a time a month is meant."""
        del context
        if not isinstance(given, Typed):
            return Refused("text_expected")
        read = quantity(given.text)
        if isinstance(read, Unclear):
            return _refused(read)
        monthly = read.amount if read.period is None else read.per_month
        stored = {
            "amount": _plain(read.amount),
            "unit": read.unit,
            "period": read.period or "month",
        }
        if monthly is not None:
            stored["per_month"] = _plain(rounded(monthly))
        return Parsed(stored)


@dataclass(frozen=True)
class PackSize(Simple):
    """What one pack holds: `{"amount", "unit"}`, as texts."""

    name: ClassVar[str] = "pack_size"

    def parse(self, given: Input, context: Context) -> Outcome:
        """Accept `250 g`, `100g`, `1 liter`."""
        del context
        if not isinstance(given, Typed):
            return Refused("text_expected")
        read = size(given.text)
        if isinstance(read, Unclear):
            return _refused(read)
        return Parsed({"amount": _plain(read.amount), "unit": read.unit})


@dataclass(frozen=True)
class Months(Simple):
    """A length of time in months, kept as a text ("12", "1.5"); or "never tested"."""

    name: ClassVar[str] = "months"

    def parse(self, given: Input, context: Context) -> Outcome:
        """Accept `12 bulan`, `setahun`, `6 minggu`."""
        del context
        if isinstance(given, Picked) and given.code == UNTESTED:
            return Parsed(UNTESTED)
        if not isinstance(given, Typed):
            return Refused("text_expected")
        read = duration(given.text)
        return _refused(read) if isinstance(read, Unclear) else Parsed(_plain(read.months))


@dataclass(frozen=True)
class Year(Simple):
    """A year that is not after today's."""

    name: ClassVar[str] = "year"

    def parse(self, given: Input, context: Context) -> Outcome:
        """Accept `2016`, `sejak 2016`, `5 tahun lalu`."""
        if not isinstance(given, Typed):
            return Refused("text_expected")
        read = year(given.text, context.today or date.max)
        return _refused(read) if isinstance(read, Unclear) else Parsed(read)


@dataclass(frozen=True)
class Whole(Simple):
    """A whole number of things."""

    name: ClassVar[str] = "whole"

    def parse(self, given: Input, context: Context) -> Outcome:
        """Accept `12`, `dua belas`, `12 orang`."""
        del context
        if not isinstance(given, Typed):
            return Refused("text_expected")
        read = whole_number(given.text)
        return _refused(read) if isinstance(read, Unclear) else Parsed(read)


@dataclass(frozen=True)
class Day(Simple):
    """A date."""

    name: ClassVar[str] = "day"

    def parse(self, given: Input, context: Context) -> Outcome:
        """Accept `5/1/26`, `5 Januari 2026`, `besok`."""
        if not isinstance(given, Typed):
            return Refused("text_expected")
        read = day(given.text, context.today or date.min)
        return _refused(read) if isinstance(read, Unclear) else Parsed(read)


def _plain(value: Decimal) -> str:
    """A number without needless zeros and without an exponent."""
    return f"{value.normalize():f}"


def _refused(unclear: Unclear) -> Refused:
    return Refused(unclear.error, dict(unclear.params))
