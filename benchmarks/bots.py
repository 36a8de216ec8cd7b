"""The bots under measurement: how each is started, and what it has kept in the end."""

import json
import os
import pickle
import sqlite3
import sys
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import psycopg

from benchmarks import replicas
from benchmarks.machine import Bot, Running
from benchmarks.stub.people_at_work import FIRST_PERSON, FIRST_UPDATE

_ROOT = Path(__file__).parent.parent
KLINIK = str(Path(sys.executable).with_name("klinik"))
#: Has what the peers need and the product does not.
BENCH_PYTHON = _ROOT / ".venv-bench" / "bin" / "python"

#: The pace is Telegram's affair and not measured here; everything else is as shipped.
_NO_LIMITS = {
    "KLINIK_LIMITS__OVERALL_PER_SECOND": "0",
    "KLINIK_LIMITS__CHAT_PER_SECOND": "0",
    "KLINIK_LIMITS__GROUP_PER_MINUTE": "0",
}


@dataclass(frozen=True)
class Place:
    """Where one run happens."""

    folder: Path
    url: str  #: of the stub
    postgres: str = ""  #: the URL of a PostgreSQL database of this run's own


@dataclass(frozen=True)
class Kept:
    """What a bot has kept, and under which name the ledger counts the same."""

    rows: int
    counted_as: str
    finished: int

    def mismatch(self, ledger: Mapping[str, int]) -> str:
        """How it differs from the *ledger*; empty if it does not."""
        waiting = ledger.get("unanswered", 0)
        wrong = [f"{waiting} updates without a reply"] if waiting else []
        wrong += [
            f"{name}: {has} kept, {ledger[name]} by the ledger"
            for name, has in ((self.counted_as, self.rows), ("finished", self.finished))
            if has != ledger[name]
        ]
        return "; ".join(wrong)


Launch = Callable[[Sequence[str], Mapping[str, str], Path], Running]


@dataclass(frozen=True)
class Contender:
    """A bot that can be measured."""

    name: str
    title: str
    command: Callable[[Place], list[str]]
    kept: Callable[[Place], Kept | None]
    settings: Callable[[Place], dict[str, str]] = field(default=lambda _place: {})
    is_serial: bool = False  #: works off one update at a time
    uses_postgres: bool = False
    uses_nginx: bool = False
    launch: Launch = Bot

    def environment(self, place: Place) -> dict[str, str]:
        """The environment of its process: nothing of ours but its settings."""
        inherited = {k: v for k, v in os.environ.items() if not k.startswith("KLINIK_")}
        return {**inherited, "PYTHONPATH": str(_ROOT), **self.settings(place)}


def klinik_settings(place: Place, database_url: str) -> dict[str, str]:
    """What `klinik` needs to serve the stub's people."""
    return {
        "KLINIK_TELEGRAM__TOKEN": "1:peer",
        "KLINIK_TELEGRAM__API_URL": place.url,
        "KLINIK_DATABASE__URL": database_url,
        **_NO_LIMITS,
    }


def sqlite_url(place: Place) -> str:
    """The shipped bot's SQLite file."""
    return f"sqlite:///{place.folder / 'klinik.db'}"


def postgres_url(place: Place) -> str:
    """The shipped bot's PostgreSQL database."""
    return place.postgres.replace("postgresql:", "postgresql+psycopg:", 1)


def _peer(module: str, python: str, file: str) -> Callable[[Place], list[str]]:
    def command(place: Place) -> list[str]:
        target = file if file == "-" else str(place.folder / file)
        return [python, "-m", f"benchmarks.peers.{module}", place.url, target]

    return command


def _klinik_run(place: Place) -> list[str]:
    del place
    return [KLINIK, "run"]


