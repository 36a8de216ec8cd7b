"""The test databases themselves: real, empty, apart from each other, and gone afterwards."""

import os
import subprocess
import sys
import threading
from pathlib import Path

import pytest
from sqlalchemy import create_engine, inspect, make_url, text
from sqlalchemy.pool import NullPool

from tests import needs
from tests.databases import fresh_database, once_per_run, start_cluster

ROOT = Path(__file__).parent.parent
#: A plugin for a run that cannot see Debian's PostgreSQL; its PATH has none either.
BLIND = """
from pathlib import Path
from tests import needs
needs.DEBIAN_POSTGRES = Path("/nowhere")
"""


def answer(url: str, statement: str) -> object:
    engine = create_engine(url, poolclass=NullPool)
    with engine.begin() as connection:
        result = connection.execute(text(statement))
        return result.scalar() if result.returns_rows else None


def test_each_database_answers(database_url: str) -> None:
    assert answer(database_url, "SELECT 1") == 1


def test_a_new_database_is_empty(database_url: str) -> None:
    engine = create_engine(database_url, poolclass=NullPool)
    assert inspect(engine).get_table_names() == []


@pytest.mark.postgres
def test_two_databases_of_one_cluster_are_apart(postgres_url: str) -> None:
    with fresh_database(postgres_url) as first, fresh_database(postgres_url) as second:
        answer(first, "CREATE TABLE kopi (id integer)")
        assert answer(first, "SELECT to_regclass('kopi') IS NOT NULL") is True
        assert answer(second, "SELECT to_regclass('kopi') IS NULL") is True


@pytest.mark.postgres
def test_a_database_is_dropped_although_somebody_is_connected(postgres_url: str) -> None:
    with fresh_database(postgres_url) as url:
        engine = create_engine(url, poolclass=NullPool)
        connection = engine.connect()
        name = connection.scalar(text("SELECT current_database()"))
    connection.invalidate()
    connection.close()
    found = f"SELECT count(*) FROM pg_database WHERE datname = '{name}'"  # noqa: S608 - our own name
    assert answer(postgres_url, found) == 0


@pytest.mark.postgres
def test_the_cluster_opens_no_port(postgres_url: str) -> None:
    assert answer(postgres_url, "SHOW listen_addresses") == ""


@pytest.mark.postgres
@pytest.mark.crash
def test_the_cluster_goes_away_when_its_run_is_killed() -> None:
    programs = needs.postgres_programs()
    assert programs is not None
    with subprocess.Popen(["sleep", "600"]) as run:
        home = Path(str(make_url(start_cluster(programs, until_end_of=run.pid)).query["host"]))
        assert home.exists()
        run.kill()
    pause = threading.Event()
    assert any(not home.exists() or pause.wait(0.1) for _ in range(200))


def test_only_the_first_worker_starts_the_cluster(tmp_path: Path) -> None:
    starts = iter(["first", "second"])
    assert once_per_run(tmp_path / "postgres", lambda: next(starts)) == "first"
    assert once_per_run(tmp_path / "postgres", lambda: next(starts)) == "first"


def without_postgres(folder: Path, *arguments: str, **settings: str) -> tuple[int, list[str]]:
    (folder / "blind.py").write_text(BLIND)
    inherited = {key: kept for key, kept in os.environ.items() if "XDIST" not in key}
    seen = {"PATH": "/nowhere", "PYTHONPATH": f"{folder}:{ROOT}", "KLINIK_TEST_ALL": ""}
    command = [sys.executable, "-m", "pytest", "-p", "blind", "-p", "no:cacheprovider", *arguments]
    done = subprocess.run(
        [*command, "tests/test_databases.py", "-k", "each_database_answers"],
        cwd=ROOT,
        env=inherited | seen | settings,
        capture_output=True,
        text=True,
        check=False,
    )
    return done.returncode, done.stdout.splitlines()


@pytest.mark.parametrize("workers", ["0", "2"])
def test_a_run_without_postgres_ends_with_a_line_that_says_so(
    tmp_path: Path, workers: str
) -> None:
    code, said = without_postgres(tmp_path, "-n", workers)
    assert code == 0, said
    assert "PostgreSQL not found: 1 test not run; `make system` installs what is missing" in said


def test_a_run_that_needs_everything_fails_without_postgres(tmp_path: Path) -> None:
    code, said = without_postgres(tmp_path, KLINIK_TEST_ALL="1")
    assert code == 1, said
    assert "PostgreSQL not found, and KLINIK_TEST_ALL is set" in said


def test_nothing_is_said_when_all_ran() -> None:
    assert needs.closing_line({}) is None


def test_the_closing_line_names_everything_that_is_missing() -> None:
    reasons = ["Skipped: PostgreSQL not found"] * 12 + [
        "Skipped: Chromium not found",
        "Skipped: x",
    ]
    assert needs.closing_line(needs.count_missed(reasons)) == (
        "PostgreSQL not found: 12 tests not run; Chromium not found: 1 test not run; "
        "`make system` installs what is missing"
    )
