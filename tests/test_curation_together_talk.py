"""Several hands on one entry, and hands that may not touch it."""

import pytest
from sqlalchemy import func, select, update

from models.curation import Decision
from models.ingress import Quarantine
from models.outbox import OutboxRow, OutboxState
from models.person import Role, RoleGrant
from tests.errands import (
    KOPI,
    approves,
    businesses,
    opens_queue,
    registers,
    row_of,
    takes_card,
)
from tests.talk import Clinic, Talker

NOT_MINE = ["Berikutnya", "Saring", "Lihat riwayat", "Beranda"]


@pytest.fixture
def owner(clinic: Clinic) -> Talker:
    return clinic.person("Rehulina Ginting", phone="6281260000001")


@pytest.fixture
async def admin(clinic: Clinic) -> Talker:
    with clinic.in_short("Rizal Nasution is an admin."):
        return await clinic.staff("Rizal Nasution")


@pytest.fixture
async def colleague(clinic: Clinic) -> Talker:
    with clinic.in_short("Sari Harahap is a curator."):
        return await clinic.staff("Sari Harahap", Role.CURATOR)


def revoke_role(talker: Talker) -> None:
    with talker.clinic.database.write() as session:
        session.execute(
            update(RoleGrant)
            .where(RoleGrant.person_id == row_of(talker).id)
            .values(revoked_at=talker.clinic.world.now())
        )
    talker.clinic.script.append(f"\n*{talker.name} is no longer on the staff.*\n")


def count(clinic: Clinic, table: type[Decision] | type[Quarantine]) -> int:
    with clinic.database.read() as session:
        return session.scalar(select(func.count()).select_from(table)) or 0


VERBS = (
    *("see", "more", "claim", "release", "phone", "compare", "approve", "repair", "tick"),
    *("why", "preview", "reject", "send"),
)


@pytest.mark.covers("tap:cur:see", "stale")
@pytest.mark.covers("tap:cur:more", "stale")
@pytest.mark.covers("tap:cur:claim", "stale")
@pytest.mark.covers("tap:cur:release", "stale")
@pytest.mark.covers("tap:cur:phone", "stale")
@pytest.mark.covers("tap:cur:compare", "stale")
@pytest.mark.covers("tap:cur:approve", "stale")
@pytest.mark.covers("tap:cur:repair", "stale")
@pytest.mark.covers("tap:cur:tick", "stale")
@pytest.mark.covers("tap:cur:why", "stale")
@pytest.mark.covers("tap:cur:preview", "stale")
@pytest.mark.covers("tap:cur:reject", "stale")
@pytest.mark.covers("tap:cur:send", "stale")
async def test_second_hand_learns_who_was_faster(
    clinic: Clinic, owner: Talker, admin: Talker, colleague: Talker
) -> None:
    await registers(owner)
    await opens_queue(admin)
    await opens_queue(colleague)
    await admin.taps("Ambil")
    colleague.sees("Diperiksa Rizal Nasution sejak 14.00 WIB", buttons=NOT_MINE)
    await colleague.forges("1:cur:claim:1:1")
    colleague.was_told("Sedang diperiksa Rizal Nasution sejak 14.00 WIB. Lepas sendiri")
    await colleague.forges("1:cur:approve:1:1")
    colleague.was_told("Sedang diperiksa Rizal Nasution")
    await colleague.forges("1:cur:release:1:1")
    colleague.was_told("Kartu ini berubah.")
    clinic.passes(minutes=12)
    await admin.taps("Setujui")
    colleague.sees("00001: disetujui Rizal Nasution, 14.12 WIB")
    for verb in VERBS:
        await colleague.forges(f"1:cur:{verb}:1:1")
        colleague.was_told("Sudah diputuskan Rizal Nasution, 19 Nov 2026, 14.12 WIB: disetujui.")
        colleague.sees("00001: disetujui Rizal Nasution")
    await colleague.forges("1:cur:undo:1:1")
    colleague.was_told("Pesan sudah berangkat ke pemilik.")
    assert count(clinic, Decision) == 1


async def test_own_words_are_ready_when_the_hold_is_over(
    clinic: Clinic, owner: Talker, admin: Talker, colleague: Talker
) -> None:
    await registers(owner)
    await takes_card(admin)
    await admin.taps("Tolak")
    await admin.taps("Tulis sendiri")
    await admin.sends("Nomor HP belum tersambung.")
    await clinic.waits(minutes=31)
    await takes_card(colleague)
    await admin.taps("Pakai alasan ini")
    admin.sees("Diperiksa Sari Harahap", buttons=NOT_MINE)
    await colleague.taps("Setujui")
    admin.sees("00001: disetujui Sari Harahap")
    assert count(clinic, Decision) == 1


