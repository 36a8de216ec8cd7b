"""What an item of a checklist says to its owner: title, how, who issues it, how sure we are."""

from bot import formats
from bot.texts import Texts
from models.rules import conditions, numbers
from models.rules.documents import Document
from models.rules.packaging import Step
from models.services.lines import Line
from models.task import TaskState


def title(line: Line) -> str:
    """The name of the item, or of what is asked for in its place (not escaped)."""
    item = line.item
    if isinstance(item, Step):
        return item.otherwise.title if line.is_replaced and item.otherwise else item.title
    return item.otherwise.name if line.is_replaced and item.otherwise else item.name


def question(line: Line) -> str | None:
    """What the owner is asked before the item counts; none when that is known."""
    key = line.item.condition
    if key is None or line.holds is not None:
        return None
    return conditions.question(key)


def examples(line: Line) -> dict[str, str]:
    """Field of its form → how its figures, or the number of the document, are typed."""
    item = line.item
    if isinstance(item, Step):
        return {"figures": item.measure.example} if item.measure is not None else {}
    if item.number is None:
        return {}
    return {"number": numbers.show(item.number, numbers.by_code()[item.number].good[0])}


def about(say: Texts, line: Line) -> list[str]:
    """The lines of the card, escaped."""
    item = line.item
    of_kind = _of_step(say, line) if isinstance(item, Step) else _of_document(say, item)
    lines = [say("item.product", name=line.entry.name), *of_kind]
    if line.state is not TaskState.REPAIR:  # then there is a reason to be read, too
        lines.append(say(f"item.certainty.{item.certainty}"))
    return lines


def more(say: Texts, line: Line) -> list[str]:
    """What does not fit on the card: when it applies, what to prepare, where the rule is from."""
    item = line.item
    lines = [f"<b>{say('item.title', title=title(line))}</b>"]
    if item.applies:
        lines.append(say("item.applies", when=item.applies))
    if item.since:
        day = formats.written_day(item.since.isoformat(), say.language)
        lines.append(say("item.since", when=day))
    if isinstance(item, Document) and item.preparation:
        lines.append(say("item.preparation", what=item.preparation))
    if isinstance(item, Document) and item.cost:
        lines.append(say("item.cost", cost=item.cost))
    if isinstance(item, Document) and item.time:
        lines.append(say("item.time", time=item.time))
    if isinstance(item, Document) and item.system:
        lines.append(say("item.system", system=item.system))
    lines.append(say("item.source", source=item.source) if item.source else say("item.no_source"))
    return lines


def wanted(say: Texts, line: Line) -> str:
    """What proves the item, in one line."""
    item = line.item
    if isinstance(item, Document):
        return say("item.proof", what=item.evidence)
    kinds = item.evidence
    if line.is_replaced and item.otherwise is not None:
        kinds = item.otherwise.evidence
    named = [say.plain(f"item.kind.{kind}") for kind in kinds]
    if item.measure is not None and item.measure.count > 1 and "number" in kinds:
        figures = say.plain("item.figures", count=item.measure.count)
        named = [
            figures if kind == "number" else name for kind, name in zip(kinds, named, strict=True)
        ]
    return say("item.proof", what=", ".join(named))


def _of_step(say: Texts, line: Line) -> list[str]:
    item = line.item
    check = item.check if isinstance(item, Step) else ""
    if line.is_replaced and isinstance(item, Step) and item.otherwise is not None:
        check = item.otherwise.check
    return [say("item.how", how=check)]


def _of_document(say: Texts, item: Document) -> list[str]:
    lines = [say("item.issuer", issuer=item.issuer)]
    if item.validity:
        lines.append(say("item.validity", text=item.validity.text))
    return lines
