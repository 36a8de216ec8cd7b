"""The workbook of entries, read back: what is text stays text, numbers and dates are their own."""

from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from openpyxl import load_workbook
from openpyxl.cell.cell import Cell
from openpyxl.worksheet.worksheet import Worksheet
from sqlalchemy import event, insert, update

from bot import workbook
from bot.texts import texts
from models.business import Business
from models.database import Database
from models.entry import Entry, EntryKind, EntryState
from models.forms.definition import questions
from models.forms.product import ProductForm
from models.forms.registration import Registration
from models.person import Role
from models.services import export, products, registration
from models.services.export import Extent, Selection
from tests.services import NOW, ZONE, answers, person

HEADINGS = {
    "Usaha": [
        *("Nomor", "Keadaan", "Kabupaten/kota", "Masuk", "Diputuskan", "Diputuskan oleh"),
        *("Jumlah perbaikan", "Menunggu sejak"),
        *("Nama usaha", "Nama pemilik", "Nomor HP", "Kabupaten atau kota", "Alamat usaha"),
        *("Penjualan setahun", "Mulai usaha", "NIB", "Pernah ekspor"),
    ],
    "Produk": [
        *("Nomor", "Usaha", "Keadaan", "Kabupaten/kota", "Masuk", "Diputuskan"),
        *("Diputuskan oleh", "Jumlah perbaikan", "Menunggu sejak"),
        *("Nama produk", "Kelompok produk", "Jenis produk", "Cerita produk", "Foto produk"),
        *("Kode HS", "Kapasitas", "Waktu membuat", "Harga", "Harga untuk", "Isi kemasan"),
        *("Masa simpan", "Surat yang sudah ada", "Negara tujuan"),
    ],
}
BUSINESS = {
    "business_name": "=1+1",
    "owner_name": "@Rehulina",
    "phone": "+6281260000001",
    "address": "-Jl. Udara 12\n+Desa Gurusinga",
    "turnover": "under300",
    "founded": 2016,
    "nib": "0812345678901",
    "exported": "never",
}
PRODUCT: dict[str, Any] = {
    "name": "+Kopi bubuk",
    "group": "KOPI",
    "category": "KOP",
    "story": "\t=cmd|' /C calc'!A0",
    "photos": [1, 2, 3],
    "hs": "090111",
    "capacity": {"amount": "50", "unit": "kg", "period": "week", "per_month": "217"},
    "capacity_when": "always",
    "price": 85000,
    "price_for": "pack",
    "pack_size": {"amount": "250", "unit": "g"},
    "shelf_life": "1.5",
    "certificates": ["pirt", "halal"],
    "destinations": ["DE", "MY"],
}


def fill(database: Database, **product: Any) -> None:
    """One business with one product, decided by Sari."""
    with database.write() as session:
        ani, sari = person(session, "Ani"), person(session, "Sari Harahap", Role.CURATOR)
        business = registration.submit(session, ani, answers(**BUSINESS), now=NOW, zone=ZONE)
        session.flush()
        products.submit(session, ani, business.id, PRODUCT | product, now=NOW)
        session.flush()
        decided = {
            "state": EntryState.APPROVED,
            "decided_at": NOW + timedelta(hours=12),
            "decided_by": sari.person_id,
            "waiting_since": None,
            "rounds": 2,
        }
        session.execute(update(Entry).where(Entry.id == business.id).values(**decided))


def written(
    database: Database, folder: Path, wanted: Selection | None = None
) -> tuple[Extent, dict[str, Worksheet]]:
    path = folder / "entries.xlsx"
    extent = workbook.write(path, database, wanted or Selection(), zone=ZONE)
    return extent, {sheet.title: sheet for sheet in load_workbook(path)}


def local(written: str) -> datetime:
    """A moment on the office's clock, as a spreadsheet has it: without a zone."""
    return datetime.fromisoformat(written)


def cells(sheet: Worksheet, row: int = 2) -> dict[str, Cell]:
    headings = (cell.value for cell in sheet[1])
    return dict(zip(headings, sheet[row], strict=True))  # type: ignore[arg-type]  # no merged cells


