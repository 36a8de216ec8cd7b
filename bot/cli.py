"""The office's console: `klinik …`."""

import asyncio
import logging
import os
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated

import typer
from rich.markup import escape
from rich.table import Table

from bot import checks, console
from bot.app import serve
from bot.cli_backup import backup, restore
from bot.cli_businesses import import_nominations, move_member
from bot.cli_export import export
from bot.cli_rule_moves import list_running, move
from bot.cli_rules import rules
from bot.cli_unknown import unknown
from bot.clock import system_clock
from bot.config import Config
from bot.console import ConfigOption, JsonOption
from bot.process_role import ProcessRole
from bot.request import AiohttpRequest
from models.database import Database, UnknownSchemaError
from models.database import migrate as migrate_database
from models.errors import NotFoundError
from models.person import Role
from models.rules import regencies
from models.rules.loader import RulesError
from models.services import quarantine as quarantines
from models.services import roles

app = typer.Typer(
    help="Klinik Ekspor: the office's console.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)
quarantine = typer.Typer(
    help="Updates that could not be worked off.", no_args_is_help=True, add_completion=False
)
app.add_typer(quarantine, name="quarantine")
app.add_typer(unknown, name="unknown")
app.add_typer(rules, name="rules")

rules.command("running")(list_running)
rules.command("move")(move)
app.command()(import_nominations)
app.command()(move_member)
app.command()(export)
app.command()(backup)
app.command()(restore)


def main() -> None:
    """The console script."""
    app()


@app.command()
def demo(
    port: Annotated[int, typer.Option(help="Where the phones are shown.")] = 8321,
    folder: Annotated[Path, typer.Option(help="Where the demo keeps its data.")] = Path(
        "data/demo"
    ),
    show: Annotated[bool, typer.Option("--open", help="Open the browser too.")] = False,  # noqa: FBT002
) -> None:
    """Show the clinic with simulated phones in a browser; no token, no server."""
    command = [sys.executable, "-m", "simulator", "--port", str(port), "--folder", str(folder)]
    command += ["--open"] * show
    os.execv(sys.executable, command)  # noqa: S606  # our own module, our own interpreter


@app.command()
def run(
    config: ConfigOption = None,
    role: Annotated[
        ProcessRole, typer.Option(help="What this process does, where several share the work.")
    ] = ProcessRole.ALL,
) -> None:
    """Run the bot."""
    settings = console.config(config)
    _must_fit(settings, role)
    if not settings.telegram.token.get_secret_value():
        console.fail(
            "No token: set KLINIK_TELEGRAM__TOKEN or telegram.token (from @BotFather), "
            "or try `klinik demo`, which needs none.",
            code=console.BAD_CONFIG,
        )
    _logging(settings)
    _rules()
    with console.database(settings) as database, console.alone(database):
        _migrate(database)
        with asyncio.Runner(loop_factory=_loop_factory()) as runner:
            runner.run(serve(settings, database, AiohttpRequest(), role))


def _loop_factory() -> Callable[[], asyncio.AbstractEventLoop] | None:
    """uvloop's, where there is one (not on Windows): a sixth less for each update."""
    try:
        import uvloop  # noqa: PLC0415  # there may be none
    except ImportError:
        return None
    return uvloop.new_event_loop


@app.command()
def check(config: ConfigOption = None) -> None:
    """Check config, rules, texts, database and token, with plain advice."""
    settings = console.config(config)
    findings = asyncio.run(checks.all_checks(settings, AiohttpRequest(), now=system_clock()))
    for finding in findings:
        mark = {True: "[green]ok[/]  ", False: "[red]no[/]  ", None: "[yellow]note[/]"}[finding.ok]
        console.out(f"{mark} {finding.what}: {finding.text}")
    if any(finding.ok is False for finding in findings):
        raise typer.Exit(1)


@app.command()
def migrate(config: ConfigOption = None) -> None:
    """Bring the database to this version."""
    with console.database(console.config(config)) as database:
        _migrate(database)
    console.out("The database is up to date.")


@app.command()
def invite(
    role: Annotated[Role, typer.Argument(help="The role to give.")],
    regency: Annotated[str | None, typer.Option(help="Of an officer: 12.06")] = None,
    config: ConfigOption = None,
    as_json: JsonOption = False,  # noqa: FBT002  # a flag of the command line
) -> None:
    """Print a one-time invitation; this is how the first admin comes in."""
    settings = console.config(config)
    if role == Role.OFFICER and regency not in regencies.by_code():
        console.fail("An officer needs a regency: --regency 12.06", code=console.BAD_CONFIG)
    if role != Role.OFFICER and regency is not None:
        console.fail("Only an officer has a regency.", code=console.BAD_CONFIG)
    name = asyncio.run(checks.bot_name(settings, AiohttpRequest()))
    with console.database(settings) as database:
        console.must_be_current(database)
        with database.write() as session:
            payload, invitation = roles.invite(session, role, now=system_clock(), regency=regency)
            expires = invitation.expires_at
    link = f"https://t.me/{name}?start={payload}" if name else None
    if as_json:
        answer = {"role": role, "regency": regency, "code": payload, "link": link}
        console.print_json(answer | {"expires_at": expires.isoformat()})
        return
    if link:
        console.out(f"One-time link: {link}")
    console.out(f"Or send to the bot:  /start {payload}")
    console.out(f"Good until {expires.astimezone(settings.clinic.zone):%d %b %Y %H:%M}.")


@quarantine.command("list")
def list_quarantine(config: ConfigOption = None, as_json: JsonOption = False) -> None:  # noqa: FBT002
    """What lies in quarantine, and why."""
    with console.database(console.config(config)) as database:
        console.must_be_current(database)
        with database.read() as session:
            rows = [
                {
                    "id": row.id,
                    "update_id": row.update_id,
                    "state": row.state,
                    "at": row.at.isoformat(timespec="seconds"),
                    "error": row.error,
                }
                for row in quarantines.listed(session)
            ]
    if as_json:
        console.print_json({"quarantine": rows})
        return
    table = Table("Id", "Update", "State", "At", "Error")
    for row in rows:
        table.add_row(*(escape(str(value)) for value in row.values()))
    console.out(table if rows else "Nothing is in quarantine.")


@quarantine.command("retry")
def retry_quarantine(number: int, config: ConfigOption = None) -> None:
    """Let the running bot work an update off again."""
    with console.database(console.config(config)) as database:
        console.must_be_current(database)
        with _found(number), database.write() as session:
            quarantines.ask_retry(session, number, now=system_clock())
    console.out(f"{number} will be tried again by the running bot.")


@quarantine.command("drop")
def drop_quarantine(number: int, config: ConfigOption = None) -> None:
    """Give an update up."""
    with console.database(console.config(config)) as database:
        console.must_be_current(database)
        with _found(number), database.write() as session:
            quarantines.drop(session, number, now=system_clock())
    console.out(f"{number} is dropped.")


def _must_fit(settings: Config, role: ProcessRole) -> None:
    if role == ProcessRole.ALL:
        return
    if settings.database.url.startswith("sqlite"):
        console.fail(
            "Several processes need PostgreSQL (database.url); with SQLite leave --role out.",
            code=console.BAD_CONFIG,
        )
    if role == ProcessRole.WEB and settings.telegram.mode != "webhook":
        console.fail(
            '--role web takes updates by webhook: set telegram.mode = "webhook".',
            code=console.BAD_CONFIG,
        )


@contextmanager
def _found(number: int) -> Iterator[None]:
    try:
        yield
    except NotFoundError:
        console.fail(f"There is no open update {number} in quarantine.")


def _migrate(database: Database) -> None:
    try:
        migrate_database(database)
    except UnknownSchemaError:
        console.fail("The database is of a newer version of this program; it was not touched.")


def _rules() -> None:
    try:
        checks.load_rules()
    except RulesError as error:
        console.fail(*error.mistakes)


def _logging(settings: Config) -> None:
    logging.basicConfig(
        level=settings.log.level, format="%(asctime)s %(levelname)s %(name)s: %(message)s"
    )
    for name in ("httpx", "httpcore", "aiohttp", "telegram", "apscheduler", "alembic"):
        logging.getLogger(name).setLevel(logging.WARNING)  # some log URLs, and so the token
