"""`/tugas`: what a business still has to do: progress, the next three, all items of one list."""

from bot import forms
from bot.callback_data import Tap
from bot.screen import Button, Screen, in_rows
from bot.taps import home_row, last_row
from bot.turn import Turn
from handlers.owner import home, item_words
from models.business import Business
from models.errors import NotFoundError
from models.services import checklists, products, registration
from models.services.lines import Line, Listed, next_lines
from models.task import TaskState

LIST = Tap("task", "list")

#: Lists whose progress is told.
_MOST_LISTS = 3

#: Items a page of the whole list.
_A_PAGE = 6

#: What the whole list can be narrowed to; `todo` holds repairs too.
FILTERS = ("todo", "sent", "accepted", "left", "all")


def open_tasks(turn: Turn) -> None:
    """`/tugas` and the button: of the only business, or of the one that is picked."""
    forms.lay_aside(turn)
    mine = registration.businesses_of(turn.session, turn.person.id)
    if not mine:
        home.show(turn, lead=turn.say("task.business_first"))
    elif len(mine) == 1:
        show(turn, mine[0])
    else:
        _which(turn, [(business.id, business.name) for business in mine])


def list_tasks(turn: Turn) -> None:
    """The tasks of the business that was picked."""
    tap = turn.tap
    if tap is None or not tap.subject:
        open_tasks(turn)
        return
    forms.lay_aside(turn)
    business = _own(turn, tap.subject)
    if business is not None:
        show(turn, business)


def show(turn: Turn, business: Business, *, lead: str | None = None) -> None:
    """Where a business stands: per cent of each list, and the three next items."""
    say = turn.say
    lists = checklists.of_business(turn.session, business.id, now=turn.now)
    if len(lists) < 2:  # noqa: PLR2004  # the business's own, and no product
        key = "task.product_first" if lists else "task.not_yet"
        see = Button(say.plain("button.see_products"), Tap("prod", "open"))
        screen = Screen(say(key, name=business.name), buttons=[[see], home_row(say)])
        turn.show(screen.led_by(lead))
        return
    lines = [f"<b>{say('task.title', name=business.name)}</b>"]
    counted = [one for one in lists if one.progress.total]
    shown = counted if len(counted) <= _MOST_LISTS else [*counted[: _MOST_LISTS - 2], counted[-1]]
    lines += [_progress(turn, one, business) for one in shown]
    if len(shown) < len(counted):
        lines.append(say("task.more_lists", count=len(counted) - len(shown)))
    following = next_lines(lists)
    count = sum(line.state is TaskState.SENT for one in lists for line in one.lines)
    waiting = say("task.waiting", count=count) if count else ""
    if following:
        lines.append(f"{waiting} {say(f'task.next.{min(len(following), 3)}')}".lstrip())
        lines += [
            say("task.line", number=n, title=item_words.title(line), name=line.entry.name)
            for n, line in enumerate(following, start=1)
        ]
    else:
        lines += filter(None, [say("task.all_sent"), waiting])
    work = [
        Button(say.plain("task.work", number=n), open_tap(line))
        for n, line in enumerate(following, start=1)
    ]
    rows = [work[:1], work[1:]] if len(work) > 1 else [work]
    rows.append(
        [
            Button(say.plain("task.all"), Tap("task", "lists", business.id)),
            Button(say.plain("task.wallet"), Tap("paper", "open", business.id)),
        ]
    )
    turn.show(Screen("\n".join(lines), buttons=[*filter(None, rows), home_row(say)]).led_by(lead))


def choose_list(turn: Turn) -> None:
    """`[Lihat semua langkah]`: of which product, or of the business."""
    say, business = turn.say, _own(turn, turn.tap.subject if turn.tap else 0)
    if business is None:
        return
    lists = checklists.of_business(turn.session, business.id, now=turn.now)
    buttons = [
        Button(
            say.plain("task.one_list", name=one.entry.name[:20], percent=one.progress.percent),
            Tap("task", "page", one.entry.id, choice="todo.0"),
        )
        for one in lists
        if one.lines
    ]
    back = Tap("task", "list", business.id)
    turn.show(Screen(say("task.which_list"), buttons=[*in_rows(buttons), last_row(say, back)]))


