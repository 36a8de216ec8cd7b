"""A rule edited on a running clinic: lists stay on their version until the staff move them."""

import json
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from models.database import Database
from models.errors import NotAllowedError
from models.outbox import OutboxRow
from models.person import Role
from models.rules import documents, packaging
from models.services import checklists, evidence, list_versions, mentoring, review_queue, reviewing
from models.services.lines import Listed
from models.services.list_versions import Moved, Standing, Version
from models.task import Checklist, Evidence, EvidenceState, Task, TaskState
from tests import rules_copies
from tests.console import refuses, says
from tests.mentored import Mentored, approve, mentored
from tests.processes import ROOT, klinik
from tests.services import NOW, person

OLD, NEW = Version(1, 1), Version(2, 1)


@pytest.fixture
def rules(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[rules_copies.Clinic]:
    """The clinic's rules, to be changed."""
    folder = tmp_path / "rules"
    folder.mkdir()
    yield rules_copies.Clinic(folder, monkeypatch)
    monkeypatch.undo()
    rules_copies.forget()


def begun(session: Session) -> Mentored:
    """A business whose lists run."""
    case = mentored(session)
    checklists.of_business(session, case.business.id, now=NOW)
    return case


def product_list(session: Session, case: Mentored) -> Listed:
    return checklists.of_entry(session, case.product, now=NOW)


def codes(listed: Listed) -> set[str]:
    return {line.item.id for line in listed.lines}


def send(session: Session, case: Mentored, code: str) -> Task:
    item = evidence.open_item(session, case.owner, case.product.id, code, now=NOW)
    sent = evidence.submit(session, case.owner, item.task.id, {"files": [1]}, now=NOW)
    return session.get_one(Task, sent.task.id, populate_existing=True)


def accept(session: Session, case: Mentored, task: Task) -> None:
    assert case.mentor is not None
    reviewing.accept(session, case.mentor, task.id, seen=task.revision, now=NOW)


def move(session: Session) -> Moved:
    (moved,) = list_versions.move(session, None, now=NOW).moved
    return moved


def test_a_running_list_stays_on_its_version(session: Session, rules: rules_copies.Clinic) -> None:
    case = begun(session)
    before = product_list(session, case)
    rules.changes()
    rules.restarts()
    after = product_list(session, case)
    assert codes(after) == codes(before)
    assert after.progress == before.progress
    assert after.line("G01").item.title.startswith("Foto kemasan"), "new words show at once"  # type: ignore[union-attr]
    other, _sent = approve(session, person(session, "Saut"))
    lists = checklists.of_business(session, other.id, now=NOW)
    assert {"G19", "G17"} <= codes(lists[0])
    assert "G02" not in codes(lists[0])
    assert list_versions.standings(session) == [Standing(OLD, 2), Standing(NEW, 2)]
    assert list_versions.behind(session) == 2


def test_lists_are_moved_and_what_both_share_stays(
    session: Session, rules: rules_copies.Clinic
) -> None:
    case = begun(session)
    accept(session, case, send(session, case, "G01"))
    accept(session, case, send(session, case, "G02"))
    total = product_list(session, case).progress.total
    rules.changes()
    rules.restarts()
    moved = move(session)
    assert (moved.business.id, moved.lists) == (case.business.id, 2)
    assert {line.item.id for line in moved.came} == {"G19", "G17"}
    assert moved.went == ("G02",)
    after = product_list(session, case)
    assert after.line("G01").state == TaskState.ACCEPTED
    assert (after.progress.done, after.progress.total) == (1, total + 1)
    row = session.get_one(Checklist, case.product.id, populate_existing=True)
    assert (row.packaging_version, row.done, row.total) == (2, 1, total + 1)
    kept = session.scalars(
        select(Evidence).join(Task, Task.id == Evidence.task_id).where(Task.code == "G02")
    ).one()
    assert kept.state == EvidenceState.ACCEPTED
    assert list_versions.move(session, None, now=NOW).moved == (), "moved once"


def test_what_is_done_already_is_not_announced(
    session: Session, rules: rules_copies.Clinic
) -> None:
    case = begun(session)
    accept(session, case, send(session, case, "G17"))
    rules.changes()
    rules.restarts()
    assert [line.item.id for line in move(session).came] == ["G19"]


def test_evidence_of_a_retired_item_waits_for_nobody(
    session: Session, rules: rules_copies.Clinic
) -> None:
    case = begun(session)
    assert case.mentor is not None
    task = send(session, case, "G02")
    rules.changes()
    rules.restarts()
    move(session)
    assert review_queue.following(session, case.mentor, now=NOW) is None
    assert mentoring.charge(session, case.mentor, case.business.id).waiting == 0
    rules.steps.in_item("G02", "retired: 2\n        ", "")
    rules.saves()
    rules.restarts()
    session.get_one(Checklist, case.product.id, populate_existing=True).packaging_version = 1
    session.flush()
    move(session)
    again = review_queue.following(session, case.mentor, now=NOW)
    assert again is not None
    assert again.id == task.id


def test_only_one_business_or_piece_by_piece(
    session: Session, rules: rules_copies.Clinic, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(list_versions, "PIECE", 4)
    cases = [approve(session, person(session, name))[0] for name in ("Ani", "Budi", "Cut", "Dian")]
    for business in cases:
        checklists.of_business(session, business.id, now=NOW)
    rules.changes()
    rules.restarts()
    only = list_versions.move(session, None, now=NOW, business_id=cases[2].id)
    assert [one.business.id for one in only.moved] == [cases[2].id]
    after: int | None = 0
    pieces = []
    while after is not None:
        piece = list_versions.move(session, None, now=NOW, after=after)
        pieces.append([one.business.id for one in piece.moved])
        after = piece.after
    assert pieces == [[cases[0].id, cases[1].id], [cases[3].id]]
    assert list_versions.behind(session) == 0


def test_a_dry_run_writes_nothing(session: Session, rules: rules_copies.Clinic) -> None:
    case = begun(session)
    rules.changes()
    rules.restarts()
    (would,) = list_versions.move(session, None, now=NOW, dry=True).moved
    assert {line.item.id for line in would.came} == {"G19", "G17"}
    assert list_versions.behind(session) == 2
    assert "G19" not in codes(product_list(session, case))


def test_only_an_admin_moves_lists(session: Session) -> None:
    case = begun(session)
    assert case.mentor is not None
    with pytest.raises(NotAllowedError):
        list_versions.move(session, case.mentor, now=NOW)
    admin = person(session, "Rizal", Role.ADMIN)
    assert list_versions.move(session, admin, now=NOW).moved == ()


def test_lists_nobody_works_on_stay(session: Session, rules: rules_copies.Clinic) -> None:
    case = begun(session)
    case.business.state = "withdrawn"
    session.flush()
    rules.changes()
    rules.restarts()
    assert list_versions.behind(session) == 0
    assert list_versions.move(session, None, now=NOW).moved == ()


def test_a_wrong_field_is_named_and_the_running_bot_keeps_what_it_has(
    session: Session, rules: rules_copies.Clinic
) -> None:
    case = begun(session)
    before = codes(product_list(session, case))
    rules.changes()
    rules.steps.in_item("G19", "need: mandatory", "need: wajib")
    rules.saves()
    assert codes(product_list(session, case)) == before, "it reads the files at its start only"
    line = rules.steps.line("need: wajib")
    (mistake,) = rules.steps.mistakes()
    assert mistake.startswith(f"packaging.yaml:{line}: ")
    assert "need: Input should be 'mandatory', 'conditional' or 'advised'" in mistake


async def test_klinik_check_names_file_and_line(
    tmp_path: Path, rules: rules_copies.Clinic
) -> None:
    shutil.copytree(ROOT / "models", tmp_path / "models")
    rules.changes()
    rules.steps.in_item("G19", "title:", "titel:")
    (tmp_path / "models" / "rules" / "packaging.yaml").write_text(rules.steps.text, "utf-8")
    settings = {"KLINIK_TELEGRAM__TOKEN": "", "KLINIK_TELEGRAM__API_URL": "http://127.0.0.1:1"}
    done = await klinik("check", folder=tmp_path, settings=settings)
    assert done.code == 1
    assert f"packaging.yaml:{rules.steps.line('titel:')}: " in done.out


@pytest.fixture
def office(database: Database, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Database:
    """The console works on this database."""
    monkeypatch.chdir(tmp_path)
    url = database.url.render_as_string(hide_password=False)
    monkeypatch.setenv("KLINIK_DATABASE__URL", url)
    return database


def test_the_console_moves_and_tells(office: Database, rules: rules_copies.Clinic) -> None:
    with office.write() as session:
        case = begun(session)
        number = case.business.number
    rules.changes()
    rules.restarts()
    running = json.loads(says("rules", "running", "--json").stdout)
    assert running == {
        "present": {"packaging": 2, "documents": 1},
        "running": [{"packaging": 1, "documents": 1, "lists": 2}],
    }
    would = json.loads(says("rules", "move", "--dry-run", "--json").stdout)
    assert (would["dry_run"], would["lists"], would["businesses"][0]["told"]) == (True, 2, 0)
    assert "2 lists of 1 businesses would be moved" in says("rules", "move", "--dry-run").stdout
    assert _told(office) == []
    done = says("rules", "move", "--business", number.lower(), "--json")
    answer = json.loads(done.stdout)
    assert answer["businesses"] == [
        {"number": number, "lists": 2, "came": ["G17", "G19"], "went": ["G02"], "told": 1}
    ]
    (text,) = _told(office)
    assert "Ada 2 langkah wajib baru:" in text
    assert "• Segel kemasan utuh (Kopi bubuk)" in text
    assert says("rules", "move").stdout.startswith("0 lists of 0 businesses moved")
    assert "Present: packaging 2, documents 1." in says("rules", "running").stdout


def test_the_console_says_what_cannot_be(office: Database, rules: rules_copies.Clinic) -> None:
    said = refuses("rules", "move", "--business", "KE-2026-09999")
    assert said == "There is no business KE-2026-09999: --business KE-2026-00017"
    assert "No list is running." in says("rules", "running").stdout
    rules.steps.in_item("G03", "need: mandatory", "need: wajib")
    rules.saves()
    rules.restarts()
    assert "packaging.yaml:" in refuses("rules", "move")
    assert office.url


def test_the_present_rules_need_no_move(session: Session) -> None:
    begun(session)
    assert list_versions.present() == Version(
        packaging.changes()[-1].version, documents.changes()[-1].version
    )
    assert list_versions.behind(session) == 0


def _told(office: Database) -> list[str]:
    with office.read() as session:
        return [row.payload["text"] for row in session.scalars(select(OutboxRow))]
