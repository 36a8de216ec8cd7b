"""An officer checks registrations, in talk."""

import pytest
from sqlalchemy import select

from models.curation import Decision
from models.services import audit
from tests.errands import KOPI, asks, businesses, opens_queue, registers
from tests.talk import Clinic, Talker

CARD = ["Setujui", "Berikutnya", "Lihat nomor", "Tolak", "Beranda"]


@pytest.fixture
def owner(clinic: Clinic) -> Talker:
    return clinic.person("Rehulina Ginting", phone="6281260000001")


@pytest.fixture
async def admin(clinic: Clinic) -> Talker:
    with clinic.in_short("Rizal Nasution is an admin."):
        return await clinic.staff("Rizal Nasution")


def decisions(clinic: Clinic) -> list[str]:
    with clinic.database.read() as session:
        return list(session.scalars(select(Decision.verdict).order_by(Decision.id)))


async def test_queue_is_empty(admin: Talker) -> None:
    await admin.sends("/kurasi")
    admin.sees("Kurasi", "Tidak ada pendaftaran yang menunggu.", buttons=["Beranda"])


@pytest.mark.covers("/kurasi", "happy")
@pytest.mark.covers("tap:cur:approve", "happy")
async def test_admin_approves(clinic: Clinic, owner: Talker, admin: Talker) -> None:
    await registers(owner)
    clinic.passes(hours=2)
    await admin.sends("/kurasi")
    admin.sees(
        "Pendaftaran KE-2026-00001",
        "Kopi Deleng, Kabupaten Karo.",
        "Pemilik: Rehulina Br. Ginting",
        "Nomor HP: 0812••••0001",
        "Masuk: 19 Nov 2026, 14.00 WIB. Menunggu: 1.",
        buttons=CARD,
    )
    await admin.taps("Setujui")
    admin.was_told("Disetujui.")
    admin.sees(
        "KE-2026-00001: disetujui Rizal Nasution, 19 Nov 2026, 16.00 WIB",
        "Pemilik diberi tahu.",
        buttons=["Berikutnya", "Beranda"],
    )
    owner.sees(
        "Pendaftaran Kopi Deleng disetujui.",
        "Nomor Anda: KE-2026-00001",
        "Langkah berikutnya: tambahkan 1 produk dengan 3 foto.",
        buttons=["Tambah produk", "Beranda"],
    )
    await owner.taps("Beranda")
    owner.sees("Pendaftaran disetujui, 19 Nov 2026.", "Langkah berikutnya: tambahkan 1 produk")
    await admin.taps("Berikutnya")
    admin.sees("Tidak ada pendaftaran yang menunggu.")


@pytest.mark.covers("tap:cur:next", "happy")
@pytest.mark.covers("tap:cur:open", "happy")
async def test_queue_goes_round(clinic: Clinic, admin: Talker) -> None:
    names = ("Rehulina Ginting", "Saut Simanjuntak", "Lasma Purba")
    for number, name in enumerate(names, start=1):
        owner = clinic.person(name)
        await registers(owner, f"Usaha {name.split()[0]}", phone=f"0812-6000-000{number}")
        clinic.passes(minutes=5)
    await admin.sends("/beranda")
    admin.sees("Menunggu diperiksa: 3 pendaftaran.")
    await admin.taps("Buka antrean")
    admin.sees("Usaha Rehulina", "Menunggu: 3.")
    await admin.taps("Berikutnya")
    admin.sees("Usaha Saut")
    await admin.taps("Berikutnya")
    admin.sees("Usaha Lasma")
    await admin.taps("Berikutnya")
    admin.sees("Usaha Rehulina")
    await admin.taps("Setujui")
    await admin.taps("Berikutnya")
    admin.sees("Usaha Saut", "Menunggu: 2.")


