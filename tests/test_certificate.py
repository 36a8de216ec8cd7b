"""The certificate: whoever it is for, the name is on it, has room, and the code can be checked."""

from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from PIL import Image, ImageChops

from bot import training_papers
from bot.certificate import UnwritableError, draw
from bot.config import Clinic
from bot.paper_letters import writable
from bot.texts import texts
from bot.training_papers import Signature, Training
from models.deep_link import LinkKind, new_payload
from tests.papers import codes, metadata, pages

PAPER = (255, 250, 240)
TRAINING = Training(
    title="Kalkulasi harga ekspor dan Incoterms",
    starts_at=datetime(2026, 11, 19, 2, tzinfo=UTC),
    ends_at=datetime(2026, 11, 19, 6, tzinfo=UTC),
    place="Aula Disperindag Sumut, Medan",
    hours=4,
)
SIGNATURE = Signature(
    city="Medan",
    on=date(2026, 11, 27),
    name="Dewi Lestari Simanjuntak, S.E., M.Si.",
    position="Kepala Bidang Pengembangan Perdagangan Luar Negeri",
)
LINK = "https://t.me/KlinikEksporBot?start=s_AbCdEf0123456789_-xyzQ"
CERTIFICATE = training_papers.certificate(
    TRAINING,
    SIGNATURE,
    participant="Rehulina Br. Ginting",
    number="KE-SU/2026/L07/0012",
    link=LINK,
    clinic=Clinic(),
    say=texts("id"),
)


def test_it_says_who_learned_what_when_and_where(tmp_path: Path) -> None:
    draw(CERTIFICATE, path := tmp_path / "one.pdf")
    (page,) = pages(path)
    for line in (
        "KLINIK EKSPOR SUMUT",
        "SERTIFIKAT",
        "Nomor KE-SU/2026/L07/0012",
        "Rehulina Br. Ginting",
        "telah menyelesaikan pelatihan",
        "Kalkulasi harga ekspor dan Incoterms",
        "Kamis, 19 November 2026, 09.00–13.00 WIB, 4 jam pelatihan",
        "Aula Disperindag Sumut, Medan",
        "Medan, 27 November 2026",
        "Dewi Lestari Simanjuntak, S.E., M.Si.",
        "Kepala Bidang Pengembangan Perdagangan Luar Negeri",
    ):
        assert line in page.words, line
    assert page.picture.width > page.picture.height


def test_it_says_so_in_english(tmp_path: Path) -> None:
    two_days = replace(TRAINING, ends_at=datetime(2026, 11, 20, 6, tzinfo=UTC), hours=8)
    english = training_papers.certificate(
        two_days,
        SIGNATURE,
        participant="Rehulina Br. Ginting",
        number="KE-SU/2026/L07/0012",
        link=LINK,
        clinic=Clinic(),
        say=texts("en"),
    )
    draw(english, path := tmp_path / "one.pdf")
    words = pages(path)[0].words
    assert "for completing the training" in words
    assert "19 November 2026 to 20 November 2026, 8 hours of training" in words


