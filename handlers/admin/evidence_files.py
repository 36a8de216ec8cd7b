"""`/unduh`, `[Bukti satu usaha]`: which business, then its evidence as a job (law 15)."""

from bot import forms
from bot.callback_data import Tap
from bot.screen import Button, Screen, in_rows
from bot.taps import home_row
from bot.turn import Turn
from models.business import Business
from models.errors import NotAllowedError, NotFoundError
from models.forms.lookup import EvidenceOf
from models.services import evidence_files, jobs
from models.services.jobs import EVIDENCE_ZIP


def open_question(turn: Turn) -> None:
    """`[Bukti satu usaha]`: of which one; or how far the one is that the person waits for."""
    forms.lay_aside(turn)
    if not _show_progress(turn):
        forms.open_form(turn, EvidenceOf)


def look_up(turn: Turn, text: str) -> None:
    """A number or a name was typed; what is not found is asked again."""
    found = evidence_files.look_up(turn.session, turn.actor, text, now=turn.now)
    if not found:
        forms.open_form(turn, EvidenceOf, lead=turn.say("evidence_zip.nothing"))
    elif len(found) == 1:
        _begin(turn, found[0])
    else:
        say = turn.say
        lines = [say("evidence_zip.which")]
        lines += [say("evidence_zip.line", number=one.number, name=one.name) for one in found]
        buttons = [Button(one.number, Tap("zip", "make", one.id)) for one in found]
        turn.show(Screen("\n".join(lines), buttons=[*in_rows(buttons), home_row(say)]))


def make(turn: Turn) -> None:
    """One of several was chosen."""
    try:
        wanted = turn.tap.subject if turn.tap else 0
        _begin(turn, evidence_files.business(turn.session, turn.actor, wanted))
    except NotFoundError:
        forms.stale(turn)
    except NotAllowedError:
        turn.alert("access.refused_tap")


def _begin(turn: Turn, business: Business) -> None:
    """The job begins, unless one is under way already."""
    job, is_new = jobs.ask(
        turn.session,
        turn.actor,
        EVIDENCE_ZIP,
        {"business": business.id},
        chat_id=turn.chat_id,
        now=turn.now,
    )
    if not is_new:
        _show_progress(turn)
        return
    say = turn.say
    title = say("evidence_zip.title", number=business.number, name=business.name)
    screen = Screen(f"<b>{title}</b>\n{say('workbook.started')}", buttons=[home_row(say)])
    turn.show(screen, slot=jobs.slot(job.id), anew=True)


def _show_progress(turn: Turn) -> bool:
    job = jobs.waiting(turn.session, turn.actor, EVIDENCE_ZIP)
    if job is None:
        return False
    text = turn.say("workbook.progress", percent=job.progress)
    turn.show(Screen(text, buttons=[home_row(turn.say)]), slot=jobs.slot(job.id), anew=True)
    return True
