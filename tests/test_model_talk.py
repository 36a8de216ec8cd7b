"""The model conversations: Bu Rehulina, Dimas, Ibu Lasma, and the hard moments."""

import pytest

from tests.errands import (
    TOTAL,
    answers_last,
    asks,
    asks_of_product,
    businesses,
    nominated,
    puts_off,
    registers,
    sends_product,
)
from tests.talk import Clinic, Talker


@pytest.fixture
def rehulina(clinic: Clinic) -> Talker:
    return clinic.person("Rehulina Ginting", phone="6281260000001")


def answered(count: int) -> int:
    """So many answers of a registration in percent, as the home screen says it."""
    return round(100 * count / TOTAL)


@pytest.mark.whole_form
async def test_first_contact_from_an_invitation(clinic: Clinic, rehulina: Talker) -> None:
    """Conversation 1: letter, consent, lost signal, three days later, one edit, sending."""
    link = nominated(clinic, phone=None)
    await rehulina.starts(link)
    rehulina.sees('Kabupaten Karo mengusulkan usaha Kopi "Deleng".', "Apakah ini usaha Anda?")
    await rehulina.taps("Ya, usaha saya")
    rehulina.sees("Izin pendampingan", buttons=["Setuju", "Baca dulu", "Tidak setuju"])
    await rehulina.taps("Baca dulu")
    rehulina.sees("Lebih lengkap", "Data Anda tidak dijual.")
    await rehulina.taps("Setuju")
    rehulina.sees("Tercatat: setuju", f"Sekarang {TOTAL} pertanyaan singkat. Hanya 4 yang wajib.")
    rehulina.sees('Dari surat Karo: Kopi "Deleng"')
    await rehulina.taps("Sudah benar")
    rehulina.sees(asks(2, "Nama pemilik"), "Dari surat Karo: REHULINA GINTING")
    await rehulina.sends("Rehulina Br. Ginting")
    rehulina.sees("Tersimpan: Rehulina Br. Ginting.", asks(3, "Nomor HP"))
    await rehulina.sends("0812-6000")
    rehulina.sees("Angkanya masih kurang. Nomor HP biasanya 10 sampai 13 angka.")
    await rehulina.presses("Kirim nomor saya")
    rehulina.sees(asks(4, "Kabupaten atau kota"), "Dari surat Karo: Kabupaten Karo")
    await rehulina.sends_location(3.589, 98.674)
    rehulina.sees("Apakah maksud Anda Kota Medan?")
    await rehulina.sends("karo")
    rehulina.sees(asks(5, "Alamat usaha"), "Tulis jalan, desa, dan kecamatan.")
    await _comes_back_after_three_days(clinic, rehulina)
    await _checks_and_sends(clinic, rehulina)


async def _comes_back_after_three_days(clinic: Clinic, rehulina: Talker) -> None:
    clinic.passes(days=3)
    await rehulina.starts()
    rehulina.sees(
        "Selamat datang kembali. Tidak ada yang hilang.",
        "4 jawaban tersimpan. Berikutnya: Alamat usaha.",
    )
    await rehulina.taps("Lanjutkan isian")
    await rehulina.sends("Simpang Tiga, Desa Gurusinga, Berastagi")
    rehulina.sees(asks(6, "Penjualan setahun"), "Angka persis tidak perlu.")
    await rehulina.taps("Rp300 juta–2 miliar")
    await rehulina.sends("sejak 2016")
    rehulina.sees("Tersimpan: 2016.", asks(8, "NIB"))
    await rehulina.taps("Jelaskan NIB")
    rehulina.sees("Letaknya di bagian atas surat NIB.")
    await rehulina.taps("Lengkapi nanti")
    rehulina.sees("Baik, NIB boleh menyusul.", asks(9, "Pernah ekspor"))
    await rehulina.taps("Belum pernah")
    await puts_off(rehulina)


async def _checks_and_sends(clinic: Clinic, rehulina: Talker) -> None:
    rehulina.sees(
        "Periksa jawaban Anda",
        '1. Nama usaha: Kopi "Deleng"',
        "2. Nama pemilik: Rehulina Br. Ginting",
        "3. Nomor HP: 0812-6000-0001",
        "4. Kabupaten atau kota: Kabupaten Karo",
        "5. Alamat usaha: Simpang Tiga, Desa Gurusinga, Berastagi",
        "6. Penjualan setahun: Rp300 juta–2 miliar",
        "7. Mulai usaha: 2016",
        "8. NIB: lengkapi nanti",
        "9. Pernah ekspor: Belum pernah",
    )
    assert "Isi NIB" in rehulina.buttons
    await rehulina.taps("Ubah tahun mulai")
    rehulina.sees("Sekarang tertulis: 2016", "Contoh: 2015")
    await rehulina.sends("2014")
    rehulina.sees("Tersimpan: 2014.", "7. Mulai usaha: 2014")
    await rehulina.sends("ya")
    rehulina.sees(
        "Pendaftaran terkirim. Terima kasih.",
        "Nomor Anda: KE-2026-00001",
        "Sambil menunggu, tambahkan produk pertama Anda.",
        buttons=["Tambah produk", "Beranda"],
    )
    await rehulina.taps("Beranda")
    rehulina.sees(
        'Beranda: Kopi "Deleng"',
        f"Kelengkapan data {answered(8)}%.",
        "Langkah berikutnya: tambahkan 1 produk dengan 3 foto.",
        "Anda menunggu: petugas provinsi memeriksa",
    )
    assert businesses(clinic)[0].nomination_id == 1