@pytest.mark.no_transcript
async def test_twenty_admins_decide_once(clinic: Clinic, owner: Talker) -> None:
    await registers(owner)
    admins = [await clinic.staff(f"Admin Nomor{number}") for number in range(20)]
    for admin in admins:
        await admin.sends("/kurasi")
    for admin in admins:
        message_id, _data = admin.finds("Ambil")
        admin.phone.tap(message_id, "1:cur:approve:1:1", forged=True)
    await clinic.settles()
    told = [admin.phone.toasts()[-1].text for admin in admins]
    assert told.count("Disetujui.") == 1
    winner = admins[told.index("Disetujui.")]
    assert sum(text.startswith(f"Sudah diputuskan {winner.name}, 19 Nov") for text in told) == 19
    for admin in admins:
        admin.sees(f"00001: disetujui {winner.name}")
    assert count(clinic, Decision) == 1
    await clinic.waits(seconds=61)
    notices = [m for m in owner.phone.received() if "disetujui" in m["text"]]
    assert len(notices) == 1


@pytest.mark.no_transcript
async def test_twenty_admins_take_one_card(clinic: Clinic, owner: Talker) -> None:
    await registers(owner)
    admins = [await clinic.staff(f"Admin Nomor{number}") for number in range(20)]
    for admin in admins:
        await admin.sends("/kurasi")
    for admin in admins:
        admin.phone.tap(*admin.finds("Ambil"))
    await clinic.settles()
    holders = [admin for admin in admins if "Setujui" in admin.buttons]
    assert len(holders) == 1
    for admin in admins:
        admin.sees(f"Diperiksa {holders[0].name}")


