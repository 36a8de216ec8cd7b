"""The simulated server over HTTP: the bot's side and the page's."""

import asyncio
import json
import socket
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from pathlib import Path

import httpx
import pytest
import uvicorn
from telegram import Bot
from telegram.error import NetworkError

from bot.request import AiohttpRequest
from simulator import seed
from simulator.clock import SimulatedClock
from simulator.process import BotProcess
from simulator.server import config, create_app, is_loopback
from simulator.world import World

PNG = b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\0\x04\0\0\0\x03"
JSON = {"content-type": "application/json"}
HOME = "http://127.0.0.1:8181"


@pytest.fixture
def world() -> World:
    world = World(now=SimulatedClock.frozen(datetime(2026, 11, 24, 2, tzinfo=UTC)), flood=False)
    seed.people(world)
    return world


@pytest.fixture
async def client(world: World) -> AsyncIterator[httpx.AsyncClient]:
    transport = httpx.ASGITransport(create_app(world))
    async with httpx.AsyncClient(transport=transport, base_url=HOME) as client:
        yield client


async def test_only_this_machine(client: httpx.AsyncClient, world: World) -> None:
    assert (await client.get("/clock", headers={"host": "evil.example"})).status_code == 403
    assert (
        await client.get("/clock", headers={"origin": "http://evil.example"})
    ).status_code == 403
    assert (await client.get("/clock", headers={"origin": "null"})).status_code == 403
    assert (await client.get("/clock")).json() == {"now": "2026-11-24T02:00:00+00:00"}
    assert is_loopback("127.0.0.2")
    assert is_loopback("::1")
    with pytest.raises(ValueError, match="only this machine"):
        config(create_app(world), "192.0.2.7", 0)


async def test_the_page_acts_for_people(client: httpx.AsyncClient, world: World) -> None:
    state = (await client.get("/sim/state")).json()
    assert [one["name"] for one in state["phones"]][:2] == ["Rehulina Br. Ginting", "Dimas"]
    user = state["phones"][0]["id"]
    at = f"/sim/phones/{user}"
    assert (await client.post(f"{at}/start", json={})).status_code == 200
    assert (
        await client.post(f"{at}/text", json={"chat": user, "text": "halo"})
    ).status_code == 200
    assert (await client.post(f"{at}/contact", json={"chat": user})).status_code == 200
    place = {"chat": user, "latitude": 3.1, "longitude": 98.5}
    assert (await client.post(f"{at}/location", json=place)).status_code == 200
    files = [("files", ("a.png", PNG, "image/png")), ("files", ("b.png", PNG, "image/png"))]
    album = {"chat": str(user), "caption": "kopi"}
    assert (await client.post(f"{at}/photos", files=files, data=album)).status_code == 200
    document = {"file": ("nib.pdf", b"%PDF-\r\n--x\r\n", "application/pdf")}
    assert (
        await client.post(f"{at}/document", files=document, data={"chat": user})
    ).status_code == 200
    assert (
        await client.post(f"{at}/voice", json={"chat": user, "duration": 7})
    ).status_code == 200
    assert (await client.post(f"{at}/sticker", json={"chat": user})).status_code == 200
    assert (
        await client.post(f"{at}/edit", json={"chat": user, "message": 2, "text": "hai"})
    ).is_success
    messages = (await client.get("/sim/state")).json()["phones"][0]["chats"][0]["messages"]
    kinds = [message["media"] and message["media"]["kind"] for message in messages]
    assert kinds == [
        None, None, "contact", "location", "photo", "photo", "document", "voice", "sticker"
    ]  # fmt: skip
    assert messages[1] | {"html": "hai", "edited": True, "out": True} == messages[1]
    assert messages[4]["media"]["width"] == 4
    assert messages[4]["group"] == messages[5]["group"] is not None
    assert (await client.get(messages[6]["media"]["url"])).content == b"%PDF-\r\n--x\r\n"
    assert len(world.updates) == 10


