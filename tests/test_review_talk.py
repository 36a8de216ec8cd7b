"""A mentor judges evidence, in talk; the owner hears of it in one message."""

import pytest

from models.services import checklists
from models.task import EvidenceKind
from tests.mentored import Mentored
from tests.sent_evidence import a_file, reasons, send, states
from tests.talk import Clinic, Talker

CARD = ["Terima", "Minta perbaikan", "Lewati", "Lihat usaha", "Selesai", "Beranda"]
PAGES = ["Terima", "◀ Foto", "Foto ▶", *CARD[1:]]
LATER = [*PAGES[:5], "Batalkan satu", *PAGES[5:]]


@pytest.mark.covers("/tinjau", "happy")
async def test_nothing_waits_for_the_mentor(mentor: Talker) -> None:
    await mentor.sends("/tinjau")
    mentor.sees("Tidak ada bukti yang menunggu Anda.", buttons=["Binaan saya", "Beranda"])
    await mentor.sends("/beranda")
    mentor.sees("Beranda petugas", "Tidak ada bukti yang menunggu Anda.")


@pytest.mark.covers("tap:rev:start", "happy")
@pytest.mark.covers("tap:rev:accept", "happy")
@pytest.mark.covers("tap:rev:repair", "happy")
@pytest.mark.covers("tap:rev:why", "happy")
@pytest.mark.covers("tap:rev:see", "happy")
async def test_mentor_judges_and_the_owner_gets_one_summary(
    clinic: Clinic, owner: Talker, mentor: Talker, case: Mentored
) -> None:
    send(clinic, case, "G04", figures=["250", "251", "248.5"], unit="g")
    clinic.passes(minutes=2)
    send(clinic, case, "G01", photos=3)

    send(clinic, case, "D01", number="9120000000001", issued="2026-03-17")
    clinic.passes(hours=1)
    await mentor.sends("/tinjau")
    mentor.sees(
        "Menunggu Anda: 3 bukti, 1 pemilik",
        "Paling lama: sejak 19 Nov 2026, 14.00 WIB.",
        buttons=["Mulai meninjau", "Binaan saya", "Beranda"],
    )
    await mentor.taps("Mulai meninjau")
    mentor.sees(
        "1 dari 3: Isi/berat bersih ditulis",
        "Kopi Deleng, Kopi bubuk. Dari Rehulina Ginting, 19 Nov 2026, 14.00 WIB.",
        "Angka: 250 251 248,5 g.",
        "Periksa: timbang 5 kemasan",
        buttons=CARD,
    )
    await mentor.taps("Terima")
    mentor.was_told("Diterima.")
    mentor.sees("2 dari 3: Foto produk dari depan", "Foto 1 dari 3.", buttons=LATER)
    await mentor.taps("Foto ▶")
    mentor.sees("2 dari 3", "Foto 2 dari 3.")
    await mentor.taps("◀ Foto")
    await mentor.taps("◀ Foto")
    mentor.sees("Foto 3 dari 3.")
    await mentor.taps("Minta perbaikan")
    mentor.sees("Apa yang perlu diperbaiki?")
    await mentor.taps("Foto terlalu gelap")
    mentor.sees("Rehulina akan membaca: Foto lagi di tempat terang")
    await mentor.taps("Ubah alasan")
    await mentor.taps("Tulisan belum terbaca")
    mentor.sees(
        "Rehulina akan membaca: Tulisan di label belum terbaca.",
        "Mau menambah pesan suara?",
        buttons=["Lanjut", "Ubah alasan", "Kembali", "Beranda"],
    )
    await mentor.sends_voice()
    mentor.sees(
        "Pesan suara ditambahkan.",
        "3 dari 3: NIB",
        "Nomor: 9120000000001.",
        "Terbit: 17 Mar 2026.",
        "Periksa: foto/PDF NIB",
    )
    await mentor.taps("Terima")
    mentor.sees(
        "Selesai: 2 diterima, 1 perlu perbaikan",
        "Ringkasan berangkat ke Rehulina 15.12 WIB.",
        buttons=["Kirim sekarang", "Batalkan satu", "Beranda"],
    )
    owner.never_saw("Ibu Dewi")
    assert states(clinic) == ["accepted", "repair", "accepted"]
    assert reasons(clinic) == [("unreadable", None, True)]
    await clinic.waits(minutes=9)
    owner.never_saw("Ibu Dewi")
    await clinic.waits(minutes=2)
    owner.sees(
        "Ibu Dewi sudah memeriksa 3 bukti",
        "Diterima: isi/berat bersih ditulis (g, kg, ml, pcs) (Kopi bubuk).",
        "Diterima: NIB (Nomor Induk Berusaha) (Kopi Deleng).",
        "Perlu perbaikan: foto produk dari depan, belakang, samping (Kopi bubuk).",
        "Tulisan di label belum terbaca. Foto lebih dekat, tanpa lampu kilat.",
        "Kopi bubuk sekarang",
        buttons=["Kirim foto lagi", "Tanya Ibu Dewi", "Beranda"],
    )
    assert "voice" in owner.phone.last()
    await mentor.taps("Kirim sekarang")
    mentor.was_told("Ringkasan sudah terkirim.")


