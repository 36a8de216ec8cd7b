"""An owner registers, in talk: the compulsory questions and their hints."""

import pytest

from tests.errands import (
    KOPI,
    TOTAL,
    agrees,
    answers,
    asks,
    businesses,
    fills_all,
    leaves_the_rest,
)
from tests.talk import Clinic, Talker

NAMES = (KOPI, "Rehulina Br. Ginting")


@pytest.fixture
def owner(clinic: Clinic) -> Talker:
    return clinic.person("Rehulina Ginting", phone="6281260000001")


@pytest.mark.covers("/daftar", "happy")
@pytest.mark.covers("text", "happy")
@pytest.mark.covers("contact", "happy")
async def test_owner_registers(clinic: Clinic) -> None:
    owner = clinic.person("Rehulina Ginting", phone="6281260000001")
    await owner.starts()
    owner.sees("Selamat datang di Klinik Ekspor Sumut")
    await owner.sends("/daftar")
    owner.sees("Izin pendampingan", buttons=["Setuju", "Baca dulu", "Tidak setuju"])
    await owner.taps("Setuju")
    owner.sees(asks(1, "Nama usaha"), "Apa nama usaha Anda?")
    await owner.sends('Kopi "Deleng"')
    owner.sees(asks(2, "Nama pemilik"))
    await owner.sends("Rehulina Br. Ginting")
    owner.sees(asks(3, "Nomor HP"), buttons=["Kirim nomor saya", "Kembali", "Beranda"])
    await owner.sends("0812-6000")
    owner.sees("Angkanya masih kurang")
    await owner.presses("Kirim nomor saya")
    owner.sees(asks(4, "Kabupaten atau kota"))
    await owner.sends("karo")
    owner.sees(asks(5, "Alamat usaha"))
    await leaves_the_rest(owner)
    owner.sees(
        "Periksa jawaban Anda",
        '1. Nama usaha: Kopi "Deleng"',
        "3. Nomor HP: 0812-6000-0001",
        "8. NIB: lengkapi nanti",
    )
    await owner.sends("ya")
    owner.sees("Pendaftaran terkirim", "KE-2026-00001", "Selasa, 24 Nov 2026")
    await owner.taps("Beranda")
    owner.sees('Beranda: Kopi "Deleng"', "sejak 19 Nov 2026")
    assert [business.phone for business in businesses(clinic)] == ["+6281260000001"]


@pytest.mark.covers("text", "invalid")
async def test_names_have_a_length(owner: Talker) -> None:
    await agrees(owner)
    await owner.sends("ab")
    owner.sees("Tulisannya masih terlalu pendek, paling sedikit 3 huruf.", "Contoh: Kopi Deleng")
    await owner.sends("x" * 81)
    owner.sees("Tulisannya terlalu panjang, paling banyak 80 huruf.", buttons=["Beranda"])
    await owner.sends("  Kopi  ")
    owner.sees("Tersimpan: Kopi.")
    await owner.sends("R")
    owner.sees("paling sedikit 2 huruf.", "Contoh: Rehulina Br. Ginting")
    await owner.sends("Na")
    owner.sees("Tersimpan: Na.", asks(3, "Nomor HP"))


async def test_name_is_one_visible_line(owner: Talker) -> None:
    await agrees(owner)
    await owner.sends("Kopi\nDeleng")
    owner.sees("Cukup satu baris saja.", "Contoh: Kopi Deleng")
    await owner.sends("Kopi \u202egnaleD")
    owner.sees("Ada tanda yang tidak terlihat di dalamnya.")
    await owner.sends("Kopi\u0007")
    owner.sees("Ada tanda yang tidak terlihat di dalamnya.")


async def test_command_we_do_not_have_is_no_answer(owner: Talker) -> None:
    await agrees(owner)
    await owner.sends("/resep")
    owner.sees("Kita sampai di pertanyaan ini.", asks(1, "Nama usaha"))
    await owner.sends("/beranda")
    await owner.sends("/resep")
    owner.sees("Perintah itu belum kami kenal.", "Anda belum mendaftarkan usaha.")


