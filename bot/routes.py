"""Building routes out of PTB's ordinary handlers, and finding the body for an update."""

import logging
from collections.abc import Callable, Coroutine, Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from telegram import Update
from telegram.ext import (
    Application,
    BaseHandler,
    CallbackQueryHandler,
    CommandHandler,
    MessageHandler,
    filters,
)
from telegram.ext.filters import BaseFilter

from bot import groups, outbox
from bot.callback_data import Tap, decode
from bot.screen import Button, Screen
from bot.taps import HOME
from bot.turn import Turn
from models.person import Role

logger = logging.getLogger(__name__)

Body = Callable[[Turn], None]
AnyHandler = BaseHandler[Any, Any, Any]

#: An edited `/daftar` must not run again, and groups have routes of their own.
_PRIVATE = filters.UpdateType.MESSAGE & filters.ChatType.PRIVATE
#: Whoever writes in the name of the group itself, or of a channel, has no role with us.
_GROUP = filters.UpdateType.MESSAGE & filters.ChatType.GROUPS & ~filters.SenderChat.ALL


class _TapHandler(CallbackQueryHandler):  # type: ignore[type-arg]
    """Takes taps on buttons of some verbs of one flow."""

    def __init__(
        self, callback: Callable[..., Coroutine[Any, Any, Body]], flow: str, verbs: Sequence[str]
    ) -> None:
        super().__init__(callback, self._fits)
        self.flow = flow
        self.verbs = verbs

    def _fits(self, data: object) -> bool:
        found = decode(data if isinstance(data, str) else None)
        return found is not None and found.flow == self.flow and found.verb in self.verbs


@dataclass(frozen=True)
class Route:
    """One line of the route table. `roles`: who may use it; empty = everybody."""

    name: str
    handler: BaseHandler[Update, Any, Any]
    roles: tuple[Role, ...] = ()
    commands: tuple[str, ...] = ()
    body: Body | None = None  #: of a tap: what it does, guarded


def guard(body: Body, roles: Sequence[Role] = (), *, group: bool = False) -> Body:
    """A body that refuses people without one of the *roles*.

    *group*: the body is made for groups too; any other shows nothing there.
    """

    def guarded(turn: Turn) -> None:
        if turn.in_group and not group:
            _misplaced(turn)
        elif roles and turn.person.roles.isdisjoint(roles):
            _refuse(turn)
        else:
            body(turn)

    return guarded


def turn(
    body: Body, roles: Sequence[Role] = (), *, group: bool = False
) -> Callable[..., Coroutine[Any, Any, Body]]:
    """The coroutine PTB's handlers expect; it gives the guarded body, for `Turns.run`."""
    guarded = guard(body, roles, group=group)

    async def callback(_update: Update, _context: Any) -> Body:  # PTB awaits it
        return guarded

    return callback


def command(body: Body, *names: str, roles: Sequence[Role] = ()) -> Route:
    """`/name` and its aliases in a private chat; the first name is the official one."""
    handler: BaseHandler[Update, Any, Any] = CommandHandler(
        list(names), turn(body, roles), filters=_PRIVATE
    )
    return Route(f"/{names[0]}", handler, tuple(roles), names)


def group_command(body: Body, *names: str, roles: Sequence[Role] = ()) -> Route:
    """`/name` or `/name@bot` in a group; to people without the role nothing is said."""
    handler: BaseHandler[Update, Any, Any] = CommandHandler(
        list(names), turn(body, roles, group=True), filters=_GROUP
    )
    return Route(f"group:/{names[0]}", handler, tuple(roles), names)


def tap(
    body: Body, flow: str, *verbs: str, roles: Sequence[Role] = (), group: bool = False
) -> Route:
    """Taps on buttons of these verbs; with *group* those under messages in groups too."""
    handler = _TapHandler(turn(body, roles, group=group), flow, verbs)
    name = f"tap:{flow}:{'|'.join(verbs)}"
    return Route(name, handler, tuple(roles), body=guard(body, roles, group=group))


