"""`/kurasi`: the queue of entries; taking one, looking at it, letting it go."""

from bot import forms
from bot.callback_data import Tap
from bot.screen import Button, Screen, in_rows
from bot.taps import home_row
from bot.turn import Turn
from handlers.admin import card, showing
from handlers.admin.refusal import refuse, refused_tap
from handlers.admin.viewer import DESK
from models.business import Business
from models.entry import Entry
from models.errors import ClinicError, NotAllowedError, NotFoundError
from models.forms.kinds import Phone
from models.rules import categories, regencies
from models.services import audit, desks, queue
from models.services.queue import APPEALED, REPAIRED, Filters

_ONLY = (REPAIRED, APPEALED)
_PAGES = ("regency", "category")
_A_PAGE = 12


def open_queue(turn: Turn) -> None:
    """`/kurasi` and the button: the entry that waits longest."""
    forms.lay_aside(turn)
    if turn.tap is not None and turn.tap.subject:
        details(turn, turn.tap.subject)
    else:
        _show_next(turn, after=0, anew=turn.tap is None)


def open_in_group(turn: Turn) -> None:
    """`/kurasi` in the staff group: the card of the entry that waits longest."""
    _show_next(turn, after=0, anew=True)


def next_entry(turn: Turn) -> None:
    """`[Berikutnya]`: the entry behind the one on the card; after the last, the first again."""
    _show_next(turn, after=turn.tap.subject if turn.tap else 0, anew=turn.in_group)


def see(turn: Turn) -> None:
    """The card as it is now; the choice says which photo."""
    entry = tapped(turn)
    if entry is not None:
        choice = turn.tap.choice if turn.tap else None
        photo = int(choice) if choice and choice.isdecimal() else 0
        viewer = showing.here(turn)
        showing.show(turn, entry, card.screen(turn, entry, viewer, photo=photo))


def more(turn: Turn) -> None:
    """`[Selengkapnya]`."""
    entry = tapped(turn)
    if entry is not None:
        showing.show(turn, entry, card.full(turn, entry, showing.here(turn)))


def claim(turn: Turn) -> None:
    """`[Ambil]`."""
    entry = tapped(turn)
    if entry is None:
        return
    try:
        entry = queue.claim(turn.session, turn.actor, entry.id, now=turn.now)
    except ClinicError as refusal:
        refused_tap(turn, entry, refusal)
        return
    showing.acted(turn, entry)


def release(turn: Turn) -> None:
    """`[Lepaskan]`."""
    entry = tapped(turn)
    if entry is None:
        return
    if not queue.release(turn.session, turn.actor, entry.id, now=turn.now):
        refused_tap(turn, entry, None)
        return
    showing.acted(turn, queue.entry(turn.session, turn.actor, entry.id))


def show_phone(turn: Turn) -> None:
    """`[Lihat nomor]`: shown in a window, and noted in the audit trail."""
    entry = tapped(turn)
    if not isinstance(entry, Business) or turn.in_group:
        return
    audit.record(
        turn.session, turn.person.id, "business.phone_seen", queue.subject(entry), now=turn.now
    )
    turn.alert("curation.phone_shown", owner=entry.owner_name, phone=Phone().show(entry.phone))


def compare(turn: Turn) -> None:
    """`[Bandingkan]`: the card of the entry this one resembles, as a screen beside it."""
    entry = tapped(turn)
    if not isinstance(entry, Business) or entry.similar_id is None or turn.in_group:
        return
    other = queue.entry(turn.session, turn.actor, entry.similar_id)
    viewer = showing.here(turn)
    screen = card.full(turn, other, viewer)
    back = Button(viewer.say.plain("button.back"), card.on(entry, "see"))
    lead = viewer.say("curation.compared", number=entry.number)
    rows = [[back, *home_row(viewer.say)]]
    showing.show(turn, entry, Screen(screen.text, buttons=rows, lead=lead))


def details(turn: Turn, entry_id: int) -> None:
    """`[Buka rincian]` in the group leads here, into the private chat."""
    try:
        entry = queue.entry(turn.session, turn.actor, entry_id)
    except (NotAllowedError, NotFoundError) as refusal:
        refuse(turn, refusal)
        return
    showing.show(turn, entry, anew=True)


