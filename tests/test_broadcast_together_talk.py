"""Broadcasts among several: the group, who may not, old buttons, and restarts."""

import pytest

from models.broadcast import Broadcast
from models.person import Role
from tests.groups import Group
from tests.talk import Clinic, Talker
from tests.test_broadcast_talk import WORDS, drafts, people, previews

VERBS = (
    *("list", "see", "move", "edit", "album", "who", "pick", "count", "names"),
    *("preview", "test", "when", "send", "missed", "again", "file"),
)


async def in_group(clinic: Clinic, boss: Talker, *others: Talker) -> Group:
    """The staff's group, bound."""
    with clinic.in_short("Pak Rizal has bound the group of the staff."):
        bound = clinic.group("Petugas Klinik", boss, *others)
        await bound.as_(boss).sends("/kurasi")
        await bound.as_(boss).taps("Pakai grup ini")
    return bound


def state(clinic: Clinic) -> tuple[str, int]:
    """Of the first broadcast."""
    with clinic.database.read() as session:
        row = session.get_one(Broadcast, 1)
        return row.state, row.revision


@pytest.mark.covers("tap:cast:release", "restarted", "stale", "invalid", "forbidden")
async def test_group_releases_and_pauses(clinic: Clinic) -> None:
    mentor, boss, owners = await people(clinic, 2)
    group = await in_group(clinic, boss, mentor)
    await previews(mentor)
    await mentor.taps("Minta dilepas sekarang")
    group.sees("Siaran menunggu dilepas", buttons=["Lepaskan siaran", "Minta perbaikan"])
    await group.as_(mentor).taps("Lepaskan siaran")
    group.as_(mentor).was_told("Tombol ini untuk petugas.")
    await group.as_(boss).taps("Minta perbaikan")
    mentor.sees("Pak Rizal meminta siaran Anda diperbaiki dulu.")
    group.sees("Siaran dikembalikan kepada penulisnya")
    await mentor.taps("Ubah isi")
    await mentor.taps("Hitung penerima")
    await mentor.taps("Lihat pratinjau")
    await mentor.taps("Minta dilepas sekarang")
    await clinic.restarts()
    release = group.as_(boss).finds("Lepaskan siaran")
    await group.as_(boss).forges("1:cast:release:zz:1")
    await group.as_(boss).taps("Lepaskan siaran")
    await group.as_(boss).taps_again(release, "Lepaskan siaran")
    group.as_(boss).was_told("Siaran ini baru saja berubah.")
    clinic.world.faults.too_many("sendMessage", retry_after=60)
    await clinic.waits(seconds=2)
    await clinic.waits(seconds=4)
    group.sees("Siaran berjalan: 1 dari 2", "Terkirim 1.", "Dilepas Pak Rizal")
    await group.as_(boss).taps("Jeda")
    group.sees("Siaran dijeda: 1 dari 2", "Tidak ada yang dikirim sampai dilanjutkan.")
    mentor.sees("Siaran dijeda: 1 dari 2")
    await clinic.restarts()
    await clinic.waits(minutes=2)
    await mentor.taps("Lanjutkan siaran")
    await clinic.waits(seconds=4)
    group.sees("Siaran selesai", "Terkirim 2.")
    assert [owner.phone.last()["text"].startswith("Bapak/Ibu") for owner in owners] == [True, True]


async def test_cancelled_in_the_middle_by_its_author(clinic: Clinic) -> None:
    _mentor, boss, _owners = await people(clinic, 2)
    await previews(boss)
    await boss.taps("Kirim sekarang")
    clinic.world.faults.too_many("sendMessage", retry_after=60)
    await clinic.waits(seconds=2)
    await clinic.waits(seconds=4)
    await boss.taps("Hentikan siaran")
    boss.sees("Hentikan siaran ini?", buttons=["Ya, hentikan", "Kembali", "Beranda"])
    await boss.taps("Kembali")
    boss.sees("Siaran berjalan: 1 dari 2")
    await boss.taps("Hentikan siaran")
    await boss.taps("Ya, hentikan")
    boss.sees("Siaran dihentikan", "Terkirim 1.", "Tidak jadi dikirim: 1.")


