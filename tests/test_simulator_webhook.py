"""Updates pushed to a webhook as Telegram's own server does it."""

from collections.abc import AsyncIterator
from datetime import timedelta
from itertools import pairwise
from typing import Any

import pytest

from simulator.delivery import Pace, queue_of
from tests.processes import until
from tests.webhooks import Line, Receiver, Ticker, hangs_up, new_world, ok, status

SECRET = "gayo-1_B"  # noqa: S105  # opens nothing
OTHER = "gayo-2_B"
SPACE = 1 << 33


@pytest.fixture
async def receiver() -> AsyncIterator[Receiver]:
    receiver = Receiver()
    await receiver.opens()
    yield receiver
    receiver.open.set()
    await receiver.closes()


@pytest.fixture
async def line(receiver: Receiver) -> AsyncIterator[Line]:
    """Seconds are short here."""
    line = Line(new_world(pace=Pace(answer=10, second=0.01)), receiver)
    yield line
    await line.world.webhook.stop()


@pytest.fixture
async def ticked(receiver: Receiver) -> AsyncIterator[Line]:
    """Time stands still unless the test lets it pass."""
    line = Line(new_world(monotonic=Ticker()), receiver)
    yield line
    await line.world.webhook.stop()


async def test_messages_of_a_chat_come_one_by_one(line: Line, receiver: Receiver) -> None:
    ani = line.person()
    before = ani.send_text("0").update_id
    assert await line.sets(secret_token=SECRET) == "Webhook was set"
    sent = [before, *(ani.send_text(str(number)).update_id for number in range(1, 20))]
    await line.is_quiet()
    assert receiver.ids == sent
    assert set(receiver.secrets) == {SECRET}
    assert receiver.updates[0]["message"]["text"] == "0"
    tries = line.world.webhook.attempts
    assert all(one.ended <= two.began for one, two in pairwise(tries))


async def test_one_delivery_at_a_time_in_each_queue(line: Line, receiver: Receiver) -> None:
    ani, budi = line.person(), line.person()
    ani.start()
    budi.start()
    await line.sets()
    await line.is_quiet()
    receiver.open.clear()
    first, second = ani.send_text("satu").update_id, ani.send_text("dua").update_id
    tapped = line.taps(ani)
    other = budi.send_text("lain").update_id
    await receiver.gets(2 + 3)  # the tap and the message of one chat are not ordered
    assert set(receiver.ids[2:]) == {first, tapped, other}
    receiver.open.set()
    await line.is_quiet()
    assert receiver.ids[5:] == [second]
    assert len(line.world.webhook.attempts) == len(receiver.updates)


async def test_not_more_connections_than_asked_for(line: Line, receiver: Receiver) -> None:
    await line.sets(max_connections=2)
    receiver.open.clear()
    people = [line.person() for _ in range(6)]
    for person in people:
        person.start()
    await receiver.gets(2)
    assert (await line.info())["max_connections"] == 2
    assert (await line.info())["pending_update_count"] == 6
    receiver.open.set()
    await line.is_quiet()
    assert sorted(queue_of(one) for one in receiver.updates) == [one.person.id for one in people]


async def test_what_is_not_answered_in_time_comes_again_beside_it(receiver: Receiver) -> None:
    line = Line(new_world(pace=Pace(answer=0.2, second=0.01)), receiver)
    await line.sets()
    receiver.open.clear()
    sent = line.person().start().update_id
    await until(lambda: len(receiver.updates) >= 2, 10)
    assert (receiver.done, set(receiver.ids)) == (0, {sent})
    receiver.open.set()
    await line.is_quiet()
    await until(lambda: receiver.done == len(receiver.updates), 10)
    assert (await line.info())["last_error_message"] == "Read timeout expired"
    await line.world.webhook.stop()


async def test_pauses_between_tries(ticked: Line, receiver: Receiver) -> None:
    receiver.answers.extend([status(500)] * 12)
    await ticked.sets()
    ticked.person().start()
    await receiver.gets(2)
    for tries, pause in enumerate((2, 4, 8, 16, 32), start=3):
        await ticked.tries(tries - 1)
        await ticked.ticks(pause - 0.5)
        await ticked.ticks(0.5)
        await receiver.gets(tries)
    for tries in range(8, 14):
        await ticked.tries(tries - 1)
        await ticked.ticks(59.5)
        assert len(receiver.updates) == tries - 1
        await ticked.ticks(60.5)
        await receiver.gets(tries)
    await ticked.is_quiet()
    began = [one.began for one in ticked.world.webhook.attempts]
    assert began[:7] == [1000, 1000, 1002, 1006, 1014, 1030, 1062]