def values(sheet: Worksheet, row: int = 2) -> dict[str, Any]:
    return {heading: cell.value for heading, cell in cells(sheet, row).items()}


def test_a_business_is_one_row(database: Database, tmp_path: Path) -> None:
    fill(database)
    extent, sheets = written(database, tmp_path)
    assert (extent.businesses, extent.products) == (1, 1)
    assert list(sheets) == ["Usaha", "Produk"]
    assert values(sheets["Usaha"]) == {
        "Nomor": "KE-2026-00001",
        "Keadaan": "disetujui",
        "Kabupaten/kota": "Kabupaten Karo",
        "Masuk": local("2026-11-24 14:00"),
        "Diputuskan": local("2026-11-25 02:00"),
        "Diputuskan oleh": "Sari Harahap",
        "Jumlah perbaikan": 2,
        "Menunggu sejak": None,
        "Nama usaha": "=1+1",
        "Nama pemilik": "@Rehulina",
        "Nomor HP": "0812-6000-0001",
        "Kabupaten atau kota": "Kabupaten Karo",
        "Alamat usaha": "-Jl. Udara 12\n+Desa Gurusinga",
        "Penjualan setahun": texts("id").plain("form.registration.turnover.choice.under300"),
        "Mulai usaha": 2016,
        "NIB": "0812345678901",
        "Pernah ekspor": "Belum pernah",
    }


def test_a_product_is_one_row(database: Database, tmp_path: Path) -> None:
    fill(database)
    _extent, sheets = written(database, tmp_path)
    found = values(sheets["Produk"])
    assert found["Nomor"] == "KE-2026-00001/1"
    assert (found["Usaha"], found["Nama produk"]) == ("=1+1", "+Kopi bubuk")
    assert found["Menunggu sejak"] == local("2026-11-24 14:00")
    assert found["Kode HS"] == "0901.11"
    assert found["Kapasitas"] == "50 kg seminggu, kira-kira 217 kg sebulan"
    assert (found["Harga"], found["Masa simpan"], found["Foto produk"]) == (85000, 1.5, 3)
    assert found["Isi kemasan"] == "250 g"
    assert found["Negara tujuan"] == "Jerman, Malaysia"
    assert found["Cerita produk"] == "\t=cmd|' /C calc'!A0"


def test_cells_have_their_types(database: Database, tmp_path: Path) -> None:
    fill(database)
    _extent, sheets = written(database, tmp_path)
    business, product = cells(sheets["Usaha"]), cells(sheets["Produk"])
    for heading in ("Nama usaha", "Nama pemilik", "Nomor HP", "Alamat usaha", "NIB", "Nomor"):
        assert (business[heading].data_type, business[heading].quotePrefix) == ("s", False), (
            heading
        )
    for heading in ("Nama produk", "Usaha", "Cerita produk", "Kode HS", "Kapasitas"):
        assert product[heading].data_type == "s", heading
    for heading in ("Masuk", "Diputuskan"):
        assert business[heading].is_date, heading
        assert business[heading].number_format == "[$-421]d mmm yyyy hh:mm"
    for heading in ("Mulai usaha", "Jumlah perbaikan"):
        assert business[heading].data_type == "n", heading
    assert [product[h].data_type for h in ("Harga", "Masa simpan", "Foto produk")] == ["n"] * 3
    assert product["Harga"].number_format == '"Rp"#,##0'
    no_formula = [
        c for sheet in sheets.values() for row in sheet for c in row if c.data_type == "f"
    ]
    assert not no_formula


