"""Life outside the form: restarts, haste, silence of the bot, edits, old and unknown buttons."""

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


@pytest.fixture
def owner(clinic: Clinic) -> Talker:
    return clinic.person("Rehulina Ginting", phone="6281260000001")


@pytest.mark.covers("text", "restarted")
async def test_bot_is_restarted_between_any_two_steps(clinic: Clinic, owner: Talker) -> None:
    await owner.starts()
    await clinic.restarts()
    await owner.taps("Daftarkan usaha saya")
    await clinic.restarts()
    await owner.taps("Setuju")
    await clinic.restarts()
    await owner.sends(KOPI)
    owner.sees("Tersimpan: Kopi Deleng.", asks(2, "Nama pemilik"))
    await clinic.restarts()
    await owner.sends("Rehulina Br. Ginting")
    await clinic.restarts()
    await owner.presses("Kirim nomor saya")
    await clinic.restarts()
    await owner.sends("nias")
    await clinic.restarts()
    await owner.taps("Kabupaten Nias")
    await clinic.restarts()
    owner.sees(asks(5, "Alamat usaha"))
    await leaves_the_rest(owner)
    await clinic.restarts()
    await owner.taps("Ubah nomor HP")
    await clinic.restarts()
    await owner.sends("0813-6000-0002")
    owner.sees("3. Nomor HP: 0813-6000-0002")
    await clinic.restarts()
    await owner.taps("Kirim pendaftaran")
    owner.sees("Nomor Anda: KE-2026-00001")
    await clinic.restarts()
    await owner.taps("Beranda")
    owner.sees("Beranda: Kopi Deleng")
    assert len(businesses(clinic)) == 1


@pytest.mark.no_transcript
async def test_answers_sent_in_one_breath_are_all_taken(clinic: Clinic, owner: Talker) -> None:
    await agrees(owner)
    later = ["nanti"] * (TOTAL - 4)
    await owner.sends(KOPI, "Rehulina", "0812-6000-0001", "karo", *later, "ya")
    owner.sees("Pendaftaran terkirim.")
    (business,) = businesses(clinic)
    assert (business.name, business.owner_name) == (KOPI, "Rehulina")


async def test_messages_sent_while_the_bot_is_stopped_are_answered(
    clinic: Clinic, owner: Talker
) -> None:
    await answers(owner, KOPI)
    await clinic.closes()
    await owner.sends("Rehulina")
    await clinic.opens()
    owner.sees("Tersimpan: Rehulina.", asks(3, "Nomor HP"))
    await owner.sends("0812-6000-0001")
    meanwhile = (
        "While the bot is stopped she answers to the end, ya included. It is back at 16.00."
    )
    with clinic.in_short(meanwhile, but_the_last=True):
        await clinic.closes()
        await owner.sends("karo", *["lewati"] * (TOTAL - 4), "ya")
        clinic.passes(hours=2)
        await clinic.opens()
    owner.sees("Pendaftaran terkirim.")


async def test_first_word_of_a_newcomer_waits_for_the_bot(clinic: Clinic, owner: Talker) -> None:
    await clinic.closes()
    await owner.starts()
    clinic.passes(hours=20)
    await clinic.opens()
    owner.sees("Selamat datang di Klinik Ekspor Sumut")


@pytest.mark.covers("edited", "happy", "restarted")
async def test_edited_message_changes_its_answer(clinic: Clinic, owner: Talker) -> None:
    await answers(owner, KOPI)
    await owner.edits(KOPI, "Kopi Sibayak")
    owner.sees("Tersimpan: Kopi Sibayak.", asks(2, "Nama pemilik"))
    await owner.sends("Rehulina")
    await clinic.restarts()
    await owner.edits("Rehulina", "Rehulina Br. Ginting")
    owner.sees("Tersimpan: Rehulina Br. Ginting.", asks(3, "Nomor HP"))
    await owner.sends("0812-6000-0001", "karo")
    await leaves_the_rest(owner)
    await owner.edits("0812-6000-0001", "0813-6000-0002")
    owner.sees(
        "Periksa jawaban Anda", "1. Nama usaha: Kopi Sibayak", "3. Nomor HP: 0813-6000-0002"
    )


