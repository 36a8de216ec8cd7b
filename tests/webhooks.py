"""A bot's web server, and a simulated Telegram that delivers updates to it."""

import asyncio
from collections import deque
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

from aiohttp import web

from simulator.api import BotApi
from simulator.clock import SimulatedClock
from simulator.delivery import SECRET_HEADER
from simulator.phone import Phone
from simulator.world import World
from tests.processes import closed_port, until


class Ticker:
    """A monotonic clock in the test's hand."""

    def __init__(self) -> None:
        self.at = 1000.0

    def __call__(self) -> float:
        return self.at


class Receiver:
    """A bot's web server: answers 200 unless told otherwise, and holds answers back if asked."""

    def __init__(self) -> None:
        self.updates: list[dict[str, Any]] = []
        self.secrets: list[str | None] = []
        self.answers: deque[Callable[[web.Request], web.Response]] = deque()
        self.open = asyncio.Event()
        self.open.set()
        self.done = 0
        self.port = closed_port()
        self._runner: web.AppRunner | None = None

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}/hook"

    @property
    def ids(self) -> list[int]:
        return [update["update_id"] for update in self.updates]

    async def opens(self) -> None:
        app = web.Application()
        app.router.add_post("/hook", self._receive)
        self._runner = web.AppRunner(app)
        await self._runner.setup()
        await web.TCPSite(self._runner, "127.0.0.1", self.port).start()

    async def closes(self) -> None:
        if self._runner is not None:
            await self._runner.cleanup()

    async def gets(self, count: int) -> None:
        """Wait for so many requests, counted from the beginning."""
        await until(lambda: len(self.updates) >= count, 10)
        assert len(self.updates) == count

    async def _receive(self, request: web.Request) -> web.Response:
        self.updates.append(await request.json())
        self.secrets.append(request.headers.get(SECRET_HEADER))
        answer = self.answers.popleft() if self.answers else ok
        await self.open.wait()
        self.done += 1
        return answer(request)


def ok(_: web.Request) -> web.Response:
    return web.Response()


def status(status: int, **headers: str) -> Callable[[web.Request], web.Response]:
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    return lambda _: web.Response(status=status, headers=named)


def hangs_up(request: web.Request) -> web.Response:
    assert request.transport is not None
    request.transport.abort()
    return web.Response()


class Line:
    """One world, one receiver, and the Bot API between them."""

    def __init__(self, world: World, receiver: Receiver) -> None:
        self.world = world
        self.receiver = receiver
        self.api = BotApi(world)

    async def calls(self, method: str, **params: Any) -> tuple[int, dict[str, Any]]:
        return await self.api.handle(self.world.token, method, params)

    async def sets(self, **params: Any) -> str:
        """Set the webhook; give what the server says to it."""
        _, body = await self.calls("setWebhook", **({"url": self.receiver.url} | params))
        return str(body["description"])

    async def info(self) -> dict[str, Any]:
        info: dict[str, Any] = (await self.calls("getWebhookInfo"))[1]["result"]
        return info

    async def is_quiet(self) -> None:
        """Wait until everything was taken in."""
        await until(lambda: not len(self.world.updates), 10)

    def person(self) -> Phone:
        return self.world.phone(self.world.add_person("Rehulina"))

    def taps(self, phone: Phone) -> int | None:
        """Somebody is asked, and taps."""
        asked = self.world.post(self.world.chat(phone.person.id), None, {"text": "?"})
        return phone.tap(asked.json["message_id"], "ya", forged=True).update_id

    async def tries(self, count: int) -> None:
        """Wait until so many deliveries have ended."""
        await until(lambda: len(self.world.webhook.attempts) >= count, 10)

    async def ticks(self, seconds: float) -> None:
        """Let time pass on the clock in the test's hand, and whoever waited for that act."""
        assert isinstance(self.world.monotonic, Ticker)
        self.world.monotonic.at += seconds
        self.world.updates.bell.ring()
        for _ in range(20):
            await asyncio.sleep(0)


def new_world(**settings: Any) -> World:
    clock = SimulatedClock.frozen(datetime(2026, 11, 24, 2, tzinfo=UTC))
    return World(now=clock, flood=False, **settings)
