"""What a summary says when its owner acted before it left, in talk."""

from tests.mentored import Mentored
from tests.sent_evidence import send, verdicts, withdraw
from tests.talk import Clinic, Talker


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
