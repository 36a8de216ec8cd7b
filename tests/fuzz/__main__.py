"""`python -m tests.fuzz`: what `make fuzz` runs. Ends non-zero when something failed."""

import asyncio
import random
import subprocess
import sys
import tempfile
import time
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated, Literal

import typer

from tests.fuzz.flows import FLOWS
from tests.fuzz.report import Report
from tests.fuzz.run import Plan, run

app = typer.Typer(add_completion=False)
ROOT = Path(__file__).parent.parent.parent


@app.command()
def fuzz(
    rounds: Annotated[int, typer.Option(min=1, help="Faults, each with its recovery.")] = 30,
    seed: Annotated[int, typer.Option(help="0 draws one.")] = 0,
    flow: Annotated[str, typer.Option(help="Empty: all of them, one after the other.")] = "",
    database: Annotated[Literal["sqlite", "postgres"], typer.Option()] = "sqlite",
    mode: Annotated[Literal["polling", "webhook"], typer.Option()] = "polling",
    only: Annotated[str, typer.Option(help="Names of faults, with commas. Empty: all.")] = "",
) -> None:
    """Run the bot while everything goes wrong; add a line to docs/fuzz.md for each flow."""
    report = Report(ROOT / "docs" / "fuzz.md", _commit(), datetime.now(UTC).date())
    failed = False
    for name in [flow] if flow else FLOWS:
        if not flow and report.has(name, rounds, database, mode):
            typer.echo(f"{name}: done already at this commit")
            continue
        drawn = tuple(filter(None, only.split(",")))
        number = seed or random.SystemRandom().randrange(10**6)
        plan = Plan(rounds, number, name, database, mode, drawn)
        typer.echo(str(plan))
        began = time.monotonic()
        with tempfile.TemporaryDirectory(prefix="klinik-fuzz-") as folder:
            outcome = asyncio.run(run(plan, Path(folder)))
        report.add(plan, outcome)
        typer.echo(
            "\n".join(outcome.failures) or report.summary(outcome, time.monotonic() - began)
        )
        failed |= bool(outcome.failures)
    sys.exit(failed)


def _commit() -> str:
    """The commit; with a + if the tree differs from it in more than the record of these runs."""
    changed = _git("status", "--porcelain", "--", ".", ":!docs/fuzz.md")
    return _git("rev-parse", "--short", "HEAD") + ("+" if changed else "")


def _git(*arguments: str) -> str:
    command = ["git", "-C", str(ROOT), *arguments]
    return subprocess.run(command, check=True, capture_output=True, text=True).stdout.strip()


if __name__ == "__main__":
    app()
