"""Evidence as people see it: from the first photo to the verdict, in Chromium."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.browser import Demo, OnPhone, demo_in, opened
from tests.pictures import picture
from tests.walks import (
    LARGE,
    becomes_morning,
    chooses_papers_and_countries,
    describes_a_product,
    registers,
    sends_three_photos,
    tells_what_buyers_ask,
    waits_at,
)

pytestmark = pytest.mark.browser


@pytest.fixture
def demo(tmp_path: Path) -> Iterator[Demo]:
    with demo_in(tmp_path) as demo:
        yield demo


def approves(staff: OnPhone, entry: str) -> None:
    """Take the card of an entry and approve it."""
    staff.sees(entry)
    staff.tap("Ambil")
    staff.sees("Diperiksa")
    staff.tap("Setujui")
    staff.sees("disetujui", "Batalkan (60 detik)")


def sends_a_product(owner: OnPhone) -> None:
    """Andaliman, with its photos and all answers."""
    describes_a_product(owner)
    sends_three_photos(owner)
    tells_what_buyers_ask(owner)
    chooses_papers_and_countries(owner)
    owner.tap("Kirim produk")
    owner.sees("KE-2026-00004/1")


def sends_two_pieces(owner: OnPhone) -> None:
    """Three photos at once for the first step, one with figures for the fourth."""
    owner.tap("Beranda")
    owner.tap("Buka tugas")
    owner.sees("Tugas Sada Deleng", "Tiga langkah berikut:")
    owner.says("1")
    owner.sees("Foto produk dari depan, belakang, samping", "Kirim buktinya sekarang.")
    owner.sends_photos(*(picture(*LARGE, seed=seed) for seed in (11, 12, 13)))
    owner.sees("Masuk: 3.")
    owner.tap("Selesai")
    owner.sees("Terkirim ke", "Berikutnya:")
    owner.tap("Buka tugas")
    owner.tap("Lihat semua langkah")
    owner.tap("Andaliman kering Del 0%")
    owner.tap("Buka 3")
    owner.sees("Isi/berat bersih", "Bukti: foto, 5 angka.")
    owner.sends_photos(picture(*LARGE, seed=14))
    owner.sees("Masuk: 1.")
    owner.tap("Selesai")
    owner.sees("Berapa hasil ukurnya?", "Contoh: 250 251 248 252 249")
    owner.says("250 251 248 250 249")
    owner.sees("Selisih terbesar 0,8%, batasnya 3%. Rapi sekali.")


def judges_both(staff: OnPhone) -> None:
    """The first comes back with a ready reason, the second is accepted."""
    staff.says("/tinjau")
    staff.sees("Tanpa pendamping: 2 bukti.")
    staff.tap("Mulai meninjau")
    staff.sees("1 dari 2: Foto produk dari depan", "Foto 1 dari 3.")
    staff.tap("Foto ▶")
    staff.sees("Foto 2 dari 3.")
    staff.tap("Minta perbaikan")
    staff.sees("Apa yang perlu diperbaiki?")
    staff.tap("Tulisan belum terbaca")
    staff.sees("akan membaca: Tulisan di label belum terbaca.")
    staff.tap("Lanjut")
    staff.sees("2 dari 2: Isi/berat bersih", "Angka: 250 251 248 250 249.")
    staff.tap("Terima")
    staff.sees("Selesai: 1 diterima, 1 perlu perbaikan")


def test_evidence_is_sent_judged_and_sent_again(demo: Demo, browser_path: Path) -> None:
    with opened(browser_path, demo.address) as screen:
        owner, staff = screen.rehulina, screen.rizal
        becomes_morning(screen)
        registers(owner)
        sends_a_product(owner)
        waits_at(staff, 4)
        approves(staff, "KE-2026-00004")
        screen.later(900)
        owner.sees("disetujui")
        staff.sees("1 kartu baru menunggu")
        waits_at(staff, 3)
        staff.tap("Berikutnya")
        approves(staff, "KE-2026-00004/1")
        screen.later(900)
        owner.sees("Andaliman kering Deleng")
        sends_two_pieces(owner)
        judges_both(staff)
        staff.tap("Kirim sekarang")
        owner.sees("sudah memeriksa 2 bukti", "Diterima: isi/berat bersih")
        owner.sees("Perlu perbaikan: foto produk dari depan", "Foto lebih dekat")
        screen.picture("verdict")
        owner.tap("Kirim foto lagi")
        owner.sees("Tulisan di label belum terbaca.", "Kirim buktinya sekarang.")
        owner.sends_photos(picture(*LARGE, seed=15))
        owner.sees("Masuk: 1.")
        owner.tap("Selesai")
        owner.sees("Terkirim ke")
        assert screen.noise == []
