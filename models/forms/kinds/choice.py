"""Choices: one of a few, several of a few, yes or no."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, ClassVar

from models.forms.inputs import Input, Picked, Typed
from models.forms.kinds.base import Context, Outcome, Parsed, Refused, Simple
from models.forms.parsing.result import Unclear
from models.forms.parsing.yes_no import yes_no

#: The codes there are to choose from; they may depend on the answers so far.
Codes = tuple[str, ...] | Callable[[Mapping[str, Any]], tuple[str, ...]]

#: The words of a code in a language, where the rules name it ("KOP" → "Kopi & teh").
Names = Callable[[str, Any], str | None]

_NUMBERS = re.compile(r"\d+")


def codes_of(codes: Codes, answers: Mapping[str, Any]) -> tuple[str, ...]:
    """The codes that are offered, given the answers so far."""
    return codes(answers) if callable(codes) else codes


@dataclass(frozen=True)
class Choice(Simple):
    """One of a few codes, each a button; its words are `form.<form>.<field>.choice.<code>`."""

    codes: Codes
    names: Names | None = None
    typed: Callable[[str], str | None] | None = None  #: the code a typed word means
    name: ClassVar[str] = "choice"

    def parse(self, given: Input, context: Context) -> Outcome:
        """Accept a button, or its number typed."""
        offered = codes_of(self.codes, context.answers)
        if isinstance(given, Picked) and given.code in offered:
            return Parsed(given.code)
        if isinstance(given, Typed) and given.text.strip().isdecimal():
            number = int(given.text.strip())
            if 1 <= number <= len(offered):
                return Parsed(offered[number - 1])
        if isinstance(given, Typed) and self.typed and (code := self.typed(given.text)):
            return Parsed(code)
        return Refused("choice_expected")


@dataclass(frozen=True)
class YesNo(Simple):
    """Yes or no, tapped or typed (`ya`, `udah`, `belum`); its codes are "yes" and "no"."""

    name: ClassVar[str] = "yes_no"

    def parse(self, given: Input, context: Context) -> Outcome:
        """Accept a button or a word."""
        del context
        if isinstance(given, Picked) and given.code in {"yes", "no"}:
            return Parsed(given.code == "yes")
        if not isinstance(given, Typed):
            return Refused("text_expected")
        read = yes_no(given.text)
        return Refused(read.error) if isinstance(read, Unclear) else Parsed(read)


@dataclass(frozen=True)
class Many:
    """Several of a few codes; a tap adds or takes away, until the person is done."""

    codes: Codes
    none: str | None = None  #: the code for "none of these", which stands alone
    names: Names | None = None
    typed: Callable[[str], str | None] | None = None  #: the code a typed word means
    name: ClassVar[str] = "many"
    collects: ClassVar[bool] = True

    def parse(self, given: Input, context: Context) -> Outcome:
        """Accept a button, or numbers typed (`1, 3`)."""
        offered = codes_of(self.codes, context.answers)
        chosen = list(context.so_far or ())
        if isinstance(given, Picked) and given.code in offered:
            return Parsed(self._turned(chosen, given.code, offered))
        if isinstance(given, Typed):
            numbers = [int(number) for number in _NUMBERS.findall(given.text)]
            if numbers and all(1 <= number <= len(offered) for number in numbers):
                for number in numbers:
                    if offered[number - 1] not in chosen:
                        chosen = self._turned(chosen, offered[number - 1], offered)
                return Parsed(chosen)
            if self.typed and (code := self.typed(given.text)):
                return Parsed(self._turned(chosen, code, offered))
        return Refused("choice_expected")

    def show(self, value: Any) -> str:
        """The codes; their words are in the catalogue."""
        return ", ".join(value)

    def _turned(self, chosen: list[str], code: str, offered: tuple[str, ...]) -> list[str]:
        if code in chosen:
            chosen = [other for other in chosen if other != code]
        elif code == self.none:
            chosen = [code]
        else:
            chosen = [*(other for other in chosen if other != self.none), code]
        return sorted(chosen, key=offered.index)
