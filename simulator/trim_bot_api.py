"""Make `bot_api.json` from the full machine-readable Bot API.

Run as ``python -m simulator.trim_bot_api api.json``. Kept are the methods this simulator knows
and every type one of their parameters can hold, with names, types and what is required;
descriptions stay behind.
"""

import json
import sys
from pathlib import Path
from typing import Any

METHODS = (
    "getMe",
    "getUpdates",
    "setWebhook",
    "deleteWebhook",
    "getWebhookInfo",
    "sendMessage",
    "sendPhoto",
    "sendDocument",
    "sendVoice",
    "sendVideo",
    "sendMediaGroup",
    "copyMessage",
    "sendChatAction",
    "editMessageText",
    "editMessageCaption",
    "editMessageMedia",
    "editMessageReplyMarkup",
    "deleteMessage",
    "answerCallbackQuery",
    "getFile",
    "getChat",
    "getChatMember",
    "leaveChat",
    "setMyCommands",
    "getMyCommands",
    "deleteMyCommands",
    "setMyName",
    "setMyDescription",
    "setMyShortDescription",
)


def trim(api: dict[str, Any]) -> dict[str, Any]:
    """The part of *api* that describes `METHODS`."""
    methods = {name: _fields(api["methods"][name]) for name in METHODS}
    types: dict[str, Any] = {}
    wanted = [kind for fields in methods.values() for kind in _kinds(fields)]
    while wanted:
        name = wanted.pop().removeprefix("Array of ")
        if name.startswith("Array of "):
            wanted.append(name)
        elif name in api["types"] and name not in types:
            full = api["types"][name]
            types[name] = {"fields": _fields(full), "subtypes": full.get("subtypes", [])}
            wanted += [*_kinds(types[name]["fields"]), *types[name]["subtypes"]]
    return {"version": api["version"], "methods": methods, "types": dict(sorted(types.items()))}


def _fields(described: dict[str, Any]) -> dict[str, Any]:
    return {
        field["name"]: {"types": field["types"], "required": field["required"]}
        for field in described.get("fields", [])
    }


def _kinds(fields: dict[str, Any]) -> list[str]:
    return [kind for field in fields.values() for kind in field["types"]]


def main() -> None:
    """Read the file named on the command line, write the trimmed one beside this module."""
    full = json.loads(Path(sys.argv[1]).read_text(encoding="utf-8"))
    lines = json.dumps(trim(full), indent=1, ensure_ascii=False)
    Path(__file__).with_name("bot_api.json").write_text(lines + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
