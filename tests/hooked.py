"""A bot behind a webhook, with somebody who delivers to it by hand; no socket but loopback."""

import asyncio
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Any

import aiohttp

from bot.app import ClinicBot
from bot.config import Config
from bot.process_role import ProcessRole
from models.database import Database
from simulator.request import SimulatedRequest
from simulator.world import World

SECRET = "a-secret-of-tests"  # noqa: S105  # it opens nothing
PATH = "/telegram"
#: The simulated Telegram delivers to no other machine: the test does.
PUBLIC = f"https://klinik.example.org{PATH}"


@dataclass
class Hooked:
    """One process of the clinic, as Telegram and a load balancer see it."""

    bot: ClinicBot
    http: aiohttp.ClientSession

    @property
    def base(self) -> str:
        """Its address."""
        return f"http://127.0.0.1:{self.bot.web.port}"

    async def delivered(self, raw: Mapping[str, Any], *, secret: str = SECRET) -> int:
        """Deliver an update; gives the status."""
        return await self.posted(None, json=raw, secret=secret)

    async def posted(self, data: Any, *, json: Any = None, secret: str = SECRET) -> int:
        """Deliver whatever; gives the status."""
        headers = {"X-Telegram-Bot-Api-Secret-Token": secret}
        url = self.base + PATH
        async with self.http.post(url, data=data, json=json, headers=headers) as answer:
            return answer.status

    async def got(self, path: str) -> tuple[int, str]:
        """Fetch; gives status and text."""
        async with self.http.get(self.base + path) as answer:
            return answer.status, await answer.text()


@asynccontextmanager
async def hooked(
    world: World, url: str, files: str, role: ProcessRole = ProcessRole.ALL
) -> AsyncIterator[Hooked]:
    """A bot on the database *url* whose webhook is open."""
    config = Config.model_validate(
        {
            "telegram": {
                "token": world.token,
                "api_url": "http://127.0.0.1:1",
                "mode": "webhook",
                "webhook_url": PUBLIC,
                "webhook_secret": SECRET,
                "listen": "127.0.0.1:0",
            },
            "database": {"url": url},
            "files": {"url": files},
            "limits": {"overall_per_second": 0, "chat_per_second": 0, "group_per_minute": 0},
        }
    )
    database = Database(url, audit_key=b"a key for tests", busy_seconds=0.2)
    request = SimulatedRequest(world)
    bot = ClinicBot(config, database, request=request, clock=world.now, ticking=False, role=role)
    async with asyncio.timeout(20), aiohttp.ClientSession() as http:
        await bot.start()
        await bot.web.ready.wait()
        try:
            yield Hooked(bot, http)
        finally:
            await bot.stop()
            database.close()
