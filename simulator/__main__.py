"""`klinik demo`: a seeded clinic, phones in a browser, the bot as a process beside it."""

import argparse
import asyncio
import json
import os
import secrets
import signal
import socket
import sys
import webbrowser
from pathlib import Path

from models.database import Database, migrate
from simulator import place, seed, seed_clinic
from simulator.flood import Flood
from simulator.process import BotProcess
from simulator.server import Server, create_app
from simulator.world import TOKEN, World

#: Between two processes calls that left in time do not arrive with exactly the same distance.
_SLACK_SECONDS = 0.05
_DATA_OFFICER = "Sari Harahap, di kantor klinik"
_AUDIT_KEY = "demo"
_SIGNALS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)


def main() -> None:
    """Run the demo until Ctrl+C."""
    parser = argparse.ArgumentParser(prog="klinik demo", description=__doc__)
    parser.add_argument("--port", type=int, default=8321, help="the next free one if it is busy")
    parser.add_argument("--folder", type=Path, default=Path("data/demo"))
    parser.add_argument("--open", action="store_true", help="show the phones in the browser")
    options = parser.parse_args()
    try:
        with place.door(options.port) as door, place.room(options.folder) as folder:
            port = door.getsockname()[1]
            if options.port not in {0, port}:
                _say(f"Port {options.port} is busy, so this demo takes {port}.")
            if folder != options.folder:
                _say(f"A demo runs in {options.folder} already; this one keeps to {folder}.")
            asyncio.run(_demo(door, folder, show=options.open))
    except place.NoPlaceError as problem:
        sys.exit(str(problem))


async def _demo(door: socket.socket, folder: Path, *, show: bool) -> None:
    ending = asyncio.Event()
    for number in _SIGNALS:
        asyncio.get_running_loop().add_signal_handler(number, ending.set)
    # A token of its own: a bot that outlived another demo is not let in.
    world = World(token=f"{TOKEN}-{secrets.token_hex(4)}")
    world.flood = Flood(world.monotonic, slack=_SLACK_SECONDS)
    address = f"http://{place.HOST}:{door.getsockname()[1]}"
    config = _furnish(world, address, folder)
    bot = BotProcess(
        [sys.executable, "-m", "bot", "run", "--config", str(config)],
        log_path=folder / "bot.log",
        apart=True,
        env={key: val for key, val in os.environ.items() if not key.startswith("KLINIK_")},
    )
    server = Server(create_app(world, bot))
    async with asyncio.TaskGroup() as group:
        group.create_task(server.serve(sockets=[door]))
        await server.ready.wait()
        await bot.start()
        _welcome(address, folder)
        if show:
            webbrowser.open(address)
        await ending.wait()
        await bot.stop()
        world.close()
        server.should_exit = True


def _welcome(address: str, folder: Path) -> None:
    _say(
        f"\nKlinik Ekspor: open {address}/ in a browser.\n"
        f"The console beside it: --config {folder / 'config.toml'}. "
        f"The bot's log: {folder / 'bot.log'}.\n"
        "Ctrl+C ends the demo.\n"
    )


def _furnish(world: World, address: str, folder: Path) -> Path:
    """Seed the clinic and write its configuration, for the bot and for the rest of the console."""
    database = f"sqlite:///{folder.resolve() / 'klinik.db'}"
    _seed(world, database)
    config = folder / "config.toml"
    config.write_text(_config(world.token, address, database), "utf-8")
    return config


def _config(token: str, address: str, database: str) -> str:
    sections = {
        "telegram": {"token": token, "api_url": address},
        "database": {"url": database},
        "clinic": {"audit_key": _AUDIT_KEY, "data_officer": _DATA_OFFICER},
        "clock": {"url": f"{address}/clock"},
    }
    lines = ["# Of the demo; written anew at every start."]
    for name, keys in sections.items():
        # A JSON string is a TOML string too.
        lines += ["", f"[{name}]", *(f"{key} = {json.dumps(val)}" for key, val in keys.items())]
    return "\n".join(lines) + "\n"


def _seed(world: World, database_url: str) -> None:
    """Staff come in by their invitations, as they would in the office."""
    people = seed.people(world)
    seed.group(world, people)
    staff = [person for person in people if person.role == seed.OFFICER]
    database = Database(database_url, audit_key=_AUDIT_KEY.encode())
    migrate(database)
    with database.write() as session:
        seed_clinic.businesses(session, world, world.now())
        for person in staff:
            world.phone(person).start(seed_clinic.invitation(session, world.now()))
    database.close()


def _say(text: str) -> None:
    sys.stdout.write(f"{text}\n")
    sys.stdout.flush()


main()
