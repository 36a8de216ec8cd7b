"""The way of a business: where it stands, word of every move, and a picture to pass on."""

import io
from collections.abc import Callable

import pytest
from PIL import Image
from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from bot.clinic import Moment
from bot.turn import House
from bot.writer import Writer
from handlers import FLOWS
from handlers.admin import showing
from handlers.owner import home, journey
from models.business import Business, Membership
from models.job import Job, JobState
from models.person import Person
from models.services import mentoring, stages
from models.services.actor import Actor
from models.services.stages import Moved
from models.task import TaskState
from tests import way
from tests.mentored import Mentored, begin
from tests.talk import Clinic, Talker

WAY = "Lihat perjalanan saya"


@pytest.fixture
async def owner(clinic: Clinic) -> Talker:
    owner = clinic.person("Rehulina Ginting", phone="6281260000001")
    await owner.starts()
    return owner


@pytest.fixture
async def mentor(clinic: Clinic) -> Talker:
    mentor = clinic.person("Dewi")
    await mentor.starts()
    return mentor


@pytest.fixture
def case(clinic: Clinic, owner: Talker, mentor: Talker) -> Mentored:
    """A business in mentoring that still owes the most of its registration."""
    clinic.passes(days=6)
    case = begin(clinic, owner, mentor)
    with clinic.database.write() as session:
        way.agree(session, case.owner)
    return case


async def writes(clinic: Clinic, work: Callable[[Session], Moved | None]) -> None:
    """Let something happen in one transaction, and its people be told of the move."""
    config, now = clinic.config, clinic.world.now()
    house = House(config.clinic, FLOWS, home.show, showing.followed, config.quiet, "klinik_bot")
    writer = Writer(clinic.database, clinic.bot.sender)

    def told(session: Session) -> None:
        moved = work(session)
        if moved is not None:
            journey.tell(Moment(session, now, house), moved)

    await writer.write(told)
    await writer.stop()
    await clinic.settles()


async def follows(clinic: Clinic, case: Mentored) -> None:
    """The facts move the business."""
    now = clinic.world.now()
    await writes(clinic, lambda session: stages.follow(session, case.business.id, now=now))


async def rules(clinic: Clinic, case: Mentored, to: str, reason: str) -> None:
    """The mentor decides."""

    def decide(session: Session) -> Moved | None:
        assert case.mentor is not None
        number, now = case.business.id, clinic.world.now()
        seen = mentoring.get(session, number).revision
        return stages.rule(session, case.mentor, number, to, reason, seen=seen, now=now)

    clinic.notes("Dewi", f"({to}: {reason})")
    await writes(clinic, decide)


def changes(clinic: Clinic, case: Mentored, work: Callable[[Session, Business], object]) -> None:
    with clinic.database.write() as session:
        work(session, session.get_one(Business, case.business.id))


def does_all(session: Session, business: Business) -> None:
    way.settle(session, business, TaskState.ACCEPTED)


def loses_a_step(session: Session, business: Business) -> None:
    way.settle(session, business, TaskState.REPAIR, lambda line: line.item.id == "G01")


async def draws(clinic: Clinic) -> bool:
    """Let the loop of jobs do what is due."""
    done = await clinic.bot.jobs.once()
    await clinic.settles()
    return done


def picture(talker: Talker) -> Image.Image:
    """The newest message as a picture."""
    file = talker.clinic.world.files.get(talker.phone.last()["photo"][-1]["file_id"])
    assert file is not None
    return Image.open(io.BytesIO(file.content))


