"""Rules as the office reads them on the console: one item after the other, in Indonesian."""

from collections.abc import Iterator, Sequence
from datetime import date

from bot import formats
from bot.texts import texts
from models.rules import categories, conditions, destinations, documents
from models.rules.checklist import Item, Need
from models.rules.documents import Document
from models.rules.packaging import Step
from models.rules.versions import Change

_LANGUAGE = "id"
_INDENT = "    "
say = texts(_LANGUAGE).plain


def documents_text(
    category: str, destination: str, found: Sequence[Document], change: Change
) -> str:
    """The documents of a category to a destination, of one version."""
    title = say(
        "rules.documents",
        category=_category(category),
        destination=f"{destinations.name(destination, 'id')} ({destination})",
    )
    listed = {one.id for one in found}
    lines = [line for one in found for line in ("", *_document(one, listed))]
    origin = destinations.row_of(destination).origin_form
    about = [say("rules.origin", words=origin), say("rules.about"), documents.note()]
    return "\n".join([title, *_head(found, change), *about, *lines])


def packaging_text(category: str, found: Sequence[Step], change: Change) -> str:
    """The packaging steps of a category, of one version."""
    title = say("rules.packaging", category=_category(category))
    lines = [line for one in found for line in ("", *_step(one))]
    return "\n".join([title, *_head(found, change), *lines])


def _head(found: Sequence[Item], change: Change) -> Iterator[str]:
    yield say("rules.version", version=change.version, day=_day(change.on), what=change.what)
    counts = {need.value: sum(1 for one in found if one.need == need) for need in Need}
    yield say("rules.counts", all=len(found), **counts)


def _document(one: Document, listed: set[str]) -> Iterator[str]:
    yield f"{one.id} {one.name}"
    yield _INDENT + ", ".join([say(f"rules.need.{one.need}"), say(f"rules.per.{one.per}")])
    yield from _when(one, one.otherwise.name if one.otherwise else None)
    others = [code for code in documents.alternatives(one.id) if code in listed]
    if len(others) > 1:
        yield _INDENT + say("rules.one_is_enough", codes=", ".join(others))
    first = [code for code in one.prerequisites if code in listed]
    if first:
        yield _INDENT + say("rules.first", codes=", ".join(first))
    if one.preparation:
        yield _INDENT + say("rules.preparation", words=one.preparation)
    yield _INDENT + say("rules.issuer", issuer=", ".join(filter(None, [one.issuer, one.system])))
    details = {"good": one.validity and one.validity.text, "cost": one.cost, "time": one.time}
    told = [say(f"rules.{part}", words=words) for part, words in details.items() if words]
    if told:
        yield _INDENT + " ".join(told)
    yield _INDENT + say("rules.evidence", words=one.evidence)
    yield _INDENT + _source(one)


def _step(one: Step) -> Iterator[str]:
    yield f"{one.id} {one.title}"
    yield _INDENT + ", ".join([say(f"rules.need.{one.need}"), say(f"rules.per.{one.per}")])
    yield from _when(one, one.otherwise.title if one.otherwise else None)
    yield _INDENT + say("rules.check", words=one.check)
    kinds = ", ".join(say(f"rules.kind.{kind}") for kind in one.evidence)
    yield _INDENT + say("rules.evidence", words=kinds)
    yield _INDENT + _source(one)


def _when(one: Item, otherwise: str | None) -> Iterator[str]:
    """When it counts, and what is asked for instead."""
    if one.condition:
        yield _INDENT + say("rules.question", question=conditions.question(one.condition))
    if one.applies:
        yield _INDENT + say("rules.applies", words=one.applies)
    if otherwise:
        yield _INDENT + say("rules.otherwise", words=otherwise)
    if one.since:
        yield _INDENT + say("rules.since", day=_day(one.since))


def _source(one: Item) -> str:
    certainty = say(f"rules.certainty.{one.certainty}")
    return f"{certainty} {one.source}" if one.source else certainty


def _category(code: str) -> str:
    return f"{categories.by_code()[code].name_id} ({code})"


def _day(day: date) -> str:
    return formats.written_day(day.isoformat(), _LANGUAGE)
