"""Places, files and voices: where they answer, and where they go if they do not."""

import pytest
from sqlalchemy import select

from models.message import StaffMessage
from tests.errands import (
    KOPI,
    answers,
    answers_last,
    asks,
    asks_of_product,
    businesses,
    leaves_the_rest,
    registers,
)
from tests.talk import Clinic, Talker

MEDAN = (3.589, 98.674)
JAKARTA = (-6.2, 106.8)
NAMES = (KOPI, "Rehulina Br. Ginting")
TO_PLACE = (*NAMES, "0812-6000-0001")


@pytest.fixture
def owner(clinic: Clinic) -> Talker:
    return clinic.person("Rehulina Ginting", phone="6281260000001")


def kept(clinic: Clinic) -> list[tuple[str, str]]:
    """Kind and state of what was kept for the staff."""
    with clinic.database.read() as session:
        found = session.scalars(select(StaffMessage).order_by(StaffMessage.id))
        return [(message.kind, message.state) for message in found]


@pytest.mark.covers("location", "happy")
async def test_location_is_proposed_and_confirmed(owner: Talker) -> None:
    await answers(owner, *TO_PLACE)
    await owner.sends_location(*MEDAN)
    owner.sees("Apakah maksud Anda Kota Medan?", buttons=["Kota Medan", "Kembali", "Beranda"])
    await owner.sends("ya")
    owner.sees(asks(5, "Alamat usaha"))
    await leaves_the_rest(owner)
    owner.sees("4. Kabupaten atau kota: Kota Medan")


@pytest.mark.covers("location", "restarted")
async def test_typed_place_is_taken_before_the_location(clinic: Clinic, owner: Talker) -> None:
    await answers(owner, *TO_PLACE)
    await clinic.restarts()
    await owner.presses("Kirim lokasi")
    owner.sees("Apakah maksud Anda Kabupaten Karo?")
    await owner.sends("simalungun")
    await leaves_the_rest(owner)
    owner.sees("4. Kabupaten atau kota: Kabupaten Simalungun")


@pytest.mark.covers("location", "invalid")
async def test_location_outside_the_province(owner: Talker) -> None:
    await answers(owner, *TO_PLACE)
    await owner.sends_location(*JAKARTA)
    owner.sees("Lokasi ini di luar Sumatera Utara.", "Di mana tempat usaha Anda?")
    assert owner.buttons == ["Kirim lokasi", "Lihat semua daftar", "Kembali", "Beranda"]


async def test_location_where_a_name_is_asked(owner: Talker) -> None:
    await answers(owner)
    await owner.sends_location(*MEDAN)
    owner.sees("Di sini kami perlu tulisan.", "Apa nama usaha Anda?")


async def test_ambiguous_place_is_chosen_by_its_number(owner: Talker) -> None:
    await answers(owner, *TO_PLACE)
    await owner.sends("nias")
    owner.sees("Nama itu dipakai 5 daerah. Yang mana?")
    second = owner.buttons[1]
    await owner.sends("2")
    await leaves_the_rest(owner)
    owner.sees(f"4. Kabupaten atau kota: {second}")


async def test_location_without_a_question_is_kept(clinic: Clinic, owner: Talker) -> None:
    await registers(owner)
    await owner.sends_location(*MEDAN)
    owner.sees("Kiriman Anda tersimpan", "Beranda: Kopi Deleng")
    await owner.taps("Kirim ke petugas")
    assert kept(clinic) == [("location", "open")]


async def test_voice_where_a_name_is_asked_goes_to_the_staff(
    clinic: Clinic, owner: Talker
) -> None:
    await answers(owner, KOPI)
    await owner.sends_voice()
    owner.sees(
        "Pesan suara tersimpan. Petugas akan menuliskannya untuk Anda.",
        "Di sini kami masih perlu tulisan.",
        "Siapa nama pemilik usaha?",
    )
    assert kept(clinic) == [("voice", "open")]
    await owner.sends("Rehulina")
    owner.sees("Tersimpan: Rehulina.")


async def test_voice_may_tell_the_address(clinic: Clinic, owner: Talker) -> None:
    await answers(owner, *TO_PLACE, "karo")
    await owner.sends_voice()
    owner.sees("Pesan suara tersimpan.", asks(6, "Penjualan setahun"))
    await leaves_the_rest(owner)
    owner.sees("5. Alamat usaha: pesan suara")
    await owner.sends("ya")
    assert businesses(clinic)[0].answers["address"] == {"voice": 1}
    assert kept(clinic) == []


