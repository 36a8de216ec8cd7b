"""What goes wrong, each for a while: a fault, and the end of it. The draws come from the seed."""

import asyncio
import random
import sqlite3
from collections.abc import Callable, Coroutine, Sequence
from contextlib import closing
from dataclasses import dataclass
from typing import Any

from simulator.delivery import queue_of
from simulator.faults import ALL, WEBHOOK
from tests.fuzz import full_disk
from tests.fuzz.scene import Scene
from tests.processes import until

_WORKED_OFF = "SELECT count(*) FROM processed_update"
_SENDING = ("sendMessage", "sendMessage", "editMessageText", ALL)
_CALLS = (*_SENDING, "getUpdates", "answerCallbackQuery")


async def kill(scene: Scene, chance: random.Random) -> None:
    """kill -9 at any moment, sometimes again while the next process starts."""
    await asyncio.sleep(chance.uniform(0, 1.0))
    await scene.dies()
    if chance.random() < 0.2:
        await scene.office.bot.start()
        await asyncio.sleep(chance.uniform(0, 1.5))
        await scene.dies()
    await scene.lives()


async def duplicates(scene: Scene, chance: random.Random) -> None:
    """What was acknowledged is delivered once more under its old id."""
    scene.office.world.updates.redeliver_confirmed = True
    await asyncio.sleep(chance.uniform(0.3, 1.0))
    scene.office.world.updates.redeliver_confirmed = False


async def double_taps(scene: Scene, chance: random.Random) -> None:
    """A tap comes twice, under two ids."""
    scene.office.world.updates.tap_twice = True
    await asyncio.sleep(chance.uniform(0.3, 1.5))
    scene.office.world.updates.tap_twice = False


async def reordered(scene: Scene, chance: random.Random) -> None:
    """Updates wait, and then come in another order but for each queue's own."""
    scene.office.world.updates.hold()
    await asyncio.sleep(chance.uniform(0.2, 1.0))
    scene.office.world.updates.release(queue_of, chance)


async def dropped_before(scene: Scene, chance: random.Random) -> None:
    """Lines break before the call has its effect."""
    faults, method = scene.office.world.faults, chance.choice(_CALLS)
    line = chance.choice(("broken", "refused"))
    faults.drop_before(method, line="refused" if line == "refused" else "broken", times=3)
    if scene.office.world.webhook.url:
        faults.drop_before(WEBHOOK, times=3)
    await asyncio.sleep(chance.uniform(0.3, 1.2))


async def dropped_after(scene: Scene, chance: random.Random) -> None:
    """Lines break when the call has had its effect, before its answer."""
    faults, method = scene.office.world.faults, chance.choice(_CALLS)
    faults.drop_after(method, times=chance.randint(1, 4))
    if scene.office.world.webhook.url:
        faults.drop_after(WEBHOOK, times=3)
    await asyncio.sleep(chance.uniform(0.3, 1.2))


async def flood(scene: Scene, chance: random.Random) -> None:
    """A storm of 429."""
    faults = scene.office.world.faults
    faults.too_many(chance.choice(_SENDING), retry_after=1, times=chance.randint(2, 20))
    await asyncio.sleep(chance.uniform(0.5, 2.0))


async def server_errors(scene: Scene, chance: random.Random) -> None:
    """Telegram's server answers 5xx."""
    status = chance.choice((500, 502, 503, 504))
    faults = scene.office.world.faults
    faults.fail(chance.choice(_CALLS), status=status, times=chance.randint(1, 5))
    await asyncio.sleep(chance.uniform(0.3, 1.2))


async def slow(scene: Scene, chance: random.Random) -> None:
    """Every answer takes its time."""
    scene.office.world.faults.delay(ALL, seconds=chance.uniform(0.1, 1.0))
    await asyncio.sleep(chance.uniform(0.5, 1.5))
    scene.office.world.faults.delay(ALL, seconds=0)


