"""Releasing a mentor's broadcast: by an admin, in the staff group or in private."""

from bot.turn import Turn
from handlers.mentor import broadcasting
from models.errors import NotAllowedError
from models.services import broadcasts
from models.services.broadcasts import ChangedError


def release(turn: Turn) -> None:
    """`[Lepaskan siaran]`."""
    row = broadcasting.tapped(turn)
    if row is None:
        return
    try:
        seen = row.revision
        broadcasts.release(turn.session, turn.actor, row.id, seen=seen, now=turn.now)
    except (ChangedError, NotAllowedError):
        turn.toast("broadcast.changed")
        broadcasting.show(turn, row)
        return
    turn.toast("broadcast.released_toast")
    broadcasting.follow(turn, row)
