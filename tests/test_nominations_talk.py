"""Nominated by a kabupaten: the link, the proposals of the letter, and the wrong hands."""

import pytest

from models.nomination import NominationState
from models.services import nominations
from tests.errands import asks, businesses, leaves_the_rest, nominated
from tests.talk import Clinic, Talker

UNUSABLE = "Undangan ini sudah dipakai atau sudah habis masanya."


@pytest.fixture
def owner(clinic: Clinic) -> Talker:
    return clinic.person("Rehulina Ginting", phone="6281260000001")


async def accepts(owner: Talker, link: str) -> None:
    """Follow the link, say yes, agree."""
    with owner.clinic.in_short(f"{owner.name} has followed the link, said yes and agreed."):
        await owner.starts(link)
        await owner.taps("Ya, usaha saya")
        await owner.taps("Setuju")


def state(clinic: Clinic) -> str:
    with clinic.database.read() as session:
        found = nominations.get(session, 1)
        assert found is not None
        return found.state


@pytest.mark.covers("tap:join:yes", "happy", "restarted")
@pytest.mark.covers("tap:form:suggest", "happy", "restarted", "stale")
async def test_nominated_owner_accepts_what_the_letter_says(clinic: Clinic, owner: Talker) -> None:
    link = nominated(clinic, address="Desa Gurusinga, Berastagi")
    await owner.starts(link)
    owner.sees(
        "Selamat datang di Klinik Ekspor Sumut",
        'Kabupaten Karo mengusulkan usaha Kopi "Deleng".',
        "Apakah ini usaha Anda?",
        buttons=["Ya, usaha saya", "Saya membantu pemilik", "Bukan usaha saya"],
    )
    owner.never_saw("REHULINA GINTING")
    await clinic.restarts()
    await owner.taps("Ya, usaha saya")
    owner.sees("Izin pendampingan")
    await owner.taps("Setuju")
    owner.sees(asks(1, "Nama usaha"), 'Dari surat Karo: Kopi "Deleng"', "Apakah sudah benar?")
    right = owner.finds("Sudah benar")
    await clinic.restarts()
    await owner.taps("Sudah benar")
    owner.sees(asks(2, "Nama pemilik"), "Dari surat Karo: REHULINA GINTING", "ketik yang benar")
    await owner.taps_again(right, "Sudah benar")
    owner.was_told("Tombol ini sudah lama.")
    await owner.sends("Rehulina Br. Ginting")
    owner.sees("Tersimpan: Rehulina Br. Ginting.", "Dari surat Karo: 0812-6000-0001")
    await owner.sends("ya")
    owner.sees(asks(4, "Kabupaten atau kota"), "Dari surat Karo: Kabupaten Karo")
    await owner.sends("sudah benar")
    owner.sees(asks(5, "Alamat usaha"), "Dari surat Karo: Desa Gurusinga, Berastagi")
    await owner.taps("Lengkapi nanti")
    await leaves_the_rest(owner)
    await owner.sends("ya")
    owner.sees("Pendaftaran terkirim.")
    assert businesses(clinic)[0].nomination_id == 1
    assert state(clinic) == NominationState.CLAIMED


async def test_second_business_is_not_filled_from_the_letter(
    clinic: Clinic, owner: Talker
) -> None:
    await accepts(owner, nominated(clinic))
    await owner.sends("ya", "ya", "ya", "ya")
    await leaves_the_rest(owner)
    await owner.sends("ya")
    owner.sees("KE-2026-00001")
    await owner.sends("/daftar")
    owner.sees(asks(1, "Nama usaha"), "Apa nama usaha Anda?")


async def test_proposals_come_back_after_the_form_was_laid_aside(
    clinic: Clinic, owner: Talker
) -> None:
    await accepts(owner, nominated(clinic))
    await owner.taps("Sudah benar")
    await owner.taps("Beranda")
    await owner.taps("Lanjutkan isian")
    owner.sees(asks(2, "Nama pemilik"), "Dari surat Karo: REHULINA GINTING")


@pytest.mark.covers("tap:form:suggest", "invalid")
async def test_proposal_that_is_no_answer_is_asked_anew(clinic: Clinic, owner: Talker) -> None:
    await accepts(owner, nominated(clinic, "UD"))
    owner.sees("Dari surat Karo: UD")
    await owner.taps("Sudah benar")
    owner.sees("paling sedikit 3 huruf", "Apa nama usaha Anda?")
    await owner.sends("UD Deleng")
    owner.sees("Tersimpan: UD Deleng.")


