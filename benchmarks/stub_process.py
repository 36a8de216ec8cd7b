"""The stub's process, as the runner commands it."""

import json
import select
import subprocess
import sys
from pathlib import Path
from types import TracebackType
from typing import Any, Self

from benchmarks.machine import other_cores, pinned

_ROOT = Path(__file__).parent.parent
_PATIENCE = 90.0


class Stub:
    """A Bot API with *chats* people; answers each call after *delay* seconds.

    *per_second*: acts offered; 0 = everybody acts when they are answered.
    """

    def __init__(self, chats: int, *, delay: float = 0.0, per_second: float = 0.0) -> None:
        options = [f"--chats={chats}", f"--delay={delay}", f"--per-second={per_second}"]
        with pinned(other_cores()):
            self._process = subprocess.Popen(
                [sys.executable, "-m", "benchmarks.stub", *options],
                cwd=_ROOT,
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                text=True,
                bufsize=1,
            )
        self.pid = self._process.pid
        self.url: str = self._hear(_PATIENCE)["url"]

    def first_poll(self) -> float:
        """Wait for the bot; when it polled first or set its webhook (`time.monotonic`)."""
        return float(self._hear(_PATIENCE)["first_poll"])

    def warm_up(self, seconds: float) -> None:
        """Let people come, wait until everybody is there, and *seconds* more."""
        self._order({"warm_up": seconds}, seconds)

    def window(self, seconds: float) -> dict[str, Any]:
        """Let *seconds* pass; what happened meanwhile (`ledger.Window`)."""
        return self._order({"window": seconds}, seconds)

    def work(self, updates: int) -> dict[str, Any]:
        """Let people come and wait until so many *updates* were answered."""
        return self._order({"work": updates}, 0.0)

    def rest(self, seconds: float) -> dict[str, int]:
        """Let nobody act any more, wait for what is outstanding; the ledger of the whole run."""
        return self._order({"rest": seconds}, seconds)

    def __enter__(self) -> Self:
        """Ready to be called."""
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """End it."""
        self._process.kill()
        self._process.communicate()

    def _order(self, order: dict[str, Any], seconds: float) -> dict[str, Any]:
        assert self._process.stdin is not None  # noqa: S101  # it is a pipe
        self._process.stdin.write(json.dumps(order) + "\n")
        return self._hear(seconds + _PATIENCE)

    def _hear(self, patience: float) -> dict[str, Any]:
        stream = self._process.stdout
        assert stream is not None  # noqa: S101  # it is a pipe
        if not select.select([stream], [], [], patience)[0]:
            raise TimeoutError("the stub heard nothing of the bot")
        line = stream.readline()
        if not line:
            raise RuntimeError("the stub has ended")
        heard: dict[str, Any] = json.loads(line)
        return heard
