"""Every route has its conversations, and every kept talk has its test."""

import ast
from collections.abc import Iterator
from pathlib import Path

from tests import flows, transcripts

TESTS = Path(__file__).parent


def test_every_route_has_its_conversations() -> None:
    found = {(covered.route, covered.case) for covered in flows.declared(TESTS)}
    missing = [
        f"{route}: {case}"
        for route, cases in flows.needed().items()
        for case in flows.CASES
        if case in cases and (route, case) not in found
    ]
    assert not missing, "no conversation covers\n" + "\n".join(missing)


def test_conversations_cover_what_there_is() -> None:
    needed = flows.needed()
    astray = [
        f"{covered.test}: {covered.route}, {covered.case}"
        for covered in flows.declared(TESTS)
        if covered.case not in needed.get(covered.route, ())
    ]
    assert not astray, "no such route, or the case does not apply\n" + "\n".join(astray)


def test_routes_that_take_nothing_are_there() -> None:
    assert set(flows.needed()) >= flows.TAKES_NOTHING


def test_every_kept_talk_has_its_test() -> None:
    kept = {file.stem for file in transcripts.FOLDER.glob("*.txt")}
    assert kept <= set(_conversations()), "nobody says these any more"


def test_no_two_conversations_share_a_name() -> None:
    named = sorted(_conversations())
    assert len(named) == len(set(named))


def _conversations() -> Iterator[str]:
    for file in TESTS.glob("test_*_talk.py"):
        for node in ast.parse(file.read_text("utf-8")).body:
            if isinstance(node, ast.AsyncFunctionDef) and node.name.startswith("test_"):
                yield node.name.removeprefix("test_")
