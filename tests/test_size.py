"""Mentors and owners wait no longer in a large clinic: as many statements, as much that is read.

What is read is counted by the databases, so it is the same on every machine. How long it takes is
measured by hand: `KLINIK_SIZE=5000 pytest -n0 --log-cli-level=INFO tests/test_size.py`.
"""

import logging
import os
import re
import shutil
import statistics
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, ExitStack, asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest

from models.services import evidence_files
from tests.crowd import Crowd, crowded
from tests.crowd_rows import EACH
from tests.databases import fresh_database
from tests.listening import Heard, listening, plan, rows_read
from tests.talk import Clinic

#: Both have more than a hundred businesses without a mentor: counting stops there.
SMALL, LARGE = 400, 1_200

#: Businesses of the clinic that is compared with one of a usual size, by hand.
SIZE = int(os.environ.get("KLINIK_SIZE", "0"))
USUAL = 50
ROUNDS = 15

#: Tables that grow with the clinic; a staff of hundreds fits on a page or two.
GROWING = (
    *("audit", "checklist", "consent", "entry", "evidence", "membership", "mentor_note"),
    *("mentoring", "outbox", "paper", "person", "processed_update", "search_word", "sitting"),
    *("slot", "stage_move", "stored_file", "task"),
)

logger = logging.getLogger(__name__)

pytestmark = pytest.mark.no_transcript


@dataclass(frozen=True)
class Act:
    """What somebody does: a command, `[a button]`, or `#n`, the button at that place."""

    who: str
    does: str
    sees: str

    async def play(self, crowd: Crowd) -> None:
        """Do it, and see what is to be seen."""
        talker = crowd.people[self.who]
        if self.does.startswith("#"):
            await talker.taps(talker.buttons[int(self.does[1:])])
        elif self.does.startswith("["):
            await talker.taps(self.does[1:-1])
        else:
            await talker.sends(self.does)
        talker.sees(self.sees)


#: Screens that change nothing: they can be looked at again and again.
LOOKS = [
    Act("mentor", "/binaan", "Binaan Anda: 20\n1. Kopi"),
    Act("mentor", "[Berikutnya]", "6. Kopi"),
    Act("mentor", "[Berikutnya]", "11. Kopi"),
    Act("mentor", "[Sebelumnya]", "6. Kopi"),
    Act("mentor", "#0", "Binaan: Kopi"),
    Act("mentor", "/binaan", "Belum ada pendamping: "),
    Act("mentor", "[Belum ada pendamping]", "1. Kopi"),
    Act("mentor", "[Berikutnya]", "6. Kopi"),
    Act("mentor", "[Berikutnya]", "11. Kopi"),
    Act("mentor", "#0", "Belum ada pendamping."),
    Act("mentor", "/tinjau", "bukti, 20 pemilik"),
    Act("mentor", "[Pilih pemilik]", "1. Kopi"),
    Act("mentor", "#1", "1 dari "),
    Act("mentor", "[Lewati]", "2 dari "),
    Act("mentor", "[Lewati]", "3 dari "),
    Act("mentor", "[Lihat usaha]", "Binaan: Kopi"),
    Act("mentor", "/beranda", "Bukti menunggu Anda: "),
    Act("owner", "/beranda", "Beranda: Kopi"),
    Act("owner", "/tugas", "Tugas Kopi"),
    Act("owner", "[Lihat semua langkah]", "Daftar yang mana?"),
    Act("owner", "#0", "Halaman 1 dari "),
    Act("owner", "[Berikutnya]", "Halaman 2 dari "),
    Act("owner", "#1", "Kirim"),
    Act("owner", "/tugas", "Tugas Kopi"),
    Act("owner", "[Buka Map surat]", "Map surat Kopi"),
    Act("admin", "/cari kopi", "Hasil pencarian"),
    Act("admin", "[Berikutnya]", "Hasil pencarian"),
    Act("admin", "/cari 00000", "Kopi Deleng 00000"),
    Act("admin", "/tinjau", "Tanpa pendamping: "),
    Act("admin", "[Mulai meninjau]", "1 dari "),
]

#: And those that do: verdicts, one of them on a document of the wallet, and the end of a sitting.
JUDGES = [
    Act("mentor", "/tinjau", "Menunggu Anda: 60 bukti, 20 pemilik"),
    Act("mentor", "[Pilih pemilik]", "1. Kopi"),
    Act("mentor", "#3", "1 dari "),
    Act("mentor", "[Terima]", "2 dari "),
    Act("mentor", "[Terima]", "NIB"),
    Act("mentor", "[Terima]", "4 dari "),
    Act("mentor", "[Selesai]", "Selesai: 3 diterima"),
    Act("mentor", "[Kirim sekarang]", "Ringkasan terkirim"),
]

