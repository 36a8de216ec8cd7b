"""The staff group: bound, its cards decided together, and left; in talk."""

import pytest

from models.services import audit
from tests.errands import answers, businesses, leaves_the_rest, registers
from tests.groups import Group
from tests.talk import Clinic, Talker

HELD = ["Setujui", "Minta perbaikan", "Buka rincian", "Tolak", "Lepaskan"]
FREE = ["Ambil", "Buka rincian"]


@pytest.fixture
def owner(clinic: Clinic) -> Talker:
    return clinic.person("Dimas Prasetyo", phone="6281360000009")


@pytest.fixture
async def rizal(clinic: Clinic) -> Talker:
    with clinic.in_short("Pak Rizal is an admin."):
        return await clinic.staff("Pak Rizal")


@pytest.fixture
async def sari(clinic: Clinic) -> Talker:
    with clinic.in_short("Bu Sari is an admin."):
        return await clinic.staff("Bu Sari")


@pytest.fixture
async def group(clinic: Clinic, rizal: Talker, sari: Talker) -> Group:
    """Bound by Pak Rizal."""
    with clinic.in_short("Pak Rizal has bound the group of the staff."):
        bound = clinic.group("Petugas Klinik", rizal, sari)
        await bound.as_(rizal).sends("/kurasi")
        await bound.as_(rizal).taps("Pakai grup ini")
    return bound


async def registers_dimas(owner: Talker) -> None:
    with owner.clinic.in_short("Dimas has registered Sihobuk Pedas, Jl. Setia Budi."):
        await answers(owner, "Sihobuk Pedas", "Dimas", "0813-6000-0009", "medan")
        await owner.sends("Jl. Setia Budi")
        await leaves_the_rest(owner)
        await owner.taps("Kirim pendaftaran")


@pytest.mark.covers("group:/kurasi", "happy", "restarted", "forbidden")
@pytest.mark.covers("tap:group:bind", "happy", "restarted", "stale", "forbidden", "invalid")
async def test_group_is_bound(clinic: Clinic, rizal: Talker, sari: Talker) -> None:
    group = clinic.group("Petugas Klinik", rizal, sari)
    stranger = clinic.person("Togar Sihombing")
    await group.as_(stranger).sends("/kurasi")
    await group.as_(rizal).sends("/kurasi")
    group.sees("Pakai grup ini untuk kurasi?", buttons=["Pakai grup ini", "Bukan di sini"])
    bind = group.as_(rizal).finds("Pakai grup ini")
    await group.as_(stranger).taps("Pakai grup ini")
    group.as_(stranger).was_told("Tombol ini untuk petugas.")
    await clinic.restarts()
    await group.as_(rizal).taps("Pakai grup ini")
    group.sees("Grup ini dipakai untuk kurasi.", "tanpa nomor HP dan alamat")
    await group.as_(rizal).taps_again(bind, "Pakai grup ini")
    group.sees("Grup ini dipakai untuk kurasi.")
    await clinic.restarts()
    await group.as_(sari).sends("/kurasi")
    group.sees("Tidak ada kartu yang menunggu.")


