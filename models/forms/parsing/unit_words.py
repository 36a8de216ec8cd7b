"""Finding the unit ("meter persegi", "sekilo") and the time ("/minggu", "setahun") in a text."""

from models.forms.parsing.tokens import Token
from models.rules import units
from models.rules.input_words import words

#: Words a unit or a time has at most.
_LONGEST = 2


def take_unit(tokens: list[Token]) -> tuple[str | None, list[Token]]:
    """The first unit and the other tokens, without "per" before it.

    "sekilo" is a unit with its number: the number word stays behind as "satu" would.
    """
    for at in range(len(tokens)):
        for length in range(_LONGEST, 0, -1):
            unit = units.understand(_joined(tokens, at, length))
            if unit:
                return unit, [*_without_per(tokens[:at]), *tokens[at + length :]]
    return None, tokens


def one_of(token: Token) -> str | None:
    """The unit of "sekilo", "sekodi", "seton"; none for other words."""
    prefix = words().one_prefix
    if token.kind != "word" or not token.text.startswith(prefix):
        return None
    return None if units.understand(token.text) else units.understand(token.text[len(prefix) :])


def take_period(tokens: list[Token]) -> tuple[str | None, list[Token]]:
    """The first time ("/minggu", "per bulan", "seminggu", "a year") and the other tokens."""
    for at, token in enumerate(tokens):
        if token.kind == "word" and (once := units.understand_once(token.text)):
            return once, [*tokens[:at], *tokens[at + 1 :]]
        for length in range(_LONGEST, 0, -1):
            period = units.understand_period(_joined(tokens, at, length))
            if period:
                return period, [*_without_per(tokens[:at]), *tokens[at + length :]]
    return None, tokens


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