async def test_first_contact_by_poster_and_a_duplicate(clinic: Clinic) -> None:
    """Conversation 2: a poster, how it works, a similar name noticed before sending."""
    other = clinic.person("Sihobuk", phone="6281360000008")
    await registers(other, "Sambal Sihobuk Pedas", phone="0813-6000-0008", regency="medan")
    dimas = clinic.person("Dimas", phone="6281360000009")
    await dimas.starts("pameran_medan")
    dimas.sees("Selamat datang di Klinik Ekspor Sumut", "Gratis, tanpa calo.")
    await dimas.taps("Lihat cara kerja")
    dimas.sees("Empat langkah", "sering lebih dari setahun")
    await dimas.taps("Daftarkan usaha saya")
    await dimas.taps("Setuju")
    await dimas.sends("Sambal Sihobuk Pedass")
    await dimas.sends("Dimas")
    await dimas.presses("Kirim nomor saya")
    await dimas.sends_location(3.589, 98.674)
    await dimas.taps("Kota Medan")
    await dimas.sends("Jl. Setia Budi 4, Medan Selayang")
    await dimas.taps("Di bawah Rp300 juta")
    await dimas.sends("2024")
    await dimas.taps("Belum punya NIB")
    await answers_last(dimas, "Belum pernah")
    await dimas.taps("Kirim pendaftaran")
    dimas.sees("Usaha bernama mirip sudah terdaftar di Kota Medan.", "Apakah itu usaha Anda?")
    await dimas.taps("Ini usaha lain")
    dimas.sees("Petugas melihat catatan ini saat memeriksa.", "KE-2026-00002")
    await dimas.sends("kapan bisa ekspor kak?")
    dimas.sees("Pesan Anda tersimpan", "Beranda: Sambal Sihobuk Pedass")
    dimas.sees(f"Kelengkapan data {answered(9)}%.")
    await dimas.taps("Kirim ke petugas")
    dimas.sees("Terkirim ke petugas.")


@pytest.mark.whole_form
@pytest.mark.covers("/produk", "happy")
@pytest.mark.covers("tap:prod:add", "happy")
@pytest.mark.covers("tap:form:done", "happy")
@pytest.mark.covers("tap:form:photos", "happy")
async def test_product_from_name_to_sending(clinic: Clinic) -> None:
    """Conversation 3: all questions, an album with a small photo, review, sending."""
    lasma = clinic.person("Lasma Purba", phone="6281260000042")
    await registers(lasma, 'Kelompok Tani "Sada Roha"', regency="simalungun")
    await lasma.sends("/produk")
    lasma.sees("Belum ada produk")
    await lasma.taps("Tambah produk")
    lasma.sees(asks_of_product(1, "Nama produk"))
    await lasma.sends("Rp85.000")
    lasma.sees("Ini seperti harga")
    await lasma.sends("Andaliman kering Sada Roha")
    lasma.sees(asks_of_product(2, "Kelompok produk"), "Pilih kelompok besarnya.")
    await lasma.taps("Kopi & rempah")
    lasma.sees("Kopi & rempah. Yang mana?")
    await lasma.taps("Rempah & bumbu")
    lasma.sees("Tersimpan: Rempah & bumbu.", asks_of_product(3, "Cerita produk"))
    await lasma.sends_voice()
    lasma.sees("Pesan suara tersimpan.", asks_of_product(4, "Foto produk"))
    await lasma.sends_photos(4, small=3)
    lasma.sees("Foto masuk: 4 dari 5.", "Foto 3 terlalu kecil")
    await lasma.taps("Ganti satu foto")
    lasma.sees("Foto mana yang diganti?")
    await lasma.taps("Foto 3")
    lasma.sees("Kirim satu foto pengganti untuk foto 3")
    await lasma.sends_photos(1)
    lasma.sees("Foto masuk: 4 dari 5.")
    lasma.never_sees_now("terlalu kecil")
    await lasma.taps("Selesai")
    lasma.sees("Tersimpan: 4 foto.", asks_of_product(5, "Kode HS"))
    await _answers_numbers(lasma)
    await _chooses_and_sends(lasma)


