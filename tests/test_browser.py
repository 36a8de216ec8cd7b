"""The demo as a person sees it: Chromium, the page of phones, the real bot beside it."""

import json
import re
import subprocess
from collections.abc import Iterator
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from playwright.sync_api import expect

from bot import formats
from simulator import seed
from tests.browser import HAND, ROOT, Demo, OnPhone, Screen, opened
from tests.errands import TOTAL, TOTAL_OF_PRODUCT, asks, asks_of_product
from tests.pictures import picture
from tests.processes import KLINIK, environment

pytestmark = pytest.mark.browser

DAY = 86_400
JAKARTA = ZoneInfo("Asia/Jakarta")
REJECTION = "Datanya belum bisa kami pastikan."
SMALLEST_TARGET = 36
LARGE = (1280, 960)
SMALL = (320, 240)


@pytest.fixture
def demo(tmp_path: Path) -> Iterator[Demo]:
    with Demo("--port", "0", "--folder", tmp_path / "demo") as demo:
        yield demo
    assert "Traceback" not in demo.text


def comes_in(owner: OnPhone) -> None:
    """MULAI, and to the consent."""
    owner.start()
    owner.sees("Selamat datang di Klinik Ekspor Sumut")
    owner.tap("Daftarkan usaha saya")
    owner.sees("Izin pendampingan", "UU 27/2022")


def leaves_the_voluntary(owner: OnPhone) -> None:
    """Lengkapi nanti from the fifth question on, to the review page."""
    puts_off(owner, range(5, TOTAL + 1), TOTAL)
    owner.sees("Periksa jawaban Anda", "9. Pernah ekspor: lengkapi nanti")


def puts_off(owner: OnPhone, numbers: range, total: int) -> None:
    """Lengkapi nanti, so many times."""
    for number in numbers:
        owner.sees(asks(number, total=total))
        owner.tap("Lengkapi nanti")


def answers_the_voluntary(owner: OnPhone) -> None:
    """All five, to the review page."""
    owner.sees(asks(5, "Alamat usaha"))
    owner.says("Jl. Udara 12, Desa Gurusinga, Kec. Berastagi")
    owner.sees(asks(6, "Penjualan setahun"))
    owner.tap("Di bawah Rp300 juta")
    owner.sees(asks(7, "Mulai usaha"))
    owner.says("2015")
    owner.sees(asks(8, "NIB"))
    owner.says("9120000000001")
    owner.sees(asks(9, "Pernah ekspor"))
    owner.tap("Pernah, lewat orang lain")
    puts_off(owner, range(10, TOTAL + 1), TOTAL)
    owner.sees("Periksa jawaban Anda", "5. Alamat usaha: Jl. Udara 12", "7. Mulai usaha: 2015")
    owner.sees("6. Penjualan setahun: Di bawah Rp300 juta", "8. NIB: 9120000000001")
    owner.sees("9. Pernah ekspor: Pernah, lewat orang lain")


def becomes_morning(screen: Screen) -> None:
    """Move the clock to the next Monday to Thursday, 8 to 16: no quiet hours."""
    now = screen.later(3600)
    while now.astimezone(JAKARTA).weekday() > 3 or not 8 <= now.astimezone(JAKARTA).hour < 16:
        now = screen.later(3600)


def registers(owner: OnPhone) -> None:
    """From MULAI to the receipt, with what is compulsory."""
    comes_in(owner)
    owner.tap("Setuju")
    owner.sees(asks(1))
    owner.says("Sada Deleng")
    owner.sees(asks(2))
    owner.says("Rehulina Br. Ginting")
    owner.sees(asks(3))
    owner.press("Kirim nomor saya")
    owner.sees(asks(4))
    owner.says("karo")
    leaves_the_voluntary(owner)
    owner.tap("Kirim pendaftaran")
    owner.sees("Pendaftaran terkirim", "KE-2026-00004")


def describes_a_product(owner: OnPhone) -> None:
    """Tambah produk, and to the question about photos."""
    owner.tap("Tambah produk")
    owner.sees(asks_of_product(1, "Nama produk"))
    owner.says("Andaliman kering Deleng")
    owner.sees(asks_of_product(2, "Kelompok produk"))
    owner.tap("Kopi & rempah")
    owner.sees("Yang mana?")
    owner.tap("Rempah & bumbu")
    owner.sees(asks_of_product(3, "Cerita produk"))
    owner.says("Andaliman liar, dipetik tangan, dijemur di para-para.")
    owner.sees(asks_of_product(4, "Foto produk"))


