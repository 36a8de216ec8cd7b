"""docs/performance.md: what the last `make bench` measured, and the notes written by hand."""

import platform
import subprocess
from collections.abc import Iterable
from importlib.metadata import version
from pathlib import Path

from benchmarks import machine, postgres
from benchmarks.bots import BENCH_PYTHON, CONTENDERS
from benchmarks.scenarios import SCENARIOS, YARDSTICK, Result

PAGE = Path(__file__).parent.parent / "docs" / "performance.md"

#: What stands below this line is written by hand; the runner leaves it as it is.
NOTES = "## Notes"

_HEAD = """# Performance

Written by `make bench`; only the notes at the end are written by hand. The figures are of one
machine at one time: the ratios are what to go by, and each is taken within one run.
"""

_TITLES = (
    "bot",
    "updates/s",
    "lowest–highest",
    "× PTB",
    "× aiogram",
    "CPU s / 1,000",
    "p50 / p99 ms",
    "calls an update",
    "MiB",
    "start s",
)


def write(results: list[Result], command: str, page: Path = PAGE) -> None:
    """Write the page anew; its notes are kept."""
    before = page.read_text("utf-8") if page.exists() else ""
    notes = NOTES + before.partition(NOTES)[2] if NOTES in before else NOTES + "\n"
    page.write_text(f"{render(results, command)}\n{notes}", "utf-8")


def render(results: list[Result], command: str) -> str:
    """The measured part of the page."""
    parts = [_HEAD, _about(command)]
    for name in dict.fromkeys(result.scenario for result in results):
        of_it = [result for result in results if result.scenario == name]
        parts.append(f"## {SCENARIOS[name].title}\n\n{table(of_it)}\n")
    return "\n".join(parts)


def table(results: list[Result]) -> str:
    """A table of one scenario."""
    rates = {result.name: result.figure.rate for result in results if not result.figure.void}
    head = [_line(_TITLES), _line("---" for _ in _TITLES)]
    return "\n".join([*head, *(_row(result, rates) for result in results)])


def _row(result: Result, rates: dict[str, float]) -> str:
    figure, title = result.figure, CONTENDERS[result.name].title
    if figure.void:
        return _line((title, f"**void**: {figure.void}"))
    low, high = result.spread
    cells = [
        title,
        f"{figure.rate:,.0f}",
        f"{low:,.0f}–{high:,.0f}",
        _times(figure.rate, rates.get(YARDSTICK)),
        _times(figure.rate, rates.get("aiogram")),
        f"{figure.cpu:.2f}",
        f"{figure.p50:.1f} / {figure.p99:.1f}",
        f"{figure.calls:.2f}",
        f"{figure.rss:.0f}",
        f"{figure.start:.2f}",
    ]
    return _line(cells)


def _line(cells: Iterable[str]) -> str:
    return f"| {' | '.join(cells)} |"


def _times(rate: float, of: float | None) -> str:
    return f"{rate / of:.2f}" if of else "–"


def _about(command: str) -> str:
    packages = ("python-telegram-bot", "sqlalchemy", "aiohttp", "psycopg")
    versions = [f"Python {platform.python_version()}"]
    versions += [f"{name} {version(name)}" for name in packages]
    versions += [f"aiogram {found}" for found in [_aiogram()] if found]
    versions += [found for found in [_postgres()] if found]
    where = "the bot on the first core, stub and PostgreSQL on the other"
    alone = "everything on the one core there is"
    return f"""- Machine: {machine.description()}; {where if len(machine.CORES) > 1 else alone}.
- Versions: {", ".join(versions)}.
- Command: `{command}`.
"""


def _aiogram() -> str:
    if not BENCH_PYTHON.exists():
        return ""
    code = "import importlib.metadata as m; print(m.version('aiogram'))"
    return _output([str(BENCH_PYTHON), "-c", code])


def _postgres() -> str:
    folder = postgres.programs()
    return _output([str(folder / "postgres"), "--version"]) if folder else ""


def _output(command: list[str]) -> str:
    return subprocess.run(command, capture_output=True, text=True, check=False).stdout.strip()
