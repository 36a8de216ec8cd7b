"""What is to be reached, and whether it was: ratios and differences within one scenario."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass

from benchmarks.noise import NOISY
from benchmarks.run import Figure

_ENOUGH_UPDATES = 5_000
_DATABASES = (("klinik", "SQLite"), ("klinik-pg", "PostgreSQL"))


@dataclass(frozen=True)
class Target:
    """A figure that follows from two cases, and its bound."""

    what: str
    subject: str
    base: str
    value: Callable[[Figure, Figure], float]
    bound: float
    is_most: bool = False  #: the bound is the highest that is well, not the lowest
    wanted: float | None = None  #: what is hoped for beyond the bound
    unit: str = "×"

    def row(self, figures: Mapping[str, Figure]) -> tuple[str, str, str, str] | None:
        """What, found, target, verdict; None if one of the cases was not measured."""
        if self.subject not in figures or self.base not in figures:
            return None
        subject, base = figures[self.subject], figures[self.base]
        bound = f"{'≤' if self.is_most else '≥'} {self._written(self.bound)}"
        if self.wanted is not None:
            bound += f" ({self._written(self.wanted)} wanted)"
        if subject.void or base.void:
            return self.what, "–", bound, "void"
        value = self.value(subject, base)
        verdict = "ok" if self._holds(value, self.bound) else "**missed**"
        if self.wanted is not None:
            verdict += ", wanted: " + ("reached" if self._holds(value, self.wanted) else "not yet")
        if max(subject.others, base.others) > NOISY:
            verdict += " (noisy)"
        return self.what, self._written(value), bound, verdict

    def _holds(self, value: float, bound: float) -> bool:
        return value <= bound if self.is_most else value >= bound

    def _written(self, value: float) -> str:
        if self.unit == "×":
            return f"{value:.2f} ×"
        return f"{value:,.2f} {self.unit}" if self.unit == "s" else f"{value:,.1f} {self.unit}"


def rows(scenario: str, figures: Mapping[str, Figure]) -> list[tuple[str, str, str, str]]:
    """The targets of a scenario that can be told from *figures*."""
    return [row for target in TARGETS[scenario] if (row := target.row(figures)) is not None]


def _rate(one: Figure, base: Figure) -> float:
    return one.rate / base.rate


def _cpu(one: Figure, base: Figure) -> float:
    return one.cpu / base.cpu


def _light() -> Iterator[Target]:
    for key, database in _DATABASES:
        for what, value in (
            ("p50", lambda one, base: one.p50 / base.p50),
            ("p99", lambda one, base: one.p99 / base.p99),
        ):
            yield Target(f"{what}, {database} against PTB", key, "ptb", value, 1.0, is_most=True)
        yield Target(
            f"updates behind the percentiles, {database} and PTB",
            key,
            "ptb",
            lambda one, base: min(one.updates, base.updates),
            _ENOUGH_UPDATES,
            unit="updates",
        )


def _start() -> Iterator[Target]:
    for key, database in _DATABASES:
        of = (f"{key}/full", f"{key}/empty")
        yield Target(
            f"start with people known less without, {database}",
            *of,
            lambda one, base: one.start - base.start,
            0.15,
            is_most=True,
            unit="s",
        )
        yield Target(
            f"memory after the first poll, the same difference, {database}",
            *of,
            lambda one, base: one.rss_idle - base.rss_idle,
            10.0,
            is_most=True,
            unit="MiB",
        )
        yield Target(
            f"memory after equal work, the same difference, {database}",
            *of,
            lambda one, base: (one.rss or 0.0) - (base.rss or 0.0),
            10.0,
            is_most=True,
            unit="MiB",
        )


def _growth() -> Iterator[Target]:
    for key, database in _DATABASES:
        of = (f"{key}/full", f"{key}/empty")
        yield Target(f"CPU an update, {database}", *of, _cpu, 1.10, is_most=True)
        yield Target(f"rate, {database}", *of, _rate, 0.90)


TARGETS = {
    "rate": (
        Target("rate, SQLite against PTB", "klinik", "ptb", _rate, 4.0, wanted=7.0),
        Target("rate, SQLite against aiogram", "klinik", "aiogram", _rate, 1.8),
        Target("rate, PostgreSQL against PTB", "klinik-pg", "ptb", _rate, 3.0),
        Target("CPU an update, SQLite against PTB", "klinik", "ptb", _cpu, 0.3, is_most=True),
    ),
    "far": (
        Target("rate, SQLite against PTB", "klinik", "ptb", _rate, 60.0),
        Target("rate, PostgreSQL against PTB", "klinik-pg", "ptb", _rate, 60.0),
    ),
    "light": tuple(_light()),
    "start": tuple(_start()),
    "growth": tuple(_growth()),
    "cluster": (
        Target("CPU an update, two against one", "klinik-2", "klinik-1", _cpu, 1.15, is_most=True),
    ),
}
