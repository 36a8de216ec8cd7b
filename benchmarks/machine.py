"""Processes under measurement: where they run, what they cost, how they begin and end."""

import os
import platform
import signal
import subprocess
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Protocol

_TICKS = os.sysconf("SC_CLK_TCK")
_PATIENCE = 30.0
CORES = sorted(os.sched_getaffinity(0))


def bot_cores() -> set[int]:
    """The core of the bot under measurement; with a single core that is everybody's."""
    return {CORES[0]}


def other_cores() -> set[int]:
    """Where the stub and the databases run."""
    return set(CORES[1:]) or {CORES[0]}


@contextmanager
def pinned(cores: set[int]) -> Iterator[None]:
    """What is started meanwhile runs on *cores*, with all its threads and children."""
    before = os.sched_getaffinity(0)
    os.sched_setaffinity(0, cores)
    try:
        yield
    finally:
        os.sched_setaffinity(0, before)


class Running(Protocol):
    """A bot under measurement: one process or several."""

    def cpu_seconds(self) -> float:
        """What its processes took so far."""

    def other_cpu_seconds(self) -> float:
        """What was started along with it and is not the bot took so far."""

    def rss_mib(self) -> float:
        """Resident memory of its processes."""

    def wait_until_ready(self) -> None:
        """Return when all of it can work."""

    def stop(self) -> None:
        """End it as an operator does."""

    def kill(self) -> None:
        """End it whatever it does."""


class Bot:
    """A bot as a process, from its start to its end."""

    def __init__(self, command: Sequence[str], env: Mapping[str, str], folder: Path) -> None:
        self._log = folder / "bot.log"
        with self._log.open("wb") as log, pinned(bot_cores()):
            self._process = subprocess.Popen(
                command,
                cwd=folder,
                env=dict(env),
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=subprocess.STDOUT,
            )

    @property
    def log(self) -> str:
        """What it said."""
        return self._log.read_text("utf-8", errors="replace")

    @property
    def has_ended(self) -> bool:
        """Whether it ended by itself."""
        return self._process.poll() is not None

    def cpu_seconds(self) -> float:
        """User and system time so far, children included."""
        return cpu_seconds(self._process.pid)

    def other_cpu_seconds(self) -> float:
        """It is all there is."""
        return 0.0

    def rss_mib(self) -> float:
        """Resident memory, children included."""
        return sum(_rss_kib(pid) for pid in _tree(self._process.pid)) / 1024

    def wait_until_ready(self) -> None:
        """Whoever polls can work."""

    def stop(self) -> None:
        """SIGTERM, as an operator ends it; SIGKILL if it does not end.

        Raises:
            RuntimeError: it had ended before, or did not end well.
        """
        if self.has_ended:
            raise RuntimeError(f"the bot ended by itself:\n{self.log[-3000:]}")
        self._process.send_signal(signal.SIGTERM)
        try:
            self._process.wait(_PATIENCE)
        except subprocess.TimeoutExpired:
            self.kill()
            raise RuntimeError("the bot did not end on SIGTERM") from None

    def kill(self) -> None:
        """End it whatever it does."""
        self._process.kill()
        self._process.wait()


def cpu_seconds(pid: int) -> float:
    """User and system time of a process so far, with its children, also those that ended."""
    return sum(_own_cpu_seconds(one) for one in _tree(pid))


def _tree(pid: int) -> Iterator[int]:
    yield pid
    for task in Path(f"/proc/{pid}/task").glob("*/children"):
        children = ""
        with suppress(OSError):  # the thread may have ended
            children = task.read_text()
        for child in children.split():
            yield from _tree(int(child))


def _own_cpu_seconds(pid: int) -> float:
    try:
        fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    except OSError:  # it ended; its parent has its time
        return 0.0
    return sum(int(field) for field in fields[11:15]) / _TICKS


def _rss_kib(pid: int) -> int:
    with suppress(OSError):
        for line in Path(f"/proc/{pid}/status").read_text().splitlines():
            if line.startswith("VmRSS:"):
                return int(line.split()[1])
    return 0


def description() -> str:
    """The machine in one line."""
    models = [
        line.partition(":")[2].strip()
        for line in Path("/proc/cpuinfo").read_text().splitlines()
        if line.startswith("model name")
    ]
    pages = os.sysconf("SC_PHYS_PAGES") * os.sysconf("SC_PAGE_SIZE") / 2**30
    name = models[0] if models else platform.machine()
    return f"{name}, {len(CORES)} cores, {pages:.0f} GiB, Linux {platform.release()}"