async def full(scene: Scene, chance: random.Random) -> None:
    """The disk is full for a while; the process must live through it."""
    pid = scene.office.bot.pid
    if pid is None:
        return
    size = full_disk.size_of_log(scene.office.file)
    async with scene.blurred():
        full_disk.fill(pid, chance.choice((0, 1000, size // 2, size + chance.randint(0, 9000))))
        await asyncio.sleep(chance.uniform(0.3, 2.0))
        full_disk.empty(pid)
        await _commits(scene)


async def locked(scene: Scene, chance: random.Random) -> None:
    """Another process holds the file's lock."""
    async with scene.blurred():
        with closing(_connection(scene)) as connection:
            await asyncio.to_thread(connection.execute, "BEGIN IMMEDIATE")
            await asyncio.sleep(chance.choice((0.3, 0.6, 1.0, 1.5, 6.0)))
            connection.rollback()
        await _commits(scene)


async def disconnected(scene: Scene, chance: random.Random) -> None:
    """The database ends its connections, one time after the other."""
    assert scene.cluster is not None
    async with scene.blurred():
        for _ in range(chance.randint(1, 3)):
            await asyncio.to_thread(scene.cluster.disconnect)
            await asyncio.sleep(chance.uniform(0.05, 0.5))
        await _commits(scene)


async def database_lost(scene: Scene, chance: random.Random) -> None:
    """The database is away, and comes back."""
    assert scene.cluster is not None
    async with scene.blurred():
        await asyncio.to_thread(scene.cluster.stop)
        await asyncio.sleep(chance.uniform(0.1, 2.0))
        await asyncio.to_thread(scene.cluster.start)
        await _commits(scene)


@dataclass(frozen=True)
class Trouble:
    """One of the things that go wrong: how often it is drawn, and on which databases."""

    name: str
    weight: int
    happens: Callable[[Scene, random.Random], Coroutine[Any, Any, None]]
    databases: tuple[str, ...] = ("sqlite", "postgres")


TROUBLES = (
    Trouble("kill", 6, kill),
    Trouble("duplicates", 2, duplicates),
    Trouble("double taps", 3, double_taps),
    Trouble("reordered", 3, reordered),
    Trouble("dropped before", 2, dropped_before),
    Trouble("dropped after", 3, dropped_after),
    Trouble("429", 2, flood),
    Trouble("5xx", 2, server_errors),
    Trouble("slow", 2, slow),
    Trouble("full disk", 2, full, ("sqlite",)),
    Trouble("locked", 2, locked, ("sqlite",)),
    Trouble("disconnected", 2, disconnected, ("postgres",)),
    Trouble("database lost", 2, database_lost, ("postgres",)),
)
KILL = TROUBLES[0]


async def one_round(scene: Scene, number: int, only: Sequence[str] = ()) -> None:
    """One trouble, now and then with a kill in its midst; then the bot works again.

    *only*: the names of the troubles that are drawn from; none = all that the database knows.
    """
    chance, world = scene.office.chance("round", number), scene.office.world
    database = "sqlite" if scene.office.is_sqlite else "postgres"
    possible = [trouble for trouble in TROUBLES if database in trouble.databases]
    possible = [trouble for trouble in possible if not only or trouble.name in only]
    weights = [trouble.weight for trouble in possible]
    drawn = chance.choices(possible, weights)
    if drawn != [KILL] and not only and chance.random() < 0.2:
        drawn.append(KILL)
    scene.note(f"round {number}: {' + '.join(trouble.name for trouble in drawn)}")
    async with asyncio.TaskGroup() as group:
        for trouble in drawn:
            scene.drawn[trouble.name] += 1
            group.create_task(trouble.happens(scene, scene.office.chance(number, trouble.name)))
    world.faults.clear()
    if scene.office.bot.state == "stopped":
        raise AssertionError(f"the bot ended by itself ({scene.office.bot.exit})")
    calls = world.calls
    await until(lambda: world.calls > calls)
    scene.note("over")


def _connection(scene: Scene) -> sqlite3.Connection:
    return sqlite3.connect(
        scene.office.file, timeout=30, isolation_level=None, check_same_thread=False
    )


async def _commits(scene: Scene) -> None:
    """Wait until the bot commits again."""
    before = await scene.rows(_WORKED_OFF)
    async with asyncio.timeout(60):
        while await scene.rows(_WORKED_OFF) == before:  # noqa: ASYNC110  # it sets no event of ours
            await asyncio.sleep(0.1)
