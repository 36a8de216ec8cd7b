"""One item of a checklist before its owner: the card, the question whether it applies, undoing."""

from bot import formats, forms
from bot.callback_data import Tap
from bot.open_form import OpenForm
from bot.screen import Button, Screen, in_rows
from bot.taps import last_row
from bot.turn import Turn
from handlers.owner import item_words, journey, tasks
from models.errors import NotFoundError
from models.forms.proof import NotApplicable, form_for
from models.services import checklists, evidence, mentoring
from models.services.evidence import Opened
from models.task import Evidence, EvidenceKind, EvidenceState, Paper, TaskState


def open_item(turn: Turn) -> None:
    """The card of an item of a list; what is sent now is its evidence."""
    tap = turn.tap
    try:
        item = evidence.open_item(
            turn.session,
            turn.actor,
            tap.subject if tap else 0,
            (tap.choice or "") if tap else "",
            now=turn.now,
        )
    except NotFoundError:
        _gone(turn)
        return
    show(turn, item)


def open_again(turn: Turn) -> None:
    """The card of an item that was opened before, from a message about it."""
    item = _opened(turn)
    if item is not None:
        show(turn, item)


def show(turn: Turn, item: Opened, *, lead: str | None = None, anew: bool = False) -> None:
    """The card; where evidence is due, a photo sent now is taken as it."""
    line = item.line
    if line.state in {TaskState.TODO, TaskState.REPAIR} and line.is_asked:
        take_up(turn, item)
    else:
        forms.lay_aside(turn)
    turn.show(_card(turn, item).led_by(lead), anew=anew)


def take_up(turn: Turn, item: Opened) -> None:
    """Take what is sent now as evidence of the item; its figures have examples of their own."""
    forms.take_up(turn, form_for(item.line.item), item.task.id)
    if examples := item_words.examples(item.line):
        OpenForm(turn).remember(examples=examples)


def answer(turn: Turn) -> None:
    """`[Ya]` or `[Tidak]` to whether the item applies."""
    item, tap = _opened(turn), turn.tap
    if item is None or tap is None:
        return
    line = item.line
    holds = tap.choice == "yes"
    checklists.answer(
        turn.session, turn.actor, line.entry.id, line.item.id, holds=holds, now=turn.now
    )
    journey.follow(turn, item.task.business_id)
    again = evidence.opened(turn.session, turn.actor, item.task.id, now=turn.now)
    if again.line.is_asked:
        show(turn, again, lead=turn.say("item.answered_yes" if holds else "item.answered_no"))
        return
    forms.lay_aside(turn)
    say = turn.say
    change = Button(say.plain("item.change_answer"), _tap("yes", item))
    on = Button(say.plain("task.go_on"), tasks.LIST)
    text = say("item.left_out", title=item_words.title(line))
    turn.show(Screen(text, buttons=[[on], [change], last_row(say, tasks.LIST)]))


def explain(turn: Turn) -> None:
    """`[Penjelasan]`: what does not fit on the card."""
    item = _opened(turn)
    if item is not None:
        back = Tap("item", "see", item.task.id)
        lines = item_words.more(turn.say, item.line)
        turn.show(Screen("\n".join(lines), buttons=[last_row(turn.say, back)]))


def decline(turn: Turn) -> None:
    """`[Ajukan tidak berlaku]`: why, the staff decide."""
    item = _opened(turn)
    if item is not None:
        forms.open_form(turn, NotApplicable, item.task.id)


def send_anew(turn: Turn) -> None:
    """`[Ganti bukti]`: what waits stays until the new evidence is sent."""
    item = _opened(turn)
    if item is None:
        return
    if item.task.state == TaskState.SENT:
        take_up(turn, item)
        forms.show(turn)
    else:
        show(turn, item)


def take_back(turn: Turn) -> None:
    """`[Tarik bukti]`, before the verdict."""
    item, tap = _opened(turn), turn.tap
    if item is None or tap is None:
        return
    taken = evidence.withdraw(
        turn.session, turn.actor, item.task.id, seen=tap.revision, now=turn.now
    )
    again = evidence.opened(turn.session, turn.actor, item.task.id, now=turn.now)
    show(turn, again, lead=turn.say("item.taken_back" if taken else "item.too_late"))


def asked_whom(turn: Turn, business_id: int) -> str:
    """`[Tanya Ibu Dewi]`, or the staff where nobody mentors yet."""
    person = mentoring.mentor_for(turn.session, business_id)
    return (
        turn.say.plain("item.ask_mentor", name=person.name[:16])
        if person
        else turn.say.plain("item.ask_staff")
    )


