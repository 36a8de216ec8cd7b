"""Evidence of an item: what its forms mean, and what follows when it was sent."""

from collections.abc import Mapping
from typing import Any

from bot import formats, forms
from bot.callback_data import Tap
from bot.screen import Button, Screen
from bot.taps import home_row
from bot.turn import Turn
from handlers.owner import home, item_words, tasks
from models.errors import NotFoundError
from models.forms.definition import Answers, Form
from models.forms.proof import NotApplicable, flattened
from models.rules import numbers
from models.rules.documents import Document
from models.rules.packaging import Step
from models.services import checklists, evidence, measures, mentoring
from models.services.evidence import AlreadyAcceptedError, Opened
from models.services.lines import Listed, next_lines
from models.task import EvidenceKind, Paper


class ProofFlow:
    """What a form of evidence means; its subject is the task."""

    def __init__(self, form: type[Form], kind: EvidenceKind = EvidenceKind.PROOF) -> None:
        self.form = form
        self.kind = kind

    def open(self, turn: Turn, subject: int) -> None:
        """The form where it was left, if the item still waits for evidence."""
        try:
            evidence.opened(turn.session, turn.actor, subject, now=turn.now)
        except NotFoundError:
            forms.lay_aside(turn)
            home.show(turn, lead=turn.say("item.gone"))
            return
        forms.open_form(turn, self.form, subject)

    def send(self, turn: Turn, subject: int, answers: Answers) -> None:
        """Send it to the mentor, and lead on to the next item."""
        kept = _with_captions(turn, flattened(answers))
        try:
            item = evidence.opened(turn.session, turn.actor, subject, now=turn.now)
            kept |= _checked_number(turn, item, kept)
            item = evidence.submit(
                turn.session, turn.actor, subject, kept, now=turn.now, kind=self.kind
            )
        except NotFoundError:
            forms.lay_aside(turn)  # the draft keeps what was sent
            home.show(turn, lead=turn.say("item.gone"))
            return
        except AlreadyAcceptedError:
            forms.lay_aside(turn)
            tasks.open_tasks(turn)
            turn.alert("item.already_accepted")
            return
        forms.finish(turn)
        _sent(turn, item, kept)


def not_applicable() -> ProofFlow:
    """The flow of "this does not apply"."""
    return ProofFlow(NotApplicable, EvidenceKind.NOT_APPLICABLE)


def use_paper(turn: Turn) -> None:
    """`[Kopi biji hijau]`: the document serves this product, too."""
    tap = turn.tap
    try:
        listed = checklists.own(turn.session, turn.actor, tap.subject if tap else 0, now=turn.now)
        paper_id = int(tap.choice or "0", 36) if tap else 0
        item = evidence.use_paper(turn.session, turn.actor, listed.entry, paper_id, now=turn.now)
    except (NotFoundError, AlreadyAcceptedError, ValueError):
        turn.alert("item.gone")
        tasks.open_tasks(turn)
        return
    _sent(turn, item, {})


def _sent(turn: Turn, item: Opened, kept: Mapping[str, Any]) -> None:
    say = turn.say
    lists = checklists.of_business(turn.session, item.task.business_id, now=turn.now)
    paper = _paper(turn, item)
    lines = [*_measured(turn, item, kept), *_number(turn, item, kept)]
    lines += [*_until(turn, paper), _where(turn, item)]
    following = next_lines(lists, 1)
    rows: list[list[Button]] = []
    if following:
        line = following[0]
        title = item_words.title(line)
        lines.append(say("proof.next", title=title, name=line.entry.name))
        rows.append([Button(say.plain("proof.go_on"), tasks.open_tap(line))])
    further = _further(turn, paper, lists)
    if further:
        lines.append(say("proof.which_products"))
        rows += further
    change = Button(say.plain("item.replace"), Tap("item", "see", item.task.id))
    listing = Button(say.plain("task.open_list"), Tap("task", "list", item.task.business_id))
    rows.append([change, listing])
    turn.show(Screen("\n".join(lines), buttons=[*rows, home_row(say)]))


