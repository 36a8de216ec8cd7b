"""`klinik backup`, `restore` and `unknown`: what they say to the office, and to a script."""

import json
import re
import stat
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select, update

from bot.lockfile import LockFile
from models.audit import AuditEntry
from models.database import Database, migrate
from models.filestore import Folder
from models.outbox import OutboxRow, OutboxState
from models.person import Person
from simulator.world import World
from tests import every_table
from tests.backups import at_most_bytes, changed, take
from tests.console import refuses, says
from tests.processes import ROOT, bot_settings, klinik, klinik_run, served, until
from tests.services import opened

NOW = datetime(2026, 11, 24, 7, 3, tzinfo=UTC)
MISSING = "Updates after 2026-11-24 14:03 WIB are missing: what people sent after that is not in"


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Where the office stands; its database has rows in every table."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("KLINIK_TELEGRAM__TOKEN", raising=False)
    monkeypatch.setenv("KLINIK_DATABASE__URL", "sqlite:///klinik.db")
    database = Database("sqlite:///klinik.db")
    migrate(database)
    every_table.fill(database)
    database.close()
    return tmp_path


@pytest.fixture
def file(folder: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A backup with two messages that wait; the next command works on another database."""
    database = Database("sqlite:///klinik.db")
    with database.write() as session:
        waiting: dict[str, Any] = {"state": OutboxState.WAITING, "category": "reply"}
        waiting |= {"chat_id": 7, "slot": None, "emptied": False}
        waiting |= {"payload": {"text": "<b>Usaha</b> &amp; [b]Anda[/b]\ndua"}}
        session.execute(update(OutboxRow).where(OutboxRow.id > 1).values(waiting))
        session.execute(update(Person).where(Person.id == 1).values(telegram_id=7, name="Ani"))
    take(database, folder / "a.zip", now=NOW)
    database.close()
    monkeypatch.setenv("KLINIK_DATABASE__URL", "sqlite:///another.db")
    return folder / "a.zip"


def database_of(folder: Path) -> Iterator[Database]:
    database = Database(f"sqlite:///{folder}/another.db")
    yield database
    database.close()


def test_a_backup_has_a_name_by_itself(folder: Path) -> None:
    first, lost, privacy = says("backup").stdout.splitlines()
    shape = r"(klinik-\d{4}-\d\d-\d\d-\d{4}\.zip): \d+ rows of \d+ tables, 0 files, 0\.0 MB\."
    found = re.fullmatch(shape, first)
    assert found is not None
    assert stat.S_IMODE((folder / found[1]).stat().st_mode) == 0o600
    assert lost == "4 files are not in the file store, or not whole."
    assert privacy.startswith("It holds private data and is readable for its owner only")
    (folder / "usb").mkdir()
    assert says("backup", "usb").stdout.startswith("usb/klinik-")


def test_a_backup_for_a_script(folder: Path) -> None:
    answer = json.loads(says("backup", "a.zip", "--json", "--without-files").stdout)
    assert (answer["file"], answer["files"], answer["database"]) == ("a.zip", None, "sqlite")
    assert answer["tables"]["outbox"] == every_table.ROWS
    assert answer["last_updates"][-1]["update_id"] == every_table.ROWS
    assert datetime.fromisoformat(answer["taken_at"]).tzinfo is not None
    assert (folder / "a.zip").exists()


def test_a_backup_that_cannot_be_written(folder: Path) -> None:
    (folder / "a.zip").touch()
    line = "a.zip exists already and stays as it is; give another name."
    assert refuses("backup", "a.zip") == line
    assert refuses("backup", "no/such/a.zip").startswith("no/such/a.zip cannot be written: ")
    for database in database_of(folder):
        with database.engine.begin() as connection:
            connection.exec_driver_sql("CREATE TABLE alembic_version (version_num TEXT)")
            connection.exec_driver_sql("INSERT INTO alembic_version VALUES ('9999')")
    newer = "The database is of a newer version of this program; back it up with that."
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("KLINIK_DATABASE__URL", "sqlite:///another.db")
        assert refuses("backup", "b.zip") == newer


def test_a_restore_says_what_became_of_everything(file: Path) -> None:
    lines = says("restore", file.name, "--verify").stdout.splitlines()
    assert [line[:16] for line in lines[:2]] == ["ok   counts: eve", "ok   content: wh"]
    assert lines[6].startswith("Restored as of 2026-11-24 14:03 WIB: ")
    assert "Nothing is sent by itself." in lines
    assert "Perhaps sent already: 2 reply. See `klinik unknown list`." in lines
    assert lines[-1].startswith(MISSING)
    for database in database_of(file.parent):
        with database.read() as session:
            act = session.scalars(select(AuditEntry).order_by(AuditEntry.id.desc())).first()
    assert act is not None
    assert (act.action, act.subject, act.actor_id) == ("database.restored", "database", None)
    assert act.after is not None
    assert act.after["taken_at"] == NOW.isoformat()
    assert act.after["aftermath"]["messages"] == {"reply": 2, "notice": 0}


def test_a_restore_for_a_script(file: Path) -> None:
    answer = json.loads(says("restore", file.name, "--verify", "--json").stdout)
    assert (answer["restored"], answer["taken_at"]) == (True, "2026-11-24T07:03:00Z")
    assert all(check["ok"] for check in answer["checks"])
    assert answer["set_aside"]["messages"] == {"reply": 2, "notice": 0}
    assert answer["tables"]["person"] == every_table.ROWS


def test_a_dry_run_touches_nothing(file: Path) -> None:
    done = says("restore", file.name, "--dry-run")
    assert done.stdout.splitlines()[-1].startswith("The backup of 2026-11-24 14:03 WIB is good: ")
    assert (
        json.loads(says("restore", file.name, "--dry-run", "--json").stdout)["restored"] is False
    )
    assert not (file.parent / "another.db").exists()
    assert not (file.parent / "data").exists()


def test_what_stands_against_a_restore_is_one_line(file: Path) -> None:
    folder = file.parent
    (folder / "half.zip").write_bytes(file.read_bytes()[:3_000])
    (folder / "letter.txt").write_text("Kepada Yth.")
    newer = changed(file, revision="9999", product="2.0")
    assert refuses("restore", "none.zip") == "none.zip: no such file."
    assert refuses("restore", "letter.txt") == "letter.txt is no backup of Klinik Ekspor."
    assert refuses("restore", "half.zip").startswith("half.zip is damaged or was cut off (found")
    assert "newer version of this program (2.0)" in refuses("restore", newer.name)
    assert not (folder / "another.db").exists()
    says("restore", file.name)
    assert refuses("restore", file.name).startswith("The database has data already; nothing was")


def test_a_database_in_use_is_not_restored_into(file: Path) -> None:
    with LockFile(file.parent / "another.db.lock"):
        assert refuses("restore", file.name).startswith("Another `klinik run` (pid ")


def test_a_restore_that_has_no_room_changes_nothing(file: Path) -> None:
    with at_most_bytes(200_000):
        assert refuses("restore", file.name).startswith("The database cannot be used: ")
    assert says("restore", file.name).stdout.startswith("Restored as of ")


def test_a_file_store_that_cannot_be_written(file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    store = Folder(file.parent / "files")
    store.save(b"a picture", ".jpg")
    for database in opened("sqlite:///klinik.db"):
        take(database, file.with_name("b.zip"), store)
    (file.parent / "letter").touch()
    monkeypatch.setenv("KLINIK_FILES__URL", "letter/files")
    assert refuses("restore", "b.zip").endswith(": Not a directory")
    monkeypatch.setenv("KLINIK_FILES__URL", "more")
    assert says("restore", "b.zip").stdout.startswith("Restored as of ")


def test_unknown_messages(file: Path) -> None:
    says("restore", file.name)
    shown = says("unknown", "list").stdout
    assert "Usaha & [b]Anda[/b]" in shown
    assert "dua" not in shown
    rows = json.loads(says("unknown", "list", "--json").stdout)["unknown"]
    assert [(row["id"], row["to"], row["class"]) for row in rows] == [
        (2, "Ani", "reply"),
        (3, "Ani", "reply"),
    ]
    assert says("unknown", "resend", "2").stdout == "2 will be sent by the running bot.\n"
    assert says("unknown", "drop", "3").stdout == "3 is dropped.\n"
    assert refuses("unknown", "drop", "3") == "There is no unknown message 3."
    line = "Of every message it is known whether it was sent.\n"
    assert says("unknown", "list").stdout == line


async def test_a_backup_of_a_running_bot(tmp_path: Path) -> None:
    world = World()
    async with served(world) as address:
        settings = bot_settings(world, address, tmp_path / "klinik.db")
        process = klinik_run(settings, tmp_path)
        await process.start()
        owner = world.phone(world.add_person("Rehulina"))
        owner.start()
        await until(owner.received)
        made = await klinik("backup", "a.zip", folder=tmp_path, settings=settings)
        refused = await klinik("restore", "a.zip", folder=tmp_path, settings=settings)
        await process.stop()
    assert made.code == 0, made
    assert refused.code == 1
    settings["KLINIK_DATABASE__URL"] = "sqlite:///another.db"
    done = await klinik("restore", "a.zip", "--verify", folder=tmp_path, settings=settings)
    assert (done.code, done.err) == (0, ""), done
    assert "is not in the backup. Tell them so." in done.out
    assert str(ROOT) not in made.out + made.err + refused.err
