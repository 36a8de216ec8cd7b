"""People who act for a business: invited by the owner, with their own consent, and taken off."""

import pytest

from models.services import members
from tests.errands import KOPI, asks_of_product, leaves_the_rest, registers, row_of
from tests.talk import Clinic, Talker

UNUSABLE = "Undangan ini sudah dipakai atau sudah habis masanya."


@pytest.fixture
async def owner(clinic: Clinic) -> Talker:
    owner = clinic.person("Rehulina Ginting", phone="6281260000001")
    await registers(owner)
    return owner


@pytest.fixture
def helper(clinic: Clinic) -> Talker:
    return clinic.person("Dimas", phone="6281360000009")


async def invites(owner: Talker) -> str:
    """Let the owner make an invitation; gives the payload of its link."""
    with owner.clinic.in_short(f"{owner.name} has made an invitation to help."):
        await owner.sends("/beranda")
        await owner.taps("Atur pengurus")
        await owner.taps("Undang orang")
    return payload(owner.copies("Salin undangan"))


def payload(text: str) -> str:
    return text.partition("start=")[2].split()[0]


async def joins(helper: Talker, link: str) -> None:
    """Come in by the link and agree."""
    with helper.clinic.in_short(f"{helper.name} has come in by the link and agreed."):
        await helper.starts(link)
        if "Setuju" in helper.buttons:
            await helper.taps("Setuju")


@pytest.mark.covers("tap:member:open", "happy")
@pytest.mark.covers("tap:member:invite", "happy", "restarted")
@pytest.mark.covers("tap:member:remove", "happy", "restarted")
async def test_helper_joins_with_a_consent_of_their_own(
    clinic: Clinic, owner: Talker, helper: Talker
) -> None:
    await owner.taps("Beranda")
    await owner.taps("Atur pengurus")
    owner.sees(
        "Pengurus Kopi Deleng",
        "Rehulina Ginting, pemilik",
        buttons=["Undang orang", "Beranda"],
    )
    await clinic.restarts()
    await owner.taps("Undang orang")
    owner.sees("Undangan untuk satu orang, berlaku 14 hari.", "start=o_")
    text = owner.copies("Salin undangan")
    assert len(text) <= 256
    await helper.starts(payload(text))
    helper.sees("Izin pendampingan")
    await helper.taps("Setuju")
    helper.sees("Tercatat: setuju", "Anda sekarang mengurus Kopi Deleng.", "Beranda: Kopi Deleng")
    await helper.taps("Tambah produk")
    helper.sees(asks_of_product(1, "Nama produk"))
    await owner.taps("Kembali")
    owner.sees("Dimas, pembantu", buttons=["Undang orang", "Keluarkan Dimas", "Beranda"])
    await clinic.restarts()
    await owner.taps("Keluarkan Dimas")
    owner.sees("Pengurus Kopi Deleng", buttons=["Undang orang", "Beranda"])
    await helper.sends("Kopi bubuk", "Kopi & rempah", "Kopi & teh", "nanti")
    await helper.sends_photos(1)
    await helper.taps("Selesai")
    await leaves_the_rest(helper)
    await helper.sends("kirim")
    helper.sees("Pendaftaran ini tidak ada lagi.", "Anda belum mendaftarkan usaha.")


@pytest.mark.covers("tap:member:open", "restarted")
async def test_one_person_acts_for_two_businesses(
    clinic: Clinic, owner: Talker, helper: Talker
) -> None:
    await registers(helper, "Sihobuk Pedas", phone="0813-6000-0009", regency="medan")
    link = await invites(owner)
    await helper.starts(link)
    helper.sees("Anda sekarang mengurus Kopi Deleng.", "Usaha lain yang Anda urus: 1.")
    await helper.taps("Atur pengurus")
    helper.sees("Untuk usaha yang mana?", buttons=["Sihobuk Pedas", KOPI, "Beranda"])
    await clinic.restarts()
    await helper.taps(KOPI)
    helper.sees("Pengurus Kopi Deleng", "Dimas, pembantu", buttons=["Beranda"])
    await helper.sends("/produk")
    helper.sees("Untuk usaha yang mana?")


