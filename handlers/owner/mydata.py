"""`/datasaya`: everything kept about me, and asking for its erasure."""

from bot import form_values, formats, forms
from bot.callback_data import Tap
from bot.screen import Button, Screen, in_rows
from bot.taps import home_row
from bot.turn import Turn
from models.forms import core
from models.message import MessageState
from models.services import messages, privacy
from models.services.messages import Content
from models.services.privacy import Kept, KeptEntry

_ERASE = Tap("data", "erase")
_SURE = Tap("data", "sure")
_OPEN = Tap("data", "open")


def open_data(turn: Turn) -> None:
    """What is kept, in a few lines."""
    forms.lay_aside(turn)
    say = turn.say
    kept = privacy.kept_about(turn.session, turn.person.id)
    lines = [f"<b>{say('data.title')}</b>", *_lines(turn, kept)]
    buttons = [
        Button(say.plain("data.see_all"), Tap("data", "all")),
        Button(say.plain("data.erase"), _ERASE),
    ]
    turn.show(Screen("\n".join(lines), buttons=[*in_rows(buttons), home_row(say)]))


def see_all(turn: Turn) -> None:
    """Every answer that is kept, business by business, then product by product."""
    say = turn.say
    kept = privacy.kept_about(turn.session, turn.person.id)
    lines = [f"<b>{say('data.all_title')}</b>", say("data.account", name=turn.person.name)]
    for entry in (*kept.businesses, *kept.products):
        lines.append(say(f"data.{entry.kind}", number=entry.number, name=entry.name))
        lines += _answers(turn, entry)
    back = [Button(say.plain("button.back"), _OPEN), *home_row(say)]
    turn.show(Screen(_within_limits(lines), buttons=[back]))


def erase(turn: Turn) -> None:
    """`[Hapus data saya]`: a plain list of what goes and what must stay, then once more."""
    say = turn.say
    rows = [
        [Button(say.plain("data.keep"), _OPEN)],
        [Button(say.plain("data.ask_erasure"), _SURE)],
        home_row(say),
    ]
    turn.show(Screen(say("data.before_erasure"), buttons=rows))


def ask_erasure(turn: Turn) -> None:
    """The request reaches the staff, who answer within 3×24 hours of its first sending."""
    since = privacy.erasure_asked(turn.session, turn.person.id)
    if since is None:
        content = Content(turn.chat_id, turn.tapped or 0, privacy.ERASURE)
        messages.keep(turn.session, turn.actor, content, now=turn.now, state=MessageState.OPEN)
        privacy.note_erasure(turn.session, turn.actor, now=turn.now)
    when = formats.day_and_time(since or turn.now, turn.house.clinic.zone, turn.person.language)
    turn.show(Screen(turn.say("data.erasure_asked", when=when), buttons=[home_row(turn.say)]))


def _lines(turn: Turn, kept: Kept) -> list[str]:
    say, zone, language = turn.say, turn.house.clinic.zone, turn.person.language
    lines = []
    if kept.consent is not None:
        agreed, when = kept.consent
        key = "data.consent_yes" if agreed else "data.consent_no"
        lines.append(say(key, when=formats.day(when, zone, language)))
    else:
        lines.append(say("data.no_consent"))
    lines.append(
        say(
            "data.counts",
            businesses=len(kept.businesses),
            products=len(kept.products),
            files=kept.files,
            messages=kept.messages,
        )
    )
    return lines


def _answers(turn: Turn, entry: KeptEntry) -> list[str]:
    say = turn.say
    return [
        say(
            "data.value",
            label=say.plain(f"form.{question.form}.{question.field}.label"),
            value=form_values.line(say, entry.form, question, entry.answers),
        )
        for question in core.leading(entry.form, entry.answers)
        if entry.answers.get(question.field) is not None
    ]


def _within_limits(lines: list[str], most: int = 3_800) -> str:
    """As many lines as one message holds; a person has few businesses."""
    text = ""
    for line in lines:
        if len(text) + len(line) > most:
            return f"{text}\n…"
        text = f"{text}\n{line}" if text else line
    return text
