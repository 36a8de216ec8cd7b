"""Fixtures: a clinic that is open, and the empty database it begins with."""

import shutil
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest

from models.database import Database, migrate
from tests import flows, transcripts
from tests.databases import fresh_database
from tests.flows import Taken
from tests.talk import Clinic


def _check_covered(request: pytest.FixtureRequest, taken: list[Taken]) -> None:
    for mark in request.node.iter_markers("covers"):
        route, *cases = mark.args
        for case in cases:
            if not any(step.shows(route, case) for step in taken):
                pytest.fail(f"the test says it covers {route!r}, {case!r}, but it does not")


@pytest.fixture(scope="session")
def empty_database(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A migrated, empty SQLite file to copy; migrating for each test would cost its time."""
    path = tmp_path_factory.mktemp("template") / "klinik.db"
    database = Database(f"sqlite:///{path}")
    migrate(database)
    with database.engine.connect() as connection:  # migrating leaves room; a fresh file is full
        connection.connection.execute("VACUUM")
    database.close()  # the last connection folds the log into the file, which stays in WAL mode
    return path


@pytest.fixture(scope="session")
def empty_postgres(postgres_url: str) -> Iterator[str]:
    """A migrated, empty database to copy, as `empty_database`."""
    with fresh_database(postgres_url) as url:
        database = Database(url)
        migrate(database)
        database.close()
        yield url


@pytest.fixture
def talks_url(request: pytest.FixtureRequest) -> Iterator[str | None]:
    """The database of a talk: its SQLite file (None), or with `--talks-on postgres` that."""
    if request.config.getoption("--talks-on") == "sqlite":
        yield None
        return
    template: str = request.getfixturevalue("empty_postgres")
    with fresh_database(request.getfixturevalue("postgres_url"), template=template) as url:
        yield url


@pytest.fixture
async def clinic(
    request: pytest.FixtureRequest,
    tmp_path: Path,
    empty_database: Path,
    talks_url: str | None,
    monkeypatch: pytest.MonkeyPatch,
) -> AsyncIterator[Clinic]:
    """A clinic that is open; its talk is kept under `docs/transcripts/`."""
    file = tmp_path / "klinik.db"
    shutil.copy(empty_database, file)
    opened = Clinic(file, url=talks_url)
    flows.watch(monkeypatch, opened.takes)
    await opened.opens()
    yield opened
    await opened.closes()
    _check_covered(request, opened.taken)
    if request.node.get_closest_marker("no_transcript") is None:
        transcripts.keep(request, opened.script)
