"""The webhook: Telegram gets its 200 when the update is committed or in quarantine, not before."""

import asyncio
import hmac
import logging
from typing import Any
from urllib.parse import urlsplit

from starlette.requests import ClientDisconnect, Request
from starlette.responses import Response

from bot.api import BotApi, Flooded, Sent
from bot.config import Telegram
from bot.nursery import Nursery
from bot.polling import ALLOWED_UPDATES, Worker
from bot.updates import update_id_of
from models import jsons

logger = logging.getLogger(__name__)

_SECRET_HEADER = "x-telegram-bot-api-secret-token"  # noqa: S105  # a header's name
_LARGEST_BODY = 1_000_000
#: Telegram hangs up after 60 s and delivers again.
_PATIENCE_SECONDS = 50.0
_FIRST_PAUSE = 0.5
_LONGEST_PAUSE = 30.0


class Webhook:
    """Takes updates in. No update of Telegram's is ever answered 4xx: it would come for a day."""

    def __init__(self, settings: Telegram, api: BotApi, worker: Worker, nursery: Nursery) -> None:
        self._settings = settings
        self._secret = settings.secret.encode()
        self._api = api
        self._worker = worker
        self._nursery = nursery
        self._under_way: dict[int, asyncio.Task[None]] = {}
        self.closing = False

    @property
    def path(self) -> str:
        """Where Telegram delivers."""
        return urlsplit(self._settings.webhook_url).path or "/"

    async def receive(self, request: Request) -> Response:
        """Work one delivery off."""
        told = request.headers.get(_SECRET_HEADER, "").encode()
        if not hmac.compare_digest(told, self._secret):
            return Response(status_code=403)
        try:
            body = await _body(request)
        except ClientDisconnect:
            return Response(status_code=400)
        raw = _read(body)
        update_id = update_id_of(raw)
        if raw is None or update_id is None:
            logger.warning("a delivery of %s bytes is no update", len(body) if body else "many")
            return Response(status_code=400)
        return Response(status_code=await self._work_off(update_id, raw))

    async def register(self, listening: asyncio.Event) -> None:
        """Tell Telegram where to deliver; the same words again change nothing there.

        *listening*: Telegram connects at once, and takes no webhook that does not answer.
        """
        await listening.wait()
        params = {
            "url": self._settings.webhook_url,
            "secret_token": self._settings.secret,
            "allowed_updates": list(ALLOWED_UPDATES),
        }
        pause = _FIRST_PAUSE
        while not isinstance(outcome := await self._api.call("setWebhook", params), Sent):
            logger.warning("Telegram did not take the webhook: %s", outcome)
            await asyncio.sleep(outcome.seconds if isinstance(outcome, Flooded) else pause)
            pause = min(pause * 2, _LONGEST_PAUSE)

    async def drain(self) -> None:
        """Take nothing new in, and wait for what is under way."""
        self.closing = True
        if self._under_way:
            await asyncio.wait(self._under_way.values())

    async def _work_off(self, update_id: int, raw: dict[str, Any]) -> int:
        """The status: 200 committed, 503 not (yet)."""
        if self.closing:
            return 503
        task = self._under_way.get(update_id)
        if task is None:  # else it was delivered again while the first is still under way
            work = self._worker.work_off([raw])
            task = self._nursery.errand(work, f"working update {update_id} off")
            self._under_way[update_id] = task
            task.add_done_callback(lambda _task: self._under_way.pop(update_id, None))
        done, _pending = await asyncio.wait([task], timeout=_PATIENCE_SECONDS)
        return 200 if done and not task.cancelled() and task.exception() is None else 503


async def _body(request: Request) -> bytes | None:
    """The body; none if it is larger than any update."""
    parts, size = [], 0
    async for part in request.stream():
        size += len(part)
        if size > _LARGEST_BODY:
            return None
        parts.append(part)
    return b"".join(parts)


def _read(body: bytes | None) -> dict[str, Any] | None:
    """The object in a body; none if there is none."""
    try:
        raw = jsons.loads(body) if body is not None else None
    except (ValueError, RecursionError):
        return None
    return raw if isinstance(raw, dict) else None
