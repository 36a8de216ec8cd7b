"""Numbers with their words: 85rb, 1,5 juta, dua ratus lima puluh, 2jt 500rb."""

from dataclasses import dataclass
from decimal import Decimal

from models.forms.parsing.result import Unclear
from models.forms.parsing.tokens import Token, number
from models.rules.input_words import InputWords, words

_HALF = Decimal("0.5")
_NONE: frozenset[str] = frozenset()


@dataclass(frozen=True)
class Amount:
    """A number in a text: its value, the places of its first and last token, and its form."""

    value: Decimal
    first: int
    last: int
    scaled: bool  #: a scale was said: ribu, juta, miliar
    written: str  #: the digits as typed, if nothing else was


def amounts(tokens: list[Token], units: frozenset[str] = _NONE) -> list[Amount] | Unclear:
    """Every number of the text, in order; *units* are scales that mean a unit here (m).

    Words between numbers are let pass: what was understood is shown, and can be corrected.

    `number_unclear`: digits or number words that make no number. `number_range`: "100-200".
    """
    found: list[Amount] = []
    at = 0
    while at < len(tokens):
        end = at
        while end < len(tokens) and _belongs(tokens[end], units):
            end += 1
        if end == at:
            at += 1
            continue
        amount = _amount(tokens, at, end)
        if amount is None or _is_negative(tokens, at):
            return Unclear("number_unclear")
        if found and _between(tokens[found[-1].last + 1 : at]):
            return Unclear("number_range")
        found.append(amount)
        at = end
    return found


def single(tokens: list[Token], missing: str, units: frozenset[str] = _NONE) -> Amount | Unclear:
    """The only number of the text; *missing* is the key when there is none, or several."""
    found = amounts(tokens, units)
    if isinstance(found, Unclear):
        return found if found.error == "number_range" else Unclear(missing)
    return found[0] if len(found) == 1 else Unclear(missing)


def _belongs(token: Token, units: frozenset[str]) -> bool:
    known = words()
    lists = (known.numbers, known.joined, known.teens, known.multiples, known.scales)
    if token.kind == "number" or any(token.text in words_of for words_of in lists):
        return token.text not in units
    return token.text in known.joined_scales


def _amount(tokens: list[Token], first: int, end: int) -> Amount | None:
    known, sums = words(), _Sums()
    for token in tokens[first:end]:
        if not sums.take(token):
            return None
    if not sums.finish():
        return None
    scaled = any(
        t.text in known.scales or t.text in known.joined_scales for t in tokens[first:end]
    )
    written = tokens[first].text if end == first + 1 and tokens[first].kind == "number" else ""
    return Amount(sums.total, first, end - 1, scaled, written)


def _is_negative(tokens: list[Token], at: int) -> bool:
    """A minus sign stuck to the number, with no number before it."""
    if at == 0 or tokens[at - 1].text != "-" or tokens[at - 1].end != tokens[at].start:
        return False
    before = tokens[at - 2] if at > 1 else None
    return before is None or (before.kind != "number" and before.text not in words().scales)


def _between(tokens: list[Token]) -> bool:
    return any(token.text == "-" or token.is_word(words().between) for token in tokens)


class _Sums:
    """Adds up "dua ratus lima puluh ribu": digit, part below the scale, total."""

    def __init__(self) -> None:
        self.total = Decimal(0)
        self._part: Decimal | None = None
        self._digit: Decimal | None = None
        self._scale: Decimal | None = None

    def take(self, token: Token) -> bool:
        """Add one piece; false when it does not fit behind the ones before."""
        known, text = words(), token.text
        if token.kind == "number":
            return self._number(number(text))
        if text in known.numbers:
            return self._number(known.numbers[text])
        if text in known.joined:
            return self._digit is None and self._add(known.joined[text])
        return self._joining(known, text)

    def _joining(self, known: InputWords, text: str) -> bool:
        """Words that count what stands before them."""
        if text in known.teens:
            return self._multiple(Decimal(1), Decimal(10))
        if text in known.multiples:
            return self._multiple(known.multiples[text], Decimal(0))
        if text in known.joined_scales:
            return self._number(Decimal(1)) and self._scaled(known.joined_scales[text])
        return self._scaled(known.scales[text])

    def finish(self) -> bool:
        """Close the sum; false when nothing was said."""
        if self._scale is not None and self._part is None and self._digit == _HALF:
            self._digit *= self._scale  # "1 juta setengah"
        if self._part is not None or self._digit is not None:
            self.total += (self._part or 0) + (self._digit or 0)
            return True
        return self._scale is not None

    def _number(self, value: Decimal | None) -> bool:
        if value is None:
            return False
        if self._digit is not None:
            if value != _HALF or self._digit != self._digit.to_integral_value():
                return False
            value += self._digit  # "satu setengah"
        self._digit = value
        return True

    def _multiple(self, times: Decimal, more: Decimal) -> bool:
        if self._digit is None:
            return False
        digit, self._digit = self._digit, None
        return self._add(digit * times + more)

    def _add(self, value: Decimal) -> bool:
        self._part = (self._part or Decimal(0)) + value
        return True

    def _scaled(self, scale: Decimal) -> bool:
        if self._part is None and self._digit is None:
            return False
        if self._scale is not None and scale >= self._scale:
            return False
        self.total += ((self._part or 0) + (self._digit or 0)) * scale
        self._part = self._digit = None
        self._scale = scale
        return True
