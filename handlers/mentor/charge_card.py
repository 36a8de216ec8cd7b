"""The card of a business in mentoring: its stage, how far, who waits for whom, notes."""

from bot import formats
from bot.callback_data import Tap
from bot.screen import MOST_BUTTON_LETTERS, Button, Screen, in_rows
from bot.taps import last_row
from bot.texts import Texts
from bot.turn import Turn
from models.mentoring import NoteFor
from models.person import Role
from models.rules import regencies
from models.rules import stages as rules
from models.services import checklists, mentoring, notes, stages
from models.services.lines import Progress
from models.services.mentoring import Charge

FLOW = "charge"
OPEN = Tap(FLOW, "open")

_MOST_LISTS = 4
_MOST_NOTES = 2
_MOST_NOTE = 120


def line(turn: Turn, one: Charge, place: int) -> str:
    """A business in the list of a mentor."""
    return turn.say(
        "charge.line",
        place=place,
        name=one.business.name,
        stage=one.mentoring.stage,
        percent=Progress(one.done, one.total).percent,
        days=silent_days(turn, one),
        waits=_waits(turn.say, one),
    )


def screen(turn: Turn, one: Charge) -> Screen:
    """The card."""
    say = turn.say
    lines = [f"<b>{say('charge.card', name=one.business.name)}</b>", *_standing(turn, one)]
    lists = checklists.of_business(turn.session, one.business.id, now=turn.now)
    for listed in lists[:_MOST_LISTS]:
        done = listed.progress
        lines.append(
            say(
                "charge.progress",
                name=listed.entry.name,
                percent=done.percent,
                done=done.done,
                total=done.total,
            )
        )
    lines.append(say("charge.silent", days=silent_days(turn, one), waits=_waits(say, one)))
    for note, author in notes.newest(turn.session, turn.actor, one.business.id, _MOST_NOTES):
        when = formats.day(note.written_at, turn.house.clinic.zone, say.language)
        key = "charge.own_note" if note.readers == NoteFor.SELF else "charge.note"
        lines.append(say(key, by=author.name, when=when, words=_short(note.words)))
    back = OPEN if one.mentoring.mentor_id == turn.person.id else Tap(FLOW, "free")
    return Screen("\n".join(lines), buttons=[*_acts(turn, one), last_row(say, back)])


def on(one: Charge, verb: str, choice: str | None = None) -> Tap:
    """A tap on the card as it is."""
    return Tap(FLOW, verb, one.business.id, one.mentoring.revision, choice)


def silent_days(turn: Turn, one: Charge) -> int:
    """For how many days the people of the business did nothing."""
    return max((turn.now - one.mentoring.owner_acted_at).days, 0)


def stage_name(code: str) -> str:
    """A stage as the staff call it."""
    return f"{code}, {rules.by_code()[code].name}"


def stage_button(code: str) -> str:
    """A stage on a button."""
    return stage_name(code)[:MOST_BUTTON_LETTERS]


def _standing(turn: Turn, one: Charge) -> list[str]:
    say, zone = turn.say, turn.house.clinic.zone
    regency = regencies.by_code()[one.business.regency].name
    lines = [say("charge.place", number=one.business.number, regency=regency)]
    mentor = mentoring.mentor(turn.session, one.mentoring)
    lines.append(say("charge.mentor", name=mentor.name) if mentor else say("charge.no_mentor"))
    here = stages.standing(turn.session, one.business, now=turn.now)
    since = formats.day(here.since, zone, say.language)
    lines.append(say("charge.stage", stage=stage_name(here.stage.code), since=since))
    if here.until is not None:
        until = formats.day(here.until, zone, say.language)
        lines.append(say("charge.until", until=until))
    return lines


def _acts(turn: Turn, one: Charge) -> list[list[Button]]:
    say = turn.say
    is_admin = Role.ADMIN in turn.person.roles
    is_own = one.mentoring.mentor_id == turn.person.id
    is_free = one.mentoring.mentor_id is None
    buttons = []
    if one.waiting and (is_own or is_free or is_admin):
        buttons.append(Button(say.plain("charge.review"), Tap("rev", "start", one.business.id)))
    if is_free and Role.MENTOR in turn.person.roles:
        buttons.append(Button(say.plain("charge.take"), on(one, "take")))
    if is_free and is_admin:
        buttons.append(Button(say.plain("charge.appoint"), on(one, "hand")))
    buttons.append(Button(say.plain("charge.write"), on(one, "note")))
    if is_own or is_admin:
        buttons.append(Button(say.plain("charge.rule"), on(one, "stage")))
    if not is_free and (is_own or is_admin):
        buttons.append(Button(say.plain("charge.hand"), on(one, "hand")))
        buttons.append(Button(say.plain("charge.release"), on(one, "give", "0")))
    return in_rows(buttons)


def _waits(say: Texts, one: Charge) -> str:
    if one.waiting:
        return say.plain("charge.waits_for_mentor", count=one.waiting)
    return say.plain("charge.waits_for_owner")


def _short(words: str) -> str:
    flat = " ".join(words.split())
    return flat if len(flat) <= _MOST_NOTE else flat[: _MOST_NOTE - 1] + "…"