async def test_two_hands_on_one_card(
    clinic: Clinic, owner: Talker, rizal: Talker, sari: Talker, group: Group
) -> None:
    """Model conversation 4.1."""
    await registers_dimas(owner)
    await clinic.waits(seconds=1)
    group.sees("Pendaftaran KE-2026-00001", "Sihobuk Pedas, Kota Medan.", buttons=FREE)
    group.never_saw("0813")
    group.never_saw("Setia Budi")
    await group.as_(rizal).taps("Ambil")
    group.sees("Diperiksa Pak Rizal sejak 14.00 WIB", buttons=HELD)
    await group.as_(sari).taps("Minta perbaikan")
    group.as_(sari).was_told("Sedang diperiksa Pak Rizal sejak 14.00 WIB. Lepas sendiri")
    await group.as_(rizal).follows("Buka rincian")
    rizal.sees("Alamat usaha: Jl. Setia Budi", "0813••••0009")
    old = group.as_(sari).finds("Setujui")
    await group.as_(rizal).taps("Minta perbaikan")
    group.sees("00001: pilih jawaban yang perlu diperbaiki", "Terpilih: belum ada.")
    await group.as_(rizal).taps("Nama pemilik")
    await group.as_(rizal).taps("Tulis nama lengkap")
    await group.as_(rizal).taps("Ubah pilihan")
    await group.as_(rizal).taps("Alamat usaha")
    await group.as_(rizal).taps("Lengkapi alamat")
    group.sees("00001: minta perbaikan 2 jawaban", "1. Nama pemilik: Tulis nama lengkap")
    await group.as_(rizal).taps("Kirim ke pemilik")
    group.sees(
        "00001: Pak Rizal minta perbaikan, 14.00 WIB",
        "Pesan ke pemilik berangkat 14.01 WIB.",
        buttons=["Batalkan (60 detik)"],
    )
    await group.as_(sari).taps_again(old, "Setujui")
    group.as_(sari).was_told(
        "Sudah diputuskan Pak Rizal, 19 Nov 2026, 14.00 WIB: minta perbaikan."
    )
    await group.as_(rizal).taps("Batalkan (60 detik)")
    group.sees("00001: keputusan dibatalkan", "Anda masih memegang kartu ini.", buttons=HELD)
    await group.as_(rizal).taps("Minta perbaikan")
    await group.as_(rizal).taps("Selesai memilih")
    await group.as_(rizal).taps("Kirim ke pemilik")
    await clinic.waits(seconds=61)
    group.sees("Pemilik sudah diberi tahu.", buttons=[])
    owner.sees("Ada 2 jawaban untuk diperbaiki.", "1. Nama pemilik: Dimas")
    await owner.taps("Perbaiki sekarang")
    await owner.sends("Dimas Prasetyo")
    await owner.sends("Jl. Setia Budi 88, Tanjung Sari, Medan Selayang")
    owner.sees("Perbaikan terkirim")
    group.sees("Perbaikan ke-1.", "Nama pemilik: berubah", "Diperiksa Pak Rizal", buttons=HELD)
    group.never_saw("Setia Budi")
    await group.as_(rizal).taps("Setujui")
    group.sees("00001: disetujui Pak Rizal, 14.01 WIB", buttons=["Batalkan (60 detik)"])
    await clinic.waits(seconds=61)
    owner.sees("Pendaftaran Sihobuk Pedas disetujui.")
    with clinic.database.read() as session:
        trail = [row.action.partition(".")[2] for row in audit.trail(session, ("business", 1))]
    assert trail == [
        *("submitted", "claimed", "returned", "undone", "returned"),
        *("repaired", "approved", "stage"),
    ]


async def test_own_words_lead_into_the_private_chat(
    clinic: Clinic, owner: Talker, rizal: Talker, group: Group
) -> None:
    await registers_dimas(owner)
    await clinic.waits(seconds=1)
    await group.as_(rizal).taps("Ambil")
    await group.as_(rizal).taps("Tolak")
    await group.as_(rizal).follows("Tulis sendiri")
    rizal.sees("Alasan tentang: Sihobuk Pedas.", "Tulis alasannya")
    await rizal.sends("Usaha ini sudah tutup.")
    await rizal.taps("Pakai alasan ini")
    rizal.sees("Pemilik akan membaca: Usaha ini sudah tutup.")
    await rizal.taps("Kirim ke pemilik")
    group.sees("00001: ditolak Pak Rizal", "Alasannya: Usaha ini sudah tutup.")
    await clinic.waits(seconds=61)
    owner.sees("Alasannya: Usaha ini sudah tutup.")


