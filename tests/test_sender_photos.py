"""Screens with a photo: sent, paged through in place, and never the reason for no card at all."""

from dataclasses import replace

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from bot import outbox
from bot.callback_data import Tap
from bot.outbox import IN_PLACE
from bot.screen import CAPTION_UNITS, Button, Key, Screen, fits_caption
from models.outbox import Slot
from simulator.people import Message
from simulator.phone import Phone
from tests.post import Post, keys

ROW = [[Button("▶", Tap("card", "next"))]]


async def shows(post: Post, to: Phone, screen: Screen, tapped: int | None = None) -> Message:
    """Show *screen* in the slot `card`; gives the newest message of the chat."""

    def work(session: Session) -> None:
        content = screen.payload()
        outbox.put(
            session, to.person.id, content, now=post.world.now(), slot="card", tapped=tapped
        )

    await post.writer.write(work)
    await post.is_idle()
    return to.last()


def kind_of_slot(post: Post) -> str:
    with post.database.read() as session:
        return session.scalars(select(Slot.kind)).one()


async def test_a_photo_is_sent_with_caption_and_buttons(post: Post) -> None:
    photo = post.photo()
    message = await shows(post, post.ani, Screen("<b>Kopi</b>", buttons=ROW, photo=photo))
    assert message["photo"][-1]["file_id"] == photo
    assert message["caption"] == "Kopi"
    assert message["caption_entities"][0]["type"] == "bold"
    assert [button["text"] for button in post.ani.buttons(message["message_id"])] == ["▶"]
    assert (post.row().state, post.row().message_id) == ("sent", message["message_id"])
    assert kind_of_slot(post) == "photo"


async def test_photos_are_paged_through_in_place(post: Post) -> None:
    first, second = post.photo(1), post.photo(2)
    message = await shows(post, post.ani, Screen("1/2", buttons=ROW, photo=first))
    await shows(post, post.ani, Screen("2/2", buttons=ROW, photo=second), message["message_id"])
    last = await shows(post, post.ani, Screen("2/2 lagi", buttons=ROW, photo=second), IN_PLACE)
    assert post.said() == ["#1/2", "~#2/2", "~#2/2 lagi"]
    assert last["message_id"] == message["message_id"]
    assert (last["photo"][-1]["file_id"], last["caption"]) == (second, "2/2 lagi")
    assert len(post.ani.buttons(message["message_id"])) == 1


async def test_text_and_photo_are_never_edited_into_each_other(post: Post) -> None:
    text = Screen("tanpa foto", buttons=ROW)
    first = (await shows(post, post.ani, text))["message_id"]
    second = (await shows(post, post.ani, replace(text, photo=post.photo()), first))["message_id"]
    assert kind_of_slot(post) == "photo"
    third = (await shows(post, post.ani, text, second))["message_id"]
    assert kind_of_slot(post) == "text"
    assert post.said() == ["tanpa foto", "#tanpa foto", "tanpa foto"]
    assert first < second < third
    assert [len(post.ani.buttons(one)) for one in (first, second, third)] == [0, 0, 1]


async def test_a_lost_photo_is_sent_anew(post: Post) -> None:
    screen = Screen("satu", buttons=ROW, photo=post.photo())
    lost = (await shows(post, post.ani, screen))["message_id"]
    del post.world.chat(post.ani.person.id).messages[lost]
    await shows(post, post.ani, replace(screen, text="dua"), lost)
    assert post.said() == ["#satu", "#dua"]


@pytest.mark.parametrize("wrong", ["AgACAgUAAxkB999999SimulatedFile", "https://example.com/a.jpg"])
async def test_a_photo_that_is_refused_is_left_out(
    post: Post, caplog: pytest.LogCaptureFixture, wrong: str
) -> None:
    card = Screen("Kopi", buttons=ROW, photo=post.photo())
    before = (await shows(post, post.ani, card))["message_id"]
    last = await shows(post, post.ani, replace(card, photo=wrong), before)
    assert (last["text"], "photo" in last) == ("Kopi", False)
    assert "row 2 goes out without its photo, refused: Bad Request:" in caplog.text
    assert (post.row().state, kind_of_slot(post)) == ("sent", "text")
    assert post.ani.buttons(before) == []
    await shows(post, post.ani, replace(card, photo=wrong, text="Kopi 2"), last["message_id"])
    await shows(post, post.ani, replace(card, text="Kopi 3"), last["message_id"])
    assert post.said() == ["#Kopi", "Kopi", "~Kopi 2", "#Kopi 3"]


