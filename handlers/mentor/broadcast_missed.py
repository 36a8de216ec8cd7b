"""Who did not get a broadcast: names with reasons, calls, and sending again."""

from bot.callback_data import Tap
from bot.screen import Button, Screen
from bot.taps import home_row, last_row
from bot.turn import Turn
from handlers.mentor import broadcast_card, broadcasting
from handlers.mentor.broadcast_card import on
from models.broadcast import Broadcast
from models.delivery import DeliveryState
from models.errors import NotAllowedError, NotFoundError
from models.rules import regencies
from models.services import broadcast_report, broadcasts, deliveries, jobs
from models.services.broadcast_report import TO_CALL, Missed
from models.services.broadcasts import KIND, ChangedError

_PAGE = 4


def see(turn: Turn) -> None:
    """`[Lihat yang belum sampai]`, a page at a time."""
    row = broadcasting.tapped(turn)
    if row is not None:
        _show(turn, row, broadcasting.page_of(turn))


def again(turn: Turn) -> None:
    """`[Kirim lagi …]`: what failed, or the one that is named."""
    row = broadcasting.tapped(turn)
    if row is None:
        return
    number = (turn.tap.choice if turn.tap else None) or "0"
    delivery_id = int(number) if number.isascii() and number.isdecimal() else -1
    try:
        count = broadcasts.send_again(
            turn.session, turn.actor, row.id, now=turn.now, delivery_id=delivery_id
        )
    except (ChangedError, NotFoundError, NotAllowedError):
        turn.toast("broadcast.changed")
        broadcasting.show(turn, row)
        return
    broadcast_card.everywhere(turn, row, but=turn.chat_id)
    key = "broadcast.sending_again" if count else "broadcast.nothing_again"
    broadcasting.show(turn, row, lead=turn.say(key, count=count))


def make_file(turn: Turn) -> None:
    """`[Ambil laporan]`: an Excel, made as a job."""
    row = broadcasting.tapped(turn, fresh=False)
    if row is None:
        return
    say = turn.say
    kind = jobs.missed(row.id)
    about = {"broadcast": row.id}
    job, is_new = jobs.ask(
        turn.session, turn.actor, kind, about, chat_id=turn.chat_id, now=turn.now
    )
    key = "workbook.started" if is_new else "broadcast.being_made"
    turn.show(Screen(say(key), buttons=[home_row(say)]), slot=jobs.slot(job.id), anew=True)


def _show(turn: Turn, row: Broadcast, page: int) -> None:
    say = turn.say
    counts = deliveries.counts(turn.session, KIND, row.id)
    total = sum(counts.get(state, 0) for state in TO_CALL)
    found = broadcast_report.missed(turn.session, row, TO_CALL, after=page * _PAGE, limit=_PAGE)
    lines = [f"<b>{say('broadcast.missed', count=total)}</b>"]
    rows = []
    for place, one in enumerate(found, start=page * _PAGE + 1):
        lines.append(_line(turn, place, one))
        if buttons := _buttons(turn, row, place, one):
            rows.append(buttons)
    shown = [one.delivery.id for one in found if one.call]
    if shown:
        broadcast_report.phones_seen(turn.session, turn.actor, row, shown, now=turn.now)
    lines.append(say("broadcast.call_them"))
    rows += broadcasting.turning(turn, page, more=total > (page + 1) * _PAGE, to=on(row, "missed"))
    if counts.get(DeliveryState.FAILED) or counts.get(DeliveryState.BLOCKED):
        rows.append([Button(say.plain("broadcast.again_failed"), on(row, "again"))])
    back = Tap(broadcast_card.FLOW, "see", row.id, row.revision)
    turn.show(Screen("\n".join(lines), buttons=[*rows, last_row(say, back)]))


def _line(turn: Turn, place: int, one: Missed) -> str:
    say = turn.say
    regency = regencies.short_name(one.business.regency) if one.business else ""
    why = say.plain(f"broadcast.why.{one.delivery.state}")
    name = ", ".join(filter(None, [one.name, regency]))
    return say("broadcast.missed_line", place=place, name=name, why=why)


def _buttons(turn: Turn, row: Broadcast, place: int, one: Missed) -> list[Button]:
    say, buttons = turn.say, []
    if one.call is not None:
        buttons.append(Button(say.plain("broadcast.call", place=place), url=one.call))
    if one.delivery.state == DeliveryState.UNKNOWN:
        tap = on(row, "again", str(one.delivery.id))
        buttons.append(Button(say.plain("broadcast.again_one", place=place), tap))
    return buttons
