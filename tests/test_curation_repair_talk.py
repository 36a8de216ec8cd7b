"""Asking for repairs answer by answer, and appealing against a rejection, in talk."""

import pytest

from models.services import audit
from tests.errands import (
    answers,
    businesses,
    leaves_the_rest,
    opens_queue,
    registers,
    rejects,
    returns,
    sends_product,
    takes_card,
)
from tests.talk import Clinic, Talker


@pytest.fixture
def owner(clinic: Clinic) -> Talker:
    return clinic.person("Dimas Prasetyo", phone="6281360000009")


@pytest.fixture
async def admin(clinic: Clinic) -> Talker:
    with clinic.in_short("Rizal Nasution is an admin."):
        return await clinic.staff("Rizal Nasution")


@pytest.fixture
async def colleague(clinic: Clinic) -> Talker:
    with clinic.in_short("Sari Harahap is an admin."):
        return await clinic.staff("Sari Harahap")


async def registers_dimas(owner: Talker) -> None:
    """Register with an address that is too short."""
    with owner.clinic.in_short("Dimas has registered Sihobuk Pedas, Jl. Setia Budi."):
        await answers(owner, "Sihobuk Pedas", "Dimas", "0813-6000-0009", "medan")
        await owner.sends("Jl. Setia Budi")
        await leaves_the_rest(owner)
        await owner.taps("Kirim pendaftaran")


@pytest.mark.covers("tap:cur:repair", "happy")
@pytest.mark.covers("tap:cur:tick", "happy")
@pytest.mark.covers("tap:cur:preview", "happy")
@pytest.mark.covers("tap:entry:repair", "happy", "restarted")
async def test_only_returned_answers_are_asked_again(
    clinic: Clinic, owner: Talker, admin: Talker
) -> None:
    await registers_dimas(owner)
    await takes_card(admin)
    await admin.taps("Minta perbaikan")
    admin.sees("00001: pilih jawaban yang perlu diperbaiki", "Terpilih: belum ada.")
    await admin.taps("Nama pemilik")
    admin.sees("00001: apa yang kurang pada Nama pemilik?")
    await admin.taps("Tulis nama lengkap")
    admin.sees("00001: minta perbaikan 1 jawaban")
    await admin.taps("Ubah pilihan")
    await admin.taps("Selesai memilih")
    await admin.taps("Ubah pilihan")
    await admin.taps("Alamat usaha")
    await admin.taps("Lengkapi alamat")
    admin.sees(
        "00001: minta perbaikan 2 jawaban",
        "1. Nama pemilik: Tulis nama lengkap seperti di KTP.",
        "2. Alamat usaha: Tambahkan nomor rumah, kelurahan, dan kecamatan.",
        buttons=["Kirim ke pemilik", "Ubah pilihan", "Kembali", "Beranda"],
    )
    await admin.taps("Kirim ke pemilik")
    admin.sees("00001: Rizal Nasution minta perbaikan, 14.00 WIB", "2 jawaban.")
    await clinic.waits(seconds=61)
    owner.sees(
        "Pendaftaran Sihobuk Pedas hampir lengkap. Ada 2 jawaban untuk diperbaiki.",
        "1. Nama pemilik: Dimas\nTulis nama lengkap seperti di KTP.",
        "2. Alamat usaha: Jl. Setia Budi\nTambahkan nomor rumah",
        "Jawaban lain sudah baik.",
        buttons=["Perbaiki sekarang", "Beranda"],
    )
    await clinic.restarts()
    await owner.taps("Perbaiki sekarang")
    owner.sees("Perbaikan 1 dari 2: Nama pemilik", "Sekarang tertulis: Dimas")
    owner.sees("Tulis nama lengkap seperti di KTP.")
    await owner.sends("Dimas Prasetyo")
    owner.sees("Perbaikan 2 dari 2: Alamat usaha", "Sekarang tertulis: Jl. Setia Budi")
    assert "Lengkapi nanti" not in owner.buttons  # it would come back as it was
    await owner.sends("nanti")
    owner.sees("Alamat usaha")
    await owner.sends("Jl. Setia Budi 88, Tanjung Sari, Medan Selayang")
    owner.sees("Perbaikan terkirim, 19 Nov 2026, 14.01 WIB.", "Petugas memeriksa lagi")
    admin.sees(
        "Perbaikan ke-1.",
        "Nama pemilik: Dimas → Dimas Prasetyo",
        "Alamat usaha: Jl. Setia Budi → Jl. Setia Budi 88, Tanjung Sari, Medan Selayang",
        "Diperiksa Rizal Nasution",
    )
    business = businesses(clinic)[0]
    assert (business.state, business.rounds) == ("in_review", 1)
    await clinic.waits(seconds=1)
    admin.sees("00001: sudah diperbaiki pemilik", "Kartu tetap pada Anda.")
    await admin.taps("Buka kartu")
    await admin.taps("Setujui")
    await clinic.waits(seconds=61)
    owner.sees("Pendaftaran Sihobuk Pedas disetujui.")
    with clinic.database.read() as session:
        trail = [row.action for row in audit.trail(session, ("business", 1))]
    assert trail == [
        *("business.submitted", "business.claimed", "business.returned"),
        *("business.repaired", "business.approved", "business.stage"),
    ]


