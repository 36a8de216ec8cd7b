"""`klinik demo`: a seeded clinic, phones in a browser, the bot as a process beside it."""

import argparse
import asyncio
import contextlib
import os
import shutil
import sys
from collections.abc import Mapping
from pathlib import Path

from models.database import Database, migrate
from simulator import seed, seed_clinic
from simulator.flood import Flood
from simulator.process import BotProcess
from simulator.server import create_app, serve
from simulator.world import World

#: Between two processes calls that left in time do not arrive with exactly the same distance.
_SLACK_SECONDS = 0.05


def main() -> None:
    """Run the demo until Ctrl+C."""
    parser = argparse.ArgumentParser(prog="klinik demo", description=__doc__)
    parser.add_argument("--port", type=int, default=8321)
    parser.add_argument("--folder", type=Path, default=Path("data/demo"))
    options = parser.parse_args()
    with contextlib.suppress(KeyboardInterrupt):
        asyncio.run(_demo(options.port, options.folder))


async def _demo(port: int, folder: Path) -> None:
    world = World()
    world.flood = Flood(world.monotonic, slack=_SLACK_SECONDS)
    shutil.rmtree(folder, ignore_errors=True)
    environment = _environment(world, port, folder)
    _seed(world, environment["KLINIK_DATABASE__URL"])
    bot = BotProcess(
        [sys.executable, "-m", "bot", "run"],
        log_path=folder / "bot.log",
        env={**os.environ, **environment},
    )
    await bot.start()
    sys.stdout.write(
        f"\nKlinik Ekspor: open http://127.0.0.1:{port}/\n"
        f"The bot's log is {folder / 'bot.log'}; Ctrl+C ends the demo.\n\n"
    )
    sys.stdout.flush()
    try:
        await serve(create_app(world, bot), "127.0.0.1", port)
    finally:
        await bot.stop()


def _environment(world: World, port: int, folder: Path) -> Mapping[str, str]:
    address = f"http://127.0.0.1:{port}"
    return {
        "KLINIK_TELEGRAM__TOKEN": world.token,
        "KLINIK_TELEGRAM__API_URL": address,
        "KLINIK_CLOCK__URL": f"{address}/clock",
        "KLINIK_DATABASE__URL": f"sqlite:///{folder.resolve() / 'klinik.db'}",
    }


def _seed(world: World, database_url: str) -> None:
    """Staff come in by their invitations, as they would in the office."""
    staff = [person for person in seed.people(world) if person.role == seed.OFFICER]
    database = Database(database_url, audit_key=b"demo")
    migrate(database)
    with database.write() as session:
        seed_clinic.businesses(session, world, world.now())
        for person in staff:
            world.phone(person).start(seed_clinic.invitation(session, world.now()))
    database.close()


main()
