"""The staff read what happened to an entry, in talk."""

import pytest

from bot.texts import texts
from models.person import Role
from models.services import members
from models.services.actor import Actor
from tests.audit_actions import of_entries
from tests.errands import opens_queue, registers, row_of, sends_product
from tests.talk import Clinic, Talker


@pytest.fixture
def owner(clinic: Clinic) -> Talker:
    return clinic.person("Rehulina Ginting", phone="6281260000001")


@pytest.fixture
async def admin(clinic: Clinic) -> Talker:
    with clinic.in_short("Rizal Nasution is an admin."):
        return await clinic.staff("Rizal Nasution")


async def asks_for_repair(admin: Talker) -> None:
    """Return two answers of the first card."""
    with admin.clinic.in_short(f"{admin.name} asks for the repair of two answers."):
        await opens_queue(admin)
        await admin.taps("Ambil")
        await admin.taps("Minta perbaikan")
        await admin.taps("Nama pemilik")
        await admin.taps("Tulis nama lengkap")
        await admin.taps("Ubah pilihan")
        await admin.taps("Nomor HP")
        await admin.taps("Nomor HP tak tersambung")
        await admin.taps("Kirim ke pemilik")
        await admin.clinic.waits(seconds=61)


async def repairs(owner: Talker) -> None:
    """Give the returned answers anew."""
    with owner.clinic.in_short(f"{owner.name} repairs both answers."):
        await owner.taps("Perbaiki sekarang")
        await owner.sends("Rehulina Br. Ginting Munthe", "0813-6000-0009")


@pytest.mark.covers("/audit", "happy")
async def test_trail_tells_what_happened_newest_first(owner: Talker, admin: Talker) -> None:
    await registers(owner)
    await asks_for_repair(admin)
    await repairs(owner)
    await admin.sends("/audit KE-2026-00001")
    admin.sees("Riwayat KE-2026-00001", "Kopi Deleng.", buttons=["Kembali", "Beranda"])
    _title, _name, *told = admin.last.split("\n")
    when, later = "19 Nov 2026, 14.00 WIB", "19 Nov 2026, 14.01 WIB"
    changed = "Nama pemilik berubah; Nomor HP berubah."
    assert told == [
        f"{later}: Rehulina Ginting memperbaiki 2 jawaban: {changed}",
        f"{when}: Rizal Nasution minta perbaikan 2 jawaban: Nama pemilik, Nomor HP.",
        f"{when}: Rizal Nasution mengambil kartu.",
        f"{when}: Rehulina Ginting mengirim pendaftaran.",
    ]
    admin.never_saw("0813-6000-0009")
    await admin.taps("Kembali")
    admin.sees("Pendaftaran KE-2026-00001")


@pytest.mark.covers("/audit", "invalid", "restarted")
async def test_trail_asks_for_the_number(clinic: Clinic, owner: Talker, admin: Talker) -> None:
    await registers(owner)
    await sends_product(owner)
    await admin.sends("/audit")
    admin.sees("Riwayat nomor berapa?", "Contoh: KE-2026-00152, atau 152")
    await clinic.restarts()
    for unknown in ("152", "kopi", "1/9"):
        await admin.sends(unknown)
        admin.sees("Nomor itu belum ada.", "Riwayat nomor berapa?")
    await admin.sends("1/1")
    admin.sees("Riwayat KE-2026-00001/1", "Teri asin.", "Rehulina Ginting mengirim produk.")
    await admin.sends("/trail 00001")
    admin.sees("Riwayat KE-2026-00001", "Rehulina Ginting mengirim pendaftaran.")