@pytest.mark.covers("tap:cur:reject", "happy")
async def test_admin_rejects_with_a_ready_reason(
    clinic: Clinic, owner: Talker, admin: Talker
) -> None:
    await registers(owner)
    await opens_queue(admin)
    await admin.taps("Tolak")
    admin.sees(
        "Mengapa pendaftaran ini ditolak?",
        buttons=[
            "Usaha di luar Sumut",
            "Bukan pembuat produk",
            "Data belum pasti",
            "Sudah terdaftar",
            "Tulis sendiri",
            "Beranda",
        ],
    )
    await admin.taps("Data belum pasti")
    admin.sees("Begini pemilik membacanya", "Apakah dikirim ke pemilik?")
    assert decisions(clinic) == []
    await admin.taps("Kirim ke pemilik")
    admin.sees("KE-2026-00001: ditolak Rizal Nasution", "Pemilik diberi tahu.")
    owner.sees(
        "Pendaftaran Kopi Deleng tidak dapat kami terima.",
        "Alasannya: Data usaha belum bisa kami pastikan.",
        "Diputuskan Rizal Nasution, 19 Nov 2026.",
        "Keberatan? Hubungi kantor:",
    )
    await owner.taps("Beranda")
    owner.sees("Pendaftaran tidak diterima", "Langkah berikutnya: baca alasannya")
    assert decisions(clinic) == ["rejected"]


@pytest.mark.no_transcript
async def test_double_tap_on_approve_decides_once(
    clinic: Clinic, owner: Talker, admin: Talker
) -> None:
    await registers(owner)
    await opens_queue(admin)
    await admin.taps("Setujui", times=3)
    admin.was_told("Sudah diputuskan Rizal Nasution")
    assert decisions(clinic) == ["approved"]


async def test_admin_sees_what_the_owner_will_read(owner: Talker, admin: Talker) -> None:
    await registers(owner)
    await opens_queue(admin)
    await admin.taps("Tolak")
    await admin.sends("4")
    admin.sees("Begini pemilik membacanya", "Usaha ini sudah terdaftar dengan nomor lain.")
    await admin.taps("Ubah alasan")
    await admin.sends("usaha di luar sumut")
    admin.sees("Tempat usaha berada di luar Sumatera Utara.")


async def test_admin_rejects_in_own_words(clinic: Clinic, owner: Talker, admin: Talker) -> None:
    await registers(owner)
    await opens_queue(admin)
    await admin.taps("Tolak")
    await admin.sends("nomornya tidak aktif")
    admin.sees("Pilih salah satu tombol di bawah.")
    await admin.taps("Tulis sendiri")
    admin.sees("Tulis alasannya, seperti pemilik akan membacanya.", buttons=["Kembali", "Beranda"])
    await admin.sends("Nomor?")
    admin.sees("Tulisannya masih terlalu pendek, paling sedikit 10 huruf.", "Contoh:")
    await admin.sends("Nomor HP belum tersambung. Daftar lagi dengan <nomor> aktif & benar.")
    admin.sees("2. Alasan tertulis: Nomor HP belum tersambung.")
    await admin.sends("ya")
    owner.sees("Alasannya: Nomor HP belum tersambung. Daftar lagi dengan <nomor> aktif & benar.")
    assert decisions(clinic) == ["rejected"]


async def test_ready_reason_instead_of_own_words(owner: Talker, admin: Talker) -> None:
    await registers(owner)
    await opens_queue(admin)
    await admin.taps("Tolak")
    await admin.taps("Tulis sendiri")
    await admin.sends("Nomor HP belum tersambung.")
    await admin.taps("Ubah alasan")
    await admin.taps("Sudah terdaftar")
    await admin.taps("Kirim ke pemilik")
    owner.sees("Alasannya: Usaha ini sudah terdaftar dengan nomor lain.")
    owner.never_saw("belum tersambung")


async def test_admin_changes_the_mind_and_rejects_nothing(
    clinic: Clinic, owner: Talker, admin: Talker
) -> None:
    await registers(owner)
    await opens_queue(admin)
    await admin.taps("Tolak")
    await admin.taps("Tulis sendiri")
    await admin.taps("Kembali")
    admin.sees("Mengapa pendaftaran ini ditolak?", "Sekarang tertulis: Tulis sendiri")
    await admin.taps("Beranda")
    admin.sees("Menunggu diperiksa: 1 pendaftaran.")
    await admin.taps("Buka antrean")
    admin.sees("Pendaftaran KE-2026-00001", buttons=CARD)
    await admin.taps("Setujui")
    owner.sees("disetujui")
    assert decisions(clinic) == ["approved"]