async def test_author_who_blocked_the_bot_stops_nothing(clinic: Clinic) -> None:
    mentor, boss, owners = await people(clinic, 2)
    group = await in_group(clinic, boss)
    await previews(mentor)
    await mentor.taps("Minta dilepas sekarang")
    await mentor.blocks()
    await group.as_(boss).taps("Lepaskan siaran")
    await clinic.waits(seconds=2)
    await group.becomes_a_supergroup(boss)
    await clinic.waits(seconds=4)
    group.sees("Siaran selesai", "Terkirim 2.")
    owners[0].sees("Bapak/Ibu Rehulina")


@pytest.mark.covers("/siaran", "forbidden")
@pytest.mark.covers("tap:cast:list", "forbidden")
@pytest.mark.covers("tap:cast:see", "forbidden")
@pytest.mark.covers("tap:cast:move", "forbidden")
@pytest.mark.covers("tap:cast:edit", "forbidden")
@pytest.mark.covers("tap:cast:album", "forbidden")
@pytest.mark.covers("tap:cast:who", "forbidden")
@pytest.mark.covers("tap:cast:pick", "forbidden")
@pytest.mark.covers("tap:cast:count", "forbidden")
@pytest.mark.covers("tap:cast:names", "forbidden")
@pytest.mark.covers("tap:cast:preview", "forbidden")
@pytest.mark.covers("tap:cast:test", "forbidden")
@pytest.mark.covers("tap:cast:when", "forbidden")
@pytest.mark.covers("tap:cast:send", "forbidden")
@pytest.mark.covers("tap:cast:missed", "forbidden")
@pytest.mark.covers("tap:cast:again", "forbidden")
@pytest.mark.covers("tap:cast:file", "forbidden")
async def test_owner_sends_no_broadcasts(clinic: Clinic) -> None:
    mentor, _boss, owners = await people(clinic, 1)
    await drafts(mentor)
    before = state(clinic)
    owner = owners[0]
    await owner.sends("/siaran")
    owner.sees("Bagian ini dibuka oleh petugas.", buttons=["Beranda"])
    for verb in (*VERBS, "release"):
        await owner.forges(f"1:cast:{verb}:1:1")
        owner.was_told("Tombol ini untuk petugas.")
    for form in ("broadcast", "broadcast_answers"):
        await owner.forges(f"1:form:reopen:1:0:{form}")
        owner.sees("Bagian ini dibuka oleh petugas.")
    assert state(clinic) == before


@pytest.mark.covers("tap:cast:list", "invalid")
@pytest.mark.covers("tap:cast:see", "invalid")
@pytest.mark.covers("tap:cast:move", "invalid")
@pytest.mark.covers("tap:cast:edit", "invalid")
@pytest.mark.covers("tap:cast:album", "invalid")
@pytest.mark.covers("tap:cast:who", "invalid")
@pytest.mark.covers("tap:cast:pick", "invalid")
@pytest.mark.covers("tap:cast:count", "invalid")
@pytest.mark.covers("tap:cast:names", "invalid")
@pytest.mark.covers("tap:cast:preview", "invalid")
@pytest.mark.covers("tap:cast:test", "invalid")
@pytest.mark.covers("tap:cast:when", "invalid")
@pytest.mark.covers("tap:cast:send", "invalid")
@pytest.mark.covers("tap:cast:missed", "invalid")
@pytest.mark.covers("tap:cast:again", "invalid")
@pytest.mark.covers("tap:cast:file", "invalid")
async def test_another_mentors_broadcast_and_odd_buttons(clinic: Clinic) -> None:
    mentor, _boss, _owners = await people(clinic, 1)
    with clinic.in_short("Pak Binsar pendamping lain."):
        other = await clinic.staff("Pak Binsar", Role.MENTOR)
    await drafts(mentor)
    before = state(clinic)
    for verb in VERBS:
        await other.forges(f"1:cast:{verb}:1:{before[1]}:end")
        await other.forges(f"1:cast:{verb}:zz:1:9999999")
    for form in ("broadcast", "broadcast_answers"):
        await other.forges(f"1:form:reopen:1:0:{form}")
        await other.sends("Punya saya")
    assert state(clinic) == before
    for odd in (
        "who:1:1:mars.0",
        "who:1:1:regency.x",
        "who:1:1:regency.99",
        "pick:1:1:stage.0.T77",
    ):
        await mentor.forges(f"1:cast:{odd}")
    for odd in ("pick:1:1:role.0.admin", "edit:1:1:audience", "move:1:1:fly", "move:1:1:go"):
        await mentor.forges(f"1:cast:{odd}")
    for odd in ("when:1:1:2026-13-40", "when:1:1:2020-01-01.09", "again:1:1:x", "release:1:1"):
        await mentor.forges(f"1:cast:{odd}")
    assert state(clinic) == before


