"""Files people sent reach the file store, also when Telegram or the disk makes trouble."""

from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import select

from models.file import FileState, StoredFile
from tests.errands import begins_product, registers
from tests.mentored import begin
from tests.talk import Clinic, Talker

pytestmark = pytest.mark.no_transcript


@pytest.fixture
async def owner(clinic: Clinic) -> Talker:
    owner = clinic.person("Saut Simanjuntak", phone="6281260000003")
    await registers(owner, "Teri Saut", regency="tapteng")
    await begins_product(owner, "Teri asin", "Ikan", "nanti")
    return owner


def files(clinic: Clinic) -> list[StoredFile]:
    with clinic.database.read() as session:
        return list(session.scalars(select(StoredFile).order_by(StoredFile.id)))


def folder(clinic: Clinic) -> Path:
    return Path(clinic.config.files.url)


async def archives(clinic: Clinic, **later: float) -> None:
    clinic.world.clock.advance(timedelta(**later))
    await clinic.bot.archivist.once()


async def test_photos_are_archived_with_a_small_picture(clinic: Clinic, owner: Talker) -> None:
    await owner.sends_photos(3)
    await archives(clinic)
    for file in files(clinic):
        assert (file.state, file.media_type) == (FileState.ARCHIVED, "image/jpeg")
        assert file.path is not None
        assert file.thumbnail is not None
        assert (folder(clinic) / file.path).read_bytes()[:2] == b"\xff\xd8"
        assert (folder(clinic) / file.thumbnail).stat().st_size < 20_000


async def test_same_photo_twice_is_kept_once(clinic: Clinic, owner: Talker) -> None:
    await owner.sends_photos(1)
    await owner.sends_photos(1)
    await archives(clinic)
    first, second = files(clinic)
    assert (first.path, first.thumbnail) == (second.path, second.thumbnail)
    assert len([path for path in folder(clinic).rglob("*") if path.is_file()]) == 2


async def test_trouble_of_telegram_is_tried_again(clinic: Clinic, owner: Talker) -> None:
    clinic.world.faults.fail("getFile", times=1)
    await owner.sends_photos(1)
    await archives(clinic)
    (file,) = files(clinic)
    assert (file.state, file.attempts) == (FileState.WAITING, 1)
    await archives(clinic, seconds=11)
    (file,) = files(clinic)
    assert file.state == FileState.ARCHIVED


async def test_file_that_telegram_no_longer_has_is_lost(clinic: Clinic, owner: Talker) -> None:
    clinic.world.faults.fail("getFile", status=400, description="Bad Request: wrong file_id")
    await owner.sends_photos(1)
    await archives(clinic)
    (file,) = files(clinic)
    assert (file.state, file.path) == (FileState.LOST, None)
    assert "wrong file_id" in (file.error or "")


async def test_file_that_telegram_will_not_give(clinic: Clinic, owner: Talker) -> None:
    clinic.world.faults.fail("getFile", status=400, description="Bad Request: file is too big")
    await owner.sends_photos(1)
    await archives(clinic)
    assert [file.state for file in files(clinic)] == [FileState.TOO_LARGE]


async def test_content_that_is_not_taken_is_kept_unread(clinic: Clinic, owner: Talker) -> None:
    await owner.sends_document("katalog.rar")
    await owner.sends_photo(is_broken=True)
    await archives(clinic)
    for file in files(clinic):
        assert (file.state, file.path) == (FileState.REFUSED, None)
        assert ".unread" in (file.error or "")
    assert len(list(folder(clinic).rglob("*.unread"))) == 2
    owner.sees("Satu kiriman Anda tidak bisa kami buka.", "Kirim sekali lagi")


async def test_evidence_that_cannot_be_opened_leads_back_to_its_step(
    clinic: Clinic, owner: Talker
) -> None:
    case = begin(clinic, owner)
    await owner.forges(f"1:task:open:{case.product.id}:0:G01")
    await owner.sends_photo(is_broken=True)
    await owner.sends_photo(is_broken=True)
    await owner.taps("Selesai")
    await archives(clinic)
    owner.sees("tidak bisa kami buka", "Untuk langkah: Foto produk dari depan")
    told = [m for m in owner.phone.received() if "tidak bisa kami buka" in m.get("text", "")]
    assert len(told) == 1, "several files of one step are one message"
    await owner.taps("Buka langkah")
    owner.sees("menunggu diperiksa")
    await owner.taps("Ganti bukti")


async def test_disk_that_cannot_be_written_is_tried_again(clinic: Clinic, owner: Talker) -> None:
    folder(clinic).write_text("not a folder")
    await owner.sends_photos(1)
    await archives(clinic)
    assert [file.state for file in files(clinic)] == [FileState.WAITING]
    folder(clinic).unlink()
    await archives(clinic, minutes=1)
    assert [file.state for file in files(clinic)] == [FileState.ARCHIVED]
    await owner.sends("selesai")
    owner.sees("Tersimpan: 1 foto.")


async def test_files_wait_for_a_bot_that_was_stopped(clinic: Clinic, owner: Talker) -> None:
    clinic.world.faults.fail("getFile", times=1)
    await owner.sends_photos(1)
    await archives(clinic)
    await clinic.restarts()
    await archives(clinic, hours=1)
    assert [file.state for file in files(clinic)] == [FileState.ARCHIVED]
