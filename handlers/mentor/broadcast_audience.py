"""Who receives a broadcast: filters as buttons, how many that are, and their names."""

from collections.abc import Callable, Iterable

from bot.callback_data import Tap
from bot.screen import MOST_BUTTON_LETTERS, Button, Screen, in_rows
from bot.taps import home_row, last_row
from bot.turn import Turn
from handlers.mentor import broadcast_words, broadcasting
from handlers.mentor.broadcast_card import on
from handlers.mentor.broadcast_words import FILTERS
from models.broadcast import Broadcast, BroadcastState
from models.business import MemberRole
from models.delivery import NewsKind
from models.errors import NotAllowedError
from models.person import Role
from models.rules import categories, regencies, stages
from models.services import audiences, broadcasts
from models.services.audiences import Audience
from models.services.broadcasts import ChangedError

_PAGE = 12
_NAMES = 7
_LANGUAGES = ("id", "en")


def show(turn: Turn, row: Broadcast, *, lead: str | None = None, anew: bool = False) -> None:
    """The filters of a draft."""
    say, chosen = turn.say, Audience.of(row.audience)
    lines = [
        say("broadcast.who"),
        say("broadcast.chosen", audience=broadcast_words.audience(say, chosen)),
    ]
    if row.answers:
        lines.append(say("broadcast.buttons", answers=", ".join(row.answers)))
    filters = [
        Button(say.plain(f"broadcast.filter.{name}"), on(row, "who", f"{name}.0"))
        for name in FILTERS
    ]
    busy = Button(
        _ticked(say.plain("broadcast.skip_busy"), is_on=bool(chosen.busy)),
        on(row, "pick", "busy.0.skip"),
    )
    edit = Button(say.plain("broadcast.edit"), on(row, "edit", "words"))
    answers = Button(say.plain("broadcast.answers"), on(row, "edit", "answers"))
    count = Button(say.plain("broadcast.count_them"), on(row, "count"))
    rows = [*in_rows(filters), [busy], [edit, answers], [count], home_row(say)]
    turn.show(Screen("\n".join(lines), buttons=rows, lead=lead), anew=anew)


def choose(turn: Turn) -> None:
    """A filter: its values, with a tick at those that are chosen."""
    row = broadcasting.tapped(turn)
    if row is None:
        return
    name, page = _named(turn, 2)[:2]
    if name not in FILTERS or not _is_own_draft(turn, row):
        broadcasting.show(turn, row)
        return
    _show_values(turn, row, name, int(page) if page.isdecimal() else 0)


def pick(turn: Turn) -> None:
    """A value of a filter: put in or taken out."""
    row = broadcasting.tapped(turn)
    if row is None:
        return
    name, page, value = _named(turn, 3)
    values = ["skip"] if name == "busy" else _values(row, name)
    if value not in values or not _is_own_draft(turn, row):
        broadcasting.show(turn, row)
        return
    chosen = Audience.of(row.audience).toggled(name, value)
    try:
        row = broadcasts.choose(turn.session, turn.actor, row.id, chosen, now=turn.now)
    except (ChangedError, NotAllowedError):
        broadcasting.show(turn, row)
        return
    if name == "busy":
        show(turn, row)
    else:
        _show_values(turn, row, name, int(page) if page.isdecimal() else 0)


def count(turn: Turn) -> None:
    """`[Hitung penerima]`: how many, where, and who is left out."""
    row = broadcasting.tapped(turn)
    if row is None:
        return
    say, chosen = turn.say, Audience.of(row.audience)
    found = audiences.count(turn.session, chosen, row.news, now=turn.now)
    lines = [f"<b>{say('broadcast.recipients', count=found.total)}</b>"]
    if found.total:
        where = broadcast_words.places(say, found)
        audience = broadcast_words.audience(say, chosen)
        lines.append(say("broadcast.where", places=where, audience=audience))
    if left := broadcast_words.left_out(say, found.left_out):
        lines.append(say("broadcast.not_sent_to", who=left))
    change = Button(say.plain("broadcast.change_who"), on(row, "see"))
    rows = [[change]]
    if found.total:
        names = Button(say.plain("broadcast.names"), on(row, "names"))
        rows = [[Button(say.plain("broadcast.preview"), on(row, "preview"))], [change, names]]
    turn.show(Screen("\n".join(lines), buttons=[*rows, home_row(say)]))


