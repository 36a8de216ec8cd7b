"""Reading a rules file: every mistake is named with its file and line, all of them at once."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, NamedTuple, TypeVar

from pydantic import BaseModel, ConfigDict, ValidationError
from ruamel.yaml import YAML
from ruamel.yaml.comments import CommentedMap, CommentedSeq
from ruamel.yaml.error import MarkedYAMLError, YAMLError

FOLDER = Path(__file__).parent

#: The way to a part of a file: ("documents", 3, "need").
Location = tuple[str | int, ...]


class Misfit(NamedTuple):
    """Something that does not fit, and where in the file."""

    location: Location
    what: str


class Rule(BaseModel):
    """Parent of everything read from a rules file: frozen, and unknown keys are mistakes."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    @classmethod
    def misfits(cls, document: Any) -> Iterator[Misfit]:  # noqa: ARG003  # for the files that need it
        """What does not fit together in the file as it was read, of whatever shape it is.

        Found also where single parts have mistakes of their own.
        """
        yield from ()


RuleT = TypeVar("RuleT", bound=Rule)


class RulesError(Exception):
    """A rules file that cannot be used; one line per mistake."""

    def __init__(self, mistakes: list[str]) -> None:
        super().__init__("\n".join(mistakes))
        self.mistakes = mistakes


def load(path: Path, model: type[RuleT]) -> RuleT:
    """Read *path* as *model*.

    Raises:
        RulesError: the file is missing, is no YAML, or does not fit the model.
    """
    try:
        return _fitting(_read(path, YAML(typ="safe")), model)
    except (YAMLError, _MisfitsError):  # read again, ten times slower, with lines
        document = _with_lines(path)
    try:
        return _fitting(document, model)
    except _MisfitsError as error:
        found = sorted(error.found, key=lambda misfit: _line(document, misfit.location))
        raise RulesError([_mistake(path, document, misfit) for misfit in found]) from error


class _MisfitsError(Exception):
    def __init__(self, found: list[Misfit]) -> None:
        super().__init__(found)
        self.found = found


def _fitting(document: Any, model: type[RuleT]) -> RuleT:
    rules: RuleT | None = None
    found: list[Misfit] = []
    try:
        rules = model.model_validate(document)
    except ValidationError as error:
        found += [Misfit(item["loc"], item["msg"]) for item in error.errors()]
    found += model.misfits(document)
    if rules is None or found:
        raise _MisfitsError(found)
    return rules


def rows(document: object, *way: str) -> Iterator[tuple[Location, Mapping[str, Any]]]:
    """The rows of a list in a document of whatever shape, each with its location.

    A longer *way* goes through lists of lists: the steps of all templates.
    """
    if not isinstance(document, Mapping):
        return
    within = document.get(way[0])
    for index, row in enumerate(within if isinstance(within, list) else []):
        if not isinstance(row, Mapping):
            continue
        if len(way) == 1:
            yield (way[0], index), row
        for location, below in rows(row, *way[1:]) if way[1:] else ():
            yield (way[0], index, *location), below


def doubles(found: Iterable[tuple[Location, Mapping[str, Any]]], key: str) -> Iterator[Misfit]:
    """Every row whose *key* an earlier one has; it says it with the name of the key."""
    seen: set[str | None] = set()
    for location, row in found:
        value = word(row, key)
        if value is not None and value in seen:
            yield Misfit((*location, key), f"{value}: a {key} stands twice")
        seen.add(value)


def word(row: Mapping[str, Any], key: str) -> str | None:
    """A word of a row; none where there is none, or something else."""
    value = row.get(key)
    return value if isinstance(value, str) else None


def words(row: Mapping[str, Any], key: str) -> Iterator[tuple[Location, str]]:
    """The words of a list in a row, each with its location below the row."""
    value = row.get(key)
    if isinstance(value, Sequence) and not isinstance(value, str):
        yield from (((key, i), word) for i, word in enumerate(value) if isinstance(word, str))


def _read(path: Path, yaml: YAML) -> Any:
    try:
        return yaml.load(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise RulesError([f"{path.name}: {error.strerror}"]) from error
    except UnicodeDecodeError as error:
        line = error.object[: error.start].count(b"\n") + 1
        raise RulesError([f"{path.name}:{line}: is not written in UTF-8"]) from error


def _with_lines(path: Path) -> Any:
    try:
        return _read(path, YAML())
    except MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        line = mark.line + 1 if mark else 1
        raise RulesError([f"{path.name}:{line}: {error.problem or error.context}"]) from error
    except YAMLError as error:
        raise RulesError([f"{path.name}: {' '.join(str(error).split())}"]) from error


def _mistake(path: Path, document: Any, misfit: Misfit) -> str:
    place = ".".join(str(part) for part in misfit.location)
    return f"{path.name}:{_line(document, misfit.location)}: {place}: {misfit.what}"


def _line(document: Any, location: Location) -> int:
    """The line (from 1) of the deepest part of *location* that the file has."""
    line = 0
    node = document
    for part in location:
        if not isinstance(node, CommentedMap | CommentedSeq):
            break
        try:
            position = node.lc.data[part]
            node = node[part]
        except (KeyError, IndexError, TypeError):
            break
        line = position[0]
    return line + 1
