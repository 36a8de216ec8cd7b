"""Whatever stands in an update that is polled: the bot goes on, and nothing piles up."""

import os
import random
import resource

import pytest

from models.ingress import ProcessedUpdate, Quarantine
from tests.odd import odd_update
from tests.services import count
from tests.talk import Clinic

#: More by hand.
ODD_ROUNDS = int(os.environ.get("KLINIK_ODD_ROUNDS", "150"))
_A_BATCH = 50


@pytest.mark.no_transcript
async def test_odd_updates_are_worked_off_or_kept(clinic: Clinic) -> None:
    draw = random.Random(8)  # noqa: S311  # nonsense, always the same
    owner = clinic.person("Rehulina Ginting")
    await owner.starts()
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    for number in range(ODD_ROUNDS):
        clinic.world.updates.inject(odd_update(draw, 800_000_000 + number))
        if number % _A_BATCH == 0:
            await clinic.settles()
    await owner.sends("/bantuan")
    owner.sees("Disperindag")
    assert count(clinic.database, ProcessedUpdate) == ODD_ROUNDS + 2
    assert 0 < count(clinic.database, Quarantine) < ODD_ROUNDS
    grown = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before
    assert grown < 60_000, f"{grown} KiB more"
