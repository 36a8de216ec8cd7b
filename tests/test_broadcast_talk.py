"""Broadcasts as people live them: written, released, running, and who did not get them."""

import pytest

from models.person import Role
from tests import mentored
from tests.talk import Clinic, Talker

WORDS = "Bapak/Ibu {nama}, pangan usaha kecil wajib halal. Yang belum punya, balas pesan ini."


async def people(clinic: Clinic, count: int = 3) -> tuple[Talker, Talker, list[Talker]]:
    """A mentor, an admin, and owners whom she mentors."""
    with clinic.in_short("Ibu Dewi mendampingi beberapa usaha; Pak Rizal admin klinik."):
        mentor = await clinic.staff("Ibu Dewi", Role.MENTOR)
        boss = await clinic.staff("Pak Rizal")
        owners = []
        for name in ("Rehulina", "Jonni", "Lasma")[:count]:
            owner = clinic.person(name)
            await owner.starts()
            mentored.begin(clinic, owner, mentor, category="KOP")
            owners.append(owner)
    return mentor, boss, owners


async def drafts(writer: Talker, words: str = WORDS) -> None:
    """Somebody writes a broadcast."""
    await writer.sends("/siaran")
    await writer.sends(words)


async def previews(writer: Talker, words: str = WORDS) -> None:
    """And looks at it."""
    await drafts(writer, words)
    await writer.taps("Hitung penerima")
    await writer.taps("Lihat pratinjau")


@pytest.mark.covers("/siaran", "happy")
@pytest.mark.covers("tap:cast:who", "happy")
@pytest.mark.covers("tap:cast:pick", "happy")
@pytest.mark.covers("tap:cast:count", "happy")
@pytest.mark.covers("tap:cast:names", "happy")
@pytest.mark.covers("tap:cast:preview", "happy")
@pytest.mark.covers("tap:cast:test", "happy")
@pytest.mark.covers("tap:cast:send", "happy")
@pytest.mark.covers("tap:cast:release", "happy")
async def test_mentor_writes_and_an_admin_releases(clinic: Clinic) -> None:
    mentor, boss, owners = await people(clinic)
    await owners[2].blocks()
    await drafts(mentor)
    mentor.sees("Tersimpan.", "Siapa yang menerima?", "semua binaan")
    await mentor.taps("Kelompok produk")
    await mentor.taps("Kopi & teh")
    mentor.sees("Sekarang: Kopi & teh")
    await mentor.taps("Kembali")
    await mentor.taps("Hitung penerima")
    mentor.sees("3 penerima", "Karo 3.", "Saringan: Kopi & teh.")
    await mentor.taps("Lihat nama")
    mentor.sees("1. Rehulina, Kopi Deleng, Karo")
    await mentor.taps("Kembali")
    await mentor.taps("Lihat pratinjau")
    mentor.sees("Begini tampilnya bagi Rehulina.", "Kapan dikirim?")
    await mentor.taps("Kirim ke saya dulu")
    mentor.sees("Terkirim ke Anda, di atas.")
    await mentor.taps("Minta dilepas sekarang")
    mentor.sees("Menunggu petugas melepas", buttons=["Tarik kembali", "Beranda"])
    boss.sees("Siaran menunggu dilepas", "Dari Ibu Dewi, 3 penerima: Kopi & teh.")
    await boss.taps("Lepaskan siaran")
    boss.was_told("Dilepas. Pengiriman dimulai.")
    await clinic.waits(seconds=2)
    owners[0].sees("Bapak/Ibu Rehulina", "Dari Ibu Dewi, pendamping klinik.")
    await clinic.waits(seconds=4)
    for somebody in (mentor, boss):
        somebody.sees("Siaran selesai", "Terkirim 2. Memblokir 1.")
    owners[1].sees("Bapak/Ibu", buttons=["Atur kabar", "Beranda"])


