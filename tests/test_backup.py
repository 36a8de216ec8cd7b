"""A backup holds every row as of one moment, and comes back whole on either database."""

import itertools
import stat
import tracemalloc
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest
from sqlalchemy import func, insert, select

from models.audit import AuditEntry
from models.backup.package import Package
from models.base import Base
from models.business import Business
from models.database import Database, migrate, newest_revision, schema_is_current
from models.filestore import Folder
from models.ingress import ProcessedUpdate
from models.outbox import OutboxRow, OutboxState, Slot
from models.services.backup import NothingThereError
from tests import every_table, first_release
from tests.backups import at_most_bytes, bring, take
from tests.databases import fresh_database
from tests.every_table import Rows
from tests.services import NOW, opened

#: What the clinic itself changes after a restore, beside adding to the audit trail.
CHANGED = {
    "task": ("claimed_by", "claimed_until", "revision"),
    "sitting": ("closed_at",),
    "mentoring": ("revision",),
    "broadcast": ("revision",),
    "entry": {"revision", "unannounced", "claimed_by", "claimed_at", "claimed_until", "marks"},
    "staff_message": {"revision"},
    "number_series": {"last"},
    "job": {"path"},
}

#: The series there were before.
SERIES = {row["name"] for row in every_table.rows_of("number_series")}


@pytest.fixture
def source(tmp_path: Path) -> Iterator[Database]:
    """A SQLite database with rows in every table."""
    for database in opened(f"sqlite:///{tmp_path / 'source.db'}"):
        every_table.fill(database)
        yield database


@pytest.fixture
def target(database_url: str) -> Iterator[Database]:
    """An empty one, on either."""
    database = Database(database_url, audit_key=b"a key for tests")
    yield database
    database.close()


def databases(request: pytest.FixtureRequest, kind: str, folder: Path) -> Iterator[Database]:
    """A new database of that kind."""
    with ExitStack() as stack:
        url = f"sqlite:///{folder / kind}.db"
        if kind == "postgres":
            url = stack.enter_context(fresh_database(request.getfixturevalue("postgres_url")))
        database = Database(url)
        yield database
        database.close()


def unchanged(rows: Rows) -> Rows:
    """The rows without what a restore changes."""
    kept = {
        name: [{c: v for c, v in row.items() if c not in CHANGED.get(name, ())} for row in found]
        for name, found in rows.items()
    }
    kept["audit"] = [row for row in kept["audit"] if row["id"] <= every_table.ROWS]
    kept["number_series"] = [row for row in kept["number_series"] if row["name"] in SERIES]
    return {name: sorted(found, key=repr) for name, found in kept.items()}


ONLY_SQLITE, *OTHERS = itertools.product(("sqlite", "postgres"), repeat=2)


@pytest.mark.parametrize(
    "kinds",
    [ONLY_SQLITE, *(pytest.param(pair, marks=pytest.mark.postgres) for pair in OTHERS)],
    ids="-to-".join,
)
def test_every_row_comes_back(
    request: pytest.FixtureRequest, tmp_path: Path, kinds: tuple[str, str]
) -> None:
    (tmp_path / "a").mkdir()
    file = tmp_path / "a.zip"
    for source in databases(request, kinds[0], tmp_path):
        migrate(source)
        every_table.fill(source)
        before = every_table.read(source)
        manifest = take(source, file)
    assert all(table.rows == every_table.ROWS for table in manifest.tables.values())
    for target in databases(request, kinds[1], tmp_path / "a"):
        result = bring(file, target)
        assert [(c.what, c.wrong) for c in result.checks.found if c.wrong] == []
        assert schema_is_current(target)
        assert unchanged(every_table.read(target)) == unchanged(before)
        with target.write() as session:  # keys go on behind those that came
            row = AuditEntry(at=NOW, action="x", subject="y", subject_id=1)
            session.add(row)
            session.flush()
            assert row.id > every_table.ROWS


