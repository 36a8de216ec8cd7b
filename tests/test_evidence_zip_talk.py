"""`/unduh`, `[Bukti satu usaha]`: the evidence of one business as files with readable names."""

import csv
import io
import zipfile
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select, update
from sqlalchemy.orm import Session

from bot import evidence_zip
from models.entry import Entry
from models.file import FileState, StoredFile
from models.filestore import open_store
from models.job import Job, JobState
from models.mentoring import Mentoring
from models.person import Role
from models.services import evidence, jobs, reviewing
from models.services.decisions import Reason
from models.task import Task
from tests.mentored import Mentored, approve_product, begin
from tests.talk import Clinic, Talker

PHOTO, PDF = b"\xff\xd8 a photo", b"%PDF a paper"


class Shelf:
    """A mentored business, and what its owner has sent."""

    def __init__(self, clinic: Clinic, case: Mentored) -> None:
        self.clinic = clinic
        self.case = case
        self.store = open_store(clinic.config.files.url)

    def sends(self, code: str, *contents: bytes | FileState, **answers: Any) -> None:
        """Evidence for an item; a state stands for a file that is not ours."""
        with self.clinic.database.write() as session:
            ids = [self._file(session, content) for content in contents]
            self._submit(session, self.case.product, code, {"files": ids} | answers)

    def sends_for(self, entry: Entry, code: str, content: bytes) -> None:
        """Evidence for another product."""
        with self.clinic.database.write() as session:
            self._submit(session, entry, code, {"files": [self._file(session, content)]})

    def gets_product(self) -> Entry:
        """One more product."""
        with self.clinic.database.write() as session:
            return approve_product(session, self.case.owner, self.case.business, name="Kopi hijau")

    def is_returned(self, code: str, reason: str) -> None:
        """The mentor sends it back."""
        assert self.case.mentor is not None
        with self.clinic.database.write() as session:
            task = session.scalars(select(Task).where(Task.code == code)).one()
            why = Reason(text=reason)
            now = self.clinic.world.now()
            reviewing.send_back(
                session, self.case.mentor, task.id, why, seen=task.revision, now=now
            )

    def _submit(self, session: Session, entry: Entry, code: str, answers: dict[str, Any]) -> None:
        now = self.clinic.world.now()
        item = evidence.open_item(session, self.case.owner, entry.id, code, now=now)
        evidence.submit(session, self.case.owner, item.task.id, answers, now=now)

    def _file(self, session: Session, content: bytes | FileState) -> int:
        now, path, state = self.clinic.world.now(), None, FileState.ARCHIVED
        if isinstance(content, FileState):
            state = content
            path = f"ab/{'c' * 62}.jpg" if state == FileState.ARCHIVED else None
        else:
            path = self.store.save(content, ".pdf" if content.startswith(b"%PDF") else ".jpg")
        file = StoredFile(
            sent_by=self.case.owner.person_id,
            kind="photo",
            telegram_id="x",
            sent_at=now,
            state=state,
            not_before=now + timedelta(days=1),  # nobody fetches it meanwhile
            path=path,
        )
        session.add(file)
        session.flush()
        return file.id


@pytest.fixture
async def dewi(clinic: Clinic) -> Talker:
    """A mentor."""
    with clinic.in_short("Dewi Lubis is a mentor."):
        return await clinic.staff("Dewi Lubis", Role.MENTOR)


@pytest.fixture
async def shelf(clinic: Clinic, dewi: Talker) -> Shelf:
    """Rehulina's business, mentored by Dewi."""
    with clinic.in_short("Kopi Deleng is mentored by her."):
        owner = clinic.person("Rehulina Ginting", phone="6281260000001")
        await owner.starts()
        return Shelf(clinic, begin(clinic, owner, dewi))


async def works(clinic: Clinic) -> bool:
    done = await clinic.bot.jobs.once()
    await clinic.settles()
    return done


def opened(file: tuple[str, bytes]) -> tuple[str, zipfile.ZipFile]:
    return file[0], zipfile.ZipFile(io.BytesIO(file[1]))


def listing(archive: zipfile.ZipFile) -> list[dict[str, str]]:
    text = archive.read("daftar.csv").decode("utf-8-sig")
    return list(csv.DictReader(io.StringIO(text), delimiter=";"))


def row(clinic: Clinic) -> Job:
    with clinic.database.read() as session:
        return session.scalars(select(Job).order_by(Job.id.desc())).first() or pytest.fail("none")


