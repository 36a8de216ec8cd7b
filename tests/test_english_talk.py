"""Owners who prefer English, in talk; and households that share a telephone."""

import pytest

from tests.errands import (
    KOPI,
    answers,
    approves,
    asks,
    businesses,
    leaves_the_rest,
    registers,
    rejects,
)
from tests.talk import Clinic, Talker


@pytest.fixture
def owner(clinic: Clinic) -> Talker:
    return clinic.person("Anna Sembiring", phone="6281260000001")


async def test_owner_registers_in_english(clinic: Clinic, owner: Talker) -> None:
    await owner.starts()
    await owner.taps("Ganti bahasa")
    await owner.taps("English")
    owner.sees("Welcome to Klinik Ekspor Sumut", "What would you like to do?")
    await owner.taps("Register my business")
    owner.sees("Permission to mentor you", buttons=["Agree", "Read more", "Do not agree"])
    await owner.taps("Agree")
    owner.sees("Noted: agreed, 19 Nov 2026, 14.00 WIB.", asks(1, "Business name", "of"))
    await owner.sends("Ko")
    owner.sees("That is too short, at least 3 letters.", "Example: Kopi Deleng")
    await owner.sends(KOPI)
    await owner.sends("Anna Sembiring")
    await owner.presses("Send my number")
    await owner.sends("nias")
    owner.sees("5 districts go by that name. Which one?")
    await owner.taps("Kabupaten Nias")
    owner.sees(asks(5, "Address", "of"), "Write street")
    await leaves_the_rest(owner)
    owner.sees("Please check your answers", "1. Business name: Kopi Deleng")
    await owner.sends("yes")
    owner.sees("Registration sent.", "KE-2026-00001", "by Tuesday, 24 Nov 2026")
    await owner.taps("Home")
    owner.sees("Home: Kopi Deleng", "You are waiting", "Next step: add 1 product with 3 photos.")
    assert len(businesses(clinic)) == 1


async def test_language_is_switched_in_the_middle_of_a_form(owner: Talker) -> None:
    await answers(owner, KOPI)
    await owner.sends("/bahasa")
    await owner.taps("English")
    owner.sees("All right, we speak English.", asks(2, "Owner's name", "of"), "Example:")
    await owner.sends("Anna")
    owner.sees("Saved: Anna.", buttons=["Send my number", "Back", "Home"])
    await owner.sends("/bahasa")
    await owner.taps("Bahasa Indonesia")
    owner.sees(asks(3, "Nomor HP"), buttons=["Kirim nomor saya", "Kembali", "Beranda"])


async def test_words_of_both_languages_are_understood_in_english(owner: Talker) -> None:
    await owner.sends("/language")
    await owner.taps("English")
    await owner.sends("/register")
    await owner.taps("Agree")
    await owner.sends(KOPI)
    await owner.sends("kembali")
    owner.sees(asks(1, "Business name", "of"), "Now it says: Kopi Deleng")
    await owner.sends("leave as it is")
    await owner.sends("cancel")
    owner.sees("The form is closed. Answers kept: 1.", buttons=["Continue", "Start over", "Home"])
    await owner.taps("Continue")
    await owner.sends("/cancel")
    await owner.taps("Start over")
    owner.sees("Are you sure?")
    await owner.taps("Throw away, start over")
    owner.sees(asks(1, "Business name", "of"))
    await owner.sends("home")
    owner.sees("You have not registered a business yet.")


@pytest.mark.parametrize("verdict", ["approved", "rejected"])
@pytest.mark.no_transcript
async def test_owner_is_told_in_english(clinic: Clinic, owner: Talker, verdict: str) -> None:
    await registers(owner)
    await owner.sends("/language")
    await owner.taps("English")
    admin = await clinic.staff("Rizal Nasution")
    if verdict == "approved":
        await approves(admin)
        owner.sees("The registration of Kopi Deleng is approved.", "Next step:")
    else:
        await rejects(admin)
        owner.sees("We cannot accept the registration", "We could not confirm the data.")
    await owner.taps("Home")
    owner.sees("Home: Kopi Deleng", "Next step:")


async def test_two_owners_of_one_household_share_a_number(clinic: Clinic) -> None:
    wife = clinic.person("Rehulina Ginting", phone="6281260000001")
    husband = clinic.person("Anton Ginting", phone="6281260000001")
    await registers(wife, "Madu Arih")
    await registers(husband, "Ulos Anton")
    husband.sees("Nomor HP ini sudah dipakai usaha lain.", "Apakah itu usaha Anda?")
    husband.never_saw("Arih")
    await husband.taps("Ini usaha lain")
    husband.sees("Petugas melihat catatan ini saat memeriksa.", "KE-2026-00002")
    assert [(b.name, b.phone) for b in businesses(clinic)] == [
        ("Madu Arih", "+6281260000001"),
        ("Ulos Anton", "+6281260000001"),
    ]
    await wife.sends("/beranda")
    wife.sees("Beranda: Madu Arih")
    await husband.sends("/beranda")
    husband.sees("Beranda: Ulos Anton")
    wife.never_saw("Ulos")


async def test_one_owner_registers_a_second_business(clinic: Clinic, owner: Talker) -> None:
    await registers(owner)
    await owner.taps("Beranda")
    await owner.taps("Daftarkan usaha lain")
    owner.sees(asks(1, "Nama usaha"))
    await owner.sends("Keripik Nenas")
    await owner.sends("Anna Sembiring")
    await owner.presses("Kirim nomor saya")
    await owner.sends("tapteng")
    await leaves_the_rest(owner)
    await owner.sends("ya")
    owner.sees("KE-2026-00002")
    await owner.taps("Beranda")
    owner.sees("Beranda: Keripik Nenas")
    assert [b.number for b in businesses(clinic)] == ["KE-2026-00001", "KE-2026-00002"]
