"""The process that writes the workbook: what it says, and what becomes of its trouble."""

from pathlib import Path

import pytest
from openpyxl import load_workbook

from bot.jobs import Progress
from bot.texts import texts
from bot.workbook_job import ChildFailedError, WorkbookJob
from models.database import Database
from models.services.jobs import ENTRIES_XLSX, Claimed
from tests.services import NOW, ZONE
from tests.test_workbook import fill

JOB = Claimed(17, ENTRIES_XLSX, 1, 7, {"regency": "12.06"}, NOW, 1)


async def test_it_gives_a_file_with_a_name(
    database: Database, database_url: str, tmp_path: Path
) -> None:
    fill(database)
    progress = Progress()
    work = WorkbookJob(database_url, ZONE, lambda: NOW)
    made = await work(JOB, texts("id"), tmp_path / "17-1", progress)
    assert made.path == tmp_path / "17-1.xlsx"
    assert made.name == "usaha-dan-produk-2026-11-24.xlsx"
    assert made.text.startswith("<b>Kabupaten Karo</b>\n1 usaha, 1 produk.")
    assert (made.about, progress.percent) == ({"businesses": 1, "products": 1}, 100)
    assert load_workbook(made.path).sheetnames == ["Usaha", "Produk"]
    assert not (tmp_path / "17-1.xlsx.part").exists()


async def test_its_trouble_is_named(tmp_path: Path) -> None:
    file = tmp_path / "file"
    file.write_text("no folder")
    work = WorkbookJob(f"sqlite:///{file}/klinik.db", ZONE, lambda: NOW)
    with pytest.raises(ChildFailedError, match="Error: "):
        await work(JOB, texts("id"), tmp_path / "17-1", Progress())
    assert not (tmp_path / "17-1.xlsx").exists()