def sends_three_photos(owner: OnPhone) -> None:
    """An album whose second picture is too small, and another in its place."""
    owner.sends_photos(picture(*LARGE, seed=1), picture(*SMALL, seed=2), picture(*LARGE, seed=3))
    owner.sees("Foto masuk: 3 dari 5", "Foto 2 terlalu kecil")
    owner.sees_photos(3, width=LARGE[0])
    owner.tap("Ganti satu foto")
    owner.sees("Foto mana yang diganti?")
    owner.tap("Foto 2")
    owner.sees("Kirim satu foto pengganti untuk foto 2")
    owner.sends_photos(picture(*LARGE, seed=4))
    owner.sees("Foto masuk: 3 dari 5")
    owner.sees_photos(1, width=LARGE[0])
    expect(owner.messages("terlalu kecil")).to_have_count(0)
    owner.tap("Selesai")
    owner.sees("Tersimpan: 3 foto")


def tells_what_buyers_ask(owner: OnPhone) -> None:
    """HS code, capacity, price and how long it keeps."""
    owner.sees(asks_of_product(5, "Kode HS"))
    owner.says("andaliman kering")
    owner.sees("Ini usulan kami")
    owner.tap("Pakai 0910.99")
    owner.sees(asks_of_product(6, "Kapasitas"))
    owner.says("50 kg/minggu")
    owner.sees("Apakah sudah benar?")
    owner.tap("Benar")
    owner.sees(asks_of_product(7, "Harga"))
    owner.says("85rb")
    owner.sees("Rp85.000 untuk berapa?")
    owner.tap("1 kemasan")
    owner.sees("Berapa isi 1 kemasan?")
    owner.says("100g")
    owner.sees(asks_of_product(8, "Masa simpan"))
    owner.says("setahun")


def chooses_papers_and_countries(owner: OnPhone) -> None:
    """Some of many, twice, and to the review page."""
    for question, choice in ((asks_of_product(9), "P-IRT"), (asks_of_product(10), "Jerman")):
        owner.sees(question)
        owner.tap(choice)
        owner.sees(f"Terpilih: {choice}")
        owner.tap("Selesai memilih")
    puts_off(owner, range(11, TOTAL_OF_PRODUCT + 1), TOTAL_OF_PRODUCT)
    owner.sees("Periksa produk Anda")


def waits_at(staff: OnPhone, number: int) -> None:
    """Through the queue to one entry, by Berikutnya."""
    staff.tap("Buka antrean")
    for passed in range(1, number):
        staff.sees(f"Pendaftaran KE-2026-{passed:05d}")
        staff.tap("Berikutnya")
    staff.sees(f"Pendaftaran KE-2026-{number:05d}")


def registered(folder: Path) -> dict[str, str]:
    """Name and state of every business, as the office's console exports them."""
    command = [*KLINIK, "export", "--json", "--config", str(folder / "config.toml")]
    said = subprocess.run(command, cwd=ROOT, env=environment(), capture_output=True, check=True)
    return {row["name"]: row["state"] for row in json.loads(said.stdout)["businesses"]}


def test_a_business_is_registered_and_approved(demo: Demo, browser_path: Path) -> None:
    with opened(browser_path, demo.address) as screen:
        rehulina, rizal, sari = screen.rehulina, screen.rizal, screen.sari
        comes_in(rehulina)
        rehulina.tap("Setuju")
        rehulina.sees("Tercatat: setuju", asks(1))
        rehulina.says('Kopi "Deleng"')
        rehulina.sees('Tersimpan: Kopi "Deleng".', asks(2))
        rehulina.says("Rehulina Br. Ginting")
        rehulina.sees(asks(3))
        rehulina.press("Kirim nomor saya")
        rehulina.sees(asks(4))
        rehulina.sends_place("Kirim lokasi", "Kabanjahe")
        rehulina.sees("Apakah maksud Anda Kabupaten Karo?")
        rehulina.tap("Kabupaten Karo")
        expect(rehulina.root.locator("[data-keyboard]")).to_be_hidden()
        answers_the_voluntary(rehulina)
        rehulina.sees("0812-6000-0001", "Kabupaten Karo")
        rehulina.tap("Kirim pendaftaran")
        rehulina.sees("Pendaftaran terkirim", "KE-2026-00004")

        waits_at(rizal, 4)
        waits_at(sari, 4)
        rizal.sees('Kopi "Deleng"', "0812••••0001")
        rizal.tap("Ambil")
        sari.sees("Diperiksa Rizal Nasution")
        rizal.tap("Setujui")
        rizal.sees("disetujui Rizal Nasution", "Batalkan (60 detik)")
        screen.later(900)
        rehulina.sees('Pendaftaran Kopi "Deleng" disetujui')
        sari.sees("disetujui Rizal Nasution", "Pemilik sudah diberi tahu.")
        screen.picture("decided")

        rehulina.tap("Beranda")
        rehulina.sees('Beranda: Kopi "Deleng"', "KE-2026-00004", "Disetujui,")
        expect(rehulina.messages("Pendaftaran terkirim")).to_have_count(1)
        assert screen.noise == []


