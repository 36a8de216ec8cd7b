"""Slots across chats and classes: nothing older comes after something newer."""

from datetime import timedelta
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from bot import outbox
from bot.callback_data import Tap
from bot.config import Limits
from bot.outbox import due_rows
from bot.screen import Button, Screen
from models.outbox import OutboxClass, OutboxState, Slot
from simulator import groups
from simulator.phone import Phone
from tests.post import NOW, Post
from tests.processes import until

REPLY, NOTICE = OutboxClass.REPLY, OutboxClass.NOTICE
ROW = [[Button("Ambil", Tap("desk", "take"))]]


async def shows(post: Post, to: Phone | int, text: str, **details: Any) -> None:
    """Show a screen in the slot `card:17` of a chat."""
    chat_id = to if isinstance(to, int) else to.person.id
    known: dict[str, Any] = {"slot": "card:17", "in_place": True} | details

    def work(session: Session) -> None:
        screen = Screen(text, buttons=ROW)
        outbox.put_screen(session, chat_id, screen, now=post.world.now(), **known)

    await post.writer.write(work)


def states(post: Post) -> dict[str, str]:
    return dict(post.states())


async def test_a_card_of_another_chat_is_edited_whatever_shows_it(post: Post) -> None:
    group = post.world.add_group("Petugas", [post.ani.person, post.budi.person])
    await shows(post, group.id, "baru")
    await shows(post, post.ani, "baru", slot="desk")
    await post.is_idle()
    await shows(post, group.id, "diambil Ani", category=REPLY)
    await shows(post, post.ani, "kartu 2", slot="desk")
    await post.is_idle()
    assert len(post.ani.received(group.id)) == len(post.ani.received()) == 1
    assert post.ani.last(group.id)["text"] == "diambil Ani"
    assert post.ani.last()["text"] == "kartu 2"


async def test_a_card_that_is_not_edited_is_sent_anew(post: Post) -> None:
    await shows(post, post.ani, "satu")
    await shows(post, post.ani, "dua", in_place=False, category=REPLY)
    await post.is_idle()
    await shows(post, post.ani, "tiga", in_place=False)
    await post.is_idle()
    first, *_others, last = post.ani.received()
    assert post.ani.buttons(first["message_id"]) == []
    assert last["text"] == "tiga"


async def test_a_screen_without_a_slot_is_a_message_of_its_own(post: Post) -> None:
    await shows(post, post.ani, "satu", slot=None)
    await shows(post, post.ani, "dua", slot=None)
    await post.is_idle()
    assert post.said() == ["satu", "dua"]
    assert post.row().category == NOTICE


async def test_an_older_notice_comes_not_after_a_newer_reply(post: Post) -> None:
    await post.closes()
    post.opens(first_pause=0.3)
    await shows(post, post.ani, "awal")
    await post.is_idle()
    post.world.faults.fail("editMessageText")
    await shows(post, post.ani, "lama")
    await until(lambda: post.world.calls == 2)
    await shows(post, post.ani, "baru", category=REPLY)
    await until(lambda: states(post).get("baru") == "sent")
    await post.is_idle()
    assert post.said() == ["awal", "~baru"]
    assert states(post) == {"awal": "sent", "lama": "superseded", "baru": "sent"}


async def test_a_newer_reply_waits_for_the_notice_that_is_under_way(post: Post) -> None:
    post.world.faults.delay("sendMessage", seconds=0.2)
    await shows(post, post.ani, "lama")
    await until(lambda: post.world.calls)
    await shows(post, post.ani, "baru", category=REPLY)
    await shows(post, post.budi, "lain", category=REPLY)
    await post.is_idle()
    assert post.said() == ["lama", "lain", "~baru"]
    assert len(post.ani.received()) == 1


async def test_what_was_put_for_later_is_pointless_after_something_newer(post: Post) -> None:
    later = NOW + timedelta(minutes=1)
    await shows(post, post.ani, "nanti", not_before=later)
    await shows(post, post.ani, "nanti juga", not_before=later, slot="card:18")
    await shows(post, post.budi, "nanti pula", not_before=later)
    await shows(post, post.ani, "sekarang", category=REPLY)
    await post.is_idle()
    assert states(post)["nanti"] == "superseded"
    post.world.clock.advance(timedelta(minutes=2))
    await post.sender.sweep_once()
    await post.is_idle()
    assert post.said() == ["sekarang", "nanti juga", "nanti pula"]