@pytest.mark.covers("tap:way:open", "happy", "restarted", "stale")
async def test_way_shows_where_a_business_stands(
    clinic: Clinic, owner: Talker, case: Mentored
) -> None:
    await follows(clinic, case)
    owner.sees("Selamat. Anda naik ke Tahap 1", buttons=[WAY, "Beranda"])
    await owner.taps("Beranda")
    owner.sees("Tahap 1, terdaftar, 50%.")
    await owner.taps(WAY)
    owner.sees(
        "Perjalanan Kopi Deleng",
        "Tahap 0, diusulkan: 24 Nov 2026.",
        "Anda di sini: Tahap 1, terdaftar, sejak 25 Nov 2026. Target 9 Des 2026.",
        "Sudah: satu produk dengan 3 foto.",
        "Belum: data usaha terisi paling sedikit 80%.",
        "Berikutnya: Tahap 2, siap kurasi.",
        buttons=["Lihat pendaftaran", "Beranda"],
    )
    await owner.taps("Beranda")
    old = owner.finds(WAY)
    changes(clinic, case, way.fill)
    await follows(clinic, case)
    await clinic.restarts()
    await owner.taps_again(old, WAY)
    assert "Berikutnya: Tahap 5, dokumen dan harga ekspor." in clinic.transcript()
    await owner.sends("/beranda")
    owner.sees("Tahap 4, kemasan dan izin, 0%.")
    await owner.taps(WAY)
    owner.sees(
        "Tahap 3, hasil kurasi: 25 Nov 2026.",
        "Anda di sini: Tahap 4, kemasan dan izin",
        "Belum: semua langkah wajib kemasan satu produk.",
        buttons=["Buka tugas", "Beranda"],
    )


async def test_way_up_is_told_with_a_picture(
    clinic: Clinic, owner: Talker, case: Mentored
) -> None:
    changes(clinic, case, way.fill)
    await follows(clinic, case)
    owner.sees(
        "Selamat. Anda naik ke Tahap 4",
        "Kopi Deleng masuk pembinaan kemasan dan izin.",
        "Sekarang Tahap 4, kemasan dan izin, target 25 Mar 2027.",
        "Pendamping Anda: Dewi.",
        buttons=["Buka tugas", WAY, "Beranda"],
    )
    count = len(owner.phone.received())
    assert await draws(clinic)
    assert len(owner.phone.received()) == count + 1, "the picture, and no word of its making"
    owner.sees("Kopi Deleng", "Tahap 4, Kemasan dan izin, 25 Nov 2026.", "Boleh Anda teruskan")
    assert picture(owner).size == (1080, 1080)
    assert not await draws(clinic)
    clinic.passes(days=52)
    changes(clinic, case, does_all)
    await follows(clinic, case)
    owner.sees(
        "Selamat. Anda naik ke Tahap 5",
        "Kemasan dan izin dasar Kopi Deleng sudah lengkap.",
        "langkah wajib Anda selesaikan dalam 52 hari. 🎉",
        "Sekarang Tahap 5, dokumen dan harga ekspor, target",
    )
    assert not await draws(clinic), "there is no picture of this one"
    await owner.taps("Beranda")
    owner.sees("Tahap 5, dokumen dan harga ekspor, 0%.")
    await owner.taps(WAY)
    owner.sees(
        "Berikutnya: Tahap 6, promosi dan temu pembeli. Petugas memutuskannya bersama Anda."
    )


async def test_way_back_is_told_kindly(clinic: Clinic, owner: Talker, case: Mentored) -> None:
    changes(clinic, case, lambda session, business: way.lift(session, business, case.owner))
    with clinic.in_short("Kopi Deleng has reached Tahap 5."):
        await follows(clinic, case)
    changes(clinic, case, loses_a_step)
    await follows(clinic, case)
    owner.sees(
        "Kopi Deleng sekarang di Tahap 4",
        "Kemajuan Anda tetap tersimpan.",
        "Belum: semua langkah wajib kemasan satu produk.",
    )
    owner.never_sees_now("Selamat")
    assert not await draws(clinic)
    await rules(clinic, case, "TX", "Libur panen sampai Maret.")
    owner.sees(
        "Kopi Deleng beristirahat dulu",
        "Alasannya: Libur panen sampai Maret.",
        "Ingin lanjut? Tulis ke sini kapan saja",
        buttons=[WAY, "Beranda"],
    )
    await owner.taps("Beranda")
    owner.sees("Tidak aktif.")
    await owner.taps(WAY)
    owner.sees("Anda di sini: tidak aktif, sejak", buttons=["Lihat pendaftaran", "Beranda"])
    await rules(clinic, case, "T4", "Panen selesai.")
    owner.sees("Selamat datang kembali", "Kopi Deleng sekarang di Tahap 4.")


