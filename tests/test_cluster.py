"""Two replicas behind nginx, a worker and PostgreSQL: as real processes, killed every second."""

import asyncio
import logging
import os
import random
from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import psycopg
import pytest
from sqlalchemy import make_url

from models.database import Database, migrate
from simulator.delivery import Pace
from simulator.world import World
from tests.cluster import Cluster, Replica, cluster
from tests.people.applicant import Applicant
from tests.processes import served, until

pytestmark = [pytest.mark.crash, pytest.mark.postgres, pytest.mark.nginx]

KILLS = int(os.environ.get("KLINIK_CLUSTER_KILLS", "12"))
SEED = int(os.environ.get("KLINIK_CRASH_SEED", "0")) or random.SystemRandom().randrange(10**6)
AT_ONCE = 8
logger = logging.getLogger(__name__)

_PATIENCE = 90.0
#: The calls that bring an outbox row to its chat.
_BRINGS = ("sendMessage", "editMessageText", "sendPhoto", "editMessageMedia")


@dataclass
class Office:
    """The cluster, and the people who come."""

    world: World
    cluster: Cluster
    url: str
    chance: random.Random
    people: list[Applicant] = field(default_factory=list)
    asked: dict[int, int] = field(default_factory=dict)  #: who asks for help, how often

    def somebody(self) -> Applicant:
        """Another person; every second one wanders."""
        number = len(self.people) + 1
        phone = self.world.phone(self.world.add_person(f"Pemilik {number}"))
        chance = random.Random(self.chance.random())  # noqa: S311  # repeatable, not secret
        applicant = Applicant(self.world, phone, chance, wanders=bool(number % 2))
        self.people.append(applicant)
        return applicant

    def rows(self, query: str, *values: Any) -> list[Any]:
        """What the database says."""
        url = make_url(self.url).set(drivername="postgresql").render_as_string()
        with psycopg.connect(url, autocommit=True) as connection:
            return connection.execute(query, values).fetchall()

    def is_quiet(self) -> bool:
        """Whether nothing waits to be worked off or sent."""
        waiting = "SELECT 1 FROM outbox WHERE state = 'waiting' LIMIT 1"
        return not len(self.world.updates) and not self.rows(waiting)

    def unrecorded(self) -> int:
        """Messages that Telegram has and the database does not know of, repetitions among them."""
        known = self.rows("SELECT count(*) FROM outbox WHERE state = 'sent'")[0][0]
        return max(len(self.world.ledger.of(*_BRINGS)) - int(known), 0)

    def story(self, person: Applicant) -> str:
        """What one person was told."""
        return f"seed {SEED}, {person}"


@pytest.fixture
async def office(postgres_database_url: str, tmp_path: Path) -> AsyncIterator[Office]:
    world = World(flood=False, pace=Pace(answer=5.0, second=0.05))
    database = Database(postgres_database_url)
    migrate(database)
    database.close()
    async with (
        served(world) as address,
        cluster(world, address, postgres_database_url, tmp_path) as made,
    ):
        chance = random.Random(SEED)  # noqa: S311  # repeatable, not secret
        yield Office(world, made, postgres_database_url, chance)


async def test_a_replica_killed_every_second_loses_nothing(office: Office) -> None:
    await office.cluster.start()
    await until(lambda: office.world.webhook.url)
    loop, stopping = asyncio.get_running_loop(), asyncio.Event()
    coming = [
        loop.create_task(act(office, stopping)) for act in (_come, _ask) for _ in range(AT_ONCE)
    ]
    allowed = 0
    for _ in range(KILLS):
        await asyncio.sleep(1.0)
        victim = await _victim(office)
        before = office.unrecorded()
        await victim.process.kill()
        if victim is office.cluster.worker:
            allowed += max(office.unrecorded(), before)
        await victim.process.start()
    stopping.set()
    _done, late = await asyncio.wait(coming, timeout=_PATIENCE)
    assert not late, _unfinished(office)
    await until(office.is_quiet)
    _judge_all(office, allowed)


async def _victim(office: Office) -> Replica:
    """Any process, but never the last replica that is ready."""
    all_, chance = office.cluster.all, office.chance
    ready = [one for one in office.cluster.webs if await one.is_ready()]
    return chance.choice([one for one in all_ if ready != [one]])


async def _ask(office: Office, stopping: asyncio.Event) -> None:
    """Ask for help again and again, faster than it comes."""
    phone = office.world.phone(office.world.add_person("Penanya"))
    phone.start()
    while not stopping.is_set():
        phone.send_text("/bantuan")
        office.asked[phone.person.id] = office.asked.get(phone.person.id, 0) + 1
        await asyncio.sleep(office.chance.uniform(0.05, 0.2))


async def _come(office: Office, stopping: asyncio.Event) -> None:
    while not stopping.is_set():
        await office.somebody().comes()


def _unfinished(office: Office) -> str:
    late = [person for person in office.people if not person.is_done()]
    return "\n".join([*map(office.story, late), office.cluster.log()[-5_000:]])


def _judge_all(office: Office, allowed: int) -> None:
    assert office.people
    assert office.rows("SELECT * FROM quarantine") == []
    assert office.rows("SELECT * FROM outbox WHERE state NOT IN ('sent', 'superseded')") == []
    worked_off = {row[0] for row in office.rows("SELECT update_id FROM processed_update")}
    database = Database(office.url)
    with database.read() as session:
        for person in office.people:
            person.judge(session, office.story(person))
            _judge(office, person, worked_off)
    database.close()
    for chat_id, times in office.asked.items():
        answers = office.rows("SELECT count(*) FROM outbox WHERE chat_id = %s", chat_id)
        assert answers == [(times + 1,)], f"seed {SEED}, person {chat_id}"
    repeated = office.unrecorded()
    counts = (len(office.people), len(worked_off), repeated, allowed)
    logger.info("%s people, %s updates, %s repeated, %s allowed", *counts)
    assert repeated <= allowed, f"seed {SEED}: {repeated} repeated, {allowed} without a result"


def _judge(office: Office, person: Applicant, worked_off: set[int]) -> None:
    story = office.story(person)
    lost = set(person.updates) - worked_off
    assert not lost, f"{lost}\n{story}"
    _judge_order(office.rows("SELECT id, message_id FROM outbox WHERE chat_id = %s", person.id))


def _judge_order(rows: Sequence[tuple[int, int | None]]) -> None:
    """Messages of a chat were sent in the order in which they were decided."""
    sent = [message_id for _id, message_id in sorted(rows) if message_id is not None]
    first = list(dict.fromkeys(sent))  # a message that was edited keeps its number
    assert first == sorted(first), rows
