"""The office's console on rules: which documents and packaging steps a product is asked for."""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from difflib import get_close_matches
from typing import Annotated

import typer
from rich.markup import escape

from bot import console, rules_text
from bot.console import JsonOption
from models.rules import categories, destinations, documents, packaging
from models.rules.checklist import Item
from models.rules.loader import RulesError
from models.rules.regencies import Meaning
from models.rules.versions import Change

_CLOSE = 0.5  #: how much of a code must be right for it to be proposed

rules = typer.Typer(
    help="What the rules ask of a product: documents, packaging.",
    no_args_is_help=True,
    add_completion=False,
)

CategoryOption = Annotated[str, typer.Option("--category", help="Of the product: KOP")]
DestinationOption = Annotated[str, typer.Option("--destination", help="The country: DE")]
VersionOption = Annotated[
    int | None, typer.Option("--version", help="The list as it was then; default the present.")
]


@rules.command("documents")
def list_documents(
    category: CategoryOption,
    destination: DestinationOption,
    version: VersionOption = None,
    as_json: JsonOption = False,  # noqa: FBT002  # a flag of the command line
) -> None:
    """The export documents of a category to a destination."""
    with _readable():
        complaints: list[str] = []
        code = _category(category, complaints)
        country = _destination(destination, complaints)
        change = _version(version, documents.changes(), complaints)
        _end_with(complaints)
        found = documents.documents_for(code, country, version=change.version)
        shown = rules_text.documents_text(code, country, found, change)
    _answer(found, shown, as_json=as_json)


@rules.command("packaging")
def list_packaging(
    category: CategoryOption,
    version: VersionOption = None,
    as_json: JsonOption = False,  # noqa: FBT002  # a flag of the command line
) -> None:
    """The packaging and labelling steps of a category."""
    with _readable():
        complaints: list[str] = []
        code = _category(category, complaints)
        change = _version(version, packaging.changes(), complaints)
        _end_with(complaints)
        found = packaging.steps_for(code, version=change.version)
        shown = rules_text.packaging_text(code, found, change)
    _answer(found, shown, as_json=as_json)


def _answer(found: Sequence[Item], shown: str, *, as_json: bool) -> None:
    if as_json:
        console.print_json({"items": [_for_a_script(item) for item in found]})
    else:
        console.out(escape(shown))


def _for_a_script(item: Item) -> dict[str, str | None]:
    return {
        "id": item.id,
        "need": item.need,
        "per": item.per,
        "condition": item.condition,
    }


def _category(typed: str, complaints: list[str]) -> str:
    names = {one.code: one.name_id for one in categories.all_categories()}
    return _code("category", typed, names, categories.understand(typed), complaints)


def _destination(typed: str, complaints: list[str]) -> str:
    names = {one.code: one.name_id for one in destinations.all_destinations()}
    return _code("destination", typed, names, destinations.understand(typed), complaints)


def _code(
    what: str, typed: str, names: Mapping[str, str], meaning: Meaning, complaints: list[str]
) -> str:
    """The code of what was typed; a complaint where it is not sure which."""
    if meaning.sure:
        return meaning.codes[0]
    near = meaning.codes or get_close_matches(typed.upper(), names, cutoff=_CLOSE)
    meant = " or ".join(f"{code} ({names[code]})" for code in near)
    complaints.append(f"There is no {what} {typed!r}." + f" Did you mean {meant}?" * bool(near))
    listed = ", ".join(f"{code} {name}" for code, name in names.items())
    complaints.append(f"--{what} is one of: {listed}")
    return ""


def _version(number: int | None, changes: Sequence[Change], complaints: list[str]) -> Change:
    chosen = next((change for change in changes if change.version == number), None)
    if number is not None and chosen is None:
        complaints.append(f"There is no version {number}: --version is 1 to {len(changes)}.")
    return chosen or changes[-1]


def _end_with(complaints: list[str]) -> None:
    if complaints:
        console.fail(*complaints, code=console.BAD_CONFIG)


@contextmanager
def _readable() -> Iterator[None]:
    try:
        yield
    except RulesError as error:
        console.fail(*error.mistakes)
