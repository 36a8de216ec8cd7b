"""What time it is: the machine's clock, or a simulated one that can be moved."""

import asyncio
import json
import logging
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

from telegram.error import TelegramError

from bot.request import JsonRequest

logger = logging.getLogger(__name__)

#: Gives the present moment, aware.
Clock = Callable[[], datetime]

_READ_EVERY_SECONDS = 0.5


def system_clock() -> datetime:
    """The machine's clock."""
    return datetime.now(UTC)


class RemoteClock:
    """A clock that follows `clock.url`; between two readings it runs with the machine's."""

    def __init__(self, url: str, request: JsonRequest) -> None:
        self._url = url
        self._request = request
        self._ahead = timedelta(0)

    def __call__(self) -> datetime:
        """The present moment of the simulated world."""
        return datetime.now(UTC) + self._ahead

    async def read(self) -> None:
        """Ask the time once; the last known offset stays when nobody answers."""
        try:
            _status, body = await self._request.do_request(self._url, "GET", None, 2.0)
            now = datetime.fromisoformat(json.loads(body)["now"])
        except (TelegramError, ValueError, KeyError, TypeError):
            logger.debug("the simulated clock did not answer")
            return
        self._ahead = now - datetime.now(UTC)

    async def follow(self) -> None:
        """Read the clock for ever."""
        while True:
            await self.read()
            await asyncio.sleep(_READ_EVERY_SECONDS)