@pytest.mark.covers("tap:rev:close", "happy", "stale")
@pytest.mark.covers("tap:rev:send", "happy")
@pytest.mark.covers("tap:rev:done", "happy")
async def test_mentor_writes_the_reason_and_sends_at_once(
    clinic: Clinic, owner: Talker, mentor: Talker, case: Mentored
) -> None:
    send(clinic, case)
    send(clinic, case, "G02")
    await mentor.sends("/tinjau")
    await mentor.taps("Mulai meninjau")
    await mentor.taps("Minta perbaikan")
    await mentor.taps("Tulis sendiri")
    mentor.sees("Alasan tentang: Foto produk", "Tulis alasannya, seperti pemilik akan membacanya.")
    await mentor.sends("Gelap")
    mentor.sees("Tulisannya masih terlalu pendek, paling sedikit 10 huruf.")
    await mentor.sends("Foto sisi <kiri> & kanan juga.")
    mentor.sees("Rehulina akan membaca: Foto sisi <kiri> & kanan juga.")
    await mentor.sends("lanjut saja")
    mentor.sees("Kirim pesan suara sekarang, atau tekan Lanjut di atas.")
    await mentor.taps("Lanjut")
    mentor.was_told("Dicatat: perlu perbaikan.")
    mentor.sees("2 dari 2: Nama produk dan merek")
    await mentor.taps("Selesai")
    mentor.sees("Selesai: 0 diterima, 1 perlu perbaikan", "Masih menunggu: 1 bukti.")
    close = mentor.finds("Kirim sekarang")
    await mentor.taps("Kirim sekarang")
    mentor.sees("Ringkasan terkirim ke Rehulina.", "Menunggu Anda: 1 bukti")
    owner.sees("Ibu Dewi sudah memeriksa 1 bukti", "Foto sisi <kiri> & kanan juga.")
    await mentor.taps_again(close, "Kirim sekarang")
    mentor.was_told("Ringkasan sudah terkirim. Tidak ada yang tertunda.")
    assert reasons(clinic) == [(None, "Foto sisi <kiri> & kanan juga.", False)]


@pytest.mark.covers("tap:rev:undo", "happy", "stale")
@pytest.mark.covers("tap:rev:back", "happy", "stale")
async def test_mentor_takes_a_verdict_back(
    clinic: Clinic, owner: Talker, mentor: Talker, case: Mentored
) -> None:
    for code in ("G01", "G02"):
        send(clinic, case, code)
    await mentor.sends("/tinjau")
    await mentor.taps("Mulai meninjau")
    await mentor.taps("Terima")
    await mentor.taps("Batalkan satu")
    mentor.sees("Dibatalkan. Pemilik belum diberi tahu.", "Foto produk dari depan")
    assert states(clinic) == ["sent", "sent"]
    await mentor.taps("Terima")
    await mentor.taps("Terima")
    mentor.sees("Selesai: 2 diterima, 0 perlu perbaikan")
    undo = mentor.finds("Batalkan satu")
    await mentor.taps("Batalkan satu")
    mentor.sees(
        "Keputusan mana yang dibatalkan?",
        "2. nama produk dan merek jelas di kemasan: diterima.",
        buttons=["Batalkan 1", "Batalkan 2", "Kembali", "Beranda"],
    )
    second = mentor.finds("Batalkan 2")
    await mentor.taps("Batalkan 2")
    mentor.sees("Dibatalkan.", "Nama produk dan merek")
    await mentor.taps_again(second, "Batalkan 2")
    mentor.was_told("Keputusan ini tidak bisa dibatalkan lagi.")
    mentor.sees("Selesai: 1 diterima", "Masih menunggu: 1 bukti.")
    await clinic.waits(minutes=11)
    owner.sees("Ibu Dewi sudah memeriksa 1 bukti")
    await mentor.taps_again(undo, "Batalkan satu")
    mentor.was_told("Ringkasan sudah terkirim.")
    assert states(clinic) == ["accepted", "sent"]


