"""What goes wrong in one place stays there: poison updates, broken bodies, a failing Telegram."""

import asyncio
import json
import re
import sqlite3
from typing import Any

import pytest
from telegram.ext import filters
from typer.testing import CliRunner

from bot import cli, routes
from bot.callback_data import Tap
from bot.dispatch import TAP_PATIENCE_SECONDS
from bot.screen import Button, Screen
from bot.turn import Turn
from simulator.people import Person
from tests.processes import until
from tests.talk import Clinic, Talker

pytestmark = pytest.mark.no_transcript

APOLOGY = "Maaf, pesan Anda tersimpan"


class Defect:
    """A route whose body raises until it is mended."""

    def __init__(self, clinic: Clinic, *, times: int = 10**6) -> None:
        self.times = times
        self.runs = 0
        typed = routes.message(self._body, "defect", filters.Regex("^rusak$"))
        tapped = routes.tap(self._body, "broken", "do")
        for route in (typed, tapped):
            clinic.bot.application.add_handler(route.handler, group=-1)

    def _body(self, turn: Turn) -> None:
        self.runs += 1
        button = Button("Coba", Tap("broken", "do"))
        turn.show(Screen(f"Dibaca pada kali ke-{self.runs}", buttons=[[button]]))
        if self.runs <= self.times:
            raise ZeroDivisionError("a defect of ours")


def console(clinic: Clinic, *arguments: str, code: int = 0) -> str:
    """What `klinik …` says."""
    settings = {"KLINIK_DATABASE__URL": clinic.config.database.url}
    done = CliRunner().invoke(cli.app, arguments, env=settings)
    assert done.exit_code == code, done.output
    return done.output


def quarantined(clinic: Clinic) -> list[dict[str, Any]]:
    """What `klinik quarantine list --json` shows."""
    rows: list[dict[str, Any]] = json.loads(console(clinic, "quarantine", "list", "--json"))[
        "quarantine"
    ]
    return rows


def broken_message(person: Person) -> dict[str, object]:
    """A message PTB cannot read: it has neither id nor date."""
    return {"message": {"chat": {"id": person.id, "type": "private"}, "text": "halo"}}


async def two(clinic: Clinic) -> tuple[Talker, Talker]:
    """Two people who said hello."""
    ani, budi = clinic.person("Ani"), clinic.person("Budi")
    for talker in (ani, budi):
        await talker.starts()
    return ani, budi


async def test_a_message_nobody_can_read(clinic: Clinic, caplog: pytest.LogCaptureFixture) -> None:
    ani, budi = await two(clinic)
    update_id = clinic.world.updates.inject(broken_message(ani.person))
    clinic.world.updates.inject({"message": "?"})
    clinic.world.updates.inject({"callback_query": {"from": {"id": 7}}})
    clinic.world.updates.inject({"something_new": {}})
    await budi.sends("/bantuan")
    budi.sees("Kantor:")
    ani.sees(APOLOGY)
    rows = quarantined(clinic)
    assert [row["update_id"] for row in rows][:1] == [update_id]
    assert len(rows) == 3
    assert {row["state"] for row in rows} == {"open"}
    said = rf"update {update_id} goes into quarantine: KeyError: 'date' \(\w+.py:\d+\)"
    assert re.search(said, caplog.text)
    assert rows[0]["error"] in caplog.text
    await ani.sends("/bantuan")
    ani.sees("Kantor:")
    assert "KeyError: 'date'" in console(clinic, "quarantine", "list")


async def test_a_body_that_raises_once_is_only_repeated(clinic: Clinic) -> None:
    ani, _budi = await two(clinic)
    defect = Defect(clinic, times=1)
    await ani.sends("rusak")
    ani.sees("kali ke-2")
    assert defect.runs == 2
    ani.never_saw("kali ke-1")
    assert quarantined(clinic) == []


async def test_a_body_that_raises_hurts_nobody_else(
    clinic: Clinic, caplog: pytest.LogCaptureFixture
) -> None:
    ani, budi = await two(clinic)
    defect = Defect(clinic)
    ani.phone.send_text("rusak")
    ani.phone.send_text("/bantuan")
    await budi.sends("/beranda")
    budi.sees("Anda belum mendaftarkan usaha")
    ani.sees("Kantor:")
    assert ani.phone.received()[-2]["text"].startswith(APOLOGY)
    ani.never_saw("Dibaca")
    assert defect.runs >= 2
    assert "ZeroDivisionError: a defect of ours (test_faults.py:" in caplog.text
    (row,) = quarantined(clinic)
    assert (row["id"], row["state"]) == (1, "open")
    assert "a defect of ours" in row["error"]


async def test_a_retry_after_the_defect_is_mended(clinic: Clinic) -> None:
    ani, _budi = await two(clinic)
    defect = Defect(clinic)
    await ani.sends("rusak")
    assert "will be tried again" in console(clinic, "quarantine", "retry", "1")
    await clinic.bot.dispatcher.retry_quarantined()
    assert [row["state"] for row in quarantined(clinic)] == ["open"]  # it failed once more
    defect.times = 0
    console(clinic, "quarantine", "retry", "1")
    await clinic.bot.dispatcher.retry_quarantined()
    await clinic.settles()
    ani.sees("Dibaca pada kali")
    assert [row["state"] for row in quarantined(clinic)] == ["retried"]
    runs = defect.runs
    await clinic.bot.dispatcher.retry_quarantined()
    assert defect.runs == runs
    said = "There is no open update 1 in quarantine.\n"
    assert console(clinic, "quarantine", "retry", "1", code=1) == said
    assert console(clinic, "quarantine", "drop", "1", code=1) == said