async def test_rejection_is_stopped_with_batal(owner: Talker, admin: Talker) -> None:
    await registers(owner)
    await opens_queue(admin)
    await admin.taps("Tolak")
    await admin.taps("Tulis sendiri")
    await admin.sends("batal")
    admin.sees("Isian ditutup. 1 jawaban tetap tersimpan.")
    await admin.taps("Lanjutkan isian")
    admin.sees("2 dari 2: Alasan tertulis")
    owner.never_saw("tidak dapat kami terima")


@pytest.mark.covers("tap:cur:phone", "happy")
async def test_phone_is_masked_and_its_showing_is_noted(
    clinic: Clinic, owner: Talker, admin: Talker
) -> None:
    await registers(owner)
    await opens_queue(admin)
    await admin.taps("Lihat nomor")
    admin.was_told("Rehulina Br. Ginting: 0812-6000-0001")
    admin.never_saw("0812-6000-0001")
    admin.sees("Pendaftaran KE-2026-00001", buttons=CARD)
    with clinic.database.read() as session:
        trail = [row.action for row in audit.trail(session, ("business", 1))]
    assert trail == ["business.submitted", "business.phone_seen"]


async def test_admin_who_is_also_an_owner_loses_no_draft(
    clinic: Clinic, owner: Talker, admin: Talker
) -> None:
    await registers(owner)
    with clinic.in_short("Rizal Nasution has begun to register a business of his own."):
        await admin.sends("/daftar")
        await admin.taps("Setuju")
        await admin.sends("Keripik Rizal")
    await opens_queue(admin)
    await admin.taps("Tolak")
    await admin.taps("Sudah terdaftar")
    await admin.taps("Kirim ke pemilik")
    owner.sees("Usaha ini sudah terdaftar dengan nomor lain.")
    await admin.taps("Beranda")
    admin.sees("Beranda petugas", "Ada isian yang belum dikirim: 1 jawaban tersimpan.")
    await admin.taps("Lanjutkan isian")
    admin.sees(asks(2, "Nama pemilik"))


@pytest.mark.covers("/kurasi", "restarted")
@pytest.mark.covers("tap:cur:open", "restarted", "stale")
@pytest.mark.covers("tap:cur:next", "restarted", "stale")
@pytest.mark.covers("tap:cur:phone", "restarted", "stale")
@pytest.mark.covers("tap:cur:reject", "restarted")
@pytest.mark.covers("tap:cur:approve", "restarted")
async def test_queue_outlives_restarts(clinic: Clinic, owner: Talker, admin: Talker) -> None:
    await registers(owner)
    await registers(clinic.person("Saut Simanjuntak"), "Teri Saut", phone="0813-6000-0002")
    await clinic.restarts()
    await admin.sends("/beranda")
    queue = admin.finds("Buka antrean")
    await admin.sends("/kurasi")
    next_, phone = admin.finds("Berikutnya"), admin.finds("Lihat nomor")
    await clinic.restarts()
    await admin.taps("Tolak")
    await admin.taps("Sudah terdaftar")
    await clinic.restarts()
    await admin.taps("Kirim ke pemilik")
    owner.sees("tidak dapat kami terima")
    await admin.taps_again(next_, "Berikutnya")
    admin.sees("Teri Saut")
    await clinic.restarts()
    await admin.taps("Setujui")
    await admin.taps_again(phone, "Lihat nomor")
    admin.was_told("0812-6000-0001")
    await admin.taps_again(queue, "Buka antrean")
    admin.sees("Tidak ada pendaftaran yang menunggu.")
    assert [business.state for business in businesses(clinic)] == ["rejected", "approved"]
    assert businesses(clinic)[0].name == KOPI
