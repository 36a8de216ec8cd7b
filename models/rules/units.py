"""Units owners count in (kg, lembar, botol …) and the times they count in (minggu, musim …)."""

import unicodedata
from decimal import Decimal
from fractions import Fraction
from functools import cache
from pathlib import Path
from typing import Annotated, Literal, Self

from pydantic import BeforeValidator, Field, model_validator

from models.rules.loader import FOLDER, Rule, load

Language = Literal["id", "en"]


def _fraction(written: object) -> Fraction:
    try:
        return Fraction(str(written))
    except ZeroDivisionError as error:
        raise ValueError("divided by zero") from error


#: Written "52/12" or "0.001"; never a binary fraction.
Exact = Annotated[Fraction, BeforeValidator(_fraction)]


class Unit(Rule):
    """One unit. `factor` turns it into the first of its `kind`; packs have none."""

    code: str
    kind: Literal["mass", "volume", "length", "area", "piece", "sheet", "pair", "set", "pack"]
    factor: Exact | None
    name_id: str
    name_en: str
    alias: list[str]


class Period(Rule):
    """A length of time; `per_month` of them make a month, a season has no fixed length."""

    code: str
    per_month: Exact | None
    name_id: str
    name_en: str
    alias: list[str] = Field(min_length=1)
    once: list[str]


class Units(Rule):
    """The file `units.yaml`."""

    version: object
    source: str
    units: list[Unit]
    periods: list[Period]

    @model_validator(mode="after")
    def _consistent(self) -> Self:
        seen: set[str] = set()
        of_units = [[unit.code, *unit.alias] for unit in self.units]
        of_periods = [[*period.alias, *period.once] for period in self.periods]
        for words in (*of_units, *of_periods):
            for word in words:
                if plain(word) != word or word in seen:
                    raise ValueError(f"{word!r}: not in small letters, or stands twice")
                seen.add(word)
        if any(unit.factor is not None and unit.factor <= 0 for unit in self.units):
            raise ValueError("a factor is above zero")
        return self


def file() -> Path:
    """Where the data stand."""
    return FOLDER / "units.yaml"


@cache
def _data() -> Units:
    return load(file(), Units)


@cache
def by_code() -> dict[str, Unit]:
    """Code → unit."""
    return {unit.code: unit for unit in _data().units}


@cache
def periods() -> dict[str, Period]:
    """Code → period: day, week, month, year, season."""
    return {period.code: period for period in _data().periods}


def plain(word: str) -> str:
    """A word as it is compared: small letters, m² = m2, single spaces."""
    return " ".join(unicodedata.normalize("NFKC", word).casefold().split())


def understand(word: str) -> str | None:
    """The code of the unit *word* means (one word, or two: "meter persegi")."""
    return _words().get(plain(word).rstrip("."))


def understand_period(word: str) -> str | None:
    """The code of the period *word* means: "minggu", "thn", "week"."""
    return _period_words().get(plain(word).rstrip("."))


def understand_once(word: str) -> str | None:
    """The code of the period *word* names as one: "seminggu", "setahun", "monthly"."""
    return _once_words().get(plain(word).rstrip("."))


def name(code: str, language: Language) -> str:
    """The unit as people read it beside a number."""
    unit = by_code()[code]
    return unit.name_id if language == "id" else unit.name_en


def period_name(code: str, language: Language) -> str:
    """The period as people read it."""
    period = periods()[code]
    return period.name_id if language == "id" else period.name_en


def convert(amount: Decimal, unit: str, to: str) -> Decimal | None:
    """*amount* of one unit in another; none when they measure different things, or packs."""
    source, target = by_code()[unit], by_code()[to]
    if source.kind != target.kind or source.factor is None or target.factor is None:
        return amount if unit == to else None
    return exact(Fraction(amount) * source.factor / target.factor)


def months(amount: Decimal, period: str) -> Decimal | None:
    """How many months *amount* periods last: 6 weeks = 1.38…; none for seasons."""
    per_month = periods()[period].per_month
    return None if per_month is None else exact(Fraction(amount) / per_month)


def per_month(amount: Decimal, period: str) -> Decimal | None:
    """What *amount* a period comes to in a month: 50 a week = 216.66…; none for seasons."""
    times = periods()[period].per_month
    return None if times is None else exact(Fraction(amount) * times)


def exact(value: Fraction) -> Decimal:
    """A fraction as a decimal of 28 digits."""
    return Decimal(value.numerator) / Decimal(value.denominator)


@cache
def _words() -> dict[str, str]:
    return {word: unit.code for unit in _data().units for word in (unit.code, *unit.alias)}


@cache
def _period_words() -> dict[str, str]:
    return {word: period.code for period in _data().periods for word in period.alias}


@cache
def _once_words() -> dict[str, str]:
    return {word: period.code for period in _data().periods for word in period.once}