def test_the_code_leads_to_the_check(tmp_path: Path) -> None:
    longest = f"https://t.me/{'K' * 32}?start={new_payload(LinkKind.CERTIFICATE)}"
    for link in (LINK, longest):
        draw(replace(CERTIFICATE, link=link), path := tmp_path / "one.pdf")
        picture = pages(path)[0].picture
        assert codes(picture) == [link]
        assert codes(picture.resize((picture.width * 2 // 3, picture.height * 2 // 3))) == [link]
        assert codes(picture.rotate(7, Image.Resampling.BICUBIC, fillcolor=PAPER)) == [link]


def test_the_same_certificate_is_the_same_file(tmp_path: Path) -> None:
    one, again, other = (tmp_path / name for name in ("one.pdf", "again.pdf", "other.pdf"))
    draw(CERTIFICATE, one)
    draw(replace(CERTIFICATE, participant="Hendra Sitorus"), other)
    draw(CERTIFICATE, again)
    assert one.read_bytes() == again.read_bytes()
    assert one.read_bytes() != other.read_bytes()
    assert len(one.read_bytes()) < 100_000


def test_a_reader_shows_what_it_is(tmp_path: Path) -> None:
    draw(CERTIFICATE, path := tmp_path / "one.pdf")
    said = metadata(path)
    assert said["Title"] == "Sertifikat Kalkulasi harga ekspor dan Incoterms: Rehulina Br. Ginting"
    assert said["Author"] == "Klinik Ekspor Sumut"
    assert said["Subject"].endswith("KE-SU/2026/L07/0012")
    assert said["CreationDate"] == "D:20261127"
    content = path.read_bytes()
    assert b"/Lang (id)" in content
    assert b"/DisplayDocTitle true" in content
    assert b"/FontFile2" in content, "the letters come with the file"


@pytest.mark.parametrize(
    "name",
    [
        "O",
        "Muhammad",
        "Ñandú Żółć-Öztürk Ștefan Ðặng Thị Ánh Ḥusain",
        "Rehulina Br. Ginting, S.E., M.M. (Kopi “Deleng”)",
        "Muhammad Abdurrahman Siregar binti Hasibuan Panjaitan Hutagalung Nasution Simanjuntak",
        " ".join(["Sri"] * 40),
        "A" * 80,
        "W" * 80,
    ],
)
def test_every_name_is_there_whole(tmp_path: Path, name: str) -> None:
    draw(replace(CERTIFICATE, participant=name), path := tmp_path / "one.pdf")
    (page,) = pages(path)
    assert "".join(name.split()) in "".join(page.text.split())
    stays_inside(page.picture)


def test_a_name_beyond_all_bounds_is_cut_and_says_so(tmp_path: Path) -> None:
    draw(replace(CERTIFICATE, participant="W" * 300), path := tmp_path / "one.pdf")
    (page,) = pages(path)
    assert "W…" in page.text
    stays_inside(page.picture)


@pytest.mark.parametrize(
    ("typed", "written"),
    [
        ("  Rehulina\n Ginting ", "Rehulina Ginting"),
        ("Ne\u0301e", "Née"),
        ("Kopi 🎉 Karo", "Kopi Karo"),
        ("Ｋｏｐｉ", "Kopi"),
        ("ﬁrma", "firma"),
        ("Łukasz", "Łukasz"),
        ("王 Wang", "Wang"),
    ],
)
def test_letters_are_kept_as_far_as_the_font_has_them(typed: str, written: str) -> None:
    assert writable(typed) == written


@pytest.mark.parametrize("name", ["", "  ", "王", "🎉"])
def test_a_name_of_which_nothing_can_be_written_is_refused(tmp_path: Path, name: str) -> None:
    path = tmp_path / "one.pdf"
    with pytest.raises(UnwritableError):
        draw(replace(CERTIFICATE, participant=name), path)
    assert not path.exists()


@settings(
    max_examples=20, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(
    name=st.text(min_size=1, max_size=90),
    training=st.text(max_size=120),
    place=st.text(max_size=120),
    signatory=st.text(max_size=80),
    position=st.text(max_size=120),
)
def test_anything_stays_inside(
    tmp_path: Path, name: str, training: str, place: str, signatory: str, position: str
) -> None:
    any_ = replace(
        CERTIFICATE,
        participant=f"A{name}",
        training=training,
        held=(place, place),
        signatory=signatory,
        position=position,
    )
    draw(any_, path := tmp_path / "one.pdf")
    (page,) = pages(path)
    stays_inside(page.picture)
    assert codes(page.picture) == [LINK]


def stays_inside(picture: Image.Image) -> None:
    """Nothing but paper between the golden line and the text, and above what is signed."""
    wide, high = picture.size
    for box in (
        (88, 88, 120, high - 88),
        (wide - 120, 88, wide - 88, high - 88),
        (88, high - 110, wide - 88, high - 88),
        (560, high - 340, wide - 640, high - 88),
    ):
        part = picture.crop(box)
        paper = Image.new("RGB", part.size, PAPER)
        assert ImageChops.difference(part.convert("RGB"), paper).getbbox() is None, box
