"""`python -m benchmarks`: measure, print a line a run, write docs/performance.md."""

import argparse
import contextlib
import os
import signal
import sys
import tempfile
from pathlib import Path

from benchmarks import postgres, report, tables
from benchmarks.grounds import Grounds
from benchmarks.scenarios import SCENARIOS, STUB, Options, Result, play

_SIZES = {"default": 100_000, "full": 1_000_000}


def main() -> int:
    """Give 1 if a figure is void."""
    given = _arguments()
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))  # what was started ends with us
    options = Options(given.rounds, given.seconds, given.size)
    chapters: list[report.Chapter] = []
    with contextlib.ExitStack() as stack:
        folder = stack.enter_context(tempfile.TemporaryDirectory(prefix="klinik-bench-"))
        has_postgres = postgres.programs() is not None
        server = stack.enter_context(postgres.cluster()) if has_postgres else None
        grounds = Grounds(Path(folder), server, _say)
        _say(f"load average {os.getloadavg()[0]:.2f}")
        stub = play(STUB, options, grounds, _say)[0]
        for name in given.scenario:
            chapter = report.Chapter(name)
            chapter.end(play(SCENARIOS[name], options, grounds, _say))
            chapters.append(chapter)
            _show(chapter)
            if given.write:  # after each: what was measured stays if the rest fails
                report.write(stub, chapters, _command(given))
    _say(report.about(stub, _command(given)))
    for chapter in chapters:
        _say(f"{chapter.name}, {chapter.took:.0f} s")
        _say(f"{tables.of_targets(chapter.name, chapter.results)}\n")
    results = [stub, *(result for chapter in chapters for result in chapter.results)]
    return 1 if _say_void(results) else 0


def _show(chapter: report.Chapter) -> None:
    _say(f"\n{tables.of_cases(chapter.name, chapter.results)}")
    _say(f"\n{tables.of_targets(chapter.name, chapter.results)}\n")


def _say_void(results: list[Result]) -> bool:
    void = [result for result in results if result.figure.void]
    for result in void:
        _say(f"VOID {result.key}: {result.figure.void}")
    return bool(void)


def _command(given: argparse.Namespace) -> str:
    parts = ["make bench", f"ROUNDS={given.rounds}", f"SECONDS={given.seconds:g}"]
    if given.size != _SIZES["default"]:
        names = {people: name for name, people in _SIZES.items()}
        parts.append(f"SIZE={names.get(given.size, given.size)}")
    if given.scenario != list(SCENARIOS):
        parts.append(f'SCENARIOS="{" ".join(given.scenario)}"')
    return " ".join(parts)


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    parser.add_argument("--scenario", nargs="+", choices=SCENARIOS, default=list(SCENARIOS))
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--seconds", type=float, default=2.0)
    parser.add_argument(
        "--size", type=_size, default="default", help="people known: default, full or a number"
    )
    parser.add_argument("--write", action="store_true", help="write docs/performance.md")
    return parser.parse_args()


def _size(given: str) -> int:
    return _SIZES.get(given) or int(given)


def _say(line: str) -> None:
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


if __name__ == "__main__":
    sys.exit(main())
