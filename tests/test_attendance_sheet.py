"""The list to be signed: everybody is on it once, in order, on as many pages as it takes."""

import re
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from PIL import Image, ImageChops

from bot import training_papers
from bot.attendance_sheet import Participant, draw
from bot.config import Clinic
from bot.texts import texts
from tests.papers import metadata, pages
from tests.test_certificate import TRAINING

SHEET = training_papers.sheet(TRAINING, clinic=Clinic(), say=texts("id"))
REHULINA = Participant("Rehulina Br. Ginting", "Kopi “Deleng”", "Kabupaten Karo")


def many(count: int) -> list[Participant]:
    return [
        Participant(f"Peserta nomor-{n}", f"Usaha ke-{n}", "Kota Medan")
        for n in range(1, count + 1)
    ]


def test_it_says_what_and_who(tmp_path: Path) -> None:
    draw(SHEET, [REHULINA], path := tmp_path / "list.pdf", spare=2)
    (page,) = pages(path)
    for line in (
        "Daftar hadir",
        "Kalkulasi harga ekspor dan Incoterms",
        "Kamis, 19 November 2026, 09.00–13.00 WIB",
        "Aula Disperindag Sumut, Medan",
        "Tanda tangan",
        "Rehulina Br. Ginting",
        "Kopi “Deleng”",
        "Kabupaten Karo",
        "Halaman 1 dari 1",
    ):
        assert line in page.words, line
    assert page.picture.height > page.picture.width
    assert metadata(path)["Title"].endswith("Incoterms, 19 Nov 2026")


@pytest.mark.parametrize(
    ("count", "spare", "pages_"),
    [(0, 0, 1), (0, 5, 1), (18, 5, 1), (23, 0, 1), (24, 0, 2), (95, 5, 5)],
)
def test_everybody_is_on_it_once(tmp_path: Path, count: int, spare: int, pages_: int) -> None:
    draw(SHEET, many(count), path := tmp_path / "list.pdf", spare=spare)
    found = pages(path)
    assert len(found) == pages_
    names = re.findall(r"nomor-(\d+)", " ".join(page.text for page in found))
    assert [int(name) for name in names] == list(range(1, count + 1))
    for number, page in enumerate(found, 1):
        assert f"Halaman {number} dari {pages_}" in page.words
        assert "Tanda tangan" in page.words
    signed = {int(n) for page in found for n in re.findall(r"\b(\d+)\.(?=\s|$)", page.text)}
    assert set(range(1, count + spare + 1)) <= signed


def test_the_same_list_is_the_same_file(tmp_path: Path) -> None:
    one, again = tmp_path / "one.pdf", tmp_path / "again.pdf"
    draw(SHEET, many(30), one)
    draw(SHEET, many(30), again)
    assert one.read_bytes() == again.read_bytes()


def test_long_names_are_there_whole(tmp_path: Path) -> None:
    long = Participant(
        "Muhammad Ștefan Nguyễn Thị Ánh binti Hasibuan",
        "Kelompok Usaha Bersama Perempuan Nelayan Sibolga",
        "Kabupaten Labuhanbatu Selatan",
    )
    draw(SHEET, [long], path := tmp_path / "list.pdf", spare=0)
    (page,) = pages(path)
    text = "".join(page.text.split())
    for part in (long.name, long.business, long.regency):
        assert "".join(part.split()) in text


@settings(
    max_examples=20, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(name=st.text(max_size=90), business=st.text(max_size=90))
def test_anything_stays_in_its_column(tmp_path: Path, name: str, business: str) -> None:
    draw(SHEET, [Participant(name, business, "")], path := tmp_path / "list.pdf", spare=0)
    (page,) = pages(path)
    wide, high = page.picture.size
    signing = page.picture.crop((wide - 280, 306, wide - 84, 350))
    for part in (page.picture.crop((wide - 76, 0, wide, high)), signing):
        white = Image.new("RGB", part.size, "#ffffff")
        assert ImageChops.difference(part.convert("RGB"), white).getbbox() is None
