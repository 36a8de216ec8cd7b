"""The wallet of documents, and questions to the mentor, in talk."""

import pytest
from sqlalchemy import select

from models.message import StaffMessage
from models.person import Role
from models.task import Paper
from tests import way
from tests.mentored import approve_product, begin
from tests.sent_evidence import judge, send
from tests.talk import Clinic, Talker


@pytest.fixture
def owner(clinic: Clinic) -> Talker:
    return clinic.person("Rehulina Ginting", phone="6281260000001")


@pytest.fixture
async def mentor(clinic: Clinic) -> Talker:
    with clinic.in_short("Dewi Lubis is a mentor."):
        return await clinic.staff("Dewi Lubis", role=Role.MENTOR)


@pytest.mark.covers("tap:paper:open", "happy", "restarted", "stale", "invalid")
@pytest.mark.covers("tap:paper:use", "happy", "restarted", "stale", "invalid")
async def test_a_document_serves_two_products(
    clinic: Clinic, owner: Talker, mentor: Talker
) -> None:
    with clinic.in_short("A business with two products is in mentoring."):
        await owner.starts()
        case = begin(clinic, owner, mentor)
        with clinic.database.write() as session:
            business = session.get_one(type(case.business), case.business.id)
            approve_product(session, case.owner, business, name="Kopi hijau")
    await clinic.restarts()
    await owner.sends("/tugas")
    await owner.taps("Buka Map surat")
    owner.sees("Map surat Kopi Deleng", "NIB", "belum ada", "Surat cukup dikirim sekali")
    wallet = owner.finds("Berikutnya")
    await owner.taps("Berikutnya")
    await owner.taps_again(wallet, "Berikutnya")
    await owner.forges(f"1:task:open:{case.product.id}:0:D12")
    await owner.taps("Ya")
    owner.sees("Halal", "Penerbit:", "Masa berlaku:")
    await owner.sends_photo()
    await owner.taps("Selesai")
    owner.sees("Berapa nomornya?")
    await owner.sends("ID12110000000010725")
    owner.sees(
        "Bentuknya benar", "Isinya dipastikan petugas.", "Untuk produk mana lagi surat ini?"
    )
    use = owner.finds("Kopi hijau")
    await owner.taps("Kopi hijau")
    owner.sees("Terkirim ke Dewi Lubis")
    await owner.taps_again(use, "Kopi hijau")
    await owner.forges("1:paper:use:1:1:!")
    await owner.forges("1:paper:open:999:1")
    with clinic.database.read() as session:
        (paper,) = session.scalars(select(Paper)).all()
    assert paper.number == "ID12110000000010725"


async def test_a_document_that_ended_comes_back(
    clinic: Clinic, owner: Talker, mentor: Talker
) -> None:
    with clinic.in_short("P-IRT is accepted, good until 30 Nov 2026."):
        await owner.starts()
        case = begin(clinic, owner, mentor)
        with clinic.database.write() as session:
            way.say_of(session, case.owner, case.product, "home_made_food", holds=True)
        task = send(clinic, case, "D10", valid_until="2026-11-30", number="P-IRT 2151207010123-31")
        judge(clinic, case, task)
    await clinic.waits(days=11)
    owner.never_saw("habis masanya")
    await clinic.waits(hours=10, minutes=10)
    owner.never_saw("habis masanya")
    await clinic.waits(hours=7)
    owner.sees(
        "Ada surat Kopi Deleng yang habis masanya",
        "(Kopi bubuk), sampai 30 Nov 2026.",
        "Kirim yang baru, kami bantu mengurus.",
        buttons=["Kirim yang baru", "Buka Map surat", "Beranda"],
    )
    await owner.taps("Kirim yang baru")
    owner.sees("P-IRT", "Kirim buktinya sekarang.")
    await owner.sends_photo()
    await owner.taps("Selesai")
    await owner.taps("Lengkapi nanti")
    await owner.taps("Lengkapi nanti")
    owner.sees("tanggal berapa terbitnya?")
    await owner.sends("1/12/2026")
    owner.sees("Berlaku sampai 1 Des 2031.", "Terkirim ke Dewi Lubis")


@pytest.mark.covers("tap:ask:open", "happy", "restarted")
@pytest.mark.covers("tap:msg:answer", "happy")
async def test_a_question_carries_its_item_and_comes_back(
    clinic: Clinic, owner: Talker, mentor: Talker
) -> None:
    with clinic.in_short("Rehulina's business is in mentoring."):
        await owner.starts()
        begin(clinic, owner, mentor)
    await owner.sends("/tugas")
    await owner.taps("Kerjakan 1")
    await clinic.restarts()
    await owner.taps("Tanya Dewi Lubis")
    owner.sees("Pertanyaan Anda membawa langkah ini", "Tulis pertanyaan Anda.")
    await owner.sends("Bu, foto dengan HP cukup?")
    owner.sees("Terkirim ke Dewi Lubis", "Nomor HP Anda tidak tampil.")
    mentor.sees("Pertanyaan Rehulina Ginting", "Langkah: Foto produk", "foto dengan HP cukup?")
    mentor.never_saw("0812")
    await mentor.taps("Jawab")
    await mentor.sends("Cukup, Bu. Pakai cahaya siang.")
    await mentor.taps("Kirim jawaban")
    owner.sees("Cukup, Bu. Pakai cahaya siang.", buttons=["Balas", "Buka langkah", "Beranda"])
    await owner.taps("Buka langkah")
    owner.sees("Foto produk dari depan")


@pytest.mark.covers("/tanya", "happy", "restarted")
@pytest.mark.covers("tap:ask:open", "stale", "invalid")
async def test_a_question_without_item_or_mentor(clinic: Clinic, owner: Talker) -> None:
    await owner.starts()
    await owner.sends("/tanya")
    owner.sees("Tugas dimulai sesudah usaha Anda terdaftar.")
    with clinic.in_short("Rehulina's business is approved, and nobody mentors it."):
        begin(clinic, owner)
    await clinic.restarts()
    await owner.sends("/tanya")
    await owner.sends_voice()
    owner.sees("Terkirim ke petugas")
    with clinic.database.read() as session:
        (kept,) = session.scalars(select(StaffMessage)).all()
    assert (kept.kind, kept.state, kept.mentor_id) == ("voice", "open", None)
    more = owner.finds("Tambah pertanyaan")
    await owner.taps("Beranda")
    await owner.taps_again(more, "Tambah pertanyaan")
    owner.sees("Tulis pertanyaan Anda.")
    await owner.forges("1:ask:open:999:1")
    owner.sees("Langkah itu tidak ada lagi")
