"""The sender: every fate of a row, order, slots, and what a restart finds."""

import asyncio
from datetime import timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from bot import outbox
from bot.api import BotApi
from bot.config import Limits
from bot.limiter import Limiter
from bot.metrics import Metrics
from bot.sender import Sender
from bot.telegraph import Telegraph
from models.outbox import OutboxClass, OutboxRow, Slot
from models.person import Person
from simulator.people import Chat
from simulator.request import SimulatedRequest
from tests.post import NOW, OFF, Post, keys
from tests.processes import until


async def test_a_message_is_sent_and_noted(post: Post) -> None:
    await post.puts(post.ani.person.id, "halo", slot="main", markup=keys("ya"))
    await post.is_idle()
    row = post.row()
    assert (row.state, row.attempts, row.error) == ("sent", 1, None)
    assert row.message_id == post.ani.last()["message_id"]
    assert row.done_at == NOW
    with post.database.read() as session:
        slot = session.scalars(select(Slot)).one()
        assert (slot.message_id, slot.has_buttons, slot.kind) == (row.message_id, True, "text")


async def test_a_blocked_person_is_noted_as_unreachable(post: Post) -> None:
    post.ani.block()
    await post.puts(post.ani.person.id, "halo")
    await post.puts(post.budi.person.id, "halo")
    await post.is_idle()
    assert [state for _text, state in post.states()] == ["blocked", "sent"]
    with post.database.read() as session:
        blocked = session.scalars(select(Person.telegram_id).where(Person.blocked_at == NOW)).all()
        error = session.scalars(select(OutboxRow.error)).first()
    assert blocked == [post.ani.person.id]
    assert error == "Forbidden: bot was blocked by the user"


async def test_an_account_that_is_gone(post: Post) -> None:
    post.ani.person.deactivated = True
    await post.puts(post.ani.person.id, "halo")
    await post.is_idle()
    assert post.states() == [("halo", "gone")]


async def test_a_group_that_moved_gets_everything_in_order(post: Post) -> None:
    old = post.world.add_group("Petugas", [post.ani.person], kind="group")
    new = post.world.add_group("Petugas", [post.ani.person])
    old.upgraded_to = new.id
    texts = ["satu", "dua", "tiga"]
    await post.puts_all(*((old.id, text, {}) for text in texts))
    await post.is_idle()
    assert [state for _text, state in post.states()] == ["waiting"] * 3
    await post.sender.sweep_once()
    await post.is_idle()
    assert [(e.chat_id, e.params["text"]) for e in post.world.ledger] == [
        (new.id, text) for text in texts
    ]
    assert [state for _text, state in post.states()] == ["sent"] * 3


async def test_a_group_the_bot_was_removed_from(post: Post) -> None:
    group: Chat = post.world.add_group("Petugas", [post.ani.person])
    group.bot_status = "kicked"
    await post.puts(group.id, "halo")
    await post.is_idle()
    assert post.states() == [("halo", "gone")]


async def test_a_429_is_obeyed(post: Post, caplog: pytest.LogCaptureFixture) -> None:
    post.world.faults.too_many("sendMessage", retry_after=1)
    loop = asyncio.get_running_loop()
    began = loop.time()
    await post.puts_all((post.ani.person.id, "satu", {}), (post.ani.person.id, "dua", {}))
    await post.is_idle()
    assert loop.time() - began >= 1
    assert post.said() == ["satu", "dua"]
    assert "429 from chat" in caplog.text


async def test_two_chats_flooded_close_all(post: Post) -> None:
    post.world.faults.too_many("sendMessage", retry_after=1, times=2)
    await post.puts_all((post.ani.person.id, "satu", {}), (post.budi.person.id, "dua", {}))
    await asyncio.sleep(0.1)
    third = post.world.phone(post.world.add_person("Cici", started=True))
    await post.puts(third.person.id, "tiga")
    await asyncio.sleep(0.3)
    assert post.said() == []
    await post.is_idle()
    assert sorted(post.said()) == ["dua", "satu", "tiga"]