KINDS = ["sqlite", pytest.param("postgres", marks=pytest.mark.postgres)]


@asynccontextmanager
async def clinics(
    request: pytest.FixtureRequest, kind: str, *sizes: int
) -> AsyncIterator[list[Crowd]]:
    """A clinic of each size, open."""
    folder: Path = request.getfixturevalue("tmp_path")
    with ExitStack() as databases:
        async with AsyncExitStack() as opened:
            found = []
            for size in sizes:
                file, url = folder / f"{size}.db", None
                if kind == "sqlite":
                    shutil.copy(request.getfixturevalue("empty_database"), file)
                else:
                    cluster = request.getfixturevalue("postgres_url")
                    template = request.getfixturevalue("empty_postgres")
                    url = databases.enter_context(fresh_database(cluster, template=template))
                clinic = Clinic(file, url=url)
                await clinic.opens()
                opened.push_async_callback(clinic.closes)
                found.append(await crowded(clinic, size))
            yield found


@pytest.mark.parametrize("kind", KINDS)
async def test_a_large_clinic_asks_as_often_and_reads_as_much(
    request: pytest.FixtureRequest, kind: str
) -> None:
    async with clinics(request, kind, SMALL, LARGE) as (small, large):
        for act in [*LOOKS, *JUDGES]:
            few, many = await heard(small, act), await heard(large, act)
            assert few.texts == many.texts, act
            assert 0 < read(large, many) <= 1.5 * read(small, few), act
        few, many = zipped(small), zipped(large)
        assert few.texts == many.texts
        assert 0 < read(large, many) <= 1.5 * read(small, few)


async def test_no_table_that_grows_is_read_from_end_to_end(
    request: pytest.FixtureRequest,
) -> None:
    tables = "|".join(GROWING)
    async with clinics(request, "sqlite", USUAL) as (crowd,):
        asked = [one for act in (*LOOKS, *JUDGES) for one in (await heard(crowd, act)).statements]
        asked += zipped(crowd).statements
        database = crowd.clinic.database
        kinds = ("SELECT", "UPDATE", "DELETE")
        for statement, given in {one[0]: one[1] for one in asked}.items():
            steps = plan(database, statement, given) if statement.startswith(kinds) else []
            scans = [step for step in steps if re.match(rf"SCAN ({tables})(_\d+)?\b", step)]
            assert not scans, statement


@pytest.mark.skipif(not SIZE, reason="KLINIK_SIZE says how large the clinic is to be")
@pytest.mark.parametrize("kind", KINDS)
async def test_a_large_clinic_is_as_quick(request: pytest.FixtureRequest, kind: str) -> None:
    async with clinics(request, kind, USUAL, SIZE) as crowds:
        took: dict[int, list[list[float]]] = {n: [[], []] for n in range(len(LOOKS))}
        counts: dict[int, list[int]] = {}
        for number in range(ROUNDS):
            order = (0, 1) if number % 2 else (1, 0)
            for place, act in enumerate(LOOKS):
                found = {which: await heard(crowds[which], act, counts=False) for which in order}
                counts[place] = [len(found[which].statements) for which in (0, 1)]
                for which, one in found.items():
                    took[place][which].append(one.seconds * 1000)
        ratios = {}
        for place, act in enumerate(LOOKS):
            few, many = (statistics.median(times) for times in took[place])
            ratios[place] = many / few
            said = f"{kind}: {act.who} {act.does}: {few:.2f} ms, {many:.2f} ms, {many / few:.2f} x"
            logger.info("%s; statements %s", said, counts[place])
        assert all(few == many for few, many in counts.values())
        assert max(ratios.values()) <= 1.5


async def heard(crowd: Crowd, act: Act, *, counts: bool = True) -> Heard:
    """What one act asks of the database."""
    with listening(crowd.clinic.database, count_steps=counts) as found:
        await act.play(crowd)
    return found


def zipped(crowd: Crowd) -> Heard:
    """What it takes to find all evidence of one business, as for its zip."""
    database = crowd.clinic.database
    with listening(database) as found, database.write() as session:
        sent = list(evidence_files.listed(session, crowd.business_id))
    assert len(sent) == EACH
    return found


def read(crowd: Crowd, found: Heard) -> int:
    """How much was read: steps of SQLite's machine, or rows of PostgreSQL's tables."""
    database = crowd.clinic.database
    if database.is_sqlite:
        return found.steps
    return sum(rows_read(database, statement, given) for statement, given in found.selects)
