"""Businesses of mentors: changed meanwhile, without the right, restarted, in talk."""

import pytest
from sqlalchemy import func, select

from models.mentoring import Mentoring, MentorNote
from tests.errands import registers, takes_card
from tests.mentored import Mentored, begin
from tests.sent_evidence import quarantined
from tests.talk import Clinic, Talker

ACTS = ("take", "hand", "give", "note", "write", "stage", "rule")


def as_it_is(clinic: Clinic) -> tuple[int | None, str, int]:
    """Mentor, stage, and how many notes there are."""
    with clinic.database.read() as session:
        row = session.scalars(select(Mentoring)).one()
        notes = session.scalar(select(func.count()).select_from(MentorNote)) or 0
        return row.mentor_id, row.stage, notes


@pytest.mark.covers("tap:charge:hand", "stale")
@pytest.mark.covers("tap:charge:note", "stale")
@pytest.mark.covers("tap:charge:write", "stale")
@pytest.mark.covers("tap:charge:stage", "stale")
@pytest.mark.covers("tap:charge:open", "stale")
@pytest.mark.covers("tap:charge:see", "stale")
@pytest.mark.covers("tap:charge:free", "stale")
@pytest.mark.usefixtures("case")
async def test_old_buttons_of_a_business_that_was_handed_over(
    clinic: Clinic, mentor: Talker, other: Talker
) -> None:
    await mentor.sends("/binaan")
    see = mentor.finds("1. Kopi Deleng")
    await mentor.taps("1. Kopi Deleng")
    message, data = mentor.finds("Catatan")
    with clinic.in_short("Ibu Dewi hands it over to Pak Budi."):
        await mentor.taps("Serahkan")
        await mentor.taps("1. Pak Budi")
        await mentor.sends("Lebih dekat")
    for verb in ACTS:
        await mentor.taps_again((message, data.replace("note", verb)), verb)
        mentor.was_told("Usaha ini baru saja berubah. Lihat sekali lagi.")
        mentor.sees("Pendamping: Pak Budi.", buttons=["Catatan", "Kembali", "Beranda"])
    await mentor.taps_again(see, "1. Kopi Deleng")
    mentor.sees("Pendamping: Pak Budi.")
    await mentor.taps_again((message, "1:charge:open:0:0"), "Binaan saya")
    mentor.sees("Binaan Anda: 0")
    await mentor.taps_again((message, "1:charge:free:0:0"), "Belum ada pendamping")
    mentor.sees("Semua usaha sudah punya pendamping.")
    await other.sends("/binaan")
    other.sees("1. Kopi Deleng")


async def test_only_its_mentor_decides_about_a_business(
    clinic: Clinic, mentor: Talker, other: Talker, case: Mentored
) -> None:
    await mentor.sends("/binaan")
    await mentor.taps("1. Kopi Deleng")
    await mentor.taps("Catat tahap")
    _message, rule = mentor.finds("T7, Ekspor perdana")
    await other.forges(rule)
    other.was_told("Usaha ini punya pendamping lain. Minta admin memindahkannya.")
    await other.forges(rule.replace("rule", "stage"))
    other.was_told("Usaha ini punya pendamping lain.")
    before = as_it_is(clinic)
    await other.forges(rule.replace("rule", "give").replace("T7", "0"))
    await other.sends("Saya mau saja")
    other.sees("Usaha ini punya pendamping lain.")
    await other.forges(rule.replace("rule", "hand"))
    assert as_it_is(clinic) == before
    assert case.mentor is not None
    assert before[0] == case.mentor.person_id


@pytest.mark.covers("/binaan", "forbidden")
@pytest.mark.covers("tap:charge:open", "forbidden")
@pytest.mark.covers("tap:charge:see", "forbidden")
@pytest.mark.covers("tap:charge:free", "forbidden")
@pytest.mark.covers("tap:charge:take", "forbidden")
@pytest.mark.covers("tap:charge:hand", "forbidden")
@pytest.mark.covers("tap:charge:give", "forbidden")
@pytest.mark.covers("tap:charge:note", "forbidden")
@pytest.mark.covers("tap:charge:write", "forbidden")
@pytest.mark.covers("tap:charge:stage", "forbidden")
@pytest.mark.covers("tap:charge:rule", "forbidden")
async def test_owner_cannot_look_at_businesses_of_mentors(
    clinic: Clinic, owner: Talker, case: Mentored
) -> None:
    before = as_it_is(clinic)
    await owner.sends("/binaan")
    owner.sees("Bagian ini dibuka oleh petugas.", buttons=["Beranda"])
    for verb in ("open", "see", "free", *ACTS):
        await owner.forges(f"1:charge:{verb}:{case.business.id}:1:T7")
        owner.was_told("Tombol ini untuk petugas.")
    for form in ("mentor_note", "hand_over", "stage_reason"):
        await owner.forges(f"1:form:reopen:{case.business.id}:0:{form}")
        owner.sees("Bagian ini dibuka oleh petugas.")
    assert as_it_is(clinic) == before


