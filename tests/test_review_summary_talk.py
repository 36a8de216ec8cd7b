"""What a summary says when its owner acted before it left, in talk."""

import pytest
from sqlalchemy import select

from models.person import Role
from models.task import Evidence
from tests.mentored import Mentored, begin
from tests.sent_evidence import send, withdraw
from tests.talk import Clinic, Talker


@pytest.fixture
async def owner(clinic: Clinic) -> Talker:
    with clinic.in_short("Rehulina Ginting has a business in mentoring."):
        owner = clinic.person("Rehulina Ginting", phone="6281260000001")
        await owner.starts()
        return owner


@pytest.fixture
async def mentor(clinic: Clinic) -> Talker:
    with clinic.in_short("Ibu Dewi is a mentor."):
        return await clinic.staff("Ibu Dewi", Role.MENTOR)


@pytest.fixture
def case(clinic: Clinic, owner: Talker, mentor: Talker) -> Mentored:
    return begin(clinic, owner, mentor)


def verdicts(clinic: Clinic) -> list[str]:
    with clinic.database.read() as session:
        return list(session.scalars(select(Evidence.state).order_by(Evidence.id)))


async def begins(mentor: Talker) -> None:
    """See the first card."""
    with mentor.clinic.in_short(f"{mentor.name} begins to review."):
        await mentor.sends("/tinjau")
        await mentor.taps("Mulai meninjau")


async def test_summary_leaves_out_what_was_repaired_before_it_left(
    clinic: Clinic, owner: Talker, mentor: Talker, case: Mentored
) -> None:
    for code in ("G01", "G02"):
        send(clinic, case, code)
    await begins(mentor)
    for _ in range(2):
        await mentor.taps("Minta perbaikan")
        await mentor.taps("Foto buram")
        await mentor.taps("Lanjut")
    again = send(clinic, case, "G01")
    await mentor.sends("/tinjau")
    mentor.sees("Belum terkirim ke pemilik: 1 keputusan.")
    await mentor.taps("Mulai meninjau")
    await mentor.taps("Terima")
    mentor.sees("Selesai: 1 diterima, 1 perlu perbaikan")
    await mentor.taps("Kirim sekarang")
    owner.sees(
        "Ibu Dewi sudah memeriksa 2 bukti",
        "Diterima: foto produk dari depan, belakang, samping (Kopi bubuk).",
        "Perlu perbaikan: nama produk dan merek jelas di kemasan (Kopi bubuk).",
    )
    owner.never_saw("Perlu perbaikan: foto produk")
    assert (again, verdicts(clinic)) == (1, ["returned", "returned", "accepted"])


async def test_summary_keeps_a_repair_whose_newer_evidence_was_withdrawn(
    clinic: Clinic, owner: Talker, mentor: Talker, case: Mentored
) -> None:
    send(clinic, case)
    await begins(mentor)
    await mentor.taps("Minta perbaikan")
    await mentor.taps("Foto buram")
    await mentor.taps("Lanjut")
    withdraw(clinic, case, send(clinic, case))
    await mentor.taps("Kirim sekarang")
    owner.sees("Ibu Dewi sudah memeriksa 1 bukti", "Perlu perbaikan: foto produk")
    await owner.taps("Kirim foto lagi")
    owner.sees("Perlu perbaikan", "Pegang HP dengan dua tangan")
