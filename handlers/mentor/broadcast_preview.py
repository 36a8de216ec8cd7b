"""How a broadcast looks to its recipients, a test to oneself, and when it is sent."""

from datetime import date, datetime, timedelta

from bot import casting, formats, outbox
from bot.quiet import is_quiet
from bot.screen import Button, Screen, in_rows
from bot.taps import last_row
from bot.turn import Turn
from handlers.mentor import broadcast_card, broadcasting
from handlers.mentor.broadcast_card import on
from models.broadcast import Broadcast, BroadcastState
from models.business import Business
from models.delivery import NewsKind
from models.errors import NotAllowedError
from models.person import Person
from models.services import audiences, broadcast_mail, broadcasts
from models.services.audiences import Audience
from models.services.broadcasts import ChangedError

_DAYS = 7
_HOURS = range(7, 21)


def preview(turn: Turn) -> None:
    """`[Lihat pratinjau]`: as the first of them will see it."""
    row = _draft(turn)
    if row is None:
        return
    chosen = Audience.of(row.audience)
    found = audiences.names(turn.session, chosen, row.news, after=0, limit=1, now=turn.now)
    if not found:
        broadcasting.show(turn, row, lead=turn.say("broadcast.nobody"))
        return
    person, business = found[0]
    _say(turn, row, person, business)
    name = business.owner_name if business is not None else person.name
    _ask_when(turn, row, turn.say("broadcast.looks_so", name=name))


def test(turn: Turn) -> None:
    """`[Kirim ke saya dulu]`."""
    row = _draft(turn)
    if row is None:
        return
    _say(turn, row, turn.session.get_one(Person, turn.person.id), None)
    _ask_when(turn, row, turn.say("broadcast.sent_to_you"))


def send(turn: Turn) -> None:
    """`[Kirim sekarang]`, or `[Minta dilepas sekarang]`."""
    row = _draft(turn)
    if row is not None:
        _send_off(turn, row, None)


def choose_time(turn: Turn) -> None:
    """`[Atur jadwal]`: the day, then the hour, then it is sent off."""
    row = _draft(turn)
    if row is None:
        return
    day, _, hour = ((turn.tap.choice if turn.tap else None) or "").partition(".")
    if not day:
        _show_days(turn, row)
        return
    try:
        chosen = date.fromisoformat(day)
    except ValueError:
        _show_days(turn, row)
        return
    moments = _moments(turn, chosen)
    if hour.isdecimal() and int(hour) in moments:
        _send_off(turn, row, moments[int(hour)])
    else:
        _show_hours(turn, row, chosen, moments)


def _draft(turn: Turn) -> Broadcast | None:
    """The draft of the button, if it is one of the person's own."""
    row = broadcasting.tapped(turn)
    if row is None:
        return None
    if row.state != BroadcastState.DRAFT or row.author_id != turn.person.id:
        broadcasting.show(turn, row)
        return None
    return row


def _say(turn: Turn, row: Broadcast, person: Person, business: Business | None) -> None:
    """Send it here as *person* would get it."""
    author = turn.session.get_one(Person, row.author_id).name
    one = broadcast_mail.address(
        row, author, person.name, person.language, business, is_owner=business is not None
    )
    for payload in casting.messages(one, turn.texts_of(person), turn.house.clinic):
        outbox.put(turn.session, turn.chat_id, payload, now=turn.now)


def _ask_when(turn: Turn, row: Broadcast, lead: str) -> None:
    say = turn.say
    key = "broadcast.ask_release" if row.news == NewsKind.MENTOR else "broadcast.send_now"
    rows = [
        [Button(say.plain("broadcast.test"), on(row, "test"))],
        [
            Button(say.plain(key), on(row, "send")),
            Button(say.plain("broadcast.schedule"), on(row, "when")),
        ],
        [
            Button(say.plain("broadcast.edit"), on(row, "edit", "words")),
            Button(say.plain("broadcast.drop"), on(row, "move", "stop")),
        ],
        last_row(say, on(row, "count")),
    ]
    turn.show(Screen(say("broadcast.ask_when"), buttons=rows, lead=lead), anew=True)


def _show_days(turn: Turn, row: Broadcast) -> None:
    say, zone = turn.say, turn.house.clinic.zone
    days = [turn.today + timedelta(days=ahead) for ahead in range(_DAYS)]
    buttons = [
        Button(formats.weekday(day, zone, say.language), on(row, "when", day.isoformat()))
        for day in days
        if _moments(turn, day)
    ]
    rows = [[button] for button in buttons[:_DAYS]]
    turn.show(Screen(say("broadcast.which_day"), buttons=[*rows, last_row(say, on(row, "see"))]))


def _show_hours(turn: Turn, row: Broadcast, day: date, moments: dict[int, datetime]) -> None:
    say, zone = turn.say, turn.house.clinic.zone
    buttons = [
        Button(
            formats.clock_time(moment, zone, say.language),
            on(row, "when", f"{day.isoformat()}.{hour}"),
        )
        for hour, moment in moments.items()
    ]
    text = say("broadcast.which_hour", day=formats.weekday(day, zone, say.language))
    back = last_row(say, on(row, "when"))
    turn.show(Screen(text, buttons=[*in_rows(buttons), back]))


def _moments(turn: Turn, day: date) -> dict[int, datetime]:
    """Hour → moment, of those that come and in which the clinic may write."""
    zone, quiet = turn.house.clinic.zone, turn.house.quiet
    moments = {hour: datetime(day.year, day.month, day.day, hour, tzinfo=zone) for hour in _HOURS}
    last = turn.today + timedelta(days=_DAYS)
    return {
        hour: moment
        for hour, moment in moments.items()
        if moment > turn.now and day < last and not is_quiet(moment, quiet, zone)
    }


def _send_off(turn: Turn, row: Broadcast, due_at: datetime | None) -> None:
    try:
        row = broadcasts.ask(
            turn.session, turn.actor, row.id, seen=row.revision, now=turn.now, due_at=due_at
        )
    except (ChangedError, NotAllowedError):
        turn.toast("broadcast.changed")
        broadcasting.show(turn, row)
        return
    broadcast_card.everywhere(turn, row, but=turn.chat_id)
    lead = None
    if is_quiet(due_at or turn.now, turn.house.quiet, turn.house.clinic.zone):
        lead = turn.say("broadcast.after_quiet")
    broadcasting.show(turn, row, lead=lead)