async def test_a_tap_in_quarantine_can_be_retried(clinic: Clinic) -> None:
    ani, _budi = await two(clinic)
    defect = Defect(clinic, times=0)
    await ani.sends("rusak")
    defect.times = 10**6
    await ani.taps("Coba")
    ani.sees(APOLOGY)
    defect.times, runs = 0, defect.runs
    console(clinic, "quarantine", "retry", "1")
    await clinic.bot.dispatcher.retry_quarantined()
    await clinic.settles()
    assert defect.runs == runs + 1
    assert f"kali ke-{runs + 1}" in ani.phone.received()[-2]["text"]


async def test_an_update_is_dropped(clinic: Clinic) -> None:
    ani, _budi = await two(clinic)
    clinic.world.updates.inject(broken_message(ani.person))
    await clinic.settles()
    assert console(clinic, "quarantine", "drop", "1") == "1 is dropped.\n"
    assert [row["state"] for row in quarantined(clinic)] == ["dropped"]
    assert console(clinic, "quarantine", "drop", "1", code=1).startswith("There is no open")


async def test_a_redelivery_of_poison_is_no_second_failure(clinic: Clinic) -> None:
    ani, _budi = await two(clinic)
    update_id = clinic.world.updates.inject(broken_message(ani.person))
    await clinic.settles()
    clinic.world.updates.redeliver(update_id)
    await ani.sends("/bantuan")
    apologies = [m for m in ani.phone.received() if m["text"].startswith(APOLOGY)]
    assert len(apologies) == 1


@pytest.mark.parametrize("status", [401, 404, 409, 500, 502])
async def test_getting_updates_fails_in_the_middle_of_a_talk(
    clinic: Clinic, caplog: pytest.LogCaptureFixture, status: int
) -> None:
    ani, _budi = await two(clinic)
    clinic.world.faults.fail("getUpdates", status=status, description="Ordered")
    await ani.sends("/bantuan", "/bahasa")
    ani.sees("Pilih bahasa")
    assert re.search(rf"getUpdates gave \w+\(description='{status} Ordered'\)", caplog.text)


async def test_private_values_of_a_failed_statement_are_not_logged(
    clinic: Clinic, caplog: pytest.LogCaptureFixture
) -> None:
    ani, _budi = await two(clinic)
    secret = "0812-6000-4242"  # noqa: S105  # a number nobody may read

    def body(turn: Turn) -> None:
        turn.session.connection().exec_driver_sql("SELECT ? FROM nowhere", (secret,))

    route = routes.message(body, "leak", filters.Regex("^bocor$"))
    clinic.bot.application.add_handler(route.handler, group=-1)
    await ani.sends("bocor")
    ani.sees(APOLOGY)
    assert "no such table" in caplog.text
    assert secret not in caplog.text
    assert secret not in json.dumps(quarantined(clinic))


class Held:
    """Another connection that holds the write lock of the clinic's database."""

    def __init__(self, clinic: Clinic) -> None:
        path = clinic.config.database.url.removeprefix("sqlite:///")
        self._connection = sqlite3.connect(path, isolation_level=None, timeout=5)
        self._connection.execute("BEGIN IMMEDIATE")

    def release(self) -> None:
        """Give the lock back."""
        self._connection.execute("ROLLBACK")
        self._connection.close()


def hurry(clinic: Clinic) -> None:
    """Let the writer wait only a moment for a lock, so that it must ask again and again."""
    pragma(clinic, "busy_timeout=50")


def pragma(clinic: Clinic, setting: str) -> None:
    """Change a setting of the connection that writes."""
    with clinic.database.engine.connect() as connection:
        connection.exec_driver_sql(f"PRAGMA {setting}")


async def test_a_locked_database_is_waited_for(
    clinic: Clinic, caplog: pytest.LogCaptureFixture
) -> None:
    ani, budi = await two(clinic)
    await ani.starts()
    hurry(clinic)
    clinic.bot.dispatcher.tap_patience = TAP_PATIENCE_SECONDS
    lock = Held(clinic)
    ani.phone.tap(ani.phone.last()["message_id"], "1:form:pick:0:0:x", forged=True)
    budi.phone.send_text("/bantuan")
    await asyncio.sleep(1.4)
    assert len(clinic.world.ledger.of("answerCallbackQuery")) == 1  # so that nothing spins
    assert ani.phone.toasts() == []
    lock.release()
    await clinic.settles()
    budi.sees("Kantor:")
    ani.sees("Tombol ini sudah lama")  # what came too late for the tap is a message
    assert "the database does not answer, trying again" in caplog.text
    assert quarantined(clinic) == []


async def test_a_full_disk_is_waited_for(clinic: Clinic, caplog: pytest.LogCaptureFixture) -> None:
    ani, budi = await two(clinic)
    pragma(clinic, "max_page_count=1")  # SQLite makes it the present size
    for number in range(40):
        ani.phone.send_text(f"/bantuan {number}" + "x" * 900)
    budi.phone.send_text("/bantuan")
    await until(lambda: "database or disk is full" in caplog.text)
    pragma(clinic, "max_page_count=1000000")
    await clinic.settles()
    budi.sees("Kantor:")
    assert sum("Kantor:" in message["text"] for message in ani.phone.received()) == 40
    assert quarantined(clinic) == []


async def test_a_stop_while_the_database_is_locked_loses_nothing(clinic: Clinic) -> None:
    ani, _budi = await two(clinic)
    hurry(clinic)
    lock = Held(clinic)
    for _ in range(3):
        ani.phone.send_text("/bantuan")
    await asyncio.sleep(0.3)
    began = asyncio.get_running_loop().time()
    await clinic.closes()
    assert asyncio.get_running_loop().time() - began < 10
    assert len(clinic.world.updates) == 3
    lock.release()
    await clinic.opens()
    assert sum("Kantor:" in message["text"] for message in ani.phone.received()) == 3
