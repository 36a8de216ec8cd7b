"""`/unduh`: the Excel of businesses and products, made as a job (law 15); the way to evidence."""

from bot import forms, workbook
from bot.callback_data import Tap
from bot.screen import Button, Screen, in_rows
from bot.taps import home_row, last_row
from bot.turn import Turn
from handlers.admin.roles import turning
from models.rules import regencies
from models.services import jobs
from models.services.export import Selection
from models.services.jobs import ENTRIES_XLSX
from models.services.queue import CURATORS

_ALL, _WAITING = "all", "waiting"

#: Kabupaten a page, two a row: with what stands below them eight rows in all.
_MOST_A_PAGE = 12


def open_choices(turn: Turn) -> None:
    """`/unduh`: what it should contain; or how far the one is that the person waits for."""
    forms.lay_aside(turn)
    if _show_progress(turn):
        return
    say = turn.say
    evidence = [Button(say.plain("evidence_zip.open"), Tap("zip", "open"))]
    if turn.person.roles.isdisjoint(CURATORS):
        turn.show(Screen(say("evidence_zip.only"), buttons=[evidence, home_row(say)]))
        return
    rows = [
        [Button(say.plain("workbook.all"), Tap("xlsx", "make", choice=_ALL))],
        [Button(say.plain("workbook.waiting_only"), Tap("xlsx", "make", choice=_WAITING))],
        [Button(say.plain("workbook.one_regency"), Tap("xlsx", "regency"))],
        evidence,
    ]
    turn.show(Screen(say("workbook.ask"), buttons=[*rows, home_row(say)]))


def choose_regency(turn: Turn) -> None:
    """`[Satu kabupaten]`; the choice says which page of them."""
    say, choice = turn.say, turn.tap.choice if turn.tap else None
    places = regencies.all_regencies()
    pages = -(-len(places) // _MOST_A_PAGE)
    page = min(int(choice) if choice and choice.isdecimal() else 0, pages - 1)
    buttons = [
        Button(regencies.short_name(one.code), Tap("xlsx", "make", choice=one.code))
        for one in places[page * _MOST_A_PAGE : (page + 1) * _MOST_A_PAGE]
    ]
    turns = turning(say, page, pages, Tap("xlsx", "regency"))
    rows = [*in_rows(buttons), *turns, last_row(say, Tap("xlsx", "open"))]
    turn.show(Screen(say("workbook.ask_regency"), buttons=rows))


def make(turn: Turn) -> None:
    """What it should contain was chosen: the job begins, unless one is under way already."""
    wanted = _selection(turn.tap.choice if turn.tap else None)
    if wanted is None:
        forms.stale(turn)
        return
    job, is_new = jobs.ask(
        turn.session,
        turn.actor,
        ENTRIES_XLSX,
        wanted.as_json(),
        chat_id=turn.chat_id,
        now=turn.now,
    )
    if is_new:
        title, text = workbook.title(turn.say, wanted), turn.say("workbook.started")
        screen = Screen(f"<b>{title}</b>\n{text}", buttons=[home_row(turn.say)])
        turn.show(screen, slot=jobs.slot(job.id), anew=True)
    else:
        _show_progress(turn)


def _show_progress(turn: Turn) -> bool:
    """How far the person's job is, in a message of its own; False = there is none."""
    job = jobs.waiting(turn.session, turn.actor, ENTRIES_XLSX)
    if job is None:
        return False
    text = turn.say("workbook.progress", percent=job.progress)
    turn.show(Screen(text, buttons=[home_row(turn.say)]), slot=jobs.slot(job.id), anew=True)
    return True


def _selection(choice: str | None) -> Selection | None:
    if choice == _ALL:
        return Selection()
    if choice == _WAITING:
        return Selection(waiting=True)
    return Selection(regency=choice) if choice in regencies.by_code() else None
