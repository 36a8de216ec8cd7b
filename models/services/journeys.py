"""Moves of a business as its people hear of them: what it took, who goes along, a picture."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from models.business import Business
from models.person import Person
from models.rules import stages as rules
from models.services import jobs, mentoring, stages
from models.services.stages import Moved, Standing

#: Stages of which there is a picture that people like to pass on.
PICTURED = ("T4", "T7", "T8")


@dataclass(frozen=True)
class Told:
    """A move, with what is said about it."""

    moved: Moved
    business: Business
    standing: Standing
    mentor: str | None
    done: int  #: mandatory items that are accepted
    days: int | None  #: in which they were, where the lists are what lifted it


def told(session: Session, moved: Moved, *, now: datetime) -> Told:
    """What there is to say of a move that was just made."""
    business = session.get_one(Business, moved.business_id)
    helper = mentoring.mentor_of(session, moved.business_id)
    days = None
    if moved.is_up and moved.came_from == rules.LISTS:
        since = {stage.code: at for stage, at in stages.reached(session, moved.business_id)}
        days = max((now - since[rules.LISTS]).days, 1)
    return Told(
        moved,
        business,
        stages.standing(session, business, now=now),
        session.get_one(Person, helper).name if helper else None,
        stages.done(session, moved.business_id).done,
        days,
    )


def picture(session: Session, moved: Moved, person: Person, *, now: datetime) -> None:
    """Let a picture of the stage be drawn for a member, if there is one of it."""
    if not moved.is_up or moved.went_to not in PICTURED:
        return
    params = {"business": moved.business_id, "stage": moved.went_to, "at": now.isoformat()}
    jobs.give(session, person, jobs.card(moved.business_id), params, now=now)