@pytest.mark.parametrize("trouble", ["500", "refused", "broken", "timeout", "401"])
async def test_what_had_no_effect_is_sent_again(post: Post, trouble: str) -> None:
    if trouble.isdecimal():
        post.world.faults.fail("sendMessage", status=int(trouble), times=2)
    else:
        post.world.faults.drop_before("sendMessage", line=trouble, times=2)  # type: ignore[arg-type]
    await post.puts(post.ani.person.id, "halo")
    await post.is_idle()
    assert post.said() == ["halo"]
    assert (post.row().state, post.row().attempts) == ("sent", 3)


async def test_an_unknown_effect_may_repeat_a_reply(post: Post) -> None:
    post.world.faults.drop_after("sendMessage", line="timeout")
    await post.puts(post.ani.person.id, "halo")
    await post.is_idle()
    assert post.said() == ["halo", "halo"]
    assert post.row().state == "sent"


async def test_an_edit_of_unknown_effect_repeats_nothing(post: Post) -> None:
    ani = post.ani.person.id
    await post.puts(ani, "satu", slot="main")
    await post.is_idle()
    post.world.faults.drop_after("editMessageText")
    await post.puts(ani, "dua", slot="main", tapped=post.ani.last()["message_id"])
    await post.is_idle()
    assert post.said() == ["satu", "~dua"]  # "not modified" is as good as sent
    assert (post.row().state, post.row().attempts) == ("sent", 2)
    assert post.row().message_id == post.ani.last()["message_id"]


async def test_refused_content_is_a_defect_and_the_lane_goes_on(
    post: Post, caplog: pytest.LogCaptureFixture
) -> None:
    ani = post.ani.person.id
    await post.puts_all((ani, "<b>satu", {}), (ani, "dua", {}))
    await post.is_idle()
    assert [state for _text, state in post.states()] == ["rejected", "sent"]
    assert "row 1 refused: Bad Request: can't parse entities" in caplog.text


async def test_a_row_nobody_can_send_is_a_defect(
    post: Post, caplog: pytest.LogCaptureFixture
) -> None:
    def without_text(session: Session) -> None:
        outbox.put(session, post.ani.person.id, {"markup": {}}, now=NOW)

    await post.writer.write(without_text)
    await post.puts(post.ani.person.id, "dua")
    await post.is_idle()
    assert [state for _text, state in post.states()] == ["rejected", "sent"]
    assert "row 1 could not be sent" in caplog.text


async def test_another_method_is_called_as_it_stands(post: Post) -> None:
    params = {"commands": [{"command": "start", "description": "Mulai"}]}

    def commands(session: Session) -> None:
        payload = {"method": "setMyCommands", "params": params}
        outbox.put(session, post.ani.person.id, payload, now=NOW)

    await post.writer.write(commands)
    await post.is_idle()
    assert post.row().state == "sent"
    assert [entry.method for entry in post.world.ledger] == ["setMyCommands"]


async def test_an_edit_of_a_lost_message_is_sent_anew(post: Post) -> None:
    ani = post.ani.person.id
    await post.puts(ani, "satu", slot="main", markup=keys("ya"))
    await post.is_idle()
    lost = post.ani.last()["message_id"]
    del post.world.chat(ani).messages[lost]
    await post.puts(ani, "dua", slot="main", tapped=lost)
    await post.is_idle()
    assert post.said() == ["satu", "dua"]
    await post.puts(ani, "tiga", slot="main", tapped=post.ani.last()["message_id"])
    await post.is_idle()
    assert post.said() == ["satu", "dua", "~tiga"]


async def test_a_new_message_takes_the_buttons_off_the_old_one(post: Post) -> None:
    ani = post.ani.person.id
    await post.puts(ani, "satu", slot="main", markup=keys("ya"))
    await post.is_idle()
    first = post.ani.last()["message_id"]
    await post.puts(ani, "dua", slot="main", markup=keys("tidak"))
    await post.is_idle()
    assert post.ani.buttons(first) == []
    assert post.ani.buttons(post.ani.last()["message_id"])[0]["text"] == "tidak"


