"""A backup that is no good, or a place that is not free, is refused before anything changes."""

import random
from collections.abc import Iterator
from pathlib import Path
from zipfile import ZipFile

import pytest
from sqlalchemy import inspect, select, update

from models.backup.package import DamagedError, ForeignError, NewerError, Package, PackageError
from models.backup.rows import UnfitRowError
from models.database import Database, UnknownSchemaError, migrate
from models.file import FileState, StoredFile
from models.filestore import Folder
from models.outbox import OutboxRow
from models.services import restore
from models.services.restore import NotEmptyError
from tests import every_table
from tests.backups import bring, changed, silent, take
from tests.services import NOW, ZONE, opened


@pytest.fixture
def source(tmp_path: Path) -> Iterator[Database]:
    """A SQLite database with rows in every table, and two files."""
    for database in opened(f"sqlite:///{tmp_path / 'source.db'}"):
        every_table.fill(database)
        yield database


@pytest.fixture
def store(tmp_path: Path) -> Folder:
    kept = Folder(tmp_path / "files")
    kept.save(b"a picture", ".jpg")
    kept.save(b"a voice", ".ogg")
    return kept


@pytest.fixture
def file(source: Database, store: Folder, tmp_path: Path) -> Path:
    take(source, tmp_path / "a.zip", store)
    return tmp_path / "a.zip"


@pytest.fixture
def target(database_url: str) -> Iterator[Database]:
    database = Database(database_url)
    yield database
    database.close()


def is_untouched(database: Database) -> bool:
    return inspect(database.engine).get_table_names() == []


@pytest.mark.parametrize("part", [0.02, 0.5, 0.97])
def test_a_file_that_was_cut_off(file: Path, target: Database, part: float) -> None:
    content = file.read_bytes()
    file.write_bytes(content[: int(len(content) * part)])
    with pytest.raises(DamagedError):
        bring(file, target)
    assert is_untouched(target)


def test_a_flipped_bit_changes_nothing_or_is_found(file: Path) -> None:
    """Anywhere in the file: either it is found, or every row and file is read as it was."""
    whole, chance = file.read_bytes(), random.Random(7)  # noqa: S311  # the same places each time
    before, found = contents(file), 0
    for place in chance.sample(range(len(whole)), 400):
        flipped = bytearray(whole)
        flipped[place] ^= 1 << chance.randrange(8)
        file.write_bytes(flipped)
        try:
            assert contents(file) == before
        except PackageError:
            found += 1
    assert found > 200


def contents(file: Path) -> list[object]:
    with Package.open(file) as package:
        package.check(lambda _count: None)
        rows = [list(package.rows(name)) for name in package.manifest.tables]
        return [package.manifest, rows, [package.file(name) for name in package.file_names()]]


def test_something_else(tmp_path: Path, target: Database) -> None:
    letter, photos = tmp_path / "letter.txt", tmp_path / "photos.zip"
    letter.write_text("Kepada Yth.")
    with ZipFile(photos, "w") as inside:
        inside.writestr("1.jpg", b"x")
    (tmp_path / "empty").touch()
    for file in (letter, photos, tmp_path / "empty"):
        with pytest.raises(ForeignError):
            bring(file, target)


@pytest.mark.parametrize("newer", [{"version": 2}, {"revision": "9999"}])
def test_of_a_newer_version(file: Path, target: Database, newer: dict[str, object]) -> None:
    with pytest.raises(NewerError, match=r"2\.0"):
        bring(changed(file, product="2.0", **newer), target)
    assert is_untouched(target)


@pytest.mark.parametrize("other", [{"tables": {}}, {"files": None}, {"format": 7}])
def test_a_manifest_that_says_something_else(
    file: Path, target: Database, other: dict[str, object]
) -> None:
    with pytest.raises(PackageError):
        bring(changed(file, **other), target)
    assert is_untouched(target)


def test_a_database_with_data_is_left_alone(file: Path, target: Database) -> None:
    migrate(target)
    bring(file, target)  # empty tables are no data
    before = every_table.read(target)
    with pytest.raises(NotEmptyError):
        bring(file, target)
    assert every_table.read(target) == before


