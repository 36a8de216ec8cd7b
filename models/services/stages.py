"""The stage of a business: computed from facts; from T6 on (and back) by a decision of the staff.

Every move is kept with the facts of that moment; nothing is overwritten.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import func, select, update
from sqlalchemy.orm import Session

from models.business import Business
from models.entry import Entry, EntryState
from models.errors import NotFoundError
from models.mentoring import Mentoring, StageMove
from models.rules import stages as rules
from models.rules.stages import Stage
from models.services import audit, facts, mentoring
from models.services.actor import Actor
from models.services.entry_form import business_id_of
from models.services.facts import Situation
from models.services.lines import Progress
from models.sql import compare_and_set
from models.task import Checklist

#: How long a reason may be that is kept with a move.
_REASON_LETTERS = 400


@dataclass(frozen=True)
class Moved:
    """A move of a business."""

    business_id: int
    came_from: str | None
    went_to: str
    reason: str | None = None  #: of the staff, where they decided it
    lacking: tuple[str, ...] = ()  #: facts that do not hold in the new stage

    @property
    def is_up(self) -> bool:
        """Whether it is a step forward on the way."""
        if rules.INACTIVE in {self.came_from, self.went_to}:
            return False
        return self.came_from is None or self.went_to > self.came_from


@dataclass(frozen=True)
class Standing:
    """Where a business stands, and what lifts it to the next stage."""

    stage: Stage
    since: datetime
    until: datetime | None  #: within which the stage is meant to be passed
    following: Stage | None
    lacking: tuple[str, ...]  #: names of facts that do not hold yet
    holding: tuple[str, ...]  #: those that do


def follow(
    session: Session, business_id: int, *, now: datetime, actor: Actor | None = None
) -> Moved | None:
    """Bring the stage up to date with the facts; gives the move, if there was one."""
    business = session.get(Business, business_id, populate_existing=True)
    if business is None:
        raise NotFoundError
    situation = Situation(session, business, now)
    stage, found = _computed(situation)
    row = session.get(Mentoring, business_id, populate_existing=True)
    if row is None:
        if not mentoring.begin(session, business_id, stage, now=now):
            return None  # another process was faster, with the same facts
        return _note(session, business_id, None, stage, found, actor, now=now)
    if row.stage == stage:
        return None
    return _move(session, row, stage, found, actor, now=now)


def keep_up(session: Session, business_id: int, *, now: datetime) -> Moved | None:
    """Bring the stage up to date, if the business is on its way already."""
    if mentoring.stage_of(session, business_id) is None:
        return None
    return follow(session, business_id, now=now)


def after_decision(session: Session, entry: Entry, *, now: datetime) -> Moved | None:
    """Bring the stage up to date with a decision; the way begins with the first approval."""
    business_id = business_id_of(entry)
    if entry.state == EntryState.APPROVED:
        return follow(session, business_id, now=now)
    return keep_up(session, business_id, now=now)


def rule(
    session: Session,
    actor: Actor,
    business_id: int,
    stage: str,
    reason: str,
    *,
    seen: int,
    now: datetime,
) -> Moved | None:
    """Decide the stage, with a reason: T6 and above, back again, or inactive.

    Below `T6` the decision is taken back and the facts say the stage.

    Raises:
        NotAllowedError: neither admin nor mentor.
        NotFoundError: no such business or stage, or it changed since *seen*.
    """
    actor.must_be(*mentoring.MENTORS)
    if stage not in rules.by_code():
        raise NotFoundError
    mentoring.get(session, business_id)
    ruled = stage if stage >= rules.FIRST_RULED else None
    changed = compare_and_set(
        session,
        update(Mentoring)
        .where(Mentoring.business_id == business_id, Mentoring.revision == seen)
        .values(ruled=ruled, revision=Mentoring.revision + 1),
    )
    if not changed:
        raise NotFoundError
    row = mentoring.get(session, business_id)
    business = session.get_one(Business, business_id, populate_existing=True)
    wanted, found = _computed(Situation(session, business, now))
    if row.stage == wanted:
        return None
    reason = reason.strip()[:_REASON_LETTERS]
    return _move(session, row, wanted, found, actor, now=now, reason=reason)


def standing(session: Session, business: Business, *, now: datetime) -> Standing:
    """Where a business stands now."""
    row = session.get(Mentoring, business.id, populate_existing=True)
    situation = Situation(session, business, now)
    code, since = (row.stage, row.stage_since) if row else (_computed(situation)[0], now)
    stage = rules.by_code()[code]
    held = {name: facts.FACTS[name](situation) for name in stage.lifts}
    return Standing(
        stage,
        since,
        since + timedelta(days=stage.deadline_days) if stage.deadline_days else None,
        _next(stage),
        tuple(name for name, holds in held.items() if not holds),
        tuple(name for name, holds in held.items() if holds),
    )


def history(session: Session, business_id: int) -> Sequence[StageMove]:
    """Every move of a business, oldest first."""
    return session.scalars(
        select(StageMove).where(StageMove.business_id == business_id).order_by(StageMove.id)
    ).all()


def reached(session: Session, business_id: int) -> list[tuple[Stage, datetime]]:
    """The stages of the way a business has behind it or is in, and since when, in their order.

    A stage that was jumped over counts as reached with the one behind it; one that was lost again
    does not count.
    """
    since: dict[str, datetime] = {}
    for move in history(session, business_id):
        if move.went_to != rules.INACTIVE:
            passed = [stage.code for stage in rules.way() if stage.code <= move.went_to]
            since = {code: since.get(code, move.at) for code in passed}
    return [(rules.by_code()[code], at) for code, at in since.items()]


def done(session: Session, business_id: int) -> Progress:
    """How many mandatory items of all its lists are accepted, as they were counted last."""
    sums = select(func.sum(Checklist.done), func.sum(Checklist.total))
    accepted, total = session.execute(sums.where(Checklist.business_id == business_id)).one()
    return Progress(int(accepted or 0), int(total or 0))


def percent(session: Session, business: Business, stage: Stage, *, now: datetime) -> int | None:
    """How far a business is in its stage; none: only the staff can say.

    On the way to the last stage of facts its lists count, before that the facts that hold. What
    follows them has nothing that is counted yet.
    """
    if stage.code >= rules.FIRST_RULED:
        return None
    if stage.code == rules.LISTS:
        return done(session, business.id).percent
    situation = Situation(session, business, now)
    held = [facts.FACTS[name](situation) for name in stage.lifts]
    return Progress(sum(held), len(held)).percent


def _computed(situation: Situation) -> tuple[str, dict[str, bool]]:
    """The stage, and the facts it was found with: the first whose facts do not all hold."""
    if situation.ruled is not None:
        return situation.ruled, {"ruled": True}
    found: dict[str, bool] = {}
    for stage in rules.way():
        held = {name: facts.FACTS[name](situation) for name in stage.lifts}
        found |= held
        if stage.code == rules.LAST_BY_FACTS or not stage.lifts or not all(held.values()):
            return stage.code, found
    return rules.LAST_BY_FACTS, found


def _next(stage: Stage) -> Stage | None:
    way = rules.way()
    codes = [one.code for one in way]
    if stage.code not in codes or stage.code == codes[-1]:
        return None
    return way[codes.index(stage.code) + 1]


def _move(
    session: Session,
    row: Mentoring,
    stage: str,
    found: dict[str, bool],
    actor: Actor | None,
    *,
    now: datetime,
    reason: str | None = None,
) -> Moved | None:
    before = row.stage
    moved = compare_and_set(
        session,
        update(Mentoring)
        .where(Mentoring.business_id == row.business_id, Mentoring.revision == row.revision)
        .values(stage=stage, stage_since=now, revision=Mentoring.revision + 1),
    )
    if not moved:
        return None
    return _note(session, row.business_id, before, stage, found, actor, now=now, reason=reason)


def _note(
    session: Session,
    business_id: int,
    before: str | None,
    stage: str,
    found: dict[str, bool],
    actor: Actor | None,
    *,
    now: datetime,
    reason: str | None = None,
) -> Moved:
    by = actor.person_id if actor else None
    session.add(
        StageMove(
            business_id=business_id,
            came_from=before,
            went_to=stage,
            at=now,
            by=by,
            reason=reason,
            facts=found,
        )
    )
    session.flush()
    audit.record(
        session,
        by,
        "business.stage",
        ("business", business_id),
        now=now,
        before={"stage": before},
        after={"stage": stage},
        reason=reason,
    )
    lifts = rules.by_code()[stage].lifts
    lacking = tuple(name for name in lifts if not found.get(name, True))
    return Moved(business_id, before, stage, reason, lacking)