async def test_what_a_person_cannot_do(client: httpx.AsyncClient, world: World) -> None:
    user = next(iter(world.people))
    at = f"/sim/phones/{user}"
    for path, body in [
        (f"{at}/tap", {"chat": user, "message": 1, "data": "x"}),
        (f"{at}/press", {"chat": user, "text": "x"}),
        (f"{at}/text", {"chat": user}),
        (f"{at}/text", {"chat": user, "text": "a", "colour": "red"}),
        (f"{at}/dance", {}),
        ("/sim/phones/1/start", {}),
        ("/sim/clock", {"seconds": -5}),
        ("/sim/bot", {"action": "kill"}),
        ("/sim/phones", {"phone": "1"}),
        ("/sim/faults", {"gravity": True}),
    ]:
        answer = await client.post(path, json=body)
        assert (path, answer.status_code) == (path, 400)
        assert answer.json()["error"]


async def test_switches(client: httpx.AsyncClient, world: World) -> None:
    new = {"name": "Bu Ani Tarigan", "phone": "0812-0000-0000", "role": "Pembeli"}
    added = (await client.post("/sim/phones", json=new)).json()
    assert (added["initials"], added["phone"]) == ("AT", "6281200000000")
    assert (
        (await client.post("/sim/clock", json={"seconds": 60}))
        .json()["now"]
        .endswith("02:01:00+00:00")
    )
    assert (await client.post("/sim/faults", json={"flood": True})).json()["flood"] is True
    assert world.faults.flood
    user = next(iter(world.people))
    assert (await client.post(f"/sim/phones/{user}/block", json={"blocked": True})).is_success
    assert (await client.get("/sim/state")).json()["phones"][0]["chats"][0]["blocked"] is True


async def test_what_the_page_sees(client: httpx.AsyncClient, world: World) -> None:
    phone = world.phone(next(iter(world.people)))
    phone.start()
    send = f"/bot{world.token}/sendMessage"
    keys = [
        [{"text": "Ya", "callback_data": "1"}, {"text": "Situs", "url": "https://x.id"}],
        [{"text": "Salin", "copy_text": {"text": "0901.11"}}],
    ]
    body = {"chat_id": phone.person.id, "text": "Lihat https://x.id", "parse_mode": "HTML"}
    await client.post(send, json=body | {"reply_markup": {"inline_keyboard": keys}})
    rows = [
        [{"text": "Bagikan", "request_contact": True}],
        [{"text": "Lokasi", "request_location": True}],
    ]
    board = {"keyboard": rows, "one_time_keyboard": True, "input_field_placeholder": "08…"}
    form = {"chat_id": str(phone.person.id), "text": "Nomor?", "reply_markup": json.dumps(board)}
    assert (await client.post(send, data=form)).is_success
    tap = phone.tap(2, "1")
    answer = {"callback_query_id": tap.query_id, "text": "Tersimpan"}
    await client.post(f"/bot{world.token}/answerCallbackQuery", json=answer)
    chat = (await client.get("/sim/state")).json()["phones"][0]["chats"][0]
    asked = chat["messages"][1]
    assert asked["html"].startswith('Lihat <a href="https://x.id"')
    nothing = {"data": None, "url": None, "copy": None}
    assert asked["buttons"] == [
        [
            nothing | {"text": "Ya", "data": "1"},
            nothing | {"text": "Situs", "url": "https://x.id"},
        ],
        [nothing | {"text": "Salin", "copy": "0901.11"}],
    ]
    assert chat["keyboard"] == {
        "message": 3,
        "rows": [
            [{"text": "Bagikan", "kind": "contact"}],
            [{"text": "Lokasi", "kind": "location"}],
        ],
        "one_time": True,
        "placeholder": "08…",
    }
    assert chat["toast"] == {"text": "Tersimpan", "alert": False, "seq": 1}
    assert chat["unread"] == 0
    phone.press("Lokasi")
    assert (await client.get("/")).is_success
    assert (await client.get("/sim/file/none")).status_code == 404
    assert (await client.get(f"/file/bot{world.token}/photos/none")).status_code == 404
    assert (await client.post(send, content="[]", headers=JSON)).status_code == 400