async def test_strangers_in_the_group_see_and_do_nothing(
    clinic: Clinic, owner: Talker, rizal: Talker, group: Group
) -> None:
    await registers_dimas(owner)
    await clinic.waits(seconds=1)
    stranger = clinic.person("Togar Sihombing")
    await stranger.starts()
    for caption in ("Ambil",):
        await group.as_(stranger).taps(caption)
        group.as_(stranger).was_told("Tombol ini untuk petugas.")
    for data in ("1:cur:approve:1:1", "1:cur:phone:1:1", "1:home:open:0:0", "1:find:next:0:0"):
        await group.as_(stranger).forges(data, on="Sihobuk")
    await group.as_(rizal).forges("1:cur:phone:1:1", on="Sihobuk")
    await group.as_(rizal).forges("1:home:open:0:0", on="Sihobuk")
    group.sees("Sihobuk Pedas", buttons=FREE)
    group.never_saw("0813")
    await group.as_(stranger).follows("Buka rincian")
    stranger.sees("Bagian ini dibuka oleh petugas.")
    stranger.never_saw("Sihobuk")
    assert businesses(clinic)[0].state == "submitted"


async def test_news_are_bundled(clinic: Clinic, rizal: Talker, group: Group) -> None:
    for number, name in enumerate(("Rehulina", "Saut", "Lasma"), start=1):
        await registers(clinic.person(name), f"Usaha {name}", phone=f"0812-6000-000{number}")
        await clinic.waits(seconds=20)
    group.sees("Ada yang baru.", "Usaha Rehulina", buttons=FREE)
    await clinic.waits(minutes=5)
    group.sees("2 kartu baru menunggu", "00002 Usaha Saut, Kabupaten Karo", "00003 Usaha Lasma")
    await group.as_(rizal).taps("Lihat kartu pertama")
    group.sees("Pendaftaran KE-2026-00001", buttons=FREE)


async def test_night_is_quiet(clinic: Clinic, owner: Talker, group: Group) -> None:
    await clinic.waits(hours=9)
    await registers_dimas(owner)
    await clinic.waits(minutes=10)
    group.never_saw("Sihobuk")
    await clinic.waits(hours=8)
    group.sees("Sihobuk Pedas")


@pytest.mark.covers("membership", "happy", "restarted", "invalid")
@pytest.mark.covers("tap:group:leave", "happy", "restarted", "stale", "forbidden", "invalid")
async def test_other_groups_are_left_politely(clinic: Clinic, rizal: Talker, sari: Talker) -> None:
    stranger = clinic.person("Togar Sihombing")
    theirs = clinic.group("Arisan", stranger, bot=False)
    await clinic.restarts()
    await theirs.as_(stranger).adds_the_bot()
    theirs.sees("Bot ini melayani klinik ekspor", "Kami pamit.")
    assert theirs.chat.bot_status == "left"
    ours = clinic.group("Petugas", rizal, sari, bot=False)
    await ours.as_(rizal).adds_the_bot()
    ours.sees("Kirim /kurasi di sini untuk memakai grup ini.")
    await ours.as_(rizal).sends("/kurasi")
    leave = ours.as_(rizal).finds("Bukan di sini")
    await ours.as_(stranger).taps_again(leave, "Bukan di sini")
    ours.as_(stranger).was_told("Tombol ini untuk petugas.")
    await clinic.restarts()
    await ours.as_(rizal).taps("Bukan di sini")
    ours.sees("Baik. Kami pamit dari grup ini.")
    assert ours.chat.bot_status == "left"


@pytest.mark.covers("migrated", "happy", "restarted", "invalid")
async def test_group_is_followed_and_its_loss_is_told(
    clinic: Clinic, owner: Talker, rizal: Talker, sari: Talker, group: Group
) -> None:
    await clinic.restarts()
    await group.becomes_a_supergroup(rizal)
    await registers_dimas(owner)
    await clinic.waits(seconds=1)
    group.sees("Sihobuk Pedas", buttons=FREE)
    await group.as_(sari).removes_the_bot()
    rizal.sees("Bot dikeluarkan dari grup Petugas Klinik.")
    sari.sees("Bot dikeluarkan dari grup Petugas Klinik.")
    await registers(clinic.person("Saut Simanjuntak"), "Teri Saut", phone="0812-6000-0002")
    await clinic.waits(minutes=6)
    sari.sees("1 kartu baru menunggu", "Teri Saut", buttons=["Buka antrean", "Beranda"])