@pytest.mark.covers("tap:member:open", "invalid")
@pytest.mark.covers("tap:member:invite", "invalid")
@pytest.mark.covers("tap:member:remove", "invalid")
async def test_only_the_owner_invites_and_removes(
    clinic: Clinic, owner: Talker, helper: Talker
) -> None:
    await joins(helper, await invites(owner))
    await helper.forges("1:member:invite:1:0")
    helper.was_told("Hanya pemilik usaha yang bisa mengatur ini.")
    me = row_of(owner).id
    await helper.forges(f"1:member:remove:1:0:{me}")
    helper.was_told("Hanya pemilik usaha yang bisa mengatur ini.")
    await owner.forges(f"1:member:remove:1:0:{me}")
    owner.was_told("Hanya pemilik usaha")
    await owner.forges("1:member:remove:1:0:x")
    owner.was_told("Tombol ini sudah lama.")
    stranger = clinic.person("Saut Simanjuntak")
    await stranger.starts()
    for data in ("1:member:open:1:0", "1:member:open:9:0"):
        await stranger.forges(data)
        stranger.was_told("tidak ada lagi")
    for data in ("1:member:invite:1:0", f"1:member:remove:1:0:{me}"):
        await stranger.forges(data)
        stranger.was_told("Hanya pemilik usaha")


@pytest.mark.covers("tap:member:open", "stale")
@pytest.mark.covers("tap:member:invite", "stale")
@pytest.mark.covers("tap:member:remove", "stale")
async def test_old_buttons_of_members(clinic: Clinic, owner: Talker, helper: Talker) -> None:
    await joins(helper, await invites(owner))
    await owner.taps("Kembali")
    open_ = owner.finds("Kembali") if "Kembali" in owner.buttons else None
    invite, remove = owner.finds("Undang orang"), owner.finds("Keluarkan Dimas")
    await owner.taps("Beranda")
    members_ = owner.finds("Atur pengurus")
    clinic.passes(days=21)
    await owner.taps_again(remove, "Keluarkan Dimas")
    await owner.taps_again(remove, "Keluarkan Dimas")
    owner.was_told("Hanya pemilik usaha")
    await owner.taps_again(invite, "Undang orang")
    owner.sees("Undangan untuk satu orang")
    await owner.taps_again(members_, "Atur pengurus")
    owner.sees("Pengurus Kopi Deleng", buttons=["Undang orang", "Beranda"])
    assert open_ is None


async def test_invitation_to_help_serves_once(
    clinic: Clinic, owner: Talker, helper: Talker
) -> None:
    link = await invites(owner)
    await joins(helper, link)
    await helper.starts(link)
    helper.sees("Anda sekarang mengurus Kopi Deleng.")
    other = clinic.person("Saut Simanjuntak")
    await other.starts(link)
    other.sees(UNUSABLE)
    late = await invites(owner)
    clinic.passes(days=15)
    await other.starts(late)
    other.sees(UNUSABLE)


async def test_helper_who_refuses_the_notice_sees_it_again(owner: Talker, helper: Talker) -> None:
    await helper.starts(await invites(owner))
    await helper.taps("Tidak setuju")
    helper.sees("Baik, tidak apa-apa.")
    await helper.taps("Baca izin lagi")
    await helper.taps("Setuju")
    helper.sees("Anda sekarang mengurus Kopi Deleng.")


async def test_lost_telephone_is_moved_to_a_new_account(clinic: Clinic, owner: Talker) -> None:
    with clinic.database.write() as session:
        link = members.invite_to_move(
            session, "KE-2026-00001", owner.id, now=clinic.world.now(), reason="HP hilang"
        )
    clinic.script.append("\n*The office has printed a link that moves the business.*\n")
    new = clinic.person("Rehulina Br. Ginting", phone="6281260000077")
    await joins(new, link)
    new.sees("Beranda: Kopi Deleng")
    await new.taps("Atur pengurus")
    new.sees("Rehulina Br. Ginting, pemilik", buttons=["Undang orang", "Beranda"])
    await owner.sends("/beranda")
    owner.sees("Anda belum mendaftarkan usaha.")
    await owner.starts(link)
    owner.sees(UNUSABLE)


async def test_two_owners_in_one_household_phone(clinic: Clinic, owner: Talker) -> None:
    husband = clinic.person("Anton Ginting", phone="6281260000001")
    await joins(husband, await invites(owner))
    husband.sees("Beranda: Kopi Deleng")
    await registers(husband, "Madu Arih", phone="0812-6000-0001")
    husband.sees("KE-2026-00002")
    await owner.sends("/beranda")
    owner.sees("Beranda: Kopi Deleng")
    owner.never_saw("Madu Arih")
