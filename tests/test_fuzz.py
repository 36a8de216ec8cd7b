"""Everything that can go wrong, drawn from a seed, while people of every flow use the bot.

In short here; `make fuzz` runs it for long (CONTRIBUTING.md).
"""

import os
import random
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from models.outbox import OutboxRow
from simulator.clock import SimulatedClock
from simulator.delivery import queue_of
from simulator.ledger import Entry
from simulator.world import World
from tests.fuzz.judges import in_order, outdated
from tests.fuzz.run import Plan, run
from tests.fuzz.scene import Scene
from tests.offices import Office
from tests.processes import klinik_run

pytestmark = [pytest.mark.crash, pytest.mark.no_transcript]

ROUNDS = int(os.environ.get("KLINIK_FUZZ_ROUNDS", "30"))
SEED = int(os.environ.get("KLINIK_FUZZ_SEED", "0")) or random.SystemRandom().randrange(10**6)


#: What once found a defect.
FOUND = (
    # The loops that read the database beside the writer ended with it, and the process with them.
    pytest.param(
        Plan(2, 17, "language", "postgres", only=("database lost",)),
        marks=pytest.mark.postgres,
        id="database-lost",
    ),
)


@pytest.mark.parametrize("plan", [pytest.param(Plan(ROUNDS, SEED), id="mixed"), *FOUND])
async def test_nothing_is_lost_and_nothing_comes_twice(plan: Plan, tmp_path: Path) -> None:
    outcome = await run(plan, tmp_path)
    assert not outcome.failures, "\n".join([f"make fuzz {plan}", *outcome.failures])
    assert sum(outcome.drawn.values()) >= plan.rounds


def test_held_updates_come_in_another_order_but_each_queue_in_its_own() -> None:
    world, chance = World(flood=False), random.Random(1)  # noqa: S311  # repeatable
    phones = [world.phone(world.add_person(name)) for name in ("Ani", "Budi")]
    world.updates.hold()
    for number in range(6):
        phones[number % 2].send_text(str(number))
    assert world.updates.take(100) == []
    world.updates.release(queue_of, chance)
    taken = world.updates.take(100)
    ids = [one["update_id"] for one in taken]
    texts = [one["message"]["text"] for one in taken]
    assert ids == sorted(ids)
    assert sorted(texts) == list("012345")
    assert texts != list("012345")
    for phone in phones:
        own = [one["message"]["message_id"] for one in taken if queue_of(one) == phone.person.id]
        assert own == sorted(own)


@pytest.mark.parametrize(
    ("rows", "said", "in_turn"),
    [
        ("abca", "abca", True),
        ("aabca", "abca", True),  # a double tap: the second edit changed nothing
        ("abca", "bca", False),
        ("abc", "acb", False),
        ("abc", "ab", False),
    ],
)
def test_the_order_of_the_rows_is_judged(rows: str, said: str, *, in_turn: bool) -> None:
    written = [
        OutboxRow(id=number, message_id=7, payload={"text": text})
        for number, text in enumerate(rows)
    ]
    now = datetime.now(UTC)
    ledger = [
        Entry(seq, 0.0, now, "editMessageText", 1, (7,), {"text": text})
        for seq, text in enumerate(said, start=1)
    ]
    assert (not list(in_order(written, ledger))) is in_turn


@pytest.mark.parametrize(
    ("beats", "is_late"),
    [
        ((0.1, 0.1, 0.1), True),  # the bot alone stood still: our beat is as ever
        ((0.1, 0.55, 0.1), True),
        ((0.1, 2.5, 0.1), False),  # we stood still while the screen was on its way
        ((2.5, *[0.1] * 80), True),  # long before it was on its way
        ((*[0.1] * 80, 2.5), True),  # long after
    ],
)
def test_an_outdated_screen_is_no_breach_if_we_stood_still(
    beats: tuple[float, ...], *, is_late: bool, tmp_path: Path
) -> None:
    clock = SimulatedClock.frozen(datetime(2026, 11, 24, 9, tzinfo=UTC))
    scene = Scene(Office(World(now=clock, flood=False), klinik_run({}, tmp_path), "", tmp_path, 1))
    half = sum(beats) / 2
    for seconds in beats:
        clock.advance(timedelta(seconds=seconds))
        scene.beats(seconds)
    newer = clock.now() - timedelta(seconds=half)
    rows = [
        OutboxRow(id=number, slot="home", message_id=7, payload={"text": text}, created_at=at)
        for number, (text, at) in enumerate(
            (("old", newer - timedelta(seconds=1)), ("new", newer))
        )
    ]
    came = newer + timedelta(seconds=2.7)
    ledger = [Entry(1, 0.0, came, "editMessageText", 1, (7,), {"text": "old"})]
    assert bool(list(outdated(scene, rows, ledger))) is is_late
