"""Long polling. Only what is committed is acknowledged: the next offset is the receipt."""

import asyncio
import logging
import time
from collections.abc import Sequence
from typing import Any, Protocol

from bot.api import BotApi, Flooded, NotSent, Outcome, Sent
from bot.updates import update_id_of

logger = logging.getLogger(__name__)

ALLOWED_UPDATES = ("message", "edited_message", "callback_query", "my_chat_member")

_POLL_SECONDS = 30
_SLACK_SECONDS = 10.0
_FIRST_PAUSE = 0.5
_LONGEST_PAUSE = 30.0


class Worker(Protocol):
    """Whoever works updates off; the dispatcher."""

    async def work_off(self, raws: Sequence[dict[str, Any]]) -> None:
        """Return when each update is committed or in quarantine."""


class Polling:
    """The loop that fetches updates. No answer of Telegram, and no silence, ends it."""

    def __init__(self, api: BotApi, worker: Worker, *, poll_seconds: int = _POLL_SECONDS) -> None:
        self._api = api
        self._worker = worker
        self._poll_seconds = poll_seconds
        self._offset: int | None = None
        self._seated = asyncio.Event()
        self._seated.set()
        self.answered_at = time.monotonic()  #: of the last successful getUpdates

    def sit(self) -> None:
        """See `seats.Duty`: fetch from now on."""
        self._seated.set()

    def stand(self) -> None:
        """See `seats.Duty`: another process fetches."""
        self._seated.clear()

    async def run(self) -> None:
        """Fetch and work off, for ever, whenever this process has the duty."""
        pause = _FIRST_PAUSE
        while True:
            await self._seated.wait()
            outcome = await self._fetch()
            if isinstance(outcome, Sent) and isinstance(outcome.result, list):
                pause = _FIRST_PAUSE
                self.answered_at = time.monotonic()
                await self._work_off(outcome.result)
                continue
            logger.warning("getUpdates gave %s, trying again", outcome)
            if isinstance(outcome, NotSent) and "webhook is active" in outcome.description:
                await self._api.call("deleteWebhook", {})  # what waits there stays
            await asyncio.sleep(outcome.seconds if isinstance(outcome, Flooded) else pause)
            pause = min(pause * 2, _LONGEST_PAUSE)

    async def _fetch(self) -> Outcome:
        params: dict[str, Any] = {
            "timeout": self._poll_seconds,
            "allowed_updates": list(ALLOWED_UPDATES),
        }
        if self._offset is not None:
            params["offset"] = self._offset
        seconds = self._poll_seconds + _SLACK_SECONDS
        return await self._api.call("getUpdates", params, read_timeout=seconds)

    async def _work_off(self, updates: list[dict[str, Any]]) -> None:
        genuine = {id_: raw for raw in updates if (id_ := update_id_of(raw)) is not None}
        if len(genuine) < len(updates):
            logger.warning("%s of %s are no updates", len(updates) - len(genuine), len(updates))
            await asyncio.sleep(_FIRST_PAUSE)  # whatever answers so may do it again at once
        if genuine:
            await self._worker.work_off(list(genuine.values()))
            self._offset = max(genuine) + 1
