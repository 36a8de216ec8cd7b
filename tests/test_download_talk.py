"""`/unduh`: the Excel of businesses and products, from the wish to the file."""

import asyncio
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from openpyxl import load_workbook
from sqlalchemy import select, update

from bot.jobs import Jobs, Made, Progress
from bot.texts import Texts
from bot.writer import Writer
from models.job import Job, JobState
from models.person import Role, RoleGrant
from models.services import jobs
from models.services.jobs import ENTRIES_XLSX, Claimed
from tests.errands import registers, row_of, sends_product
from tests.processes import until
from tests.talk import Clinic, Talker

READY = "Sudah siap"


@pytest.fixture
async def sari(clinic: Clinic) -> Talker:
    """A curator, and one business with a product that wait."""
    with clinic.in_short("Kopi Deleng and a product of it wait; Sari is a curator."):
        owner = clinic.person("Rehulina Ginting", phone="6281260000001")
        await registers(owner)
        await sends_product(owner, "Kopi bubuk")
        return await clinic.staff("Sari Harahap", Role.CURATOR)


async def works(clinic: Clinic) -> bool:
    """Let the loop of jobs do what is due."""
    done = await clinic.bot.jobs.once()
    await clinic.settles()
    return done


def row(clinic: Clinic) -> Job:
    with clinic.database.read() as session:
        return session.scalars(select(Job).order_by(Job.id.desc())).first() or pytest.fail("none")


def received(talker: Talker) -> tuple[str, list[list[Any]]]:
    """The newest message as a file: its name, and the numbers in each sheet."""
    name, content = talker.last_file
    sheets = load_workbook(BytesIO(content))
    return name, [[c.value for c in sheet["A"] if c.value][1:] for sheet in sheets]


def folder(clinic: Clinic) -> Path:
    return Path(clinic.config.files.url) / "results"


@pytest.mark.covers("/unduh", "happy")
@pytest.mark.covers("tap:xlsx:make", "happy", "stale")
async def test_curator_gets_the_excel(clinic: Clinic, sari: Talker) -> None:
    await sari.sends("/unduh")
    everything = sari.finds("Semua usaha dan produk")
    sari.sees("Mana yang mau diambil?")
    await sari.taps("Semua usaha dan produk")
    sari.sees("Sedang disiapkan. Kami kirim ke sini.")
    await sari.taps_again(everything, "Semua usaha dan produk")
    sari.sees("Sedang disiapkan: 0%")
    assert await works(clinic)
    sari.sees("Semua usaha dan produk", "1 usaha, 1 produk. Keadaan 19 Nov 2026, 14.00 WIB.")
    assert any(READY in m.get("text", "") for m in sari.phone.received())
    name, numbers = received(sari)
    assert name == "usaha-dan-produk-2026-11-19.xlsx"
    assert numbers == [["KE-2026-00001"], ["KE-2026-00001/1"]]
    assert not await works(clinic), "it is made once"


@pytest.mark.covers("tap:xlsx:regency", "happy", "invalid")
@pytest.mark.covers("tap:xlsx:open", "happy")
async def test_curator_wants_one_kabupaten(clinic: Clinic, sari: Talker) -> None:
    await sari.sends("/unduh")
    await sari.taps("Satu kabupaten")
    sari.sees("Kabupaten atau kota mana?")
    await sari.taps("Kembali")
    await sari.taps("Satu kabupaten")
    await sari.forges("1:xlsx:regency:0:0:semua")
    for _page in range(2):
        await sari.taps("Berikutnya")
    await sari.taps("Toba")
    await works(clinic)
    sari.sees("Kabupaten Toba", "0 usaha, 0 produk")
    assert received(sari)[1] == [[], []]
    await sari.sends("/unduh")
    await sari.taps("Yang menunggu")
    await works(clinic)
    sari.sees("Yang menunggu", "1 usaha, 1 produk")


@pytest.mark.covers("/unduh", "restarted")
@pytest.mark.covers("tap:xlsx:make", "restarted")
@pytest.mark.covers("tap:xlsx:regency", "restarted", "stale")
@pytest.mark.covers("tap:xlsx:open", "restarted", "stale")
async def test_a_process_that_dies_leaves_the_excel_to_the_next(
    clinic: Clinic, sari: Talker
) -> None:
    await sari.sends("/unduh")
    regency = sari.finds("Satu kabupaten")
    await sari.taps_again(regency, "Satu kabupaten")
    back = sari.finds("Kembali")
    await clinic.restarts()
    await sari.taps_again(regency, "Satu kabupaten")
    await sari.taps_again(back, "Kembali")
    await sari.taps("Yang menunggu")
    with clinic.database.write() as session:
        dying = jobs.claim(session, now=clinic.world.now())
    assert dying is not None
    folder(clinic).mkdir(parents=True)
    half = folder(clinic) / f"{dying.id}-{dying.attempt}.xlsx.part"
    half.write_bytes(b"half")
    await clinic.restarts()
    assert not await works(clinic), "another process might still be at work"
    clinic.passes(seconds=31)
    await sari.sends("/unduh")
    sari.sees("Sedang disiapkan")
    assert await works(clinic)
    sari.sees("1 usaha, 1 produk")
    await clinic.waits(minutes=10)
    assert list(folder(clinic).iterdir()) == []


