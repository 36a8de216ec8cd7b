"""Files by their content: what is taken, what is refused, and that nothing of it can do harm."""

import io
import zlib
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image

from bot.pictures import UnreadableError, read
from models.filestore import Folder, open_store
from tests.pictures import picture

PHOTO = picture(900, 1200)


def saved(kind: str, size: tuple[int, int] = (64, 48), mode: str = "RGB") -> bytes:
    content = io.BytesIO()
    Image.new(mode, size).save(content, kind)
    return content.getvalue()


@pytest.mark.parametrize(
    ("content", "media_type", "suffix"),
    [
        (PHOTO, "image/jpeg", ".jpg"),
        (saved("PNG", mode="RGBA"), "image/png", ".png"),
        (saved("WEBP"), "image/webp", ".webp"),
        (b"%PDF-1.7\n", "application/pdf", ".pdf"),
        (b"OggS" + bytes(60), "audio/ogg", ".ogg"),
    ],
)
def test_kind_is_told_by_the_content(content: bytes, media_type: str, suffix: str) -> None:
    reading = read(content)
    assert (reading.media_type, reading.suffix) == (media_type, suffix)
    assert (reading.thumbnail is not None) == media_type.startswith("image/")


def test_thumbnail_is_small_and_upright() -> None:
    turned = Image.open(io.BytesIO(PHOTO))
    exif = turned.getexif()
    exif[0x0112] = 6  # the camera was held upright
    content = io.BytesIO()
    turned.save(content, "JPEG", exif=exif)
    thumbnail = read(content.getvalue()).thumbnail
    assert thumbnail is not None
    with Image.open(io.BytesIO(thumbnail)) as small:
        assert (small.format, small.size) == ("JPEG", (320, 240))
        assert not small.getexif()


@pytest.mark.parametrize(
    "content",
    [b"", b"PK", b"MZ" + bytes(100), b"<svg xmlns='http://www.w3.org/2000/svg'/>", saved("GIF")],
    ids=["empty", "short", "program", "svg", "gif"],
)
def test_other_kinds_are_refused(content: bytes) -> None:
    with pytest.raises(UnreadableError, match="content is"):
        read(content)


@pytest.mark.parametrize("cut", [20, 200, len(PHOTO) // 2])
def test_broken_picture_is_refused(cut: int) -> None:
    with pytest.raises(UnreadableError, match="broken picture"):
        read(PHOTO[:cut])


@pytest.mark.parametrize("side", [8_000, 20_000, 60_000])
def test_bomb_is_refused_before_it_is_opened(side: int) -> None:
    header = side.to_bytes(4, "big") * 2 + b"\x08\x02\x00\x00\x00"
    chunks = [(b"IHDR", header), (b"IDAT", zlib.compress(bytes(1000))), (b"IEND", b"")]
    bomb = b"\x89PNG\r\n\x1a\n" + b"".join(
        len(body).to_bytes(4, "big") + name + body + zlib.crc32(name + body).to_bytes(4, "big")
        for name, body in chunks
    )
    with pytest.raises(UnreadableError, match="pixels"):
        read(bomb)


@given(
    content=st.sampled_from([picture(64, 48), saved("PNG"), saved("WEBP")]),
    changes=st.lists(st.tuples(st.integers(0, 10_000), st.integers(0, 255)), min_size=1),
)
@settings(max_examples=200, deadline=None)
def test_damaged_picture_is_read_or_refused(
    content: bytes, changes: list[tuple[int, int]]
) -> None:
    damaged = bytearray(content)
    for place, value in changes:
        damaged[place % len(damaged)] = value
    try:
        read(bytes(damaged))
    except UnreadableError:
        return


def test_folder_keeps_each_content_once(tmp_path: Path) -> None:
    store = Folder(tmp_path)
    name = store.save(b"kopi", ".txt")
    assert store.save(b"kopi", ".txt") == name
    assert store.save(b"teh", ".txt") != name
    assert store.read(name) == b"kopi"
    assert len([path for path in tmp_path.rglob("*") if path.is_file()]) == 2
    with pytest.raises(FileNotFoundError):
        store.read("aa/bb.txt")


def test_store_is_named_by_a_path_or_a_url(tmp_path: Path) -> None:
    for url in (str(tmp_path / "a"), f"file://{tmp_path / 'a'}"):
        assert open_store(url).save(b"kopi", ".txt")
    assert len(list((tmp_path / "a").iterdir())) == 1
    with pytest.raises(ValueError, match="s3"):
        open_store("s3://bucket")
