"""`/peran`: who holds which role, inviting, cancelling an invitation."""

import pytest
from sqlalchemy import func, select

from models.invitation import Invitation
from models.person import Role
from tests.errands import joins, roles_of
from tests.talk import Clinic, Talker

ONLY_STAFF = "Bagian ini dibuka oleh petugas."
OLD = "Tombol ini sudah lama."


@pytest.fixture
async def admin(clinic: Clinic) -> Talker:
    return await joins(clinic, "Rizal Nasution", Role.ADMIN)


def invited(clinic: Clinic) -> int:
    """How many invitations there are."""
    with clinic.database.read() as session:
        return session.scalar(select(func.count()).select_from(Invitation)) or 0


@pytest.mark.covers("/peran", "happy")
@pytest.mark.covers("tap:role:see", "happy")
@pytest.mark.covers("tap:role:open", "happy")
async def test_admin_sees_who_holds_which_role(clinic: Clinic, admin: Talker) -> None:
    await joins(clinic, "Sari Lubis", Role.OFFICER)
    await joins(clinic, "Dewi Hutabarat", Role.CURATOR)
    await admin.sends("/peran")
    admin.sees(
        "Peran petugas\n1. Rizal Nasution: admin, sejak 19 Nov 2026.",
        "2. Dewi Hutabarat: kurator, sejak 19 Nov 2026.",
        "3. Sari Lubis: petugas Kabupaten Karo, sejak 19 Nov 2026.",
        buttons=[
            *("1. Rizal Nasution", "2. Dewi Hutabarat", "3. Sari Lubis"),
            *("Undang petugas", "Beranda"),
        ],
    )
    await admin.taps("3. Sari Lubis")
    admin.sees(
        "Peran Sari Lubis\nSekarang: petugas Kabupaten Karo, sejak 19 Nov 2026.",
        "Mencabut berlaku saat itu juga",
        buttons=["Cabut", "Kembali", "Beranda"],
    )
    await admin.taps("Kembali")
    admin.sees("Peran petugas", "3. Sari Lubis")


@pytest.mark.covers("tap:role:open", "invalid")
async def test_long_list_of_the_staff_has_pages(clinic: Clinic, admin: Talker) -> None:
    with clinic.in_short("Eight mentors have joined."):
        for number in range(1, 9):
            await clinic.staff(f"Pendamping {number}", Role.MENTOR)
    await admin.sends("/roles")
    admin.sees("8. Pendamping 7: pendamping", "Halaman 1 dari 2.")
    assert admin.buttons[8:] == ["Berikutnya", "Undang petugas", "Beranda"]
    await admin.taps("Berikutnya")
    admin.sees(
        "Peran petugas\n9. Pendamping 8: pendamping, sejak 19 Nov 2026.\nHalaman 2 dari 2.",
        buttons=["9. Pendamping 8", "Sebelumnya", "Undang petugas", "Beranda"],
    )
    for page in ("9" * 24, "semua"):
        await admin.forges(f"1:role:open:0:0:{page}")
    admin.sees("Halaman 1 dari 2.")
    await admin.taps("Berikutnya")
    await admin.taps("Sebelumnya")
    admin.sees("1. Rizal Nasution: admin")


@pytest.mark.covers("tap:role:invite", "happy")
@pytest.mark.covers("tap:role:pick", "happy")
async def test_admin_invites_a_curator(clinic: Clinic, admin: Talker) -> None:
    await admin.sends("/peran")
    await admin.taps("Undang petugas")
    admin.sees(
        "Peran apa yang diberikan?",
        buttons=[
            *("Admin", "Kurator", "Pendamping", "Petugas kabupaten", "Kepala bidang"),
            *("Kembali", "Beranda"),
        ],
    )
    await admin.taps("Kurator")
    admin.sees(
        "Undangan: kurator. Sekali pakai, berlaku sampai 3 Des 2026, 14.00 WIB.",
        buttons=["Salin undangan", "Kembali", "Beranda"],
    )
    text = admin.copies("Salin undangan")
    assert text in admin.last
    assert len(text) <= 256
    assert text.startswith("Anda diundang ke Klinik Ekspor Sumut sebagai kurator.")
    dewi = clinic.person("Dewi Hutabarat")
    await dewi.starts(text.partition("start=")[2].split()[0])
    dewi.sees("Selamat bergabung, Dewi Hutabarat.\nPeran Anda: kurator.")
    assert roles_of(dewi) == {Role.CURATOR}
    await admin.taps("Kembali")
    admin.sees("2. Dewi Hutabarat: kurator")
    admin.never_sees_now("Undangan terbuka")