@pytest.mark.covers("tap:join:no", "happy", "restarted", "stale")
async def test_it_is_not_my_business(clinic: Clinic, owner: Talker) -> None:
    link = nominated(clinic)
    await owner.starts(link)
    no, yes = owner.finds("Bukan usaha saya"), owner.finds("Ya, usaha saya")
    await clinic.restarts()
    await owner.taps("Bukan usaha saya")
    owner.sees("Terima kasih sudah memberi tahu.", "kami kembalikan ke dinas", buttons=["Beranda"])
    assert state(clinic) == NominationState.NOT_MINE
    await owner.taps_again(no, "Bukan usaha saya")
    owner.sees("Terima kasih sudah memberi tahu.")
    await owner.taps_again(yes, "Ya, usaha saya")
    await owner.starts(link)
    assert state(clinic) == NominationState.NOT_MINE
    other = clinic.person("Saut Simanjuntak")
    await other.starts(link)
    other.sees(UNUSABLE)


@pytest.mark.covers("tap:join:helper", "happy", "restarted")
async def test_helper_of_the_owner_registers_for_them(clinic: Clinic) -> None:
    helper = clinic.person("Dimas", phone="6281360000009")
    await helper.starts(nominated(clinic))
    await clinic.restarts()
    await helper.taps("Saya membantu pemilik")
    helper.sees("Izin pendampingan")
    await helper.taps("Setuju")
    helper.sees(asks(1, "Nama usaha"), 'Dari surat Karo: Kopi "Deleng"')


@pytest.mark.covers("tap:join:yes", "stale", "invalid")
@pytest.mark.covers("tap:join:helper", "stale", "invalid")
@pytest.mark.covers("tap:join:no", "invalid")
async def test_link_serves_one_person_only(clinic: Clinic, owner: Talker) -> None:
    link = nominated(clinic)
    other = clinic.person("Saut Simanjuntak", phone="6281260000003")
    await other.starts(link)
    yes, helper = other.finds("Ya, usaha saya"), other.finds("Saya membantu pemilik")
    await accepts(owner, link)
    for button, caption in ((yes, "Ya, usaha saya"), (helper, "Saya membantu pemilik")):
        await other.taps_again(button, caption)
        other.sees(UNUSABLE)
    await other.starts(link)
    other.sees(UNUSABLE)
    for verb in ("yes", "helper", "no"):
        await other.forges(f"1:join:{verb}:1:0")
        other.sees(UNUSABLE)
        await other.forges(f"1:join:{verb}:77:0")
        other.sees(UNUSABLE)
    assert state(clinic) == NominationState.CLAIMED
    await owner.starts(link)
    owner.sees(asks(1, "Nama usaha"), 'Dari surat Karo: Kopi "Deleng"')


async def test_link_that_somebody_else_only_looked_at_is_opened_again(
    clinic: Clinic, owner: Talker
) -> None:
    link = nominated(clinic)
    await owner.starts(link)
    with clinic.in_short("The link was forwarded, and somebody else only looked at it."):
        await clinic.person("Saut Simanjuntak").starts(link)
    await owner.taps("Ya, usaha saya")
    owner.sees(UNUSABLE)
    await owner.starts(link)
    await owner.taps("Ya, usaha saya")
    owner.sees("Izin pendampingan")


async def test_expired_invitation_of_a_letter(clinic: Clinic, owner: Talker) -> None:
    link = nominated(clinic)
    await owner.starts(link)
    clinic.passes(days=15)
    await owner.taps("Ya, usaha saya")
    owner.sees(UNUSABLE)
    await owner.starts(link)
    owner.sees(UNUSABLE, "Anda belum mendaftarkan usaha.")


async def test_link_during_a_form_lays_the_form_aside(clinic: Clinic, owner: Talker) -> None:
    await accepts(owner, nominated(clinic))
    await owner.taps("Sudah benar")
    await owner.starts(nominated(clinic, "Madu Arih"))
    owner.sees("mengusulkan usaha Madu Arih.")
    await owner.taps("Ya, usaha saya")
    owner.sees(asks(2, "Nama pemilik"))


async def test_refusing_the_consent_after_the_link(clinic: Clinic, owner: Talker) -> None:
    await owner.starts(nominated(clinic))
    await owner.taps("Ya, usaha saya")
    await owner.taps("Tidak setuju")
    owner.sees("Baik, tidak apa-apa.")
    await owner.taps("Baca izin lagi")
    await owner.taps("Setuju")
    owner.sees('Dari surat Karo: Kopi "Deleng"')
    await owner.sends("ya", "ya", "ya", "ya")
    await leaves_the_rest(owner)
    owner.sees("Periksa jawaban Anda")