async def test_the_page_steers_the_bot(world: World, tmp_path: Path) -> None:
    sleeper = [sys.executable, "-c", "import threading; threading.Event().wait()"]
    bot = BotProcess(sleeper, log_path=tmp_path / "bot.log")
    transport = httpx.ASGITransport(create_app(world, bot))
    async with httpx.AsyncClient(transport=transport, base_url=HOME) as client:
        states = []
        for action in ("start", "kill", "restart", "stop"):
            answer = await client.post("/sim/bot", json={"action": action})
            states.append(answer.json()["state"])
            if action == "restart":
                await client.post(f"/bot{world.token}/getMe")
                state = (await client.get("/sim/state")).json()["bar"]["bot"]
                assert (state["state"], state["pid"]) == ("running", bot.pid)
        assert states == ["starting", "stopped", "starting", "stopped"]
        assert (await client.post("/sim/bot", json={"action": "hug"})).status_code == 400


@asynccontextmanager
async def served(world: World) -> AsyncIterator[str]:
    listener = socket.create_server(("127.0.0.1", 0))
    server = uvicorn.Server(config(create_app(world), "127.0.0.1", 0))
    async with asyncio.TaskGroup() as group:
        serving = group.create_task(server.serve(sockets=[listener]))
        try:
            yield f"http://127.0.0.1:{listener.getsockname()[1]}"
        finally:
            server.should_exit = True
            await serving


async def test_ptb_over_a_socket(world: World) -> None:
    phone = world.phone(next(iter(world.people)))
    phone.start()
    async with served(world) as home:
        bot = Bot(
            world.token,
            base_url=f"{home}/bot",
            base_file_url=f"{home}/file/bot",
            request=AiohttpRequest(),
            get_updates_request=AiohttpRequest(),
        )
        async with bot:
            assert (await bot.get_updates(timeout=5))[0].message
            sent = await bot.send_photo(
                phone.person.id, PNG, caption="<i>kopi</i>", parse_mode="HTML"
            )
            assert phone.last()["caption"] == "kopi"
            file = await bot.get_file(sent.photo[-1].file_id)
            assert bytes(await file.download_as_bytearray()) == PNG
            world.faults.drop_after("sendMessage")
            with pytest.raises(NetworkError):
                await bot.send_message(phone.person.id, "halo")
            assert len(world.ledger.of("sendMessage")) == 1


async def test_events_tell_what_changed(world: World) -> None:
    phone = world.phone(next(iter(world.people)))
    async with (
        served(world) as home,
        httpx.AsyncClient(base_url=home) as client,
        client.stream("GET", "/sim/events", timeout=5) as stream,
    ):
        lines = stream.aiter_lines()
        assert [await _event(lines) for _ in range(5)] == ["phone"] * 4 + ["bar"]
        phone.start()
        assert await _event(lines) == "phone"


async def _event(lines: AsyncIterator[str]) -> str:
    name = ""
    async for line in lines:
        if line.startswith("event: "):
            name = line.removeprefix("event: ")
        if line.startswith("data: "):
            json.loads(line.removeprefix("data: "))
            return name
    raise AssertionError("the stream ended")


async def test_the_bot_process_can_be_killed_and_started(tmp_path: Path) -> None:
    sleeper = [sys.executable, "-c", "import threading; threading.Event().wait()"]
    process = BotProcess(sleeper, log_path=tmp_path / "logs" / "bot.log")
    assert process.describe() == {"state": "stopped", "pid": None, "exit": None}
    await process.start()
    assert process.describe()["state"] == "starting"
    process.heard()
    assert process.describe()["state"] == "running"
    await process.kill()
    assert process.describe() == {"state": "stopped", "pid": None, "exit": -9}
    await process.restart()
    assert process.describe()["state"] == "starting"
    await process.stop()
    assert process.exit == -15
    assert (tmp_path / "logs" / "bot.log").exists()
