"""Numbers: a year, a permit's number, an HS code."""

from dataclasses import dataclass
from datetime import date
from typing import Any, ClassVar

from models.forms.inputs import Input, Picked, Typed
from models.forms.kinds.base import Choose, Context, Outcome, Parsed, Refused, Simple
from models.rules import hs, hs_search, numbers

#: The answer "I have none", where a question offers it.
NO_NUMBER = "none"


@dataclass(frozen=True)
class Number(Simple):
    """A number of a kind that `rules/numbers.yaml` knows, kept in its normal form."""

    code: str
    name: ClassVar[str] = "number"

    def parse(self, given: Input, context: Context) -> Outcome:
        """Refuse a form that does not fit where the rule says so; "none" is an answer."""
        if isinstance(given, Picked) and given.code == NO_NUMBER:
            return Parsed(NO_NUMBER)
        if not isinstance(given, Typed):
            return Refused("text_expected")
        check = numbers.check(self.code, given.text, context.today or date.min)
        if not check.ok and check.level == numbers.Level.REJECT:
            return Refused(check.hint or "other", dict(check.params))
        return Parsed(check.normal)

    def show(self, value: Any) -> str:
        """The number as people write it."""
        return numbers.show(self.code, str(value))


@dataclass(frozen=True)
class HsCode(Simple):
    """An HS code proposed from plain words; always to be confirmed by an officer."""

    name: ClassVar[str] = "hs"

    def parse(self, given: Input, context: Context) -> Outcome:
        """Propose codes for words; a picked or typed code is taken, so is "I do not know"."""
        if isinstance(given, Picked):
            known = given.code == NO_NUMBER or given.code in hs.by_code()
            return Parsed(given.code) if known else Refused("choice_expected")
        if not isinstance(given, Typed):
            return Refused("text_expected")
        if (line := hs.exact(given.text)) is not None:
            return Parsed(line.code)
        found = hs_search.search(given.text, category=context.answers.get("category"))
        codes = tuple(one.line.code for one in found)
        return Choose(codes) if codes else Refused("hs_unknown")

    def show(self, value: Any) -> str:
        """090111 → 0901.11."""
        return hs.shown(str(value))
