"""A run from the first start of the bot to the judgement."""

import asyncio
import os
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path

from models.person import Role
from simulator.delivery import Pace
from tests import needs
from tests.databases import Postgres, start_cluster
from tests.fuzz import judges
from tests.fuzz.flows import FLOWS_AND_MIXED, MIXED, Flow
from tests.fuzz.scene import Scene
from tests.fuzz.troubles import one_round
from tests.offices import Office, opened
from tests.people import seeds
from tests.people.staff import Clerk
from tests.processes import closed_port

_AT_ONCE = 8
_PATIENCE = 180.0
#: The simulated Telegram repeats its deliveries to a webhook ten times as fast.
_PACE = Pace(answer=10.0, second=0.1)
#: Any hour is an hour of the office, and the clock is the simulated one.
_SETTINGS = {
    "KLINIK_CLOCK__URL": "{address}/clock",
    "KLINIK_QUIET__NIGHT_FROM": "00.00",
    "KLINIK_QUIET__NIGHT_UNTIL": "00.00",
    "KLINIK_QUIET__SUNDAY_UNTIL": "00.00",
    "KLINIK_QUIET__FRIDAY_FROM": "00.00",
    "KLINIK_QUIET__FRIDAY_UNTIL": "00.00",
}


@dataclass(frozen=True)
class Plan:
    """What is run."""

    rounds: int
    seed: int
    flow: str = MIXED
    database: str = "sqlite"
    mode: str = "polling"
    only: tuple[str, ...] = ()  #: names of troubles; none = all

    def __str__(self) -> str:
        return (
            f"ROUNDS={self.rounds} SEED={self.seed} FLOW={self.flow}"
            f" DATABASE={self.database} MODE={self.mode} ONLY={','.join(self.only)}"
        )


@dataclass
class Outcome:
    """What came of it."""

    failures: list[str] = field(default_factory=list)
    drawn: dict[str, int] = field(default_factory=dict)
    people: int = 0
    kills: int = 0
    story: str = ""


async def run(plan: Plan, folder: Path, *, patience: float = _PATIENCE) -> Outcome:
    """Run *plan*; its files are left in *folder*."""
    outcome = Outcome()
    async with _scene(plan, folder) as scene:
        try:
            await _live(scene, FLOWS_AND_MIXED[plan.flow], plan, patience)
        except* (AssertionError, TimeoutError) as group:
            outcome.failures += [str(error) or type(error).__name__ for error in _leaves(group)]
            outcome.failures.append(scene.office.unfinished())
        else:
            outcome.failures += judges.all_of(scene)
        if outcome.failures:
            outcome.failures += [scene.story(), *scene.office.log().splitlines()[-20:]]
        outcome.story = scene.story()
        outcome.drawn, outcome.kills = dict(scene.drawn), scene.kills
        outcome.people = len(scene.office.people)
    return outcome


def _leaves(group: BaseExceptionGroup[BaseException]) -> list[BaseException]:
    found: list[BaseException] = []
    for error in group.exceptions:
        found += _leaves(error) if isinstance(error, BaseExceptionGroup) else [error]
    return found


@asynccontextmanager
async def _scene(plan: Plan, folder: Path) -> AsyncIterator[Scene]:
    if plan.database == "sqlite":
        async with opened(folder, plan.seed, settings=_settings(plan), pace=_PACE) as office:
            yield Scene(office)
        return
    programs = needs.postgres_programs()
    assert programs is not None, needs.NEEDS[0].missing
    url = await asyncio.to_thread(start_cluster, programs, until_end_of=os.getpid())
    settings = _settings(plan)
    async with opened(folder, plan.seed, url=url, settings=settings, pace=_PACE) as office:
        yield Scene(office, Postgres.at(url, programs))


def _settings(plan: Plan) -> dict[str, str]:
    if plan.mode == "polling":
        return _SETTINGS
    address = f"127.0.0.1:{closed_port()}"
    return _SETTINGS | {
        "KLINIK_TELEGRAM__MODE": "webhook",
        "KLINIK_TELEGRAM__WEBHOOK_URL": f"http://{address}/telegram",
        "KLINIK_TELEGRAM__LISTEN": address,
    }


async def _live(scene: Scene, flow: Flow, plan: Plan, patience: float) -> None:
    office = scene.office
    staff = [await _hired(office, kind, number) for number, kind in enumerate(flow.staff)]
    await scene.lives()
    stopping = asyncio.Event()
    numbers = iter(range(1, 10**6))

    async def coming() -> None:
        while not stopping.is_set():
            await flow.visit(office, next(numbers))

    async with asyncio.TaskGroup() as group:
        beating = group.create_task(scene.keeps_time())
        working = [group.create_task(clerk.comes()) for clerk in staff]
        visits = [group.create_task(coming()) for _ in range(_AT_ONCE)]
        for number in range(1, plan.rounds + 1):
            await one_round(scene, number, plan.only)
            if flow.staff and number % 10 == 0:
                await scene.time_passes(flow.minutes)
        stopping.set()
        scene.note("nobody comes any more")
        async with asyncio.timeout(patience):
            await asyncio.gather(*visits)
            scene.note("closing time")
            for clerk in staff:
                clerk.closing = True
            await asyncio.gather(*working)
            await scene.settles()
        beating.cancel()
    await office.bot.stop()
    scene.note("stopped")
    assert office.bot.exit == 0, f"the bot stopped with {office.bot.exit}"


async def _hired(office: Office, kind: type[Clerk], number: int) -> Clerk:
    phone = office.somebody(kind.__name__, known=True)
    await office.writes(seeds.staff(office.world, phone, Role.ADMIN))
    clerk = kind(office.world, phone, office.chance(kind.__name__, number))
    office.people.append(clerk)
    return clerk
