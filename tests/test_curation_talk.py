"""An officer checks entries in private, in talk."""

import pytest
from sqlalchemy import select

from models.curation import Decision
from models.services import audit
from tests.errands import (
    asks,
    businesses,
    opens_queue,
    registers,
    rejects,
    takes_card,
)
from tests.talk import Clinic, Talker

CARD = ["Ambil", "Lihat nomor", "Berikutnya", "Saring", "Lihat riwayat", "Beranda"]
HELD = [
    *("Setujui", "Minta perbaikan", "Lihat nomor", "Tolak", "Lepaskan"),
    *("Berikutnya", "Saring", "Lihat riwayat", "Beranda"),
]


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


@pytest.mark.covers("/kurasi", "happy")
async def test_queue_is_empty(admin: Talker) -> None:
    await admin.sends("/kurasi")
    admin.sees("Kurasi", "Tidak ada pendaftaran yang menunggu.", buttons=["Saring", "Beranda"])


@pytest.mark.covers("tap:cur:claim", "happy")
@pytest.mark.covers("tap:cur:approve", "happy")
async def test_admin_approves(clinic: Clinic, owner: Talker, admin: Talker) -> None:
    await registers(owner)
    clinic.passes(hours=2)
    await admin.sends("/kurasi")
    admin.sees(
        "Menunggu: 1. Saringan: Semua.",
        "Pendaftaran KE-2026-00001",
        "Kopi Deleng, Kabupaten Karo.",
        "Masuk: 19 Nov 2026, 14.00 WIB. Kelengkapan",
        "Nama pemilik: Rehulina Br. Ginting",
        "0812••••0001",
        buttons=CARD,
    )
    await admin.taps("Ambil")
    admin.sees("Diperiksa Rizal Nasution sejak 16.00 WIB, lepas sendiri", buttons=HELD)
    assert businesses(clinic)[0].state == "in_review"
    await admin.taps("Setujui")
    admin.was_told("Disetujui.")
    admin.sees(
        "00001: disetujui Rizal Nasution, 16.00 WIB",
        "Pesan ke pemilik berangkat 16.01 WIB.",
        buttons=["Batalkan (60 detik)", "Berikutnya", "Lihat riwayat", "Beranda"],
    )
    assert businesses(clinic)[0].state == "approved"
    await owner.sends("/beranda")
    owner.sees("Anda menunggu: petugas provinsi memeriksa")
    await clinic.waits(seconds=61)
    admin.sees("Pemilik sudah diberi tahu.", buttons=["Berikutnya", "Lihat riwayat", "Beranda"])
    owner.sees(
        "Pendaftaran Kopi Deleng disetujui.",
        "Nomor Anda: KE-2026-00001",
        "Langkah berikutnya: tambahkan 1 produk dengan 3 foto.",
        buttons=["Tambah produk", "Beranda"],
    )
    await owner.taps("Beranda")
    owner.sees("Disetujui, 19 Nov 2026.", "Langkah berikutnya: tambahkan 1 produk")
    await admin.taps("Berikutnya")
    admin.sees("Tidak ada pendaftaran yang menunggu.")


@pytest.mark.covers("tap:cur:undo", "happy", "stale")
async def test_undo_within_the_minute(clinic: Clinic, owner: Talker, admin: Talker) -> None:
    await registers(owner)
    await takes_card(admin)
    await admin.taps("Setujui")
    undo = admin.finds("Batalkan (60 detik)")
    clinic.passes(seconds=40)
    await admin.taps("Batalkan (60 detik)")
    admin.sees(
        "00001: keputusan dibatalkan",
        "Pemilik belum menerima pesan apa pun. Anda masih memegang kartu ini.",
        buttons=HELD,
    )
    await clinic.waits(minutes=5)
    owner.never_saw("disetujui")
    await admin.taps("Setujui")
    await admin.taps_again(undo, "Batalkan (60 detik)")
    admin.was_told("Pesan sudah berangkat ke pemilik.")
    await clinic.waits(seconds=61)
    owner.sees("disetujui")
    assert decisions(clinic) == ["approved", "approved"]
    with clinic.database.read() as session:
        trail = [row.action for row in audit.trail(session, ("business", 1))]
    assert trail == [
        *("business.submitted", "business.claimed", "business.approved"),
        *("business.undone", "business.approved", "business.stage"),
    ]


async def test_undo_comes_too_late(clinic: Clinic, owner: Talker, admin: Talker) -> None:
    await registers(owner)
    await takes_card(admin)
    await admin.taps("Setujui")
    undo = admin.finds("Batalkan (60 detik)")
    await clinic.waits(seconds=61)
    await admin.taps_again(undo, "Batalkan (60 detik)")
    admin.was_told("Pesan sudah berangkat ke pemilik. Anda bisa mengirim koreksi")
    admin.sees("Pemilik sudah diberi tahu.")
    assert businesses(clinic)[0].state == "approved"