def names(turn: Turn) -> None:
    """`[Lihat nama]`: those who receive it, a page at a time."""
    row = broadcasting.tapped(turn)
    if row is None:
        return
    say, page = turn.say, broadcasting.page_of(turn)
    chosen, after = Audience.of(row.audience), page * _NAMES
    found = audiences.names(
        turn.session, chosen, row.news, after=after, limit=_NAMES + 1, now=turn.now
    )
    lines = [f"<b>{say('broadcast.names_title')}</b>"]
    for place, (person, business) in enumerate(found[:_NAMES], start=after + 1):
        regency = regencies.short_name(business.regency) if business else say("broadcast.staff")
        name = f"{business.owner_name}, {business.name}" if business else person.name
        lines.append(say("broadcast.name_line", place=place, name=name, regency=regency))
    rows = broadcasting.turning(turn, page, more=len(found) > _NAMES, to=on(row, "names"))
    is_draft = row.state == BroadcastState.DRAFT
    back = on(row, "count") if is_draft else on(row, "see")
    turn.show(Screen("\n".join(lines), buttons=[*rows, last_row(say, back)]))


def _show_values(turn: Turn, row: Broadcast, name: str, page: int) -> None:
    say = turn.say
    values, chosen = _values(row, name), getattr(Audience.of(row.audience), name)
    pages = -(-len(values) // _PAGE)
    page = min(page, pages - 1)
    buttons = [
        Button(
            _ticked(broadcast_words.option(say, name, value), is_on=value in chosen),
            on(row, "pick", f"{name}.{page}.{value}"),
        )
        for value in values[page * _PAGE : (page + 1) * _PAGE]
    ]
    turns = []
    if page > 0:
        turns.append(Button(say.plain("button.previous"), on(row, "who", f"{name}.{page - 1}")))
    if page < pages - 1:
        turns.append(Button(say.plain("button.next"), on(row, "who", f"{name}.{page + 1}")))
    rows = in_rows([_short(button) for button in buttons])
    rows += [turns] if turns else []
    audience = broadcast_words.audience(say, Audience.of(row.audience))
    text = say(f"broadcast.ask.{name}") + "\n" + say("broadcast.chosen", audience=audience)
    turn.show(Screen(text, buttons=[*rows, last_row(say, on(row, "see"))]))


def _values(row: Broadcast, name: str) -> list[str]:
    """What may be chosen; a mentor reaches nobody of the staff."""
    staff: list[str] = list(Role) if row.news == NewsKind.CLINIC else []
    values: dict[str, Callable[[], Iterable[str]]] = {
        "regency": lambda: (one.code for one in regencies.all_regencies()),
        "category": lambda: (one.code for one in categories.all_categories()),
        "stage": lambda: (one.code for one in stages.all_stages()),
        "missing": lambda: (item.id for item in audiences.items()),
        "language": lambda: _LANGUAGES,
        "role": lambda: [*MemberRole, *staff],
    }
    return list(values[name]()) if name in values else []


def _named(turn: Turn, parts: int) -> list[str]:
    """`regency.0.12.06`: the filter, the page, the value."""
    choice = (turn.tap.choice if turn.tap else None) or ""
    found = choice.split(".", parts - 1)
    return found + [""] * (parts - len(found))


def _is_own_draft(turn: Turn, row: Broadcast) -> bool:
    return row.state == BroadcastState.DRAFT and row.author_id == turn.person.id


def _ticked(caption: str, *, is_on: bool) -> str:
    return f"✓ {caption}" if is_on else caption


def _short(button: Button) -> Button:
    if len(button.text) <= MOST_BUTTON_LETTERS:
        return button
    tap: Tap | None = button.tap
    return Button(button.text[: MOST_BUTTON_LETTERS - 1] + "…", tap)