@pytest.mark.covers("/unduh", "forbidden")
@pytest.mark.covers("tap:xlsx:make", "forbidden", "invalid")
@pytest.mark.covers("tap:xlsx:open", "forbidden")
@pytest.mark.covers("tap:xlsx:regency", "forbidden")
async def test_the_excel_is_for_the_office_only(clinic: Clinic, sari: Talker) -> None:
    mentor = await clinic.staff("Dewi Lubis", Role.MENTOR)
    owner = clinic.person("Saut Simanjuntak", phone="6281260000003")
    await registers(owner, "Teri Saut", phone="0812-6000-0003")
    for other in (mentor, owner):
        await other.sends("/unduh")
        other.never_sees_now("Excel")
        for verb in ("make:0:0:all", "open:0:0", "regency:0:0"):
            await other.forges(f"1:xlsx:{verb}")
    await sari.sends("/unduh")
    for choice in ("", ":12.99", ":semua"):
        await sari.forges(f"1:xlsx:make:0:0{choice}")
    assert not await works(clinic)


async def test_what_cannot_be_made_is_given_up_kindly(clinic: Clinic, sari: Talker) -> None:
    folder(clinic).parent.mkdir(exist_ok=True)
    folder(clinic).write_text("not a folder")
    await sari.sends("/unduh")
    await sari.taps("Semua usaha dan produk")
    for _ in range(jobs.MOST_ATTEMPTS):
        assert await works(clinic)
        clinic.world.clock.advance(row(clinic).not_before - clinic.world.now())
    sari.sees("Maaf, Excel belum bisa disiapkan. Data Anda aman.")
    assert row(clinic).state == JobState.FAILED
    folder(clinic).unlink()
    await sari.sends("/unduh")
    await sari.taps("Semua usaha dan produk")
    await works(clinic)
    sari.sees("1 usaha, 1 produk")


@pytest.mark.no_transcript
async def test_a_job_that_kills_its_process_each_time_is_given_up(
    clinic: Clinic, sari: Talker
) -> None:
    await sari.sends("/unduh")
    await sari.taps("Semua usaha dan produk")
    for _ in range(jobs.MOST_ATTEMPTS):
        with clinic.database.write() as session:
            assert jobs.claim(session, now=clinic.world.now()) is not None
        clinic.passes(seconds=31)
    assert await works(clinic)
    sari.sees("Maaf, Excel belum bisa disiapkan.")


@pytest.mark.no_transcript
async def test_the_file_is_removed_after_it_was_sent(clinic: Clinic, sari: Talker) -> None:
    await sari.sends("/unduh")
    await sari.taps("Semua usaha dan produk")
    await works(clinic)
    assert [file.suffix for file in folder(clinic).iterdir()] == [".xlsx"]
    await clinic.waits(minutes=10)
    assert list(folder(clinic).iterdir()) == []
    assert row(clinic).path is None


@pytest.mark.no_transcript
async def test_who_lost_the_role_gets_no_file(clinic: Clinic, sari: Talker) -> None:
    await sari.sends("/unduh")
    await sari.taps("Semua usaha dan produk")
    with clinic.database.write() as session:
        lost = update(RoleGrant).where(RoleGrant.person_id == row_of(sari).id)
        session.execute(lost.values(revoked_at=clinic.world.now()))
    await works(clinic)
    sari.never_saw("1 usaha, 1 produk")
    assert row(clinic).state == JobState.FAILED
    await clinic.waits(minutes=10)
    assert list(folder(clinic).iterdir()) == []


class Slow:
    """Work that is at 40 per cent until it is let go."""

    def __init__(self) -> None:
        self.go = asyncio.Event()

    async def __call__(self, job: Claimed, say: Texts, path: Path, progress: Progress) -> Made:
        assert job.attempt == 1
        progress.percent = 40
        await self.go.wait()
        await asyncio.to_thread(path.write_bytes, b"PK")
        return Made(path, "hasil.xlsx", say("workbook.ready"))


@pytest.mark.no_transcript
async def test_one_message_tells_how_far_it_is(clinic: Clinic, sari: Talker) -> None:
    await sari.sends("/unduh")
    await sari.taps("Semua usaha dan produk")
    count, slow = len(sari.phone.received()), Slow()
    writer = Writer(clinic.database, clinic.bot.sender)
    loop = Jobs(
        {ENTRIES_XLSX: slow},
        folder(clinic),
        clinic.database,
        writer,
        clinic.world.now,
        beat_seconds=0.01,
    )
    async with asyncio.TaskGroup() as group:
        working = group.create_task(loop.once())
        await until(lambda: "Sedang disiapkan: 40%" in sari.last)
        assert len(sari.phone.received()) == count, "it is edited, not repeated"
        assert row(clinic).progress == 40
        slow.go.set()
        assert await working
    await clinic.settles()
    await writer.stop()
    assert row(clinic).state == JobState.DONE