async def test_way_of_exports_is_ruled_by_the_staff(
    clinic: Clinic, owner: Talker, case: Mentored
) -> None:
    for to in ("T6", "T7", "T8", "T9"):
        clinic.passes(days=30)
        await rules(clinic, case, to, "Bukti sudah diperiksa.")
        drawn = await draws(clinic)
        assert drawn == (to in {"T7", "T8"})
    await owner.taps("Beranda")
    owner.sees("Tahap 9, mandiri.")
    await owner.taps(WAY)
    owner.sees("Tahap 8, ekspor rutin: ", "Anda di sini: Tahap 9, mandiri, sejak")


async def test_way_is_told_to_each_member_in_their_language(
    clinic: Clinic, owner: Talker, case: Mentored
) -> None:
    helper = clinic.person("Dimas")
    await helper.starts()
    with clinic.database.write() as session:
        row = session.scalars(select(Person).where(Person.telegram_id == helper.id)).one()
        row.language = "en"
        acting = Actor(row.id, row.name, frozenset())
        way.join(session, session.get_one(Business, case.business.id), acting)
    await rules(clinic, case, "T7", "PEB 000123.")
    owner.sees("Ekspor perdana Kopi Deleng terbukti. Ini hasil kerja Anda. 🎉")
    helper.sees("Congratulations. You have reached stage 7", "Reason: PEB 000123.")
    await helper.taps("See my journey")
    helper.sees("The journey of Kopi Deleng", "You are here: Stage 7, first export, since")
    with clinic.database.write() as session:
        session.execute(delete(Membership).where(Membership.person_id == row.id))
    assert await draws(clinic)
    assert await draws(clinic)
    owner.sees("Tahap 7, Ekspor perdana")
    helper.never_saw("Boleh Anda teruskan")
    with clinic.database.read() as session:
        assert [job.state for job in session.scalars(select(Job).order_by(Job.id))] == [
            JobState.DONE,
            JobState.FAILED,
        ]


@pytest.mark.covers("tap:way:open", "invalid")
async def test_way_of_somebody_else_is_not_opened(clinic: Clinic, case: Mentored) -> None:
    stranger = clinic.person("Saut Simanjuntak")
    await stranger.starts()
    await stranger.forges(f"1:way:open:{case.business.id}:0")
    stranger.was_told("tidak ada lagi")
    await stranger.forges("1:way:open:99:0")
    stranger.was_told("tidak ada lagi")
    await stranger.forges("1:way:open:0:0")
    stranger.sees("Daftarkan usaha Anda dulu")


async def test_way_asks_for_which_business(clinic: Clinic, owner: Talker, case: Mentored) -> None:
    other = begin(clinic, owner)
    with clinic.database.write() as session:
        session.get_one(Business, other.business.id).name = "Keripik Nenas"
    await owner.forges("1:way:open:0:0")
    owner.sees("Untuk usaha yang mana?", buttons=["Keripik Nenas", "Kopi Deleng", "Beranda"])
    await owner.taps("Kopi Deleng")
    owner.sees("Perjalanan Kopi Deleng")
    await owner.forges(f"1:way:open:{other.business.id}:0")
    owner.sees("Perjalanan Keripik Nenas", "Anda di sini: Tahap")
    await owner.forges(f"1:way:open:{case.business.id}:0")
    owner.sees("Perjalanan Kopi Deleng")
