"""Numbers of identity, permits and shipments: normal form, check, and how they are shown.

The data stand in `numbers.yaml`, the algorithms it names in `models.rules.number_checks`. A form
that fits proves nothing about the number.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from functools import cache
from pathlib import Path
from typing import Annotated, Any, Self

from pydantic import AfterValidator, Field, model_validator

from models.rules import number_checks
from models.rules.loader import FOLDER, Misfit, Rule, RulesError, doubles, load, rows
from models.rules.number_checks import Finding

#: More than any number has, with spaces and words around it.
_LONGEST = 100


class Level(StrEnum):
    """What it means that a number does not fit."""

    REJECT = "reject"  #: ask again, or let it be put off
    WARN = "warn"  #: say it and go on
    INFO = "info"  #: worth knowing


def _pattern(written: str) -> str:
    try:
        re.compile(written, re.ASCII)
    except re.error as error:
        raise ValueError(f"no pattern: {error}") from error
    return written


Pattern = Annotated[str, AfterValidator(_pattern)]


class Mask(Rule):
    """What others see: so many characters at the beginning, dots, so many at the end."""

    head: int = Field(ge=0, le=6)
    dots: int = Field(ge=3)
    tail: int = Field(ge=0, le=4)


class NumberRule(Rule):
    """One kind of number; the meaning of each key stands at the top of the file."""

    code: str
    level: Level
    private: bool = False
    mask: Mask | None = None
    normaliser: str | None = None
    strip: Pattern | None = None
    drop: Pattern | None = None
    special: dict[Pattern, str] = Field(default_factory=dict)
    lengths: tuple[int, ...] = ()
    form: Pattern
    checks: tuple[str, ...] = ()
    shown: tuple[str, ...] = ()
    good: list[str] = Field(min_length=1)
    bad: dict[str, str]
    official: str | None = None
    certainty: str

    @model_validator(mode="after")
    def _complete(self) -> Self:
        if unknown := set(self.checks) - set(number_checks.CHECKS):
            raise ValueError(f"unknown checks: {sorted(unknown)}")
        if self.normaliser and self.normaliser not in number_checks.NORMALISERS:
            raise ValueError(f"unknown normaliser: {self.normaliser}")
        if (self.strip is None) == (self.normaliser is None):
            raise ValueError("either strip or normaliser")
        if self.private and self.mask is None:
            raise ValueError("a private number needs a mask")
        return self


class Numbers(Rule):
    """The file `numbers.yaml`."""

    version: date  #: also the day at which the examples hold
    source: str
    numbers: list[NumberRule]

    @classmethod
    def misfits(cls, document: Any) -> Iterator[Misfit]:
        """Codes that stand twice."""
        yield from doubles(rows(document, "numbers"), "code")


@dataclass(frozen=True)
class NumberCheck:
    """What is seen at a typed number.

    `ok`: the form fits. `hint`: key of what to say, with its `params`; also where the form fits
    and something is worth knowing (then `level` is info). `normal` is what to store.
    """

    ok: bool
    level: Level
    normal: str
    hint: str | None = None
    params: Mapping[str, Any] = field(default_factory=dict)


def file() -> Path:
    """Where the data stand."""
    return FOLDER / "numbers.yaml"


def read(path: Path | None = None) -> Numbers:
    """Read the rules and try their examples.

    Raises:
        RulesError: the file cannot be used, or an example does not behave as it says there.
    """
    path = path or file()
    rules = load(path, Numbers)
    if mistakes := [f"{path.name}: {line}" for line in _wrong_examples(rules)]:
        raise RulesError(mistakes)
    return rules


@cache
def by_code() -> dict[str, NumberRule]:
    """Code → rule: nib, nik, npwp15, npwp16, nitku, pirt, bpom_pangan, … peb."""
    return {rule.code: rule for rule in read().numbers}


def normalise(code: str, text: str) -> str:
    """The number as it is stored: without spaces, dots and words around it."""
    return _normal(by_code()[code], text)


def check(code: str, text: str, today: date) -> NumberCheck:
    """Check a typed number of the kind *code*."""
    return _check(by_code()[code], text, today)


def show(code: str, normal: str) -> str:
    """A stored number as people write it: 012345674001000 → 01.234.567.4-001.000."""
    plain = number_checks.national(normal) if code == "telepon" else normal
    for pattern in by_code()[code].shown:
        if pattern.count("#") == len(plain):
            characters = iter(plain)
            return "".join(next(characters) if part == "#" else part for part in pattern)
    return plain


def masked(code: str, normal: str) -> str:
    """A stored number for those who need not know it: 1206••••••••0001; open ones as shown."""
    mask = by_code()[code].mask
    if mask is None:
        return show(code, normal)
    plain = number_checks.national(normal) if code == "telepon" else normal
    if len(plain) <= mask.head + mask.tail:
        return "•" * mask.dots
    return plain[: mask.head] + "•" * mask.dots + plain[len(plain) - mask.tail :]


def _wrong_examples(rules: Numbers) -> Iterator[str]:
    for rule in rules.numbers:
        expected: dict[str, str | None] = {**dict.fromkeys(rule.good), **rule.bad}
        for text, hint in expected.items():
            try:
                seen = _check(rule, text, rules.version).hint
            except (ValueError, IndexError) as error:  # lengths that its check cannot bear
                seen = str(error)
            if seen != hint:
                yield f"{rule.code}: example {text!r}: {seen}, not {hint}"


def _normal(rule: NumberRule, text: str) -> str:
    text = text.strip()[:_LONGEST]
    if rule.normaliser:
        return number_checks.NORMALISERS[rule.normaliser](text)
    plain = re.sub(rule.strip or "", "", text.upper(), flags=re.ASCII)
    return re.sub(rule.drop, "", plain, flags=re.ASCII) if rule.drop else plain


def _check(rule: NumberRule, text: str, today: date) -> NumberCheck:
    normal = _normal(rule, text)
    finding = _finding(rule, normal, today)
    if finding is None:
        return NumberCheck(ok=True, level=Level.INFO, normal=normal)
    level = Level.INFO if finding.notice else Level.WARN if finding.lenient else rule.level
    return NumberCheck(finding.notice, level, normal, finding.hint, finding.params)


def _finding(rule: NumberRule, normal: str, today: date) -> Finding | None:
    for pattern, hint in rule.special.items():
        if re.search(pattern, normal, re.ASCII):
            return Finding(hint, {"count": sum(c.isdigit() for c in normal)})
    if rule.lengths and len(normal) not in rule.lengths:
        return Finding(f"{rule.code}_length", {"count": len(normal), "length": rule.lengths[0]})
    notice: Finding | None = None
    for name in rule.checks:
        finding = number_checks.CHECKS[name](normal, today)
        if finding is not None and not finding.notice:
            return finding
        notice = notice or finding
    if not re.search(rule.form, normal, re.ASCII):
        return Finding(f"{rule.code}_form")
    return notice
