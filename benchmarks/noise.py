"""How much of the machine others took while something was measured."""

import os
import time
from collections.abc import Callable
from pathlib import Path

#: A figure during which others took more of the CPU than this is marked.
NOISY = 0.15

_TICKS = os.sysconf("SC_CLK_TCK")


class Watch:
    """From its making on: what share of all cores neither idled nor was ours.

    *ours* gives the CPU seconds so far of all that belongs to the measurement but the runner
    itself. What a hypervisor gave to other machines (steal) counts as taken; time of interrupts
    does not, as most of it is the network traffic of the measured ones.
    """

    def __init__(self, ours: Callable[[], float]) -> None:
        self._ours = ours
        self._began = self._now()

    def others(self) -> float:
        """The share so far, 0 to 1."""
        at, busy, ours = (now - then for now, then in zip(self._now(), self._began, strict=True))
        return min(max((busy - ours) / (at * (os.cpu_count() or 1)), 0.0), 1.0) if at else 0.0

    def _now(self) -> tuple[float, float, float]:
        return time.monotonic(), _busy_seconds(), self._ours() + time.process_time()


def _busy_seconds() -> float:
    line = Path("/proc/stat").read_text().partition("\n")[0].split()[1:]
    user, nice, system, steal = (int(line[place]) for place in (0, 1, 2, 7))
    return (user + nice + system + steal) / _TICKS
