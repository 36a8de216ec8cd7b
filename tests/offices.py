"""A clinic under test as it runs: a simulated Telegram, `klinik run` as a process, a database."""

import asyncio
import random
from collections.abc import AsyncIterator, Callable, Iterator, Mapping
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from sqlalchemy import NullPool, create_engine, make_url, text
from sqlalchemy.exc import DBAPIError, IntegrityError, MultipleResultsFound, NoResultFound
from sqlalchemy.orm import Session

from models.database import Database, is_unavailable, migrate
from simulator.delivery import PACE, Pace
from simulator.phone import Phone
from simulator.process import BotProcess
from simulator.world import World
from tests.people.visitor import Visitor
from tests.processes import bot_settings, klinik_run, served, until

_WAITING = "SELECT id FROM outbox WHERE state = 'waiting'"


@dataclass
class Office:
    """The bot's process, what stands around it, and the people who come."""

    world: World
    bot: BotProcess
    url: str
    folder: Path
    seed: int
    people: list[Visitor] = field(default_factory=list)
    _named: int = field(default=0, init=False)

    @property
    def is_sqlite(self) -> bool:
        """Whether the database is a file."""
        return self.url.startswith("sqlite")

    @property
    def file(self) -> Path:
        """The file of a SQLite database."""
        return Path(str(make_url(self.url).database))

    def chance(self, *of: object) -> random.Random:
        """Draws of their own for whoever or whatever this is, the same for the same seed."""
        return random.Random(f"{self.seed} {of}")  # noqa: S311  # repeatable, not secret

    def somebody(self, name: str = "Pemilik", *, known: bool = False) -> Phone:
        """The phone of another person; *known*: they wrote to the bot before."""
        self._named += 1
        account = self.world.add_person(f"{name} {self._named}", started=known)
        return self.world.phone(account)

    async def is_up(self) -> None:
        """Wait until the bot calls."""
        calls = self.world.calls
        await until(lambda: self.world.calls > calls)

    async def is_quiet(self) -> None:
        """Wait until nothing waits to be worked off or sent."""
        await until(lambda: not len(self.world.updates) and not self.rows(_WAITING))

    def rows(self, query: str, **values: Any) -> list[Any]:
        """What the database says; JSON comes as text from SQLite, as it is from PostgreSQL."""
        name = f"sqlite:///file:{self.file}?mode=ro&uri=true" if self.is_sqlite else self.url
        engine = create_engine(name, poolclass=NullPool)
        with engine.connect() as connection:
            return [tuple(row) for row in connection.execute(text(query), values)]

    @contextmanager
    def reading(self) -> Iterator[Session]:
        """The database as the mapped classes show it."""
        database = Database(self.url)
        try:
            with database.read() as session:
                yield session
        finally:
            database.close()

    async def writes(self, work: Callable[[Session], None]) -> None:
        """Do *work* in a transaction beside the bot, as a command of the console does.

        A database that is away is waited for. A commit may have counted although its answer was
        lost: then the work cannot be done again, for nobody registers twice.
        """
        lost = False
        async with asyncio.timeout(120):
            while True:
                try:
                    await asyncio.to_thread(self._write, work)
                except IntegrityError:
                    if not lost:
                        raise
                except DBAPIError as error:
                    if not is_unavailable(error):
                        raise
                    lost = True
                    await asyncio.sleep(0.1)
                    continue
                return

    def _write(self, work: Callable[[Session], None]) -> None:
        database = Database(self.url, audit_key=b"a key for tests", busy_seconds=60)
        try:
            with database.write() as session:
                work(session)
        finally:
            database.close()

    def judge(self) -> None:
        """Everybody's own judgement; what fails is told with that person's story."""
        with self.reading() as session:
            for person in self.people:
                story = f"seed {self.seed}, {person}"
                try:
                    person.judge(session, story)
                except (ValueError, NoResultFound, MultipleResultsFound) as error:
                    raise AssertionError(f"{error}\n{story}") from error

    def unfinished(self) -> str:
        """The stories of those who still want something."""
        late = [person for person in self.people if not (person.left or person.is_done())]
        return f"seed {self.seed}\n" + "\n".join(map(str, late))

    def log(self) -> str:
        """What the processes logged."""
        return (self.folder / "bot.log").read_text()


@asynccontextmanager
async def opened(
    folder: Path,
    seed: int,
    *,
    url: str = "",
    settings: Mapping[str, str] | None = None,
    pace: Pace = PACE,
) -> AsyncIterator[Office]:
    """An office whose bot is not started yet, with an empty database (*url*: else a file)."""
    world = World(flood=False, pace=pace)
    url = url or f"sqlite:///{folder / 'klinik.db'}"
    database = Database(url)
    await asyncio.to_thread(migrate, database)
    database.close()
    async with served(world) as address:
        given = {name: value.format(address=address) for name, value in (settings or {}).items()}
        bot = klinik_run(bot_settings(world, address, url) | given, folder)
        office = Office(world, bot, url, folder, seed)
        try:
            yield office
        finally:
            await bot.kill()
