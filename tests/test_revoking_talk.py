"""Taking a role away: in force at once, told once, and never from the last admin."""

import pytest

from handlers.commands import EVERYONE
from models.person import Role
from simulator.methods.profile import scope_key
from tests.errands import joins, registers, roles_of
from tests.groups import words
from tests.talk import Clinic, Talker

ONLY_STAFF = "Bagian ini dibuka oleh petugas."


@pytest.fixture
async def admin(clinic: Clinic) -> Talker:
    return await joins(clinic, "Rizal Nasution", Role.ADMIN)


def listed(talker: Talker) -> list[str]:
    """The commands that Telegram shows in this person's chat."""
    scope = scope_key({"type": "chat", "chat_id": talker.id})
    return [one["command"] for one in talker.clinic.world.commands[scope, ""]]


@pytest.mark.covers("tap:role:revoke", "happy")
async def test_role_is_revoked_in_one_tap(clinic: Clinic, admin: Talker) -> None:
    dewi = await joins(clinic, "Dewi Hutabarat", Role.CURATOR)
    await registers(clinic.person("Rehulina Ginting"))
    await dewi.sends("/kurasi")
    await dewi.taps("Ambil")
    release = dewi.finds("Lepaskan")
    await admin.sends("/kurasi")
    admin.sees("Tidak ada pendaftaran yang menunggu.")
    await admin.sends("/peran")
    await admin.taps("2. Dewi Hutabarat")
    told = len(dewi.phone.received())
    await admin.taps("Cabut")
    admin.sees("Dicabut: Dewi Hutabarat, kurator.\nPeran petugas\n1. Rizal Nasution: admin")
    assert len(dewi.phone.received()) == told + 1
    dewi.sees("Peran Anda sudah dicabut: kurator.", "hubungi kantor", buttons=["Beranda"])
    assert listed(dewi) == list(EVERYONE)
    await dewi.taps_again(release, "Lepaskan")
    dewi.was_told("Tombol ini untuk petugas.")
    await dewi.sends("/kurasi")
    dewi.sees(ONLY_STAFF)
    await admin.sends("/kurasi")
    admin.sees("Kopi Deleng")
    await admin.taps("Ambil")
    admin.sees("Diperiksa Rizal Nasution")


@pytest.mark.no_transcript  # whose answer goes out first is no matter
async def test_revocation_counts_for_what_was_tapped_with_it(
    clinic: Clinic, admin: Talker
) -> None:
    dewi = await joins(clinic, "Dewi Hutabarat", Role.CURATOR)
    await registers(clinic.person("Rehulina Ginting"))
    await dewi.sends("/kurasi")
    await admin.sends("/peran")
    await admin.taps("2. Dewi Hutabarat")
    await clinic.closes()
    await admin.taps("Cabut")
    await dewi.taps("Ambil")
    await clinic.restarts()
    dewi.was_told("Tombol ini untuk petugas.")
    await admin.sends("/kurasi")
    admin.sees("Kopi Deleng")
    admin.never_sees_now("Diperiksa")


@pytest.mark.covers("tap:role:see", "stale", "invalid")
@pytest.mark.covers("tap:role:revoke", "stale", "invalid")
@pytest.mark.covers("tap:role:open", "stale")
async def test_two_admins_revoke_the_same_role(clinic: Clinic, admin: Talker) -> None:
    other = await joins(clinic, "Zainal Pane", Role.ADMIN)
    dewi = await joins(clinic, "Dewi Hutabarat", Role.CURATOR)
    for one in (admin, other):
        await one.sends("/peran")
    seeing = other.finds("3. Dewi Hutabarat")
    await admin.taps("3. Dewi Hutabarat")
    await other.taps("3. Dewi Hutabarat")
    back, revoking = other.finds("Kembali"), other.finds("Cabut")
    await admin.taps("Cabut")
    await other.taps("Cabut")
    other.was_told("Peran ini sudah tidak ada.")
    other.sees("Peran petugas", "2. Zainal Pane")
    other.never_sees_now("Dewi")
    for old in (seeing, revoking):
        await other.taps_again(old)
        other.was_told("Peran ini sudah tidak ada.")
    for forged in ("see:zzzz:0", "revoke:zzzz:0"):
        await other.forges(f"1:role:{forged}")
        other.was_told("Peran ini sudah tidak ada.")
    await other.taps_again(back, "Kembali")
    other.sees("Peran petugas")
    assert sum("dicabut" in words(message) for message in dewi.phone.received()) == 1


async def test_last_admin_cannot_be_revoked(clinic: Clinic, admin: Talker) -> None:
    other = await joins(clinic, "Zainal Pane", Role.ADMIN)
    for one, name in ((admin, "2. Zainal Pane"), (other, "1. Rizal Nasution")):
        await one.sends("/peran")
        await one.taps(name)
    await admin.taps("Cabut")
    await other.taps("Cabut")
    other.was_told("Tombol ini untuk petugas.")
    assert roles_of(other) == frozenset()
    await admin.taps("1. Rizal Nasution")
    await admin.taps("Cabut")
    admin.was_told("Ini admin terakhir. Undang admin lain dulu")
    admin.sees("Peran Rizal Nasution")
    assert roles_of(admin) == {Role.ADMIN}


async def test_admin_gives_up_the_own_role(clinic: Clinic, admin: Talker) -> None:
    await joins(clinic, "Zainal Pane", Role.ADMIN)
    await admin.sends("/peran")
    await admin.taps("1. Rizal Nasution")
    await admin.taps("Cabut")
    admin.sees("Peran Anda sudah dicabut: admin.", "Anda belum mendaftarkan usaha.")
    assert "peran" not in listed(admin)
    await admin.sends("/peran")
    admin.sees(ONLY_STAFF)


async def test_who_keeps_another_role_keeps_its_commands(clinic: Clinic, admin: Talker) -> None:
    with clinic.in_short("Rizal Nasution is a curator too."):
        await admin.starts(clinic.invitation(Role.CURATOR))
    await clinic.staff("Zainal Pane", Role.ADMIN)
    await admin.sends("/peran")
    await admin.taps("3. Rizal Nasution")
    await admin.taps("Cabut")
    admin.sees("Dicabut: Rizal Nasution, kurator.")
    assert "peran" in listed(admin)
    assert roles_of(admin) == {Role.ADMIN}


async def test_revoked_person_is_told_in_their_language(clinic: Clinic, admin: Talker) -> None:
    mentor = await joins(clinic, "Maria Purba", Role.MENTOR)
    await mentor.sends("/language")
    await mentor.taps("English")
    await admin.sends("/peran")
    await admin.taps("2. Maria Purba")
    await admin.taps("Cabut")
    mentor.sees("Your role has ended: mentor.", buttons=["Home"])