async def test_all_verdicts_taken_back_tell_nobody_anything(
    clinic: Clinic, owner: Talker, mentor: Talker, case: Mentored
) -> None:
    send(clinic, case)
    await mentor.sends("/tinjau")
    await mentor.taps("Mulai meninjau")
    await mentor.taps("Terima")
    await mentor.taps("Batalkan satu")
    await clinic.waits(minutes=30)
    owner.never_saw("Ibu Dewi")


@pytest.mark.covers("tap:rev:skip", "happy")
async def test_skipped_evidence_waits_on(clinic: Clinic, mentor: Talker, case: Mentored) -> None:
    for code in ("G01", "G02"):
        send(clinic, case, code)
        clinic.passes(minutes=1)
    await mentor.sends("/beranda")
    mentor.sees("Bukti menunggu Anda: 2.")
    await mentor.taps("Mulai meninjau")
    mentor.sees("1 dari 2: Foto produk")
    await mentor.taps("Lewati")
    mentor.sees("2 dari 2: Nama produk")
    await mentor.taps("Terima")
    mentor.sees("Selesai: 1 diterima, 0 perlu perbaikan", "Masih menunggu: 1 bukti.")
    await mentor.taps("Mulai meninjau")
    mentor.sees("1 dari 1: Foto produk")
    await mentor.taps("Lewati")
    mentor.sees("Selesai: 1 diterima")


@pytest.mark.covers("tap:rev:files", "happy")
async def test_files_that_are_no_photos_are_sent_as_they_came(
    clinic: Clinic, mentor: Talker, case: Mentored
) -> None:
    sent = [a_file(clinic, case, kind) for kind in ("document", "video")]
    voice = a_file(clinic, case, "voice")
    send(clinic, case, "D01", photos=0, files=sent, words={"voice": voice})
    await mentor.sends("/tinjau")
    await mentor.taps("Mulai meninjau")
    mentor.sees("1 dari 1: NIB", "Ada pesan suara dari pemilik.")
    await mentor.taps("Lihat kiriman")
    assert [kind for m in mentor.phone.received() for kind in m if kind in FILES] == FILES
    await mentor.taps("Minta perbaikan")
    await mentor.taps("Surat terpotong")
    await mentor.taps("Lanjut")
    await mentor.taps("Kirim sekarang")


FILES = ["document", "video", "voice"]


async def test_request_that_an_item_does_not_apply(
    clinic: Clinic, owner: Talker, mentor: Talker, case: Mentored
) -> None:
    kind = EvidenceKind.NOT_APPLICABLE
    send(clinic, case, "G05", photos=0, kind=kind, words="Dijual curah")
    send(clinic, case, "G06", photos=0, kind=kind, reason="not_halal")
    await mentor.sends("/tinjau")
    await mentor.taps("Mulai meninjau")
    mentor.sees(
        "Pemilik mengajukan tidak berlaku: alasan lain.",
        "Tulisan pemilik: Dijual curah",
        buttons=["Setujui", "Tetap perlu", "Lewati", *CARD[3:]],
    )
    await mentor.taps("Setujui")
    mentor.sees("Pemilik mengajukan tidak berlaku: bahannya tidak halal.")
    await mentor.taps("Tetap perlu")
    await mentor.taps("Langkah ini berlaku")
    await mentor.taps("Lanjut")
    await mentor.taps("Kirim sekarang")
    owner.sees("Disetujui tidak berlaku: kode produksi", "Tetap perlu: label tahan air")
    assert states(clinic) == ["not_applicable", "todo"]


