"""Reading a rules file: every mistake is named with its file and line."""

from pathlib import Path
from typing import Any, TypeVar

from pydantic import BaseModel, ConfigDict, ValidationError
from ruamel.yaml import YAML
from ruamel.yaml.comments import CommentedMap, CommentedSeq
from ruamel.yaml.error import YAMLError

FOLDER = Path(__file__).parent

ModelT = TypeVar("ModelT", bound=BaseModel)


class Rule(BaseModel):
    """Parent of everything read from a rules file: frozen, and unknown keys are mistakes."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class RulesError(Exception):
    """A rules file that cannot be used; one line per mistake."""

    def __init__(self, mistakes: list[str]) -> None:
        super().__init__("\n".join(mistakes))
        self.mistakes = mistakes


def load(path: Path, model: type[ModelT]) -> ModelT:
    """Read *path* as *model*.

    Raises:
        RulesError: the file is missing, is no YAML, or does not fit the model.
    """
    try:
        document = YAML().load(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise RulesError([f"{path.name}: {error.strerror}"]) from error
    except YAMLError as error:
        raise RulesError([f"{path.name}: {' '.join(str(error).split())}"]) from error
    try:
        return model.model_validate(document)
    except ValidationError as error:
        raise RulesError([_mistake(path, document, item) for item in error.errors()]) from error


def _mistake(path: Path, document: Any, item: Any) -> str:
    place = ".".join(str(part) for part in item["loc"])
    return f"{path.name}:{_line(document, item['loc'])}: {place}: {item['msg']}"


def _line(document: Any, location: tuple[str | int, ...]) -> int:
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
