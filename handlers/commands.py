"""The command lists people see in Telegram, per role and language.

The order stands here; what works, and for whom, stands in the table of routes.
"""

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from bot import outbox
from bot.texts import texts
from bot.turn import Turn
from models.outbox import OutboxClass
from models.person import Role

EVERYONE = (
    *("start", "beranda", "daftar", "produk", "tugas", "tanya"),
    *("datasaya", "bantuan", "bahasa", "batal"),
)
STAFF = (
    *("kurasi", "pesan", "usulan", "cari", "peran", "audit", "unduh"),
    *("binaan", "tinjau", "siaran"),
)


def names_for(roles: Collection[Role]) -> list[str]:
    """The commands that work for whoever holds *roles*, those of the staff first."""
    from handlers import ROUTES  # noqa: PLC0415  # the table imports flows that set lists

    works = {
        route.commands[0]
        for route in ROUTES
        if route.commands and (not route.roles or set(route.roles) & set(roles))
    }
    return [name for name in (*STAFF, *EVERYONE) if name in works]


def listed(names: Sequence[str], language: str) -> list[dict[str, str]]:
    """Commands with their descriptions, as the Bot API has them."""
    say = texts(language)
    return [{"command": name, "description": say.plain(f"commands.{name}")} for name in names]


def default_lists() -> list[dict[str, Any]]:
    """Parameters of `setMyCommands` for people without a role."""
    return [
        {"commands": listed(names_for(()), "id")},
        {"commands": listed(names_for(()), "en"), "language_code": "en"},
    ]


def set_for(turn: Turn) -> None:
    """Let the person's own chat list the commands of their roles, in their language."""
    person = turn.person
    set_in(turn.session, turn.chat_id, person.roles, person.language, now=turn.now)


def set_in(
    session: Session, chat_id: int, roles: Collection[Role], language: str, *, now: datetime
) -> None:
    """Let a private chat list the commands of *roles*."""
    params = {
        "commands": listed(names_for(roles), language),
        "scope": {"type": "chat", "chat_id": chat_id},
    }
    payload = {"method": "setMyCommands", "params": params}
    outbox.put(session, chat_id, payload, now=now, category=OutboxClass.NOTICE)