async def test_what_is_asked_for_in_place_of_an_item(
    clinic: Clinic, owner: Talker, mentor: Talker, case: Mentored
) -> None:
    with clinic.database.write() as session:
        now, product = clinic.world.now(), case.product.id
        checklists.answer(session, case.owner, product, "F06", holds=False, now=now)
    send(clinic, case, "F06")
    await mentor.sends("/tinjau")
    await mentor.taps("Mulai meninjau")
    mentor.sees('1 dari 1: Keterangan "tidak halal" di label', 'Periksa: tulisan "tidak halal"')
    await mentor.taps("Terima")
    await mentor.taps("Kirim sekarang")
    owner.sees('Diterima: keterangan "tidak halal" di label (Kopi bubuk).')


async def test_two_voice_messages_come_before_one_summary(
    clinic: Clinic, owner: Talker, mentor: Talker, case: Mentored
) -> None:
    for code in ("G01", "G02"):
        send(clinic, case, code)
    await mentor.sends("/tinjau")
    await mentor.taps("Mulai meninjau")
    for _ in range(2):
        await mentor.taps("Minta perbaikan")
        await mentor.taps("Foto buram")
        await mentor.sends_voice()
    await mentor.taps("Kirim sekarang")
    assert [("voice" in m, "caption" in m) for m in owner.phone.received()[-2:]] == [
        (True, False),
        (True, True),
    ]
    owner.sees("Ibu Dewi sudah memeriksa 2 bukti", buttons=REPAIRS)


async def test_long_summary_follows_the_voice_message(
    clinic: Clinic, owner: Talker, mentor: Talker, case: Mentored
) -> None:
    codes = ("G01", "G02", "G03", "G06")
    for code in codes:
        send(clinic, case, code)
    await mentor.sends("/tinjau")
    await mentor.taps("Mulai meninjau")
    with clinic.in_short("Ibu Dewi writes four long reasons and says one more."):
        for _ in codes:
            await mentor.taps("Minta perbaikan")
            await mentor.taps("Tulis sendiri")
            await mentor.sends("Foto lagi di dekat jendela. " * 10)
            await mentor.sends_voice()
        await mentor.taps("Kirim sekarang")
    assert "voice" not in owner.phone.last()
    assert ["voice" in m for m in owner.phone.received()[-5:]] == [*[True] * 4, False]


REPAIRS = ["Perbaiki 1", "Perbaiki 2", "Tanya Ibu Dewi", "Beranda"]


async def test_owner_reads_the_summary_in_english(
    clinic: Clinic, owner: Talker, mentor: Talker, case: Mentored
) -> None:
    with clinic.in_short("Rehulina reads English."):
        await owner.sends("/bahasa")
        await owner.taps("English")
    for code in ("G01", "G02", "G03", "G04", "G05", "G06"):
        send(clinic, case, code)
    await mentor.sends("/tinjau")
    await mentor.taps("Mulai meninjau")
    for _ in range(4):
        await mentor.taps("Terima")
    for _ in range(2):
        await mentor.taps("Minta perbaikan")
        await mentor.taps("Bukan bukti langkah ini")
        await mentor.taps("Lanjut")
    await mentor.taps("Kirim sekarang")
    owner.sees(
        "Ibu Dewi has looked at 6 pieces of evidence",
        "Accepted: 4 steps.",
        "1. To be repaired:",
        "2. To be repaired:",
        "Read what is asked, then send it.",
        buttons=["Repair 1", "Repair 2", "Ask Ibu Dewi", "Home"],
    )


async def test_what_was_skipped_and_what_follows_a_verdict(
    clinic: Clinic, mentor: Talker, case: Mentored
) -> None:
    for code in ("G01", "G02", "G03"):
        send(clinic, case, code)
        clinic.passes(minutes=1)
    await mentor.sends("/tinjau")
    await mentor.taps("Mulai meninjau")
    await mentor.taps("Lewati")
    mentor.sees("2 dari 3: Nama produk")
    await mentor.taps("Terima")
    mentor.sees("3 dari 3: Nama & alamat")
    await mentor.taps("Terima")
    mentor.sees("Selesai: 2 diterima, 0 perlu perbaikan", "Masih menunggu: 1 bukti.")