def _card(turn: Turn, item: Opened) -> Screen:
    say, line = turn.say, item.line
    lines = [f"<b>{say('item.title', title=item_words.title(line))}</b>"]
    lines += item_words.about(say, line)
    lines += _state(turn, item)
    question = item_words.question(line)
    if question:
        lines.append(say("item.question", question=question))
    elif line.state in {TaskState.TODO, TaskState.REPAIR} and line.is_asked:
        lines += [item_words.wanted(say, line), say("item.send_now")]
    return Screen("\n".join(lines), buttons=_buttons(turn, item, is_asking=bool(question)))


def _state(turn: Turn, item: Opened) -> list[str]:
    """Where the item stands, and what the last verdict said."""
    say, sent = turn.say, evidence.latest(turn.session, item.task)
    zone, language = turn.house.clinic.zone, turn.person.language
    if not item.line.is_asked:
        return [say("item.state.left")]
    if sent is None or item.line.state is TaskState.TODO:
        return _refused(turn, sent)
    if item.line.state is TaskState.REPAIR and sent.state == EvidenceState.ACCEPTED:
        return _ended(turn, sent)
    if item.line.state is TaskState.REPAIR:
        sent = evidence.returned(turn.session, item.task) or sent
    when = formats.day_and_time(sent.decided_at or sent.sent_at, zone, language)
    lines = [say(f"item.state.{item.line.state}", when=when)]
    if item.line.state is TaskState.REPAIR:
        lines.append(say("item.why", reason=reason(turn, sent)))
    return lines


def _ended(turn: Turn, sent: Evidence) -> list[str]:
    """What was accepted is to be sent anew: its document is no longer good."""
    paper = turn.session.get(Paper, sent.paper_id) if sent.paper_id else None
    if paper is None or paper.valid_until is None:
        return []
    day = formats.written_day(paper.valid_until, turn.person.language)
    return [turn.say("item.state.ended", day=day)]


def _refused(turn: Turn, sent: Evidence | None) -> list[str]:
    """An item of which it was said that it does not apply, and it does."""
    declined = sent is not None and sent.kind == EvidenceKind.NOT_APPLICABLE
    if sent is None or not declined or sent.state != EvidenceState.RETURNED:
        return []
    return [turn.say("item.applies_after_all", reason=reason(turn, sent))]


def reason(turn: Turn, sent: Evidence) -> str:
    """Why evidence came back, as its owner reads it (not escaped)."""
    if sent.reason:
        return sent.reason
    key = f"review.reason.{sent.reason_code}"
    return (
        turn.say.plain(key)
        if sent.reason_code and turn.say.has(key)
        else turn.say.plain("item.no_reason")
    )


def _buttons(turn: Turn, item: Opened, *, is_asking: bool) -> list[list[Button]]:
    say, line = turn.say, item.line
    rows: list[list[Button]] = []
    if not line.is_asked:
        rows.append([Button(say.plain("item.change_answer"), _tap("yes", item))])
    elif is_asking:
        yes = Button(say.plain("form.yes"), _tap("yes", item))
        rows.append([yes, Button(say.plain("form.no"), _tap("no", item))])
    elif line.state is TaskState.SENT:
        rows.append(
            [
                Button(say.plain("item.replace"), _tap("anew", item)),
                Button(say.plain("item.withdraw"), _tap("back", item)),
            ]
        )
    small = [Button(asked_whom(turn, item.task.business_id), Tap("ask", "open", item.task.id))]
    if line.state in {TaskState.TODO, TaskState.REPAIR} and line.is_asked and not is_asking:
        if line.item.condition and not line.is_replaced:
            small.append(Button(say.plain("item.not_mine"), _tap("no", item)))
        else:
            small.append(Button(say.plain("item.decline"), _tap("decline", item)))
    small.append(Button(say.plain("item.explain"), _tap("about", item)))
    return [*rows, *in_rows(small), last_row(say, Tap("task", "list", item.task.business_id))]


def _tap(verb: str, item: Opened) -> Tap:
    flow = "item"
    if verb in {"yes", "no"}:
        return Tap(flow, "answer", item.task.id, item.task.revision, verb)
    return Tap(flow, verb, item.task.id, item.task.revision)


def _opened(turn: Turn) -> Opened | None:
    try:
        number = turn.tap.subject if turn.tap else 0
        return evidence.opened(turn.session, turn.actor, number, now=turn.now)
    except NotFoundError:
        _gone(turn)
        return None


def _gone(turn: Turn) -> None:
    """Somebody else's, retired, or of a product that is no longer approved."""
    turn.alert("item.gone")
    tasks.open_tasks(turn)
