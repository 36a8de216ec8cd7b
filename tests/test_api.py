"""What Telegram's answers mean: every wording of its server that the sender may meet."""

import json
from typing import Any

import aiohttp
import pytest
from hypothesis import given
from hypothesis import strategies as st
from telegram.error import NetworkError, TimedOut

from bot.api import (
    Blocked,
    BotApi,
    EditLost,
    Flooded,
    Gone,
    Migrated,
    NotModified,
    NotSent,
    Refused,
    Sent,
    Unknown,
    classify,
)
from bot.request import AiohttpRequest, ConnectionNotMadeError
from simulator.request import SimulatedRequest
from simulator.world import World
from tests.processes import closed_port, served

BAD, FORBIDDEN = "Bad Request: ", "Forbidden: "
SAME = (
    "message is not modified: specified new message content and reply markup are exactly "
    "the same as a current content and reply markup of the message"
)

WORDINGS = [
    (400, BAD + SAME, NotModified),
    (400, BAD + 'can\'t parse entities: Unsupported start tag "x" at byte offset 3', Refused),
    (400, BAD + "message text is empty", Refused),
    (400, BAD + "message is too long", Refused),
    (400, BAD + "message caption is too long", Refused),
    (400, BAD + "text must be non-empty", Refused),
    (400, BAD + "chat not found", Blocked),
    (400, BAD + "private chat not found", Blocked),
    (400, BAD + "chat_id is empty", Refused),
    (403, FORBIDDEN + "bot was blocked by the user", Blocked),
    (403, FORBIDDEN + "bot can't initiate conversation with a user", Blocked),
    (403, FORBIDDEN + "the bot can't send messages to the bot", Blocked),
    (403, FORBIDDEN + "user is deactivated", Gone),
    (403, FORBIDDEN + "bot was kicked from the group chat", Gone),
    (403, FORBIDDEN + "bot was kicked from the supergroup chat", Gone),
    (403, FORBIDDEN + "bot was kicked from the channel chat", Gone),
    (403, FORBIDDEN + "bot is not a member of the supergroup chat", Gone),
    (403, FORBIDDEN + "the group chat was deleted", Gone),
    (400, BAD + "query is too old and response timeout expired or query ID is invalid", Refused),
    (400, BAD + "message to edit not found", EditLost),
    (400, BAD + "message can't be edited", EditLost),
    (400, BAD + "there is no text in the message to edit", EditLost),
    (400, BAD + "there is no caption in the message to edit", EditLost),
    (400, BAD + "MESSAGE_ID_INVALID", EditLost),
    (400, BAD + "message to be replied not found", Refused),
    (400, BAD + "BUTTON_DATA_INVALID", Refused),
    (400, BAD + "wrong file identifier/HTTP URL specified", Refused),
    (413, "Request Entity Too Large", Refused),
    (401, "Unauthorized", NotSent),
    (401, "Unauthorized: invalid token specified", NotSent),
    (404, "Not Found: method not found", NotSent),
    (409, "Conflict: terminated by other getUpdates request", NotSent),
    (409, "Conflict: can't use getUpdates method while webhook is active", NotSent),
    (500, "Internal Server Error: restart", Unknown),
    (502, "Bad Gateway", Unknown),
    (504, "Gateway Timeout", Unknown),
]


def body(status: int, description: str, **parameters: Any) -> bytes:
    answer = {"ok": False, "error_code": status, "description": description}
    return json.dumps(answer | ({"parameters": parameters} if parameters else {})).encode()


@pytest.mark.parametrize(("status", "description", "meaning"), WORDINGS)
def test_wordings(status: int, description: str, meaning: type) -> None:
    outcome = classify(status, body(status, description))
    assert type(outcome) is meaning
    if hasattr(outcome, "description"):
        assert description in outcome.description


def test_a_good_answer_gives_its_result() -> None:
    assert classify(200, b'{"ok": true, "result": {"message_id": 7}}') == Sent({"message_id": 7})
    assert classify(200, b'{"ok": true}') == Sent(None)


def test_a_moved_group_tells_where_to() -> None:
    text = BAD + "group chat was upgraded to a supergroup chat"
    assert classify(400, body(400, text, migrate_to_chat_id=-1002)) == Migrated(-1002)


def test_a_flood_tells_how_long() -> None:
    text = "Too Many Requests: retry after 17"
    assert classify(429, body(429, text, retry_after=17)) == Flooded(17.0)
    assert classify(429, body(429, text)) == Flooded(1.0)


@pytest.mark.parametrize("text", [b"", b"<html>", b"[]", b"7", b'"x"', b"\xff", b"null"])
@pytest.mark.parametrize("status", [200, 400, 502])
def test_what_cannot_be_read_is_of_unknown_effect(status: int, text: bytes) -> None:
    assert isinstance(classify(status, text), Unknown)


@given(st.integers(100, 599), st.binary(max_size=40))
def test_nothing_breaks_it(status: int, text: bytes) -> None:
    classify(status, text)


@given(st.integers(100, 599), st.dictionaries(st.text(max_size=12), st.text(max_size=12)))
def test_no_refusal_is_taken_for_success(status: int, extra: dict[str, str]) -> None:
    answer = {"ok": False, "description": "x", **{f"_{k}": v for k, v in extra.items()}}
    assert not isinstance(classify(status, json.dumps(answer).encode()), Sent)


async def test_broken_lines_have_their_meaning() -> None:
    world = World(flood=False)
    api = BotApi(SimulatedRequest(world), "http://127.0.0.1:1", world.token)
    ani = world.add_person("Ani", started=True)
    params = {"chat_id": ani.id, "text": "halo"}
    world.faults.drop_before("sendMessage", line="refused")
    assert await api.call("sendMessage", params) == NotSent("ClientConnectorError")
    world.faults.drop_before("sendMessage", line="broken")
    assert await api.call("sendMessage", params) == Unknown("ServerDisconnectedError")
    world.faults.drop_after("sendMessage", line="timeout")
    assert await api.call("sendMessage", params) == Unknown("TimeoutError")
    assert isinstance(await api.call("sendMessage", params), Sent)


async def test_the_same_over_a_socket() -> None:
    world = World(flood=False)
    ani = world.add_person("Ani", started=True)
    params = {"chat_id": ani.id, "text": "halo"}
    request = AiohttpRequest(connect_timeout=0.4)
    with pytest.raises(RuntimeError, match="not initialized"):
        await request.post_json("http://127.0.0.1:1/", {}, read_timeout=1)
    await request.initialize()
    await request.initialize()
    try:
        nobody = f"http://127.0.0.1:{closed_port()}"
        with pytest.raises(ConnectionNotMadeError):
            await request.post_json(f"{nobody}/bot1:x/getMe", {}, read_timeout=1)
        async with served(world) as home:
            api = BotApi(request, home, world.token)
            assert isinstance(await api.call("sendMessage", params), Sent)
            world.faults.drop_after("sendMessage")
            assert isinstance(await api.call("sendMessage", params), Unknown)
            world.faults.delay("sendMessage", seconds=0.6)
            with pytest.raises(TimedOut):
                await request.post_json(
                    f"{home}/bot{world.token}/sendMessage", params, read_timeout=0.1
                )
            assert await request.do_request(f"{home}/clock", "GET")
        with pytest.raises(NetworkError) as caught:
            await request.do_request(f"{nobody}/clock", "GET", None, 1.0)
        assert world.token not in str(caught.value)
        assert not isinstance(caught.value, aiohttp.ClientError)
    finally:
        await request.shutdown()
        await request.shutdown()