@pytest.mark.covers("file", "invalid", "restarted")
@pytest.mark.covers("tap:msg:pass", "happy", "restarted")
async def test_photo_where_words_are_asked_may_go_to_the_staff(
    clinic: Clinic, owner: Talker
) -> None:
    await answers(owner, KOPI)
    await clinic.restarts()
    await owner.sends_photo("Ini warung kami")
    owner.sees("Kiriman Anda tersimpan.", "Di sini kami perlu tulisan.", "Siapa nama pemilik")
    assert kept(clinic) == [("photo", "kept")]
    await owner.taps("Kirim ke petugas")
    owner.sees("Terkirim ke petugas.", buttons=["Lanjutkan isian", "Beranda"])
    assert kept(clinic) == [("photo", "open")]
    await owner.taps("Lanjutkan isian")
    owner.sees(asks(2, "Nama pemilik"))


@pytest.mark.covers("tap:msg:pass", "stale", "invalid")
async def test_passing_on_counts_once_and_only_the_own(clinic: Clinic, owner: Talker) -> None:
    await owner.sends("kapan bisa ekspor kak?")
    owner.sees("Mau dikirim ke petugas?")
    send = owner.finds("Kirim ke petugas")
    await owner.taps("Kirim ke petugas")
    owner.sees("Terkirim ke petugas.", "pada jam kantor", buttons=["Beranda"])
    clinic.passes(days=21)
    await owner.taps_again(send, "Kirim ke petugas")
    owner.sees("Terkirim ke petugas.")
    await owner.forges("1:msg:pass:99:0")
    owner.was_told("Tombol ini sudah lama.")
    stranger = clinic.person("Dimas")
    await stranger.starts()
    await stranger.forges("1:msg:pass:1:0")
    stranger.was_told("Tombol ini sudah lama.")
    assert kept(clinic) == [("text", "open")]


async def test_file_that_is_too_large_says_what_to_send(clinic: Clinic, owner: Talker) -> None:
    await answers(owner, KOPI)
    await owner.sends_video(48)
    owner.sees("Batasnya 20 MB, kira-kira 20 detik", "kirim 3 foto")
    await owner.taps("Lanjutkan isian")
    owner.sees(asks(2, "Nama pemilik"))
    await owner.taps("Beranda")
    await owner.sends_document("katalog.zip", size=21 << 20)
    owner.sees("Batasnya 20 MB", buttons=["Beranda"])
    assert kept(clinic) == []


async def test_sticker_in_a_product_brings_the_question_again(owner: Talker) -> None:
    await registers(owner)
    await owner.taps("Tambah produk")
    await owner.sends_sticker()
    owner.sees("Terima kasih. Kita sampai di pertanyaan ini.", asks_of_product(1, "Nama produk"))


@pytest.mark.parametrize("given", ["9120000000001", "9120-0000-0000-1"])
@pytest.mark.no_transcript
async def test_nib_is_understood(owner: Talker, given: str) -> None:
    await answers(owner, *TO_PLACE, "karo", "nanti", "nanti", "nanti")
    await owner.sends(given)
    owner.sees("Tersimpan: 9120000000001.", asks(9, "Pernah ekspor"))


async def test_nib_is_explained_counted_and_may_be_missing(owner: Talker) -> None:
    await answers(owner, *TO_PLACE, "karo", "nanti", "2", "sejak 2016")
    owner.sees(asks(8, "NIB"), "Berapa NIB Anda? Isinya 13 angka.")
    await owner.taps("Jelaskan NIB")
    owner.sees("NIB, nomor induk berusaha", "Gratis, di laman oss.go.id.")
    await owner.sends("912000000000")
    owner.sees("Ini 12 angka, NIB berisi 13 angka.", "Boleh juga lengkapi nanti.")
    await owner.taps("Belum punya NIB")
    owner.sees("Tersimpan: Belum punya NIB.", asks(9, "Pernah ekspor"))
    await answers_last(owner, "Belum pernah")
    owner.sees(
        "6. Penjualan setahun: Rp300 juta–2 miliar",
        "7. Mulai usaha: 2016",
        "8. NIB: Belum punya NIB",
        "9. Pernah ekspor: Belum pernah",
    )


async def test_year_is_not_in_the_future(owner: Talker) -> None:
    await answers(owner, *TO_PLACE, "karo", "nanti", "nanti")
    await owner.sends("2062")
    owner.sees("Tahun 2062 belum tiba.", "Tahun berapa usaha ini mulai?", "Contoh: 2015")
    await owner.sends("kapan ya")
    owner.sees("Tulis tahunnya, empat angka.")
    await owner.sends("5 tahun lalu")
    owner.sees("Tersimpan: 2021.", asks(8, "NIB"))
