"""Codes that open nothing: after five of them the person waits, and nothing is looked up."""

import pytest
from sqlalchemy import func, select

from models.access import WrongCode
from models.person import Role
from models.services import roles
from tests.errands import nominated, row_of
from tests.talk import Clinic, Talker

UNUSABLE = "Undangan ini sudah dipakai atau sudah habis masanya."
WAIT = "Coba lagi pukul 14.15 WIB, atau tanyakan kepada petugas."


@pytest.fixture
def guesser(clinic: Clinic) -> Talker:
    return clinic.person("Budi Siregar")


async def guesses(guesser: Talker, times: int) -> None:
    """Open links with codes that do not exist."""
    with guesser.clinic.in_short(f"{guesser.name} opens {times} invitations that do not exist."):
        for number in range(times):
            await guesser.starts(f"r_{number:032}")


def noted(clinic: Clinic) -> int:
    with clinic.database.read() as session:
        return session.scalar(select(func.count()).select_from(WrongCode)) or 0


@pytest.mark.covers("/start", "invalid")
async def test_after_five_wrong_codes_one_waits(clinic: Clinic, guesser: Talker) -> None:
    link = clinic.invitation(Role.CURATOR)
    await guesses(guesser, 4)
    guesser.sees(UNUSABLE)
    guesser.never_saw(WAIT)
    await guesser.starts("u_tidak-ada")
    guesser.sees(UNUSABLE, WAIT)
    await clinic.restarts()
    for payload in (link, nominated(clinic), "r_tidak-ada"):
        await guesser.starts(payload)
        guesser.sees("Sudah beberapa undangan tidak bisa dibuka.", WAIT, "Langkah berikutnya")
        guesser.never_sees_now(UNUSABLE)
    assert noted(clinic) == 5
    with clinic.database.read() as session:
        assert not roles.active(session, [row_of(guesser).id])
    clinic.passes(minutes=15)
    await guesser.starts(link)
    guesser.sees("Selamat bergabung, Budi Siregar.\nPeran Anda: kurator.")


async def test_who_waits_may_do_everything_else(clinic: Clinic, guesser: Talker) -> None:
    await guesses(guesser, 5)
    await guesser.starts()
    guesser.sees("Selamat datang di Klinik Ekspor Sumut")
    other = clinic.person("Rehulina Ginting")
    await other.starts(clinic.invitation(Role.MENTOR))
    other.sees("Peran Anda: pendamping.")


async def test_waiting_is_explained_in_english(guesser: Talker) -> None:
    await guesser.sends("/language")
    await guesser.taps("English")
    await guesses(guesser, 5)
    guesser.sees("Several invitations could not be opened.\nTry again at 14.15 WIB, or ask an")


async def test_used_links_count_as_wrong_ones(clinic: Clinic, guesser: Talker) -> None:
    link = clinic.invitation(Role.MENTOR)
    with clinic.in_short("Sari Lubis has used the invitation and forwards it."):
        await clinic.person("Sari Lubis").starts(link)
    assert noted(clinic) == 0
    for _ in range(5):
        await guesser.starts(link)
    guesser.sees(UNUSABLE, WAIT)
    clinic.passes(days=1, minutes=1)
    await clinic.waits(minutes=10)
    assert noted(clinic) == 0
