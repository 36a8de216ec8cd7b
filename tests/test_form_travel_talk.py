"""Inside a form: back, edit, review, send, stop, start over."""

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
    registers,
)
from tests.talk import Clinic, Talker

OLD = "Tombol ini sudah lama."


@pytest.fixture
def owner(clinic: Clinic) -> Talker:
    return clinic.person("Rehulina Ginting", phone="6281260000001")


@pytest.mark.covers("tap:form:back", "happy", "restarted")
async def test_owner_goes_back_and_answers_again(clinic: Clinic, owner: Talker) -> None:
    await answers(owner, KOPI, "Rehulina")
    await owner.sends("kembali")
    owner.sees(asks(2, "Nama pemilik"), "Sekarang tertulis: Rehulina")
    await clinic.restarts()
    await owner.taps("Kembali")
    owner.sees(asks(1, "Nama usaha"), "Sekarang tertulis: Kopi Deleng")
    await owner.sends("Kopi Sibayak")
    owner.sees("Tersimpan: Kopi Sibayak.", asks(3, "Nomor HP"))
    await owner.presses("Kembali")
    owner.sees(asks(2, "Nama pemilik"), "Sekarang tertulis: Rehulina")


async def test_nothing_lies_before_the_first_question(owner: Talker) -> None:
    await agrees(owner)
    await owner.sends("kembali")
    owner.sees(asks(1, "Nama usaha"), buttons=["Beranda"])


@pytest.mark.covers("tap:form:keep", "happy", "restarted")
async def test_owner_goes_back_and_leaves_it_as_it_is(clinic: Clinic, owner: Talker) -> None:
    await answers(owner, KOPI)
    await owner.taps("Kembali")
    owner.sees("Sekarang tertulis: Kopi Deleng", buttons=["Biarkan", "Beranda"])
    await clinic.restarts()
    await owner.taps("Biarkan")
    owner.sees(asks(2, "Nama pemilik"))


@pytest.mark.covers("tap:form:edit", "happy", "restarted")
async def test_one_answer_is_edited_on_the_review_page(clinic: Clinic, owner: Talker) -> None:
    await fills_all(owner)
    await clinic.restarts()
    await owner.taps("Ubah nama pemilik")
    owner.sees(asks(2, "Nama pemilik"), "Sekarang tertulis: Rehulina Br. Ginting")
    await owner.sends("Rehulina Ginting")
    owner.sees("Tersimpan: Rehulina Ginting.", "2. Nama pemilik: Rehulina Ginting")
    await owner.taps("Ubah tempat")
    await owner.sends("medan")
    owner.sees("4. Kabupaten atau kota: Kota Medan")


async def test_one_answer_is_edited_by_its_number(owner: Talker) -> None:
    await fills_all(owner)
    await owner.sends("1")
    owner.sees(asks(1, "Nama usaha"), buttons=["Biarkan", "Beranda"])
    await owner.sends("biarkan")
    owner.sees("Periksa jawaban Anda", "1. Nama usaha: Kopi Deleng")


async def test_number_on_the_review_page_may_be_left_as_it_is(owner: Talker) -> None:
    await fills_all(owner)
    await owner.taps("Ubah nomor HP")
    owner.sees(
        "Sekarang tertulis: 0812-6000-0001",
        buttons=["Kirim nomor saya", "Biarkan", "Kembali", "Beranda"],
    )
    await owner.presses("Biarkan")
    owner.sees("Periksa jawaban Anda", "3. Nomor HP: 0812-6000-0001")


async def test_unknown_word_while_editing_is_the_new_answer(owner: Talker) -> None:
    await fills_all(owner)
    await owner.taps("Ubah nama usaha")
    await owner.sends("ya")
    owner.sees("paling sedikit 3 huruf")
    await owner.sends("Biarkan Usaha")
    owner.sees("1. Nama usaha: Biarkan Usaha")


@pytest.mark.covers("tap:form:send", "happy")
async def test_owner_sends_by_button(clinic: Clinic, owner: Talker) -> None:
    await fills_all(owner)
    await owner.taps("Kirim pendaftaran")
    owner.sees(
        "Pendaftaran terkirim. Terima kasih.",
        "KE-2026-00001",
        buttons=["Tambah produk", "Beranda"],
    )
    assert len(businesses(clinic)) == 1


@pytest.mark.no_transcript
async def test_double_tap_on_send_registers_once(clinic: Clinic, owner: Talker) -> None:
    await fills_all(owner)
    await owner.taps("Kirim pendaftaran", times=4)
    assert len(businesses(clinic)) == 1
    owner.sees("Beranda: Kopi Deleng")
    owner.was_told(OLD)


@pytest.mark.no_transcript
async def test_tap_that_telegram_delivers_twice_registers_once(
    clinic: Clinic, owner: Talker
) -> None:
    await fills_all(owner)
    clinic.world.updates.tap_twice = True
    await owner.taps("Kirim pendaftaran")
    clinic.world.updates.tap_twice = False
    assert len(businesses(clinic)) == 1


