"""A registration after it was sent: looking at it, changing it, taking it back; in talk."""

import pytest

from tests.errands import (
    approves,
    businesses,
    opens_queue,
    registers,
    rejects,
    takes_card,
)
from tests.talk import Clinic, Talker


@pytest.fixture
def owner(clinic: Clinic) -> Talker:
    """Bu Rehulina."""
    return clinic.person("Rehulina Ginting", phone="6281260000001")


async def changes_address(owner: Talker, address: str) -> None:
    """Change one answer and send the change."""
    await owner.taps("Beranda")
    await owner.taps("Lihat pendaftaran")
    await owner.taps("Ubah jawaban")
    await owner.taps("Isi alamat")
    await owner.sends(address)
    await owner.taps("Kirim perubahan")


@pytest.mark.covers("tap:entry:see", "happy", "restarted")
@pytest.mark.covers("tap:entry:change", "happy", "restarted")
async def test_owner_changes_an_answer_before_the_decision(clinic: Clinic, owner: Talker) -> None:
    await registers(owner)
    await clinic.restarts()
    await changes_address(owner, "Jl. Udara 12, Desa Gurusinga")
    owner.sees("Perubahan terkirim. Petugas memeriksa lagi.")
    business = businesses(clinic)[0]
    assert business.answers["address"] == "Jl. Udara 12, Desa Gurusinga"
    assert (business.revision, business.pending) == (2, None)


async def test_approved_answer_stays_until_the_change_is_approved(
    clinic: Clinic, owner: Talker
) -> None:
    admin = await clinic.staff("Rizal Nasution")
    await registers(owner)
    await approves(admin)
    await changes_address(owner, "Jl. Udara 12, Desa Gurusinga")
    owner.sees("Perubahan terkirim.", "Perubahan Anda diperiksa, sejak 19 Nov 2026.")
    assert "address" not in businesses(clinic)[0].answers
    await takes_card(admin)
    admin.sees("Alamat usaha: lengkapi nanti → Jl. Udara 12, Desa Gurusinga")
    await admin.taps("Setujui")
    await clinic.waits(seconds=61)
    owner.sees("Perubahan pendaftaran Kopi Deleng disetujui dan mulai dipakai.")
    business = businesses(clinic)[0]
    assert (business.state, business.pending) == ("approved", None)
    assert business.answers["address"] == "Jl. Udara 12, Desa Gurusinga"


async def test_rejected_change_leaves_the_old_answer_in_force(
    clinic: Clinic, owner: Talker
) -> None:
    admin = await clinic.staff("Rizal Nasution")
    await registers(owner)
    await approves(admin)
    await changes_address(owner, "Jl. Udara 12, Desa Gurusinga")
    await rejects(admin)
    owner.sees("Perubahan pendaftaran Kopi Deleng tidak dapat kami terima.", "Data lama tetap")
    business = businesses(clinic)[0]
    assert (business.state, business.pending) == ("approved", None)
    assert "address" not in business.answers


async def test_card_that_changed_meanwhile_decides_nothing(clinic: Clinic, owner: Talker) -> None:
    admin = await clinic.staff("Rizal Nasution")
    await registers(owner)
    await takes_card(admin)
    old = admin.finds("Setujui")
    await changes_address(owner, "Jl. Udara 12, Desa Gurusinga")
    await admin.taps_again(old, "Setujui")
    admin.was_told("Kartu ini berubah. Lihat sekali lagi.")
    admin.sees("Alamat usaha: Jl. Udara 12, Desa Gurusinga")
    assert businesses(clinic)[0].state == "in_review"


async def test_reason_written_for_an_entry_that_changed_decides_nothing(
    clinic: Clinic, owner: Talker
) -> None:
    admin = await clinic.staff("Rizal Nasution")
    await registers(owner)
    await takes_card(admin)
    await admin.taps("Tolak")
    await admin.taps("Data belum pasti")
    old = admin.finds("Kirim ke pemilik")
    await changes_address(owner, "Jl. Udara 12, Desa Gurusinga")
    await admin.taps_again(old, "Kirim ke pemilik")
    admin.was_told("Kartu ini berubah. Lihat sekali lagi.")
    assert businesses(clinic)[0].state == "in_review"


@pytest.mark.covers("tap:entry:withdraw", "happy", "restarted")
@pytest.mark.covers("tap:entry:sure", "happy", "restarted")
async def test_owner_withdraws_the_registration(clinic: Clinic, owner: Talker) -> None:
    admin = await clinic.staff("Rizal Nasution")
    await registers(owner)
    await clinic.restarts()
    await owner.taps("Beranda")
    await owner.taps("Lihat pendaftaran")
    await owner.taps("Tarik pendaftaran")
    owner.sees("akan ditarik", "Apakah Anda yakin?")
    await owner.taps("Tarik pendaftaran")
    owner.sees("Pendaftaran Kopi Deleng sudah ditarik.", "Anda belum mendaftarkan usaha.")
    await opens_queue(admin)
    admin.sees("Tidak ada pendaftaran yang menunggu.")


@pytest.mark.covers("tap:entry:sure", "stale")
async def test_withdrawal_asked_before_the_decision_is_asked_again(
    clinic: Clinic, owner: Talker
) -> None:
    admin = await clinic.staff("Rizal Nasution")
    await registers(owner)
    await owner.taps("Beranda")
    await owner.taps("Lihat pendaftaran")
    await owner.taps("Tarik pendaftaran")
    sure = owner.finds("Tarik pendaftaran")
    await approves(admin)
    await owner.taps_again(sure, "Tarik pendaftaran")
    owner.was_told("Tombol ini sudah lama.")
    assert businesses(clinic)[0].state == "approved"


@pytest.mark.covers("tap:entry:see", "invalid", "stale")
@pytest.mark.covers("tap:entry:change", "invalid", "stale")
@pytest.mark.covers("tap:entry:withdraw", "invalid", "stale")
@pytest.mark.covers("tap:entry:sure", "invalid")
async def test_entry_of_somebody_else_is_not_shown(
    clinic: Clinic, owner: Talker, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level("INFO")
    await registers(owner)
    stranger = clinic.person("Togar Sihombing")
    await stranger.starts()
    for verb in ("see", "change", "withdraw", "sure"):
        await stranger.forges(f"1:entry:{verb}:1:1")
        stranger.was_told("Pendaftaran ini tidak ada lagi.")
    assert caplog.text.count("asked for entry 1 of somebody else") == 4
    stranger.never_saw("Kopi Deleng")
    assert businesses(clinic)[0].state == "submitted"
