"""A refusal of a service, told at home: the role was taken away, or the thing is gone."""

from bot.turn import Turn
from handlers.owner import home
from models.errors import ClinicError, NotAllowedError


def refuse(turn: Turn, refusal: ClinicError) -> None:
    """Say why, with the person's home below it."""
    key = "access.refused" if isinstance(refusal, NotAllowedError) else "error.not_found"
    home.show(turn, lead=turn.say(key))
