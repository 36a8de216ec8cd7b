"""Several hands on one piece of evidence, old buttons, and restarts in the middle, in talk."""

import pytest

from tests.mentored import Mentored, begin
from tests.sent_evidence import OF_CARDS, begins, reasons, send, states, verdicts, withdraw
from tests.talk import Clinic, Talker


async def test_done_frees_the_evidence_on_the_card(
    clinic: Clinic, mentor: Talker, other: Talker, free: Mentored
) -> None:
    send(clinic, free)
    await begins(mentor)
    await other.sends("/tinjau")
    await other.taps("Mulai meninjau")
    other.sees("Tidak ada bukti yang menunggu Anda.", "Tanpa pendamping: 1 bukti.")
    await mentor.taps("Selesai")
    await other.taps("Mulai meninjau")
    other.sees("1 dari 1: Foto produk")


async def test_two_mentors_on_what_nobody_has(
    clinic: Clinic, owner: Talker, mentor: Talker, other: Talker, free: Mentored
) -> None:
    for code in ("G01", "G02"):
        send(clinic, free, code)
        clinic.passes(minutes=1)
    await mentor.sends("/tinjau")
    mentor.sees("Tidak ada bukti yang menunggu Anda.", "Tanpa pendamping: 2 bukti.")
    await mentor.taps("Mulai meninjau")
    mentor.sees("1 dari 2: Foto produk", "Usaha ini belum punya pendamping.")
    first = mentor.finds("Terima")
    await begins(other)
    other.sees("1 dari 2: Nama produk")
    other.clinic.notes(other.name, "(mencoba bukti yang dipegang Ibu Dewi)")
    await other.taps_again((other.finds("Terima")[0], first[1]), "Terima")
    other.was_told("Ibu Dewi sedang meninjau bukti ini.")
    other.sees("Nama produk")
    assert verdicts(clinic) == ["waiting", "waiting"]
    await mentor.taps("Terima")
    mentor.sees("Selesai: 1 diterima")
    clinic.passes(minutes=11)
    await mentor.sends("/tinjau")
    await mentor.taps("Mulai meninjau")
    mentor.sees("Nama produk")
    await other.taps("Terima")
    other.was_told("Ibu Dewi sedang meninjau bukti ini.")
    await mentor.taps("Terima")
    await other.sends("/tinjau")
    other.sees("Tidak ada bukti yang menunggu Anda.", "lihat binaan Anda")
    await clinic.waits(minutes=11)
    owner.sees("Ibu Dewi sudah memeriksa")


@pytest.mark.covers("tap:rev:accept", "stale")
@pytest.mark.covers("tap:rev:see", "stale")
@pytest.mark.covers("tap:rev:files", "stale")
@pytest.mark.covers("tap:rev:skip", "stale")
@pytest.mark.covers("tap:rev:repair", "stale")
@pytest.mark.covers("tap:rev:why", "stale")
@pytest.mark.covers("tap:rev:send", "stale")
async def test_evidence_replaced_while_it_is_judged(
    clinic: Clinic, mentor: Talker, case: Mentored
) -> None:
    send(clinic, case)
    await begins(mentor)
    message, data = mentor.finds("Terima")
    for verb in OF_CARDS:
        with clinic.in_short("Rehulina sends it anew."):
            send(clinic, case)
        await mentor.taps_again((message, data.replace("accept", verb)), verb)
        mentor.was_told("Bukti ini berubah. Periksa yang terbaru.")
        mentor.sees("Foto produk")
    assert states(clinic) == ["sent"]
    await mentor.taps("Terima")
    mentor.sees("Selesai: 1 diterima")


async def test_evidence_withdrawn_while_it_is_judged(
    clinic: Clinic, mentor: Talker, case: Mentored
) -> None:
    task = send(clinic, case)
    send(clinic, case, "G02")
    await begins(mentor)
    withdraw(clinic, case, task)
    await mentor.taps("Terima")
    mentor.was_told("Pemilik menarik bukti ini.")
    mentor.sees("Nama produk")
    assert states(clinic) == ["todo", "sent"]


