"""The wallet (Map surat): documents of a business, sent once and used by all its products."""

from bot import formats
from bot.callback_data import Tap
from bot.screen import Button, Screen, in_rows
from bot.taps import last_row
from bot.turn import Turn
from handlers.owner import item_words, tasks
from models.errors import NotFoundError
from models.rules.documents import Document
from models.services import checklists, products, wallet
from models.services.lines import Line
from models.task import TaskState

#: Documents a page.
_A_PAGE = 6


def open_wallet(turn: Turn) -> None:
    """`[Buka Map surat]`: what is there, what is asked for, and until when it is good."""
    tap = turn.tap
    try:
        business = products.business_for(turn.session, turn.person.id, tap.subject if tap else 0)
    except NotFoundError:
        turn.alert("error.not_found")
        return
    lists = checklists.of_business(turn.session, business.id, now=turn.now)
    lines = [
        line
        for listed in reversed(lists)  # the business's own first
        for line in listed.lines
        if isinstance(line.item, Document)
    ]
    lines.sort(key=lambda line: not line.is_mandatory)
    wanted = (tap.choice or "") if tap else ""
    page = int(wanted) if wanted.isdecimal() else 0
    pages = max(-(-len(lines) // _A_PAGE), 1)
    page = min(page, pages - 1)
    turn.show(_screen(turn, business.id, business.name, lines, page, pages))


def _screen(
    turn: Turn, business_id: int, name: str, lines: list[Line], page: int, pages: int
) -> Screen:
    say = turn.say
    papers = wallet.by_code(turn.session, business_id)
    shown = lines[page * _A_PAGE : (page + 1) * _A_PAGE]
    text = [f"<b>{say('wallet.title', name=name)}</b>"]
    if not lines:
        text.append(say("wallet.empty"))
    for number, line in enumerate(shown, start=page * _A_PAGE + 1):
        text.append(
            say(
                "wallet.line",
                number=number,
                title=_title(turn, line, business_id),
                state=_state(turn, line, papers.get((line.entry.id, line.item.id))),
            )
        )
    text.append(say("wallet.once"))
    opens = [
        Button(say.plain("task.open", number=n), tasks.open_tap(line))
        for n, line in enumerate(shown, start=page * _A_PAGE + 1)
    ]
    here = Tap("paper", "open", business_id)
    turning = []
    if page:
        turning.append(Button(say.plain("button.previous"), here.with_choice(page - 1)))
    if page < pages - 1:
        turning.append(Button(say.plain("button.next"), here.with_choice(page + 1)))
    back = Tap("task", "list", business_id)
    rows = [*in_rows(opens), *filter(None, [turning]), last_row(say, back)]
    return Screen("\n".join(text), buttons=rows)


def _title(turn: Turn, line: Line, business_id: int) -> str:
    """The document, and the product it is for where it is not the business's own."""
    title = item_words.title(line)
    if line.entry.id == business_id:
        return title
    return turn.say.plain("wallet.of", title=title, name=line.entry.name)


def _state(turn: Turn, line: Line, until: str | None) -> str:
    say = turn.say
    if until and line.state in {TaskState.ACCEPTED, TaskState.SENT}:
        expired = until < turn.today.isoformat()
        day = formats.written_day(until, turn.person.language)
        return say.plain("wallet.expired" if expired else f"wallet.until.{line.state}", day=day)
    return say.plain(f"wallet.state.{line.state}")
