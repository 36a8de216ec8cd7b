"""`/pesan`: what people sent reaches the staff, and the answer comes back through the bot."""

import pytest

from models.person import Role
from tests.errands import registers
from tests.talk import Clinic, Talker

QUESTION = "kapan bisa ekspor kak?"
ANSWER = "Urus NIB dulu, lalu P-IRT. Keduanya gratis."


@pytest.fixture
def owner(clinic: Clinic) -> Talker:
    return clinic.person("Dimas", phone="6281360000009")


@pytest.fixture
async def admin(clinic: Clinic) -> Talker:
    with clinic.in_short("Rizal Nasution is an admin."):
        return await clinic.staff("Rizal Nasution")


@pytest.fixture
async def colleague(clinic: Clinic) -> Talker:
    with clinic.in_short("Sari Harahap is a curator."):
        return await clinic.staff("Sari Harahap", Role.CURATOR)


async def asks(owner: Talker, words: str = QUESTION) -> None:
    """Send something without a question, and pass it on to the staff."""
    with owner.clinic.in_short(f"{owner.name} has asked the staff: {words}"):
        await owner.sends(words)
        await owner.taps("Kirim ke petugas")


@pytest.mark.covers("/pesan", "happy")
@pytest.mark.covers("tap:msg:answer", "happy")
async def test_question_is_answered(owner: Talker, admin: Talker) -> None:
    await asks(owner)
    await admin.sends("/beranda")
    admin.sees("Pesan menunggu jawaban: 1.")
    await admin.sends("/pesan")
    admin.sees(
        "Pesan dari Dimas",
        "Dikirim 19 Nov 2026, 14.00 WIB. Menunggu: 1.",
        QUESTION,
        buttons=["Jawab", "Berikutnya", "Beranda"],
    )
    await admin.taps("Jawab")
    admin.sees("Tulis jawaban Anda.")
    await admin.sends("x")
    admin.sees("paling sedikit 2 huruf")
    await admin.sends(ANSWER)
    admin.sees("Begini pemilik membacanya", ANSWER)
    await admin.taps("Kirim jawaban")
    admin.was_told("Jawaban terkirim.")
    admin.sees("Tidak ada pesan yang menunggu.")
    owner.sees("Rizal Nasution menjawab", f"Tentang: {QUESTION}", ANSWER, buttons=["Beranda"])


async def test_answer_reaches_the_person_in_their_language(owner: Talker, admin: Talker) -> None:
    await owner.sends("/language")
    await owner.taps("English")
    await owner.sends("How do I get a halal certificate?")
    owner.sees("Shall we send it to the office?")
    await owner.taps("Send to the office")
    owner.sees("Sent to the office.")
    await admin.sends("/pesan")
    await admin.taps("Jawab")
    await admin.sends("An officer will call you on Monday.")
    await admin.sends("ya")
    owner.sees("Rizal Nasution answers", "About: How do I get", buttons=["Home"])


@pytest.mark.covers("tap:msg:see", "happy", "restarted")
async def test_photo_is_shown_to_the_staff(clinic: Clinic, owner: Talker, admin: Talker) -> None:
    await registers(owner, "Sihobuk Pedas", phone="0813-6000-0009")
    await owner.sends_photo("label saya")
    await owner.taps("Kirim ke petugas")
    await admin.sends("/pesan")
    admin.sees(
        "Usaha: Sihobuk Pedas, KE-2026-00001.",
        "label saya",
        buttons=["Jawab", "Berikutnya", "Lihat kiriman", "Beranda"],
    )
    await clinic.restarts()
    await admin.taps("Lihat kiriman")
    assert "photo" in admin.phone.last()
    await admin.taps("Jawab")
    await admin.sends("Tulisannya sudah bagus.")
    await admin.sends("ya")
    owner.sees("Tentang: label saya", "Tulisannya sudah bagus.")


async def test_voice_of_an_owner_without_words(owner: Talker, admin: Talker) -> None:
    await owner.sends_voice()
    owner.sees("Kiriman Anda tersimpan")
    await owner.taps("Kirim ke petugas")
    await admin.sends("/pesan")
    admin.sees("pesan suara")
    await admin.taps("Jawab")
    await admin.sends(ANSWER, "ya")
    owner.sees("Tentang: pesan suara")


