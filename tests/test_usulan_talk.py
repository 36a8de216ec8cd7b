"""`/usulan`: an admin types in what a kabupaten nominated and gets the invitation to pass on."""

import pytest

from models.person import Role
from tests.talk import Clinic, Talker

ROW = ('Kopi "Deleng"', "REHULINA GINTING", "karo", "0812-6000-0001", "kopi bubuk")


@pytest.fixture
async def admin(clinic: Clinic) -> Talker:
    with clinic.in_short("Rizal Nasution is an admin."):
        return await clinic.staff("Rizal Nasution")


async def types_in(admin: Talker, *row: str) -> None:
    with admin.clinic.in_short(f"{admin.name} types in: {', '.join(row)}."):
        await admin.sends("/usulan")
        await admin.taps("Tambah usulan")
        await admin.sends(*row)


@pytest.mark.covers("/usulan", "happy", "restarted")
@pytest.mark.covers("tap:nom:add", "happy", "restarted")
async def test_admin_types_in_a_nomination(clinic: Clinic, admin: Talker) -> None:
    await clinic.restarts()
    await admin.sends("/usulan")
    admin.sees("Usulan kabupaten/kota", "Diundang: 0.", buttons=["Tambah usulan", "Beranda"])
    await admin.taps("Tambah usulan")
    admin.sees("1 dari 5: Nama usaha", "Apa nama usahanya?")
    await admin.sends('Kopi "Deleng"')
    await admin.sends("REHULINA GINTING")
    admin.sees("3 dari 5: Kabupaten atau kota", "Kabupaten mana yang mengusulkan?")
    await admin.sends("karo")
    await admin.sends("0812-6000-0001")
    await admin.sends("kopi bubuk")
    admin.sees("Periksa usulan", "3. Kabupaten atau kota: Kabupaten Karo", "5. Produk: kopi bubuk")
    await admin.taps("Simpan usulan")
    admin.sees('Tersimpan: Kopi "Deleng".', "berlaku 14 hari", "Dinas Karo mengusulkan usaha Anda")
    text = admin.copies("Salin undangan")
    assert len(text) <= 256
    assert text in admin.last
    owner = clinic.person("Rehulina Ginting", phone="6281260000001")
    await owner.starts(text.partition("start=")[2].split()[0])
    owner.sees('mengusulkan usaha Kopi "Deleng".')
    await owner.taps("Ya, usaha saya")
    await admin.sends("/usulan")
    admin.sees("Diundang: 0. Terhubung: 1. Bukan pemiliknya: 0.")


async def test_known_nomination_gets_a_new_link(clinic: Clinic, admin: Talker) -> None:
    await types_in(admin, *ROW, "ya")
    first = admin.copies("Salin undangan")
    await types_in(admin, *ROW, "ya")
    admin.sees("sudah pernah diusulkan. Ini undangan barunya")
    second = admin.copies("Salin undangan")
    assert first != second
    await admin.sends("/usulan")
    admin.sees("Diundang: 1.")
    assert clinic.is_open


async def test_telephone_and_product_may_be_left(admin: Talker) -> None:
    await types_in(admin, *ROW[:3], "nanti", "nanti")
    admin.sees("4. Nomor HP: lengkapi nanti", "5. Produk: lengkapi nanti")
    await admin.taps("Isi nomor HP")
    await admin.sends("0812")
    admin.sees("Angkanya masih kurang.")
    await admin.sends("0812-6000-0001")
    await admin.sends("ya")
    admin.sees("Tersimpan:")


@pytest.mark.no_transcript
async def test_longest_names_leave_the_link_whole(admin: Talker) -> None:
    await types_in(admin, "W" * 80, "W" * 80, "labuhanbatu selatan", "nanti", "nanti", "ya")
    text = admin.copies("Salin undangan")
    assert len(text) <= 256
    assert "start=u_" in text
    assert len(text.partition("start=")[2].split()[0]) == 34


@pytest.mark.covers("/usulan", "forbidden")
@pytest.mark.covers("tap:nom:add", "forbidden", "stale")
async def test_owners_and_mentors_nominate_nobody(clinic: Clinic, admin: Talker) -> None:
    await admin.sends("/usulan")
    old = admin.finds("Tambah usulan")
    mentor = await clinic.staff("Dewi Lubis", Role.MENTOR)
    await mentor.sends("/usulan")
    mentor.sees("Bagian ini dibuka oleh petugas.")
    await mentor.forges("1:nom:add:0:0")
    mentor.was_told("Tombol ini untuk petugas.")
    await mentor.forges("1:form:reopen:0:0:nomination")
    mentor.sees("Bagian ini dibuka oleh petugas.")
    clinic.passes(days=20)
    await admin.taps_again(old, "Tambah usulan")
    admin.sees("1 dari 5: Nama usaha")