async def test_evidence_replaced_while_the_reason_is_written(
    clinic: Clinic, mentor: Talker, case: Mentored
) -> None:
    send(clinic, case)
    await begins(mentor)
    await mentor.taps("Minta perbaikan")
    await mentor.taps("Tulis sendiri")
    with clinic.in_short("Rehulina sends it anew."):
        send(clinic, case)
    await mentor.sends("Foto sisi kiri juga, ya.")
    mentor.sees("Foto produk")
    assert states(clinic) == ["sent"]
    await mentor.taps("Minta perbaikan")
    await mentor.taps("Foto buram")
    with clinic.in_short("Rehulina sends it anew."):
        send(clinic, case)
    await mentor.sends_voice()
    mentor.sees("Foto produk")
    assert states(clinic) == ["sent"]


@pytest.mark.no_transcript
async def test_double_tap_on_accept_judges_once(
    clinic: Clinic, mentor: Talker, case: Mentored
) -> None:
    for code in ("G01", "G02"):
        send(clinic, case, code)
        clinic.passes(minutes=1)
    await begins(mentor)
    await mentor.taps("Terima", times=3)
    mentor.was_told("Bukti ini sudah diputuskan Ibu Dewi.")
    mentor.sees("Nama produk")
    assert verdicts(clinic) == ["accepted", "waiting"]


async def test_voice_message_is_no_reason_when_none_was_chosen(
    clinic: Clinic, mentor: Talker, case: Mentored
) -> None:
    send(clinic, case)
    await begins(mentor)
    await mentor.taps("Minta perbaikan")
    await mentor.taps("Foto buram")
    await mentor.taps("Kembali")
    await mentor.sends_voice()
    mentor.sees("Beranda petugas")
    assert states(clinic) == ["sent"]
    await begins(mentor)
    await mentor.taps("Minta perbaikan")
    await mentor.taps("Foto buram")
    going_on = mentor.finds("Lanjut")
    await mentor.taps("Beranda")
    await mentor.sends_voice()
    assert states(clinic) == ["sent"]
    await mentor.taps_again(going_on, "Lanjut")
    assert states(clinic) == ["repair"]


async def test_written_reason_outlives_a_way_home(
    clinic: Clinic, mentor: Talker, case: Mentored
) -> None:
    send(clinic, case)
    await begins(mentor)
    await mentor.taps("Minta perbaikan")
    await mentor.taps("Tulis sendiri")
    await mentor.sends("Foto sisi kiri juga.")
    going_on = mentor.finds("Lanjut")
    await mentor.taps("Beranda")
    mentor.sees("Bukti menunggu Anda: 1.", buttons=HOME)
    await mentor.taps_again(going_on, "Lanjut")
    mentor.was_told("Dicatat: perlu perbaikan.")
    assert reasons(clinic) == [(None, "Foto sisi kiri juga.", False)]


HOME = ["Mulai meninjau", "Binaan saya", "Ganti bahasa", "Buka bantuan"]


@pytest.mark.covers("tap:rev:owners", "happy", "stale")
@pytest.mark.covers("tap:rev:start", "stale")
@pytest.mark.covers("tap:rev:open", "happy", "stale")
async def test_one_business_after_the_other(
    clinic: Clinic, owner: Talker, mentor: Talker, case: Mentored
) -> None:
    second = clinic.person("Lasma Purba")
    with clinic.in_short("Lasma Purba has a business with the same mentor."):
        await second.starts()
    other = begin(clinic, second, mentor, name="Andaliman")
    for code in ("G01", "G02"):
        for which in (case, other):
            send(clinic, which, code)
            clinic.passes(minutes=1)
    await mentor.sends("/tinjau")
    mentor.sees(
        "Menunggu Anda: 4 bukti, 2 pemilik",
        buttons=["Mulai meninjau", "Pilih pemilik", "Binaan saya", "Beranda"],
    )
    choose = mentor.finds("Pilih pemilik")
    await mentor.taps("Pilih pemilik")
    mentor.sees("Bukti siapa yang ditinjau lebih dulu?", "2. Kopi Deleng: 2 bukti.")
    await mentor.taps("Kembali")
    mentor.sees("Menunggu Anda: 4 bukti")
    await mentor.taps("Pilih pemilik")
    start = mentor.finds("2. Kopi Deleng")
    await mentor.taps("2. Kopi Deleng")
    for place in (1, 2):
        mentor.sees(f"{place} dari 4", "Andaliman")
        await mentor.taps("Terima")
    mentor.sees("3 dari 4", "Kopi bubuk")
    second.never_saw("Ibu Dewi")
    await mentor.taps("Terima")
    await clinic.waits(seconds=5)
    second.sees("Ibu Dewi sudah memeriksa 2 bukti")
    owner.never_saw("Ibu Dewi")
    await mentor.taps("Terima")
    mentor.sees("Selesai: 2 diterima, 0 perlu perbaikan")
    await mentor.taps_again(choose, "Pilih pemilik")
    mentor.sees("Tidak ada bukti yang menunggu Anda.", "Belum terkirim ke pemilik: 2 keputusan.")
    await mentor.taps_again(start, "2. Kopi Deleng")
    mentor.sees("Selesai: 2 diterima, 0 perlu perbaikan")
    await mentor.taps("Kirim sekarang")
    owner.sees("Ibu Dewi sudah memeriksa 2 bukti")
    await mentor.forges("1:rev:open:0:0")
    mentor.sees("Tidak ada bukti yang menunggu Anda.")