def test_answers_that_are_no_number_are_words(database: Database, tmp_path: Path) -> None:
    fill(database, shelf_life="none", hs="none", price=10**20, capacity={"amount": "old shape"})
    with database.write() as session:
        session.execute(
            update(Business).values(answers={**BUSINESS, "nib": "none", "founded": None})
        )
    _extent, sheets = written(database, tmp_path)
    product, business = values(sheets["Produk"]), values(sheets["Usaha"])
    assert product["Masa simpan"] == "Belum pernah diuji"
    assert product["Kode HS"] == texts("id").plain("form.product.hs.none")
    assert product["Harga"] == str(10**20)
    assert product["Kapasitas"] == "{'amount': 'old shape'}"
    assert (business["NIB"], business["Mulai usaha"]) == ("Belum punya NIB", None)


def test_the_columns_are_the_same_whatever_is_in_it(database: Database, tmp_path: Path) -> None:
    _extent, empty = written(database, tmp_path)
    assert {name: [c.value for c in sheet[1]] for name, sheet in empty.items()} == HEADINGS
    fill(database)
    for wanted in (Selection(), Selection(waiting=True), Selection(regency="12.01")):
        _extent, sheets = written(database, tmp_path, wanted)
        assert {name: [c.value for c in sheet[1]] for name, sheet in sheets.items()} == HEADINGS
        for sheet in sheets.values():
            assert sheet.freeze_panes == "B2"
            assert str(sheet.auto_filter.ref).startswith("A1:")
            assert sheet["A1"].font.b
            assert all(sheet.column_dimensions[letter].width > 10 for letter in "ABCD")


def test_every_question_has_a_column() -> None:
    for kind, form in ((EntryKind.BUSINESS, Registration), (EntryKind.PRODUCT, ProductForm)):
        found = workbook.columns(kind, texts("id"), ZONE)
        assert len(found) == len(questions(form)) + (8 if kind == EntryKind.BUSINESS else 9)


def test_only_what_is_wanted(database: Database, tmp_path: Path) -> None:
    fill(database)
    with database.write() as session:
        budi = person(session, "Budi")
        toba = answers(business_name="Tenun Toba", regency="12.12")
        registration.submit(session, budi, toba, now=NOW, zone=ZONE)
    for wanted, count in (
        (Selection(waiting=True), (1, 1)),
        (Selection(regency="12.06"), (1, 1)),
        (Selection(regency="12.12"), (1, 0)),
        (Selection(), (2, 1)),
    ):
        extent, sheets = written(database, tmp_path, wanted)
        assert (extent.businesses, extent.products) == count
        for sheet, rows in zip(sheets.values(), count, strict=True):
            assert len([c for c in sheet["A"] if c.value]) - 1 == rows


def test_pieces_make_one_whole(
    database: Database, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(export, "_ROWS", 100)
    with database.write() as session:
        many(session.connection().execute, 250)
    statements: list[str] = []
    with database.read() as session:
        engine = session.get_bind()

    @event.listens_for(engine, "before_cursor_execute")
    def _note(_connection: Any, _cursor: Any, statement: str, *_more: Any) -> None:
        if statement.startswith("SELECT"):
            statements.append(statement)

    heard: list[int] = []
    path = tmp_path / "many.xlsx"
    extent = workbook.write(path, database, Selection(), zone=ZONE, report=heard.append)
    assert extent.businesses == 250
    sheet = load_workbook(path)["Usaha"]
    numbers = [cell.value for cell in sheet["A"]][1:]
    assert numbers == [f"KE-2026-{n:05d}" for n in range(250)]
    assert heard == list(range(1, 101))
    assert len(statements) == 1 + 4 + 1  # the count; three pieces and their end; no products


def many(execute: Any, count: int) -> None:
    rows = [
        {
            "kind": EntryKind.BUSINESS,
            "number": f"KE-2026-{n:05d}",
            "state": EntryState.SUBMITTED,
            "revision": 1,
            "name": f"Usaha {n}",
            "name_key": f"usaha {n}",
            "regency": "12.06",
            "answers": answers(business_name=f"Usaha {n}"),
            "submitted_at": NOW,
            "unannounced": False,
            "settles": False,
            "appealed": False,
            "rounds": 0,
        }
        for n in range(count)
    ]
    execute(insert(Entry.__table__), rows)  # type: ignore[arg-type]  # it is a Table
