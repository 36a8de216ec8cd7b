"""From raw updates to committed turns: chats side by side, each chat's updates in order."""

import asyncio
import logging
from collections import OrderedDict
from collections.abc import Sequence
from typing import Any

from sqlalchemy.orm import Session
from telegram import Bot, Update
from telegram.ext import Application

from bot import outbox, routes, updates
from bot.api import BotApi
from bot.clock import Clock
from bot.lanes import Lanes
from bot.metrics import Metrics
from bot.nursery import Nursery
from bot.turn import Answer
from bot.turns import Done, Fate, Request, Turns
from bot.writer import Writer
from models.database import is_unavailable

logger = logging.getLogger(__name__)

#: A tap must be answered soon, or the button keeps spinning.
TAP_PATIENCE_SECONDS = 1.0

_TAPS_REMEMBERED = 2_000


class Dispatcher:
    """Works updates off. When `work_off` returns, each is committed or in quarantine.

    `tap_patience`: seconds after which a tap whose turn has not committed is answered empty.
    """

    def __init__(
        self,
        application: Application[Any, Any, Any, Any, Any, Any],
        turns: Turns,
        writer: Writer,
        api: BotApi,
        nursery: Nursery,
        clock: Clock,
        metrics: Metrics,
    ) -> None:
        self._application = application
        self._metrics = metrics
        self._bot: Bot = application.bot
        self._turns = turns
        self._writer = writer
        self._api = api
        self._nursery = nursery
        self._clock = clock
        self.tap_patience = TAP_PATIENCE_SECONDS
        self._taps: OrderedDict[str, int] = OrderedDict()
        self._lanes = Lanes()

    async def work_off(self, raws: Sequence[dict[str, Any]]) -> None:
        """Work a batch of raw updates off.

        Raises:
            Exception: the database is in trouble and the process is stopping; the updates must
                not be acknowledged. Several come as a BaseExceptionGroup.
        """
        lanes: dict[int, list[dict[str, Any]]] = {}
        for raw in raws:
            lanes.setdefault(updates.lane_of(raw), []).append(raw)
        if len(lanes) == 1:  # as nearly always when few people write
            await self._in_order(*lanes.values())
            return
        async with asyncio.TaskGroup() as group:
            for lane in lanes.values():
                group.create_task(self._in_order(lane))

    async def retry_quarantined(self) -> None:
        """Work off again what the office asked for (`klinik quarantine retry`)."""
        for raw in await self._turns.to_retry():
            await self._one(raw)
            await self._turns.retried(int(raw["update_id"]))

    async def _in_order(self, lane: list[dict[str, Any]]) -> None:
        for raw in lane:
            await self._one(raw)

    async def _one(self, raw: dict[str, Any]) -> None:
        with self._metrics.turn_seconds.time(), self._metrics.under_way.track_inprogress():
            async with self._lanes.through(updates.lane_of(raw)):
                fate = await self._through(raw)
        self._metrics.updates.labels(fate).inc()

    async def _through(self, raw: dict[str, Any]) -> Fate:
        try:
            update = updates.read(raw, self._bot)
        except Exception as error:  # noqa: BLE001  # whatever PTB stumbles over goes to quarantine
            await self._turns.quarantine(raw, error)
            return Fate.QUARANTINED
        query = update.callback_query
        if query is None:
            return (await self._run(raw, update)).fate
        if self._taps.get(query.id, update.update_id) != update.update_id:
            await self._turns.skip(update.update_id)
            return Fate.REPEATED
        tap = _TapAnswer(self, query.id)
        done = await self._run(raw, update)
        self._remember(query.id, update.update_id)
        await tap.committed(done.answer, update)
        return done.fate

    def _remember(self, query_id: str, update_id: int) -> None:
        """Telegram may deliver one tap under two update ids; the second says nothing new.

        Only a courtesy: after a restart the revision in the button decides (law 3).
        """
        self._taps[query_id] = update_id
        if len(self._taps) > _TAPS_REMEMBERED:
            self._taps.popitem(last=False)

    async def _run(self, raw: dict[str, Any], update: Update) -> Done:
        """Run the turn; one that raises is tried once more alone, then put into quarantine."""
        try:
            try:
                return await self._attempt(update)
            except Exception as error:
                if is_unavailable(error):
                    raise
                logger.warning("update %s raised, trying it once more", update.update_id)
                return await self._attempt(update)
        except Exception as error:
            if is_unavailable(error):
                raise
            await self._turns.quarantine(raw, error)
            return Done(fate=Fate.QUARANTINED)

    async def _attempt(self, update: Update) -> Done:
        body = await routes.find(self._application, update)
        user, chat = update.effective_user, update.effective_chat
        if body is None or user is None or chat is None:
            await self._turns.skip(update.update_id)
            return Done(fate=Fate.IGNORED)
        return await self._turns.run(Request(update, user, chat.id, body))

    async def answer_tap(self, query_id: str, answer: Answer) -> None:
        """Answer a tap; never queued, never limited, and its errors do not matter (law 5)."""
        params: dict[str, Any] = {"callback_query_id": query_id}
        if answer.text is not None:
            params |= {"text": answer.text, "show_alert": answer.alert}
        await self._api.call("answerCallbackQuery", params, read_timeout=10.0)

    def answer_soon(self, query_id: str, answer: Answer) -> None:
        """Answer a tap without waiting for it."""
        self._nursery.after_the_poll(self._begin_to_answer, query_id, answer)

    def _begin_to_answer(self, query_id: str, answer: Answer) -> None:
        self._nursery.errand(self.answer_tap(query_id, answer), "answering a tap")

    async def say_later(self, person_id: int, text: str) -> None:
        """What came too late for the tap becomes a message."""

        def put(session: Session) -> None:
            outbox.put(session, person_id, {"text": text}, now=self._clock())

        await self._writer.write(put)


class _TapAnswer:
    """Answers one tap exactly once: after its commit, or empty when that takes too long."""

    def __init__(self, dispatcher: Dispatcher, query_id: str) -> None:
        self._dispatcher = dispatcher
        self._query_id = query_id
        self._answered = False
        loop = asyncio.get_running_loop()
        self._timer = loop.call_later(dispatcher.tap_patience, self._answer, Answer())

    async def committed(self, answer: Answer, update: Update) -> None:
        """The turn has committed."""
        self._timer.cancel()
        if not self._answered:
            self._answer(answer)
        elif answer.text is not None and update.effective_user is not None:
            # It concerns who tapped alone, wherever that was.
            await self._dispatcher.say_later(update.effective_user.id, answer.text)

    def _answer(self, answer: Answer) -> None:
        self._answered = True
        self._dispatcher.answer_soon(self._query_id, answer)
