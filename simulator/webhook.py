"""What setWebhook and deleteWebhook leave behind: one target, and the delivery to it."""

import asyncio
import re
from typing import Any
from urllib.parse import urlsplit

from bot.config import is_loopback
from bot.nursery import Nursery
from simulator.delivery import Attempt, Delivery, Surroundings, Target
from simulator.errors import ApiError, BadRequestError

_MAX_SECRET = 256
_SECRET = re.compile(r"[A-Za-z0-9_-]*")
_PORTS = (443, 80, 88, 8443)
_PATIENCE = 10.0


class Webhook:
    """At most one target.

    A loopback address may be plain HTTP. Nothing leaves this machine: for any other URL the
    updates wait.
    """

    def __init__(self, around: Surroundings) -> None:
        self._around = around
        self._delivery: Delivery | None = None
        self._nursery: Nursery | None = None
        self._task: asyncio.Task[None] | None = None
        self._changing = asyncio.Lock()
        self._next_set = float("-inf")

    @property
    def url(self) -> str:
        """Where updates go; empty while the bot polls."""
        return self._delivery.target.url if self._delivery else ""

    @property
    def attempts(self) -> list[Attempt]:
        """Every try to deliver an update, to whatever target, in the order they ended."""
        return self._around.attempts

    def admit(self) -> None:
        """One setWebhook a second, also one that changes nothing.

        Raises:
            ApiError: 429.
        """
        now = self._around.monotonic()
        if now < self._next_set:
            raise ApiError(429, "Too Many Requests: retry after 1", retry_after=1)
        self._next_set = now + self._around.pace.second

    async def set(self, target: Target, *, drop: bool) -> bool:
        """Begin to deliver to *target*; False when it was the target already.

        Raises:
            BadRequestError: it cannot be one; then there is none any more.
        """
        async with self._changing:
            if self._delivery and self._delivery.target == target and not drop:
                return False
            await self.stop()
            if drop:
                self._around.updates.clear()
            _check(target)
            self._delivery = Delivery(target, self._around)
            if is_loopback(target.url):
                await self._begin(self._delivery)
            return True

    async def delete(self, *, drop: bool) -> bool:
        """Deliver no more; False when there was no target."""
        async with self._changing:
            was_set = self._delivery is not None
            await self.stop()
            if drop:
                self._around.updates.clear()
            return was_set

    def info(self) -> dict[str, Any]:
        """The part of a `WebhookInfo` that is about the target."""
        info: dict[str, Any] = {"url": self.url, "has_custom_certificate": False}
        if self._delivery is None:
            return info
        target, failed_at = self._delivery.target, self._delivery.problem_at
        if failed_at is not None:
            info["last_error_date"] = int(failed_at.timestamp())
            info["last_error_message"] = self._delivery.problem
        address = target.ip_address or ("127.0.0.1" if self._nursery else "<unknown>")
        return info | {"max_connections": target.connections, "ip_address": address}

    async def stop(self) -> None:
        """Break off what is under way; what was not taken in waits for a next target or poll."""
        nursery, self._nursery, self._delivery, self._task = self._nursery, None, None, None
        if nursery is not None:
            await nursery.stop()

    def hang_up(self) -> None:
        """`stop` for whoever cannot wait for it."""
        if self._task is not None:
            self._task.cancel()

    async def _begin(self, delivery: Delivery) -> None:
        """Telegram connects once before it says that a webhook was set."""
        url = urlsplit(delivery.target.url)
        try:
            async with asyncio.timeout(_PATIENCE):
                _, writer = await asyncio.open_connection(url.hostname, url.port or 80)
        except OSError:
            self._delivery = None
            raise BadRequestError("bad webhook: Connection refused") from None
        writer.close()
        self._nursery = Nursery()
        self._task = self._nursery.errand(self._deliver(delivery), "webhook")

    async def _deliver(self, delivery: Delivery) -> None:
        await delivery.run()
        self._delivery = None


def _check(target: Target) -> None:
    if len(target.secret) > _MAX_SECRET:
        raise BadRequestError("secret token is too long")
    if not _SECRET.fullmatch(target.secret):
        raise BadRequestError("secret token contains unallowed characters")
    try:
        url = urlsplit(target.url)
        port = url.port or 443
    except ValueError:
        raise BadRequestError("invalid webhook URL specified") from None
    if url.scheme == "http" and is_loopback(target.url):
        return
    if url.scheme != "https":
        raise BadRequestError("bad webhook: An HTTPS URL must be provided for webhook")
    if port not in _PORTS:
        raise BadRequestError(
            "bad webhook: Webhook can be set up only on ports 80, 88, 443 or 8443"
        )
