"""`/cari`: finding an entry by name, number, telephone or NIB."""

from bot import forms
from bot.callback_data import Tap
from bot.screen import Button, Screen, in_rows
from bot.taps import home_row
from bot.turn import Turn
from handlers.admin import card
from models.forms.kinds import Phone
from models.forms.lookup import Search
from models.rules import regencies
from models.services import search
from models.services.search import Found, Hit, Place

#: What is kept of a search for its next pages; longer ones are cut.
_MOST_KEPT = 200


def open_search(turn: Turn) -> None:
    """`/cari`: what stands behind the command is searched for; without it, it is asked for."""
    forms.lay_aside(turn)
    if turn.argument:
        begin(turn, turn.argument)
    else:
        forms.open_form(turn, Search)


def next_page(turn: Turn) -> None:
    """`[Berikutnya]` below results, of the latest search only."""
    tap, memory = turn.tap, turn.conversation.memory
    text = memory.get("search")
    if tap is None or text is None or tap.revision != memory.get("at"):
        forms.stale(turn)
        return
    walked, _, nth = (tap.choice or "").partition(".")
    if not (walked.isdecimal() and nth.isdecimal()):
        forms.stale(turn)
        return
    after = Place(tap.subject, int(walked), int(nth))
    found = search.find(turn.session, turn.actor, text, now=turn.now, after=after)
    turn.show(_results(turn, found))


def begin(turn: Turn, text: str) -> None:
    """Search for *text*; what is not found is asked again."""
    text = text[:_MOST_KEPT]
    found = search.find(turn.session, turn.actor, text, now=turn.now)
    if not found.hits and found.after is None:
        forms.open_form(turn, Search, lead=turn.say("search.nothing"))
        return
    talk = turn.conversation
    talk.touch()
    talk.memory = {"search": text, "at": talk.revision}
    turn.show(_results(turn, found))


def _results(turn: Turn, found: Found) -> Screen:
    say = turn.say
    if found.hits:
        lines = [f"<b>{say('search.title')}</b>", *(_line(turn, hit) for hit in found.hits)]
        text = "\n".join(lines)
    else:
        text = say("search.nothing_more" if found.after is None else "search.nothing_here")
    buttons = [
        Button(
            say.plain("search.open", number=card.short_number(hit.entry)),
            Tap("cur", "open", hit.entry.id),
        )
        for hit in found.hits
    ]
    if len(found.hits) == 1:
        trail = Tap("audit", "see", found.hits[0].entry.id)
        buttons.append(Button(say.plain("audit.open"), trail))
    return Screen(text, buttons=[*in_rows(buttons), [*_next(turn, found), *home_row(say)]])


def _next(turn: Turn, found: Found) -> list[Button]:
    after = found.after
    if after is None:
        return []
    at = turn.conversation.memory["at"]
    choice = f"{after.walked}.{after.nth}"
    next_ = Tap("find", "next", after.entry_id, at, choice)
    return [Button(turn.say.plain("button.next"), next_)]


def _line(turn: Turn, hit: Hit) -> str:
    say, entry = turn.say, hit.entry
    return say(
        "search.line" if hit.phone else "search.line_without_phone",
        number=entry.number,
        name=entry.name,
        regency=regencies.short_name(entry.regency),
        state=say.plain(f"search.state.{entry.state}"),
        phone=Phone().masked(hit.phone) if hit.phone else "",
    )