@pytest.mark.covers("tap:msg:answer", "stale")
@pytest.mark.covers("tap:msg:see", "stale")
async def test_second_admin_comes_too_late(
    owner: Talker, admin: Talker, colleague: Talker
) -> None:
    await owner.sends_voice()
    await owner.taps("Kirim ke petugas")
    for officer in (admin, colleague):
        await officer.sends("/pesan")
    see, answer = colleague.finds("Lihat kiriman"), colleague.finds("Jawab")
    await colleague.taps("Jawab")
    await colleague.sends("Jawaban kedua.")
    await admin.taps("Jawab")
    await admin.sends(ANSWER, "ya")
    await colleague.taps("Kirim jawaban")
    colleague.sees("Pesan ini sudah dijawab.")
    owner.never_saw("Jawaban kedua.")
    for button, caption in ((see, "Lihat kiriman"), (answer, "Jawab")):
        await colleague.taps_again(button, caption)
        colleague.was_told("Pesan ini sudah dijawab.")
        colleague.sees("Tidak ada pesan yang menunggu.")


async def test_answer_laid_aside_comes_too_late(
    owner: Talker, admin: Talker, colleague: Talker
) -> None:
    await asks(owner)
    await colleague.sends("/pesan")
    await colleague.taps("Jawab")
    await colleague.sends("Sebentar.")
    await colleague.sends("batal")
    await admin.sends("/pesan")
    await admin.taps("Jawab")
    await admin.sends(ANSWER, "ya")
    await colleague.taps("Lanjutkan isian")
    colleague.sees("Pesan ini sudah dijawab.")


@pytest.mark.covers("/pesan", "restarted")
@pytest.mark.covers("tap:msg:open", "happy", "restarted", "stale")
@pytest.mark.covers("tap:msg:next", "happy", "restarted", "stale")
@pytest.mark.covers("tap:msg:answer", "restarted")
async def test_messages_go_round(clinic: Clinic, owner: Talker, admin: Talker) -> None:
    for words in ("satu?", "dua?", "tiga?"):
        await asks(owner, words)
        clinic.passes(minutes=5)
    await admin.sends("/beranda")
    open_ = admin.finds("Buka pesan")
    await clinic.restarts()
    await admin.taps("Buka pesan")
    admin.sees("satu?", "Menunggu: 3.")
    next_ = admin.finds("Berikutnya")
    for words in ("dua?", "tiga?", "satu?"):
        await admin.taps("Berikutnya")
        admin.sees(words)
    await clinic.restarts()
    await admin.taps("Jawab")
    await admin.sends(ANSWER, "ya")
    admin.sees("dua?", "Menunggu: 2.")
    await admin.taps_again(next_, "Berikutnya")
    admin.sees("dua?")
    await admin.taps_again(open_, "Buka pesan")
    admin.sees("dua?")
    await admin.sends("/pesan")
    admin.sees("dua?")


@pytest.mark.covers("tap:msg:answer", "invalid")
@pytest.mark.covers("tap:msg:see", "invalid")
@pytest.mark.covers("tap:msg:next", "invalid")
async def test_message_that_is_not_there(admin: Talker) -> None:
    await admin.sends("/pesan")
    admin.sees("Tidak ada pesan yang menunggu.")
    for verb in ("answer", "see"):
        await admin.forges(f"1:msg:{verb}:99:1")
        admin.was_told("Pesan ini sudah dijawab.")
    await admin.forges("1:msg:next:99:1")
    admin.sees("Tidak ada pesan yang menunggu.")
    await admin.forges("1:form:reopen:99:0:staff_answer")
    admin.sees("Beranda petugas")


@pytest.mark.covers("/pesan", "forbidden")
@pytest.mark.covers("tap:msg:open", "forbidden")
@pytest.mark.covers("tap:msg:next", "forbidden")
@pytest.mark.covers("tap:msg:answer", "forbidden")
@pytest.mark.covers("tap:msg:see", "forbidden")
async def test_owner_reads_no_messages_of_others(clinic: Clinic, owner: Talker) -> None:
    await asks(clinic.person("Saut Simanjuntak"), "rahasia saya")
    await owner.sends("/pesan")
    owner.sees("Bagian ini dibuka oleh petugas.")
    for verb in ("open", "next", "answer", "see"):
        await owner.forges(f"1:msg:{verb}:1:2")
        owner.was_told("Tombol ini untuk petugas.")
    await owner.forges("1:form:reopen:1:0:staff_answer")
    owner.sees("Bagian ini dibuka oleh petugas.")
    owner.never_saw("rahasia saya")


@pytest.mark.no_transcript
async def test_longest_message_fits(owner: Talker, admin: Talker) -> None:
    await asks(owner, "<☕&" * 1_300)
    await admin.sends("/pesan")
    admin.sees("Pesan dari Dimas", "<☕&<☕&", "…")
    await admin.taps("Jawab")
    await admin.sends("<&" * 750)
    await admin.sends("ya")
    owner.sees("<&" * 750)
