"""Finding the unit ("meter persegi", "sekilo") and the time ("/minggu", "setahun") in a text."""

from models.forms.parsing.tokens import Token
from models.rules import units
from models.rules.input_words import words

#: Words a unit or a time has at most.
_LONGEST = 2
_MOST_EVERY = 60


#: Stands where a unit or a time was taken away, so the numbers on both sides stay apart.
GAP = Token("gap", "", -1, -1)


def take_unit(tokens: list[Token], *, money: bool = False) -> tuple[str | None, list[Token]]:
    """The first unit, and the tokens with a gap in its place; "per" before it goes too.

    *money*: a word that is also a scale (2 M) is a unit only behind "per".
    """
    for at in range(len(tokens)):
        if money and tokens[at].text in words().scales and not _per_before(tokens, at):
            continue
        for length in range(_LONGEST, 0, -1):
            unit = units.understand(_joined(tokens, at, length))
            if unit:
                return unit, [*_without_per(tokens[:at]), GAP, *tokens[at + length :]]
    return None, tokens


def one_of(token: Token) -> str | None:
    """The unit of "sekilo", "sekodi", "seton"; none for other words."""
    prefix = words().one_prefix
    if token.kind != "word" or not token.text.startswith(prefix):
        return None
    return None if units.understand(token.text) else units.understand(token.text[len(prefix) :])


def take_period(tokens: list[Token]) -> tuple[str | None, int, list[Token]]:
    """The first time, how many of it ("per 2 minggu": 2), and the tokens with a gap in its place.

    As "/minggu", "per bulan", "seminggu", "a year", or "minggu" alone.
    """
    for at, token in enumerate(tokens):
        if token.kind == "word" and (once := units.understand_once(token.text)):
            return once, 1, [*tokens[:at], GAP, *tokens[at + 1 :]]
        for length in range(_LONGEST, 0, -1):
            period = units.understand_period(_joined(tokens, at, length))
            if period:
                every, before = _every(tokens[:at])
                return period, every, [*_without_per(before), GAP, *tokens[at + length :]]
    return None, 1, tokens


def _every(before: list[Token]) -> tuple[int, list[Token]]:
    """The whole number between "per" and the time."""
    if len(before) > 1 and _per_before(before, len(before) - 1):
        written = before[-1].text
        if before[-1].kind == "number" and written.isdigit() and 0 < int(written) <= _MOST_EVERY:
            return int(written), before[:-1]
    return 1, before


def _per_before(tokens: list[Token], at: int) -> bool:
    return at > 0 and tokens[at - 1].is_word(words().per)


def scales_that_are_units() -> frozenset[str]:
    """Scales that mean a unit beside a number of things: m."""
    return frozenset(scale for scale in words().scales if units.understand(scale))


def _joined(tokens: list[Token], at: int, length: int) -> str:
    part = tokens[at : at + length]
    if len(part) < length or any(token.kind != "word" for token in part):
        return ""
    return " ".join(token.text for token in part)


def _without_per(tokens: list[Token]) -> list[Token]:
    while tokens and tokens[-1].is_word(words().per):
        tokens = tokens[:-1]
    return tokens