def test_it_is_of_one_moment_and_nobody_waits(database_url: str, tmp_path: Path) -> None:
    source = Database(database_url, busy_seconds=1)
    migrate(source)
    every_table.fill(source)
    manifest = take(source, tmp_path / "a.zip", watch=lambda *_step: lambda _n: write_pair(source))
    assert counted(source, ProcessedUpdate) > every_table.ROWS
    source.close()
    assert all(table.rows == every_table.ROWS for table in manifest.tables.values())


def test_no_table_is_ever_in_memory(database_url: str, tmp_path: Path) -> None:
    source = Database(database_url)
    migrate(source)
    usual = {"chat_id": 7, "category": "reply", "state": "sent", "attempts": 1, "emptied": False}
    usual |= {"not_before": NOW, "created_at": NOW, "payload": {"text": "x" * 5_000}}
    with source.engine.begin() as connection:
        connection.execute(insert(OutboxRow), [usual for _number in range(6_000)])
    tracemalloc.start()
    take(source, tmp_path / "a.zip")
    _now, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    source.close()
    assert peak < 25e6  # of 30 million letters


def write_pair(database: Database) -> None:
    """What a turn may write."""
    with database.write() as session:
        number = 10**6 + (session.scalar(select(func.count()).select_from(ProcessedUpdate)) or 0)
        session.add(ProcessedUpdate(bot_id=1, update_id=number, at=NOW))
        session.add(Slot(chat_id=number, name="x", message_id=1, kind="text", has_buttons=False))


def counted(database: Database, table: type[Base]) -> int:
    with database.read() as session:
        return session.scalar(select(func.count()).select_from(table)) or 0


def test_manifest_says_what_is_inside(source: Database, tmp_path: Path) -> None:
    file = tmp_path / "a.zip"
    manifest = take(source, file, product="1.2.3")
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    with Package.open(file) as package:
        assert package.manifest == manifest
    assert (manifest.product, manifest.database, manifest.taken_at) == ("1.2.3", "sqlite", NOW)
    assert manifest.revision == newest_revision()
    newest = manifest.last_updates[-1]
    assert (newest.bot_id, newest.update_id) == (every_table.ROWS, every_table.ROWS)
    assert list(tmp_path.glob("*.part")) == []


def test_nothing_is_written_over(source: Database, tmp_path: Path) -> None:
    file = tmp_path / "a.zip"
    file.write_text("a letter")
    with pytest.raises(FileExistsError):
        take(source, file)
    assert file.read_text() == "a letter"
    assert list(tmp_path.glob("*.part")) == []


def test_a_full_disk_leaves_nothing_behind(source: Database, tmp_path: Path) -> None:
    with at_most_bytes(2_000), pytest.raises(OSError, match="File too large"):
        take(source, tmp_path / "a.zip")
    assert list(tmp_path.glob("a.zip*")) == []


def test_a_database_without_tables_is_none(tmp_path: Path, target: Database) -> None:
    with pytest.raises(NothingThereError):
        take(target, tmp_path / "a.zip")


def test_the_first_release_is_restored_and_updated(tmp_path: Path, target: Database) -> None:
    old = Database(f"sqlite:///{tmp_path / 'old.db'}")
    first_release.fill(old)
    manifest = take(old, tmp_path / "a.zip", Folder(tmp_path / "none"))
    old.close()
    assert manifest.revision == first_release.REVISION
    result = bring(tmp_path / "a.zip", target)
    assert result.checks.are_good
    assert schema_is_current(target)
    assert result.aftermath.messages == {"reply": 0, "notice": 1}
    with target.read() as session:
        business = session.scalars(select(Business)).one()
        assert (business.number, business.name_key) == ("KE-2026-00003", "cie deleng kopi")
        states = session.scalars(select(OutboxRow.state).order_by(OutboxRow.id)).all()
    assert states == [OutboxState.SENT, OutboxState.UNKNOWN]
