"""A business that may be there already is noticed before sending; nothing of it is shown."""

import pytest

from tests.errands import KOPI, answers, answers_last, businesses, fills_all, registers
from tests.talk import Clinic, Talker


@pytest.fixture
async def known(clinic: Clinic) -> Talker:
    """Dimas has registered his sambal in Medan."""
    known = clinic.person("Dimas", phone="6281360000009")
    await registers(known, "Sihobuk Pedas", phone="0813-6000-0009", regency="medan")
    return known


@pytest.fixture
def owner(clinic: Clinic) -> Talker:
    return clinic.person("Rehulina Ginting", phone="6281260000001")


@pytest.mark.covers("tap:similar:other", "happy", "restarted")
async def test_similar_name_in_the_same_town(clinic: Clinic, known: Talker, owner: Talker) -> None:
    await fills_all(owner, "Sihobuk Pedass", regency="medan")
    await owner.taps("Kirim pendaftaran")
    owner.sees(
        "Usaha bernama mirip sudah terdaftar di Kota Medan.",
        "Apakah itu usaha Anda?",
        buttons=["Ini usaha saya", "Ini usaha lain", "Beranda"],
    )
    assert len(businesses(clinic)) == 1
    await clinic.restarts()
    await owner.taps("Ini usaha lain")
    owner.sees("Petugas melihat catatan ini saat memeriksa.", "KE-2026-00002")
    assert businesses(clinic)[1].similar_to == "name"
    owner.never_saw("Dimas")
    known.never_saw("Pedass")


@pytest.mark.usefixtures("known")
async def test_same_name_in_another_place_is_not_asked_about(owner: Talker) -> None:
    await fills_all(owner, "Sihobuk Pedas", regency="karo")
    await owner.taps("Kirim pendaftaran")
    owner.sees("Pendaftaran terkirim.")


@pytest.mark.usefixtures("known")
async def test_same_telephone(clinic: Clinic, owner: Talker) -> None:
    await fills_all(owner, phone="0813-6000-0009")
    await owner.sends("ya")
    owner.sees("Nomor HP ini sudah dipakai usaha lain.")
    owner.never_saw("Sihobuk")
    await owner.taps("Ini usaha lain")
    owner.sees("KE-2026-00002")
    assert businesses(clinic)[1].similar_to == "phone"


@pytest.mark.covers("tap:similar:mine", "happy", "restarted")
async def test_same_nib_belongs_to_the_same_business(clinic: Clinic, owner: Talker) -> None:
    first = clinic.person("Anton Ginting", phone="6281260000008")
    to_nib = ("karo", "nanti", "nanti", "nanti")
    await answers(first, "Madu Arih", "Anton Ginting", "0812-6000-0008", *to_nib)
    await answers_last(first, "9120000000001", "1")
    await first.sends("ya")
    admin = await clinic.staff("Rizal Nasution")
    await answers(owner, KOPI, "Rehulina", "0812-6000-0001", *to_nib)
    await answers_last(owner, "9120000000001", "1")
    await owner.sends("ya")
    owner.sees("NIB ini sudah terdaftar.", "Apakah itu usaha Anda?")
    await clinic.restarts()
    await owner.taps("Ini usaha saya")
    owner.sees(
        "Petugas memeriksa siapa pemiliknya, target Selasa, 24 Nov 2026.",
        "Jawaban Anda tersimpan, belum terkirim.",
    )
    assert len(businesses(clinic)) == 1
    first.never_saw("Kopi Deleng.")
    owner.never_saw("Madu")
    await admin.sends("/pesan")
    admin.sees("Pesan dari Rehulina Ginting", "pengakuan sebagai pemilik usaha")
    admin.sees("Usaha: Madu Arih, KE-2026-00001.")


@pytest.mark.usefixtures("known")
@pytest.mark.covers("tap:similar:mine", "stale")
@pytest.mark.covers("tap:similar:other", "stale")
async def test_old_answers_about_a_similar_business(clinic: Clinic, owner: Talker) -> None:
    await fills_all(owner, phone="0813-6000-0009")
    await owner.sends("ya")
    mine, other = owner.finds("Ini usaha saya"), owner.finds("Ini usaha lain")
    await owner.sends("3")
    await owner.sends("0812-6000-0001")
    for button, caption in ((mine, "Ini usaha saya"), (other, "Ini usaha lain")):
        await owner.taps_again(button, caption)
        owner.was_told("Tombol ini sudah lama.")
        owner.sees("Periksa jawaban Anda")
    await owner.sends("ya")
    owner.sees("KE-2026-00002")
    await owner.taps_again(other, "Ini usaha lain")
    owner.sees("Beranda: Kopi Deleng")
    assert [b.similar_to for b in businesses(clinic)] == [None, None]


@pytest.mark.usefixtures("known")
async def test_word_on_the_question_is_not_taken_for_sending(
    clinic: Clinic, owner: Talker
) -> None:
    await fills_all(owner, phone="0813-6000-0009")
    await owner.sends("ya")
    await owner.sends("ya")
    owner.sees("Nomor HP ini sudah dipakai usaha lain.")
    assert len(businesses(clinic)) == 1


async def test_second_business_of_the_same_owner_is_no_duplicate(
    clinic: Clinic, owner: Talker
) -> None:
    await registers(owner)
    await registers(owner, "Kopi Deleng Dua")
    assert [b.similar_to for b in businesses(clinic)] == [None, None]


@pytest.mark.usefixtures("known")
async def test_withdrawn_business_is_not_asked_about(clinic: Clinic, owner: Talker) -> None:
    with clinic.database.write() as session:
        business = businesses(clinic)[0]
        business.state = "withdrawn"
        session.merge(business)
    await registers(owner, "Sihobuk Pedas", phone="0813-6000-0009", regency="medan")
    owner.sees("KE-2026-00002")