def show_page(turn: Turn) -> None:
    """A page of one list, narrowed or not."""
    tap = turn.tap
    wanted, _, page = (tap.choice or "" if tap else "").partition(".")
    if tap is None or wanted not in FILTERS or not page.isdecimal():
        forms.stale(turn)
        return
    try:
        listed = checklists.own(turn.session, turn.actor, tap.subject, now=turn.now)
    except NotFoundError:
        turn.alert("error.not_found")
        return
    turn.show(_page(turn, listed, wanted, int(page)))


def open_tap(line: Line) -> Tap:
    """The button that opens an item."""
    return Tap("task", "open", line.entry.id, choice=line.item.id)


def _page(turn: Turn, listed: Listed, wanted: str, page: int) -> Screen:
    say = turn.say
    some = _narrowed(listed, wanted)
    pages = max(-(-len(some) // _A_PAGE), 1)
    page = min(page, pages - 1)
    shown = some[page * _A_PAGE : (page + 1) * _A_PAGE]
    lines = [
        f"<b>{say('task.list_title', name=listed.entry.name)}</b>",
        say(f"task.filter_line.{wanted}", count=len(some), page=page + 1, pages=pages),
        *(_line(turn, n, line) for n, line in enumerate(shown, start=page * _A_PAGE + 1)),
    ]
    opens = [
        Button(say.plain("task.open", number=n), open_tap(line))
        for n, line in enumerate(shown, start=page * _A_PAGE + 1)
    ]
    here = Tap("task", "page", listed.entry.id)
    turning = []
    if page:
        turning.append(
            Button(say.plain("button.previous"), here.with_choice(f"{wanted}.{page - 1}"))
        )
    if page < pages - 1:
        turning.append(Button(say.plain("button.next"), here.with_choice(f"{wanted}.{page + 1}")))
    filters = [
        Button(say.plain(f"task.filter.{one}"), here.with_choice(f"{one}.0"))
        for one in FILTERS
        if one != wanted and _narrowed(listed, one)
    ]
    rows = [*in_rows(opens), *filter(None, [turning]), *in_rows(filters)]
    return Screen("\n".join(lines), buttons=[*rows, last_row(say, LIST)])


def _narrowed(listed: Listed, wanted: str) -> list[Line]:
    match wanted:
        case "todo":
            some = [line for line in listed.lines if not line.is_done]
            some = [line for line in some if line.state is not TaskState.SENT]
            return sorted(some, key=lambda line: (not line.is_mandatory,))
        case "sent":
            return [line for line in listed.lines if line.state is TaskState.SENT]
        case "accepted":
            return [line for line in listed.lines if line.is_done]
        case "left":
            return list(listed.left_out)
        case _:
            return list(listed.lines)


def _line(turn: Turn, number: int, line: Line) -> str:
    say = turn.say
    need = "mandatory" if line.is_mandatory else "optional"
    state = "left" if not line.is_asked else line.state
    return say(
        "task.list_line",
        number=number,
        title=item_words.title(line),
        state=say.plain(f"task.state.{state}"),
        need=say.plain(f"task.need.{need}"),
    )


def _progress(turn: Turn, listed: Listed, business: Business) -> str:
    say, how_far = turn.say, listed.progress
    name = say.plain("task.of_business") if listed.entry.id == business.id else listed.entry.name
    return say(
        "task.progress",
        name=name,
        done=how_far.done,
        total=how_far.total,
        percent=how_far.percent,
    )


def _which(turn: Turn, choices: list[tuple[int, str]]) -> None:
    buttons = [Button(name[:40], Tap("task", "list", number)) for number, name in choices[:10]]
    say = turn.say
    turn.show(Screen(say("task.which_business"), buttons=[*in_rows(buttons), home_row(say)]))


def _own(turn: Turn, number: int) -> Business | None:
    try:
        return products.business_for(turn.session, turn.person.id, number)
    except NotFoundError:
        turn.alert("error.not_found")
        return None