async def test_content_that_is_refused_with_and_without_photo_is_a_defect(post: Post) -> None:
    await shows(post, post.ani, Screen("halo"))
    await shows(post, post.ani, Screen("<b>Kopi", photo=post.photo()))
    assert post.states() == [("halo", "sent"), ("<b>Kopi", "rejected")]


async def test_a_restart_goes_on_with_the_photo_that_is_shown(post: Post) -> None:
    screen = Screen("satu", buttons=ROW, photo=post.photo())
    await shows(post, post.ani, screen)
    post.world.faults.fail("editMessageMedia", times=100)
    change = replace(screen, text="dua", photo=post.photo(2))

    def work(session: Session) -> None:
        now = post.world.now()
        chat, content = post.ani.person.id, change.payload()
        outbox.put(session, chat, content, now=now, slot="card", tapped=IN_PLACE)

    await post.writer.write(work)
    await post.closes()
    assert [state for _text, state in post.states()] == ["sent", "waiting"]
    post.world.faults.clear()
    post.opens()
    await post.sender.sweep_once()
    await post.is_idle()
    assert post.said() == ["#satu", "~#dua"]


async def test_a_photo_of_unknown_effect_is_repeated_in_place(post: Post) -> None:
    screen = Screen("satu", buttons=ROW, photo=post.photo())
    before = (await shows(post, post.ani, screen))["message_id"]
    post.world.faults.drop_after("editMessageMedia")
    await shows(post, post.ani, replace(screen, text="dua"), before)
    assert post.said() == ["#satu", "~#dua"]  # the second time it is "not modified"
    assert (post.row().state, post.row().attempts, kind_of_slot(post)) == ("sent", 2, "photo")


async def test_an_unknown_effect_may_repeat_a_photo(post: Post) -> None:
    post.world.faults.drop_after("sendPhoto", line="timeout")
    await shows(post, post.ani, Screen("satu", buttons=ROW, photo=post.photo()))
    assert post.said() == ["#satu", "#satu"]


async def test_newer_photo_of_a_slot_supersedes(post: Post) -> None:
    ani = post.ani.person.id
    await post.puts_all(
        (ani, "satu", {"slot": "card", "photo": post.photo(1), "markup": keys("ya")}),
        (ani, "dua", {"slot": "card", "photo": post.photo(2), "markup": keys("ya")}),
    )
    await post.is_idle()
    assert post.said() == ["#dua"]


def test_a_caption_has_at_most_1024_units() -> None:
    assert fits_caption("a" * CAPTION_UNITS)
    assert not fits_caption("a" * (CAPTION_UNITS + 1))
    assert fits_caption("<b>" + "&amp;" * CAPTION_UNITS + "</b>")
    assert fits_caption("☕" * CAPTION_UNITS)
    assert not fits_caption("🌶" * (CAPTION_UNITS // 2 + 1))


async def test_the_longest_caption_is_taken_and_a_longer_one_is_a_text(
    post: Post, caplog: pytest.LogCaptureFixture
) -> None:
    photo = post.photo()
    longest = "<i>" + "&lt;" * CAPTION_UNITS + "</i>"
    message = await shows(post, post.ani, Screen(longest, photo=photo))
    assert len(message["caption"]) == CAPTION_UNITS
    message = await shows(post, post.ani, Screen(longest, lead="Tersimpan.", photo=photo))
    assert message["text"].startswith("Tersimpan.\n<<<")
    assert "is no caption" in caplog.text


def test_a_photo_has_no_reply_keyboard() -> None:
    with pytest.raises(ValueError, match="no reply keyboard"):
        Screen("Kirim nomor", keys=[[Key("Kirim", contact=True)]], photo="AgAC")
