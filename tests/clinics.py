"""Fixtures: a clinic that is open, and the empty database it begins with."""

import shutil
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from models.database import Database, migrate
from tests import flows, transcripts
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


@pytest.fixture
async def clinic(
    request: pytest.FixtureRequest,
    tmp_path: Path,
    empty_database: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> AsyncIterator[Clinic]:
    """A clinic that is open; its talk is kept under `docs/transcripts/`."""
    file = tmp_path / "klinik.db"
    shutil.copy(empty_database, file)
    opened = Clinic(file)
    flows.watch(monkeypatch, opened.takes)
    await opened.opens()
    yield opened
    await opened.closes()
    _check_covered(request, opened.taken)
    if request.node.get_closest_marker("no_transcript") is None:
        transcripts.keep(request, opened.script)
