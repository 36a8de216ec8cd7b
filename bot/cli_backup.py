"""The office's console on backups: making one, trying one, restoring one."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from importlib.metadata import version
from pathlib import Path
from typing import Annotated, Any
from zoneinfo import ZoneInfo

import typer
from rich.console import Console
from rich.progress import BarColumn, Progress, TaskProgressColumn, TextColumn

from bot import console, restored
from bot.clock import system_clock
from bot.config import Config
from bot.console import ConfigOption, JsonOption
from models.backup.manifest import Manifest
from models.backup.package import DamagedError, ForeignError, NewerError, Package, Tick
from models.backup.rows import UnfitRowError
from models.database import BrokenReferenceError, UnknownSchemaError
from models.filestore import open_store
from models.services import backup as backups
from models.services import restore as restores
from models.services.backup import NothingThereError, Watch
from models.services.restore import NotEmptyError, NotGoodError, Restored

_PRODUCT = "klinik-ekspor"

#: What goes on, as the progress bar calls it.
_STEPS = {
    "rows": "Rows",
    "files": "Files",
    "check": "Checking the backup",
    "verify": "Reading back",
    "verify files": "Reading files back",
}


#: What stands against a restore, in one line. Nothing was changed then.
_REFUSALS: dict[type[Exception], str] = {
    FileNotFoundError: "{file}: no such file.",
    ForeignError: "{file} is no backup of Klinik Ekspor.",
    DamagedError: (
        "{file} is damaged or was cut off (found in {error}). Nothing was restored. "
        "Copy it again from where it is kept, or take an older one."
    ),
    NewerError: (
        "{file} was made by a newer version of this program ({error}). Nothing was restored. "
        "Install that version first."
    ),
    NotEmptyError: (
        "The database has data already; nothing was changed. Stop the bot and restore into an "
        "empty one: move the old one away, or name another in database.url."
    ),
    UnknownSchemaError: "The database is of a newer version of this program; it was not touched.",
    UnfitRowError: "This database does not take a row ({error}). Nothing was restored.",
    BrokenReferenceError: "Rows of {file} do not fit together ({error}). Nothing was restored.",
    NotGoodError: "{file} is not good. Nothing was restored.",
}

Made = Annotated[
    Path | None,
    typer.Argument(help="The file to make, or the folder for it; default: here, by date."),
]
Kept = Annotated[Path, typer.Argument(help="What `klinik backup` has made.")]
WithoutFiles = Annotated[
    bool, typer.Option("--without-files", help="Only the database, not people's photos.")
]
Verify = Annotated[bool, typer.Option("--verify", help="Read everything back and compare it.")]
DryRun = Annotated[
    bool, typer.Option("--dry-run", help="Restore and verify aside; touch nothing.")
]


def backup(
    file: Made = None,
    without_files: WithoutFiles = False,  # noqa: FBT002  # a flag of the command line
    config: ConfigOption = None,
    as_json: JsonOption = False,  # noqa: FBT002  # as above
) -> None:
    """Copy everything into one file, while the bot runs."""
    settings, now = console.config(config), system_clock()
    store = None if without_files else open_store(settings.files.url)
    file = _named(file, now, settings.clinic.zone)
    with console.database(settings) as database, _writable(file), _progress() as watch:
        manifest = backups.take(
            database, store, file, product=version(_PRODUCT), now=now, watch=watch
        )
    if as_json:
        console.print_json({"file": str(file), **_json(manifest)})
        return
    megabytes = file.stat().st_size / 1e6
    console.out(f"{file}: {restored.contents(manifest)}, {megabytes:.1f} MB.")
    if manifest.files is not None and manifest.files.missing:
        console.out(f"{manifest.files.missing} files are not in the file store, or not whole.")
    console.out(
        "It holds private data and is readable for its owner only (mode 600): keep it where "
        "nobody but the office can reach it, and not on this machine alone."
    )


def restore(
    file: Kept,
    verify: Verify = False,  # noqa: FBT002  # a flag of the command line
    dry_run: DryRun = False,  # noqa: FBT002  # as above
    config: ConfigOption = None,
    as_json: JsonOption = False,  # noqa: FBT002  # as above
) -> None:
    """Bring a backup into an empty database, all of it or nothing."""
    settings = console.config(config)
    with _usable(file), Package.open(file) as package:
        if dry_run:
            result = _rehearsed(package, settings)
        else:
            result = _restored(file, package, settings, verify=verify)
    if as_json:
        answer = {"restored": not dry_run, **_json(package.manifest), **restored.as_json(result)}
        console.print_json(answer)
        return
    for line in restored.told(package.manifest, result, settings.clinic.zone, is_real=not dry_run):
        console.out(line)


def _restored(file: Path, package: Package, settings: Config, *, verify: bool) -> Restored:
    store = open_store(settings.files.url)
    with (
        console.database(settings) as database,
        console.alone(database),
        _usable(file),
        _progress() as watch,
    ):
        return restores.restore(
            package,
            database,
            store,
            zone=settings.clinic.zone,
            now=system_clock(),
            verify=verify,
            watch=watch,
        )


def _rehearsed(package: Package, settings: Config) -> Restored:
    with _progress() as watch:
        return restores.rehearse(
            package, zone=settings.clinic.zone, now=system_clock(), watch=watch
        )


def _named(file: Path | None, now: datetime, zone: ZoneInfo) -> Path:
    name = f"klinik-{now.astimezone(zone):%Y-%m-%d-%H%M}.zip"
    if file is None:
        return Path(name)
    return file / name if file.is_dir() else file


@contextmanager
def _writable(file: Path) -> Iterator[None]:
    try:
        yield
    except NothingThereError:
        console.fail("There is nothing to back up: the database has no tables yet.")
    except UnknownSchemaError:
        console.fail("The database is of a newer version of this program; back it up with that.")
    except FileExistsError:
        console.fail(f"{file} exists already and stays as it is; give another name.")
    except OSError as error:
        console.fail(f"{file} cannot be written: {error.strerror or error}")


@contextmanager
def _usable(file: Path) -> Iterator[None]:
    """Say in one line what is wrong with a backup, or with where it should go."""
    try:
        yield
    except tuple(_REFUSALS) as error:
        if isinstance(error, NotGoodError):
            for line in restored.checks(error.checks):
                console.out(line)
        console.fail(_REFUSALS[type(error)].format(file=file, error=error))
    except OSError as error:
        console.fail(f"{error.filename or file}: {error.strerror or error}")


@contextmanager
def _progress() -> Iterator[Watch]:
    """A bar for each step, for whoever sits before it; gone when all is done."""
    columns = (TextColumn("{task.description}"), BarColumn(), TaskProgressColumn())
    error = Console(stderr=True)
    with Progress(*columns, console=error, transient=True, disable=not error.is_terminal) as bar:

        def watch(step: str, total: int) -> Tick:
            task = bar.add_task(_STEPS[step], total=total)
            return lambda count: bar.advance(task, count)

        yield watch


def _json(manifest: Manifest) -> dict[str, Any]:
    return {
        **manifest.model_dump(mode="json", exclude={"format", "version", "tables"}),
        "tables": {name: table.rows for name, table in manifest.tables.items()},
    }
