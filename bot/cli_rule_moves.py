"""The office's console on running lists: which version they are on, and moving them."""

from collections.abc import Iterator
from datetime import datetime
from typing import Annotated, Any

import typer
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn
from rich.table import Table
from sqlalchemy import select
from sqlalchemy.orm import Session

from bot import checks, console, outbox, quiet
from bot.callback_data import Tap
from bot.clock import system_clock
from bot.config import Config
from bot.console import ConfigOption, JsonOption
from bot.screen import Button, Screen
from bot.taps import home_row
from bot.texts import Texts, texts
from models.business import Membership
from models.database import Database
from models.errors import NotFoundError
from models.person import Person
from models.rules.loader import RulesError
from models.services import list_versions
from models.services.list_versions import Moved

#: New items that a notice names.
_MOST_NAMED = 5


def list_running(config: ConfigOption = None, as_json: JsonOption = False) -> None:  # noqa: FBT002
    """How many running lists are on which version."""
    settings = console.config(config)
    _readable()
    with console.database(settings) as database:
        console.must_be_current(database)
        with database.read() as session:
            found = list_versions.standings(session)
    rows = [
        {
            "packaging": one.version.packaging,
            "documents": one.version.documents,
            "lists": one.lists,
        }
        for one in found
    ]
    target = list_versions.present()
    if as_json:
        now = {"packaging": target.packaging, "documents": target.documents}
        console.print_json({"present": now, "running": rows})
        return
    table = Table("Packaging", "Documents", "Lists")
    for row in rows:
        table.add_row(*(str(value) for value in row.values()))
    console.out(table if rows else "No list is running.")
    console.out(f"Present: packaging {target.packaging}, documents {target.documents}.")


def move(
    business: Annotated[
        str | None, typer.Option("--business", help="Only this one: KE-2026-00017")
    ] = None,
    dry: Annotated[bool, typer.Option("--dry-run", help="Only say what would come.")] = False,  # noqa: FBT002
    config: ConfigOption = None,
    as_json: JsonOption = False,  # noqa: FBT002  # a flag of the command line
) -> None:
    """Move running lists to the present version; owners hear of new mandatory items."""
    settings = console.config(config)
    _readable()
    rows, lists = [], 0
    with console.database(settings) as database:
        console.must_be_current(database)
        number = _business_id(database, business)
        for moved, told in _moving(database, settings, number, dry=dry):
            lists += moved.lists
            rows.append(_for_a_script(moved, told))
    target = list_versions.present()
    if as_json:
        head = {"packaging": target.packaging, "documents": target.documents, "dry_run": dry}
        console.print_json(head | {"lists": lists, "businesses": rows})
        return
    for row in rows:
        if row["came"] or row["went"]:
            came, went = (", ".join(row[way]) or "–" for way in ("came", "went"))
            console.out(f"{row['number']}: new {came}; gone {went}; told {row['told']}")
    verb = "would be moved" if dry else "moved"
    where = f"packaging {target.packaging}, documents {target.documents}"
    console.out(f"{lists} lists of {len(rows)} businesses {verb} to {where}.")


def _moving(
    database: Database, settings: Config, business_id: int | None, *, dry: bool
) -> Iterator[tuple[Moved, int]]:
    """Piece by piece, each in a transaction of its own: stopped in the middle, go on later."""
    after: int | None = 0
    bar = Progress(
        TextColumn("Lists"),
        BarColumn(),
        MofNCompleteColumn(),
        console=Console(stderr=True),
        transient=True,
    )
    with database.read() as session:
        total = list_versions.behind(session)
    with bar:
        task = bar.add_task("Lists", total=total)
        while after is not None:
            with database.read() if dry else database.write() as session:
                now = system_clock()
                piece = list_versions.move(
                    session, None, now=now, business_id=business_id, after=after, dry=dry
                )
                told = [
                    (one, 0 if dry else _tell(session, one, settings, now)) for one in piece.moved
                ]
                if not dry:
                    outbox.write_out(session, sends=False)
            after = piece.after
            bar.advance(task, sum(one.lists for one in piece.moved))
            yield from told


def _tell(session: Session, moved: Moved, settings: Config, now: datetime) -> int:
    """One notice for each member of the business, after the quiet hours; gives their number."""
    if not moved.came:
        return 0
    members = session.scalars(
        select(Person)
        .join(Membership, Membership.person_id == Person.id)
        .where(Membership.business_id == moved.business.id)
        .order_by(Person.id)
    ).all()
    due = quiet.end(now, settings.quiet, settings.clinic.zone)
    for person in members:
        say = texts(person.language)
        tasks = Button(say.plain("task.open_list"), Tap("task", "list", moved.business.id))
        screen = Screen(notice(say, moved), buttons=[[tasks], home_row(say)])
        outbox.put_screen(session, person.telegram_id, screen, now=now, not_before=due)
    return len(members)


def notice(say: Texts, moved: Moved) -> str:
    """What members read: how many new mandatory items there are, and which."""
    found = list_versions.by_item(moved.came)
    lines = [
        f"<b>{say('list_moved.title', business=moved.business.name)}</b>",
        say("list_moved.came", count=len(found)),
    ]
    for name, of_products in found[:_MOST_NAMED]:
        products = ", ".join(line.entry.name for line in of_products)
        lines.append(say("list_moved.item", name=name, products=products))
    if len(found) > _MOST_NAMED:
        lines.append(say("list_moved.more", count=len(found) - _MOST_NAMED))
    lines.append(say("list_moved.kept"))
    if moved.stage is not None:
        lines.append(say("list_moved.stage", number=moved.stage.went_to[1:]))
    return "\n".join(lines)


def _business_id(database: Database, number: str | None) -> int | None:
    if number is None:
        return None
    try:
        with database.read() as session:
            return list_versions.business(session, number).id
    except NotFoundError:
        console.fail(f"There is no business {number}: --business KE-2026-00017")


def _for_a_script(moved: Moved, told: int) -> dict[str, Any]:
    return {
        "number": moved.business.number,
        "lists": moved.lists,
        "came": list(dict.fromkeys(line.item.id for line in moved.came)),
        "went": list(moved.went),
        "told": told,
    }


def _readable() -> None:
    try:
        checks.load_rules()
    except RulesError as error:
        console.fail(*error.mistakes)
