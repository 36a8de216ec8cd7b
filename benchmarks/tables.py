"""Tables of what was measured, in Markdown: a scenario's cases, and its targets."""

from collections.abc import Callable, Iterable, Mapping, Sequence

from benchmarks import targets
from benchmarks.noise import NOISY
from benchmarks.run import Figure, p99
from benchmarks.scenarios import Result

#: Case → its figure, of those that count.
Figures = Mapping[str, Figure]
Cell = Callable[[Result, Figures], str]

_WHO: dict[str, Cell] = {"bot": lambda result, _all: result.title}
_RATE: dict[str, Cell] = {
    "updates/s": lambda result, _all: f"{result.figure.rate:,.0f}",
    "lowest–highest": lambda result, _all: f"{result.spread[0]:,.0f}–{result.spread[1]:,.0f}",
}
_AGAINST_PTB: dict[str, Cell] = {
    "× PTB": lambda result, all_: _times(result, all_, "ptb"),
    "× aiogram": lambda result, all_: _times(result, all_, "aiogram"),
}
_COST: dict[str, Cell] = {
    "CPU s / 1,000": lambda result, _all: f"{result.figure.cpu:.2f}",
    "p50 / p99 ms": lambda result, _all: f"{result.figure.p50:.1f} / {result.figure.p99:.1f}",
    "calls an update": lambda result, _all: f"{result.figure.calls:.2f}",
}
_WAITS: dict[str, Cell] = {
    "p99 from the act, ms": lambda result, _all: f"{p99(result.figure.waits):.1f}",
    "updates": lambda result, _all: f"{result.figure.updates:,}",
    "late": lambda result, _all: f"{result.figure.late:,}",
}
_MEMORY: dict[str, Cell] = {
    "MiB": lambda result, _all: _mib(result.figure.rss),
    "start s": lambda result, _all: f"{result.figure.start:.2f}",
}
_START: dict[str, Cell] = {
    "start s": lambda result, _all: f"{result.figure.start:.2f}",
    "MiB after the first poll": lambda result, _all: _mib(result.figure.rss_idle),
    "MiB after the work": lambda result, _all: _mib(result.figure.rss),
}
_OTHERS: dict[str, Cell] = {"others' CPU": lambda result, _all: _others(result.figure)}

COLUMNS: dict[str, dict[str, Cell]] = {
    "rate": {**_WHO, **_RATE, **_AGAINST_PTB, **_COST, **_MEMORY, **_OTHERS},
    "far": {**_WHO, **_RATE, **_AGAINST_PTB, **_COST, **_MEMORY, **_OTHERS},
    "light": {**_WHO, **_RATE, **_COST, **_WAITS, **_OTHERS},
    "start": {**_WHO, **_START, **_OTHERS},
    "growth": {**_WHO, **_RATE, **_COST, **_MEMORY, **_OTHERS},
    "cluster": {**_WHO, **_RATE, **_COST, **_MEMORY, **_OTHERS},
}


def of_cases(scenario: str, results: Sequence[Result]) -> str:
    """A line for each case."""
    columns = COLUMNS[scenario]
    figures = {result.key: result.figure for result in results if not result.figure.void}
    return _table(
        columns,
        (
            (result.title, f"**void**: {_one_line(result.figure.void)}")
            if result.figure.void
            else [cell(result, figures) for cell in columns.values()]
            for result in results
        ),
    )


def of_targets(scenario: str, results: Sequence[Result]) -> str:
    """A line for each target."""
    figures = {result.key: result.figure for result in results}
    return _table(("target", "found", "bound", ""), targets.rows(scenario, figures))


def _table(head: Iterable[str], rows: Iterable[Iterable[str]]) -> str:
    titles = [*head]
    return "\n".join(map(_line, (titles, ["---"] * len(titles), *rows)))


def _line(cells: Iterable[str]) -> str:
    return f"| {' | '.join(cells)} |"


def _times(result: Result, figures: Figures, base: str) -> str:
    return f"{result.figure.rate / figures[base].rate:.2f}" if base in figures else "–"


def _mib(size: float | None) -> str:
    return "–" if size is None else f"{size:.1f}"


def _others(figure: Figure) -> str:
    return f"{figure.others:.0%}{' **noisy**' if figure.others > NOISY else ''}"


def _one_line(text: str) -> str:
    """The end of a message of several lines: there an error says what it is."""
    return text.strip().rpartition("\n")[2].replace("|", "/")
