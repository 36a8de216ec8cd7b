"""The benchmark measures: its bots hold the whole conversation, and lost rows void a figure."""

import pytest

from benchmarks.bots import CONTENDERS, Kept, available
from benchmarks.people import UPDATES_A_PERSON
from benchmarks.report import table
from benchmarks.run import Setting, measure
from benchmarks.scenarios import Result

SMALL = Setting(chats=4, warm_up=0.0, seconds=1.0)


@pytest.mark.parametrize("name", ["raw", "ptb", "aiogram", "klinik"])
def test_rows_kept_are_those_of_the_ledger(name: str) -> None:
    if not available(name):
        pytest.skip("aiogram is installed by make bench")
    figure = measure(CONTENDERS[name], SMALL)
    assert figure.void == ""
    assert figure.updates > UPDATES_A_PERSON
    assert figure.cpu > 0


def test_a_row_that_is_missing_voids_the_figure() -> None:
    ledger = {"answers": 10, "finished": 1}
    assert Kept(10, "answers", 1).mismatch(ledger) == ""
    assert Kept(9, "answers", 1).mismatch(ledger) == "answers: 9 kept, 10 by the ledger"
    assert "finished: 2 kept" in Kept(10, "answers", 2).mismatch(ledger)


def test_a_void_figure_is_shown_as_void_and_compared_with_nothing() -> None:
    figure = measure(CONTENDERS["trivial"], SMALL)
    lost = type(figure)(**{**vars(figure), "void": "answers: 9 kept, 10 by the ledger"})
    results = [
        Result("rate", name, found, (found.rate, found.rate), 1)
        for name, found in (("ptb", lost), ("raw", figure))
    ]
    lines = table(results).splitlines()
    assert "**void**" in lines[2]
    assert f"| {figure.rate:,.0f} |" in lines[3]
    assert "| – | – |" in lines[3]