async def test_newer_content_of_a_slot_supersedes(post: Post) -> None:
    ani = post.ani.person.id
    post.world.faults.fail("sendMessage", times=1000)
    await post.puts(ani, "satu", slot="main")
    await until(lambda: post.world.calls)
    await post.puts_all((ani, "sela", {}), (ani, "dua", {"slot": "main"}))
    await post.puts(post.budi.person.id, "lain", slot="main")
    post.world.faults.clear()
    await post.is_idle()
    assert sorted(post.said()) == ["dua", "lain", "sela"]
    states = dict(post.states())
    assert states == {"satu": "superseded", "sela": "sent", "dua": "sent", "lain": "sent"}


async def test_a_failing_row_holds_back_nothing_else(post: Post) -> None:
    ani, budi = post.ani.person.id, post.budi.person.id
    await post.closes()
    post.opens(first_pause=0.5)
    post.world.faults.fail("sendMessage", times=1)
    await post.puts(ani, "satu")
    await until(lambda: post.world.calls)
    await post.puts_all(
        (ani, "kabar", {"category": OutboxClass.NOTICE}), (ani, "dua", {}), (budi, "lain", {})
    )
    await post.is_idle()
    said = post.said()
    assert set(said[:2]) == {"kabar", "lain"}
    assert said[2:] == ["satu", "dua"]


async def test_order_is_kept_whatever_fails(post: Post) -> None:
    texts = [str(number) for number in range(30)]
    post.world.faults.fail("sendMessage", times=3)
    for text in texts:
        await post.puts(post.ani.person.id, text)
    await post.is_idle()
    assert post.said() == texts


async def test_a_restart_sends_what_was_committed_and_unsent(post: Post) -> None:
    ani = post.ani.person.id
    post.world.faults.fail("sendMessage", times=100)
    await post.puts_all((ani, "satu", {"slot": "main"}), (ani, "dua", {}))
    await post.puts(ani, "tiga", slot="main")
    await post.closes()
    assert [state for _text, state in post.states()] == ["waiting"] * 3
    post.world.faults.clear()
    post.opens()
    await post.sender.sweep_once()
    await post.sender.sweep_once()
    await post.is_idle()
    assert post.said() == ["dua", "tiga"]


async def test_notices_for_later_come_when_the_clock_passes(post: Post) -> None:
    later = NOW + timedelta(minutes=1)
    await post.puts(post.ani.person.id, "nanti", not_before=later)
    await post.sender.sweep_once()
    await post.is_idle()
    assert post.said() == []
    post.world.clock.advance(timedelta(seconds=61))
    await post.sender.sweep_once()
    await post.is_idle()
    assert post.said() == ["nanti"]


async def test_the_pace_survives_a_restart(post: Post) -> None:
    for number in range(5):
        await post.puts(post.ani.person.id, f"pesan {number}")
    await post.is_idle()
    await post.closes()
    post.opens(limits=Limits(overall_per_second=0))
    await post.sender.sweep_once()
    assert not post.limiter.try_acquire(post.ani.person.id)
    assert post.limiter.try_acquire(post.budi.person.id)


async def test_the_sweep_survives_a_database_in_trouble(
    post: Post, caplog: pytest.LogCaptureFixture
) -> None:
    with post.database.engine.begin() as connection:
        connection.exec_driver_sql("ALTER TABLE outbox RENAME TO hidden")
    await post.sender.sweep_once()
    assert "the outbox could not be read" in caplog.text
    with post.database.engine.begin() as connection:
        connection.exec_driver_sql("ALTER TABLE hidden RENAME TO outbox")
    post.nursery.loop(post.sender.sweep(), "sender")
    await post.puts(post.ani.person.id, "halo")
    await post.is_idle()
    assert post.said() == ["halo"]


async def test_a_sender_without_a_writer_says_so(
    post: Post, caplog: pytest.LogCaptureFixture
) -> None:
    api = BotApi(SimulatedRequest(post.world), "http://127.0.0.1:1", post.world.token)
    limiter = Limiter(OFF)
    telegraph = Telegraph(api, limiter, post.nursery)
    sender = Sender(telegraph, limiter, post.database, post.nursery, post.world.now, Metrics())
    sender.release(
        frozenset(),
        [outbox.Waiting(9, post.ani.person.id, OutboxClass.REPLY, None, None, {"text": "x"})],
    )
    await post.nursery.quiet()
    assert "recording results failed" in caplog.text