@pytest.mark.covers("tap:rev:done", "stale")
async def test_done_without_a_verdict(clinic: Clinic, mentor: Talker, case: Mentored) -> None:
    send(clinic, case)
    await begins(mentor)
    done = mentor.finds("Selesai")
    await mentor.taps("Selesai")
    mentor.sees("Menunggu Anda: 1 bukti")
    await mentor.taps_again(done, "Selesai")
    mentor.sees("Menunggu Anda: 1 bukti")


@pytest.mark.covers("/tinjau", "restarted")
@pytest.mark.covers("tap:rev:start", "restarted")
@pytest.mark.covers("tap:rev:see", "restarted")
@pytest.mark.covers("tap:rev:files", "restarted")
@pytest.mark.covers("tap:rev:repair", "restarted")
@pytest.mark.covers("tap:rev:why", "restarted")
@pytest.mark.covers("tap:rev:send", "restarted")
@pytest.mark.covers("tap:rev:accept", "restarted")
@pytest.mark.covers("tap:rev:undo", "restarted")
@pytest.mark.covers("tap:rev:back", "restarted")
@pytest.mark.covers("tap:rev:skip", "restarted")
@pytest.mark.covers("tap:rev:done", "restarted")
@pytest.mark.covers("tap:rev:close", "restarted")
@pytest.mark.covers("tap:rev:owners", "restarted")
@pytest.mark.covers("tap:rev:open", "restarted")
async def test_review_goes_on_after_a_restart(
    clinic: Clinic, owner: Talker, mentor: Talker, case: Mentored
) -> None:
    for code in ("G01", "G02", "G03"):
        send(clinic, case, code, photos=2)
        clinic.passes(minutes=1)
    await begins(mentor)
    await mentor.taps("Minta perbaikan")
    await mentor.taps("Foto buram")
    await clinic.restarts()
    await mentor.sends_voice()
    mentor.sees("Pesan suara ditambahkan.", "2 dari 3: Nama produk")
    await mentor.taps("Foto ▶")
    await mentor.taps("Minta perbaikan")
    await mentor.taps("Foto buram")
    await mentor.taps("Lanjut")
    mentor.sees("3 dari 3: Nama & alamat")
    await mentor.taps("Terima")
    mentor.sees("Selesai: 1 diterima, 2 perlu perbaikan")
    await mentor.taps("Batalkan satu")
    await mentor.taps("Batalkan 3")
    mentor.sees("Dibatalkan.", "Nama & alamat")
    _message, data = mentor.finds("Terima")
    await mentor.forges(data.replace("accept", "files"))
    await mentor.taps("Lewati")
    await mentor.taps("Kirim sekarang")
    owner.sees("Ibu Dewi sudah memeriksa 2 bukti", buttons=OWNERS)
    await mentor.sends("/review")
    await mentor.taps("Mulai meninjau")
    await mentor.taps("Selesai")
    await mentor.forges("1:rev:owners:0:0")
    mentor.sees("1. Kopi Deleng: 1 bukti.")
    await mentor.taps("Kembali")
    mentor.sees("Menunggu Anda: 1 bukti")


OWNERS = ["Perbaiki 1", "Perbaiki 2", "Tanya Ibu Dewi", "Beranda"]
