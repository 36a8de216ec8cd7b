"""`python -m benchmarks`: measure, print a line a run, write docs/performance.md."""

import argparse
import contextlib
import sys

from benchmarks import postgres, report
from benchmarks.bots import CONTENDERS, available
from benchmarks.scenarios import SCENARIOS, Result, Scenario, play


def main() -> int:
    """Give 1 if a figure is void."""
    given = _arguments()
    results: list[Result] = []
    with contextlib.ExitStack() as stack:
        has_postgres = postgres.programs() is not None
        cluster = stack.enter_context(postgres.cluster()) if has_postgres else ""
        for name in given.scenario:
            scenario = SCENARIOS[name]
            names = [bot for bot in _names(scenario, given.bots) if _can_run(bot, cluster)]
            results += play(
                scenario,
                names,
                rounds=given.rounds,
                seconds=given.seconds,
                cluster=cluster,
                say=_say,
            )
    for name in given.scenario:
        _say(f"\n{report.table([result for result in results if result.scenario == name])}")
    if given.write:
        report.write(results, f"make bench ROUNDS={given.rounds} SECONDS={given.seconds:g}")
    return 1 if any(result.figure.void for result in results) else 0


def _names(scenario: Scenario, bots: list[str]) -> list[str]:
    return [name for name in scenario.names if not bots or name in bots]


def _can_run(name: str, cluster: str) -> bool:
    missing = not available(name) or (CONTENDERS[name].uses_postgres and not cluster)
    if missing:
        _say(f"{name}: not measured, what it needs is not installed")
    return not missing


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    parser.add_argument("--scenario", nargs="+", choices=SCENARIOS, default=list(SCENARIOS))
    parser.add_argument("--bots", nargs="+", choices=CONTENDERS, default=[])
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--seconds", type=float, default=2.0)
    parser.add_argument("--write", action="store_true", help="write docs/performance.md")
    return parser.parse_args()


def _say(line: str) -> None:
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


if __name__ == "__main__":
    sys.exit(main())
