"""Beranda: where am I, what is the one next thing, who waits for whom since when."""

from dataclasses import replace

from bot import formats, forms
from bot.callback_data import Tap
from bot.screen import Button, Screen, in_rows
from bot.taps import RESUME, home_row
from bot.texts import DEFAULT, Texts
from bot.turn import Turn
from handlers import reasons
from handlers.mentor import at_home
from handlers.owner import item_words
from models.business import Business
from models.entry import Entry, EntryState
from models.forms import core
from models.forms.product import ProductForm
from models.forms.registration import Registration
from models.rules import regencies
from models.rules import stages as rules
from models.rules.stages import Stage
from models.services import (
    checklists,
    decisions,
    drafts,
    entries,
    mentoring,
    messages,
    products,
    queue,
    registration,
    stages,
)
from models.services.lines import next_lines
from models.services.mentoring import MENTORS
from models.services.queue import CURATORS

REGISTER = Tap("reg", "open")


def open_home(turn: Turn) -> None:
    """`/beranda` and the button: an open form is laid aside, its answers kept."""
    forms.lay_aside(turn)
    show(turn, anew=not _from_home(turn))


def show(
    turn: Turn, *, lead: str | None = None, anew: bool = True, offer: Button | None = None
) -> None:
    """Show home to whoever this is; *offer* stands below the one next thing."""
    screen = _screen(turn).led_by(lead)
    if offer is not None:
        first, *others = screen.buttons
        screen = replace(screen, buttons=[first, [offer], *others])
    turn.show(screen, anew=anew)


def state_lines(turn: Turn, entry: Entry) -> list[str]:
    """What became of an entry, and who waits for whom."""
    say, language = turn.say, turn.person.language
    clinic = turn.house.clinic
    state = entries.shown_state(entry)
    since = entry.waiting_since or entry.submitted_at
    decided = decisions.decision(turn.session, entry.id) if entry.decided_at else None
    is_change = entry.settles and decided is not None and decided.is_change
    if entry.state == EntryState.APPROVED and (entry.pending is not None or is_change):
        if returned := entries.returned_fields(entry):
            return [say("home.state.needs_revision", count=len(returned))]
        return [say("home.state.pending", since=formats.day(since, clinic.zone, language))]
    if state in {EntryState.SUBMITTED, EntryState.IN_REVIEW}:
        days = clinic.appeal_days if entry.appealed else clinic.checking_days
        target = formats.working_days_later(since, days, clinic.zone)
        line = say(
            "home.state.appealed" if entry.appealed else "home.state.submitted",
            since=formats.day(since, clinic.zone, language),
            target=formats.day(target, clinic.zone, language),
        )
        return [line]
    if state == EntryState.NEEDS_REVISION:
        count = len(entries.returned_fields(entry))
        return [say("home.state.needs_revision", count=count)]
    if decided is None:
        return []
    when = formats.day(decided.at, clinic.zone, language)
    return [say(f"home.state.{state}", when=when, reason=reasons.text(say, decided.reason))]


def stage_name(say: Texts, stage: Stage) -> str:
    """Tahap 5, dokumen dan harga ekspor. Whoever rests is in no numbered stage."""
    name = stage.name if say.language == DEFAULT else stage.name_en
    name = name[:1].lower() + name[1:]
    number = stage.code[1:]
    return say.plain("journey.stage", number=number, name=name) if number.isdecimal() else name


def resume_row(turn: Turn) -> list[list[Button]]:
    """`[Lanjutkan isian]` and home, under a screen that interrupted a form."""
    return [[Button(turn.say.plain("button.resume"), RESUME)], home_row(turn.say)]


def _screen(turn: Turn) -> Screen:
    kept = drafts.count_answers(turn.session, turn.person.id, Registration.form_name, subject=0)
    if not turn.person.roles.isdisjoint((*CURATORS, *MENTORS)):
        return _staff(turn, kept)
    businesses = registration.businesses_of(turn.session, turn.person.id)
    if businesses:
        return _owner(turn, businesses[0], len(businesses))
    return _newcomer(turn, kept)


def _owner(turn: Turn, business: Business, count: int) -> Screen:
    say = turn.say
    stage = _stage_lines(turn, business)
    lines = [
        f"<b>{say('home.title', name=business.name)}</b>",
        say(
            "home.number",
            number=business.number,
            regency=regencies.by_code()[business.regency].name,
            percent=core.percent(Registration, business.answers),
        ),
        *state_lines(turn, business),
        *stage,
    ]
    first, line = _next_step(turn, business)
    lines.append(line)
    if count > 1:
        lines.append(say("home.others", count=count - 1))
    way = Button(say.plain("journey.open"), Tap("way", "open"))
    buttons = [
        *([way] if stage else []),
        Button(say.plain("button.see_products"), Tap("prod", "open")),
        Button(say.plain("button.see_entry"), Tap("entry", "see", business.id)),
        Button(say.plain("button.register_another"), REGISTER),
        Button(say.plain("button.members"), Tap("member", "open")),
        Button(say.plain("button.my_data"), Tap("data", "open")),
        *_small(turn),
    ]
    return Screen("\n".join(lines), buttons=[[first], *in_rows(buttons)])