def test_the_staff_decide_together_in_their_group(demo: Demo, browser_path: Path) -> None:
    with opened(browser_path, demo.address) as screen:
        dimas, rizal, sari = screen.dimas, screen.rizal, screen.sari
        for officer in (rizal, sari):
            officer.turns_to(seed.GROUP)
        becomes_morning(screen)
        rizal.says("/kurasi")
        rizal.sees("Pakai grup ini untuk kurasi?")
        rizal.tap("Pakai grup ini")
        sari.sees("Grup ini dipakai untuk kurasi.")
        comes_in(dimas)
        dimas.tap("Setuju")
        for number, words in enumerate(
            ("Sihobuk Pedas", "Dimas", "0813-6000-0009", "medan", "Jl. Setia Budi"), start=1
        ):
            dimas.sees(asks(number))
            dimas.says(words)
        puts_off(dimas, range(6, TOTAL + 1), TOTAL)
        dimas.tap("Kirim pendaftaran")
        dimas.sees("Pendaftaran terkirim", "KE-2026-00004")
        becomes_morning(screen)
        sari.sees("Sihobuk Pedas, Kota Medan")
        expect(sari.messages("Sihobuk")).not_to_contain_text(re.compile("0813|Setia Budi"))
        rizal.tap("Ambil")
        sari.sees("Diperiksa Rizal Nasution")
        sari.tap("Minta perbaikan")
        sari.sees_window("Sedang diperiksa Rizal Nasution")
        screen.picture("group")
        sari.closes_window()
        rizal.tap("Minta perbaikan")
        rizal.tap("Nama pemilik")
        rizal.tap("Tulis nama lengkap")
        rizal.tap("Ubah pilihan")
        rizal.tap("Alamat usaha")
        rizal.tap("Lengkapi alamat")
        sari.sees("minta perbaikan 2 jawaban")
        rizal.tap("Kirim ke pemilik")
        sari.sees("Rizal Nasution minta perbaikan", "Batalkan (60 detik)")
        screen.later(900)
        dimas.sees("Ada 2 jawaban untuk diperbaiki.", "1. Nama pemilik: Dimas")
        dimas.tap("Perbaiki sekarang")
        dimas.sees("Perbaikan 1 dari 2: Nama pemilik")
        dimas.says("Dimas Prasetyo")
        dimas.sees("Perbaikan 2 dari 2: Alamat usaha")
        dimas.says("Jl. Setia Budi 88, Tanjung Sari, Medan Selayang")
        dimas.sees("Perbaikan terkirim")
        sari.sees("Perbaikan ke-1.", "Nama pemilik: berubah")
        rizal.tap("Buka rincian")
        rizal.sees("Nama pemilik: Dimas → Dimas Prasetyo", "0813••••0009")
        rizal.tap("Setujui")
        sari.sees("disetujui Rizal Nasution")
        screen.later(900)
        dimas.sees("Pendaftaran Sihobuk Pedas disetujui.")
        assert screen.noise == []


def test_an_answer_given_while_the_bot_is_dead_counts(demo: Demo, browser_path: Path) -> None:
    with opened(browser_path, demo.address) as screen:
        dimas, rizal = screen.dimas, screen.rizal
        comes_in(dimas)
        dimas.tap("Setuju")
        dimas.sees(asks(1))
        dimas.says("Sihobuk Pedas")
        dimas.sees(asks(2))
        screen.bot("kill", becomes="stopped")
        expect(screen.page.locator("[data-bot-state]")).to_contain_text("dimatikan paksa")
        dimas.says("Dimas")
        expect(dimas.root.locator(".msg-out").last).to_contain_text("Dimas")
        screen.picture("killed")
        screen.bot("start", becomes="running")
        dimas.sees("Tersimpan: Dimas.", asks(3))
        dimas.says("0813-6000-0009")
        dimas.sees(asks(4))
        dimas.says("medan")
        leaves_the_voluntary(dimas)
        dimas.sees("Kota Medan")
        dimas.tap("Kirim pendaftaran")
        dimas.sees("Pendaftaran terkirim", "KE-2026-00004")

        waits_at(rizal, 4)
        rizal.tap("Lihat nomor")
        rizal.sees_window("Dimas: 0813-6000-0009")
        rizal.closes_window()
        rizal.tap("Ambil")
        rizal.tap("Tolak")
        rizal.sees("mengapa ditolak?")
        rizal.tap("Data belum pasti")
        rizal.tap("Kirim ke pemilik")
        rizal.sees("ditolak Rizal Nasution", REJECTION)
        screen.later(900)
        dimas.sees("Pendaftaran Sihobuk Pedas tidak dapat kami terima", REJECTION, "keberatan")
        dimas.tap("Beranda")
        dimas.sees("Beranda: Sihobuk Pedas", REJECTION)
        assert screen.noise == []