@pytest.mark.covers("tap:role:place", "happy")
async def test_admin_invites_an_officer_of_a_kabupaten(clinic: Clinic, admin: Talker) -> None:
    await admin.sends("/peran")
    await admin.taps("Undang petugas")
    await admin.taps("Petugas kabupaten")
    admin.sees("Petugas dari kabupaten atau kota mana?")
    assert admin.buttons[-3:] == ["Berikutnya", "Kembali", "Beranda"]
    assert len(admin.buttons) == 15
    await admin.taps("Berikutnya")
    await admin.taps("Berikutnya")
    assert admin.buttons[-3:] == ["Sebelumnya", "Kembali", "Beranda"]
    await admin.taps("Sebelumnya")
    await admin.taps("Sebelumnya")
    await admin.taps("Karo")
    admin.sees("Undangan: petugas Kabupaten Karo.", "sebagai petugas Kabupaten Karo.")
    sari = clinic.person("Sari Lubis")
    await sari.starts(admin.copies("Salin undangan").partition("start=")[2].split()[0])
    sari.sees("Peran Anda: petugas kabupaten.")
    await admin.sends("/peran")
    admin.sees("2. Sari Lubis: petugas Kabupaten Karo")


@pytest.mark.covers("tap:role:pick", "stale", "invalid")
@pytest.mark.covers("tap:role:place", "stale", "invalid")
@pytest.mark.covers("tap:role:invite", "stale")
async def test_one_button_makes_one_invitation(clinic: Clinic, admin: Talker) -> None:
    await admin.sends("/peran")
    inviting = admin.finds("Undang petugas")
    await admin.taps("Undang petugas")
    curator = admin.finds("Kurator")
    await admin.taps("Petugas kabupaten")
    karo = admin.finds("Karo")
    before = invited(clinic)
    await admin.taps_again(curator, "Kurator")
    assert invited(clinic) == before + 1
    for old, caption in ((curator, "Kurator"), (karo, "Karo")):
        await admin.taps_again(old, caption)
        admin.was_told(OLD)
        admin.sees("Peran apa yang diberikan?")
    for forged in (
        "pick:0:0:raja",
        "pick:0:0",
        "place:0:1:99.99",
        "place:0:1:page.x",
        "place:0:1",
    ):
        await admin.forges(f"1:role:{forged}")
        admin.sees("Peran apa yang diberikan?")
    assert invited(clinic) == before + 1
    await admin.forges("1:role:place:0:1:page.9999")
    admin.sees("Petugas dari kabupaten atau kota mana?")
    await admin.taps_again(inviting, "Undang petugas")
    admin.sees("Peran apa yang diberikan?")


@pytest.mark.covers("tap:role:links", "happy", "stale", "invalid")
@pytest.mark.covers("tap:role:cancel", "happy", "stale", "invalid")
async def test_open_invitation_is_cancelled(clinic: Clinic, admin: Talker) -> None:
    used, link = clinic.invitation(Role.MENTOR), clinic.invitation(Role.OFFICER)
    await admin.sends("/peran")
    admin.sees("Undangan terbuka: 2.")
    await admin.taps("Lihat undangan")
    admin.sees(
        "Undangan terbuka",
        "1. petugas Kabupaten Karo, berlaku sampai 3 Des 2026, 14.00 WIB.",
        "2. pendamping, berlaku sampai 3 Des 2026, 14.00 WIB.",
        buttons=["Undang petugas", "Batalkan 1", "Batalkan 2", "Kembali", "Beranda"],
    )
    first, second = admin.finds("Batalkan 1"), admin.finds("Batalkan 2")
    with clinic.in_short("Sari Lubis uses the invitation of the mentor."):
        await clinic.person("Sari Lubis").starts(used)
    await admin.taps("Batalkan 1")
    admin.sees("Undangan dibatalkan: petugas Kabupaten Karo.", "Tidak ada undangan terbuka.")
    for old in (first, second):
        await admin.taps_again(old, "Batalkan")
        admin.was_told("Undangan ini sudah dipakai atau tidak berlaku lagi.")
    await admin.forges("1:role:cancel:zzzz:0")
    admin.was_told("Undangan ini sudah dipakai atau tidak berlaku lagi.")
    guest = clinic.person("Budi Siregar")
    await guest.starts(link)
    guest.sees("Undangan ini sudah dipakai atau sudah habis masanya.")
    assert roles_of(guest) == frozenset()
    await admin.forges("1:role:links:0:0:x")
    admin.sees("Tidak ada undangan terbuka.\nLangkah berikutnya: undang petugas.")