async def test_ya_twice_registers_once(clinic: Clinic, owner: Talker) -> None:
    await fills_all(owner)
    await owner.sends("ya")
    await owner.sends("ya")
    owner.sees("belum ada pertanyaan yang terbuka", "Beranda: Kopi Deleng")
    assert len(businesses(clinic)) == 1


@pytest.mark.covers("tap:form:send", "stale", "restarted")
@pytest.mark.covers("tap:form:edit", "stale")
@pytest.mark.covers("tap:form:back", "stale")
async def test_old_buttons_after_sending_show_home(clinic: Clinic, owner: Talker) -> None:
    await fills_all(owner)
    send, edit = owner.finds("Kirim pendaftaran"), owner.finds("Ubah nomor HP")
    back = owner.finds("Kembali")
    await owner.sends("ya")
    await clinic.restarts()
    for button, caption in ((send, "Kirim pendaftaran"), (edit, "Ubah nomor HP")):
        await owner.taps_again(button, caption)
        owner.was_told(OLD)
        owner.sees("Beranda: Kopi Deleng", "Anda menunggu: petugas provinsi memeriksa")
    await owner.taps_again(back, "Kembali")
    owner.sees("Beranda: Kopi Deleng")
    assert len(businesses(clinic)) == 1


@pytest.mark.covers("tap:form:pick", "stale")
@pytest.mark.covers("tap:form:page", "stale")
@pytest.mark.covers("tap:form:keep", "stale")
@pytest.mark.covers("tap:form:resume", "stale")
async def test_old_buttons_of_a_question_show_the_present_one(owner: Talker) -> None:
    await answers(owner, KOPI, "Rehulina", "0812-6000-0001")
    await owner.presses("Lihat semua daftar")
    pick, page = owner.finds("Asahan"), owner.finds("Berikutnya")
    await owner.sends("kembali")
    await owner.sends("kembali")
    keep = owner.finds("Biarkan")
    await owner.sends("Rehulina Br. Ginting")
    await owner.starts()
    resume = owner.finds("Lanjutkan isian")
    for button, caption in ((pick, "Asahan"), (page, "Berikutnya"), (keep, "Biarkan")):
        await owner.taps_again(button, caption)
        owner.was_told(OLD)
        owner.sees(asks(4, "Kabupaten atau kota"))
    await owner.presses("Beranda")
    await owner.taps_again(resume, "Lanjutkan isian")
    owner.was_told(OLD)
    owner.sees(f"3 dari {TOTAL} jawaban pendaftaran sudah tersimpan.")


@pytest.mark.covers("tap:form:pick", "invalid")
@pytest.mark.covers("tap:form:page", "invalid")
@pytest.mark.covers("tap:form:edit", "invalid")
@pytest.mark.covers("tap:form:skip", "stale")
async def test_forged_buttons_of_a_form_change_nothing(clinic: Clinic, owner: Talker) -> None:
    await answers(owner, KOPI, "Rehulina", "0812-6000-0001")
    await owner.presses("Lihat semua daftar")
    now = owner.finds("Asahan")[1].split(":")[4]
    await owner.forges(f"1:form:pick:0:{now}:99.99")
    owner.sees("Nama itu belum kami kenal.")
    await owner.forges(f"1:form:page:0:{now}:999999999999999999999999")
    owner.sees("Pilih kabupaten atau kota.")
    await owner.forges(f"1:form:page:0:{now}:-1")
    owner.sees("Pilih kabupaten atau kota.")
    await owner.forges(f"1:form:edit:0:{now}:password")
    owner.sees(asks(4, "Kabupaten atau kota"))
    await owner.forges(f"1:form:skip:0:{now}")
    owner.sees("kami perlukan", asks(4, "Kabupaten atau kota"))
    await owner.forges(f"1:form:send:0:{now}")
    owner.sees(asks(4, "Kabupaten atau kota"))
    assert businesses(clinic) == []


@pytest.mark.covers("tap:form:resume", "happy", "restarted")
async def test_home_during_a_form_keeps_the_answers(clinic: Clinic, owner: Talker) -> None:
    await answers(owner, KOPI, "Rehulina")
    await owner.presses("Beranda")
    owner.sees(f"2 dari {TOTAL} jawaban pendaftaran sudah tersimpan.", "lanjutkan isian")
    await owner.taps("Lanjutkan isian")
    owner.sees(asks(3, "Nomor HP"))
    await clinic.restarts()
    await owner.sends("/start")
    await owner.taps("Lanjutkan isian")
    owner.sees(asks(3, "Nomor HP"))
    await owner.sends("0812-6000-0001", "karo")
    await leaves_the_rest(owner)
    owner.sees("1. Nama usaha: Kopi Deleng", "2. Nama pemilik: Rehulina")


async def test_home_as_a_word(owner: Talker) -> None:
    await answers(owner, KOPI)
    await owner.sends("Beranda")
    owner.sees(f"1 dari {TOTAL} jawaban pendaftaran sudah tersimpan.")