def _stage_lines(turn: Turn, business: Business) -> list[str]:
    """The stage and how far it is, once the business is on its way."""
    code = mentoring.stage_of(turn.session, business.id)
    if code is None:
        return []
    stage = rules.by_code()[code]
    percent = stages.percent(turn.session, business, stage, now=turn.now)
    name = stage_name(turn.say, stage)
    name = name[:1].upper() + name[1:]
    if percent is None:
        return [turn.say("journey.home_ruled", stage=name)]
    return [turn.say("journey.home", stage=name, percent=percent)]


def _next_step(turn: Turn, business: Business) -> tuple[Button, str]:
    """The one next thing to do, as a button and a line."""
    say, person = turn.say, turn.person.id
    again = drafts.count_answers(turn.session, person, Registration.form_name, subject=0)
    begun = drafts.count_answers(turn.session, person, ProductForm.form_name, business.id)
    if again:
        return Button(say.plain("button.resume"), REGISTER), say("home.open_draft", count=again)
    add = Tap("prod", "add", business.id)
    if entries.returned_fields(business):
        fix = Tap("entry", "repair", business.id)
        return Button(say.plain("verdict.repair_now"), fix), say("home.next.needs_revision")
    if begun:
        return Button(say.plain("button.resume"), add), say("home.open_product", count=begun)
    if work := _next_task(turn, business):
        return work
    if business.state == EntryState.REJECTED and not business.settles:
        return Button(say.plain("button.register_again"), REGISTER), say("home.next.rejected")
    return next_product(say, business, products.count(turn.session, business.id))


def _next_task(turn: Turn, business: Business) -> tuple[Button, str] | None:
    """The next item of the lists, once there are any."""
    lists = checklists.of_business(turn.session, business.id, now=turn.now)
    following = next_lines(lists, 1)
    if not following or following[0].entry.id == business.id:
        return None  # no product is approved yet
    say, line = turn.say, following[0]
    text = say("home.next.task", title=item_words.title(line), name=line.entry.name)
    return Button(say.plain("task.open_list"), Tap("task", "list", business.id)), text


def next_product(say: Texts, business: Business, sent: int) -> tuple[Button, str]:
    """Adding a product as the next thing to do, when *sent* of them were sent already."""
    add = Tap("prod", "add", business.id)
    if not sent:
        return Button(say.plain("button.add_product"), add), say("home.next.product")
    another = Button(say.plain("button.add_another_product"), add)
    return another, say(f"home.next.{entries.shown_state(business)}", count=sent)


def _newcomer(turn: Turn, kept: int) -> Screen:
    say = turn.say
    if kept:
        total = len(core.leading(Registration, {}))
        text = say("home.draft", count=kept, total=total)
        first = Button(say.plain("button.resume"), REGISTER)
    else:
        text = say("home.none")
        first = Button(say.plain("button.register"), REGISTER)
    data = Button(say.plain("button.my_data"), Tap("data", "open"))
    return Screen(text, buttons=[[first], *in_rows([*_small(turn), data])])


def _staff(turn: Turn, kept: int) -> Screen:
    say = turn.say
    lines, first = [f"<b>{say('home.staff_title')}</b>"], []
    if not turn.person.roles.isdisjoint(CURATORS):
        count = queue.count_waiting(turn.session)
        open_messages = messages.count_waiting(turn.session)
        lines += [
            say("home.staff_waiting", count=count) if count else say("home.staff_nothing"),
            say("home.staff_messages", count=open_messages)
            if open_messages
            else say("home.staff_no_messages"),
        ]
        desk = Button(say.plain("button.open_queue"), Tap("cur", "open"))
        inbox = Button(say.plain("button.open_messages"), Tap("msg", "open"))
        first = [desk, inbox]
    more, mentoring = at_home.lines_and_buttons(turn)
    lines += more
    buttons = _small(turn)
    if kept:
        lines.append(say("home.open_draft", count=kept))
        buttons.insert(0, Button(say.plain("button.resume"), REGISTER))
    rows = [row for row in (first, mentoring) if row]
    return Screen("\n".join(lines), buttons=[*rows, *in_rows(buttons)])


def _small(turn: Turn) -> list[Button]:
    return [
        Button(turn.say.plain("button.language"), Tap("lang", "open")),
        Button(turn.say.plain("button.help"), Tap("help", "open")),
    ]


def _from_home(turn: Turn) -> bool:
    """Home opened from a screen that is worth keeping (a number, a decision) comes anew."""
    return turn.tap is not None and turn.tap.flow in {"help", "lang", "data"}
