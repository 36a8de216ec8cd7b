"""Every screen with the longest and the oddest answers: Telegram takes it, people read it exactly.

The simulated Telegram refuses what the real one would (lengths, markup, popups), and a refused
message never reaches the phone.
"""

import pytest
from sqlalchemy import select

from models.outbox import OutboxRow, OutboxState
from models.person import Role
from tests.errands import asks, leaves_the_rest
from tests.talk import Clinic, Talker

FAMILY = "\U0001f468\u200d\U0001f469\u200d\U0001f467\u200d\U0001f466"  # four people, seven letters

ODD = {
    "wide": "漢" * 80,
    "emoji": "☕" * 80,
    "families": (FAMILY * 12)[:80].rstrip("\u200d"),
    "flags": "\U0001f1ee\U0001f1e9" * 40,
    "markup": "<b>Kopi & \"Deleng\"</b> <i>'satu'</i> &amp; &lt;",
    "broken": "</b></code> <a href='x'> & &x; < > <!--",
    "braces": "{name} {0} {} %s {{",
    "links": "https://oss.go.id @kopi #ekspor /start a@b.id",
    "accents": "N\u0303i\u0308as Çe\u0301",
    "arabic": "قهوة ديلينغ",
    "spaces": "Kopi  dua   spasi",
}


@pytest.fixture(params=list(ODD.values()), ids=list(ODD))
def odd(request: pytest.FixtureRequest) -> str:
    answer: str = request.param
    return answer


@pytest.fixture
async def admin(clinic: Clinic) -> Talker:
    return await clinic.staff("Rizal Nasution")


def nothing_was_refused(clinic: Clinic) -> bool:
    with clinic.database.read() as session:
        states = set(session.scalars(select(OutboxRow.state)))
    return states <= {OutboxState.SENT, OutboxState.SUPERSEDED}


async def fills(owner: Talker, odd: str) -> None:
    await owner.starts()
    await owner.taps("Daftarkan usaha saya")
    await owner.taps("Setuju")
    await owner.sends(odd)
    owner.sees(f"Tersimpan: {odd}.", asks(2, "Nama pemilik"))
    await owner.sends("kembali")
    owner.sees(f"Sekarang tertulis: {odd}")
    await owner.sends(odd)
    await owner.sends(odd)
    owner.sees(f"Tersimpan: {odd}.", asks(3, "Nomor HP"))
    await owner.presses("Kirim nomor saya")
    await owner.sends("humbahas")
    await leaves_the_rest(owner)
    owner.sees("Periksa jawaban Anda", f"1. Nama usaha: {odd}\n2. Nama pemilik: {odd}\n3.")


@pytest.mark.no_transcript
async def test_owner_reads_every_answer_exactly(clinic: Clinic, odd: str) -> None:
    owner = clinic.person("Rehulina Ginting", phone="6281260000001")
    await fills(owner, odd)
    await owner.sends("ya")
    await owner.taps("Beranda")
    owner.sees(f"Beranda: {odd}\n", "Kabupaten Humbang Hasundutan")
    assert nothing_was_refused(clinic)


@pytest.mark.no_transcript
async def test_admin_and_owner_read_approval_exactly(
    clinic: Clinic, admin: Talker, odd: str
) -> None:
    owner = clinic.person("Rehulina Ginting", phone="6281260000001")
    await fills(owner, odd)
    await owner.sends("ya")
    await admin.sends("/kurasi")
    admin.sees(f"\n{odd}, Kabupaten Humbang Hasundutan.\n", f"Nama pemilik: {odd}\n")
    await admin.taps("Lihat nomor")
    admin.was_told(f"{odd}: 0812-6000-0001")
    await admin.taps("Ambil")
    await admin.taps("Setujui")
    admin.sees(f"{odd}, Kabupaten Humbang Hasundutan.")
    await clinic.waits(seconds=61)
    owner.sees(f"Pendaftaran {odd} disetujui.")
    assert nothing_was_refused(clinic)


@pytest.mark.no_transcript
async def test_owner_reads_the_reason_exactly(clinic: Clinic, admin: Talker, odd: str) -> None:
    owner = clinic.person("Rehulina Ginting", phone="6281260000001")
    await fills(owner, odd)
    await owner.sends("ya")
    reason = (odd * 30)[:300].strip()
    await admin.sends("/kurasi")
    await admin.taps("Ambil")
    await admin.taps("Tolak")
    await admin.taps("Tulis sendiri")
    await admin.sends(reason)
    admin.sees(f"Tersimpan: {reason}.")
    await admin.taps("Pakai alasan ini")
    await admin.taps("Kirim ke pemilik")
    admin.sees(f"Alasannya: {reason}\n")
    await clinic.waits(seconds=61)
    owner.sees(f"Pendaftaran {odd} tidak", f"Alasannya: {reason}\nDiputuskan")
    await owner.taps("Beranda")
    owner.sees(f"Alasannya: {reason}\nLangkah berikutnya:")
    assert nothing_was_refused(clinic)


@pytest.mark.parametrize("letter", ["W", "☕", "漢", "<"])
@pytest.mark.no_transcript
async def test_longest_names_of_people_fit_every_screen(clinic: Clinic, letter: str) -> None:
    """Telegram lets people have 64 letters for the first and 64 for the last name."""
    longest = f"{letter * 64} {letter * 64}"
    owner = clinic.person("Rehulina Ginting", phone="6281260000001")
    await fills(owner, "Kopi Deleng")
    await owner.sends("ya")
    admin = await clinic.staff(longest)
    admin.sees(f"Selamat bergabung, {longest}.")
    late = await clinic.staff("Sari Harahap", Role.CURATOR)
    await admin.sends("/kurasi")
    await late.sends("/kurasi")
    old = late.finds("Ambil")
    await admin.taps("Ambil")
    await admin.taps("Setujui")
    await late.taps_again(old, "Ambil")
    late.was_told(f"Sudah diputuskan {letter}")
    late.sees(f"00001: disetujui {longest}")
    assert nothing_was_refused(clinic)


@pytest.mark.no_transcript
async def test_letters_at_the_limit_are_counted_as_people_count(clinic: Clinic) -> None:
    owner = clinic.person("Rehulina Ginting", phone="6281260000001")
    await owner.starts()
    await owner.taps("Daftarkan usaha saya")
    await owner.taps("Setuju")
    await owner.sends("☕" * 81)
    owner.sees("paling banyak 80 huruf")
    await owner.sends("☕" * 80)
    owner.sees(asks(2, "Nama pemilik"))