async def test_a_failing_chat_holds_up_nobody_else(ticked: Line, receiver: Receiver) -> None:
    receiver.answers.extend([status(500)] * 2)
    await ticked.sets()
    ani, budi = ticked.person(), ticked.person()
    ani.send_text("satu")
    ani.send_text("dua")
    await receiver.gets(2)
    budi.send_text("halo")
    await receiver.gets(3)
    await ticked.ticks(2)
    await ticked.is_quiet()
    told = [one["message"]["text"] for one in receiver.updates]
    assert told == ["satu", "satu", "halo", "satu", "dua"]


async def test_failing_chats_hold_up_all_when_there_are_twice_as_many_as_connections(
    ticked: Line, receiver: Receiver
) -> None:
    receiver.answers.extend([status(500)] * 4)
    await ticked.sets(max_connections=1)
    for _ in range(3):
        ticked.person().start()
    await receiver.gets(4)
    assert len({queue_of(one) for one in receiver.updates}) == 2
    await ticked.ticks(2)
    await ticked.is_quiet()
    assert len(receiver.updates) == 7


async def test_retry_after_is_obeyed_while_the_update_lives(
    ticked: Line, receiver: Receiver
) -> None:
    receiver.answers.extend([status(503, Retry_After="30"), ok, status(429, Retry_After="151")])
    await ticked.sets()
    ani = ticked.person()
    ani.start()
    await receiver.gets(1)
    await ticked.tries(1)
    await ticked.ticks(29)
    await receiver.gets(1)
    await ticked.ticks(1)
    await ticked.is_quiet()
    ticked.taps(ani)
    await ticked.is_quiet()  # a tap lives 150 seconds
    await receiver.gets(3)
    info = await ticked.info()
    assert info["last_error_message"] == "Wrong response from the webhook: 429 Too Many Requests"
    assert info["last_error_date"] == ticked.world.timestamp()


async def test_a_connection_that_breaks_is_a_failed_try(line: Line, receiver: Receiver) -> None:
    receiver.answers.extend([hangs_up, hangs_up])
    await line.sets()
    sent = line.person().start().update_id
    await line.is_quiet()
    assert receiver.ids == [sent] * 3
    problems = [one.problem for one in line.world.webhook.attempts]
    assert problems == ["Connection reset by peer", "Connection reset by peer", ""]


async def test_a_connection_that_is_refused_is_no_try(line: Line, receiver: Receiver) -> None:
    await line.sets()
    await receiver.closes()
    sent = [line.person().start().update_id for _ in range(3)]
    info = line.world.webhook.info
    await until(lambda: info().get("last_error_message") == "Connection refused", 10)
    await receiver.opens()
    await line.is_quiet()
    assert receiver.ids == sent
    assert [one.problem for one in line.world.webhook.attempts] == [""] * 3


async def test_the_same_parameters_change_nothing(ticked: Line, receiver: Receiver) -> None:
    assert await ticked.sets() == "Webhook was set"
    assert await ticked.sets() == "Too Many Requests: retry after 1"
    receiver.open.clear()
    sent = ticked.person().start().update_id
    await receiver.gets(1)
    await ticked.ticks(1)
    assert await ticked.sets(allowed_updates=["message"]) == "Webhook is already set"
    assert (await ticked.info())["allowed_updates"] == ["message"]
    receiver.open.set()
    await ticked.is_quiet()
    assert receiver.ids == [sent]
    assert len(ticked.world.ledger.of("setWebhook")) == 1


async def test_other_parameters_begin_anew(ticked: Line, receiver: Receiver) -> None:
    await ticked.sets(secret_token=SECRET)
    receiver.open.clear()
    ani = ticked.person()
    sent = [ani.send_text(str(number)).update_id for number in range(2)]
    await receiver.gets(1)
    await ticked.ticks(1)
    assert await ticked.sets(secret_token=OTHER) == "Webhook was set"
    await receiver.gets(2)
    assert (receiver.done, receiver.secrets) == (0, [SECRET, OTHER])
    receiver.open.set()
    await ticked.is_quiet()
    assert receiver.ids == [sent[0], sent[0], sent[1]]
    await ticked.ticks(1)
    receiver.answers.append(status(500))
    receiver.open.clear()
    ani.send_text("gone")
    await receiver.gets(4)
    await ticked.sets(secret_token=OTHER, drop_pending_updates=True)
    assert (await ticked.info())["pending_update_count"] == 0


