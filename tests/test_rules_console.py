"""`klinik rules`: what a product is asked for, for a script and for the office."""

import json
import shutil
from pathlib import Path
from typing import Any

import pytest

from models.rules import categories, destinations, documents, packaging
from tests.console import refuses, says
from tests.processes import ROOT, klinik

APPROVED = ROOT / "tests" / "approved"
COFFEE = ("rules", "documents", "--category", "KOP", "--destination", "DE")


def items(*arguments: str) -> list[dict[str, Any]]:
    answer = json.loads(says("rules", *arguments, "--json").stdout)
    assert list(answer) == ["items"]
    found: list[dict[str, Any]] = answer["items"]
    return found


def test_documents_for_a_script() -> None:
    found = {item["id"]: item for item in items(*COFFEE[1:])}
    assert len(found) == 31
    assert found["D01"] == {
        "id": "D01",
        "need": "mandatory",
        "per": "business",
        "condition": None,
    }
    assert found["D10"] == {
        "id": "D10",
        "need": "conditional",
        "per": "product",
        "condition": "home_made_food",
    }
    assert (found["D05"]["need"], found["D33"]["per"]) == ("advised", "buyer")


def test_packaging_for_a_script() -> None:
    found = items("packaging", "--category", "KOP")
    assert len(found) == 40
    assert found[0] == {"id": "G01", "need": "mandatory", "per": "product", "condition": None}
    assert {tuple(item) for item in found} == {("id", "need", "per", "condition")}


def test_every_list_can_be_had() -> None:
    for category in categories.by_code():
        wanted = [step.id for step in packaging.steps_for(category)]
        assert [item["id"] for item in items("packaging", "--category", category)] == wanted
    for destination in destinations.by_code():
        arguments = ("documents", "--category", "LIN", "--destination", destination)
        wanted = [one.id for one in documents.documents_for("LIN", destination)]
        assert [item["id"] for item in items(*arguments)] == wanted


@pytest.mark.parametrize(
    ("category", "destination"),
    [
        pytest.param("KOP", "DE", id="coffee_to_germany"),
        pytest.param("ROT", "AU", id="rattan_to_australia"),
    ],
)
def test_documents_read_aloud(category: str, destination: str) -> None:
    """When words of a rule change: write the output of the command over the approved file."""
    done = says("rules", "documents", "--category", category, "--destination", destination)
    approved = APPROVED / f"documents_{category}_{destination}.txt"
    assert done.stdout == approved.read_text("utf-8")


def test_a_step_read_aloud() -> None:
    shown = says("rules", "packaging", "--category", "KUL").stdout
    step = next(part for part in shown.split("\n\n") if part.startswith("F06 "))
    assert step.splitlines() == [
        "F06 Logo Halal Indonesia + nomor sertifikat (ID…)",
        "    wajib, per produk",
        "    Tanyakan: Apakah semua bahan produk ini halal?",
        "    Keterangan: bukan produk nonhalal (nonhalal: tulis keterangan tidak halal)",
        '    Bila tidak: Keterangan "tidak halal" di label',
        "    Periksa: bukan nomor KH/ketetapan; 17 angka; cek di SiHalal",
        "    Bukti: foto, dokumen",
        "    Sumber: okezone 2768214; fahi.or.id",
    ]


def test_names_are_understood_too() -> None:
    named = says("rules", "documents", "--category", "kopi", "--destination", "jerman").stdout
    assert named == says(*COFFEE).stdout


def test_the_list_of_a_version() -> None:
    assert says(*COFFEE, "--version", "1").stdout == says(*COFFEE).stdout
    assert (
        refuses(*COFFEE, "--version", "2", code=2) == "There is no version 2: --version is 1 to 1."
    )


def test_an_unknown_code_is_explained() -> None:
    done = says("rules", "packaging", "--category", "KOPP", code=2)
    said, listed = done.stderr.splitlines()
    assert said == "There is no category 'KOPP'. Did you mean KOP (Kopi & teh)?"
    assert listed.startswith("--category is one of: KUL Makanan olahan / kuliner, MIN Minuman, ")
    assert listed.endswith("LIN Lainnya")


def test_all_unknown_codes_are_explained_at_once() -> None:
    arguments = ("--category", "[bold]", "--destination", "Italia", "--json", "--version", "0")
    done = says("rules", "documents", *arguments, code=2)
    assert done.stdout == ""
    lines = done.stderr.splitlines()
    assert [line.split(":")[0] for line in lines] == [
        "There is no category '[bold]'.",
        "--category is one of",
        "There is no destination 'Italia'. Did you mean EU27 (Uni Eropa)?",
        "--destination is one of",
        "There is no version 0",
    ]


def test_what_was_left_out_is_said() -> None:
    assert "Missing option '--destination'" in says(*COFFEE[:4], code=2).stderr


@pytest.mark.parametrize("command", [("check",), COFFEE], ids=["check", "rules"])
async def test_a_rule_that_cannot_be_used(tmp_path: Path, command: tuple[str, ...]) -> None:
    shutil.copytree(ROOT / "models", tmp_path / "models")
    rules = tmp_path / "models" / "rules" / "documents.yaml"
    text = rules.read_text("utf-8").replace("need: conditional", "need: bila", 1)
    rules.write_text(text.replace("[D10, D11]", "[D10, D12, D09]"), "utf-8")
    lines = [number for number, line in enumerate(text.splitlines(), 1) if "need: bila" in line]
    settings = {"KLINIK_TELEGRAM__TOKEN": "", "KLINIK_TELEGRAM__API_URL": "http://127.0.0.1:1"}
    done = await klinik(*command, folder=tmp_path, settings=settings)
    assert done.code == 1
    assert "Traceback" not in done.err
    said = done.out if command[0] == "check" else done.err
    assert f"documents.yaml:{lines[0]}: documents.2.need: Input should be 'mandatory'" in said
    assert "alternatives.0.2: no document 'D09'" in said
