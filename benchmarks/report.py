"""docs/performance.md: what the last `make bench` measured, and the notes written by hand."""

import os
import platform
import re
import subprocess
import time
from dataclasses import dataclass, field
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path

from benchmarks import machine, postgres, replicas, tables
from benchmarks.bots import BENCH_PYTHON
from benchmarks.noise import NOISY
from benchmarks.scenarios import SCENARIOS, Result

_ROOT = Path(__file__).parent.parent
PAGE = _ROOT / "docs" / "performance.md"

#: What stands below this line is written by hand; the runner leaves it as it is.
NOTES = "## Notes"

_HEAD = f"""# Performance

Written by `make bench`; only the notes at the end are written by hand. The figures are of one
machine at one time: the ratios are what to go by, and each is taken within one scenario, whose
bots were measured in turn, round after round. Figures are medians of the rounds; p50 and p99 are
of the updates of all rounds together, from handing an update out to the arrival of the reply.
"Noisy": others took more than {NOISY:.0%} of the machine's CPU in one of its rounds.
"""


@dataclass
class Chapter:
    """A scenario on the page; make it before measuring."""

    name: str
    results: list[Result] = field(default_factory=list)
    load: float = field(default_factory=lambda: os.getloadavg()[0])
    began: float = field(default_factory=time.monotonic)
    took: float = 0.0

    def end(self, results: list[Result]) -> None:
        """It was measured."""
        self.results = results
        self.took = time.monotonic() - self.began

    def render(self, commit: str) -> str:
        """Its part of the page."""
        others = max((result.figure.others for result in self.results), default=0.0)
        return f"""## {SCENARIOS[self.name].title}

{datetime.now(UTC):%d %b %Y, %H.%M} UTC, commit {commit}; load average before: {self.load:.2f}, \
CPU taken by others meanwhile: at most {others:.0%}; took {self.took:.0f} s.

{tables.of_cases(self.name, self.results)}

{tables.of_targets(self.name, self.results)}
"""


def write(stub: Result, chapters: list[Chapter], command: str, page: Path = PAGE) -> None:
    """Write the page anew; its notes and the scenarios that were not measured are kept."""
    before = page.read_text("utf-8") if page.exists() else ""
    parts = re.split(r"^(?=## )", before, flags=re.MULTILINE)[1:]
    kept = {part.partition("\n")[0].removeprefix("## "): part for part in parts}
    commit = _commit()
    new = {SCENARIOS[chapter.name].title: chapter.render(commit) for chapter in chapters}
    known = {**kept, **new}
    bodies = [known[one.title] for one in SCENARIOS.values() if one.title in known]
    notes = NOTES + before.partition(NOTES)[2] if NOTES in before else NOTES + "\n"
    sections = "\n".join(body.rstrip("\n") + "\n" for body in bodies)
    page.write_text(f"{_HEAD}\n{about(stub, command)}\n{sections}\n{notes}", "utf-8")


def about(stub: Result, command: str) -> str:
    """The machine and what it was asked."""
    packages = ("python-telegram-bot", "sqlalchemy", "aiohttp", "psycopg")
    versions = [f"Python {platform.python_version()}"]
    versions += [f"{name} {version(name)}" for name in packages]
    versions += [found for found in (_aiogram(), _postgres(), _nginx()) if found]
    where = "the bot on the first core, stub, PostgreSQL and nginx on the other"
    alone = "everything on the one core there is"
    can = stub.figure
    feeds = (
        f"void: {can.void}"
        if can.void
        else f"{can.stub_cpu:.2f} s of CPU for 1,000 updates; it feeds {can.rate:,.0f} updates/s "
        f"to a bot that keeps nothing, on asyncio alone (others' CPU: {can.others:.0%})"
    )
    return f"""- Machine: {machine.description()}; {where if len(machine.CORES) > 1 else alone}.
- Versions: {", ".join(versions)}.
- Commit: {_commit()}.
- Command: `{command}`.
- The stub of the Bot API takes {feeds}.
"""


def _commit() -> str:
    changed = "status --porcelain --untracked-files=no -- . :!docs/performance.md"
    commit = _output(["git", "-C", str(_ROOT), "rev-parse", "--short", "HEAD"]) or "unknown"
    is_changed = _output(["git", "-C", str(_ROOT), *changed.split()])
    return f"{commit} with changes" if is_changed else commit


def _aiogram() -> str:
    if not BENCH_PYTHON.exists():
        return ""
    code = "import importlib.metadata as m; print('aiogram', m.version('aiogram'))"
    return _output([str(BENCH_PYTHON), "-c", code])


def _postgres() -> str:
    folder = postgres.programs()
    return _output([str(folder / "postgres"), "--version"]) if folder else ""


def _nginx() -> str:
    program = replicas.nginx()
    return _output([str(program), "-v"]).rpartition(": ")[2] if program else ""


def _output(command: list[str]) -> str:
    """What a command says; nginx says its version where others complain."""
    try:
        done = subprocess.run(command, capture_output=True, text=True, check=False)
    except OSError:
        return ""
    return (done.stdout or done.stderr).strip() if done.returncode == 0 else ""