@pytest.mark.covers("/batal", "happy")
@pytest.mark.covers("tap:form:reopen", "happy", "restarted", "stale")
async def test_batal_closes_the_form_and_keeps_the_answers(clinic: Clinic, owner: Talker) -> None:
    await answers(owner, KOPI, "Rehulina")
    await owner.sends("/batal")
    owner.sees(
        "Isian ditutup. 2 jawaban tetap tersimpan.",
        buttons=["Lanjutkan isian", "Mulai baru", "Beranda"],
    )
    again = owner.finds("Lanjutkan isian")
    await clinic.restarts()
    await owner.taps("Lanjutkan isian")
    owner.sees(asks(3, "Nomor HP"))
    await owner.sends("0812-6000-0001")
    await owner.taps_again(again, "Lanjutkan isian")
    owner.sees(asks(4, "Kabupaten atau kota"))


async def test_batal_before_the_first_answer(owner: Talker) -> None:
    await agrees(owner)
    await owner.sends("Batal")
    owner.sees("Isian ditutup. Belum ada jawaban yang tersimpan.", buttons=["Beranda"])
    await owner.sends("batal")
    owner.sees("Tidak ada isian yang terbuka.", "Anda belum mendaftarkan usaha.")


@pytest.mark.covers("tap:form:restart", "happy", "restarted")
@pytest.mark.covers("tap:form:discard", "happy", "restarted")
async def test_starting_over_asks_once(clinic: Clinic, owner: Talker) -> None:
    await answers(owner, KOPI, "Rehulina")
    await owner.sends("batal")
    await clinic.restarts()
    await owner.taps("Mulai baru")
    owner.sees(
        "2 jawaban tadi akan dibuang. Apakah Anda yakin?",
        buttons=["Lanjutkan isian", "Buang, mulai baru", "Beranda"],
    )
    await owner.taps("Buang, mulai baru")
    owner.sees(asks(1, "Nama usaha"), "Apa nama usaha Anda?")
    await owner.taps("Beranda")
    owner.sees("Anda belum mendaftarkan usaha.")


async def test_who_is_not_sure_goes_on_with_the_form(owner: Talker) -> None:
    await answers(owner, KOPI, "Rehulina")
    await owner.sends("batal")
    await owner.taps("Mulai baru")
    await owner.taps("Lanjutkan isian")
    owner.sees(asks(3, "Nomor HP"))


async def test_ya_neither_throws_away_nor_sends(clinic: Clinic, owner: Talker) -> None:
    await fills_all(owner)
    await owner.sends("batal")
    await owner.taps("Mulai baru")
    owner.sees("4 jawaban tadi akan dibuang. Apakah Anda yakin?")
    await owner.sends("ya")
    owner.sees("belum ada pertanyaan yang terbuka", f"4 dari {TOTAL} jawaban")
    assert businesses(clinic) == []


@pytest.mark.covers("tap:form:discard", "stale")
@pytest.mark.covers("tap:form:restart", "stale")
async def test_old_discard_button_throws_nothing_away(owner: Talker) -> None:
    await answers(owner, KOPI)
    await owner.sends("batal")
    over = owner.finds("Mulai baru")
    await owner.taps("Mulai baru")
    discard = owner.finds("Buang, mulai baru")
    await owner.taps("Lanjutkan isian")
    await owner.sends("Rehulina")
    await owner.taps_again(discard, "Buang, mulai baru")
    owner.was_told(OLD)
    owner.sees(asks(3, "Nomor HP"))
    await owner.taps_again(over, "Mulai baru")
    owner.sees("2 jawaban tadi akan dibuang.")
    await owner.taps("Buang, mulai baru")
    await owner.taps_again(discard, "Buang, mulai baru")
    owner.sees(asks(1, "Nama usaha"))


@pytest.mark.covers("tap:form:reopen", "invalid")
@pytest.mark.covers("tap:form:restart", "invalid")
async def test_forged_form_is_not_opened(owner: Talker) -> None:
    await owner.starts()
    for data in ("1:form:reopen:0:0:payroll", "1:form:restart:0:0:payroll", "1:form:reopen:0:0"):
        await owner.forges(data)
        owner.was_told(OLD)
        owner.sees("Anda belum mendaftarkan usaha.")
    await owner.forges("1:form:reopen:7:0:registration")
    owner.sees("Izin pendampingan")
    await owner.forges("1:form:restart:7:0:registration")
    owner.sees("Izin pendampingan")


async def test_daftar_in_the_middle_shows_the_question_again(owner: Talker) -> None:
    await answers(owner, KOPI)
    await owner.sends("/daftar")
    owner.sees(asks(2, "Nama pemilik"))


async def test_owner_of_a_business_sees_the_open_draft_at_home(owner: Talker) -> None:
    await registers(owner)
    await owner.sends("/daftar")
    await owner.sends("Keripik Nenas")
    await owner.taps("Beranda")
    owner.sees("Beranda: Kopi Deleng", "Ada isian yang belum dikirim: 1 jawaban tersimpan.")
    await owner.taps("Lanjutkan isian")
    owner.sees(asks(2, "Nama pemilik"))