@pytest.mark.covers("tap:cast:edit", "happy")
@pytest.mark.covers("tap:cast:when", "happy")
@pytest.mark.covers("tap:cast:list", "happy")
@pytest.mark.covers("tap:cast:see", "happy")
@pytest.mark.covers("tap:cast:move", "happy")
@pytest.mark.covers("tap:kabar:answer", "happy", "stale", "invalid")
async def test_admin_schedules_with_answer_buttons(clinic: Clinic) -> None:
    _mentor, boss, owners = await people(clinic, 2)
    await drafts(boss)
    boss.sees("semua usaha")
    await boss.taps("Tombol jawaban")
    await boss.sends("Ikut\nTidak ikut")
    boss.sees("Tombol jawaban: Ikut, Tidak ikut.")
    await boss.taps("Ubah isi")
    await boss.sends("Hari Kamis kumpul di kantor, Bapak/Ibu {nama}.")
    await boss.taps("Hitung penerima")
    boss.sees("2 penerima")
    await boss.taps("Lihat pratinjau")
    await boss.taps("Ikut")
    boss.was_told("Ini pratinjau.")
    await boss.taps("Atur jadwal")
    await boss.taps("Jumat, 20 Nov 2026")
    await boss.taps("09.00 WIB")
    boss.sees("Siaran dijadwalkan", "Dikirim mulai 20 Nov 2026, 09.00 WIB")
    await boss.taps("Tarik kembali")
    boss.sees("Siapa yang menerima?")
    await boss.sends("/siaran")
    await boss.taps("Lihat siaran lama")
    boss.sees("1. draf: Hari Kamis kumpul")
    await boss.taps("1. Hari Kamis kumpul di ")
    await boss.taps("Hitung penerima")
    await boss.taps("Lihat pratinjau")
    await boss.taps("Atur jadwal")
    await boss.taps("Jumat, 20 Nov 2026")
    await boss.taps("09.00 WIB")
    await clinic.waits(hours=19)
    await owners[0].taps("Ikut")
    owners[0].was_told("Tercatat: Ikut")
    await owners[1].taps("Tidak ikut")
    message, data = owners[1].finds("Ikut")
    await owners[0].forges(data)
    owners[0].was_told("Tombol ini sudah lama.")
    await owners[1].forges(data[:-1] + "9")
    await owners[1].taps_again((message, data), "Ikut")
    owners[1].was_told("Tercatat: Ikut")
    await clinic.waits(seconds=4)
    boss.sees("Siaran selesai", "Terkirim 2.", "Menjawab: Ikut 2, Tidak ikut 0.")


@pytest.mark.covers("tap:cast:missed", "happy")
@pytest.mark.covers("tap:cast:again", "happy")
@pytest.mark.covers("tap:cast:file", "happy")
async def test_who_did_not_get_it(clinic: Clinic) -> None:
    _mentor, boss, owners = await people(clinic)
    await previews(boss)
    await boss.taps("Kirim sekarang")
    await owners[2].blocks()
    clinic.world.faults.drop_after("sendMessage", line="timeout")
    await clinic.waits(seconds=2)
    await clinic.waits(seconds=4)
    boss.sees("Siaran selesai", "Belum pasti 1.", "Kami tidak mengirim ulang sendiri.")
    await boss.taps("Lihat yang belum sampai")
    boss.sees("2 nama belum sampai", "Rehulina, Karo: memblokir kami", ": belum pasti")
    await boss.taps("Kirim lagi nomor 1")
    boss.sees("Dikirim lagi: 1.")
    await clinic.waits(seconds=4)
    await owners[2].unblocks()
    await owners[2].starts()
    await boss.taps("Lihat yang belum sampai")
    await boss.taps("Kirim lagi yang bisa")
    await clinic.waits(seconds=4)
    await clinic.waits(seconds=4)
    owners[2].sees("Bapak/Ibu Rehulina")
    boss.sees("Siaran selesai", "Terkirim 3.")
    await boss.taps("Ambil laporan")
    await clinic.bot.jobs.once()
    await clinic.settles()
    assert boss.last_file[0] == "siaran-1-belum-sampai.xlsx"


