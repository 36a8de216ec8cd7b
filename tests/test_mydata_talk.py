"""`/datasaya`: everything kept about me, and asking for its erasure."""

import pytest
from sqlalchemy import select

from models.message import StaffMessage
from tests.errands import TOTAL, answers, registers, sends_product
from tests.talk import Clinic, Talker


@pytest.fixture
def owner(clinic: Clinic) -> Talker:
    return clinic.person("Rehulina Ginting", phone="6281260000001")


@pytest.mark.covers("/datasaya", "happy")
@pytest.mark.covers("tap:data:all", "happy")
async def test_owner_sees_everything_that_is_kept(owner: Talker) -> None:
    await registers(owner)
    await sends_product(owner)
    await owner.sends("/datasaya")
    owner.sees(
        "Data Anda",
        "Pendampingan: setuju, 19 Nov 2026.",
        "Tersimpan: 1 usaha, 1 produk, 1 berkas, 0 pesan ke petugas.",
        buttons=["Lihat data saya", "Hapus data saya", "Beranda"],
    )
    await owner.taps("Lihat data saya")
    owner.sees(
        "Semua data Anda",
        "Nama di Telegram: Rehulina Ginting",
        "KE-2026-00001 Kopi Deleng",
        "Nomor HP: 0812-6000-0001",
        "KE-2026-00001/1 Teri asin",
        "Foto produk: 1 foto",
    )
    owner.never_sees_now("lengkapi nanti")  # what was not answered is not kept
    await owner.taps("Kembali")
    owner.sees("Data Anda", "Pendampingan: setuju")


async def test_newcomer_has_no_data_yet(owner: Talker) -> None:
    await owner.sends("/datasaya")
    owner.sees("Pendampingan: belum ditanya.", "Tersimpan: 0 usaha, 0 produk")
    await owner.taps("Lihat data saya")
    owner.sees("Nama di Telegram: Rehulina Ginting")


async def test_refusal_is_kept_too(owner: Talker) -> None:
    await owner.sends("/daftar")
    await owner.taps("Tidak setuju")
    await owner.sends("/datasaya")
    owner.sees("Pendampingan: tidak setuju, 19 Nov 2026.")


@pytest.mark.covers("tap:data:erase", "happy", "restarted")
@pytest.mark.covers("tap:data:sure", "happy", "restarted", "stale")
async def test_erasure_is_asked_for_once_and_reaches_the_staff(
    clinic: Clinic, owner: Talker
) -> None:
    admin = await clinic.staff("Rizal Nasution")
    await registers(owner)
    await owner.sends("/datasaya")
    await clinic.restarts()
    await owner.taps("Hapus data saya")
    owner.sees(
        "Dihapus: nama, HP, alamat, foto",
        "Tetap ada: catatan izin Anda",
        "Apakah Anda yakin?",
        buttons=["Tidak jadi", "Minta dihapus", "Beranda"],
    )
    sure = owner.finds("Minta dihapus")
    await clinic.restarts()
    await owner.taps("Minta dihapus")
    owner.sees("Tercatat, 19 Nov 2026, 14.00 WIB.", "paling lama 3×24 jam", buttons=["Beranda"])
    clinic.passes(days=1)
    await owner.taps_again(sure, "Minta dihapus")
    owner.sees("Tercatat, 19 Nov 2026, 14.00 WIB.")
    with clinic.database.read() as session:
        assert [m.kind for m in session.scalars(select(StaffMessage))] == ["erasure"]
    await admin.sends("/pesan")
    admin.sees("Pesan dari Rehulina Ginting", "permintaan hapus data", "Menunggu: 1.")


async def test_who_changes_the_mind_asks_nothing(clinic: Clinic, owner: Talker) -> None:
    await registers(owner)
    await owner.sends("/datasaya")
    await owner.taps("Hapus data saya")
    await owner.taps("Tidak jadi")
    owner.sees("Data Anda", "Pendampingan: setuju")
    with clinic.database.read() as session:
        assert session.scalars(select(StaffMessage)).all() == []


@pytest.mark.covers("/datasaya", "restarted")
@pytest.mark.covers("tap:data:open", "happy", "restarted", "stale")
@pytest.mark.covers("tap:data:all", "restarted", "stale")
@pytest.mark.covers("tap:data:erase", "stale")
async def test_data_buttons_work_for_ever(clinic: Clinic, owner: Talker) -> None:
    await registers(owner)
    await owner.taps("Beranda")
    open_ = owner.finds("Atur data saya")
    await owner.taps("Atur data saya")
    all_, erase = owner.finds("Lihat data saya"), owner.finds("Hapus data saya")
    await clinic.restarts()
    clinic.passes(days=20)
    await owner.taps_again(all_, "Lihat data saya")
    owner.sees("Semua data Anda")
    await owner.taps_again(erase, "Hapus data saya")
    owner.sees("Apakah Anda yakin?")
    await owner.taps_again(open_, "Atur data saya")
    owner.sees("Data Anda")
    await owner.sends("/datasaya")
    owner.sees("Data Anda")


async def test_my_data_lays_an_open_form_aside(owner: Talker) -> None:
    await answers(owner, "Kopi Deleng", "Rehulina")
    await owner.sends("/datasaya")
    owner.sees("Tersimpan: 0 usaha")
    await owner.taps("Beranda")
    owner.sees(f"2 dari {TOTAL} jawaban pendaftaran sudah tersimpan.")


@pytest.mark.no_transcript
async def test_many_businesses_fit_one_message(owner: Talker) -> None:
    for number in range(3):
        await registers(owner, f"{'☕' * 70} {number}")
    await owner.sends("/datasaya")
    await owner.taps("Lihat data saya")
    owner.sees("KE-2026-00001", "KE-2026-00003")
