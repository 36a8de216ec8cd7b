"""The table of runs in docs/fuzz.md."""

from dataclasses import dataclass
from datetime import date
from pathlib import Path

from tests.fuzz.run import Outcome, Plan


@dataclass(frozen=True)
class Report:
    """Adds a line for each run, and knows which were done at this commit."""

    file: Path
    commit: str
    today: date

    def add(self, plan: Plan, outcome: Outcome) -> None:
        """One line: what was run, what was drawn, what failed."""
        drawn = ", ".join(f"{name} {count}" for name, count in sorted(outcome.drawn.items()))
        cells = (
            self.today.isoformat(),
            self.commit,
            plan.flow,
            plan.rounds,
            plan.seed,
            plan.database,
            plan.mode,
            drawn,
            "1" if outcome.failures else "0",
        )
        with self.file.open("a") as table:
            table.write(f"| {' | '.join(map(str, cells))} |\n")

    def has(self, flow: str, rounds: int, database: str, mode: str) -> bool:
        """Whether the flow passed so many rounds at this commit, unless the tree is changed."""
        if self.commit.endswith("+"):
            return False
        for line in self.file.read_text().splitlines():
            cells = [cell.strip() for cell in line.strip("|").split("|")]
            same = cells[1:3] == [self.commit, flow] and cells[5:7] == [database, mode]
            if same and int(cells[3]) >= rounds and cells[-1] == "0":
                return True
        return False

    @staticmethod
    def summary(outcome: Outcome, seconds: float) -> str:
        """What came of a run without failures."""
        return (
            f"{outcome.people} people, {outcome.kills} kills, {sum(outcome.drawn.values())}"
            f" troubles in {seconds:.0f} s: nothing lost, nothing twice"
        )
