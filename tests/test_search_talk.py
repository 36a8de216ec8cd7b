"""The staff look for an entry, in talk."""

import pytest
from sqlalchemy import update

from models.person import Role, RoleGrant
from tests.errands import KOPI, registers, row_of, sends_product
from tests.talk import Clinic, Talker

NOTHING = "Belum ada yang cocok."


@pytest.fixture
def owner(clinic: Clinic) -> Talker:
    return clinic.person("Rehulina Ginting", phone="6281260000001")


@pytest.fixture
async def admin(clinic: Clinic) -> Talker:
    with clinic.in_short("Rizal Nasution is an admin."):
        return await clinic.staff("Rizal Nasution")


async def many(owner: Talker, count: int) -> None:
    """Businesses whose names begin alike."""
    with owner.clinic.in_short(f"{owner.name} has registered {count} businesses."):
        for number in range(1, count + 1):
            await registers(owner, f"Kopi {'ABCDEFGHIJKLMNOPQRST'[number - 1] * 3}")
            if "Ini usaha lain" in owner.buttons:
                await owner.taps("Ini usaha lain")


@pytest.mark.covers("/cari", "happy")
async def test_curator_finds_a_business_by_its_name(clinic: Clinic, owner: Talker) -> None:
    await registers(owner)
    await sends_product(owner)
    with clinic.in_short("Sari Harahap is a curator."):
        curator = await clinic.staff("Sari Harahap", Role.CURATOR)
    await curator.sends("/cari kopi deleng")
    curator.sees(
        "Hasil pencarian",
        "KE-2026-00001 Kopi Deleng, Karo: menunggu, 0812••••0001",
        buttons=["Buka 00001", "Lihat riwayat", "Beranda"],
    )
    await curator.sends("/search teri")
    curator.sees("KE-2026-00001/1 Teri asin, Karo: menunggu, 0812••••0001")
    await curator.sends("/cari 0812-6000-0001")
    curator.sees("KE-2026-00001 Kopi Deleng")
    await curator.taps("Buka 00001")
    curator.sees("Pendaftaran KE-2026-00001", "Kopi Deleng, Kabupaten Karo.")


@pytest.mark.covers("/cari", "invalid", "restarted")
async def test_search_asks_and_takes_the_next_text(
    clinic: Clinic, owner: Talker, admin: Talker
) -> None:
    await registers(owner)
    await admin.sends("/cari")
    admin.sees("Cari apa?", "Contoh: kopi deleng, 00152, atau 0812-6000-0001")
    await clinic.restarts()
    await admin.sends("madu")
    admin.sees(NOTHING, "Yang bisa dicari:", "nomor HP, dan NIB.", "Cari apa?")
    await admin.sends_sticker()
    admin.sees("Cari apa?")
    await admin.sends_photo()
    admin.sees("Di sini kami perlu tulisan.", "Cari apa?")
    await admin.sends("x" * 300)
    admin.sees("Tulisannya terlalu panjang", "Cari apa?")
    await admin.sends("REHU")
    admin.sees("KE-2026-00001 Kopi Deleng")
    await admin.sends("/cari %%%")
    admin.sees(NOTHING)
    await admin.sends("batal")
    admin.sees("Isian ditutup.")


async def test_search_is_left_for_home_and_taken_up_again(admin: Talker) -> None:
    await admin.sends("/cari")
    await admin.taps("Beranda")
    admin.sees("Beranda petugas")
    await admin.sends("kopi")
    admin.sees("Pesan Anda tersimpan")


@pytest.mark.covers("tap:find:next", "happy", "restarted", "stale", "invalid")
async def test_results_come_by_the_page(clinic: Clinic, owner: Talker, admin: Talker) -> None:
    await many(owner, 10)
    await admin.sends("/cari kopi")
    admin.sees("00001 Kopi AAA", "00008 Kopi HHH")
    admin.never_sees_now("Kopi III")
    older = admin.finds("Berikutnya")
    await clinic.restarts()
    await admin.taps("Berikutnya", times=2)
    admin.sees("00009 Kopi III", "00010 Kopi JJJ", buttons=["Buka 00009", "Buka 00010", "Beranda"])
    for forged in ("1:find:next:8:0", "1:find:next:8:1:x", "1:find:next:8:1:0.x"):
        await admin.forges(forged)
        admin.was_told("Tombol ini sudah lama.")
    await admin.sends("/cari 00003")
    admin.sees("Kopi CCC")
    await admin.taps_again(older, "Berikutnya")
    admin.was_told("Tombol ini sudah lama.")
    admin.sees("Beranda petugas")


@pytest.mark.covers("/cari", "forbidden")
@pytest.mark.covers("tap:find:next", "forbidden")
async def test_owner_and_mentor_do_not_search(clinic: Clinic, owner: Talker) -> None:
    await registers(owner)
    with clinic.in_short("Dewi Lubis is a mentor."):
        mentor = await clinic.staff("Dewi Lubis", Role.MENTOR)
    for who in (owner, mentor):
        await who.sends("/cari kopi")
        who.sees("Bagian ini dibuka oleh petugas.")
        await who.forges("1:find:next:1:1:0.0")
        who.was_told("Tombol ini untuk petugas.")
        who.never_saw("Hasil pencarian")


async def test_search_that_outlives_the_role_is_refused(
    clinic: Clinic, owner: Talker, admin: Talker
) -> None:
    await registers(owner)
    await admin.sends("/cari")
    with clinic.database.write() as session:
        ended = update(RoleGrant).where(RoleGrant.person_id == row_of(admin).id)
        session.execute(ended.values(revoked_at=clinic.world.now()))
    clinic.script.append("\n*Rizal Nasution is no longer of the staff.*\n")
    await admin.sends(KOPI)
    admin.sees("Bagian ini dibuka oleh petugas.")
    admin.never_saw("Hasil pencarian")
