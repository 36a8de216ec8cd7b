"""The picture on the wall: a camera reads it from the last row, four digits stand beside it."""

import io
from dataclasses import replace
from datetime import UTC, datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image, ImageChops

from bot import training_papers
from bot.attendance_wall import SIZE, draw
from bot.config import Clinic
from bot.texts import LANGUAGES, texts
from models.deep_link import LinkKind, new_payload
from tests.papers import codes
from tests.test_certificate import TRAINING

PAPER, GREEN = (255, 250, 240), (15, 107, 79)
LINK = "https://t.me/KlinikEksporBot?start=h_AbCdEf0123456789_-xyzQ"
WALL = training_papers.wall(
    TRAINING,
    code="4071",
    until=datetime(2026, 11, 19, 2, 30, tzinfo=UTC),
    link=LINK,
    clinic=Clinic(),
    say=texts("id"),
)


def picture(content: bytes) -> Image.Image:
    return Image.open(io.BytesIO(content)).convert("RGB")


def test_it_says_what_to_do_and_how_long_in_both_languages() -> None:
    assert (WALL.code, WALL.training, WALL.clinic) == (
        "4071",
        TRAINING.title,
        "Klinik Ekspor Sumut",
    )
    assert WALL.until == "Berlaku sampai 09.30 WIB"
    assert "4 angka" in WALL.ask
    english = training_papers.wall(
        TRAINING,
        code="4071",
        until=datetime(2026, 11, 19, 2, 30, tzinfo=UTC),
        link=LINK,
        clinic=Clinic(),
        say=texts(LANGUAGES[-1]),
    )
    assert (english.until, english.link) == ("Good until 09.30 WIB", LINK)


@pytest.mark.parametrize("link", [LINK, f"https://t.me/{'K' * 32}?start={'x' * 64}"])
def test_a_camera_reads_the_code_from_afar(link: str) -> None:
    whole = picture(draw(replace(WALL, link=link)))
    assert whole.size == SIZE
    assert codes(whole) == [link]
    afar = Image.new("RGB", SIZE, "#404040")
    afar.paste(whole.resize((480, 270), Image.Resampling.BILINEAR), (700, 400))
    assert codes(afar) == [link]
    assert codes(whole.rotate(5, Image.Resampling.BICUBIC, fillcolor=PAPER)) == [link]


def test_the_digits_are_as_large_as_the_room() -> None:
    one, other = (picture(draw(replace(WALL, code=code))) for code in ("4071", "8888"))
    box = ImageChops.difference(one, other).getbbox()
    assert box is not None
    left, top, right, bottom = box
    assert left > SIZE[0] // 2 - 60, "the QR code is the same"
    assert right - left > 700
    assert bottom - top > 190


def test_the_same_wall_is_the_same_picture() -> None:
    assert draw(WALL) == draw(WALL)
    fresh = f"https://t.me/KlinikEksporBot?start={new_payload(LinkKind.ATTENDANCE)}"
    assert draw(replace(WALL, link=fresh)) != draw(WALL)
    assert len(draw(WALL)) < 200_000


@settings(max_examples=15, deadline=None)
@given(training=st.text(max_size=120), clinic=st.text(max_size=80))
def test_any_training_has_room(training: str, clinic: str) -> None:
    drawn = picture(draw(replace(WALL, training=training, clinic=clinic)))
    for box, ground in (((1860, 0, 1920, 190), GREEN), ((1860, 192, 1920, 1080), PAPER)):
        part = drawn.crop(box)
        assert ImageChops.difference(part, Image.new("RGB", part.size, ground)).getbbox() is None
    assert codes(drawn) == [LINK]
