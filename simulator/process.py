"""The bot as a process that the demo can start, stop and kill."""

import asyncio
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, Literal

State = Literal["running", "stopped", "starting"]
_PATIENCE = 20.0


class BotProcess:
    """At most one child process; nothing but that child is ever signalled.

    *apart*: Ctrl+C in the terminal does not reach the child; whoever started it stops it in order.
    """

    def __init__(
        self,
        command: Sequence[str],
        *,
        log_path: Path,
        env: Mapping[str, str] | None = None,
        cwd: Path | None = None,
        apart: bool = False,
    ) -> None:
        self._command = command
        self._log_path = log_path
        self._env = env
        self._cwd = cwd
        self._apart = apart
        self._process: asyncio.subprocess.Process | None = None
        self._heard = False
        self._turn = asyncio.Lock()

    @property
    def state(self) -> State:
        """`starting` lasts until the first call to the Bot API."""
        if self._process is None or self._process.returncode is not None:
            return "stopped"
        return "running" if self._heard else "starting"

    @property
    def pid(self) -> int | None:
        """The child's process id while it lives."""
        return None if self.state == "stopped" or not self._process else self._process.pid

    @property
    def exit(self) -> int | None:
        """How the last child ended; negative for a signal."""
        return self._process.returncode if self._process else None

    def describe(self) -> dict[str, Any]:
        """State, pid and exit code for the page."""
        return {"state": self.state, "pid": self.pid, "exit": self.exit}

    def heard(self) -> None:
        """The bot called: it is up."""
        self._heard = True

    async def start(self) -> None:
        """Start the child unless it runs; its output goes to the end of the log."""
        async with self._turn:
            if self.state != "stopped":
                return
            self._heard = False
            with _appending(self._log_path) as log:
                self._process = await asyncio.create_subprocess_exec(
                    *self._command,
                    stdin=asyncio.subprocess.DEVNULL,
                    stdout=log,
                    stderr=asyncio.subprocess.STDOUT,
                    process_group=0 if self._apart else None,
                    env=None if self._env is None else dict(self._env),
                    cwd=self._cwd,
                )

    async def stop(self, *, patience: float = _PATIENCE) -> None:
        """SIGTERM, and SIGKILL if the child takes longer than *patience* seconds."""
        async with self._turn:
            if self._process is None or self.state == "stopped":
                return
            self._process.terminate()
            try:
                await asyncio.wait_for(self._process.wait(), patience)
            except TimeoutError:
                self._process.kill()
                await self._process.wait()

    async def kill(self) -> None:
        """SIGKILL: no farewell, as when the power fails."""
        async with self._turn:
            if self._process is not None and self.state != "stopped":
                self._process.kill()
                await self._process.wait()

    async def restart(self) -> None:
        """Stop and start."""
        await self.stop()
        await self.start()


def _appending(path: Path) -> Any:
    path.parent.mkdir(parents=True, exist_ok=True)
    return path.open("ab")
