"""The office's console on everything registered: a table, JSON, or the workbook."""

from pathlib import Path
from typing import Annotated, Any

import typer
from rich.console import Console
from rich.markup import escape
from rich.progress import BarColumn, Progress, TaskProgressColumn, TextColumn
from rich.table import Table

from bot import console, workbook
from bot.config import Config
from bot.console import ConfigOption, JsonOption
from models.database import Database
from models.services import export as exports
from models.services.export import Extent, Selection


def export(
    config: ConfigOption = None,
    as_json: JsonOption = False,  # noqa: FBT002  # a flag of the command line
    xlsx: Annotated[
        Path | None, typer.Option(help="Write the Excel of all entries to this file.")
    ] = None,
) -> None:
    """Everything registered: a table, JSON for a script, or an Excel file."""
    settings = console.config(config)
    with console.database(settings) as database:
        console.must_be_current(database)
        if xlsx is not None:
            extent = _write(xlsx, database, settings)
        if xlsx is not None and not as_json:
            console.out(f"{extent.businesses} businesses, {extent.products} products: {xlsx}")
            return
        with database.read() as session:
            found = list(exports.businesses(session))
    if as_json:
        console.print_json({"businesses": found})
    else:
        console.out(_table(found))


def _write(file: Path, database: Database, settings: Config) -> Extent:
    """Write the workbook beside *file* first, so that a half-written one never has its name."""
    unfinished = file.with_name(file.name + ".part")
    bar = Progress(
        TextColumn("Excel"), BarColumn(), TaskProgressColumn(), console=Console(stderr=True)
    )
    with bar:
        task = bar.add_task("Excel", total=100)
        try:
            extent = workbook.write(
                unfinished,
                database,
                Selection(),
                zone=settings.clinic.zone,
                report=lambda percent: bar.update(task, completed=percent),
            )
            unfinished.replace(file)
        except OSError as error:
            console.fail(f"{file} cannot be written: {error.strerror or error}")
        finally:
            unfinished.unlink(missing_ok=True)
        bar.update(task, completed=100)
    return extent


def _table(found: list[dict[str, Any]]) -> Table:
    table = Table("Number", "Name", "Regency", "State", "Products")
    for row in found:
        table.add_row(
            row["number"],
            escape(row["name"]),
            row["regency"],
            row["state"],
            str(len(row["products"])),
        )
    return table
