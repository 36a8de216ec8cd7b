"""Floods by a clock of our own, and everything that can go wrong on the line."""

import asyncio
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from telegram import Bot, InlineKeyboardButton, InlineKeyboardMarkup, InputMediaPhoto
from telegram.error import (
    BadRequest,
    Conflict,
    Forbidden,
    InvalidToken,
    NetworkError,
    RetryAfter,
    TimedOut,
)

from bot.request import ConnectionNotMadeError
from simulator.clock import SimulatedClock
from simulator.flood import Flood
from simulator.phone import Phone
from simulator.request import SimulatedRequest
from simulator.world import World

PNG = b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\x04\0\0\0\x03\0"


class Ticker:
    """A monotonic clock in the test's hand."""

    def __init__(self) -> None:
        self.at = 1000.0

    def __call__(self) -> float:
        return self.at


@pytest.fixture
def ticker() -> Ticker:
    return Ticker()


@pytest.fixture
def world(ticker: Ticker) -> World:
    clock = SimulatedClock.frozen(datetime(2026, 11, 24, tzinfo=UTC))
    return World(now=clock, monotonic=ticker)


@pytest.fixture
def phone(world: World) -> Phone:
    return world.phone(world.add_person("Dimas", started=True))


@pytest.fixture
def bot(world: World, monkeypatch: pytest.MonkeyPatch) -> Iterator[Bot]:
    monkeypatch.setenv("PTB_TIMEDELTA", "1")
    request = SimulatedRequest(world)
    yield Bot(world.token, request=request, get_updates_request=request)
    world.faults.clear()


def test_thirty_in_any_second() -> None:
    ticker = Ticker()
    flood = Flood(ticker)
    for number in range(30):
        assert flood.spend(number, 1, private=True) is None
        ticker.at += 0.03
    assert flood.spend(99, 1, private=True) == 1
    ticker.at = 1000.0 + 0.9999
    assert flood.spend(99, 1, private=True) == 1
    ticker.at = 1001.0
    assert flood.spend(99, 1, private=True) is None
    assert flood.spend(100, 1, private=True) == 1
    assert flood.refused == 3


@given(st.lists(st.floats(0, 0.2), min_size=40, max_size=200))
def test_no_window_ever_holds_more(pauses: list[float]) -> None:
    ticker = Ticker()
    flood = Flood(ticker)
    passed: list[float] = []
    for number, pause in enumerate(pauses):
        ticker.at += pause
        if flood.spend(number, 1, private=True) is None:
            passed.append(ticker.at)
    assert all(sum(at - 1.0 < other <= at for other in passed) <= 30 for at in passed)


def test_one_a_second_to_a_person_after_a_burst_of_three() -> None:
    ticker = Ticker()
    flood = Flood(ticker)
    assert [flood.spend(1, 1, private=True) for _ in range(4)] == [None, None, None, 1]
    ticker.at += 1.0
    assert [flood.spend(1, 1, private=True) for _ in range(2)] == [None, 1]
    for _ in range(50):
        ticker.at += 1.0
        assert flood.spend(1, 1, private=True) is None


def test_twenty_a_minute_to_a_group() -> None:
    ticker = Ticker()
    flood = Flood(ticker, model="bucket")
    assert [flood.spend(-1, 10, private=False) for _ in range(3)] == [None, None, 60]
    ticker.at += 60.0
    assert flood.spend(-1, 1, private=False) is None


async def test_what_counts(world: World, phone: Phone, bot: Bot, ticker: Ticker) -> None:
    chat = phone.person.id
    await bot.send_media_group(chat, [InputMediaPhoto(PNG)] * 2)
    keys = InlineKeyboardMarkup([[InlineKeyboardButton("x", callback_data="x")]])
    sent = await bot.send_message(chat, "x", reply_markup=keys)
    with pytest.raises(RetryAfter) as caught:
        await bot.edit_message_text("y", chat, sent.message_id)
    assert caught.value.retry_after == timedelta(seconds=1)
    tap = phone.tap(sent.message_id, "x")
    await bot.answer_callback_query(tap.query_id)
    await bot.get_chat(chat)
    assert world.floods == 1
    ticker.at += 1.0
    await bot.edit_message_text("y", chat, sent.message_id)
    world.flood.enabled = False
    for _ in range(40):
        await bot.send_message(chat, "x")


@pytest.mark.parametrize(
    ("status", "error"),
    [
        (400, BadRequest),
        (401, InvalidToken),
        (403, Forbidden),
        (404, InvalidToken),
        (409, Conflict),
        (500, NetworkError),
        (502, NetworkError),
    ],
)
async def test_ordered_errors(world: World, bot: Bot, status: int, error: type[Exception]) -> None:
    world.faults.fail("getUpdates", status=status, description="Ordered", times=2)
    for _ in range(2):
        with pytest.raises(error):
            await bot.get_updates()
    assert await bot.get_updates() == ()
    assert await bot.get_me()


async def test_broken_lines(world: World, phone: Phone, bot: Bot) -> None:
    chat = phone.person.id
    world.faults.drop_before("sendMessage", line="refused")
    with pytest.raises(ConnectionNotMadeError):
        await bot.send_message(chat, "satu")
    world.faults.drop_before("sendMessage")
    with pytest.raises(NetworkError):
        await bot.send_message(chat, "dua")
    assert len(world.ledger) == 0
    world.faults.drop_after("sendMessage", line="timeout")
    with pytest.raises(TimedOut):
        await bot.send_message(chat, "tiga")
    assert [entry.params["text"] for entry in world.ledger] == ["tiga"]
    assert phone.last()["text"] == "tiga"
    await bot.send_message(chat, "empat")


async def test_a_slow_answer_is_a_time_out_with_an_effect(
    world: World, phone: Phone, bot: Bot
) -> None:
    world.faults.delay("sendMessage", seconds=30)
    with pytest.raises(TimedOut):
        await bot.send_message(phone.person.id, "x", read_timeout=0.01)
    assert len(world.ledger) == 1


async def test_switches(world: World, phone: Phone, bot: Bot) -> None:
    chat = phone.person.id
    world.faults.flood = True
    with pytest.raises(RetryAfter):
        await bot.send_message(chat, "x")
    assert await bot.get_updates() == ()
    world.faults.clear()
    world.faults.timeouts = True
    with pytest.raises(TimedOut):
        await bot.send_message(chat, "x")
    await bot.send_message(chat, "x")
    assert len(world.ledger) == 2


async def test_duplicates(world: World, phone: Phone, bot: Bot) -> None:
    world.updates.redeliver_confirmed = world.updates.tap_twice = True
    keys = InlineKeyboardMarkup([[InlineKeyboardButton("x", callback_data="x")]])
    sent = await bot.send_message(phone.person.id, "x", reply_markup=keys)
    phone.tap(sent.message_id, "x")
    first, second = await bot.get_updates()
    assert first.callback_query is not None
    assert second.callback_query is not None
    assert first.callback_query.id == second.callback_query.id
    assert first.update_id != second.update_id
    again = await bot.get_updates(offset=second.update_id + 1)
    assert [one.update_id for one in again] == [first.update_id, second.update_id]
    assert await bot.get_updates(offset=second.update_id + 1) == ()


async def test_a_cancelled_poll_frees_the_place(bot: Bot, phone: Phone) -> None:
    async with asyncio.TaskGroup() as group:
        poll = group.create_task(bot.get_updates(timeout=50))
        await asyncio.sleep(0)
        poll.cancel()
    phone.send_text("halo")
    assert len(await bot.get_updates(timeout=50)) == 1