def taps(routes: Iterable[Route]) -> dict[tuple[str, str], Body]:
    """(flow, verb) → what a tap on such a button does."""
    found: dict[tuple[str, str], Body] = {}
    for route in routes:
        if isinstance(route.handler, _TapHandler) and route.body is not None:
            for verb in route.handler.verbs:
                found.setdefault((route.handler.flow, verb), route.body)
    return found


def any_tap(body: Body) -> Route:
    """Taps that no other route takes: unknown and outdated buttons."""
    return Route("tap:*", CallbackQueryHandler(turn(body)))


def message(body: Body, name: str, kind: BaseFilter) -> Route:
    """Messages of one kind in a private chat."""
    return Route(name, MessageHandler(_PRIVATE & kind, turn(body)))


def edit(body: Body, name: str) -> Route:
    """Text messages that were edited, in a private chat."""
    edited = filters.UpdateType.EDITED_MESSAGE & filters.ChatType.PRIVATE & filters.TEXT
    return Route(name, MessageHandler(edited, turn(body)))


def membership(body: Body) -> Route:
    """Somebody added the bot to a group, removed or promoted it: see `groups.standing`."""
    handler: BaseHandler[Update, Any, Any] = groups.StandingHandler(turn(body, group=True))
    return Route("membership", handler)


def migrated(body: Body) -> Route:
    """A group became a supergroup with another id (see `groups.migration`); told in both.

    What waits in the outbox has followed by then.
    """

    def follow(turn: Turn) -> None:
        if moved := groups.migration(turn.update):
            outbox.follow_migration(turn.session, *moved)
        body(turn)

    kind = filters.UpdateType.MESSAGE & filters.StatusUpdate.MIGRATE
    return Route("migrated", MessageHandler(kind, turn(follow, group=True)))


async def find(
    application: Application[Any, Any, Any, Any, Any, Any], update: Update
) -> Body | None:
    """The body of the first route that takes *update*.

    PTB's own `process_update` is not used: it swallows the errors that must roll a turn back.
    """
    tapped = decode(update.callback_query.data) if update.callback_query else None
    for group in application.handlers.values():
        for handler in group:
            if _is_foreign(handler, update, tapped):
                continue
            check = handler.check_update(update)
            if check is not None and check is not False:
                context = application.context_types.context.from_update(update, application)
                body: Body = await handler.handle_update(update, application, check, context)
                return body
    return None


def _is_foreign(handler: AnyHandler, update: Update, tapped: Tap | None) -> bool:
    """Whether *handler* is for updates of another kind: there are a hundred, and asking costs."""
    if isinstance(handler, _TapHandler):
        return tapped is None or handler.flow != tapped.flow
    if update.callback_query is not None:
        return not isinstance(handler, CallbackQueryHandler)
    if isinstance(handler, CommandHandler):
        return update.message is None or not update.message.entities
    return False


def _refuse(turn: Turn) -> None:
    """A command or a button of another role: say so and show the way home.

    In a group only who tapped is told; a command there is not answered at all.
    """
    query = turn.update.callback_query
    asked = f"tap {query.data!r}" if query is not None else "command"
    logger.info("a %s of person %s in chat %s: no role", asked, turn.person.id, turn.chat_id)
    if query is not None:
        turn.alert("access.refused_tap")
    elif not turn.in_group:
        home = Button(turn.say.plain("button.home"), HOME)
        turn.show(Screen(turn.say("access.refused"), buttons=[[home]]))


def _misplaced(turn: Turn) -> None:
    """A tap in a group on what belongs into a private chat; nobody else shall see it."""
    data = turn.update.callback_query and turn.update.callback_query.data
    logger.info("a tap in group %s on a button for private chats: %r", turn.chat_id, data)
    turn.toast("stale.in_group")