@pytest.mark.covers("edited", "invalid")
async def test_edited_message_that_is_no_answer_brings_its_hint(owner: Talker) -> None:
    await answers(owner, KOPI, "Rehulina")
    await owner.edits(KOPI, "K")
    owner.sees("paling sedikit 3 huruf", "Apa nama usaha Anda?")
    await owner.taps("Biarkan")
    owner.sees(asks(3, "Nomor HP"))


async def test_edited_command_changes_nothing(owner: Talker) -> None:
    await answers(owner, KOPI)
    await owner.sends("/daftar")
    await owner.edits("/daftar", "/batal")
    owner.sees(asks(2, "Nama pemilik"))


async def test_message_edited_after_sending_changes_nothing(clinic: Clinic, owner: Talker) -> None:
    await fills_all(owner)
    await owner.sends("ya")
    await owner.edits(KOPI, "Kopi Sibayak")
    owner.sees("Pendaftaran terkirim.")
    await owner.sends("/daftar")
    await owner.edits("Kopi Sibayak", "Kopi Sinabung")
    owner.sees(asks(1, "Nama usaha"))
    owner.never_saw("Sinabung")
    assert [business.name for business in businesses(clinic)] == [KOPI]


async def test_photo_voice_and_file_without_a_question_are_never_refused(owner: Talker) -> None:
    await registers(owner)
    await owner.sends_photo()
    owner.sees("Kiriman Anda tersimpan", "Beranda: Kopi Deleng")
    assert "Kirim ke petugas" in owner.buttons
    await owner.sends_voice()
    owner.sees("Kiriman Anda tersimpan")
    await owner.sends_sticker()
    owner.sees("Terima kasih. Ini keadaan Anda sekarang.")
    await owner.sends_document("izin.pdf")
    owner.sees("Kiriman Anda tersimpan")
    await owner.sends_contact()
    owner.sees("Kiriman Anda tersimpan", "Beranda: Kopi Deleng")
    await owner.sends("kapan bisa ekspor kak?")
    owner.sees("Pesan Anda tersimpan", "Langkah berikutnya: tambahkan 1 produk dengan 3 foto.")
    assert owner.buttons[:2] == ["Tambah produk", "Kirim ke petugas"]


@pytest.mark.covers("tap:*", "happy", "invalid", "restarted")
@pytest.mark.parametrize(
    "data",
    [
        "halo",
        "9:form:send:0:0",
        "1:gaji:naik:1:1",
        "1:form:hapus:0:0",
        "1:home",
        "0:form:send:-1:-1",
        "x" * 64,
    ],
)
@pytest.mark.no_transcript
async def test_unknown_button_shows_the_present_state(
    clinic: Clinic, owner: Talker, data: str
) -> None:
    await answers(owner, KOPI)
    await clinic.restarts()
    await owner.forges(data)
    owner.was_told("Tombol ini sudah lama. Keadaan sekarang ada di bawah.")
    owner.sees(asks(2, "Nama pemilik"))
    await owner.sends("Rehulina")
    owner.sees("Tersimpan: Rehulina.")


async def test_button_of_three_weeks_ago_shows_home(clinic: Clinic, owner: Talker) -> None:
    await fills_all(owner)
    edit = owner.finds("Ubah nama usaha")
    await owner.sends("ya")
    clinic.passes(days=21)
    await owner.taps_again(edit, "Ubah nama usaha")
    owner.was_told("Tombol ini sudah lama.")
    owner.sees("Beranda: Kopi Deleng")


async def test_groups_are_left_alone(clinic: Clinic, owner: Talker) -> None:
    group = clinic.world.add_group("Petugas", [owner.person])
    owner.phone.send_text("/start", chat=group.id)
    owner.phone.send_text("/kurasi@KlinikEksporBot", chat=group.id)
    await clinic.settles()
    assert owner.phone.received(group.id) == []
    await owner.starts()
    owner.sees("Selamat datang")


async def test_same_update_delivered_again_is_worked_off_once(
    clinic: Clinic, owner: Talker
) -> None:
    await fills_all(owner)
    sent = owner.phone.send_text("ya")
    await clinic.settles()
    assert sent.update_id is not None
    clinic.world.updates.redeliver(sent.update_id)
    await owner.sends_sticker()
    assert len(businesses(clinic)) == 1