async def test_what_was_read_before_something_newer_was_sent_is_pointless(post: Post) -> None:
    post.world.faults.fail("sendMessage", times=1000)
    await shows(post, post.ani, "lama")
    await post.closes()
    post.world.faults.clear()
    post.opens()
    with post.database.read() as session:
        read = due_rows(session, now=NOW, limit=9)
    await shows(post, post.ani, "baru", category=REPLY)
    await post.is_idle()
    post.sender.release(frozenset(), read)
    await post.is_idle()
    assert post.said() == ["baru"]
    assert states(post) == {"lama": "superseded", "baru": "sent"}


async def test_the_older_one_is_pointless_after_a_restart_too(post: Post) -> None:
    post.world.faults.fail("sendMessage", times=1000)
    await shows(post, post.ani, "lama")
    await post.closes()
    post.world.faults.clear()
    post.opens()
    await shows(post, post.ani, "baru", category=REPLY)
    await post.is_idle()
    await post.closes()
    post.opens()
    await post.sender.sweep_once()
    await post.is_idle()
    assert post.said() == ["baru"]


async def test_slots_are_remembered_by_chat_and_name(post: Post) -> None:
    for phone in (post.ani, post.budi):
        for name in ("card:17", "card:18"):
            await shows(post, phone, name, slot=name)
    await post.is_idle()
    with post.database.read() as session:
        slots = session.execute(select(Slot.chat_id, Slot.name, Slot.message_id)).all()
    assert {(chat, name): number for chat, name, number in slots} == {
        (phone.person.id, message["text"]): message["message_id"]
        for phone in (post.ani, post.budi)
        for message in phone.received()
    }
    assert {state for _text, state in post.states()} == {OutboxState.SENT}


async def test_slots_begin_anew_in_a_group_that_moved(post: Post) -> None:
    old = post.world.add_group("Petugas", [post.ani.person], kind="group")
    await shows(post, old.id, "kartu 17")
    await shows(post, old.id, "kartu 18", slot="card:18")
    await post.is_idle()
    new = groups.upgrade(post.world, old, post.ani.person)
    await shows(post, old.id, "kartu 17 diambil")
    await post.is_idle()
    assert states(post)["kartu 17 diambil"] == "waiting"
    with post.database.read() as session:
        assert session.scalars(select(Slot)).all() == []
    await post.sender.sweep_once()
    await post.is_idle()
    await shows(post, new.id, "kartu 17 lepas")
    await post.is_idle()
    assert [message["text"] for message in post.ani.received(new.id)] == ["kartu 17 lepas"]
    assert [message["text"] for message in post.ani.received(old.id)] == ["kartu 17", "kartu 18"]


async def test_another_method_follows_a_group_that_moved(post: Post) -> None:
    old = post.world.add_group("Petugas", [post.ani.person], kind="group")
    new = groups.upgrade(post.world, old, post.ani.person)

    def leave(session: Session) -> None:
        payload = {"method": "leaveChat", "params": {"chat_id": old.id}}
        outbox.put(session, old.id, payload, now=NOW)

    await post.writer.write(leave)
    await post.is_idle()
    await post.sender.sweep_once()
    await post.is_idle()
    assert (post.row().state, post.row().chat_id, new.bot_status) == ("sent", new.id, "left")


async def test_outdated_content_of_a_group_takes_no_place_in_its_minute(post: Post) -> None:
    group = post.world.add_group("Petugas", [post.ani.person])
    await post.closes()
    post.opens(limits=Limits(overall_per_second=0, chat_per_second=0, group_per_minute=3))
    many = [(group.id, f"kartu {number}", {"slot": "card:17"}) for number in range(30)]
    await post.puts_all(*many, (group.id, "kartu lain", {"slot": "card:18"}))
    await post.is_idle()
    assert post.said() == ["kartu 29", "kartu lain"]
