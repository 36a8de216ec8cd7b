"""Who acts for my business: the list, inviting one more person, taking one off."""

from bot import forms
from bot.callback_data import Tap
from bot.screen import Button, Screen, in_rows
from bot.taps import home_row
from bot.turn import Turn
from models.business import MemberRole
from models.errors import ClinicError, NotAllowedError, NotFoundError
from models.services import members, products, registration


def open_members(turn: Turn) -> None:
    """`[Atur pengurus]`: of the newest business, or of the one that was picked."""
    forms.lay_aside(turn)
    mine = registration.businesses_of(turn.session, turn.person.id)
    if turn.tap is not None and turn.tap.subject:
        _show(turn, turn.tap.subject)
    elif len(mine) == 1:
        _show(turn, mine[0].id)
    else:
        say = turn.say
        buttons = [Button(b.name[:40], Tap("member", "open", b.id)) for b in mine[:10]]
        turn.show(
            Screen(say("product.which_business"), buttons=[*in_rows(buttons), home_row(say)])
        )


def invite(turn: Turn) -> None:
    """`[Undang orang]`: a one-time link to pass on."""
    business_id = turn.tap.subject if turn.tap else 0
    say = turn.say
    try:
        payload = members.invite_operator(turn.session, turn.actor, business_id, now=turn.now)
        business = products.business_for(turn.session, turn.person.id, business_id)
    except ClinicError as refusal:
        _refuse(turn, refusal)
        return
    text = say("member.copy", name=business.name[:60], link=turn.link(payload))
    rows = [
        [Button(say.plain("button.copy_invitation"), copy=text[:256])],
        [Button(say.plain("button.back"), Tap("member", "open", business_id)), *home_row(say)],
    ]
    turn.show(Screen(say("member.invited", link=turn.link(payload)), buttons=rows))


def remove(turn: Turn) -> None:
    """`[Keluarkan …]`."""
    tap = turn.tap
    if tap is None or not (tap.choice or "").isdecimal():
        forms.stale(turn)
        return
    try:
        members.leave(turn.session, turn.actor, tap.subject, int(tap.choice or 0), now=turn.now)
    except ClinicError as refusal:
        _refuse(turn, refusal)
        return
    _show(turn, tap.subject)


def _show(turn: Turn, business_id: int) -> None:
    say = turn.say
    try:
        business = products.business_for(turn.session, turn.person.id, business_id)
    except NotFoundError as refusal:
        _refuse(turn, refusal)
        return
    people = members.of_business(turn.session, business_id)
    owner = any(p.id == turn.person.id and role == MemberRole.OWNER for p, role in people)
    lines = [f"<b>{say('member.title', name=business.name)}</b>"]
    lines += [say("member.line", name=p.name, role=say.plain(f"member.{r}")) for p, r in people]
    rows = []
    if owner:
        rows = [[Button(say.plain("member.invite"), Tap("member", "invite", business_id))]]
        rows += in_rows(
            Button(
                say.plain("member.remove", name=p.name[:14]),
                Tap("member", "remove", business_id, choice=str(p.id)),
            )
            for p, role in people
            if role == MemberRole.OPERATOR
        )
    turn.show(Screen("\n".join(lines), buttons=[*rows[:6], home_row(say)]))


def _refuse(turn: Turn, refusal: ClinicError) -> None:
    key = "access.not_owner" if isinstance(refusal, NotAllowedError) else "error.not_found"
    turn.alert(key)
