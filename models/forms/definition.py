"""What a form is: fields that are questions, each with its kind and its conditions."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Annotated, Any, ClassVar, get_args, get_origin

from pydantic import BaseModel, ConfigDict, TypeAdapter, ValidationError
from pydantic.fields import FieldInfo

from models.forms.kinds.base import Kind

Answers = Mapping[str, Any]


@dataclass(frozen=True)
class Ask:
    """Marks a field as a question. Its words are `form.<form>.<field>.*` in `bot/texts/`."""

    kind: Kind
    private: bool = False  #: hashed in the audit trail, left out of exports to third parties
    optional: bool = False  #: may be put off
    only_if: tuple[str, Any] | Callable[[Answers], bool] | None = None  #: else not asked
    follows: str | None = None  #: belongs to this question: not numbered, asked anew with it


class Form(BaseModel):
    """Parent of all forms. The order of the fields is the order of the questions."""

    model_config = ConfigDict(frozen=True, hide_input_in_errors=True)  # some are private

    form_name: ClassVar[str]
    words_of: ClassVar[str] = ""  #: the form whose words it shares, if not its own
    at_once: ClassVar[bool] = False  #: sent with its last answer, without a review page

    @classmethod
    def spoken(cls) -> str:
        """The name under which its questions have their words."""
        return cls.words_of or cls.form_name


@dataclass(frozen=True)
class Question:
    """One field of a form."""

    form: str
    field: str
    ask: Ask
    adapter: TypeAdapter[Any]

    @property
    def kind(self) -> Kind:
        """How inputs are read."""
        return self.ask.kind


@cache
def questions(form: type[Form]) -> tuple[Question, ...]:
    """All questions of *form*, in order."""
    return tuple(
        Question(form.spoken(), name, ask, TypeAdapter(_annotated(field)))
        for name, field in form.model_fields.items()
        if (ask := _ask(field)) is not None
    )


def question(form: type[Form], field: str) -> Question:
    """The question of one field.

    Raises:
        KeyError: the form has no such question (it may have had one in an older release).
    """
    for candidate in questions(form):
        if candidate.field == field:
            return candidate
    raise KeyError(field)


def is_valid(candidate: Question, value: Any) -> bool:
    """Whether *value* is an answer to the question as it is today."""
    try:
        candidate.adapter.validate_python(value)
    except ValidationError:
        return False
    return True


def _ask(field: FieldInfo) -> Ask | None:
    return next((part for part in field.metadata if isinstance(part, Ask)), None)


def _annotated(field: FieldInfo) -> Any:
    limits = tuple(part for part in field.metadata if not isinstance(part, Ask))
    annotation: Any = field.annotation
    if get_origin(annotation) is Annotated:
        annotation = get_args(annotation)[0]
    return Annotated[annotation, *limits] if limits else annotation
