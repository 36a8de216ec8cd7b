"""What is measured: cases taken in turn, round after round, and what these gave together."""

import statistics
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace

from benchmarks.bots import CONTENDERS, available
from benchmarks.grounds import Grounds
from benchmarks.run import Figure, Setting, measure

Say = Callable[[str], None]

_FAR_SECONDS = 0.05
_FAR_CHATS, _FAR_CHATS_OF_SERIAL = 256, 4
_LIGHT_CHATS, _LIGHT_PER_SECOND = 32, 100.0
#: Windows as multiples of the one asked for: far answers are slow, light load needs many.
_FAR_TIMES, _LIGHT_TIMES = 2.0, 8.5
_EQUAL_WORK = 1_200
_ONLY_START = Setting(seconds=0.0)


@dataclass(frozen=True)
class Options:
    """What was asked for."""

    rounds: int = 3
    seconds: float = 2.0
    people: int = 100_000  #: in the database, where that is what is compared


@dataclass(frozen=True)
class Case:
    """A bot used in a way; cases of one key are one figure."""

    key: str
    title: str
    bot: str
    setting: Setting
    rounds: int
    people: int | None = None  #: in its database before; None: as it is when first started


@dataclass(frozen=True)
class Scenario:
    """Cases that are compared with each other."""

    name: str
    title: str
    cases: Callable[[Options], list[Case]]


def _rate(options: Options) -> list[Case]:
    names = ("ptb", "aiogram", "raw", "klinik", "klinik-pg")
    return [_plain(name, Setting(seconds=options.seconds), options) for name in names]


def _far(options: Options) -> list[Case]:
    seconds = options.seconds * _FAR_TIMES
    return [
        _plain(
            name,
            Setting(
                _FAR_CHATS_OF_SERIAL if CONTENDERS[name].is_serial else _FAR_CHATS,
                delay=_FAR_SECONDS,
                seconds=seconds,
            ),
            options,
        )
        for name in ("ptb", "aiogram", "klinik", "klinik-pg")
    ]


def _light(options: Options) -> list[Case]:
    setting = Setting(
        _LIGHT_CHATS, per_second=_LIGHT_PER_SECOND, seconds=options.seconds * _LIGHT_TIMES
    )
    return [_plain(name, setting, options) for name in ("ptb", "klinik", "klinik-pg")]


def _start(options: Options) -> list[Case]:
    """Started once with each working round, and often enough besides: seven times of three."""
    works = [
        case
        for name in ("klinik", "klinik-pg")
        for case in _sized(name, Setting(work=_EQUAL_WORK), options)
    ]
    starts = [replace(case, setting=_ONLY_START, rounds=options.rounds + 1) for case in works]
    return [*works, *starts]


def _growth(options: Options) -> list[Case]:
    setting = Setting(seconds=options.seconds)
    return [case for name in ("klinik", "klinik-pg") for case in _sized(name, setting, options)]


def _cluster(options: Options) -> list[Case]:
    setting = Setting(seconds=options.seconds)
    return [replace(_plain(name, setting, options), people=0) for name in ("klinik-1", "klinik-2")]


def _stub(options: Options) -> list[Case]:
    return [_plain("trivial", Setting(seconds=1.0), options)]


def _plain(name: str, setting: Setting, options: Options) -> Case:
    return Case(name, CONTENDERS[name].title, name, setting, options.rounds)


def _sized(name: str, setting: Setting, options: Options) -> list[Case]:
    title = CONTENDERS[name].title
    return [
        Case(
            f"{name}/{size}",
            f"{title}, {people:,} people known",
            name,
            setting,
            options.rounds,
            people,
        )
        for size, people in (("empty", 0), ("full", options.people))
    ]


#: Measured before all others: what the stub can do.
STUB = Scenario("stub", "Stub", _stub)

SCENARIOS = {
    scenario.name: scenario
    for scenario in (
        Scenario(
            "rate",
            "Rate: 64 people, each answers at once; the API answers at once",
            _rate,
        ),
        Scenario(
            "far",
            "API 50 ms away: 256 people (4 for the bot that works off one update at a time)",
            _far,
        ),
        Scenario("light", "Light load: 100 updates a second are offered", _light),
        Scenario(
            "start",
            f"Start and memory: from exec to the first getUpdates, then {_EQUAL_WORK:,} updates",
            _start,
        ),
        Scenario("growth", "Growth: the same rate with many people in the database", _growth),
        Scenario(
            "cluster",
            "Replicas: webhooks through nginx to web processes on PostgreSQL, and a worker",
            _cluster,
        ),
    )
}


@dataclass(frozen=True)
class Result:
    """A case: what its rounds gave together."""

    key: str
    title: str
    figure: Figure
    spread: tuple[float, float]  #: lowest and highest rate of the rounds


def play(scenario: Scenario, options: Options, grounds: Grounds, say: Say) -> list[Result]:
    """Measure the cases of *scenario* in turn, as many rounds as each has."""
    cases = [case for case in scenario.cases(options) if _can_run(case, grounds, say)]
    figures: dict[str, list[Figure]] = {case.key: [] for case in cases}
    for number in range(1, max((case.rounds for case in cases), default=0) + 1):
        for case in cases:
            if number > case.rounds:
                continue
            bot = CONTENDERS[case.bot]
            figure = measure(bot, case.setting, grounds=grounds, people=case.people)
            figures[case.key].append(figure)
            say(f"{scenario.name} {number}/{case.rounds} {case.key}: {_in_short(figure)}")
    titles = {case.key: case.title for case in cases}
    return [_together(key, titles[key], found) for key, found in figures.items()]


def _can_run(case: Case, grounds: Grounds, say: Say) -> bool:
    can = available(case.bot, has_postgres=grounds.has_postgres)
    if not can:
        say(f"{case.key}: not measured, what it needs is not installed")
    return can


def _in_short(figure: Figure) -> str:
    if figure.void:
        return f"VOID: {figure.void}"
    parts = [f"start {figure.start:.2f} s", f"{figure.rss or figure.rss_idle:.0f} MiB"]
    if figure.updates:
        parts = [
            f"{figure.rate:,.0f}/s",
            f"{figure.cpu:.2f} s a thousand",
            f"p50 {figure.p50:.1f} p99 {figure.p99:.1f} ms",
            *parts,
        ]
    return ", ".join([*parts, f"others {figure.others:.0%}"])


def _together(key: str, title: str, figures: Sequence[Figure]) -> Result:
    def middle(values: Iterable[float]) -> float:
        return statistics.median([*values] or [0.0])

    worked = [figure for figure in figures if figure.updates]
    rates = [figure.rate for figure in worked] or [0.0]
    sizes = [figure.rss for figure in worked if figure.rss is not None]
    figure = Figure(
        rate=middle(rates),
        cpu=middle(figure.cpu for figure in worked),
        stub_cpu=middle(figure.stub_cpu for figure in worked),
        calls=middle(figure.calls for figure in worked),
        latencies=[value for figure in worked for value in figure.latencies],
        waits=[value for figure in worked for value in figure.waits],
        late=sum(figure.late for figure in worked),
        updates=sum(figure.updates for figure in worked),
        start=middle(figure.start for figure in figures),
        rss_idle=middle(figure.rss_idle for figure in figures),
        rss=middle(sizes) if sizes else None,
        others=max(figure.others for figure in figures),
        void="; ".join(dict.fromkeys(figure.void for figure in figures if figure.void)),
    )
    return Result(key, title, figure, (min(rates), max(rates)))
