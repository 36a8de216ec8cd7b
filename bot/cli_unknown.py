"""The office's console on messages of which nobody knows whether they were sent."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from html import unescape
from typing import Annotated, Any, Protocol

import typer
from rich.markup import escape
from rich.table import Table
from sqlalchemy.orm import Session

from bot import console
from bot.clock import system_clock
from bot.config import Config
from bot.console import ConfigOption, JsonOption
from models.errors import NotFoundError
from models.services import unknown as unknowns
from models.services.unknown import GoneError, NewerError, Unknown

_MOST_LETTERS = 60
_TAG = re.compile(r"<[^>]+>")

unknown = typer.Typer(
    help="Messages that were perhaps sent, perhaps not: after a restore.",
    no_args_is_help=True,
    add_completion=False,
)

Numbers = Annotated[list[int], typer.Argument(help="Ids, as `list` shows them.")]


class Verb(Protocol):
    """What may be done with a message."""

    def __call__(self, session: Session, row_id: int, *, now: datetime) -> None:
        """Do it."""


@unknown.command("list")
def list_unknown(config: ConfigOption = None, as_json: JsonOption = False) -> None:  # noqa: FBT002
    """What may or may not have been sent."""
    with console.database(console.config(config)) as database:
        console.must_be_current(database)
        with database.read() as session:
            rows = [_shown(one) for one in unknowns.listed(session)]
    if as_json:
        console.print_json({"unknown": rows})
        return
    table = Table("Id", "To", "Chat", "Class", "Written", "Says")
    for row in rows:
        table.add_row(*(escape(str(value)) for value in row.values()))
    console.out(table if rows else "Of every message it is known whether it was sent.")


@unknown.command("resend")
def resend_unknown(numbers: Numbers, config: ConfigOption = None) -> None:
    """Let the running bot send messages, perhaps for the second time."""
    _do(console.config(config), numbers, unknowns.resend, "will be sent by the running bot")


@unknown.command("drop")
def drop_unknown(numbers: Numbers, config: ConfigOption = None) -> None:
    """Let messages be."""
    _do(console.config(config), numbers, unknowns.drop, "is dropped")


def _do(settings: Config, numbers: list[int], verb: Verb, done: str) -> None:
    with console.database(settings) as database:
        console.must_be_current(database)
        for number in numbers:
            with _possible(number), database.write() as session:
                verb(session, number, now=system_clock())
            console.out(f"{number} {done}.")


@contextmanager
def _possible(number: int) -> Iterator[None]:
    try:
        yield
    except NotFoundError:
        console.fail(f"There is no unknown message {number}.")
    except GoneError:
        console.fail(
            f"{number} cannot be sent: its content is gone. Drop it; "
            "a file can be asked for again."
        )
    except NewerError:
        console.fail(f"{number} is overtaken by what came since; drop it.")


def _shown(one: Unknown) -> dict[str, Any]:
    row = one.row
    return {
        "id": row.id,
        "to": one.name,
        "chat_id": row.chat_id,
        "class": row.category,
        "written_at": row.created_at.isoformat(timespec="seconds"),
        "text": _beginning(one),
    }


def _beginning(one: Unknown) -> str:
    """The first line, for somebody who has to decide about it."""
    if one.entry is not None:
        return f"(decision on {one.entry})"
    text = unescape(_TAG.sub("", str(one.row.payload.get("text") or "")))
    line = text.strip().partition("\n")[0]
    return line if len(line) <= _MOST_LETTERS else f"{line[: _MOST_LETTERS - 1]}…"
