"""getMe, long polling and the webhook's settings."""

import asyncio
from typing import Any

from simulator.errors import ApiError, BadRequestError
from simulator.methods.call import Call, Handler

MAX_LIMIT = 100
MAX_TIMEOUT = 50
_POLLED_TWICE = (
    "Conflict: terminated by other getUpdates request; "
    "make sure that only one bot instance is running"
)
_HOOKED = (
    "Conflict: can't use getUpdates method while webhook is active; "
    "use deleteWebhook to delete the webhook first"
)


class _Poll:
    """A getUpdates that waits; whoever comes next ends it with *ended*."""

    def __init__(self) -> None:
        self.ended = ""


async def get_me(call: Call) -> dict[str, Any]:
    """Who the bot is."""
    return call.world.bot | {
        "can_join_groups": True,
        "can_read_all_group_messages": not call.world.privacy,
        "supports_inline_queries": False,
        "can_connect_to_business": False,
        "has_main_web_app": False,
    }


async def get_updates(call: Call) -> list[dict[str, Any]]:
    """Wait until there is something or the time is over."""
    world, params = call.world, call.params
    if world.webhook.get("url"):
        raise ApiError(409, _HOOKED)
    _end_poll(call, _POLLED_TWICE)
    if "allowed_updates" in params:
        world.updates.allow(params["allowed_updates"])
    world.updates.confirm(params.get("offset", 0))
    limit = min(max(params.get("limit", MAX_LIMIT), 1), MAX_LIMIT)
    timeout = min(max(params.get("timeout", 0), 0), MAX_TIMEOUT)
    poll = world.poll = _Poll()
    try:
        return await _wait(call, poll, limit, timeout)
    finally:
        if world.poll is poll:
            world.poll = None


async def _wait(call: Call, poll: _Poll, limit: int, seconds: int) -> list[dict[str, Any]]:
    updates = call.world.updates
    loop = asyncio.get_running_loop()
    deadline = loop.time() + seconds
    while True:
        rung = updates.bell.listen()
        try:
            found = updates.take(limit)
            left = deadline - loop.time()
            if found or left <= 0 or call.world.closed:
                return found
            await asyncio.wait([rung], timeout=left)
        finally:
            updates.bell.leave(rung)
        if poll.ended:
            raise ApiError(409, poll.ended)


def _end_poll(call: Call, why: str) -> None:
    if isinstance(call.world.poll, _Poll):
        call.world.poll.ended = why
        call.world.poll = None
        call.world.updates.bell.ring()


async def set_webhook(call: Call) -> bool:
    """Remember where updates shall go; nothing is delivered there yet."""
    url = call.params["url"]
    if url and not url.startswith("https://"):
        raise BadRequestError("bad webhook: An HTTPS URL must be provided for webhook")
    _end_poll(call, "Conflict: terminated by setWebhook request")
    if call.params.get("drop_pending_updates"):
        call.world.updates.clear()
    if "allowed_updates" in call.params:
        call.world.updates.allow(call.params["allowed_updates"])
    call.world.webhook = dict(call.params) if url else {}
    call.record(None)
    return True


async def delete_webhook(call: Call) -> bool:
    """Back to polling."""
    call.world.webhook = {}
    if call.params.get("drop_pending_updates"):
        call.world.updates.clear()
    call.record(None)
    return True


async def get_webhook_info(call: Call) -> dict[str, Any]:
    """The settings and how many updates wait."""
    webhook = call.world.webhook
    info: dict[str, Any] = {
        "url": webhook.get("url", ""),
        "has_custom_certificate": False,
        "pending_update_count": len(call.world.updates),
    }
    if call.world.updates.allowed is not None:
        info["allowed_updates"] = call.world.updates.allowed
    return info


METHODS: dict[str, Handler] = {
    "getMe": get_me,
    "getUpdates": get_updates,
    "setWebhook": set_webhook,
    "deleteWebhook": delete_webhook,
    "getWebhookInfo": get_webhook_info,
}