def choose_filter(turn: Turn) -> None:
    """`[Saring]`: everything, repaired, appealed, one kabupaten or one category."""
    tap, say = turn.tap, turn.say
    which, _, page = ((tap.choice if tap else None) or "").partition(".")
    number = int(page) if page.isdecimal() else 0
    if which in _PAGES:
        named = _regencies() if which == "regency" else _categories(say.language)
        first = number * _A_PAGE % max(len(named), 1)
        rows = in_rows(_only(code, name) for code, name in named[first : first + _A_PAGE])
        on = Tap("cur", "filter", choice=f"{which}.{number + 1}")
        rows.append([Button(say.plain("curation.filter_more"), on)])
    else:
        rows = in_rows(
            _only(code, say.plain(f"curation.filter_{name}"))
            for code, name in (("all", "all"), *((f"o.{only}", only) for only in _ONLY))
        )
        for kind in _PAGES:
            tap_on = Tap("cur", "filter", choice=kind)
            rows.append([Button(say.plain(f"curation.filter_{kind}"), tap_on)])
    now = _filter_name(turn, desks.filters_of(turn.session, turn.chat_id))
    screen = Screen(say("curation.filter_ask", now=now), buttons=[*rows, home_row(say)])
    turn.show(screen, slot=DESK)


def set_filter(turn: Turn) -> None:
    """A filter was chosen: the first entry it lets through."""
    kind, _, code = ((turn.tap.choice if turn.tap else None) or "all").partition(".")
    filters = Filters()
    if kind == "r" and code in regencies.by_code():
        filters = Filters(regency=code)
    elif kind == "c" and code in categories.by_code():
        filters = Filters(category=code)
    elif kind == "o" and code in _ONLY:
        filters = Filters(only=code)
    desks.choose(turn.session, turn.chat_id, turn.person.id, filters)
    _show_next(turn, after=0)


def tapped(turn: Turn) -> Entry | None:
    """The entry of the button, if it is still as the card showed it; else the card as it is."""
    tap = turn.tap
    if tap is None:
        forms.stale(turn)
        return None
    try:
        entry = queue.entry(turn.session, turn.actor, tap.subject)
    except NotFoundError:
        turn.alert("error.not_found")
        return None
    if entry.revision != tap.revision:
        refused_tap(turn, entry, None)
        return None
    return entry


def _show_next(turn: Turn, *, after: int, anew: bool = False) -> None:
    filters = desks.filters_of(turn.session, turn.chat_id)
    entry = queue.waiting(turn.session, turn.actor, filters, now=turn.now, after=after)
    if entry is None and after:
        entry = queue.waiting(turn.session, turn.actor, filters, now=turn.now)
    if entry is not None:
        viewer = showing.here(turn)
        count = queue.count_waiting(turn.session, filters)
        lead = turn.say("curation.queue", count=count, which=_filter_name(turn, filters))
        screen = card.screen(turn, entry, viewer, lead=lead)
        showing.show(turn, entry, screen, anew=anew)
        return
    say = turn.say
    if turn.in_group:
        turn.show(Screen(say("group.empty")), slot="group", anew=anew)
        return
    text = say("curation.empty") if filters == Filters() else say("curation.empty_filtered")
    change = [Button(say.plain("curation.filter"), Tap("cur", "filter"))]
    desks.look(turn.session, turn.chat_id, turn.person.id, None)
    screen = Screen(text, buttons=[change, home_row(say)])
    turn.show(screen, slot=DESK, anew=anew)


def _filter_name(turn: Turn, filters: Filters) -> str:
    say = turn.say
    if filters.regency:
        return regencies.by_code()[filters.regency].name
    if filters.category:
        return categories.button(filters.category, say.language)
    return say.plain(f"curation.filter_{filters.only or 'all'}")


def _only(code: str, name: str) -> Button:
    return Button(name, Tap("cur", "only", choice=code))


def _regencies() -> list[tuple[str, str]]:
    return [(f"r.{one.code}", regencies.short_name(one.code)) for one in regencies.all_regencies()]


def _categories(language: str) -> list[tuple[str, str]]:
    found = [one for group in categories.groups() for one in categories.in_group(group)]
    return [(f"c.{one.code}", categories.button(one.code, language)) for one in found]