async def test_without_a_webhook_people_are_heard_by_polling(
    line: Line, receiver: Receiver
) -> None:
    await line.sets()
    receiver.open.clear()
    sent = line.person().start().update_id
    await receiver.gets(1)
    assert (await line.calls("getUpdates"))[0] == 409
    assert (await line.calls("deleteWebhook"))[1]["description"] == "Webhook was deleted"
    polled = (await line.calls("getUpdates"))[1]["result"]
    assert [one["update_id"] for one in polled] == [sent]
    assert (await line.calls("setWebhook", url=""))[1]["description"] == (
        "Webhook is already deleted"
    )
    assert await line.info() == {
        "url": "", "has_custom_certificate": False, "pending_update_count": 1
    }  # fmt: skip


@pytest.mark.parametrize(
    ("params", "refusal"),
    [
        ({"url": "http://klinik.example/hook"}, "bad webhook: An HTTPS URL must be provided"),
        ({"url": "https://klinik.example:8080/"}, "only on ports 80, 88, 443 or 8443"),
        ({"url": "https://klinik.example:99999/"}, "invalid webhook URL specified"),
        ({"secret_token": "x" * 257}, "secret token is too long"),
        ({"secret_token": "a b"}, "secret token contains unallowed characters"),
    ],
)
async def test_what_can_be_no_webhook(line: Line, params: dict[str, str], refusal: str) -> None:
    assert refusal in await line.sets(**params)
    assert (await line.calls("getUpdates"))[0] == 200


async def test_nobody_listens_where_the_webhook_shall_be(line: Line, receiver: Receiver) -> None:
    await receiver.closes()
    assert await line.sets() == "Bad Request: bad webhook: Connection refused"
    assert (await line.info())["url"] == ""


async def test_a_webhook_that_is_gone_for_a_day_is_deleted(line: Line, receiver: Receiver) -> None:
    receiver.answers.extend([status(410), status(410), status(410)])
    await line.sets()
    line.person().start()
    await line.tries(2)
    line.world.clock.advance(timedelta(hours=23, minutes=1))
    await until(lambda: not line.world.webhook.url, 10)
    assert len((await line.calls("getUpdates"))[1]["result"]) == 1


async def test_faults_on_the_way(line: Line, receiver: Receiver) -> None:
    faults, updates = line.world.faults, line.world.updates
    await line.sets()
    ani = line.person()
    faults.drop_before("webhook")
    faults.drop_after("webhook")
    faults.drop_before("webhook", line="refused")
    faults.delay("webhook", seconds=0.01)
    sent = ani.start().update_id
    await line.is_quiet()
    assert receiver.ids == [sent, sent]
    faults.clear()
    updates.tap_twice = updates.redeliver_confirmed = True
    tapped = line.taps(ani)
    assert tapped is not None
    await receiver.gets(6)
    assert sorted(receiver.ids[2:]) == [tapped, tapped, tapped + 1, tapped + 1]
    updates.redeliver_confirmed = False
    updates.redeliver(tapped)
    await receiver.gets(7)


async def test_queues() -> None:
    world = new_world()
    ani = world.phone(world.add_person("Ani"))
    number = ani.person.id
    texts = [ani.start().update_id, ani.edit_text(1, "hai").update_id]
    update_ids = [*texts, ani.tap(1, "x", forged=True).update_id, ani.block()]
    queues = [queue_of(world.updates.raw(one)) for one in update_ids if one is not None]
    assert queues == [number, number, number + 3 * SPACE, number + 5 * SPACE]
    odd: list[dict[str, Any]] = [
        {},
        {"message": {"nonsense": True}},
        {"message": {"chat": 1}},
        {"callback_query": 1},
    ]
    ids = [world.updates.inject(one) for one in odd]
    assert len({queue_of(world.updates.raw(one)) for one in ids}) == 4
