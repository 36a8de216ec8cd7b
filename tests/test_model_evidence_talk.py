"""Conversation 5 of the design, from the first step to the stage: one owner, one mentor."""

import pytest

from models.business import Business
from models.person import Role
from models.services import stages
from models.task import TaskState
from tests import way
from tests.mentored import Mentored, approve_product, begin
from tests.sent_evidence import send
from tests.services import NOW
from tests.talk import Clinic, Talker

NET_WEIGHT = "Isi/berat bersih"
MOISTURE = "Kadar air"


@pytest.fixture
async def rehulina(clinic: Clinic) -> Talker:
    owner = clinic.person("Rehulina Br. Ginting", phone="6281260000001")
    with clinic.in_short("Rehulina has come in."):
        await owner.starts()
    return owner


@pytest.fixture
async def dewi(clinic: Clinic) -> Talker:
    with clinic.in_short("Ibu Dewi is a mentor."):
        return await clinic.staff("Ibu Dewi", Role.MENTOR)


@pytest.fixture
def case(clinic: Clinic, rehulina: Talker, dewi: Talker) -> Mentored:
    """Kopi "Deleng" with two approved products, mentored by Dewi."""
    clinic.notes("The office", "(Kopi Deleng, kopi bubuk and kopi biji hijau are approved.)")
    found = begin(clinic, rehulina, dewi)
    with clinic.database.write() as session:
        way.agree(session, found.owner)
        way.fill(session, session.get_one(Business, found.business.id))
        approve_product(session, found.owner, found.business, name="Kopi biji hijau")
    return found


async def opens(owner: Talker, which: str, title: str) -> None:
    """Through the whole list to an item."""
    await owner.taps("Lihat semua langkah")
    await owner.taps(which)
    while title not in owner.last:
        await owner.taps("Berikutnya")
    line = next(line for line in owner.last.splitlines() if title in line)
    await owner.taps(f"Buka {line.partition('.')[0]}")
    owner.sees(title)


@pytest.mark.usefixtures("case")
async def test_evidence_of_the_next_steps(rehulina: Talker) -> None:
    await rehulina.sends("/tugas")
    rehulina.sees("Tugas", "Kopi bubuk: 0 dari", "Kopi biji hijau: 0 dari", "Tiga langkah")
    await rehulina.sends("1")
    rehulina.sees("Foto produk dari depan, belakang, samping", "Kirim buktinya sekarang.")
    await rehulina.sends_photos(3)
    rehulina.sees("Masuk: 3.")
    await rehulina.taps("Selesai")
    rehulina.sees("Terkirim ke Ibu Dewi", "Berikutnya: Nama produk dan merek")
    await rehulina.taps("Kerjakan berikutnya")
    await rehulina.taps("Kembali")
    await opens(rehulina, "Kopi bubuk 0%", NET_WEIGHT)
    rehulina.sees("Untuk: Kopi bubuk.", "Cara: timbang 5 kemasan", "Bukti: foto, 5 angka.")
    await rehulina.sends_photo()
    await rehulina.taps("Selesai")
    rehulina.sees("Berapa hasil ukurnya?")
    await rehulina.sends("250 251 248 250 249")
    rehulina.sees("Selisih terbesar 0,8%, batasnya 3%. Rapi sekali.", "Terkirim ke Ibu Dewi")
    await rehulina.taps("Buka tugas")
    await opens(rehulina, "Kopi biji hijau 0%", MOISTURE)
    rehulina.sees("Apakah produk ini kopi biji hijau?")
    await rehulina.sends("ya")
    rehulina.sees("Tercatat: ya.", "Bukti: foto, angka.", "Kirim buktinya sekarang.")
    await rehulina.sends_photos(3)
    rehulina.sees("Masuk: 3.")
    await rehulina.taps("Selesai")
    rehulina.sees("Contoh: 12,1")
    await rehulina.sends("13,4")
    rehulina.sees("Tercatat 13,4%, batasnya 12,5%.")
    await rehulina.taps("Ganti bukti")
    await rehulina.taps("Tarik bukti")
    rehulina.sees("Bukti ditarik.")


