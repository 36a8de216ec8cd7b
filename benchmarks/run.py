"""One run: a bot against the stub, measured for a while, and its rows counted in the end."""

import statistics
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from benchmarks import postgres
from benchmarks.bots import Contender, Place
from benchmarks.machine import Bot
from benchmarks.stub_process import Stub

_REST_SECONDS = 20.0


@dataclass(frozen=True)
class Setting:
    """How a bot is used. `per_second`: acts offered; 0 = everybody acts when answered."""

    chats: int = 64
    delay: float = 0.0  #: seconds the Bot API takes for each call
    per_second: float = 0.0
    warm_up: float = 1.0
    seconds: float = 2.0


@dataclass(frozen=True)
class Figure:
    """What one run gave; of the window without the warm-up, but for `start` and `void`."""

    rate: float  #: updates answered a second
    cpu: float  #: seconds of the bot's process and its children, 1,000 updates
    p50: float  #: milliseconds from update to reply
    p99: float
    calls: float  #: calls of the Bot API an update, without getUpdates
    rss: float  #: MiB at the end of the window
    start: float  #: seconds from its start to the first getUpdates
    late: int  #: acts for which nobody was free
    updates: int  #: answered in the window
    void: str  #: why the run does not count: rows and ledger differ; empty = it does


Prepare = Callable[[Contender, Place], None]


def measure(
    contender: Contender, setting: Setting, *, cluster: str = "", prepare: Prepare | None = None
) -> Figure:
    """Run *contender* once; *prepare* may fill its database before."""
    with _place(contender, setting, cluster) as (place, stub):
        if prepare is not None:
            prepare(contender, place)
        began = time.monotonic()
        bot = Bot(contender.command(place), contender.environment(place), place.folder)
        try:
            start = stub.first_poll() - began
            stub.warm_up(setting.warm_up)
            cpu = bot.cpu_seconds()
            window = stub.window(setting.seconds)
            cpu = bot.cpu_seconds() - cpu
            rss = bot.rss_mib()
            ledger = stub.rest(_REST_SECONDS)
            bot.stop()
        except BaseException:
            bot.kill()
            raise
        kept = contender.kept(place)
        void = kept.mismatch(ledger) if kept else ""
        return _figure(window, cpu, rss, start, void)


def _figure(window: dict[str, Any], cpu: float, rss: float, start: float, void: str) -> Figure:
    replied, latencies = window["replied"], sorted(window["latencies"])
    calls = sum(count for name, count in window["calls"].items() if name != "getupdates")
    return Figure(
        rate=replied / window["seconds"],
        cpu=cpu / max(replied, 1) * 1000,
        p50=statistics.median(latencies) if latencies else 0.0,
        p99=latencies[int(len(latencies) * 0.99)] if latencies else 0.0,
        calls=calls / max(replied, 1),
        rss=rss,
        start=start,
        late=window["late"],
        updates=replied,
        void=void or ("" if replied else "no update was answered"),
    )


@contextmanager
def _place(contender: Contender, setting: Setting, cluster: str) -> Iterator[tuple[Place, Stub]]:
    stub = Stub(setting.chats, delay=setting.delay, per_second=setting.per_second)
    with stub, tempfile.TemporaryDirectory(prefix="klinik-bench-") as folder:
        if not contender.uses_postgres:
            yield Place(Path(folder), stub.url), stub
            return
        with postgres.database(cluster) as url:
            yield Place(Path(folder), stub.url, url), stub
