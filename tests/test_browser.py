"""The demo as a person sees it: Chromium, the page of phones, the real bot beside it."""

import json
import re
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import expect

from bot import formats
from simulator import seed
from tests.browser import HAND, ROOT, Demo, demo_in, opened
from tests.errands import TOTAL, TOTAL_OF_PRODUCT, asks
from tests.processes import KLINIK, environment
from tests.walks import (
    JAKARTA,
    answers_the_voluntary,
    becomes_morning,
    chooses_papers_and_countries,
    comes_in,
    describes_a_product,
    leaves_the_voluntary,
    puts_off,
    registers,
    sends_three_photos,
    tells_what_buyers_ask,
    waits_at,
)

pytestmark = pytest.mark.browser

DAY = 86_400
REJECTION = "Datanya belum bisa kami pastikan."
SMALLEST_TARGET = 36


@pytest.fixture
def demo(tmp_path: Path) -> Iterator[Demo]:
    with demo_in(tmp_path) as demo:
        yield demo


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
