"""What all console commands share: options, configuration, database, and words."""

import json
import sys
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Annotated, NoReturn

import typer
from rich.console import Console
from sqlalchemy.exc import SQLAlchemyError

from bot import config as configuration
from bot.config import Config, ConfigError
from bot.lockfile import AlreadyRunningError, LockFile
from models.database import Database, schema_is_current

ConfigOption = Annotated[
    Path | None, typer.Option("--config", help="The TOML file; default config.toml if it exists.")
]
JsonOption = Annotated[bool, typer.Option("--json", help="For a script.")]

BAD_CONFIG = 2  #: exit code for what must be mended in the configuration or the command line


def config(path: Path | None) -> Config:
    """The configuration, or one line per mistake and the end."""
    if path is None and Path("config.toml").is_file():
        path = Path("config.toml")
    try:
        return configuration.load(path)
    except ConfigError as error:
        fail(*error.mistakes, code=BAD_CONFIG)


@contextmanager
def database(settings: Config) -> Iterator[Database]:
    """The database; trouble with it becomes one line."""
    try:
        with closing(Database(settings.database.url, audit_key=settings.audit_key)) as opened:
            yield opened
    except (SQLAlchemyError, OSError) as error:
        reason = str(getattr(error, "orig", error)).strip().partition("\n")[0]
        fail(f"The database cannot be used: {reason}")


@contextmanager
def alone(opened: Database) -> Iterator[None]:
    """Keep others from running on the same SQLite file; PostgreSQL serves many."""
    if not opened.is_sqlite or not opened.url.database:
        yield
        return
    try:
        with LockFile(Path(f"{opened.url.database}.lock")):
            yield
    except AlreadyRunningError as holder:
        fail(f"Another `klinik run` (pid {holder}) uses this database.")


def must_be_current(opened: Database) -> None:
    """End where the schema is older than this program."""
    if not schema_is_current(opened):
        fail("The database is not up to date: run `klinik migrate`.")


def print_json(answer: object) -> None:
    """One JSON document on the standard output."""
    sys.stdout.write(json.dumps(answer, ensure_ascii=False) + "\n")


def out(thing: object) -> None:
    """A line or a table for a person; text is printed as it is, however long."""
    Console().print(thing, soft_wrap=isinstance(thing, str), highlight=False)


def fail(*lines: str, code: int = 1) -> NoReturn:
    """Say what is wrong on the error output, and end."""
    error = Console(stderr=True)
    for line in lines:
        error.print(line, soft_wrap=True, highlight=False, markup=False)
    raise typer.Exit(code)
