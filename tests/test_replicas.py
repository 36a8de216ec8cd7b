"""Several processes over one PostgreSQL, here in one: what each takes in, and who sends."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import text

from bot.process_role import ProcessRole
from models.database import Database, migrate
from models.ingress import ProcessedUpdate
from simulator.clock import SimulatedClock
from simulator.phone import Phone
from simulator.world import World
from tests.clocks import NOW
from tests.hooked import Hooked, hooked
from tests.processes import until
from tests.services import count
from tests.test_webhook import sent

pytestmark = pytest.mark.postgres

WORDS = ("/start", "/bahasa", "/bantuan", "/beranda")


@pytest.fixture
def world() -> World:
    return World(now=SimulatedClock.frozen(NOW), flood=False)


@pytest.fixture
def database(postgres_database_url: str) -> Database:
    opened = Database(postgres_database_url)
    migrate(opened)
    return opened


class Replicas:
    """Processes that are started one by one, and stopped at the end."""

    def __init__(self, world: World, url: str, files: Path, stack: AsyncExitStack) -> None:
        self._world = world
        self._url = url
        self._files = str(files)
        self._stack = stack

    async def start(self, role: ProcessRole) -> Hooked:
        one = hooked(self._world, self._url, self._files, role)
        return await self._stack.enter_async_context(one)


@pytest.fixture
async def replicas(
    world: World, database: Database, postgres_database_url: str, tmp_path: Path
) -> AsyncIterator[Replicas]:
    async with AsyncExitStack() as stack:
        yield Replicas(world, postgres_database_url, tmp_path / "files", stack)
    database.close()


@pytest.fixture
def ani(world: World) -> Phone:
    return world.phone(world.add_person("Ani"))


def said(phone: Phone) -> list[str]:
    """What the bot said, in order."""
    return [m["text"] for m in phone.messages() if m["from"]["is_bot"]]


async def said_by_then(phone: Phone, number: int) -> list[str]:
    """What the bot said, once it has said so much."""
    await until(lambda: len(said(phone)) >= number, 10)
    return said(phone)


async def test_who_takes_in_does_not_send(replicas: Replicas, world: World, ani: Phone) -> None:
    web = await replicas.start(ProcessRole.WEB)
    assert await web.delivered(sent(world, ani, "/start")) == 200
    await web.bot.quiet()
    assert not said(ani)
    await replicas.start(ProcessRole.WORKER)
    assert len(await said_by_then(ani, 1)) == 1


async def test_a_chat_may_come_to_any_replica(
    replicas: Replicas, world: World, ani: Phone
) -> None:
    await replicas.start(ProcessRole.WORKER)
    webs = [await replicas.start(ProcessRole.WEB) for _ in range(2)]
    for number, words in enumerate(WORDS):
        assert await webs[number % 2].delivered(sent(world, ani, words)) == 200
        await said_by_then(ani, number + 1)
    told = said(ani)
    assert len(told) == len(WORDS)
    assert "Disperindag" in told[2]


async def test_one_update_at_two_replicas_counts_once(
    replicas: Replicas, world: World, database: Database
) -> None:
    await replicas.start(ProcessRole.WORKER)
    webs = [await replicas.start(ProcessRole.WEB) for _ in range(2)]
    people = [world.phone(world.add_person(f"Orang {n}")) for n in range(20)]
    raws = [sent(world, phone, "/start") for phone in people]
    deliveries = (web.delivered(raw) for raw in raws for web in webs)
    assert set(await asyncio.gather(*deliveries)) == {200}
    assert count(database, ProcessedUpdate) == len(people)
    for phone in people:
        assert len(await said_by_then(phone, 1)) == 1
    await asyncio.gather(*(web.bot.quiet() for web in webs))
    assert len(world.ledger.of("sendMessage")) == len(people)


async def test_a_turn_waits_for_who_has_its_chat(
    replicas: Replicas, world: World, database: Database, ani: Phone
) -> None:
    web = await replicas.start(ProcessRole.ALL)
    budi = world.phone(world.add_person("Budi"))
    with database.engine.connect() as other:
        other.execute(text("SELECT pg_advisory_xact_lock(:chat)"), {"chat": ani.person.id})
        loop = asyncio.get_running_loop()
        waits = loop.create_task(web.delivered(sent(world, ani, "/start")))
        assert await web.delivered(sent(world, budi, "/start")) == 200
        assert not waits.done()
        other.rollback()
    assert await waits == 200
    assert len(await said_by_then(ani, 1)) == 1


async def test_who_stands_by_takes_the_seat(replicas: Replicas, world: World, ani: Phone) -> None:
    first, second = [await replicas.start(ProcessRole.ALL) for _ in range(2)]
    assert [one.bot.sender.sends for one in (first, second)] == [True, False]
    assert await second.delivered(sent(world, ani, "/start")) == 200
    assert len(await said_by_then(ani, 1)) == 1
    await first.bot.stop()
    await until(lambda: second.bot.sender.sends, 10)
    assert await second.delivered(sent(world, ani, "/bantuan")) == 200
    assert len(await said_by_then(ani, 2)) == 2


async def test_a_seat_is_lost_with_its_connection(
    replicas: Replicas, world: World, database: Database, ani: Phone
) -> None:
    only = await replicas.start(ProcessRole.ALL)
    assert only.bot.sender.sends
    end: Any = text(
        "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
        " WHERE datname = current_database() AND pid <> pg_backend_pid()"
    )
    with database.engine.begin() as connection:
        connection.execute(end)
    await until(lambda: not only.bot.sender.sends, 10)
    await until(lambda: only.bot.sender.sends, 10)
    assert await only.delivered(sent(world, ani, "/start")) == 200
    assert len(await said_by_then(ani, 1)) == 1