#: Updates worked off, and businesses of the people of this run (not of those there before).
_UPDATES = f"SELECT count(*) FROM processed_update WHERE update_id >= {FIRST_UPDATE}"  # noqa: S608
_BUSINESSES = (
    "SELECT count(*) FROM membership JOIN person ON person.id = membership.person_id "  # noqa: S608
    f"WHERE person.telegram_id >= {FIRST_PERSON}"
)
_KEPT = (_UPDATES, _BUSINESSES)


def _klinik_sqlite(place: Place) -> Kept:
    with sqlite3.connect(place.folder / "klinik.db") as database:
        updates, finished = (database.execute(query).fetchone()[0] for query in _KEPT)
    return Kept(updates, "updates", finished)


def _klinik_postgres(place: Place) -> Kept:
    with psycopg.connect(place.postgres) as database:
        rows = [database.execute(query).fetchone() for query in _KEPT]
    updates, finished = (row[0] if row else 0 for row in rows)
    return Kept(updates, "updates", finished)


def _raw(place: Place) -> Kept:
    with sqlite3.connect(place.folder / "raw.db") as database:
        answers = [row[0] for row in database.execute("SELECT answers FROM conversation")]
        finished = database.execute("SELECT count(*) FROM registration").fetchone()[0]
    return Kept(sum(len(json.loads(text)) for text in answers), "answers", finished)


def _pickled(place: Place) -> Kept:
    known = pickle.loads((place.folder / "ptb.pickle").read_bytes())  # noqa: S301  # just written
    people = known["user_data"].values()
    done = [answers for person in people for answers in person.get("registrations", ())]
    open_ones = [person["answers"] for person in people if "answers" in person]
    return Kept(sum(map(len, done + open_ones)), "answers", len(done))


def _counted(place: Place) -> Kept:
    counted = json.loads((place.folder / "aiogram.json").read_text("utf-8"))
    return Kept(counted["answers"], "answers", counted["finished"])


def _nothing(place: Place) -> None:
    del place


def _klinik_on_postgres(name: str, title: str, webs: int = 0) -> Contender:
    return Contender(
        name,
        title,
        _klinik_run,
        _klinik_postgres,
        lambda place: klinik_settings(place, postgres_url(place)),
        uses_postgres=True,
        uses_nginx=webs > 0,
        launch=replicas.launcher(webs) if webs else Bot,
    )


CONTENDERS = {
    contender.name: contender
    for contender in (
        Contender(
            "ptb",
            "PTB `ConversationHandler` + `PicklePersistence`",
            _peer("ptb_pickle", sys.executable, "ptb.pickle"),
            _pickled,
            is_serial=True,
        ),
        Contender(
            "aiogram",
            "aiogram 3, FSM in memory",
            _peer("aiogram_memory", str(BENCH_PYTHON), "aiogram.json"),
            _counted,
        ),
        Contender(
            "raw",
            "asyncio + sqlite3, a commit an answer",
            _peer("raw_sqlite", sys.executable, "raw.db"),
            _raw,
        ),
        Contender(
            "klinik",
            "**`klinik run`**, SQLite",
            _klinik_run,
            _klinik_sqlite,
            lambda place: klinik_settings(place, sqlite_url(place)),
        ),
        _klinik_on_postgres("klinik-pg", "**`klinik run`**, PostgreSQL"),
        _klinik_on_postgres("klinik-1", "one web process and a worker", webs=1),
        _klinik_on_postgres("klinik-2", "two web processes and a worker", webs=2),
        Contender(
            "trivial",
            "asyncio alone, nothing kept: what the stub can feed",
            _peer("raw_sqlite", sys.executable, "-"),
            _nothing,
        ),
    )
}


def available(name: str, *, has_postgres: bool = False) -> bool:
    """Whether what the contender needs is installed."""
    contender = CONTENDERS[name]
    return (
        (name != "aiogram" or BENCH_PYTHON.exists())
        and (has_postgres or not contender.uses_postgres)
        and (not contender.uses_nginx or replicas.nginx() is not None)
    )
