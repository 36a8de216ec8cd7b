"""Commands by scope and language, and the bot's name and descriptions."""

import functools
import json
import re
from typing import Any

from simulator.errors import BadRequestError
from simulator.methods.call import Call, Handler

MAX_COMMANDS = 100
_COMMAND = re.compile(r"[a-z0-9_]{1,32}")
_DESCRIPTION = range(1, 257)
_LONGEST = {"name": 64, "description": 512, "short_description": 120}


def _key(call: Call) -> tuple[str, str]:
    scope = call.params.get("scope") or {"type": "default"}
    return scope_key(scope), call.params.get("language_code", "")


def scope_key(scope: dict[str, Any]) -> str:
    """One text for one scope, whatever the order of its fields."""
    return json.dumps(scope, sort_keys=True)


async def set_commands(call: Call) -> bool:
    """The menu of one scope and language."""
    commands = call.params["commands"]
    if len(commands) > MAX_COMMANDS:
        raise BadRequestError("BOT_COMMANDS_TOO_MUCH")
    for command in commands:
        if not _COMMAND.fullmatch(command["command"].removeprefix("/")):
            raise BadRequestError("BOT_COMMAND_INVALID")
        if len(command["description"]) not in _DESCRIPTION:
            raise BadRequestError("BOT_COMMAND_DESCRIPTION_INVALID")
    call.world.commands[_key(call)] = commands
    _changed(call)
    return True


async def get_commands(call: Call) -> list[dict[str, str]]:
    """Exactly what was set for the scope and language."""
    return call.world.commands.get(_key(call), [])


async def delete_commands(call: Call) -> bool:
    """Back to the next wider scope."""
    call.world.commands.pop(_key(call), None)
    _changed(call)
    return True


async def _set(call: Call, what: str) -> bool:
    text = call.params.get(what, "")
    if len(text) > _LONGEST[what]:
        raise BadRequestError(f"BOT_{what.upper()}_TOO_LONG")
    call.world.profile[what, call.params.get("language_code", "")] = text
    call.record(None)
    return True


def _changed(call: Call) -> None:
    call.record(None)
    for user_id in call.world.people:
        call.world.touch(user_id)


METHODS: dict[str, Handler] = {
    "setMyCommands": set_commands,
    "getMyCommands": get_commands,
    "deleteMyCommands": delete_commands,
    "setMyName": functools.partial(_set, what="name"),
    "setMyDescription": functools.partial(_set, what="description"),
    "setMyShortDescription": functools.partial(_set, what="short_description"),
}
