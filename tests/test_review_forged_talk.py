"""Buttons that nobody was given: of owners, of nothing, of another mentor's business."""

import pytest

from tests.mentored import Mentored
from tests.sent_evidence import OF_CARDS, begins, quarantined, send, verdicts
from tests.talk import Clinic, Talker

OF_NOTHING = ("open", "start", "owners", "done", "close", "undo", "back")


@pytest.mark.covers("/tinjau", "forbidden")
@pytest.mark.covers("tap:rev:open", "forbidden")
@pytest.mark.covers("tap:rev:start", "forbidden")
@pytest.mark.covers("tap:rev:owners", "forbidden")
@pytest.mark.covers("tap:rev:see", "forbidden")
@pytest.mark.covers("tap:rev:files", "forbidden")
@pytest.mark.covers("tap:rev:skip", "forbidden")
@pytest.mark.covers("tap:rev:accept", "forbidden")
@pytest.mark.covers("tap:rev:repair", "forbidden")
@pytest.mark.covers("tap:rev:why", "forbidden")
@pytest.mark.covers("tap:rev:send", "forbidden")
@pytest.mark.covers("tap:rev:done", "forbidden")
@pytest.mark.covers("tap:rev:close", "forbidden")
@pytest.mark.covers("tap:rev:undo", "forbidden")
@pytest.mark.covers("tap:rev:back", "forbidden")
async def test_owner_cannot_judge(clinic: Clinic, owner: Talker, case: Mentored) -> None:
    task = send(clinic, case)
    await owner.sends("/tinjau")
    owner.sees("Bagian ini dibuka oleh petugas.", buttons=["Beranda"])
    for verb in (*OF_CARDS, *OF_NOTHING):
        await owner.forges(f"1:rev:{verb}:{task}:2:1.1.0")
        owner.was_told("Tombol ini untuk petugas.")
    for form in ("evidence_words", "evidence_voice"):
        await owner.forges(f"1:form:reopen:{task}:0:{form}")
        owner.sees("Bagian ini dibuka oleh petugas.")
    assert verdicts(clinic) == ["waiting"]


@pytest.mark.covers("tap:rev:start", "invalid")
@pytest.mark.covers("tap:rev:see", "invalid")
@pytest.mark.covers("tap:rev:files", "invalid")
@pytest.mark.covers("tap:rev:skip", "invalid")
@pytest.mark.covers("tap:rev:accept", "invalid")
@pytest.mark.covers("tap:rev:repair", "invalid")
@pytest.mark.covers("tap:rev:why", "invalid")
@pytest.mark.covers("tap:rev:send", "invalid")
@pytest.mark.covers("tap:rev:back", "invalid")
@pytest.mark.covers("tap:rev:done", "invalid")
@pytest.mark.no_transcript
async def test_evidence_that_is_not_there(clinic: Clinic, mentor: Talker, case: Mentored) -> None:
    task = send(clinic, case)
    await begins(mentor)
    _message, data = mentor.finds("Terima")
    seen = data.split(":")[4]
    for verb in OF_CARDS:
        await mentor.forges(f"1:rev:{verb}:zz:1:1.1.0")
        mentor.was_told("Bukti ini tidak menunggu lagi.")
        await mentor.forges(f"1:rev:{verb}:{task}:99:1.1.0")
        mentor.was_told("Bukti ini berubah.")
    for choice in ("", ":x", ":1.1.0-nothing", ":9999.1.0-dark", ":1.1.0-99", ":٣.1.0"):
        for verb in ("see", "why", "repair", "files", "send"):
            await mentor.forges(f"1:rev:{verb}:{task}:{seen}{choice}")
    await mentor.forges("1:rev:back:zz:1")
    mentor.was_told("Keputusan ini tidak bisa dibatalkan lagi.")
    await mentor.forges("1:rev:done:zz:1")
    mentor.sees("Menunggu Anda: 1 bukti")
    await mentor.forges("1:rev:start:zz:1")
    mentor.sees("Foto produk")
    for form in ("evidence_words", "evidence_voice"):
        await mentor.forges(f"1:form:reopen:zz:0:{form}")
        mentor.sees("Menunggu Anda: 1 bukti")
    assert verdicts(clinic) == ["waiting"]
    assert quarantined(clinic) == 0


async def test_another_mentor_cannot_judge(
    clinic: Clinic, mentor: Talker, other: Talker, admin: Talker, case: Mentored
) -> None:
    task = send(clinic, case)
    await begins(mentor)
    _message, data = mentor.finds("Terima")
    await mentor.taps("Selesai")
    for verb in OF_CARDS:
        await other.forges(data.replace("accept", verb))
        other.was_told("Usaha ini didampingi Ibu Dewi.")
        other.sees("Tidak ada bukti yang menunggu Anda.")
    await other.forges(f"1:rev:start:{case.business.id}:0")
    other.sees("Tidak ada bukti yang menunggu Anda.")
    for form in ("evidence_words", "evidence_voice"):
        await other.forges(f"1:form:reopen:{task}:0:{form}")
        other.never_sees_now("Foto produk")
    assert verdicts(clinic) == ["waiting"]
    await admin.forges(f"1:rev:start:{case.business.id}:0")
    await admin.taps("Terima")
    assert verdicts(clinic) == ["accepted"], "an admin stands in for every mentor"