@pytest.mark.covers("tap:kabar:open", "happy", "restarted", "stale")
@pytest.mark.covers("tap:kabar:set", "happy", "restarted", "stale", "invalid")
@pytest.mark.covers("tap:kabar:answer", "restarted")
async def test_owner_switches_broadcasts_off(clinic: Clinic) -> None:
    mentor, boss, owners = await people(clinic, 1)
    with clinic.in_short("Ibu Dewi menyiarkan sesuatu, dan Pak Rizal melepasnya."):
        await previews(mentor)
        await mentor.taps("Minta dilepas sekarang")
        await boss.taps("Lepaskan siaran")
        await clinic.waits(seconds=2)
    owner = owners[0]
    await owner.taps("Atur kabar")
    owner.sees("Siaran klinik: diterima.", "Siaran pendamping: diterima.")
    off = owner.finds("Matikan: Siaran pendamping")
    await owner.taps("Matikan: Siaran pendamping")
    owner.sees("Siaran pendamping: tidak diterima.")
    await clinic.restarts()
    await owner.taps_again(off, "Matikan: Siaran pendamping")
    owner.sees("Siaran pendamping: tidak diterima.")
    await owner.forges("1:kabar:set:0:0:semua.off")
    await owner.forges("1:kabar:answer:1:0:7")
    owner.was_told("Tombol ini sudah lama.")
    await mentor.sends("/siaran")
    await mentor.sends("Kabar kedua")
    await mentor.taps("Hitung penerima")
    mentor.sees("0 penerima", "Tidak dikirimi: 1 menolak siaran.")
    await owner.taps("Atur kabar")
    await owner.taps("Terima: Siaran pendamping")
    await mentor.taps("Ubah penerima")
    await mentor.taps("Hitung penerima")
    mentor.sees("1 penerima")


@pytest.mark.covers("tap:cast:album", "happy")
async def test_album_a_video_and_what_is_no_broadcast(clinic: Clinic) -> None:
    boss = (await people(clinic, 1))[1]
    await boss.sends("/siaran")
    await boss.sends_sticker()
    await boss.sends_voice()
    boss.sees("Siaran berupa teks, foto, video, berkas, atau album.")
    await boss.sends("Harga {harga}")
    boss.sees("Yang bisa diisi sendiri hanya {nama}, {usaha}, dan {kabupaten}.")
    await boss.sends("panjang " * 500)
    boss.sees("Isinya terlalu panjang.")
    await boss.sends_photos(3)
    boss.sees("3 bagian diterima.", buttons=["Selesai", "Beranda"])
    await boss.taps("Selesai")
    await boss.taps("Hitung penerima")
    await boss.taps("Lihat pratinjau")
    await boss.taps("Ubah isi")
    await boss.sends_photos(2)
    await boss.sends("selesai")
    boss.sees("Tersimpan.")
    await boss.taps("Ubah isi")
    await boss.sends_video()
    boss.sees("Tersimpan.")
    await boss.taps("Ubah isi")
    await boss.sends_document("brosur.pdf")
    await boss.taps("Hitung penerima")
    await boss.taps("Lihat pratinjau")
    await boss.taps("Buang siaran")
    await boss.taps("Ya, hentikan")
    boss.sees("Siaran dihentikan")


async def test_late_broadcast_is_dropped_and_its_author_told(clinic: Clinic) -> None:
    boss = (await people(clinic, 1))[1]
    await previews(boss)
    await boss.taps("Atur jadwal")
    await boss.taps("Jumat, 20 Nov 2026")
    await boss.taps("09.00 WIB")
    await clinic.closes()
    clinic.passes(days=3)
    await clinic.opens()
    await clinic.waits(seconds=1)
    boss.sees("Siaran tidak jadi dikirim", "sudah lewat lebih dari 24 jam")
