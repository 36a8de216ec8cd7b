"""What the sender remembers of slots: what each shows, and which of its rows is the newest."""

import asyncio
from collections import OrderedDict
from collections.abc import Iterator
from contextlib import contextmanager

from bot.outbox import Shown, Waiting

_MOST_SLOTS = 10_000

#: A chat and the name of a slot in it.
Key = tuple[int, str]


def key_of(row: Waiting) -> Key | None:
    """The slot of a row; none for a message that is no screen."""
    return None if row.slot is None else (row.chat_id, row.slot)


class Slots:
    """Lets one row of a slot out at a time, whichever lane it is in, and no outdated one.

    A row in the database that newer content made pointless is marked there (`outbox.write_out`);
    here are those that are in hand already.
    """

    def __init__(self) -> None:
        self._shown: OrderedDict[Key, Shown] = OrderedDict()
        self._newest: dict[Key, int] = {}
        self._under_way: dict[Key, asyncio.Future[None]] = {}

    def take_in(self, row: Waiting) -> None:
        """Note that *row* is in hand."""
        if key := key_of(row):
            self._newest[key] = max(row.id, self._newest.get(key, 0))

    def is_superseded(self, row: Waiting) -> bool:
        """Whether newer content of the slot was committed since."""
        key = key_of(row)
        return key is not None and row.id < self._newest.get(key, 0)

    def forget_all_but(self, keys: set[Key | None]) -> None:
        """Before the outbox is read: what was newest matters to the rows of *keys* alone now."""
        self._newest = {key: row for key, row in self._newest.items() if key in keys}

    def shown(self, row: Waiting) -> Shown | None:
        """What the slot of *row* shows at present."""
        key = key_of(row)
        return None if key is None else self._shown.get(key, row.shown)

    def remember(self, row: Waiting, shown: Shown) -> None:
        """The slot of *row* shows this from now on."""
        if key := key_of(row):
            self._shown[key] = shown
            self._shown.move_to_end(key)
            if len(self._shown) > _MOST_SLOTS:
                self._shown.popitem(last=False)

    def is_busy(self, row: Waiting) -> bool:
        """Whether another row of the slot is under way to Telegram."""
        return key_of(row) in self._under_way

    async def free(self, row: Waiting) -> None:
        """Wait until no other row of the slot is under way."""
        while (key := key_of(row)) is not None and key in self._under_way:
            await asyncio.wait([self._under_way[key]])

    @contextmanager
    def under_way(self, row: Waiting) -> Iterator[None]:
        """*row* is being brought to Telegram; the slot must not be busy."""
        key = key_of(row)
        if key is None:
            yield
            return
        arrived = self._under_way[key] = asyncio.get_running_loop().create_future()
        try:
            yield
        finally:
            del self._under_way[key]
            arrived.set_result(None)
