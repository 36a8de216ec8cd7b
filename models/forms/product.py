"""What an owner is asked about a product."""

from typing import Annotated, Any, ClassVar, Literal

from pydantic import Field

from models.forms.definition import Answers, Ask, Form
from models.forms.kinds import (
    Choice,
    HsCode,
    Many,
    Money,
    Months,
    Note,
    NoteValue,
    PackSize,
    Photos,
    Quantity,
    Text,
)
from models.rules import categories
from models.rules import destinations as countries
from models.rules.destinations import Language

CERTIFICATES = ("pirt", "md", "halal", "lab", "organic", "psat", "none")

#: Shown first; all others follow on the next pages.
_FIRST_DESTINATIONS = ("DE", "FR", "NL", "MY", "JP", "US")

#: Categories that spoil: only these are asked how long they keep.
_PERISHABLE = frozenset(
    {"KUL", "MIN", "WLT", "KOP", "KAK", "REM", "HOR", "BUN", "KLS", "IKN", "KOS"}
)


def _groups(_answers: Answers) -> tuple[str, ...]:
    return tuple(categories.groups())


def _categories(answers: Answers) -> tuple[str, ...]:
    group = answers.get("group")
    return tuple(c.code for c in categories.in_group(group)) if group else ()


def _destinations(_answers: Answers) -> tuple[str, ...]:
    others = [d.code for d in countries.all_destinations() if d.code not in _FIRST_DESTINATIONS]
    return (*_FIRST_DESTINATIONS, "unknown", *others)


def _destination_name(code: str, language: Language) -> str | None:
    """None for "not sure yet", which is no destination and has its words in the catalogue."""
    return countries.name(code, language) if code in countries.by_code() else None


def _typed_destination(text: str) -> str | None:
    meaning = countries.understand(text)
    return meaning.codes[0] if meaning.sure else None


def _spoils(answers: Answers) -> bool:
    """Until the category is known the question counts, so that the numbers do not jump."""
    return answers.get("category") in {None, *_PERISHABLE}


def _has(field: str) -> Any:
    return lambda answers: answers.get(field) is not None


class ProductForm(Form):
    """Name, category and one photo are compulsory."""

    form_name: ClassVar[str] = "product"

    name: Annotated[str, Field(min_length=3, max_length=80), Ask(Text(names_something=True))]
    group: Annotated[str, Ask(Choice(_groups, names=categories.group_button))]
    category: Annotated[
        str,
        Ask(Choice(_categories, names=categories.button), follows="group", only_if=_has("group")),
    ]
    story: Annotated[NoteValue | None, Ask(Note(), optional=True)] = None
    photos: Annotated[list[int], Field(min_length=1, max_length=5), Ask(Photos(most=5))]
    hs: Annotated[str | None, Ask(HsCode(), optional=True)] = None
    capacity: Annotated[dict[str, str] | None, Ask(Quantity(), optional=True)] = None
    capacity_when: Annotated[
        Literal["always", "season"] | None,
        Ask(Choice(("always", "season")), follows="capacity", only_if=_has("capacity")),
    ] = None
    price: Annotated[int | None, Field(gt=0), Ask(Money(), optional=True)] = None
    price_for: Annotated[
        Literal["kg", "pack", "piece"] | None,
        Ask(Choice(("kg", "pack", "piece")), follows="price", only_if=_has("price")),
    ] = None
    pack_size: Annotated[
        dict[str, str] | None, Ask(PackSize(), follows="price", only_if=("price_for", "pack"))
    ] = None
    shelf_life: Annotated[str | None, Ask(Months(), optional=True, only_if=_spoils)] = None
    certificates: Annotated[
        list[str] | None,
        Field(min_length=1),
        Ask(Many(CERTIFICATES, none="none"), optional=True),
    ] = None
    destinations: Annotated[
        list[str] | None,
        Field(min_length=1),
        Ask(
            Many(
                _destinations,
                none="unknown",
                names=_destination_name,
                typed=_typed_destination,
            ),
            optional=True,
        ),
    ] = None


class ProductChange(ProductForm):
    """The same questions about a product that was sent already."""

    form_name: ClassVar[str] = "product_change"
    words_of: ClassVar[str] = "product"
