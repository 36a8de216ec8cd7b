"""What a kind of question gives for an input."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any, ClassVar, Protocol

from models.forms.inputs import Input


@dataclass(frozen=True)
class Context:
    """What reading an input may depend on besides the input."""

    today: date | None = None
    answers: Mapping[str, Any] = field(default_factory=dict)
    so_far: Any = None  #: the value the question has now
    detail: str = ""  #: what exactly is asked, for instance "replace.3"


@dataclass(frozen=True)
class Parsed:
    """A value, not yet checked against the field's own limits."""

    value: Any


@dataclass(frozen=True)
class Refused:
    """Why an input is no answer: a key of `form.error.*` and its parameters."""

    error: str
    params: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Choose:
    """The input may mean several things; these are their codes, best first."""

    codes: tuple[str, ...]


@dataclass(frozen=True)
class Doubt:
    """The input is taken if the person says it was meant: a key of `form.doubt.*`."""

    doubt: str
    value: Any


Outcome = Parsed | Refused | Choose | Doubt


class Kind(Protocol):
    """One kind of question."""

    name: ClassVar[str]

    #: Gathers several inputs until the person says it is enough.
    collects: ClassVar[bool]

    def parse(self, given: Input, context: Context) -> Outcome:
        """Turn *given* into a value, a refusal, a choice or a doubt."""

    def show(self, value: Any) -> str:
        """The value as people read it, where no catalogue is needed (names, numbers)."""


class Simple:
    """Parent of the kinds whose one input is the whole answer and shows as it is."""

    collects: ClassVar[bool] = False

    def show(self, value: Any) -> str:
        """The value itself."""
        return str(value)
