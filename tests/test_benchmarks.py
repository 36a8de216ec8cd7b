"""The benchmark measures: its bots hold the whole conversation, and lost rows void a figure."""

import shutil
from dataclasses import replace
from pathlib import Path

import pytest
from sqlalchemy import func, select

from benchmarks import postgres, tables, targets
from benchmarks.bots import CONTENDERS, Kept, available
from benchmarks.grounds import Grounds
from benchmarks.people import UPDATES_A_PERSON
from benchmarks.registered import fill_sqlite
from benchmarks.run import Figure, Setting, measure
from benchmarks.scenarios import Result
from models.business import Business
from models.database import Database
from models.mentoring import Mentoring
from models.services.duplicates import name_columns

SMALL = Setting(chats=4, warm_up=0.0, seconds=1.0)


@pytest.mark.parametrize("name", ["raw", "ptb", "aiogram", "klinik"])
def test_rows_kept_are_those_of_the_ledger(name: str) -> None:
    if not available(name):
        pytest.skip("aiogram is installed by make bench")
    figure = measure(CONTENDERS[name], SMALL)
    assert figure.void == ""
    assert figure.updates > UPDATES_A_PERSON
    assert figure.cpu > 0


@pytest.mark.postgres
def test_rows_kept_beside_many_known_are_those_of_the_ledger(tmp_path: Path) -> None:
    with postgres.cluster() as server:
        grounds = Grounds(tmp_path, server)
        for name in ("klinik", "klinik-pg"):
            figure = measure(CONTENDERS[name], SMALL, grounds=grounds, people=50)
            assert figure.void == ""
            assert figure.updates > UPDATES_A_PERSON


def test_names_are_kept_as_the_bot_keeps_them(tmp_path: Path, empty_database: Path) -> None:
    file = tmp_path / "klinik.db"
    shutil.copy(empty_database, file)
    fill_sqlite(file, 40)
    database = Database(f"sqlite:///{file}")
    with database.read() as session:
        for business in session.scalars(select(Business)):
            kept = {name: getattr(business, name) for name in name_columns(business.name)}
            assert kept == name_columns(business.name)
        assert session.scalar(select(func.count()).select_from(Business)) == 40
        assert session.scalar(select(func.count()).select_from(Mentoring)) == 36
    database.close()


def test_a_row_that_is_missing_voids_the_figure() -> None:
    ledger = {"answers": 10, "finished": 1}
    assert Kept(10, "answers", 1).mismatch(ledger) == ""
    assert Kept(9, "answers", 1).mismatch(ledger) == "answers: 9 kept, 10 by the ledger"
    assert "finished: 2 kept" in Kept(10, "answers", 2).mismatch(ledger)
    waiting = {**ledger, "unanswered": 3}
    assert Kept(10, "answers", 1).mismatch(waiting) == "3 updates without a reply"


def test_a_void_figure_is_shown_as_void_and_compared_with_nothing() -> None:
    figure = Figure(rate=800.0, cpu=1.0, updates=9_000)
    lost = replace(figure, void="answers: 9 kept, 10 by the ledger")
    results = [
        Result(name, name, found, (found.rate, found.rate))
        for name, found in (("ptb", lost), ("klinik", figure))
    ]
    lines = tables.of_cases("rate", results).splitlines()
    assert "**void**" in lines[2]
    assert "| 800 |" in lines[3]
    assert "| – | – |" in lines[3]
    assert "| void |" in tables.of_targets("rate", results)


def test_a_target_says_whether_it_is_reached_and_whether_others_disturbed() -> None:
    base = Figure(rate=100.0, cpu=3.0)
    found = targets.rows("rate", {"ptb": base, "klinik": replace(base, rate=500.0, others=0.2)})
    assert found[0][1:3] == ("5.00 ×", "≥ 4.00 × (7.00 × wanted)")
    assert found[0][3] == "ok, wanted: not yet (noisy)"
    assert found[1][3] == "**missed** (noisy)"
