"""The twenty product categories, and the six big groups a person sees first."""

from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Annotated, Any, Literal, Self

from pydantic import AfterValidator, Field, model_validator

from models.rules import names
from models.rules.loader import FOLDER, Misfit, Rule, doubles, load, rows
from models.rules.regencies import Meaning

#: Telegram cuts a button that is longer on a small telephone.
Caption = Annotated[str, Field(min_length=2, max_length=24)]
Language = Literal["id", "en"]
ALL = "all"


class Group(Rule):
    """One big button: what it is called, and the categories behind it."""

    code: str
    name_id: Caption
    name_en: Caption
    categories: list[str] = Field(min_length=1)


class Category(Rule):
    """One category; `template` names its packaging checklist, `chapters` are of the HS."""

    code: str = Field(pattern=r"^[A-Z]{3}$")
    name_id: str
    name_en: str
    button_id: Caption
    button_en: Caption
    aliases: list[str]
    curation: Literal["kuliner", "kerajinan", "pertanian", "kesehatan", "energi", "lainnya"]
    chapters: list[Annotated[str, Field(pattern=r"^\d\d$")]]
    template: str = Field(pattern=r"^PKG-[A-Z]+$")
    emoji: str
    examples: list[str]
    permits: str
    export_documents: str
    risk: str
    source: str  #: where the row comes from; [umum] = general knowledge, no page was seen

    def fits(self, hs_code: str) -> bool:
        """Whether an HS code (digits) lies in one of the category's chapters."""
        return not self.chapters or hs_code[:2] in self.chapters


class Categories(Rule):
    """The file `categories.yaml`."""

    version: object
    source: str
    groups: list[Group]
    categories: list[Category]

    @classmethod
    def misfits(cls, document: Any) -> Iterator[Misfit]:
        """Codes that stand twice."""
        yield from doubles(rows(document, "categories"), "code")

    @model_validator(mode="after")
    def _consistent(self) -> Self:
        codes = [category.code for category in self.categories]
        grouped = [code for group in self.groups for code in group.categories]
        if sorted(grouped) != sorted(codes):
            raise ValueError("each category stands in exactly one group")
        names.index((category.code, _names(category)) for category in self.categories)
        return self


def file() -> Path:
    """Where the data stand."""
    return FOLDER / "categories.yaml"


@cache
def _data() -> Categories:
    return load(file(), Categories)


@cache
def all_categories() -> tuple[Category, ...]:
    """All twenty, in the order of the groups."""
    return tuple(by_code()[code] for group in _data().groups for code in group.categories)


@cache
def by_code() -> dict[str, Category]:
    """Code → category."""
    return {category.code: category for category in _data().categories}


def _listed(code: str) -> str:
    if code != ALL and code not in by_code():
        raise ValueError(f"unknown category {code!r}")
    return code


#: A category in a list of another file, or "all".
ListedCategory = Annotated[str, AfterValidator(_listed)]


@cache
def groups() -> dict[str, Group]:
    """Code → big group, in the order of the buttons."""
    return {group.code: group for group in _data().groups}


def in_group(code: str) -> tuple[Category, ...]:
    """The categories behind one big button; a single one needs no second screen."""
    return tuple(by_code()[category] for category in groups()[code].categories)


def group_of(category: str) -> Group:
    """The big group a category stands in."""
    return next(group for group in groups().values() if category in group.categories)


def button(code: str, language: str) -> str:
    """The category's words on a button, at most 24 characters."""
    category = by_code()[code]
    return category.button_id if language == "id" else category.button_en


def group_button(code: str, language: Language) -> str:
    """The big group's words on a button, at most 24 characters."""
    group = groups()[code]
    return group.name_id if language == "id" else group.name_en


def understand(typed: str) -> Meaning:
    """The categories a typed word means: code, name in either language, alias, small errors."""
    return names.understand(typed, _index())


def understand_group(typed: str) -> Meaning:
    """The big groups a typed word means."""
    return names.understand(typed, _group_index())


@cache
def _group_index() -> dict[str, str]:
    return names.index((g.code, [g.code, g.name_id, g.name_en]) for g in groups().values())


@cache
def _index() -> dict[str, str]:
    return names.index((category.code, _names(category)) for category in _data().categories)


def _names(category: Category) -> list[str]:
    titles = [category.name_id, category.name_en, category.button_id, category.button_en]
    return [category.code, *titles, *category.aliases]