@pytest.mark.covers("anything", "happy", "restarted")
async def test_sticker_photo_and_voice_bring_the_question_again(
    clinic: Clinic, owner: Talker
) -> None:
    await answers(owner, KOPI)
    await owner.sends_sticker()
    owner.sees("Terima kasih. Kita sampai di pertanyaan ini.", "Siapa nama pemilik usaha?")
    await owner.sends_photo("Ini warung kami")
    owner.sees("Kiriman Anda tersimpan.", "Siapa nama pemilik usaha?")
    await clinic.restarts()
    await owner.sends_sticker()
    owner.sees("Siapa nama pemilik usaha?")
    await owner.sends_voice()
    owner.sees("Pesan suara tersimpan.", "Siapa nama pemilik usaha?")
    await owner.sends_document("katalog.rar")
    owner.sees(
        "Siapa nama pemilik usaha?",
        "Contoh:",
        buttons=["Kirim ke petugas", "Kembali", "Beranda"],
    )


@pytest.mark.covers("contact", "invalid", "restarted")
async def test_contact_must_be_the_own_one(clinic: Clinic, owner: Talker) -> None:
    await answers(owner, *NAMES)
    await owner.sends_contact("6281299990000")
    owner.sees("Ini nomor orang lain. Tekan tombol di bawah, atau ketik nomor Anda.")
    await clinic.restarts()
    await owner.sends_contact()
    owner.sees(asks(4, "Kabupaten atau kota"))


async def test_contact_where_a_name_is_asked_brings_a_hint(owner: Talker) -> None:
    await agrees(owner)
    await owner.sends_contact()
    owner.sees("Di sini kami perlu tulisan.", "Contoh: Kopi Deleng")


@pytest.mark.parametrize(
    ("typed", "hint"),
    [
        ("nomor saya", "Nomor HP berisi angka saja."),
        ("0812-6000", "Angkanya masih kurang."),
        ("0812-6000-0001-99", "Angkanya terlalu banyak."),
        ("+65 9123 4567", "Kami perlu nomor Indonesia, diawali 08 atau +62."),
        ("08012600001", "Bentuknya belum sesuai. Nomor HP diawali 08."),
        ("٠٨١٢٦٠٠٠٠٠٠١", "Nomor HP berisi angka saja."),
        ("", "Kita sampai di pertanyaan ini."),
    ],
)
@pytest.mark.no_transcript
async def test_number_is_asked_again(owner: Talker, typed: str, hint: str) -> None:
    await answers(owner, *NAMES)
    await (owner.sends(typed) if typed else owner.sends_sticker())
    owner.sees(hint, "0812-6000-0001", buttons=["Kirim nomor saya", "Kembali", "Beranda"])


@pytest.mark.parametrize(
    ("typed", "shown"),
    [
        ("0812 6000 0001", "0812-6000-0001"),
        ("+62 812-6000-0001", "0812-6000-0001"),
        ("6281260000001", "0812-6000-0001"),
        ("(0812) 6000.0001", "0812-6000-0001"),
        ("81260000001", "0812-6000-0001"),
        ("061-4512345", "061-4512345"),
    ],
)
@pytest.mark.no_transcript
async def test_number_may_be_typed_in_many_ways(owner: Talker, typed: str, shown: str) -> None:
    await answers(owner, *NAMES)
    await owner.sends(typed)
    owner.sees(asks(4, "Kabupaten atau kota"))
    await owner.sends("karo")
    await leaves_the_rest(owner)
    owner.sees(f"3. Nomor HP: {shown}")


async def test_owner_with_a_foreign_telegram_number_types_an_indonesian_one(
    clinic: Clinic,
) -> None:
    owner = clinic.person("Lasma Purba", phone="6591234567")
    await answers(owner, "Sada Roha", "Lasma Purba")
    await owner.presses("Kirim nomor saya")
    owner.sees("Kami perlu nomor Indonesia")
    await owner.sends("0813-6000-0002")
    owner.sees(asks(4, "Kabupaten atau kota"))