@pytest.mark.covers("tap:cast:see", "restarted", "stale")
@pytest.mark.covers("tap:cast:move", "restarted", "stale")
@pytest.mark.covers("tap:cast:edit", "restarted", "stale")
@pytest.mark.covers("tap:cast:album", "restarted", "stale")
@pytest.mark.covers("tap:cast:who", "restarted", "stale")
@pytest.mark.covers("tap:cast:pick", "restarted", "stale")
@pytest.mark.covers("tap:cast:count", "restarted", "stale")
@pytest.mark.covers("tap:cast:names", "restarted", "stale")
@pytest.mark.covers("tap:cast:preview", "restarted", "stale")
@pytest.mark.covers("tap:cast:test", "restarted", "stale")
@pytest.mark.covers("tap:cast:when", "restarted", "stale")
@pytest.mark.covers("tap:cast:send", "restarted", "stale")
async def test_broadcasts_outlive_restarts_and_old_buttons_change_nothing(clinic: Clinic) -> None:
    boss = (await people(clinic, 1))[1]
    await boss.sends("/siaran")
    await clinic.restarts()
    await boss.sends_photos(2)
    album = boss.finds("Selesai")
    await clinic.restarts()
    await boss.taps("Selesai")
    old = [album, *map(boss.finds, ("Tahap", "Ubah isi", "Hitung penerima"))]
    await boss.taps("Tahap")
    old.append(boss.finds("T0"))
    await boss.taps("Kembali")
    await boss.taps("Ubah isi")
    await boss.sends(WORDS)
    await boss.taps("Hitung penerima")
    old += [boss.finds(one) for one in ("Lihat nama", "Lihat pratinjau", "Ubah penerima")]
    await boss.taps("Lihat nama")
    await boss.taps("Kembali")
    await clinic.restarts()
    await boss.taps("Lihat pratinjau")
    captions = ("Kirim ke saya dulu", "Atur jadwal", "Kirim sekarang", "Buang siaran")
    old += [boss.finds(one) for one in captions]
    await boss.taps("Kirim ke saya dulu")
    await boss.taps("Atur jadwal")
    await boss.taps("Kembali")
    await boss.taps("Hitung penerima")
    await boss.taps("Lihat pratinjau")
    await boss.taps("Kirim sekarang")
    gone = state(clinic)
    for button in old:
        await boss.taps_again(button)
    boss.sees("Siaran dijadwalkan")
    assert state(clinic) == gone


@pytest.mark.covers("/siaran", "restarted")
@pytest.mark.covers("tap:cast:list", "restarted", "stale")
@pytest.mark.covers("tap:cast:missed", "restarted", "stale")
@pytest.mark.covers("tap:cast:again", "restarted", "stale")
@pytest.mark.covers("tap:cast:file", "restarted", "stale")
async def test_reports_outlive_restarts_too(clinic: Clinic) -> None:
    _mentor, boss, owners = await people(clinic, 2)
    await owners[1].blocks()
    await previews(boss)
    await boss.taps("Kirim sekarang")
    await clinic.restarts()
    await clinic.waits(seconds=2)
    await clinic.waits(seconds=4)
    missed = boss.finds("Lihat yang belum sampai")
    await boss.taps("Lihat yang belum sampai")
    again = boss.finds("Kirim lagi yang bisa")
    await owners[1].unblocks()
    await owners[1].starts()
    await boss.taps("Kirim lagi yang bisa")
    await boss.taps_again(missed, "Lihat yang belum sampai")
    await boss.taps_again(again, "Kirim lagi yang bisa")
    await clinic.waits(seconds=2)
    await clinic.waits(seconds=4)
    boss.sees("Siaran selesai", "Terkirim 2.")
    report = boss.finds("Ambil laporan")
    await boss.taps("Ambil laporan")
    await boss.taps_again(report, "Ambil laporan")
    boss.sees("Laporan ini sedang disiapkan.")
    await boss.sends("/siaran")
    listed = boss.finds("Lihat siaran lama")
    await boss.taps("Lihat siaran lama")
    boss.sees("1. selesai: ")
    await boss.taps_again(listed, "Lihat siaran lama")