@pytest.mark.covers("tap:zip:open", "happy")
async def test_mentor_gets_the_evidence_of_a_business(
    clinic: Clinic, shelf: Shelf, dewi: Talker
) -> None:
    shelf.sends("G04", PHOTO, PHOTO + b"2", figures=["250 g", "249 g"], words="=1+1")
    shelf.sends("D12", PDF, number="ID12110000010725", valid_until="2030-03-17")
    shelf.sends("G05", FileState.WAITING, FileState.ARCHIVED, words="Kode di tutup")
    shelf.is_returned("G04", "Beratnya belum terbaca")
    await dewi.sends("/unduh")
    dewi.sees("Ambil bukti dari usaha binaan Anda.", buttons=["Bukti satu usaha", "Beranda"])
    await dewi.taps("Bukti satu usaha")
    dewi.sees("Bukti usaha mana?", "Contoh: KE-2026-00017, atau kopi deleng")
    await dewi.sends("deleng")
    dewi.sees("Bukti KE-2026-00001 Kopi Deleng", "Sedang disiapkan. Kami kirim ke sini.")
    assert await works(clinic)
    dewi.sees(
        "Bukti KE-2026-00001 Kopi Deleng",
        "3 bukti, 3 berkas, 2 belum ada. Keadaan 19 Nov 2026, 14.00 WIB.",
    )
    name, archive = opened(dewi.last_file)
    assert name == "bukti-KE-2026-00001.zip"
    assert sorted(archive.namelist()) == [
        "KE-2026-00001/dokumen/D12-sertifikat-halal-1.pdf",
        "KE-2026-00001/kemasan/G04-isi-berat-bersih-ditulis-1.jpg",
        "KE-2026-00001/kemasan/G04-isi-berat-bersih-ditulis-2.jpg",
        "daftar.csv",
    ]
    assert archive.read("KE-2026-00001/dokumen/D12-sertifikat-halal-1.pdf") == PDF
    paper, first, _second, waiting, lost = listing(archive)
    assert paper["Angka"] == "ID12110000010725; 2030-03-17"
    assert (first["Keadaan"], first["Putusan"]) == ("perlu perbaikan", "perlu perbaikan")
    assert (first["Alasan"], first["Angka"]) == ("Beratnya belum terbaca", "250 g; 249 g")
    assert first["Tulisan"] == "'=1+1", "no formula for a spreadsheet"
    assert (waiting["Berkas"], lost["Berkas"]) == ("belum tersimpan, coba lagi nanti", "hilang")
    assert (waiting["Tulisan"], waiting["Dikirim"]) == ("Kode di tutup", "19 Nov 2026, 14.00 WIB")
    assert not await works(clinic), "it is made once"
    await clinic.waits(minutes=10)
    assert list(shelf.store.results.iterdir()) == []


@pytest.mark.covers("tap:zip:open", "restarted", "stale")
async def test_evidence_survives_restarts(clinic: Clinic, shelf: Shelf, dewi: Talker) -> None:
    shelf.sends("G01", PHOTO)
    await dewi.sends("/unduh")
    question = dewi.finds("Bukti satu usaha")
    await clinic.restarts()
    await dewi.taps("Bukti satu usaha")
    await clinic.restarts()
    await dewi.sends("madu")
    dewi.sees("Belum ada yang cocok.", "Bukti usaha mana?")
    await dewi.sends("00001")
    dewi.sees("Sedang disiapkan")
    await dewi.taps_again(question, "Bukti satu usaha")
    dewi.sees("Sedang disiapkan: 0%")
    with clinic.database.write() as session:
        dying = jobs.claim(session, now=clinic.world.now())
    assert dying is not None
    await clinic.restarts()
    clinic.passes(seconds=31)
    assert await works(clinic)
    dewi.sees("1 bukti, 1 berkas, 0 belum ada.")


@pytest.mark.covers("tap:zip:make", "happy", "restarted", "stale", "invalid")
async def test_one_of_several_businesses_is_chosen(clinic: Clinic, shelf: Shelf) -> None:
    with clinic.in_short("Saut's Kopi Deleng is mentored by nobody; Sari is a curator."):
        other = clinic.person("Saut Simanjuntak", phone="6281260000003")
        await other.starts()
        begin(clinic, other)
        sari = await clinic.staff("Sari Harahap", Role.CURATOR)
    shelf.sends("G01", PHOTO)
    await sari.sends("/unduh")
    await sari.taps("Bukti satu usaha")
    await sari.sends("deleng")
    sari.sees("Usaha yang mana?", "KE-2026-00001 Kopi Deleng", "KE-2026-00002 Kopi Deleng")
    older = sari.finds("KE-2026-00002")
    await clinic.restarts()
    await sari.taps("KE-2026-00001")
    sari.sees("Bukti KE-2026-00001 Kopi Deleng")
    await sari.taps_again(older, "KE-2026-00002")
    sari.sees("Sedang disiapkan: 0%")
    assert await works(clinic)
    sari.sees("Bukti KE-2026-00001", "1 bukti, 1 berkas")
    await sari.forges("1:zip:make:zz:0")
    sari.was_told("Tombol ini sudah lama.")


