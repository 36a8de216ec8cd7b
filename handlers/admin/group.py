"""The staff group: bound by `/kurasi` in it, followed when it moves, told when it is lost."""

from bot import groups, outbox
from bot.callback_data import Tap
from bot.groups import Standing
from bot.screen import Button, Screen
from bot.turn import Turn
from handlers.admin import curation
from models.errors import NotAllowedError
from models.outbox import OutboxClass
from models.person import Role
from models.services import desks

_SLOT = "group"


def open_in_group(turn: Turn) -> None:
    """`/kurasi` in a group: the queue, if it is the staff's; else it is offered to become so."""
    group = desks.group(turn.session)
    if group is not None and group.chat_id == turn.chat_id:
        curation.open_in_group(turn)
    elif Role.ADMIN in turn.person.roles:
        key = "group.ask_other" if group is not None else "group.ask"
        rows = [
            [Button(turn.say.plain("group.bind"), Tap("group", "bind"))],
            [Button(turn.say.plain("group.not_here"), Tap("group", "leave"))],
        ]
        text = turn.say(key, title=group.title if group else "")
        turn.show(Screen(text, buttons=rows), slot=_SLOT)


def bind(turn: Turn) -> None:
    """`[Pakai grup ini]`, by an admin."""
    chat = turn.update.effective_chat
    title = (chat.title if chat else None) or ""
    try:
        desks.bind(turn.session, turn.actor, turn.chat_id, title, now=turn.now)
    except NotAllowedError:
        turn.alert("access.refused_tap")
        return
    look = Button(turn.say.plain("news.next_card"), Tap("cur", "next"))
    turn.show(Screen(turn.say("group.bound"), buttons=[[look]]), slot=_SLOT)


def leave(turn: Turn) -> None:
    """`[Bukan di sini]`: the bot takes its leave."""
    if turn.person.roles.isdisjoint({Role.ADMIN}):
        turn.alert("access.refused_tap")
        return
    _leave(turn, turn.say("group.bye"))


def membership(turn: Turn) -> None:
    """The bot was added to a group or removed from one."""
    match groups.standing(turn.update):
        case Standing.REMOVED:
            chat = turn.update.effective_chat
            if desks.unbind(turn.session, turn.chat_id, now=turn.now, by=turn.person.id):
                _tell_admins(turn, (chat.title if chat else None) or "")
        case Standing.ADDED | Standing.PROMOTED if not _is_bound(turn):
            if Role.ADMIN in turn.person.roles:
                turn.show(Screen(turn.say("group.hello")), slot=_SLOT)
            else:
                _leave(turn, turn.say("group.stranger"))


def migrated(turn: Turn) -> None:
    """The group became a supergroup."""
    if moved := groups.migration(turn.update):
        desks.migrate(turn.session, *moved, now=turn.now)


def _is_bound(turn: Turn) -> bool:
    bound = desks.group(turn.session)
    return bound is not None and bound.chat_id == turn.chat_id


def _leave(turn: Turn, words: str) -> None:
    outbox.put(turn.session, turn.chat_id, {"text": words}, now=turn.now)
    leaving = {"method": "leaveChat", "params": {"chat_id": turn.chat_id}}
    outbox.put(turn.session, turn.chat_id, leaving, now=turn.now)


def _tell_admins(turn: Turn, title: str) -> None:
    for person in desks.curators(turn.session):
        text = turn.texts_of(person)("group.lost", title=title)
        outbox.put(
            turn.session,
            person.telegram_id,
            {"text": text},
            now=turn.now,
            category=OutboxClass.NOTICE,
        )
