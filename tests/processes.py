"""The simulated Telegram on a loopback port, and `klinik …` as real processes beside it."""

import asyncio
import os
import socket
import sys
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

from simulator.process import BotProcess
from simulator.server import Server, create_app
from simulator.world import World

#: The pace is another test's subject: no limit slows these down.
NO_LIMITS = {
    "KLINIK_LIMITS__OVERALL_PER_SECOND": "0",
    "KLINIK_LIMITS__CHAT_PER_SECOND": "0",
    "KLINIK_LIMITS__GROUP_PER_MINUTE": "0",
}
KLINIK = [sys.executable, "-m", "bot"]
_PATIENCE = 60.0
ROOT = Path(__file__).parent.parent


@dataclass(frozen=True)
class Ended:
    """How a command ended, and what it said."""

    code: int
    out: str
    err: str

    @property
    def lines(self) -> list[str]:
        """What was said on the error stream, line by line."""
        return self.err.splitlines()


@asynccontextmanager
async def served(world: World) -> AsyncIterator[str]:
    """Serve *world* from this loop; gives its address."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        address = f"http://127.0.0.1:{listener.getsockname()[1]}"
        server = Server(create_app(world))
        async with asyncio.TaskGroup() as group:
            serving = group.create_task(server.serve(sockets=[listener]))
            try:
                yield address
            finally:
                await world.webhook.stop()
                world.updates.inject({})  # lets the poll of a dead bot return
                server.should_exit = True
                await serving


def closed_port() -> int:
    """A loopback port nobody listens on."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        return int(listener.getsockname()[1])


def environment(**settings: str) -> dict[str, str]:
    """The environment of a command: nothing of ours but *settings*."""
    inherited = {k: v for k, v in os.environ.items() if not k.startswith("KLINIK_")}
    return {**inherited, "PYTHONPATH": str(ROOT), **settings}


def bot_settings(world: World, address: str, database: Path | str) -> dict[str, str]:
    """What `klinik run` needs to serve *world*; *database* is a SQLite file or a URL."""
    return {
        "KLINIK_TELEGRAM__TOKEN": world.token,
        "KLINIK_TELEGRAM__API_URL": address,
        "KLINIK_DATABASE__URL": database if isinstance(database, str) else f"sqlite:///{database}",
        **NO_LIMITS,
    }


def klinik_run(settings: Mapping[str, str], folder: Path, *options: str) -> BotProcess:
    """`klinik run`, not started; it works and logs in *folder*."""
    return BotProcess(
        [*KLINIK, "run", *options],
        log_path=folder / "bot.log",
        env=environment(**settings),
        cwd=folder,
    )


async def klinik(
    *arguments: str, folder: Path, settings: Mapping[str, str] | None = None
) -> Ended:
    """Run a command of the console to its end."""
    process = await asyncio.create_subprocess_exec(
        *KLINIK,
        *arguments,
        cwd=folder,
        env=environment(COLUMNS="200", **(settings or {})),
        stdin=asyncio.subprocess.DEVNULL,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.PIPE,
    )
    try:
        out, err = await asyncio.wait_for(process.communicate(), _PATIENCE)
    except TimeoutError:
        process.kill()
        await process.communicate()
        raise
    return Ended(process.returncode or 0, out.decode(), err.decode())


async def until(condition: Callable[[], object], patience: float = _PATIENCE) -> None:
    """Wait until *condition* is true of another process."""
    async with asyncio.timeout(patience):
        while not condition():  # noqa: ASYNC110  # another process sets no event of ours
            await asyncio.sleep(0.02)