@pytest.mark.covers("tap:form:page", "happy", "restarted")
@pytest.mark.covers("tap:form:pick", "happy", "restarted")
async def test_place_is_found_by_turning_pages(clinic: Clinic, owner: Talker) -> None:
    await answers(owner, *NAMES, "0812-6000-0001")
    owner.sees(
        "Di mana tempat usaha Anda?",
        buttons=["Kirim lokasi", "Lihat semua daftar", "Kembali", "Beranda"],
    )
    await owner.presses("Lihat semua daftar")
    assert owner.buttons[0] == "Asahan"
    assert owner.buttons[-3:] == ["Berikutnya", "Kembali", "Beranda"]
    await owner.taps("Berikutnya")
    assert owner.buttons[-4:] == ["Sebelumnya", "Berikutnya", "Kembali", "Beranda"]
    await clinic.restarts()
    await owner.taps("Berikutnya")
    assert owner.buttons[-3:] == ["Sebelumnya", "Kembali", "Beranda"]
    await owner.taps("Sebelumnya")
    await owner.taps("Nias Barat")
    owner.sees("Tersimpan: Kabupaten Nias Barat.", asks(5, "Alamat usaha"))
    await leaves_the_rest(owner)
    owner.sees("4. Kabupaten atau kota: Kabupaten Nias Barat")


async def test_place_that_means_several_is_asked_about(owner: Talker) -> None:
    await answers(owner, *NAMES, "0812-6000-0001")
    await owner.sends("nias")
    owner.sees("Nama itu dipakai 5 daerah. Yang mana?")
    await owner.taps("Kota Gunungsitoli")
    await leaves_the_rest(owner)
    owner.sees("4. Kabupaten atau kota: Kota Gunungsitoli")


async def test_place_with_a_typing_error_is_proposed(owner: Talker) -> None:
    await answers(owner, *NAMES, "0812-6000-0001")
    await owner.sends("karoo")
    owner.sees(
        "Apakah maksud Anda Kabupaten Karo?", buttons=["Kabupaten Karo", "Kembali", "Beranda"]
    )
    await owner.taps("Kabupaten Karo")
    owner.sees("Tersimpan: Kabupaten Karo.", asks(5, "Alamat usaha"))


async def test_place_we_do_not_know_brings_the_list_again(owner: Talker) -> None:
    await answers(owner, *NAMES, "0812-6000-0001")
    await owner.sends("Surabaya")
    owner.sees("Nama itu belum kami kenal. Pilih dari daftar, atau ketik lagi.", "Contoh: karo")
    assert owner.buttons == ["Kirim lokasi", "Lihat semua daftar", "Kembali", "Beranda"]
    await owner.sends_sticker()
    owner.sees(asks(4, "Kabupaten atau kota"))


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("tapteng", "Kabupaten Tapanuli Tengah"),
        ("Deliserdang", "Kabupaten Deli Serdang"),
        ("kabupaten nias", "Kabupaten Nias"),
        ("kota sibolga", "Kota Sibolga"),
        ("BERASTAGI", "Kabupaten Karo"),
        ("12.71", "Kota Medan"),
    ],
)
@pytest.mark.no_transcript
async def test_place_is_understood(owner: Talker, typed: str, meant: str) -> None:
    await answers(owner, *NAMES, "0812-6000-0001")
    await owner.sends(typed)
    await leaves_the_rest(owner)
    owner.sees(f"4. Kabupaten atau kota: {meant}")


async def test_unknown_words_on_the_review_page_are_explained(owner: Talker) -> None:
    await fills_all(owner)
    await owner.sends("sudah cocok semuanya")
    owner.sees("Tekan Kirim, atau ketik nomor baris yang mau diubah.", "Periksa jawaban Anda")
    after = "She types a number, the one after that of the last line."
    with owner.clinic.in_short(after, but_the_last=True):
        await owner.sends(str(TOTAL + 1))
    owner.sees("Tekan Kirim, atau ketik nomor baris yang mau diubah.")
    await owner.sends("9" * 400)
    owner.sees("Tekan Kirim, atau ketik nomor baris yang mau diubah.")


async def test_question_that_is_needed_cannot_be_left(owner: Talker) -> None:
    await answers(owner, KOPI)
    await owner.sends("nanti")
    owner.sees("kami perlukan", asks(2, "Nama pemilik"))