@pytest.mark.covers("tap:cur:next", "happy")
@pytest.mark.covers("tap:cur:open", "happy")
@pytest.mark.covers("tap:cur:release", "happy")
async def test_queue_goes_round(clinic: Clinic, admin: Talker) -> None:
    names = ("Rehulina Ginting", "Saut Simanjuntak", "Lasma Purba")
    for number, name in enumerate(names, start=1):
        owner = clinic.person(name)
        await registers(owner, f"Usaha {name.split()[0]}", phone=f"0812-6000-000{number}")
        clinic.passes(minutes=5)
    await admin.sends("/beranda")
    admin.sees("Menunggu diperiksa: 3 pendaftaran.")
    await admin.taps("Buka antrean")
    admin.sees("Menunggu: 3.", "Usaha Rehulina")
    await admin.taps("Berikutnya")
    admin.sees("Usaha Saut")
    await admin.taps("Berikutnya")
    admin.sees("Usaha Lasma")
    await admin.taps("Berikutnya")
    admin.sees("Usaha Rehulina")
    await admin.taps("Ambil")
    await admin.taps("Lepaskan")
    admin.sees("Usaha Rehulina", buttons=CARD)
    await admin.taps("Ambil")
    await admin.taps("Setujui")
    await admin.taps("Berikutnya")
    admin.sees("Usaha Saut", "Menunggu: 2.")


async def test_hold_lapses_by_itself(clinic: Clinic, owner: Talker, admin: Talker) -> None:
    await registers(owner)
    await takes_card(admin)
    await clinic.waits(minutes=29)
    admin.sees(buttons=HELD)
    await clinic.waits(minutes=2)
    admin.sees("Pendaftaran KE-2026-00001", buttons=CARD)
    assert businesses(clinic)[0].state == "submitted"
    await admin.taps("Ambil")
    admin.sees(buttons=HELD)


@pytest.mark.covers("tap:cur:reject", "happy")
@pytest.mark.covers("tap:cur:why", "happy")
@pytest.mark.covers("tap:cur:send", "happy")
async def test_admin_rejects_with_a_ready_reason(
    clinic: Clinic, owner: Talker, admin: Talker
) -> None:
    await registers(owner)
    await takes_card(admin)
    await admin.taps("Tolak")
    admin.sees(
        "00001: mengapa ditolak?",
        buttons=[
            "Usaha di luar Sumut",
            "Bukan pembuat produk",
            "Data belum pasti",
            "Sudah terdaftar",
            "Tulis sendiri",
            "Kembali",
            "Beranda",
        ],
    )
    await admin.taps("Data belum pasti")
    admin.sees("00001: tolak", "Pemilik akan membaca: Datanya belum bisa kami pastikan.")
    await admin.taps("Ubah alasan")
    await admin.taps("Sudah terdaftar")
    assert decisions(clinic) == []
    await admin.taps("Kirim ke pemilik")
    admin.was_told("Ditolak.")
    admin.sees("00001: ditolak Rizal Nasution", "Alasannya: Usaha ini sudah terdaftar")
    owner.never_saw("tidak dapat kami terima")
    await clinic.waits(seconds=61)
    owner.sees(
        "Pendaftaran Kopi Deleng tidak dapat kami terima.",
        "Alasannya: Usaha ini sudah terdaftar dengan nomor lain.",
        "Diputuskan Rizal Nasution, 19 Nov 2026.",
        "Anda boleh mengajukan keberatan sampai 3 Des 2026.",
        buttons=["Ajukan keberatan", "Beranda"],
    )
    await owner.taps("Beranda")
    owner.sees("Tidak diterima", "Langkah berikutnya: baca alasannya")
    assert decisions(clinic) == ["rejected"]


async def test_admin_rejects_in_own_words(clinic: Clinic, owner: Talker, admin: Talker) -> None:
    await registers(owner)
    await takes_card(admin)
    await admin.taps("Tolak")
    await admin.taps("Tulis sendiri")
    admin.sees("Alasan tentang: Kopi Deleng.", "Tulis alasannya, seperti pemilik akan membacanya.")
    await admin.sends("Nomor?")
    admin.sees("Tulisannya masih terlalu pendek, paling sedikit 10 huruf.", "Contoh:")
    await admin.sends("Nomor HP belum tersambung. Daftar lagi dengan <nomor> aktif & benar.")
    admin.sees("Alasan Anda", "Nomor HP belum tersambung.")
    await admin.taps("Pakai alasan ini")
    admin.sees("Pemilik akan membaca: Nomor HP belum tersambung.")
    await admin.taps("Kirim ke pemilik")
    await clinic.waits(seconds=61)
    owner.sees("Alasannya: Nomor HP belum tersambung. Daftar lagi dengan <nomor> aktif & benar.")
    assert decisions(clinic) == ["rejected"]


async def test_own_words_are_stopped_with_batal(owner: Talker, admin: Talker) -> None:
    await registers(owner)
    await takes_card(admin)
    await admin.taps("Tolak")
    await admin.taps("Tulis sendiri")
    await admin.sends("Nomor HP belum tersambung.")
    await admin.sends("batal")
    admin.sees("Isian ditutup. 1 jawaban tetap tersimpan.")
    await admin.taps("Lanjutkan isian")
    admin.sees("Pendaftaran KE-2026-00001", buttons=HELD)
    owner.never_saw("tidak dapat kami terima")


@pytest.mark.no_transcript
async def test_double_tap_on_approve_decides_once(
    clinic: Clinic, owner: Talker, admin: Talker
) -> None:
    await registers(owner)
    await takes_card(admin)
    await admin.taps("Setujui", times=3)
    admin.was_told("Sudah diputuskan Rizal Nasution")
    assert decisions(clinic) == ["approved"]


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
    await rejects(admin, "Sudah terdaftar")
    owner.sees("Usaha ini sudah terdaftar dengan nomor lain.")
    await admin.taps("Beranda")
    admin.sees("Beranda petugas", "Ada isian yang belum dikirim: 1 jawaban tersimpan.")
    await admin.taps("Lanjutkan isian")
    admin.sees(asks(2, "Nama pemilik"))
