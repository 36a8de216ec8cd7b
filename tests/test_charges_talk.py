"""A mentor's businesses, notes, hand-overs and stages, in talk."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from models.mentoring import Mentoring, MentorNote, StageMove
from tests.mentored import Mentored, begin
from tests.sent_evidence import send
from tests.talk import Clinic, Talker


@pytest.fixture
def case(clinic: Clinic, owner: Talker, mentor: Talker) -> Mentored:
    found = begin(clinic, owner, mentor)
    silent_since(clinic, found, days=12)
    return found


@pytest.fixture
def free(clinic: Clinic, owner: Talker) -> Mentored:
    found = begin(clinic, owner)
    silent_since(clinic, found, days=3)
    return found


def silent_since(clinic: Clinic, case: Mentored, days: int) -> None:
    """Let the business have been silent for so long."""
    with clinic.database.write() as session:
        row = session.get_one(Mentoring, case.business.id)
        row.owner_acted_at = row.stage_since = clinic.world.now() - timedelta(days=days)


def mentor_of(clinic: Clinic) -> int | None:
    with clinic.database.read() as session:
        return session.scalars(select(Mentoring.mentor_id)).one()


def moves(clinic: Clinic) -> list[tuple[str, str | None]]:
    with clinic.database.read() as session:
        rows = session.scalars(select(StageMove).order_by(StageMove.id))
        return [(row.went_to, row.reason) for row in rows]


@pytest.mark.covers("/binaan", "happy")
@pytest.mark.covers("tap:charge:see", "happy")
async def test_mentor_looks_at_a_business(clinic: Clinic, mentor: Talker, case: Mentored) -> None:
    await mentor.sends("/binaan")
    mentor.sees(
        "Binaan Anda: 1",
        "1. Kopi Deleng: T0, 0%, diam 12 hari, menunggu pemilik.",
        buttons=["1. Kopi Deleng", "Beranda"],
    )
    send(clinic, case)
    await mentor.taps("1. Kopi Deleng")
    mentor.sees(
        "Binaan: Kopi Deleng",
        "KE-2026-00001, Kabupaten Karo.",
        "Pendamping: Ibu Dewi.",
        "Tahap T0, Diusulkan, sejak 7 Nov 2026.",
        "Kopi bubuk: 0%, 0 dari",
        "Diam 0 hari, 1 bukti menunggu pendamping.",
        buttons=["Tinjau", "Catatan", "Catat tahap", "Serahkan", "Lepaskan", "Kembali", "Beranda"],
    )
    await mentor.taps("Tinjau")
    mentor.sees("1 dari 1: Foto produk")
    await mentor.taps("Lihat usaha")
    mentor.sees("Binaan: Kopi Deleng")
    await mentor.taps("Kembali")
    mentor.sees("Binaan Anda: 1")


async def test_mentor_without_businesses(mentor: Talker) -> None:
    await mentor.sends("/mentees")
    mentor.sees("Binaan Anda: 0", "Anda belum punya binaan.", buttons=["Beranda"])


@pytest.mark.covers("tap:charge:note", "happy")
@pytest.mark.covers("tap:charge:write", "happy")
async def test_mentor_writes_notes(
    clinic: Clinic, mentor: Talker, other: Talker, case: Mentored
) -> None:
    await mentor.sends("/binaan")
    await mentor.taps("1. Kopi Deleng")
    await mentor.taps("Catatan")
    mentor.sees(
        "Siapa yang boleh membaca catatan ini?",
        buttons=["Pribadi", "Semua pendamping", "Kembali", "Beranda"],
    )
    await mentor.taps("Pribadi")
    mentor.sees("Catatan pribadi tentang Kopi Deleng.", "Apa catatannya?")
    await mentor.sends("Sabtu ke pasar")
    mentor.sees("Catatan tersimpan.", "Catatan pribadi, 19 Nov 2026: Sabtu ke pasar")
    await mentor.taps("Catatan")
    await mentor.taps("Semua pendamping")
    await mentor.sends("Minta dihubungi hari Kamis")
    mentor.sees("Catatan Ibu Dewi, 19 Nov 2026: Minta dihubungi hari Kamis", "Catatan pribadi")
    await other.forges(f"1:charge:see:{case.business.id}:0")
    other.sees("Minta dihubungi hari Kamis")
    other.never_saw("Sabtu ke pasar")
    with clinic.database.read() as session:
        assert len(list(session.scalars(select(MentorNote)))) == 2


@pytest.mark.covers("tap:charge:free", "happy")
@pytest.mark.covers("tap:charge:take", "happy", "stale")
async def test_mentor_takes_what_nobody_has(
    owner: Talker, mentor: Talker, other: Talker, free: Mentored
) -> None:
    await mentor.sends("/binaan")
    mentor.sees("Belum ada pendamping: 1 usaha.", buttons=["Belum ada pendamping", "Beranda"])
    await mentor.taps("Belum ada pendamping")
    mentor.sees("Usaha tanpa pendamping", "1. Kopi Deleng, Kabupaten Karo.")
    await mentor.taps("1. Kopi Deleng")
    mentor.sees(
        "Belum ada pendamping.",
        buttons=["Ambil", "Catatan", "Kembali", "Beranda"],
    )
    await other.forges(f"1:charge:see:{free.business.id}:0")
    await mentor.taps("Ambil")
    mentor.sees("Tersimpan. Pendampingnya Ibu Dewi, pemilik diberi tahu.", "Pendamping: Ibu Dewi.")
    owner.sees(
        "Pendamping Anda: Ibu Dewi",
        "Ibu Dewi mendampingi Kopi Deleng mulai hari ini.",
        buttons=["Beranda"],
    )
    await other.taps("Ambil")
    other.was_told("Usaha ini baru saja berubah.")
    other.sees("Pendamping: Ibu Dewi.")
    await mentor.taps("Kembali")
    mentor.sees("Binaan Anda: 1")


@pytest.mark.usefixtures("free")
async def test_mentor_who_has_enough_takes_no_more(
    mentor: Talker, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("models.services.assigning.LOAD_CAP", 0)
    await mentor.sends("/binaan")
    await mentor.taps("Belum ada pendamping")
    await mentor.taps("1. Kopi Deleng")
    await mentor.taps("Ambil")
    mentor.was_told("Pendamping itu sudah punya 0 binaan. Pilih yang lain.")
    mentor.sees("Belum ada pendamping.")


@pytest.mark.covers("tap:charge:hand", "happy")
@pytest.mark.covers("tap:charge:give", "happy")
@pytest.mark.usefixtures("free")
async def test_admin_appoints_a_mentor(
    owner: Talker,
    mentor: Talker,
    admin: Talker,
) -> None:
    await admin.sends("/binaan")
    await admin.taps("Belum ada pendamping")
    await admin.taps("1. Kopi Deleng")
    admin.sees(buttons=["Tunjuk pendamping", "Catatan", "Catat tahap", "Kembali", "Beranda"])
    await admin.taps("Tunjuk pendamping")
    admin.sees(
        "Kopi Deleng: siapa pendampingnya?",
        "1. Ibu Dewi: 0 binaan.",
        buttons=["1. Ibu Dewi", "Kembali", "Beranda"],
    )
    await admin.taps("1. Ibu Dewi")
    admin.sees("Tersimpan. Pendampingnya Ibu Dewi")
    mentor.sees("Rizal Nasution menyerahkan Kopi Deleng kepada Anda.")
    owner.sees("Pendamping Anda: Ibu Dewi")
    await mentor.taps("Lihat usaha")
    mentor.sees("Binaan: Kopi Deleng")


async def test_suggestions_say_who_fits(
    clinic: Clinic, mentor: Talker, other: Talker, admin: Talker, case: Mentored
) -> None:
    second = clinic.person("Lasma Purba")
    with clinic.in_short("Lasma Purba has a coffee business in Karo without a mentor."):
        await second.starts()
    send(clinic, begin(clinic, second))
    await admin.sends("/beranda")
    admin.sees("Bukti tanpa pendamping: 1.")
    await admin.taps("Mulai meninjau")
    admin.sees("1 dari 1: Foto produk", "Usaha ini belum punya pendamping.")
    await admin.taps("Lihat usaha")
    await admin.taps("Tunjuk pendamping")
    admin.sees(
        "1. Ibu Dewi: 1 binaan, kabupaten sama, produk sejenis.",
        "2. Pak Budi: 0 binaan.",
    )
    await admin.taps("2. Pak Budi")
    other.sees("Rizal Nasution menyerahkan Kopi Deleng kepada Anda.")
    await other.sends("/tinjau")
    other.sees("Menunggu Anda: 1 bukti")
    await mentor.forges(f"1:charge:see:{case.business.id}:0")
    mentor.sees("Pendamping: Ibu Dewi.")


@pytest.mark.covers("tap:charge:give", "stale")
async def test_mentor_hands_a_business_over_and_lets_it_go(
    clinic: Clinic, owner: Talker, mentor: Talker, other: Talker, case: Mentored
) -> None:
    send(clinic, case)
    await mentor.sends("/binaan")
    await mentor.taps("1. Kopi Deleng")
    release = mentor.finds("Lepaskan")
    await mentor.taps("Serahkan")
    mentor.sees("1. Pak Budi: 0 binaan.")
    await mentor.taps("1. Pak Budi")
    mentor.sees("Kopi Deleng diserahkan ke pendamping lain.", "Apa alasannya?")
    await mentor.sends("Pak Budi tinggal di Karo")
    mentor.sees("Tersimpan. Pendampingnya Pak Budi")
    other.sees("Ibu Dewi menyerahkan Kopi Deleng", "Alasannya: Pak Budi tinggal di Karo")
    owner.sees("Pendamping baru Anda: Pak Budi", "Semua bukti dan kemajuan Anda tetap tersimpan.")
    await mentor.taps_again(release, "Lepaskan")
    mentor.was_told("Usaha ini baru saja berubah.")
    await mentor.sends("/tinjau")
    mentor.sees("Tidak ada bukti yang menunggu Anda.")
    await other.sends("/tinjau")
    other.sees("Menunggu Anda: 1 bukti")
    await other.taps("Binaan saya")
    await other.taps("1. Kopi Deleng")
    await other.taps("Lepaskan")
    other.sees("Kopi Deleng dilepaskan, tanpa pendamping.", "Apa alasannya?")
    await other.sends("Pindah tugas")
    other.sees("Dilepaskan. Pemilik diberi tahu.", "Belum ada pendamping.")
    owner.sees("Kopi Deleng sedang menunggu pendamping baru.")
    assert mentor_of(clinic) is None


@pytest.mark.usefixtures("case")
async def test_nobody_to_hand_it_to(
    mentor: Talker,
) -> None:
    await mentor.sends("/binaan")
    await mentor.taps("1. Kopi Deleng")
    await mentor.taps("Serahkan")
    mentor.was_told("Belum ada pendamping lain.")


@pytest.mark.usefixtures("other")
async def test_taken_away_while_the_reason_is_written(
    clinic: Clinic, mentor: Talker, admin: Talker, case: Mentored
) -> None:
    await mentor.sends("/binaan")
    await mentor.taps("1. Kopi Deleng")
    await mentor.taps("Lepaskan")
    with clinic.in_short("Rizal hands the business over to Pak Budi meanwhile."):
        await admin.forges(f"1:charge:see:{case.business.id}:0")
        await admin.taps("Serahkan")
        await admin.taps("1. Pak Budi")
        await admin.sends("Lebih dekat")
    await mentor.sends("Terlalu jauh")
    mentor.sees("Usaha ini punya pendamping lain.", "Pendamping: Pak Budi.")
    assert mentor_of(clinic) is not None


@pytest.mark.covers("tap:charge:stage", "happy")
@pytest.mark.covers("tap:charge:rule", "happy", "stale")
@pytest.mark.usefixtures("case")
async def test_staff_decide_a_stage(
    clinic: Clinic,
    mentor: Talker,
) -> None:
    await mentor.sends("/binaan")
    await mentor.taps("1. Kopi Deleng")
    await mentor.taps("Catat tahap")
    mentor.sees(
        "Sekarang: T0, Diusulkan.",
        "Tahap mana yang diputuskan?",
        buttons=[
            "T6, Promosi dan temu pem",
            "T7, Ekspor perdana",
            "T8, Ekspor rutin",
            "T9, Mandiri",
            "TX, Tidak aktif",
            "Kembali",
            "Beranda",
        ],
    )
    inactive = mentor.finds("TX, Tidak aktif")
    await mentor.taps("T7, Ekspor perdana")
    mentor.sees("Kopi Deleng menjadi tahap T7, Ekspor perdana.", "Apa dasar keputusan ini?")
    await mentor.sends("Sudah")
    mentor.sees("Tulisannya masih terlalu pendek, paling sedikit 10 huruf.")
    await mentor.sends("Kiriman ke Jerman sudah dibayar")
    mentor.sees("Tahap tercatat, dengan alasannya.", "Tahap T7, Ekspor perdana")
    await mentor.taps_again(inactive, "TX, Tidak aktif")
    mentor.was_told("Usaha ini baru saja berubah.")
    await mentor.taps("Catat tahap")
    await mentor.taps("Kembali menurut bukti")
    mentor.sees("Kopi Deleng kembali ke tahap menurut bukti.")
    await mentor.sends("Pembayarannya dibatalkan")
    mentor.sees("Tahap T0, Diusulkan")
    assert moves(clinic)[1:] == [
        ("T7", "Kiriman ke Jerman sudah dibayar"),
        ("T0", "Pembayarannya dibatalkan"),
    ]
