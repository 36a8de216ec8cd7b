"""The picture of a stage: whatever a business is called, it has room and can be read."""

import io
import os
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image, ImageChops

from bot.config import Clinic
from bot.stage_card import SIDE, Card, draw
from tests.processes import ROOT

CARD = Card(
    clinic=Clinic().name,
    business='Kopi "Deleng"',
    number="KE-2026-00017",
    stage="Tahap 4, Kemasan dan izin",
    day="9 Nov 2026",
    here="Anda di sini",
    place=4,
    places=10,
)
PAPER = (255, 250, 240)


def drawn(**other: Any) -> Image.Image:
    return Image.open(io.BytesIO(draw(replace(CARD, **other)))).convert("RGB")


def ink(picture: Image.Image, box: tuple[int, int, int, int]) -> tuple[int, int, int, int] | None:
    """Where in a part of the picture something stands."""
    part = picture.crop(box)
    return ImageChops.difference(part, Image.new("RGB", part.size, PAPER)).getbbox()


def test_it_is_a_square_of_a_size_that_phones_like() -> None:
    content = draw(CARD)
    picture = Image.open(io.BytesIO(content))
    assert (picture.format, picture.size) == ("PNG", (SIDE, SIDE))
    assert len(content) < 200_000


def test_the_guide_of_the_office_shows_one() -> None:
    """Kept anew when pictures are asked for (`make pictures`)."""
    kept = ROOT / "docs" / "pictures" / "stage.png"
    if os.environ.get("KLINIK_PICTURES"):
        kept.write_bytes(draw(CARD))
    with Image.open(kept) as picture:
        assert picture.size == (SIDE, SIDE)


def test_the_same_card_is_the_same_picture() -> None:
    assert draw(CARD) == draw(CARD)
    assert draw(CARD) != draw(replace(CARD, place=5))


@pytest.mark.parametrize("place", range(10))
def test_the_place_is_golden_and_what_lies_behind_is_green(place: int) -> None:
    picture = drawn(place=place)
    dots = [picture.getpixel((90 + 100 * n, 760)) for n in range(10)]
    assert dots[place] == (224, 165, 38)
    assert set(dots[:place]) <= {(15, 107, 79)}
    assert set(dots[place + 1 :]) <= {(207, 227, 218)}


@pytest.mark.parametrize(
    ("said", "plain"),
    [
        *(("Café Ñandú", "Cafe Nandu"), ("Ulos – Batak", "Ulos - Batak")),
        *(("Kopi 🎉 Karo", "Kopi Karo"), ("Kopi\nKaro", "Kopi Karo")),
    ],
)
def test_letters_the_font_lacks_are_written_plainly(said: str, plain: str) -> None:
    assert draw(replace(CARD, business=said)) == draw(replace(CARD, business=plain))


NAMES = [
    "K",
    "A" * 80,
    "W" * 40 + " " + "W" * 39,
    "Kelompok Usaha Bersama Perempuan Nelayan Teri Asin Pantai Sibolga & Tapanuli Tengah",
    " ".join("ab" for _ in range(27)),
]


@pytest.mark.parametrize("name", NAMES)
def test_long_names_have_room(name: str) -> None:
    stays_in_its_place(drawn(business=name))


@settings(max_examples=25, deadline=None)
@given(name=st.text(max_size=80), stage=st.text(max_size=60), clinic=st.text(max_size=80))
def test_any_name_has_room(name: str, stage: str, clinic: str) -> None:
    stays_in_its_place(drawn(business=name, stage=stage, clinic=clinic))


def stays_in_its_place(picture: Image.Image) -> None:
    """Nothing runs over the edge, into the way, or over the foot."""
    assert ink(picture, (SIDE - 60, 180, SIDE, 700)) is None
    assert ink(picture, (0, 180, 80, 700)) is None
    assert ink(picture, (0, 690, SIDE, 725)) is None


def test_the_label_of_either_end_is_on_the_picture() -> None:
    for place in (0, 9):
        box = ink(drawn(place=place), (0, 800, SIDE, 880))
        assert box is not None
        assert box[0] >= 85
        assert box[2] <= SIDE - 85