def test_disturbances_double_nothing(demo: Demo, browser_path: Path, tmp_path: Path) -> None:
    with opened(browser_path, demo.address) as screen:
        dimas = screen.dimas
        screen.fault("duplicates")
        screen.fault("timeouts")
        comes_in(dimas)
        dimas.tap("Setuju")
        dimas.sees(asks(1))
        dimas.says("Sihobuk Pedas")
        dimas.sees(asks(2))
        dimas.says("Dimas")
        dimas.sees(asks(3))
        screen.fault("duplicates")
        screen.fault("timeouts")
        screen.fault("flood")
        dimas.says("0813-6000-0009")
        expect(screen.page.locator("[data-floods]")).not_to_have_text("0")
        screen.fault("flood")
        screen.fault("slow")
        dimas.sees(asks(4))
        dimas.says("medan")
        leaves_the_voluntary(dimas)
        dimas.tap("Kirim pendaftaran")
        dimas.sees("KE-2026-00004")
        expect(dimas.messages("Pendaftaran terkirim")).to_have_count(1)
    mine = [state for name, state in registered(tmp_path / "demo").items() if "Sihobuk" in name]
    assert mine == ["submitted"]


def test_a_product_with_photos_is_sent(demo: Demo, browser_path: Path) -> None:
    with opened(browser_path, demo.address) as screen:
        owner = screen.rehulina
        registers(owner)
        describes_a_product(owner)
        sends_three_photos(owner)
        tells_what_buyers_ask(owner)
        chooses_papers_and_countries(owner)
        owner.sees("4. Foto produk: 3 foto", "7. Harga: Rp85.000 per kemasan 100 g")
        owner.tap("Kirim produk")
        owner.sees(f"Produk terkirim, lengkap 10 dari {TOTAL_OF_PRODUCT}", "KE-2026-00004/1")
        owner.tap("Beranda")
        owner.tap("Lihat produk")
        owner.sees("1. Andaliman kering Deleng: sedang diperiksa")
        assert screen.noise == []


def test_on_the_screen_of_a_phone(demo: Demo, browser_path: Path) -> None:
    with opened(browser_path, demo.address, HAND) as screen:
        rehulina, rizal, page = screen.rehulina, screen.rizal, screen.page
        comes_in(rehulina)
        screen.picture("phone")
        page.locator("[data-drawer]").click()
        screen.later(DAY)
        page.locator("[data-drawer]").click()
        rehulina.tap("Setuju")
        rehulina.sees(asks(1))
        rehulina.says('Kelompok Usaha Perempuan Pengolah Andaliman "Sada Roha Marsiurupan"')
        rehulina.sees(asks(2))
        rehulina.says("Rehulina Br. Ginting Suka Munthe alias Nande Biring")
        rehulina.sees(asks(3))
        expect(rehulina.root.locator("[data-press='Kirim nomor saya']")).to_be_in_viewport()
        assert page.evaluate("document.documentElement.scrollWidth") <= HAND["width"]
        for button in rehulina.root.locator("button:visible:not(.msg button)").all():
            box = button.bounding_box()
            assert box is not None
            assert box["height"] >= SMALLEST_TARGET, button
        keys = rehulina.root.locator("[data-keyboard]")
        rehulina.root.locator("[data-keyboard-toggle]").click()
        expect(keys).to_be_hidden()
        rehulina.says("0812-6000")
        rehulina.sees("Angkanya masih kurang")
        expect(keys).to_be_visible()
        rehulina.press("Kirim nomor saya")
        rehulina.sees(asks(4))
        rehulina.says("karo")
        leaves_the_voluntary(rehulina)
        rehulina.tap("Kirim pendaftaran")
        target = formats.working_days_later(screen.now(), 3, JAKARTA)
        rehulina.sees("Pendaftaran terkirim", formats.weekday(target, JAKARTA, "id"))
        screen.bring(rizal)
        expect(rehulina.root).to_be_hidden()
        rizal.tap("Buka antrean")
        rizal.sees("KE-2026-00001")
        rizal.tap("Lihat nomor")
        rizal.sees_window("Saut Simanjuntak: 0812-6000-0023")
        expect(rizal.root.locator("[data-alert-ok]")).to_be_in_viewport()
        assert screen.noise == []
