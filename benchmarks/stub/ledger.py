"""What people sent and what they were told; the measure of what a bot must have kept."""

from collections import Counter
from dataclasses import asdict, dataclass, field
from typing import Any


@dataclass
class Ledger:
    """Of the whole run."""

    updates: int = 0  #: handed to the bot
    answers: int = 0  #: those among them that answer a question
    finished: int = 0  #: people who were told that their registration was sent
    unanswered: int = 0  #: updates without a reply when the run ended

    def as_dict(self) -> dict[str, int]:
        """For the runner."""
        return asdict(self)


@dataclass
class Window:
    """Of a stretch of time."""

    began: float
    replied: int = 0  #: updates whose reply came
    late: int = 0  #: acts that were offered when nobody was free to do them
    calls: Counter[str] = field(default_factory=Counter)
    latencies: list[float] = field(default_factory=list)  #: seconds from handing out to reply
    waits: list[float] = field(default_factory=list)  #: seconds from the act to the reply

    def as_dict(self, now: float) -> dict[str, Any]:
        """For the runner; milliseconds."""
        return {
            "seconds": now - self.began,
            "replied": self.replied,
            "late": self.late,
            "calls": dict(self.calls),
            "latencies": [round(seconds * 1000, 3) for seconds in self.latencies],
            "waits": [round(seconds * 1000, 3) for seconds in self.waits],
        }