@pytest.mark.covers("/kurasi", "forbidden")
@pytest.mark.covers("tap:cur:open", "forbidden")
@pytest.mark.covers("tap:cur:next", "forbidden")
@pytest.mark.covers("tap:cur:see", "forbidden")
@pytest.mark.covers("tap:cur:more", "forbidden")
@pytest.mark.covers("tap:cur:claim", "forbidden")
@pytest.mark.covers("tap:cur:release", "forbidden")
@pytest.mark.covers("tap:cur:phone", "forbidden")
@pytest.mark.covers("tap:cur:compare", "forbidden")
@pytest.mark.covers("tap:cur:filter", "forbidden")
@pytest.mark.covers("tap:cur:only", "forbidden")
@pytest.mark.covers("tap:cur:approve", "forbidden")
@pytest.mark.covers("tap:cur:repair", "forbidden")
@pytest.mark.covers("tap:cur:tick", "forbidden")
@pytest.mark.covers("tap:cur:why", "forbidden")
@pytest.mark.covers("tap:cur:preview", "forbidden")
@pytest.mark.covers("tap:cur:reject", "forbidden")
@pytest.mark.covers("tap:cur:send", "forbidden")
@pytest.mark.covers("tap:cur:undo", "forbidden")
async def test_owner_cannot_curate(
    clinic: Clinic, owner: Talker, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level("INFO")
    await registers(owner)
    await owner.sends("/kurasi")
    owner.sees("Bagian ini dibuka oleh petugas. Untuk Anda ada Beranda.", buttons=["Beranda"])
    for verb in (*VERBS, "open", "next", "filter", "only", "undo"):
        await owner.forges(f"1:cur:{verb}:1:1")
        owner.was_told("Tombol ini untuk petugas.")
        assert f"a tap '1:cur:{verb}:1:1' of person" in caplog.text
    assert [business.state for business in businesses(clinic)] == ["submitted"]


async def test_owner_cannot_open_the_form_of_reasons(clinic: Clinic, owner: Talker) -> None:
    await registers(owner)
    await owner.forges("1:form:reopen:1:0:own_words")
    owner.sees("Bagian ini dibuka oleh petugas.", "Beranda: Kopi Deleng")
    await owner.forges("1:form:restart:1:0:own_words")
    owner.sees("Bagian ini dibuka oleh petugas.")
    await owner.sends("1")
    owner.sees("belum ada pertanyaan yang terbuka")
    assert count(clinic, Quarantine) == 0


async def test_mentor_cannot_curate(clinic: Clinic) -> None:
    mentor = await clinic.staff("Dewi Lubis", Role.MENTOR)
    mentor.sees("Peran Anda: pendamping.")
    await mentor.sends("/kurasi")
    mentor.sees("Bagian ini dibuka oleh petugas.")


async def test_role_taken_away_between_two_taps(
    clinic: Clinic, owner: Talker, admin: Talker
) -> None:
    await registers(owner)
    await takes_card(admin)
    revoke_role(admin)
    await admin.taps("Setujui")
    admin.was_told("Tombol ini untuk petugas. Peran Anda tidak lagi membukanya.")
    await admin.sends("/kurasi")
    admin.sees("Bagian ini dibuka oleh petugas.")
    await admin.taps("Beranda")
    admin.sees("Anda belum mendaftarkan usaha.")
    assert count(clinic, Decision) == 0


async def test_role_taken_away_while_the_reason_is_written(
    clinic: Clinic, owner: Talker, admin: Talker
) -> None:
    await registers(owner)
    await takes_card(admin)
    await admin.taps("Tolak")
    await admin.taps("Tulis sendiri")
    revoke_role(admin)
    await admin.sends("Nomor HP belum tersambung.")
    await admin.sends("ya")
    admin.sees("Bagian ini dibuka oleh petugas.", "Anda belum mendaftarkan usaha.")
    owner.never_saw("tidak dapat kami terima")
    assert count(clinic, Decision) == 0
    assert count(clinic, Quarantine) == 0


async def test_invitation_of_a_role_that_was_taken_away_opens_nothing(clinic: Clinic) -> None:
    admin = clinic.person("Rizal Nasution")
    link = clinic.invitation()
    await admin.starts(link)
    revoke_role(admin)
    await admin.starts(link)
    admin.sees("Undangan ini sudah dipakai", "Anda belum mendaftarkan usaha.")


@pytest.mark.covers("tap:cur:see", "invalid")
@pytest.mark.covers("tap:cur:more", "invalid")
@pytest.mark.covers("tap:cur:claim", "invalid")
@pytest.mark.covers("tap:cur:release", "invalid")
@pytest.mark.covers("tap:cur:phone", "invalid")
@pytest.mark.covers("tap:cur:compare", "invalid")
@pytest.mark.covers("tap:cur:approve", "invalid")
@pytest.mark.covers("tap:cur:repair", "invalid")
@pytest.mark.covers("tap:cur:tick", "invalid")
@pytest.mark.covers("tap:cur:why", "invalid")
@pytest.mark.covers("tap:cur:preview", "invalid")
@pytest.mark.covers("tap:cur:reject", "invalid")
@pytest.mark.covers("tap:cur:send", "invalid")
@pytest.mark.covers("tap:cur:undo", "invalid")
@pytest.mark.covers("tap:cur:next", "invalid")
async def test_entry_that_is_not_there(clinic: Clinic, owner: Talker, admin: Talker) -> None:
    await registers(owner)
    await takes_card(admin)
    for verb in (*VERBS, "undo"):
        await admin.forges(f"1:cur:{verb}:zz:1")
        admin.was_told("Pendaftaran ini tidak ada lagi.")
        await admin.forges(f"1:cur:{verb}:-1:1")
        admin.was_told("Tombol ini sudah lama.")
        await admin.forges(f"1:cur:{verb}:1:99")
    for choice in ("nothing", "nib.nothing", "whole.nothing", "hs.outside", "x.own"):
        await admin.forges(f"1:cur:tick:1:1:{choice}")
        await admin.forges(f"1:cur:why:1:1:{choice}")
    await admin.forges("1:cur:next:zz:1")
    admin.sees("Pendaftaran KE-2026-00001")
    await admin.forges("1:form:reopen:zz:0:own_words")
    admin.sees("Pendaftaran ini tidak ada lagi.", "Beranda petugas")
    await admin.forges("1:cur:approve:1:99")
    admin.was_told("Kartu ini berubah. Lihat sekali lagi.")
    admin.sees("Pendaftaran KE-2026-00001")
    assert count(clinic, Decision) == 0
    assert count(clinic, Quarantine) == 0


@pytest.mark.covers("tap:cur:compare", "happy", "restarted")
async def test_similar_entries_are_compared(clinic: Clinic, owner: Talker, admin: Talker) -> None:
    await registers(owner)
    other = clinic.person("Saut Simanjuntak")
    await registers(other, "Kopi Deleng", phone="0813-6000-0002")
    await other.taps("Ini usaha lain")
    await opens_queue(admin)
    await admin.taps("Berikutnya")
    admin.sees("KE-2026-00002", "Periksa: ada nama mirip. Pemilik bilang usaha lain.")
    await clinic.restarts()
    await admin.taps("Bandingkan")
    admin.sees("Yang mirip dengan KE-2026-00002:", "Pendaftaran KE-2026-00001")
    await admin.taps("Kembali")
    admin.sees("Pendaftaran KE-2026-00002")


@pytest.mark.parametrize("verb", ["cur:next", "cur:approve", "cur:reject", "cur:phone"])
@pytest.mark.no_transcript
async def test_huge_number_in_a_button_is_an_old_button(
    clinic: Clinic, admin: Talker, verb: str
) -> None:
    await admin.forges(f"1:{verb}:zzzzzzzzzzzzz:zzzzzzzzzzzzz")
    admin.was_told("Tombol ini sudah lama.")
    assert count(clinic, Quarantine) == 0


async def test_owner_who_blocked_the_bot_is_heard_of_again(
    clinic: Clinic, owner: Talker, admin: Talker
) -> None:
    await registers(owner)
    await owner.blocks()
    await approves(admin)
    admin.sees("disetujui Rizal Nasution")
    with clinic.database.read() as session:
        row = session.scalars(
            select(OutboxRow).where(OutboxRow.chat_id == owner.id).order_by(OutboxRow.id.desc())
        ).first()
    assert row is not None
    assert row.state == OutboxState.BLOCKED
    assert row_of(owner).blocked_at == clinic.world.now()
    await owner.unblocks()
    await owner.starts()
    owner.sees(f"Beranda: {KOPI}", "Disetujui, 19 Nov 2026.")
    assert row_of(owner).blocked_at is None
