"""What really happened: the judge of every "never twice"."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any


@dataclass(frozen=True, slots=True)
class Entry:
    """One accepted call that changed something."""

    seq: int
    monotonic: float
    at: datetime
    method: str
    chat_id: int | None
    message_ids: tuple[int, ...] = ()
    params: dict[str, Any] = field(default_factory=dict)

    @property
    def message_id(self) -> int | None:
        """The message it made or changed; of an album the first."""
        return self.message_ids[0] if self.message_ids else None


class Ledger:
    """Append-only; survives the bot, whatever ends the bot."""

    def __init__(self) -> None:
        self._entries: list[Entry] = []

    def append(self, entry: Entry) -> None:
        """Write one line."""
        self._entries.append(entry)

    def __iter__(self) -> Iterator[Entry]:
        """All entries, oldest first."""
        return iter(tuple(self._entries))

    def __len__(self) -> int:
        """How many entries there are."""
        return len(self._entries)

    def of(self, *methods: str, chat_id: int | None = None) -> list[Entry]:
        """The entries of these methods (all when none is named), of one chat if named."""
        return [
            entry
            for entry in self._entries
            if (not methods or entry.method in methods) and chat_id in (None, entry.chat_id)
        ]