def test_a_database_of_somebody_else_is_left_alone(file: Path, target: Database) -> None:
    with target.engine.begin() as connection:
        connection.exec_driver_sql("CREATE TABLE letters (id INTEGER)")
    with pytest.raises(NotEmptyError):
        bring(file, target)


def test_a_database_of_a_newer_version_is_left_alone(file: Path, target: Database) -> None:
    migrate(target)
    with target.engine.begin() as connection:
        connection.exec_driver_sql("UPDATE alembic_version SET version_num = '9999'")
    with pytest.raises(UnknownSchemaError):
        bring(file, target)


@pytest.mark.postgres
@pytest.mark.parametrize("text", ["x" * 400, "a\0b"])
def test_a_row_that_postgresql_does_not_take(
    source: Database, tmp_path: Path, postgres_database_url: str, text: str
) -> None:
    with source.write() as session:
        session.execute(update(OutboxRow).values(error=text))
    take(source, tmp_path / "b.zip")
    target = Database(postgres_database_url)
    with pytest.raises(UnfitRowError, match=r"^outbox: "):
        bring(tmp_path / "b.zip", target)
    assert is_untouched(target)
    target.close()


def test_files_come_along(file: Path, store: Folder, target: Database, tmp_path: Path) -> None:
    another = Folder(tmp_path / "another")
    assert bring(file, target, another).checks.are_good
    assert list(another.names()) == list(store.names())
    assert [another.read(name) for name in another.names()] == [
        store.read(name) for name in store.names()
    ]


def test_a_file_that_is_not_whole_stays_out(
    source: Database, store: Folder, tmp_path: Path
) -> None:
    (name, _other) = store.names()
    (tmp_path / "files" / name).write_bytes(b"half")
    manifest = take(source, tmp_path / "b.zip", store)
    assert manifest.files is not None
    assert manifest.files.count == 1
    assert manifest.files.missing > 1  # and those the rows speak of


def test_files_that_are_not_there_are_fetched_again(
    source: Database, target: Database, tmp_path: Path, store: Folder
) -> None:
    kept = next(store.names())
    with source.write() as session:
        archived = {"state": FileState.ARCHIVED, "thumbnail": None}
        session.execute(update(StoredFile).values(path="00/" + "0" * 62, **archived))
        session.execute(update(StoredFile).where(StoredFile.id == 1).values(path=kept))
    manifest = take(source, tmp_path / "b.zip")
    assert manifest.files is None
    result = bring(tmp_path / "b.zip", target, store)
    assert result.fetched_again == every_table.ROWS - 1
    with target.read() as session:
        found = session.scalars(select(StoredFile).order_by(StoredFile.id)).all()
    assert [file.state for file in found] == [FileState.ARCHIVED, "waiting", "waiting"]
    assert found[1].not_before == NOW


def test_a_rehearsal_finds_what_a_restore_would(file: Path) -> None:
    with Package.open(file) as package:
        result = restore.rehearse(package, zone=ZONE, now=NOW, watch=silent)
    assert [check.what for check in result.checks.found] == [
        *("counts", "content", "references", "integrity", "schema"),
    ]
    assert result.checks.are_good


def test_references_that_lead_nowhere_are_found(source: Database, tmp_path: Path) -> None:
    with source.engine.connect() as connection:
        connection.exec_driver_sql("COMMIT")
        connection.exec_driver_sql("PRAGMA foreign_keys=OFF")
        connection.exec_driver_sql("UPDATE membership SET person_id = 99")
    take(source, tmp_path / "b.zip")
    with (
        Package.open(tmp_path / "b.zip") as package,
        pytest.raises(restore.NotGoodError) as failed,
    ):
        restore.rehearse(package, zone=ZONE, now=NOW, watch=silent)
    wrong = {check.what: check.wrong for check in failed.value.checks.found if check.wrong}
    assert wrong == {"references": ("membership",)}