@pytest.mark.covers("tap:audit:see", "happy", "restarted", "stale", "invalid")
async def test_trail_comes_by_the_page(clinic: Clinic, owner: Talker, admin: Talker) -> None:
    await registers(owner)
    with clinic.in_short("Rizal Nasution takes the card and gives it back, four times."):
        await opens_queue(admin)
        for _ in range(4):
            await admin.taps("Ambil")
            await admin.taps("Lepaskan")
    await admin.sends("/cari 1")
    trail = admin.finds("Lihat riwayat")
    await admin.taps("Lihat riwayat")
    admin.sees("mengambil kartu.", "melepaskan kartu.")
    admin.never_sees_now("mengirim pendaftaran")
    await clinic.restarts()
    await admin.taps("Lihat yang lebih lama")
    admin.sees("Rehulina Ginting mengirim pendaftaran.", buttons=["Kembali", "Beranda"])
    clinic.passes(minutes=40)
    with clinic.in_short("The card is taken and lapses."):
        await opens_queue(admin)
        await admin.taps("Ambil")
        await clinic.waits(minutes=31)
    await admin.taps_again(trail, "Lihat riwayat")
    admin.sees("Klinik melepaskan kartu, waktunya habis.")
    await admin.forges("1:audit:see:11:0")
    admin.was_told("Pendaftaran ini tidak ada lagi.")
    await admin.forges("1:audit:see:1:0:x")
    admin.sees("Riwayat KE-2026-00001")


async def test_trail_tells_answers_that_are_not_private(owner: Talker, admin: Talker) -> None:
    await registers(owner)
    with owner.clinic.in_short(f"{owner.name} changes the name and the address."):
        await owner.taps("Beranda")
        await owner.taps("Lihat pendaftaran")
        await owner.taps("Ubah jawaban")
        await owner.taps("Ubah nama usaha")
        await owner.sends("Kopi <Sibayak>")
        await owner.taps("Isi alamat")
        await owner.sends("Desa Gurusinga, Berastagi")
        await owner.taps("Kirim perubahan")
    await admin.sends("/audit 1")
    admin.sees(
        "Rehulina Ginting mengubah 2 jawaban: "
        "Nama usaha dari Kopi Deleng ke Kopi <Sibayak>; Alamat usaha berubah."
    )
    admin.never_saw("Gurusinga")


async def test_trail_tells_of_members(clinic: Clinic, owner: Talker, admin: Talker) -> None:
    await registers(owner)
    helper = clinic.person("Dimas")
    with clinic.in_short("Dimas becomes an operator of the business and is taken off it."):
        await helper.starts(invited(clinic, owner))
        now = clinic.world.now()
        with clinic.database.write() as session:
            members.leave(session, actor(owner), 1, row_of(helper).id, now=now)
    await admin.sends("/audit 1")
    admin.sees(
        "Dimas mulai mengurus usaha ini.",
        "Rehulina Ginting mengeluarkan Dimas dari pengurus.",
    )


def actor(owner: Talker) -> Actor:
    row = row_of(owner)
    return Actor(row.id, row.name, frozenset())


def invited(clinic: Clinic, owner: Talker) -> str:
    """The payload of an operator's invitation to the first business."""
    with clinic.database.write() as session:
        return members.invite_operator(session, actor(owner), 1, now=clinic.world.now())


@pytest.mark.covers("/audit", "forbidden")
@pytest.mark.covers("tap:audit:see", "forbidden")
async def test_owner_and_mentor_do_not_read_the_trail(clinic: Clinic, owner: Talker) -> None:
    await registers(owner)
    with clinic.in_short("Dewi Lubis is a mentor."):
        mentor = await clinic.staff("Dewi Lubis", Role.MENTOR)
    for who in (owner, mentor):
        await who.sends("/audit 1")
        who.sees("Bagian ini dibuka oleh petugas.")
        await who.forges("1:audit:see:1:0")
        who.was_told("Tombol ini untuk petugas.")
        who.never_saw("Riwayat KE-2026-00001")


@pytest.mark.parametrize("action", sorted(of_entries()))
def test_every_act_has_its_sentence(action: str) -> None:
    assert texts("id").has(f"audit.act.{action.rpartition('.')[2]}")
