"""One run: a bot against the stub, measured for a while, and its rows counted in the end."""

import os
import statistics
import tempfile
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from select import select
from typing import Any

import psycopg

from benchmarks.bots import Contender, Place
from benchmarks.grounds import Grounds
from benchmarks.machine import Running, cpu_seconds
from benchmarks.noise import Watch
from benchmarks.stub_process import Stub

_REST_SECONDS = 20.0
_SETTLE_SECONDS = 0.5

#: What goes wrong with a bot, not with the benchmark; the run is void then, and the next begins.
_TROUBLE = (RuntimeError, OSError, psycopg.Error)


@dataclass(frozen=True)
class Setting:
    """How a bot is used. `per_second`: acts offered; 0 = everybody acts when answered.

    With `work` so many updates are worked off; without it a window of `seconds` is measured;
    without both the bot is only started.
    """

    chats: int = 64
    delay: float = 0.0  #: seconds the Bot API takes for each call
    per_second: float = 0.0
    warm_up: float = 1.0
    seconds: float = 2.0
    work: int = 0


@dataclass(frozen=True)
class Figure:
    """What one run gave, or several together; without a window all but the last lines are 0."""

    rate: float = 0.0  #: updates answered a second
    cpu: float = 0.0  #: seconds of the bot's processes, 1,000 updates
    stub_cpu: float = 0.0  #: the same of the stub
    calls: float = 0.0  #: calls of the Bot API an update, without getUpdates
    latencies: Sequence[float] = ()  #: milliseconds from handing an update out to the reply
    waits: Sequence[float] = ()  #: milliseconds from the act to the reply
    late: int = 0  #: acts for which nobody was free
    updates: int = 0  #: answered in the window
    start: float = 0.0  #: seconds from its start to the first getUpdates
    rss_idle: float = 0.0  #: MiB soon after it
    rss: float | None = None  #: MiB at the end of the window or the work; None: there was none
    others: float = 0.0  #: the highest share of the machine's CPU that others took
    void: str = ""  #: why the run does not count: rows and ledger differ; empty = it does

    @property
    def p50(self) -> float:
        """Milliseconds."""
        return statistics.median(self.latencies) if self.latencies else 0.0

    @property
    def p99(self) -> float:
        """Milliseconds."""
        return p99(self.latencies)


def p99(values: Sequence[float]) -> float:
    """What 99 of 100 are below."""
    return sorted(values)[int(len(values) * 0.99)] if values else 0.0


def measure(
    contender: Contender,
    setting: Setting,
    *,
    grounds: Grounds | None = None,
    people: int | None = None,
) -> Figure:
    """Run *contender* once, with *people* in its database; trouble with it makes a void figure."""
    try:
        if grounds is not None:
            return _measure(contender, setting, grounds, people)
        with tempfile.TemporaryDirectory(prefix="klinik-bench-") as folder:
            return _measure(contender, setting, Grounds(Path(folder)), people)
    except _TROUBLE as error:
        return Figure(void=str(error) or type(error).__name__)


def _measure(
    contender: Contender, setting: Setting, grounds: Grounds, people: int | None
) -> Figure:
    stub = Stub(setting.chats, delay=setting.delay, per_second=setting.per_second)
    with stub, grounds.place(contender, stub.url, people) as place:
        os.sync()  # copies of templates are not to be written while somebody commits
        run = _Run(contender, setting, grounds, place, stub)
        try:
            return run.play()
        except BaseException:
            run.bot.kill()
            raise


class _Run:
    def __init__(
        self, contender: Contender, setting: Setting, grounds: Grounds, place: Place, stub: Stub
    ) -> None:
        self._contender = contender
        self._setting = setting
        self._grounds = grounds
        self._place = place
        self._stub = stub
        self._began = time.monotonic()
        self.bot: Running = contender.launch(
            contender.command(place), contender.environment(place), place.folder
        )

    def play(self) -> Figure:
        watch = Watch(self._ours)
        start = self._stub.first_poll() - self._began
        self.bot.wait_until_ready()
        others = watch.others()
        select([], [], [], _SETTLE_SECONDS)
        found: dict[str, Any] = {"start": start, "rss_idle": self.bot.rss_mib(), "others": others}
        if self._setting.work or self._setting.seconds:
            found |= self._window()
        ledger = self._stub.rest(_REST_SECONDS)
        self.bot.stop()
        kept = self._contender.kept(self._place)
        void = kept.mismatch(ledger) if kept else ""
        return Figure(**found, void=void)

    def _window(self) -> dict[str, Any]:
        stub, setting = self._stub, self._setting
        if not setting.work:
            stub.warm_up(setting.warm_up)
        watch = Watch(self._ours)
        cpu, stub_cpu = self.bot.cpu_seconds(), cpu_seconds(stub.pid)
        window = stub.work(setting.work) if setting.work else stub.window(setting.seconds)
        cpu, stub_cpu = self.bot.cpu_seconds() - cpu, cpu_seconds(stub.pid) - stub_cpu
        others = watch.others()
        replied = window["replied"]
        if not replied:
            raise RuntimeError("no update was answered")
        calls = sum(count for name, count in window["calls"].items() if name != "getupdates")
        return {
            "rate": replied / window["seconds"],
            "cpu": cpu / replied * 1000,
            "stub_cpu": stub_cpu / replied * 1000,
            "calls": calls / replied,
            "latencies": window["latencies"],
            "waits": window["waits"],
            "late": window["late"],
            "updates": replied,
            "rss": self.bot.rss_mib(),
            "others": others,
        }

    def _ours(self) -> float:
        """CPU seconds so far of all that belongs to this run."""
        return (
            self.bot.cpu_seconds()
            + self.bot.other_cpu_seconds()
            + cpu_seconds(self._stub.pid)
            + self._grounds.database_cpu_seconds()
        )
