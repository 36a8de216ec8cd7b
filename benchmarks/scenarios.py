"""What is measured: bots taken in turn, round after round, and the medians of what came."""

import statistics
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace

from benchmarks.bots import CONTENDERS, Contender
from benchmarks.run import Figure, Setting, measure

Say = Callable[[str], None]

EVERYBODY = ("ptb", "aiogram", "raw", "klinik", "klinik-pg")
#: What the others are compared with.
YARDSTICK = "ptb"

_FAR_SECONDS = 0.05
_FAR_CHATS, _FAR_CHATS_OF_SERIAL = 256, 4
_LIGHT_CHATS, _LIGHT_PER_SECOND, _LIGHT_SHORTEST = 64, 100.0, 17.0


@dataclass(frozen=True)
class Scenario:
    """A way of using bots, and who is used that way."""

    name: str
    title: str
    names: tuple[str, ...]
    setting: Callable[[Contender, float], Setting]


def _rate(contender: Contender, seconds: float) -> Setting:
    del contender
    return Setting(seconds=seconds)


def _far(contender: Contender, seconds: float) -> Setting:
    chats = _FAR_CHATS_OF_SERIAL if contender.is_serial else _FAR_CHATS
    return Setting(chats=chats, delay=_FAR_SECONDS, seconds=max(seconds, 4.0))


def _light(contender: Contender, seconds: float) -> Setting:
    del contender
    return Setting(
        chats=_LIGHT_CHATS, per_second=_LIGHT_PER_SECOND, seconds=max(seconds, _LIGHT_SHORTEST)
    )


SCENARIOS = {
    scenario.name: scenario
    for scenario in (
        Scenario(
            "rate",
            "Rate: 64 people, each answers at once; the API answers at once",
            (*EVERYBODY, "trivial"),
            _rate,
        ),
        Scenario(
            "far",
            "API 50 ms away: 256 people (4 for the bot that works off one update at a time)",
            EVERYBODY,
            _far,
        ),
        Scenario("light", "Light load: 100 updates a second are offered", EVERYBODY, _light),
    )
}


@dataclass(frozen=True)
class Result:
    """A bot in a scenario: the medians of its rounds."""

    scenario: str
    name: str
    figure: Figure
    spread: tuple[float, float]  #: lowest and highest rate of the rounds
    rounds: int


def play(
    scenario: Scenario,
    names: Sequence[str],
    *,
    rounds: int,
    seconds: float,
    cluster: str,
    say: Say,
) -> list[Result]:
    """Measure *names* in turn, *rounds* times."""
    figures: dict[str, list[Figure]] = {name: [] for name in names}
    for number in range(1, rounds + 1):
        for name in names:
            contender = CONTENDERS[name]
            figure = measure(contender, scenario.setting(contender, seconds), cluster=cluster)
            figures[name].append(figure)
            trouble = f" VOID: {figure.void}" if figure.void else ""
            say(
                f"{scenario.name} {number}/{rounds} {name}: {figure.rate:.0f}/s, "
                f"{figure.cpu:.2f} s a thousand, p50 {figure.p50:.1f} ms{trouble}"
            )
    return [_median(scenario.name, name, found) for name, found in figures.items()]


def _median(scenario: str, name: str, figures: list[Figure]) -> Result:
    def middle(values: Iterable[float]) -> float:
        return statistics.median(values)

    rates = [figure.rate for figure in figures]
    figure = replace(
        figures[0],
        rate=middle(rates),
        cpu=middle(figure.cpu for figure in figures),
        p50=middle(figure.p50 for figure in figures),
        p99=middle(figure.p99 for figure in figures),
        calls=middle(figure.calls for figure in figures),
        rss=middle(figure.rss for figure in figures),
        start=middle(figure.start for figure in figures),
        late=sum(figure.late for figure in figures),
        updates=sum(figure.updates for figure in figures),
        void="; ".join(filter(None, (figure.void for figure in figures))),
    )
    return Result(scenario, name, figure, (min(rates), max(rates)), len(figures))