async def _answers_numbers(lasma: Talker) -> None:
    await lasma.sends("andaliman kering")
    lasma.sees("0910.99")
    await lasma.sends("1")
    lasma.sees("Tersimpan: 0910.99", asks_of_product(6, "Kapasitas"))
    await lasma.sends("50 kg/minggu")
    lasma.sees("217 kg sebulan", "Apakah sudah benar?")
    await lasma.taps("Hanya saat musim")
    lasma.sees(asks_of_product(7, "Harga"))
    await lasma.sends("85rb")
    lasma.sees("Rp85.000 untuk berapa?")
    await lasma.taps("1 kemasan")
    lasma.sees("Berapa isi 1 kemasan?")
    await lasma.sends("100g")
    lasma.sees(asks_of_product(8, "Masa simpan"))
    await lasma.sends("setahun")
    lasma.sees("Tersimpan: 12 bulan.", asks_of_product(9, "Surat yang sudah ada"))


async def _chooses_and_sends(lasma: Talker) -> None:
    await lasma.taps("P-IRT")
    lasma.sees("Terpilih: P-IRT")
    await lasma.taps("Selesai memilih")
    lasma.sees(asks_of_product(10, "Negara tujuan"))
    await lasma.taps("Jerman")
    await lasma.taps("Prancis")
    await lasma.taps("Selesai memilih")
    await puts_off(lasma)
    lasma.sees(
        "Periksa produk Anda",
        "Kelompok produk: Rempah & bumbu",
        "Kapasitas: 50 kg seminggu, kira-kira 217 kg sebulan, hanya saat musim",
        "Harga: Rp85.000 per kemasan 100 g",
        "Negara tujuan: Jerman, Prancis",
    )
    await lasma.taps("Kirim produk")
    lasma.sees("Produk terkirim", "KE-2026-00001/1")
    await lasma.sends("/produk")
    lasma.sees("Andaliman kering Sada Roha: sedang diperiksa")


async def test_hard_moments_of_an_owner(clinic: Clinic, rehulina: Talker) -> None:
    """Conversation 11: sticker, voice, price for a name, batal, too large, old button."""
    admin = await clinic.staff("Sari Harahap")
    await registers(rehulina)
    old = rehulina.finds("Tambah produk")
    await rehulina.taps("Tambah produk")
    await rehulina.sends("Rp85.000")
    rehulina.sees("Ini seperti harga. Harganya kami tanya nanti.")
    await rehulina.sends_sticker()
    rehulina.sees("Terima kasih. Kita sampai di pertanyaan ini.", "Apa nama produk Anda?")
    await rehulina.sends_voice()
    rehulina.sees("Pesan suara tersimpan. Petugas akan menuliskannya untuk Anda.")
    await rehulina.sends("Kopi bubuk arabika", "Kopi & rempah", "Kopi & teh")
    await rehulina.sends("batal")
    rehulina.sees("Isian ditutup. 3 jawaban tetap tersimpan.")
    await rehulina.taps("Mulai baru")
    rehulina.sees("3 jawaban tadi akan dibuang. Apakah Anda yakin?")
    await rehulina.taps("Lanjutkan isian")
    rehulina.sees(asks_of_product(3, "Cerita produk"))
    await rehulina.sends_video(48)
    rehulina.sees("Batasnya 20 MB, kira-kira 20 detik", "kirim 3 foto")
    await rehulina.sends("/kurasi")
    rehulina.sees("Bagian ini dibuka oleh petugas.")
    clinic.passes(days=21)
    await rehulina.taps_again(old, "Tambah produk")
    rehulina.sees(asks_of_product(3, "Cerita produk"))
    await rehulina.sends("/datasaya")
    rehulina.sees("Pendampingan: setuju, 19 Nov 2026.")
    await admin.sends("/pesan")
    admin.sees("Pesan dari Rehulina Ginting", "Usaha: Kopi Deleng", "pesan suara")
    await admin.taps("Jawab")
    await admin.sends("Namanya kami tulis: Kopi bubuk arabika.")
    await admin.taps("Kirim jawaban")
    rehulina.sees("Sari Harahap menjawab", "Kopi bubuk arabika")


async def test_photo_that_answers_nothing(clinic: Clinic) -> None:
    """Conversation 11: Pak Jonni's photo goes to the staff, and the office's address is near."""
    jonni = clinic.person("Jonni Hutapea", phone="6281260000007")
    await registers(jonni, "Dolok Tiga", regency="toba")
    await sends_product(jonni, "Abon ikan mas")
    await jonni.sends_photo()
    jonni.sees("Kiriman Anda tersimpan", "Mau dikirim ke petugas?", "Beranda: Dolok Tiga")
    await jonni.taps("Kirim ke petugas")
    jonni.sees("Terkirim ke petugas.", "Jawaban datang di sini, pada jam kantor.")
    await jonni.sends("/bantuan")
    jonni.sees("Bantuan", "Kantor:")