def _where(turn: Turn, item: Opened) -> str:
    """To whom it went, and when."""
    person = mentoring.mentor_for(turn.session, item.task.business_id)
    when = formats.day_and_time(turn.now, turn.house.clinic.zone, turn.person.language)
    if person is None:
        return turn.say("proof.sent_staff", when=when)
    return turn.say("proof.sent", name=person.name, when=when)


def _measured(turn: Turn, item: Opened, kept: Mapping[str, Any]) -> list[str]:
    """What is seen at the figures; a bound that is passed is a hint, nothing is refused."""
    step, values = item.line.item, kept.get("figures")
    if not isinstance(step, Step) or step.measure is None or not values:
        return []
    found = measures.look(step.measure, values)
    shown = {
        "value": f"{found.value:f}".replace(".", ","),
        "limit": f"{found.limit:f}".replace(".", ",") if found.limit is not None else "",
        "unit": step.measure.unit,
    }
    lines = []
    if found.limit is not None and found.is_spread:
        key = "proof.spread_within" if found.is_within else "proof.spread_beyond"
        lines.append(turn.say(key, **shown))
    elif found.limit is not None:
        key = "proof.figure_within" if found.is_within else "proof.figure_beyond"
        lines.append(turn.say(key, **shown))
    if found.missing:
        lines.append(turn.say("proof.figures_missing", count=found.missing))
    return lines


def _checked_number(turn: Turn, item: Opened, kept: Mapping[str, Any]) -> dict[str, str]:
    """The number of a document in its normal form, where its kind has one."""
    document, number = item.line.item, kept.get("number")
    if not isinstance(document, Document) or document.number is None or not number:
        return {}
    return {"number": numbers.check(document.number, number, turn.today).normal or number}


def _number(turn: Turn, item: Opened, kept: Mapping[str, Any]) -> list[str]:
    """What is seen at the number of a document: its form, never that it is true."""
    document, number = item.line.item, kept.get("number")
    if not isinstance(document, Document) or not number:
        return []
    if document.number is None:
        return [turn.say("proof.number_kept", number=number)]
    check = numbers.check(document.number, number, turn.today)
    shown = numbers.show(document.number, number)
    return [turn.say("proof.number_fits" if check.ok else "proof.number_odd", number=shown)]


def _paper(turn: Turn, item: Opened) -> Paper | None:
    """The document in the wallet, if the item is one."""
    sent = evidence.latest(turn.session, item.task)
    if sent is None or sent.paper_id is None:
        return None
    return turn.session.get(Paper, sent.paper_id, populate_existing=True)


def _until(turn: Turn, paper: Paper | None) -> list[str]:
    """Until when the document is good; one that ended is taken all the same."""
    if paper is None or paper.valid_until is None:
        return []
    is_over = paper.valid_until < turn.today.isoformat()
    day = formats.written_day(paper.valid_until, turn.person.language)
    return [turn.say("proof.over" if is_over else "proof.until", day=day)]


def _further(turn: Turn, paper: Paper | None, lists: list[Listed]) -> list[list[Button]]:
    """Other products the document would serve, too."""
    if paper is None:
        return []
    return [
        [
            Button(
                line.entry.name[:40],
                Tap("paper", "use", line.entry.id, choice=_base36(paper.id)),
            )
        ]
        for line in evidence.products_without(turn.session, paper, lists)[:5]
    ]


def _with_captions(turn: Turn, kept: dict[str, Any]) -> dict[str, Any]:
    """What stood under the photos is kept as the words of the evidence."""
    captions = turn.conversation.memory.get("captions") or []
    if captions and "words" not in kept:
        kept["words"] = "\n".join(captions)[:400]
    return kept


def _base36(number: int) -> str:
    return Tap("x", "x", number).encode().split(":")[3]
