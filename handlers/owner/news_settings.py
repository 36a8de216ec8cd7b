"""What is below a broadcast: an answer with one tap, and which messages somebody wants."""

from bot.callback_data import Tap
from bot.casting import FLOW, PREVIEW
from bot.screen import Button, Screen
from bot.taps import home_row
from bot.turn import Turn
from models.delivery import NewsKind
from models.services import broadcast_mail, deliveries, opt_outs

_SLOT = "kabar"


def answer(turn: Turn) -> None:
    """A button below a broadcast; the last one tapped counts."""
    tap = turn.tap
    if tap is not None and tap.subject == PREVIEW:
        turn.toast("news_settings.preview")
        return
    number = int(tap.choice) if tap and tap.choice and tap.choice.isdecimal() else -1
    caption = broadcast_mail.caption(
        turn.session, turn.person.id, tap.subject if tap else 0, number
    )
    if tap is None or caption is None:
        turn.toast("news_settings.gone")
        return
    deliveries.answer(turn.session, turn.person.id, tap.subject, number)
    turn.toast("news_settings.answered", answer=caption)


def open_settings(turn: Turn) -> None:
    """`[Atur kabar]`: kinds of messages, each on or off."""
    say = turn.say
    off = opt_outs.of(turn.session, turn.person.id)
    lines, rows = [f"<b>{say('news_settings.title')}</b>"], []
    for kind in NewsKind:
        is_on = kind not in off
        state = say.plain("news_settings.on" if is_on else "news_settings.off")
        name = say.plain(f"news_settings.kind.{kind}")
        lines.append(say("news_settings.line", kind=name, state=state))
        key = "news_settings.switch_off" if is_on else "news_settings.switch_on"
        choice = f"{kind}.{'off' if is_on else 'on'}"
        rows.append([Button(say.plain(key, kind=name), Tap(FLOW, "set", choice=choice))])
    lines.append(say("news_settings.always"))
    turn.show(Screen("\n".join(lines), buttons=[*rows, home_row(say)]), slot=_SLOT)


def switch(turn: Turn) -> None:
    """One kind on or off."""
    kind, _, state = ((turn.tap.choice if turn.tap else None) or "").partition(".")
    if kind in set(NewsKind) and state in {"on", "off"}:
        is_on = state == "on"
        opt_outs.switch(turn.session, turn.actor, NewsKind(kind), on=is_on, now=turn.now)
    open_settings(turn)