@pytest.mark.usefixtures("case")
async def test_a_document_into_the_wallet(rehulina: Talker) -> None:
    await rehulina.sends("/tugas")
    await rehulina.taps("Buka Map surat")
    rehulina.sees("Map surat", "1. NIB", "Surat cukup dikirim sekali")
    while "P-IRT" not in rehulina.last:
        await rehulina.taps("Berikutnya")
    line = next(line for line in rehulina.last.splitlines() if "P-IRT" in line)
    await rehulina.sends(line.partition(".")[0])
    rehulina.sees("P-IRT", "Apakah ini pangan olahan rumahan")
    await rehulina.sends("ya")
    await rehulina.sends_photo()
    await rehulina.taps("Selesai")
    rehulina.sees("Berapa nomornya?", "Contoh: ")
    await rehulina.sends("510120602004530")
    rehulina.sees("Tanggal berapa berakhirnya?")
    await rehulina.sends("17/3/30")
    rehulina.sees("Bentuknya benar", "Isinya dipastikan petugas.", "Untuk produk mana lagi")
    await rehulina.taps("Kopi bubuk")
    rehulina.sees("Terkirim ke Ibu Dewi")
    await rehulina.taps("Buka tugas")
    await rehulina.taps("Buka Map surat")
    rehulina.sees("P-IRT", "menunggu diperiksa, berlaku sampai 17 Mar 2030")


async def test_a_sitting_of_the_mentor(
    clinic: Clinic, rehulina: Talker, dewi: Talker, case: Mentored
) -> None:
    with clinic.in_short("Rehulina sends three pieces of evidence for kopi bubuk."):
        send(clinic, case, "G04", figures=["250", "251", "248", "250", "249"])
        clinic.passes(minutes=1)
        send(clinic, case, "G01", photos=3)
        clinic.passes(minutes=1)
        send(clinic, case, "G02")
    await dewi.sends("/tinjau")
    dewi.sees("Menunggu Anda: 3 bukti, 1 pemilik", "Paling lama: sejak")
    await dewi.taps("Mulai meninjau")
    dewi.sees("Isi/berat bersih", "Angka: 250 251 248 250 249.", "Periksa: timbang 5 kemasan")
    await dewi.taps("Terima")
    dewi.sees("Foto produk dari depan", "Foto 1 dari 3.")
    await dewi.taps("Foto ▶")
    dewi.sees("Foto 2 dari 3.")
    await dewi.taps("Minta perbaikan")
    dewi.sees("Apa yang perlu diperbaiki?")
    await dewi.taps("Tulisan belum terbaca")
    dewi.sees("akan membaca: Tulisan di label belum terbaca.", "Mau menambah pesan suara?")
    await dewi.sends_voice()
    dewi.sees("Pesan suara ditambahkan.", "Nama produk dan merek")
    await dewi.taps("Terima")
    dewi.sees("Selesai: 2 diterima, 1 perlu perbaikan", "Ringkasan berangkat ke Rehulina")
    rehulina.never_saw("Ibu Dewi sudah memeriksa")
    await clinic.waits(minutes=10)
    rehulina.sees(
        "Ibu Dewi sudah memeriksa 3 bukti",
        "Diterima: isi/berat bersih",
        "Perlu perbaikan: foto produk dari depan, belakang, samping (Kopi bubuk).",
        "Tulisan di label belum terbaca. Foto lebih dekat, tanpa lampu kilat.",
        buttons=["Kirim foto lagi", "Tanya Ibu Dewi", "Beranda"],
    )
    await rehulina.taps("Kirim foto lagi")
    rehulina.sees("Foto produk dari depan", "Perlu perbaikan", "Tulisan di label belum terbaca.")
    await rehulina.sends_photo()
    await rehulina.taps("Selesai")
    rehulina.sees("Terkirim ke Ibu Dewi")


async def test_the_last_step_lifts_to_stage_5(
    clinic: Clinic, rehulina: Talker, dewi: Talker, case: Mentored
) -> None:
    with clinic.in_short("Rehulina does every step but one, in 52 days."):
        with clinic.database.write() as session:
            stages.follow(session, case.business.id, now=NOW)
        clinic.passes(days=52)
        with clinic.database.write() as session:
            business = session.get_one(Business, case.business.id)
            way.settle(session, business, TaskState.ACCEPTED, lambda line: line.item.id != "G01")
        for product in (case.product.id, case.product.id + 1):
            send(clinic, case, "G01", of=product)
    await dewi.sends("/tinjau")
    await dewi.taps("Mulai meninjau")
    await dewi.taps("Terima")
    await dewi.taps("Terima")
    await dewi.taps("Kirim sekarang")
    rehulina.sees(
        "Selamat. Anda naik ke Tahap 5",
        "Kemasan dan izin dasar Kopi Deleng sudah lengkap.",
        "langkah wajib Anda selesaikan dalam 47 hari. 🎉",
        buttons=["Buka tugas", "Lihat perjalanan saya", "Beranda"],
    )
    await rehulina.taps("Beranda")
    rehulina.sees("Tahap 5, dokumen dan harga ekspor, 0%.")
