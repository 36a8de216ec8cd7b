"""The rules change while a clinic is open: what its owners notice, and when."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from bot import cli_rule_moves
from models.services import checklists
from models.services.actor import Actor
from models.services.lines import Listed
from tests import rules_copies
from tests.console import says
from tests.errands import row_of
from tests.mentored import begin
from tests.talk import Clinic, Talker


@pytest.fixture
def rules(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[rules_copies.Clinic]:
    """The clinic's rules, to be changed."""
    folder = tmp_path / "rules"
    folder.mkdir()
    yield rules_copies.Clinic(folder, monkeypatch)
    monkeypatch.undo()
    rules_copies.forget()


@pytest.fixture
def console(clinic: Clinic, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Clinic:
    """The office's console beside the running bot."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("KLINIK_DATABASE__URL", clinic.config.database.url)
    monkeypatch.setattr(cli_rule_moves, "system_clock", clinic.world.now)
    return clinic


async def moves(clinic: Clinic, *options: str) -> None:
    """The office moves the lists; the running bot finds what is to be told."""
    command = ("rules", "move", *options)
    clinic.script.append(f"\n*The office: klinik {' '.join(command)}*\n")
    says(*command)
    await clinic.bot.sender.sweep_once()
    await clinic.settles()


def listed(clinic: Clinic, owner: Talker) -> Listed:
    row = row_of(owner)
    with clinic.database.write() as session:
        entry_id = 2  # the product, after its business
        actor = Actor(row.id, row.name, frozenset())
        return checklists.own(session, actor, entry_id, now=clinic.world.now())


async def test_rules_change_while_a_list_runs(console: Clinic, rules: rules_copies.Clinic) -> None:
    clinic = console
    with clinic.in_short("Rehulina's business and its Kopi bubuk are mentored."):
        owner = clinic.person("Rehulina Ginting", phone="6281260000001")
        await owner.starts()
        begin(clinic, owner)
    before = {line.item.id for line in listed(clinic, owner).lines}
    clinic.script.append("\n*The office writes version 2 of packaging.yaml.*\n")
    rules.changes()
    rules.restarts()
    await clinic.restarts()
    await owner.sends("/beranda")
    count = len(owner.phone.received())
    assert {line.item.id for line in listed(clinic, owner).lines} == before, "on its version"
    await moves(clinic, "--dry-run")
    assert len(owner.phone.received()) == count
    await moves(clinic)
    owner.sees(
        "Daftar Kopi Deleng diperbarui",
        "Ada 2 langkah wajib baru:",
        "• Segel kemasan utuh (Kopi bubuk)",
        "• Tanda daur ulang & kode bahan plastik (Kopi bubuk)",
        "Yang sudah selesai tetap selesai.",
        buttons=["Buka tugas", "Beranda"],
    )
    after = {line.item.id for line in listed(clinic, owner).lines}
    assert (after - before, before - after) == ({"G19"}, {"G02"})
    await owner.taps("Beranda")
    count = len(owner.phone.received())
    await moves(clinic)
    assert len(owner.phone.received()) == count, "told once"


async def test_new_steps_are_told_in_english_after_the_quiet_hours(
    console: Clinic, rules: rules_copies.Clinic
) -> None:
    clinic = console
    with clinic.in_short("Anna Weber's business is mentored; she reads English."):
        owner = clinic.person("Anna Weber", phone="6281260000001")
        await owner.starts()
        await owner.sends("/language")
        await owner.taps("English")
        begin(clinic, owner)
        listed(clinic, owner)
    rules.changes()
    rules.restarts()
    clinic.passes(hours=8)
    count = len(owner.phone.received())
    await moves(clinic)
    assert len(owner.phone.received()) == count, "nobody is woken"
    await clinic.waits(hours=9)
    owner.sees("The list of Kopi Deleng was renewed", "New required steps: 2.")
