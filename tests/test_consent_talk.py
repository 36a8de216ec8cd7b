"""One short notice and consent: asked once, kept as proof, never taken for granted."""

import pytest
from sqlalchemy import select

from models.person import Consent
from tests.errands import KOPI, TOTAL, answers, asks, registers
from tests.talk import Clinic, Talker


@pytest.fixture
def owner(clinic: Clinic) -> Talker:
    return clinic.person("Rehulina Ginting", phone="6281260000001")


def choices(clinic: Clinic) -> list[bool]:
    with clinic.database.read() as session:
        return list(session.scalars(select(Consent.agreed).order_by(Consent.id)))


@pytest.mark.covers("tap:consent:more", "happy")
@pytest.mark.covers("tap:consent:agree", "happy")
async def test_owner_reads_first_and_then_agrees(clinic: Clinic, owner: Talker) -> None:
    await owner.starts()
    await owner.taps("Daftarkan usaha saya")
    await owner.taps("Baca dulu")
    owner.sees("Lebih lengkap", "Data Anda tidak dijual.", buttons=["Setuju", "Tidak setuju"])
    await owner.taps("Setuju")
    owner.sees("Tercatat: setuju, 19 Nov 2026, 14.00 WIB.", asks(1, "Nama usaha"))
    assert choices(clinic) == [True]


@pytest.mark.covers("tap:consent:refuse", "happy")
@pytest.mark.covers("tap:consent:open", "happy")
async def test_owner_refuses_and_comes_back(clinic: Clinic, owner: Talker) -> None:
    await owner.sends("/daftar")
    await owner.taps("Tidak setuju")
    owner.sees("Baik, tidak apa-apa. Kami tidak bertanya lagi.", buttons=["Baca izin lagi"])
    await owner.taps("Baca izin lagi")
    owner.sees("Izin pendampingan", buttons=["Setuju", "Baca dulu", "Tidak setuju"])
    await owner.taps("Setuju")
    owner.sees(asks(1, "Nama usaha"))
    assert choices(clinic) == [False, True]


async def test_consent_is_asked_once_only(clinic: Clinic, owner: Talker) -> None:
    await registers(owner)
    await owner.taps("Beranda")
    await owner.taps("Daftarkan usaha lain")
    owner.sees(asks(1, "Nama usaha"))
    assert choices(clinic) == [True]


@pytest.mark.no_transcript
async def test_double_tap_on_agree_counts_once(clinic: Clinic, owner: Talker) -> None:
    await owner.sends("/daftar")
    await owner.taps("Setuju", times=3)
    owner.sees(asks(1, "Nama usaha"))
    assert choices(clinic) == [True]
    await owner.sends(KOPI)
    owner.sees(asks(2, "Nama pemilik"))


@pytest.mark.covers("tap:consent:agree", "restarted", "stale")
async def test_old_agree_button_goes_on_and_claims_nothing(clinic: Clinic, owner: Talker) -> None:
    await owner.sends("/daftar")
    agree = owner.finds("Setuju")
    await owner.taps("Setuju")
    await owner.sends(KOPI)
    await clinic.restarts()
    clinic.passes(days=3)
    await owner.taps_again(agree, "Setuju")
    owner.sees(asks(2, "Nama pemilik"))
    owner.never_saw("22 Nov 2026")
    assert choices(clinic) == [True]


async def test_old_agree_button_after_sending_begins_no_second_form(
    clinic: Clinic, owner: Talker
) -> None:
    await owner.sends("/daftar")
    agree = owner.finds("Setuju")
    await registers(owner)
    await owner.taps_again(agree, "Setuju")
    owner.was_told("Tombol ini sudah lama.")
    owner.sees("Beranda: Kopi Deleng")
    assert choices(clinic) == [True]


@pytest.mark.covers("tap:consent:refuse", "restarted", "stale")
async def test_who_refuses_in_the_middle_is_asked_no_more(clinic: Clinic, owner: Talker) -> None:
    await owner.sends("/daftar")
    refuse = owner.finds("Tidak setuju")
    await owner.taps("Setuju")
    await owner.sends(KOPI)
    await clinic.restarts()
    await owner.taps_again(refuse, "Tidak setuju")
    owner.sees("Baik, tidak apa-apa.")
    await owner.sends("Rehulina")
    owner.sees("belum ada pertanyaan yang terbuka", f"1 dari {TOTAL} jawaban")
    await owner.taps("Lanjutkan isian")
    owner.sees("Izin pendampingan")
    await owner.taps("Setuju")
    owner.sees(asks(2, "Nama pemilik"))
    assert choices(clinic) == [True, False, True]


async def test_who_refuses_cannot_go_on_by_an_older_button(owner: Talker) -> None:
    await owner.sends("/daftar")
    refuse = owner.finds("Tidak setuju")
    await owner.taps("Setuju")
    await owner.sends(KOPI)
    await owner.sends("batal")
    go_on = owner.finds("Lanjutkan isian")
    await owner.taps_again(refuse, "Tidak setuju")
    await owner.taps_again(go_on, "Lanjutkan isian")
    owner.sees("Izin pendampingan")


@pytest.mark.covers("tap:consent:open", "restarted", "stale")
@pytest.mark.covers("tap:consent:more", "restarted", "stale")
async def test_consent_can_be_read_again_later(clinic: Clinic, owner: Talker) -> None:
    await owner.sends("/daftar")
    more = owner.finds("Baca dulu")
    await owner.taps("Tidak setuju")
    again = owner.finds("Baca izin lagi")
    await answers(owner, KOPI)
    await clinic.restarts()
    await owner.taps_again(more, "Baca dulu")
    owner.sees("Lebih lengkap")
    await owner.taps_again(again, "Baca izin lagi")
    owner.sees("Izin pendampingan")


async def test_typing_on_the_consent_screen_is_taken_for_nothing(
    clinic: Clinic, owner: Talker
) -> None:
    await owner.sends("/daftar")
    await owner.sends("boleh saya tanya dulu?")
    owner.sees("belum ada pertanyaan yang terbuka")
    assert choices(clinic) == []
