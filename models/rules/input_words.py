"""Words that parsers of typed answers know: number words, scales, yes and no, days."""

from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Annotated, Self

from pydantic import BeforeValidator, Field, model_validator

from models.rules.loader import FOLDER, Rule, load

Exact = Annotated[Decimal, BeforeValidator(str)]
Values = dict[str, Exact]
Words = Annotated[frozenset[str], Field(min_length=1)]
Month = Annotated[int, Field(ge=1, le=12)]


class InputWords(Rule):
    """The file `input_words.yaml`; what each list is for stands there."""

    version: object
    source: str
    numbers: Values
    joined: Values
    teens: Words
    multiples: Values
    scales: Values
    joined_scales: Values
    one_prefix: str = Field(min_length=1)
    between: Words
    doubled: Words
    per: Words
    rupiah: Words
    foreign_money: Words
    yes: Words
    no: Words
    echo: Words
    tail: Words
    conjunctions: Words = Field(alias="and")
    all: Words
    none: Words
    months: dict[Month, list[str]]
    weekdays: Words
    relative: dict[str, int]
    date_filler: Words
    since: Words
    this_year: Words
    last_year: Words
    ago: Words

    @model_validator(mode="after")
    def _consistent(self) -> Self:
        self._apart(self.numbers, self.joined, self.teens, self.multiples, self.scales)
        self._apart(self.scales, self.joined_scales, self.doubled, self.between, self.rupiah)
        self._apart(self.rupiah, self.foreign_money, self.per)
        self._apart(self.yes, self.no, self.echo, self.tail)
        self._apart(*self.months.values())
        if set(self.months) != set(range(1, 13)):
            raise ValueError("twelve months")
        return self

    @staticmethod
    def _apart(*lists: Values | Words | list[str]) -> None:
        seen: set[str] = set()
        for words in lists:
            for word in words:
                if word in seen or word != word.casefold():
                    raise ValueError(f"{word!r}: not in small letters, or means two things")
                seen.add(word)


def file() -> Path:
    """Where the data stand."""
    return FOLDER / "input_words.yaml"


@cache
def words() -> InputWords:
    """All of them."""
    return load(file(), InputWords)


@cache
def month_of() -> dict[str, int]:
    """Name of a month → its number from 1."""
    return {name: month for month, names in words().months.items() for name in names}
