"""The queue: products beside businesses, filters, restarts; in talk."""

import pytest

from tests.errands import (
    KOPI,
    approves,
    businesses,
    opens_queue,
    photo_of,
    registers,
    sends_product,
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


@pytest.mark.covers("tap:cur:see", "happy")
@pytest.mark.covers("tap:cur:more", "happy")
async def test_product_waits_for_its_business(
    clinic: Clinic, owner: Talker, admin: Talker
) -> None:
    await registers(owner)
    clinic.passes(minutes=1)
    with clinic.in_short("Rehulina Ginting has sent a product with three photos."):
        await sends_product(owner, "Kopi bubuk", photos=3)
    await admin.sends("/kurasi")
    await admin.taps("Berikutnya")
    admin.sees("Produk KE-2026-00001/1", "Kopi bubuk, Kabupaten Karo.", "Kelompok")
    first = photo_of(admin)
    await admin.taps("Foto 1 dari 3 ▶")
    assert photo_of(admin) != first
    admin.sees("Produk KE-2026-00001/1")
    await admin.taps("◀ Foto")
    assert photo_of(admin) == first
    await admin.taps("Selengkapnya")
    admin.sees("Produk KE-2026-00001/1", buttons=["Kembali", "Beranda"])
    await admin.taps("Kembali")
    await admin.taps("Ambil")
    await admin.taps("Setujui")
    admin.was_told("Usahanya belum disetujui. Putuskan pendaftaran usahanya dulu.")
    await approves(admin)
    await takes_card(admin)
    await admin.taps("Setujui")
    admin.sees("00001/1: disetujui Rizal Nasution")
    await clinic.waits(seconds=61)
    owner.sees("Produk Kopi bubuk disetujui.", "Nomor produk: KE-2026-00001/1")
    await owner.taps("Lihat produk")
    owner.sees("1. Kopi bubuk: disetujui")


async def test_approval_of_a_business_stands_while_its_product_is_approved(
    clinic: Clinic, owner: Talker, admin: Talker
) -> None:
    await registers(owner)
    clinic.passes(minutes=1)
    await sends_product(owner, "Kopi bubuk")
    await takes_card(admin)
    await admin.taps("Setujui")
    undo = admin.finds("Batalkan (60 detik)")
    await takes_card(admin)
    await admin.taps("Setujui")
    await admin.taps_again(undo, "Batalkan (60 detik)")
    admin.was_told("Produk usaha ini sudah disetujui. Batalkan keputusan produknya dulu.")
    await admin.taps("Batalkan (60 detik)")
    await admin.taps_again(undo, "Batalkan (60 detik)")
    admin.sees("00001: keputusan dibatalkan")
    assert businesses(clinic)[0].state == "in_review"


@pytest.mark.covers("tap:cur:filter", "happy", "stale", "invalid", "restarted")
@pytest.mark.covers("tap:cur:only", "happy", "stale", "invalid", "restarted")
async def test_queue_is_filtered(clinic: Clinic, owner: Talker, admin: Talker) -> None:
    await registers(owner)
    other = clinic.person("Saut Simanjuntak")
    await registers(other, "Teri Saut", phone="0813-6000-0002", regency="sibolga")
    await opens_queue(admin)
    await admin.taps("Saring")
    admin.sees("Saringan sekarang: Semua.", "Mana yang mau dilihat?")
    menu = admin.finds("Pilih kabupaten")
    await clinic.restarts()
    await admin.taps("Pilih kabupaten")
    while "Kota Sibolga" not in admin.buttons:
        await admin.taps("Pilihan lain")
    sibolga = admin.finds("Kota Sibolga")
    await clinic.restarts()
    await admin.taps("Kota Sibolga")
    admin.sees("Menunggu: 1. Saringan: Kota Sibolga.", "Teri Saut")
    await admin.taps("Saring")
    await admin.taps("Keberatan")
    admin.sees("Tidak ada yang menunggu dengan saringan ini.")
    await admin.taps("Saring")
    await admin.taps("Pilih kelompok")
    await admin.taps(admin.buttons[0])
    admin.sees("Tidak ada yang menunggu dengan saringan ini.")
    await admin.taps_again(menu, "Pilih kabupaten")
    await admin.taps_again(sibolga, "Kota Sibolga")
    admin.sees("Teri Saut")
    for choice in ("regency.99999", "nothing.x", "category.-"):
        await admin.forges(f"1:cur:filter:0:0:{choice}")
        admin.sees("Mana yang mau dilihat?")
    await admin.forges("1:cur:only:0:0:x.99")
    admin.sees("Saringan: Semua.", KOPI)


@pytest.mark.covers("/kurasi", "restarted")
@pytest.mark.covers("tap:cur:open", "restarted", "stale")
@pytest.mark.covers("tap:cur:next", "restarted", "stale")
@pytest.mark.covers("tap:cur:see", "restarted")
@pytest.mark.covers("tap:cur:more", "restarted")
@pytest.mark.covers("tap:cur:phone", "restarted")
@pytest.mark.covers("tap:cur:claim", "restarted")
@pytest.mark.covers("tap:cur:release", "restarted")
@pytest.mark.covers("tap:cur:repair", "restarted")
@pytest.mark.covers("tap:cur:tick", "restarted")
@pytest.mark.covers("tap:cur:why", "restarted")
@pytest.mark.covers("tap:cur:preview", "restarted")
@pytest.mark.covers("tap:cur:reject", "restarted")
@pytest.mark.covers("tap:cur:send", "restarted")
@pytest.mark.covers("tap:cur:undo", "restarted")
@pytest.mark.covers("tap:cur:approve", "restarted")
async def test_desk_outlives_restarts(clinic: Clinic, owner: Talker, admin: Talker) -> None:
    await registers(owner)
    await registers(clinic.person("Saut Simanjuntak"), "Teri Saut", phone="0813-6000-0002")
    clinic.passes(minutes=1)
    await sends_product(owner, "Kopi bubuk")
    await admin.sends("/beranda")
    queue = admin.finds("Buka antrean")
    await clinic.restarts()
    await admin.sends("/kurasi")
    for caption in (
        *("Berikutnya", "Berikutnya", "Selengkapnya", "Kembali", "Berikutnya", "Lihat nomor"),
        *("Ambil", "Lepaskan", "Ambil", "Minta perbaikan", "NIB", "Periksa lagi"),
        *("Ubah pilihan", "Selesai memilih", "Ubah pilihan", "✓ NIB", "Kembali"),
        *("Tolak", "Sudah terdaftar", "Kirim ke pemilik", "Batalkan (60 detik)", "Setujui"),
        "Berikutnya",
    ):
        await clinic.restarts()
        await admin.taps(caption)
    admin.sees("Teri Saut")
    await admin.taps_again(queue, "Buka antrean")
    admin.sees("Teri Saut")
    await clinic.waits(seconds=61)
    owner.sees("disetujui")
    assert businesses(clinic)[0].state == "approved"