@pytest.mark.covers("tap:zip:open", "forbidden")
@pytest.mark.covers("tap:zip:make", "forbidden")
@pytest.mark.covers("/unduh", "forbidden")
async def test_evidence_is_not_for_everybody(clinic: Clinic, shelf: Shelf) -> None:
    with clinic.in_short("Budi Hasibuan is a mentor of other businesses."):
        budi = await clinic.staff("Budi Hasibuan", Role.MENTOR)
        owner = clinic.person("Saut Simanjuntak", phone="6281260000003")
        await owner.starts()
    await owner.sends("/unduh")
    owner.sees("Bagian ini dibuka oleh petugas.")
    for verb in ("open:0:0", "make:1:0"):
        await owner.forges(f"1:zip:{verb}")
        owner.was_told("Tombol ini untuk petugas.")
    await budi.sends("/unduh")
    await budi.taps("Bukti satu usaha")
    for typed in ("deleng", "KE-2026-00001"):
        await budi.sends(typed)
        budi.sees("Belum ada yang cocok.")
    number = f"{shelf.case.business.id:x}"
    await budi.forges(f"1:zip:make:{number}:0")
    budi.was_told("Tombol ini untuk petugas.")
    assert not await works(clinic)


@pytest.mark.no_transcript
async def test_a_mentor_who_lost_the_business_gets_nothing(
    clinic: Clinic, shelf: Shelf, dewi: Talker
) -> None:
    shelf.sends("G01", PHOTO)
    await dewi.sends("/unduh")
    await dewi.taps("Bukti satu usaha")
    await dewi.sends("00001")
    with clinic.database.write() as session:
        session.execute(update(Mentoring).values(mentor_id=None))
    await works(clinic)
    dewi.never_saw("1 bukti")
    dewi.sees("Bagian ini dibuka oleh petugas.")
    assert row(clinic).state == JobState.FAILED


async def test_large_evidence_comes_in_parts(
    clinic: Clinic, shelf: Shelf, dewi: Talker, monkeypatch: pytest.MonkeyPatch
) -> None:
    other = shelf.gets_product()
    for number, code in enumerate(("G01", "G02", "G03")):
        shelf.sends(code, PHOTO + bytes([number]) * 900)
    shelf.sends_for(other, "G01", PHOTO)
    monkeypatch.setattr(evidence_zip, "PART_BYTES", 2_700)
    await dewi.sends("/unduh")
    await dewi.taps("Bukti satu usaha")
    await dewi.sends("00001")
    assert await works(clinic)
    dewi.sees("4 bukti, 4 berkas, 0 belum ada.")
    documents = [m["document"]["file_id"] for m in dewi.phone.received() if "document" in m]
    files = [clinic.world.files.get(one) for one in documents]
    assert [file.name for file in files if file] == [
        "bukti-KE-2026-00001-bagian-1-dari-2.zip",
        "bukti-KE-2026-00001-bagian-2-dari-2.zip",
    ]
    first, second = (zipfile.ZipFile(io.BytesIO(file.content)) for file in files if file)
    assert len(first.namelist()) == 2
    assert "KE-2026-00001/produk-2/kemasan/G01-foto-produk-dari-depan-belakang-samping-1.jpg" in (
        second.namelist()
    )
    assert [line["Bagian"] for line in listing(second)] == ["1", "1", "2", "2"]
    await clinic.waits(minutes=10)
    assert list(shelf.store.results.iterdir()) == []


async def test_evidence_that_cannot_be_made_is_given_up_kindly(
    clinic: Clinic, shelf: Shelf, dewi: Talker
) -> None:
    shelf.store.results.parent.mkdir(parents=True, exist_ok=True)
    shelf.store.results.write_text("not a folder")
    await dewi.sends("/unduh")
    await dewi.taps("Bukti satu usaha")
    await dewi.sends("00001")
    for _ in range(jobs.MOST_ATTEMPTS):
        assert await works(clinic)
        clinic.world.clock.advance(row(clinic).not_before - clinic.world.now())
    dewi.sees("Maaf, bukti belum bisa disiapkan. Data Anda aman.")