async def test_many_open_invitations_have_pages(clinic: Clinic, admin: Talker) -> None:
    with clinic.in_short("Nine invitations are open."):
        for _ in range(9):
            clinic.invitation(Role.HEAD)
    await admin.sends("/peran")
    await admin.taps("Lihat undangan")
    admin.sees("8. kepala bidang", "Halaman 1 dari 2.")
    await admin.taps("Berikutnya")
    admin.sees("9. kepala bidang", "Halaman 2 dari 2.")
    await admin.taps("Batalkan 9")
    admin.sees("Undangan dibatalkan: kepala bidang.", "8. kepala bidang")
    admin.never_sees_now("Halaman")


@pytest.mark.covers("/peran", "forbidden")
@pytest.mark.covers("tap:role:open", "forbidden")
@pytest.mark.covers("tap:role:see", "forbidden")
@pytest.mark.covers("tap:role:revoke", "forbidden")
@pytest.mark.covers("tap:role:links", "forbidden")
@pytest.mark.covers("tap:role:cancel", "forbidden")
@pytest.mark.covers("tap:role:invite", "forbidden")
@pytest.mark.covers("tap:role:pick", "forbidden")
@pytest.mark.covers("tap:role:place", "forbidden")
async def test_roles_are_for_admins_only(clinic: Clinic, admin: Talker) -> None:
    curator = await joins(clinic, "Dewi Hutabarat", Role.CURATOR)
    owner = clinic.person("Rehulina Ginting")
    clinic.invitation(Role.ADMIN)
    before = invited(clinic)
    for stranger in (curator, owner):
        await stranger.sends("/peran")
        stranger.sees(ONLY_STAFF, buttons=["Beranda"])
        for tap in ("open", "see", "revoke", "links", "cancel", "invite"):
            await stranger.forges(f"1:role:{tap}:1:0")
            stranger.was_told("Tombol ini untuk petugas.")
        for tap in ("pick:0:0:admin", "place:0:0:12.06"):
            await stranger.forges(f"1:role:{tap}")
            stranger.was_told("Tombol ini untuk petugas.")
        stranger.never_saw("Rizal Nasution")
    assert invited(clinic) == before
    assert roles_of(admin) == {Role.ADMIN}


@pytest.mark.covers("/peran", "restarted")
@pytest.mark.covers("tap:role:open", "restarted")
@pytest.mark.covers("tap:role:see", "restarted")
@pytest.mark.covers("tap:role:revoke", "restarted")
@pytest.mark.covers("tap:role:links", "restarted")
@pytest.mark.covers("tap:role:cancel", "restarted")
@pytest.mark.covers("tap:role:invite", "restarted")
@pytest.mark.covers("tap:role:pick", "restarted")
@pytest.mark.covers("tap:role:place", "restarted")
async def test_roles_outlive_restarts(clinic: Clinic, admin: Talker) -> None:
    dewi = await joins(clinic, "Dewi Hutabarat", Role.CURATOR)
    await clinic.restarts()
    await admin.sends("/peran")
    for caption, seen in (
        ("Undang petugas", "Peran apa yang diberikan?"),
        ("Petugas kabupaten", "Petugas dari kabupaten atau kota mana?"),
        ("Karo", "Undangan: petugas Kabupaten Karo."),
        ("Kembali", "Undangan terbuka: 1."),
        ("Lihat undangan", "1. petugas Kabupaten Karo"),
        ("Batalkan 1", "Undangan dibatalkan"),
        ("Kembali", "2. Dewi Hutabarat: kurator"),
        ("2. Dewi Hutabarat", "Peran Dewi Hutabarat"),
        ("Cabut", "Dicabut: Dewi Hutabarat, kurator."),
    ):
        await clinic.restarts()
        await admin.taps(caption)
        admin.sees(seen)
    assert roles_of(dewi) == frozenset()