@pytest.mark.covers("tap:charge:see", "invalid")
@pytest.mark.covers("tap:charge:take", "invalid")
@pytest.mark.covers("tap:charge:hand", "invalid")
@pytest.mark.covers("tap:charge:give", "invalid")
@pytest.mark.covers("tap:charge:note", "invalid")
@pytest.mark.covers("tap:charge:write", "invalid")
@pytest.mark.covers("tap:charge:stage", "invalid")
@pytest.mark.covers("tap:charge:rule", "invalid")
@pytest.mark.no_transcript
@pytest.mark.usefixtures("case")
async def test_business_that_is_not_there(clinic: Clinic, mentor: Talker) -> None:
    before = as_it_is(clinic)
    await mentor.sends("/binaan")
    await mentor.taps("1. Kopi Deleng")
    _message, data = mentor.finds("Catatan")
    for verb in ("see", *ACTS):
        await mentor.forges(f"1:charge:{verb}:zz:1")
        mentor.was_told("Usaha ini tidak ada dalam pendampingan.")
        mentor.sees("Binaan Anda: 1")
    for verb in ("give", "write", "rule"):
        for choice in ("", ":x", ":T1", ":٣", ":99999"):
            await mentor.forges(data.replace("note", verb) + choice)
            await mentor.sends("Alasan yang cukup panjang")
    await mentor.forges("1:charge:take:zz:1")
    for page in ("99", "x", "٣", "9999"):
        await mentor.forges(f"1:charge:open:0:0:{page}")
        await mentor.forges(f"1:charge:free:0:0:{page}")
    for form in ("mentor_note", "hand_over", "stage_reason"):
        await mentor.forges(f"1:form:reopen:zz:0:{form}")
        mentor.sees("Binaan Anda: 1")
    assert as_it_is(clinic) == before
    assert quarantined(clinic) == 0


@pytest.mark.covers("/binaan", "restarted")
@pytest.mark.covers("tap:charge:see", "restarted")
@pytest.mark.covers("tap:charge:free", "restarted")
@pytest.mark.covers("tap:charge:take", "restarted")
@pytest.mark.covers("tap:charge:note", "restarted")
@pytest.mark.covers("tap:charge:write", "restarted")
@pytest.mark.covers("tap:charge:stage", "restarted")
@pytest.mark.covers("tap:charge:rule", "restarted")
@pytest.mark.covers("tap:charge:hand", "restarted")
@pytest.mark.covers("tap:charge:give", "restarted")
@pytest.mark.covers("tap:charge:open", "happy", "restarted")
@pytest.mark.usefixtures("other")
async def test_restarts_between_mentors_buttons(
    clinic: Clinic, owner: Talker, mentor: Talker
) -> None:
    begin(clinic, owner)
    await mentor.sends("/beranda")
    await clinic.restarts()
    await mentor.taps("Binaan saya")
    await mentor.taps("Belum ada pendamping")
    await mentor.taps("1. Kopi Deleng")
    await mentor.taps("Ambil")
    mentor.sees("Pendamping: Ibu Dewi.")
    await mentor.taps("Catatan")
    await mentor.taps("Pribadi")
    await clinic.restarts()
    await mentor.sends("Hari Kamis ke pasar")
    mentor.sees("Catatan tersimpan.")
    await mentor.taps("Catat tahap")
    await mentor.taps("TX, Tidak aktif")
    await clinic.restarts()
    await mentor.sends("Pemilik sedang beristirahat")
    mentor.sees("Tahap TX, Tidak aktif")
    await mentor.taps("Serahkan")
    await mentor.taps("1. Pak Budi")
    await clinic.restarts()
    await mentor.sends("/binaan")
    mentor.sees("Binaan Anda: 1")
    mentor_id, stage, notes = as_it_is(clinic)
    assert mentor_id is not None
    assert (stage, notes) == ("TX", 1)


async def test_mentoring_begins_with_an_approval(clinic: Clinic, mentor: Talker) -> None:
    owner = clinic.person("Lasma Purba")
    with clinic.in_short("Rizal Nasution, an admin, approves the business of Lasma Purba."):
        admin = await clinic.staff("Rizal Nasution")
        await registers(owner)
        await takes_card(admin)
        await admin.taps("Setujui")
        await mentor.sends("/binaan")
    mentor.sees("Anda belum punya binaan.")
    await clinic.waits(seconds=61)
    await mentor.sends("/binaan")
    mentor.sees("Belum ada pendamping: 1 usaha.")


async def test_pages_of_businesses(clinic: Clinic, mentor: Talker) -> None:
    with clinic.in_short("Seven owners have a business with Ibu Dewi, seven with nobody."):
        for number in range(7):
            for whose in (mentor, None):
                owner = clinic.person(f"Pemilik {number}{'A' if whose else 'B'}")
                await owner.starts()
                begin(clinic, owner, whose)
    await mentor.sends("/binaan")
    mentor.sees("Binaan Anda: 7", "5. Kopi Deleng", "Belum ada pendamping: 7 usaha.")
    await mentor.taps("Berikutnya")
    mentor.sees("7. Kopi Deleng")
    await mentor.taps("Sebelumnya")
    await mentor.taps("Belum ada pendamping")
    mentor.sees("5. Kopi Deleng")
    await mentor.taps("Berikutnya")
    mentor.sees("7. Kopi Deleng")
    mentor.sees(buttons=["6. Kopi Deleng", "7. Kopi Deleng", "Sebelumnya", "Kembali", "Beranda"])
