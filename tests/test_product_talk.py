"""Products, in talk: the ten questions, photos as an album, capacity, price, review."""

import pytest

from tests.errands import registers
from tests.talk import Clinic, Talker


async def to_photos(owner: Talker) -> None:
    """Go to the question of photos."""
    await owner.sends("/produk")
    await owner.taps("Tambah produk")
    await owner.sends("Andaliman kering Sada Roha")
    await owner.taps("Kopi & rempah")
    await owner.taps("Rempah & bumbu")
    await owner.taps("Lengkapi nanti")


@pytest.mark.covers("/produk", "happy")
@pytest.mark.covers("tap:prod:add", "happy")
@pytest.mark.covers("tap:form:done", "happy")
@pytest.mark.covers("tap:form:photos", "happy")
async def test_owner_sends_a_product(clinic: Clinic) -> None:
    owner = clinic.person("Lasma Purba", phone="6281260000042")
    await registers(owner, 'Kelompok Tani "Sada Roha"', regency="simalungun")
    await owner.sends("/produk")
    owner.sees("Belum ada produk")
    await owner.taps("Tambah produk")
    owner.sees("1 dari 10: Nama produk")
    await owner.sends("Rp85.000")
    owner.sees("Ini seperti harga")
    await owner.sends("Andaliman kering Sada Roha")
    owner.sees("2 dari 10: Kelompok produk", "Pilih kelompok besarnya.")
    await owner.taps("Kopi & rempah")
    owner.sees("Kopi & rempah. Yang mana?")
    await owner.taps("Rempah & bumbu")
    owner.sees("Tersimpan: Rempah & bumbu.", "3 dari 10: Cerita produk")
    await owner.sends_voice()
    owner.sees("Pesan suara tersimpan.", "4 dari 10: Foto produk")
    await owner.sends_photos(4, small=3)
    owner.sees("Foto masuk: 4 dari 5.", "Foto 3 terlalu kecil")
    await owner.taps("Ganti satu foto")
    owner.sees("Foto mana yang diganti?")
    await owner.taps("Foto 3")
    owner.sees("Kirim satu foto pengganti untuk foto 3")
    await owner.sends_photos(1)
    owner.sees("Foto masuk: 4 dari 5.")
    owner.never_sees_now("terlalu kecil")
    await owner.taps("Selesai")
    owner.sees("Tersimpan: 4 foto.", "5 dari 10: Kode HS")
    await _answers_numbers(owner)
    await _chooses_and_sends(owner)


async def _answers_numbers(owner: Talker) -> None:
    await owner.sends("andaliman kering")
    owner.sees("0910.99")
    await owner.sends("1")
    owner.sees("Tersimpan: 0910.99", "6 dari 10: Kapasitas")
    await owner.sends("50 kg/minggu")
    owner.sees("217 kg sebulan", "Apakah sudah benar?")
    await owner.taps("Hanya saat musim")
    owner.sees("7 dari 10: Harga")
    await owner.sends("85rb")
    owner.sees("Rp85.000 untuk berapa?")
    await owner.taps("1 kemasan")
    owner.sees("Berapa isi 1 kemasan?")
    await owner.sends("100g")
    owner.sees("8 dari 10: Masa simpan")
    await owner.sends("setahun")
    owner.sees("Tersimpan: 12 bulan.", "9 dari 10: Surat yang sudah ada")


async def _chooses_and_sends(owner: Talker) -> None:
    await owner.taps("P-IRT")
    owner.sees("Terpilih: P-IRT")
    await owner.taps("Selesai memilih")
    owner.sees("10 dari 10: Negara tujuan")
    await owner.taps("Jerman")
    await owner.taps("Prancis")
    await owner.taps("Selesai memilih")
    owner.sees(
        "Periksa produk Anda",
        "Kelompok produk: Rempah & bumbu",
        "Kapasitas: 50 kg seminggu, kira-kira 217 kg sebulan, hanya saat musim",
        "Harga: Rp85.000 per kemasan 100 g",
        "Negara tujuan: Jerman, Prancis",
    )
    await owner.taps("Kirim produk")
    owner.sees("Produk terkirim", "KE-2026-00001/1")
    await owner.sends("/produk")
    owner.sees("Andaliman kering Sada Roha: sedang diperiksa")