async def test_reason_in_own_words_joins_the_others(
    clinic: Clinic, owner: Talker, admin: Talker
) -> None:
    await registers_dimas(owner)
    await takes_card(admin)
    await admin.taps("Minta perbaikan")
    await admin.taps("Nama usaha")
    await admin.taps("Tulis sendiri")
    admin.sees("Alasan tentang: Nama usaha.")
    await admin.sends("Tambahkan nama desa di belakangnya.")
    await admin.taps("Pakai alasan ini")
    admin.sees("1. Nama usaha: Tambahkan nama desa di belakangnya.")
    await admin.taps("Kirim ke pemilik")
    await clinic.waits(seconds=61)
    owner.sees("1. Nama usaha: Sihobuk Pedas\nTambahkan nama desa di belakangnya.")


async def test_product_is_repaired(owner: Talker, admin: Talker) -> None:
    await registers(owner)
    await rejects(admin)
    await sends_product(owner, "Keripik")
    await returns(admin, "Foto produk", "Foto belum cukup")
    owner.sees("Produk Keripik hampir lengkap.", "Tambahkan foto sampai ada 3")
    await owner.taps("Perbaiki sekarang")
    owner.sees("Foto masuk: 1 dari 5.")
    await owner.sends_photos(2)
    await owner.taps("Selesai")
    owner.sees("Perbaikan terkirim")


@pytest.mark.covers("tap:entry:repair", "stale", "invalid")
@pytest.mark.covers("tap:entry:appeal", "stale", "invalid")
async def test_nothing_to_repair_or_to_appeal(clinic: Clinic, owner: Talker) -> None:
    await registers(owner)
    await owner.forges("1:entry:repair:1:1")
    owner.was_told("Tombol ini sudah lama.")
    owner.sees("Pendaftaran KE-2026-00001")
    await owner.forges("1:entry:appeal:1:1")
    owner.sees("Keberatan untuk keputusan ini tidak bisa dikirim lagi.")
    stranger = clinic.person("Togar Sihombing")
    await stranger.starts()
    for verb in ("repair", "appeal"):
        await stranger.forges(f"1:entry:{verb}:1:1")
        stranger.was_told("Pendaftaran ini tidak ada lagi.")


async def test_owner_who_edits_in_the_minute_takes_the_decision_back(
    clinic: Clinic, owner: Talker, admin: Talker
) -> None:
    await registers_dimas(owner)
    await takes_card(admin)
    await admin.taps("Tolak")
    await admin.taps("Data belum pasti")
    await admin.taps("Kirim ke pemilik")
    await owner.sends("/beranda")
    await owner.taps("Lihat pendaftaran")
    await owner.taps("Ubah jawaban")
    await owner.taps("Ubah alamat")
    await owner.sends("Jl. Setia Budi 88")
    await owner.taps("Kirim perubahan")
    admin.sees("Pendaftaran KE-2026-00001", "Jl. Setia Budi 88")
    await clinic.waits(minutes=2)
    owner.never_saw("tidak dapat kami terima")
    assert businesses(clinic)[0].state in {"submitted", "in_review"}


@pytest.mark.covers("tap:entry:appeal", "happy", "restarted")
async def test_another_admin_hears_the_appeal(
    clinic: Clinic, owner: Talker, admin: Talker, colleague: Talker
) -> None:
    await registers(owner, "Rotan Togar")
    await rejects(admin)
    await clinic.restarts()
    await owner.taps("Ajukan keberatan")
    owner.sees("Ceritakan keberatan Anda.", "Contoh: Kami membuat kursi jadi")
    await owner.sends("Kami anyam kursi jadi, itu foto bahan saja")
    await owner.sends_photos(2)
    await owner.taps("Selesai")
    await owner.taps("Kirim keberatan")
    owner.sees("Keberatan diterima, 19 Nov 2026", "Petugas lain yang memeriksa, target")
    await owner.taps("Lihat keberatan")
    owner.sees("Keberatan Anda diperiksa petugas lain")
    await opens_queue(admin)
    admin.sees("Tidak ada pendaftaran yang menunggu.")
    await admin.forges(f"1:cur:claim:1:{businesses(clinic)[0].revision:x}")
    admin.was_told("Keberatan ini tentang keputusan Anda. Petugas lain yang memeriksa.")
    await opens_queue(colleague)
    colleague.sees("Keberatan KE-2026-00001", "Keberatan pemilik: Kami anyam kursi jadi")
    await colleague.taps("Ambil")
    await colleague.taps("Setujui")
    await clinic.waits(seconds=61)
    owner.sees("Pendaftaran Rotan Togar disetujui.")
    assert businesses(clinic)[0].appealed is False


async def test_appeal_is_made_once(owner: Talker, admin: Talker, colleague: Talker) -> None:
    await registers(owner, "Rotan Togar")
    await rejects(admin)
    await owner.taps("Ajukan keberatan")
    await owner.sends("Kami anyam kursi jadi")
    await owner.taps("Lengkapi nanti")
    await owner.taps("Kirim keberatan")
    await rejects(colleague)
    owner.sees("tidak dapat kami terima", buttons=["Beranda"])


async def test_appeal_after_a_fortnight_is_too_late(
    clinic: Clinic, owner: Talker, admin: Talker
) -> None:
    await registers(owner, "Rotan Togar")
    await rejects(admin)
    clinic.passes(days=15)
    await owner.taps("Ajukan keberatan")
    owner.sees("Keberatan untuk keputusan ini tidak bisa dikirim lagi.", "/bantuan")
