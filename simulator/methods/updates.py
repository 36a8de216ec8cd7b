"""getMe, long polling and the webhook's settings."""

import asyncio
from typing import Any

from simulator.delivery import Target
from simulator.errors import ApiError
from simulator.methods.call import Call, Handler, Told

MAX_LIMIT = 100
MAX_TIMEOUT = 50
CONNECTIONS = 40
MAX_CONNECTIONS = 100
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
    if world.webhook.url:
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


async def set_webhook(call: Call) -> Told:
    """Have updates pushed to a URL; without one as deleteWebhook."""
    if not call.params["url"]:
        return await delete_webhook(call)
    hook, target = call.world.webhook, _target(call.params)
    hook.admit()
    _end_poll(call, "Conflict: terminated by setWebhook request")
    drop = bool(call.params.get("drop_pending_updates"))
    changes = await hook.set(target, drop=drop)
    if "allowed_updates" in call.params:
        call.world.updates.allow(call.params["allowed_updates"])
    if changes:
        call.record(None)
    return Told(
        result=True, description="Webhook was set" if changes else "Webhook is already set"
    )


def _target(params: dict[str, Any]) -> Target:
    wanted = params.get("max_connections", CONNECTIONS)
    return Target(
        url=params["url"],
        secret=params.get("secret_token", ""),
        connections=min(max(wanted, 1), MAX_CONNECTIONS),
        ip_address=params.get("ip_address", ""),
    )


async def delete_webhook(call: Call) -> Told:
    """Back to polling."""
    drop = bool(call.params.get("drop_pending_updates"))
    changes = await call.world.webhook.delete(drop=drop)
    call.record(None)
    return Told(
        result=True, description="Webhook was deleted" if changes else "Webhook is already deleted"
    )


async def get_webhook_info(call: Call) -> dict[str, Any]:
    """The settings, how many updates wait, and what went wrong last."""
    world = call.world
    info = world.webhook.info() | {"pending_update_count": len(world.updates)}
    if world.updates.allowed is not None:
        info["allowed_updates"] = world.updates.allowed
    return info


METHODS: dict[str, Handler] = {
    "getMe": get_me,
    "getUpdates": get_updates,
    "setWebhook": set_webhook,
    "deleteWebhook": delete_webhook,
    "getWebhookInfo": get_webhook_info,
}
