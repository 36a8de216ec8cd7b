"""What the members of a business are told of a decision: one message, exactly what and why."""

from collections.abc import Mapping

from bot import form_values, formats, outbox
from bot.callback_data import Tap
from bot.clinic import Scene
from bot.screen import Button, Screen
from bot.taps import home_row
from bot.texts import Markup, Texts, texts
from handlers import reasons
from handlers.owner import home
from models.business import Business
from models.curation import Verdict
from models.entry import Entry, EntryKind
from models.forms import core
from models.services import decisions, entries, products
from models.services.decisions import Decided, Reason
from models.services.entry_form import form_of


def tell(scene: Scene, entry: Entry, decided: Decided) -> None:
    """Tell each member, in their own language."""
    sent = products.count(scene.session, entry.id) if isinstance(entry, Business) else 0
    for person in decisions.people_of(scene.session, entry):
        say = texts(person.language)
        words = screen(scene, entry, decided, say, sent)
        outbox.put_screen(scene.session, person.telegram_id, words, now=scene.now)


def screen(scene: Scene, entry: Entry, decided: Decided, say: Texts, sent: int) -> Screen:
    """The message; *sent* is the number of products the business has."""
    clinic = scene.house.clinic
    change = "_change" if decided.is_change else ""
    limit = decided.at + entries.APPEAL_TIME
    which = f"{entry.kind}.{decided.verdict}{change}"
    text = say(
        f"verdict.{which}",
        name=entry.name,
        number=entry.number,
        reason=reasons.text(say, decided.reason),
        by=decided.by,
        when=formats.day(decided.at, clinic.zone, say.language),
        until=formats.day(limit, clinic.zone, say.language),
        count=len(decided.returned),
        contact=clinic.contact,
    )
    lines = [text]
    rows = [home_row(say)]
    if decided.verdict == Verdict.RETURNED:
        lines += returned_lines(say, entry, decided.returned)
        lines.append(say("verdict.rest_is_good"))
        fix = Button(say.plain("verdict.repair_now"), Tap("entry", "repair", entry.id))
        rows.insert(0, [fix])
    elif decided.verdict == Verdict.APPROVED and isinstance(entry, Business) and not change:
        add, step = home.next_product(say, entry, sent)
        lines.append(step)
        rows.insert(0, [add])
    elif decided.verdict == Verdict.REJECTED and entries.may_appeal(entry, scene.now):
        against = Button(say.plain("verdict.appeal"), Tap("entry", "appeal", entry.id))
        rows.insert(0, [against])
    if entry.kind == EntryKind.PRODUCT and decided.verdict == Verdict.APPROVED:
        see = Button(say.plain("button.see_products"), Tap("prod", "open"))
        rows.insert(0, [see])
    return Screen("\n".join(lines), buttons=rows)


def returned_lines(say: Texts, entry: Entry, returned: Mapping[str, Reason]) -> list[str]:
    """Each returned answer as it stands, and what to do about it."""
    form = form_of(entry)
    answers = entry.pending or entry.answers
    lines = []
    asked = [q for q in core.leading(form, answers) if q.field in returned]
    for number, question in enumerate(asked, start=1):
        label = Markup(say(f"form.{question.form}.{question.field}.label"))
        value = form_values.line(say, form, question, answers)
        lines.append(say("form.line", number=number, label=label, value=value))
        lines.append(say("verdict.why", reason=reasons.text(say, returned[question.field])))
    return lines
