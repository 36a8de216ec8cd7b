"""The command lists people see in Telegram, per role and language."""

from collections.abc import Sequence
from typing import Any

from bot import outbox
from bot.texts import texts
from bot.turn import Turn
from models.outbox import OutboxClass
from models.services.queue import CURATORS

EVERYONE = ("start", "beranda", "daftar", "produk", "datasaya", "bantuan", "bahasa", "batal")
STAFF = ("kurasi", "cari", "audit", "pesan", "usulan")


def listed(names: Sequence[str], language: str) -> list[dict[str, str]]:
    """Commands with their descriptions, as the Bot API has them."""
    say = texts(language)
    return [{"command": name, "description": say.plain(f"commands.{name}")} for name in names]


def default_lists() -> list[dict[str, Any]]:
    """Parameters of `setMyCommands` for people without a role."""
    return [
        {"commands": listed(EVERYONE, "id")},
        {"commands": listed(EVERYONE, "en"), "language_code": "en"},
    ]


def set_for(turn: Turn) -> None:
    """Let the person's own chat list the commands of their roles, in their language."""
    names: tuple[str, ...] = EVERYONE
    if not turn.person.roles.isdisjoint(CURATORS):
        names = (*STAFF, *EVERYONE)
    params = {
        "commands": listed(names, turn.person.language),
        "scope": {"type": "chat", "chat_id": turn.chat_id},
    }
    payload = {"method": "setMyCommands", "params": params}
    outbox.put(turn.session, turn.chat_id, payload, now=turn.now, category=OutboxClass.NOTICE)
