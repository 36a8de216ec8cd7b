"""The office's console: what it does, and one clear line for everything that can be wrong."""

import json
import shutil
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from openpyxl import load_workbook
from sqlalchemy import select

from bot.config import Clinic
from models.database import Database, migrate
from models.forms.registration import Registration
from models.invitation import Invitation
from models.person import Person
from models.services import registration
from models.services.actor import Actor
from simulator.world import World
from tests.console import refuses, says
from tests.processes import ROOT, bot_settings, closed_port, klinik, served

NOW = datetime(2026, 11, 24, 7, tzinfo=UTC)
COMMANDS_WITH_DATABASE = (
    ("migrate",),
    ("backup",),
    ("invite", "admin"),
    ("export",),
    ("quarantine", "list"),
    ("quarantine", "retry", "1"),
    ("quarantine", "drop", "1"),
    ("unknown", "list"),
    ("unknown", "resend", "1"),
    ("unknown", "drop", "1"),
)


@pytest.fixture
def file(tmp_path: Path, empty_database: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A migrated database; nobody answers at the Bot API's address."""
    path = tmp_path / "klinik.db"
    shutil.copy(empty_database, path)
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("KLINIK_DATABASE__URL", f"sqlite:///{path}")
    monkeypatch.setenv("KLINIK_TELEGRAM__API_URL", f"http://127.0.0.1:{closed_port()}")
    monkeypatch.delenv("KLINIK_TELEGRAM__TOKEN", raising=False)
    return path


def register(file: Path) -> None:
    """One business."""
    database = Database(f"sqlite:///{file}", audit_key=b"k")
    answers = {
        "business_name": "Kopi [bold]Deleng",
        "owner_name": "Rehulina",
        "phone": "+6281260000001",
        "regency": "12.06",
    }
    with database.write() as session:
        person = Person(telegram_id=5, name="R", language="id", created_at=NOW)
        session.add(person)
        session.flush()
        zone = Clinic().zone
        actor = Actor(person.id, "R", frozenset())
        registration.submit(session, actor, answers, now=NOW, zone=zone)
    database.close()
    assert Registration.model_validate(answers)


def test_without_a_command_it_helps(file: Path) -> None:
    done = says(code=2)
    assert "export" in done.output
    assert file.exists()


def test_an_invitation_for_a_script(file: Path) -> None:
    answer = json.loads(says("invite", "admin", "--json").stdout)
    assert set(answer) == {"role", "regency", "code", "link", "expires_at"}
    assert (answer["role"], answer["regency"], answer["link"]) == ("admin", None, None)
    assert answer["code"].startswith("r_")
    assert len(answer["code"]) <= 64
    left = datetime.fromisoformat(answer["expires_at"]) - datetime.now(UTC)
    assert timedelta(days=13) < left <= timedelta(days=14)
    database = Database(f"sqlite:///{file}")
    with database.read() as session:
        (hashed,) = session.scalars(select(Invitation.code_hash)).all()
    database.close()
    assert answer["code"][2:] not in hashed


def test_an_invitation_for_people(file: Path) -> None:
    assert file.exists()
    lines = says("invite", "officer", "--regency", "12.06").stdout.splitlines()
    assert lines[0].startswith("Or send to the bot:  /start r_")
    assert lines[1].startswith("Good until ")
    wanted = "An officer needs a regency: --regency 12.06"
    assert refuses("invite", "officer", code=2) == wanted
    assert refuses("invite", "officer", "--regency", "99", code=2) == wanted
    only = "Only an officer has a regency."
    assert refuses("invite", "admin", "--regency", "12.06", code=2) == only
    assert "Invalid value" in says("invite", "king", code=2).stderr


def test_an_export_for_a_script(file: Path) -> None:
    assert json.loads(says("export", "--json").stdout) == {"businesses": []}
    register(file)
    assert json.loads(says("export", "--json").stdout) == {
        "businesses": [
            {
                "number": "KE-2026-00001",
                "name": "Kopi [bold]Deleng",
                "regency": "12.06",
                "state": "submitted",
                "products": [],
            }
        ]
    }


def test_an_export_for_people(file: Path) -> None:
    register(file)
    shown = says("export").stdout
    assert "KE-2026-00001" in shown
    assert "Kopi [bold]Deleng" in shown  # a name is no markup


def test_an_export_as_a_workbook(file: Path) -> None:
    register(file)
    wanted = file.with_name("semua.xlsx")
    done = says("export", "--xlsx", wanted.name)
    assert done.stdout == "1 businesses, 0 products: semua.xlsx\n"
    assert "100%" in done.stderr
    sheet = load_workbook(wanted)["Usaha"]
    assert [cell.value for cell in sheet["A"]] == ["Nomor", "KE-2026-00001"]
    assert not list(file.parent.glob("*.part"))
    assert len(json.loads(says("export", "--json", "--xlsx", wanted.name).stdout)) == 1


def test_a_workbook_that_cannot_be_written(file: Path) -> None:
    done = says("export", "--xlsx", "no/such/folder.xlsx", code=1)
    assert "no/such/folder.xlsx cannot be written" in done.stderr
    assert file.exists()


def test_an_empty_quarantine(file: Path) -> None:
    assert file.exists()
    assert says("quarantine", "list").stdout == "Nothing is in quarantine.\n"
    assert json.loads(says("quarantine", "list", "--json").stdout) == {"quarantine": []}
    assert refuses("quarantine", "retry", "7") == "There is no open update 7 in quarantine."
    assert refuses("quarantine", "drop", "7") == "There is no open update 7 in quarantine."


def test_a_database_is_brought_up_to_date(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("KLINIK_DATABASE__URL", f"sqlite:///{tmp_path / 'deep' / 'new.db'}")
    assert refuses("backup").startswith("There is nothing to back up")
    line = "The database is not up to date: run `klinik migrate`."
    for command in COMMANDS_WITH_DATABASE[2:]:
        assert refuses(*command) == line
    for _ in range(2):
        assert says("migrate").stdout == "The database is up to date.\n"
    assert json.loads(says("export", "--json").stdout) == {"businesses": []}


def test_a_check_without_token(file: Path) -> None:
    assert file.exists()
    done = says("check", code=1)
    lines = done.stdout.splitlines()
    assert lines[0] == "ok   config: readable"
    assert "ok   database: reachable and up to date" in lines
    assert lines[-1].startswith("no   token: missing: set KLINIK_TELEGRAM__TOKEN")


def test_a_check_finds_what_is_worth_knowing(
    tmp_path: Path, file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert file.exists()
    monkeypatch.setenv("KLINIK_DATABASE__URL", f"sqlite:///{tmp_path / 'new.db'}")
    monkeypatch.setenv("KLINIK_LIMITS__CHAT_PER_SECOND", "0")
    monkeypatch.setenv("KLINIK_TELEGRAM__TOKEN", "1:x")
    lines = says("check", code=1).stdout.splitlines()
    assert any(line.startswith("note limits.chat_per_second: off") for line in lines)
    assert any(line.startswith("note database: not up to date") for line in lines)
    assert lines[-1] == "no   token: Telegram does not accept it, or cannot be reached"


def nowhere(kind: str, folder: Path) -> str:
    """The address of a database that cannot be used."""
    match kind:
        case "unreachable":
            return f"postgresql+psycopg://klinik:secret@127.0.0.1:{closed_port()}/klinik"
        case "below a file":
            (folder / "file").write_text("")
            return f"sqlite:///{folder}/file/klinik.db"
        case "a folder":
            (folder / "folder").mkdir()
            return f"sqlite:///{folder}/folder"
        case _:
            (folder / "note.txt").write_text("no database at all" * 100)
            return f"sqlite:///{folder}/note.txt"


@pytest.mark.parametrize("command", [*COMMANDS_WITH_DATABASE, ("run",)])
@pytest.mark.parametrize("kind", ["unreachable", "below a file", "a folder", "no database"])
def test_a_database_that_cannot_be_used(
    file: Path, monkeypatch: pytest.MonkeyPatch, kind: str, command: tuple[str, ...]
) -> None:
    monkeypatch.setenv("KLINIK_DATABASE__URL", nowhere(kind, file.parent))
    if command == ("run",):
        monkeypatch.setenv("KLINIK_TELEGRAM__TOKEN", "1:x")
    line = refuses(*command)
    assert line.startswith("The database cannot be used: ")
    assert "secret" not in line


@pytest.mark.parametrize("kind", ["unreachable", "below a file", "a folder", "no database"])
def test_a_check_of_a_database_that_cannot_be_used(
    file: Path, monkeypatch: pytest.MonkeyPatch, kind: str
) -> None:
    monkeypatch.setenv("KLINIK_DATABASE__URL", nowhere(kind, file.parent))
    lines = says("check", code=1).stdout.splitlines()
    assert sum(line.startswith("no   database: cannot be used: ") for line in lines) == 1


def test_a_database_of_a_newer_version(file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    database = Database(f"sqlite:///{file}")
    with database.engine.begin() as connection:
        connection.exec_driver_sql("UPDATE alembic_version SET version_num = '9999'")
    database.close()
    line = "The database is of a newer version of this program; it was not touched."
    assert refuses("migrate") == line
    monkeypatch.setenv("KLINIK_TELEGRAM__TOKEN", "1:x")
    assert refuses("run") == line


def test_a_run_without_token(file: Path) -> None:
    assert file.exists()
    assert refuses("run", code=2).startswith("No token: set KLINIK_TELEGRAM__TOKEN")


def test_a_config_that_cannot_be_used(file: Path) -> None:
    path = file.parent / "config.toml"
    path.write_text("[clinic]\nlanguage = 'jv'\n[log]\nlevel = 'LOUD'\n")
    for command in (("check",), ("run",), *COMMANDS_WITH_DATABASE):
        done = says(*command, code=2)
        assert [line.split(":")[1].strip() for line in done.stderr.splitlines()] == [
            "clinic.language",
            "log.level",
        ]
    missing = refuses("check", "--config", "none.toml", code=2)
    assert missing == "none.toml: no such file; copy config.example.toml"


@pytest.mark.parametrize("command", ["check", "run"])
async def test_rules_that_cannot_be_used(tmp_path: Path, command: str) -> None:
    shutil.copytree(ROOT / "models", tmp_path / "models")
    rules = tmp_path / "models" / "rules" / "regencies.yaml"
    text = rules.read_text("utf-8")
    rules.write_text(text.replace('code: "12.01"', 'code: "99.99"', 1), "utf-8")
    line = text.splitlines().index('  - code: "12.01"') + 1
    settings = {"KLINIK_TELEGRAM__TOKEN": "1:x", "KLINIK_TELEGRAM__API_URL": "http://127.0.0.1:1"}
    done = await klinik(command, folder=tmp_path, settings=settings)
    assert done.code == 1
    assert "Traceback" not in done.err
    said = done.out if command == "check" else done.err
    assert f"regencies.yaml:{line}: regencies.0.code: String should match pattern" in said


async def test_a_check_with_everything_in_place(tmp_path: Path) -> None:
    world, file = World(), tmp_path / "klinik.db"
    database = Database(f"sqlite:///{file}")
    migrate(database)
    database.close()
    async with served(world) as address:
        settings = bot_settings(world, address, file)
        checked = await klinik("check", folder=tmp_path, settings=settings)
        invited = await klinik("invite", "admin", "--json", folder=tmp_path, settings=settings)
        another = settings | {"KLINIK_TELEGRAM__TOKEN": "1:x"}
        wrong = await klinik("check", folder=tmp_path, settings=another)
    assert checked.code == 0, checked
    assert checked.out.splitlines()[-1] == "ok   token: belongs to @KlinikEksporBot"
    answer = json.loads(invited.out)
    assert answer["link"] == f"https://t.me/KlinikEksporBot?start={answer['code']}"
    assert wrong.code == 1
    assert world.token not in checked.out + checked.err + wrong.out + wrong.err
