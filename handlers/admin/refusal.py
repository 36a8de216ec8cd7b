"""A refusal of a service: told at home, or in the window of a tap with the card as it is."""

from bot import formats
from bot.turn import Turn
from handlers.admin import card_text, showing
from handlers.owner import home
from models.entry import Entry
from models.errors import ClinicError, NotAllowedError
from models.services import decisions
from models.services.queue import ClaimedError


def refuse(turn: Turn, refusal: ClinicError) -> None:
    """Say why, with the person's home below it."""
    key = "access.refused" if isinstance(refusal, NotAllowedError) else "error.not_found"
    home.show(turn, lead=turn.say(key))


def refused_tap(turn: Turn, entry: Entry, refusal: ClinicError | None) -> None:
    """Say who was faster or what stands against it, and show the card as it is now."""
    zone, language = turn.house.clinic.zone, turn.person.language
    decided = decisions.decision(turn.session, entry.id) if entry.waiting_since is None else None
    if isinstance(refusal, ClaimedError):
        turn.alert(
            "curation.claimed",
            by=refusal.claim.by,
            since=formats.clock_time(refusal.claim.since, zone, language),
            until=card_text.until_when(turn, refusal.claim, language),
        )
    elif refusal is not None and turn.say.has(f"curation.refused.{refusal.key}"):
        turn.alert(f"curation.refused.{refusal.key}")
    elif decided is not None:
        when = formats.day_and_time(decided.at, zone, language)
        turn.alert(f"curation.too_late_{decided.verdict}", by=decided.by, when=when)
    else:
        turn.alert("curation.changed")
    showing.show(turn, entry)
