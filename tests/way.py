"""What lifts a business from stage to stage, straight in the database, one fact at a time."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from models.business import Business, MemberRole, Membership
from models.person import Purpose
from models.product import Product
from models.rules import stages as rules
from models.rules.packaging import Step
from models.services import checklists, consents, lines
from models.services.actor import Actor
from models.services.lines import Line
from models.task import Task, TaskState
from tests.services import NOW, answers

#: Eight of nine answers of a registration.
FULL: dict[str, Any] = answers(
    address="Jalan Veteran 1", turnover="under300", founded=2015, nib="1234567890123"
)


def agree(session: Session, actor: Actor, *, agreed: bool = True) -> None:
    """Choose on mentoring."""
    words = {"version": "1", "text": "Izin", "language": "id"}
    consents.give(session, actor, Purpose.MENTORING, agreed=agreed, now=NOW, **words)


def fill(session: Session, business: Business, given: dict[str, Any] = FULL) -> None:
    """Answer the registration."""
    business.answers = given
    session.flush()


def join(session: Session, business: Business, actor: Actor) -> None:
    """Become one more member."""
    row = Membership(
        business_id=business.id, person_id=actor.person_id, role=MemberRole.OPERATOR, since=NOW
    )
    session.add(row)
    session.flush()


def settle(
    session: Session,
    business: Business,
    state: TaskState,
    which: Callable[[Line], bool] = bool,
    *,
    now: datetime = NOW,
) -> list[Task]:
    """Bring what counts, or *which* of it, into a state, with no word of who judged it."""
    found = []
    for listed in checklists.of_business(session, business.id, now=now):
        asked = filter(which, lines.wanted(listed.lines))
        found += [_settled(session, business, line, state, now) for line in asked]
        checklists.recount(session, listed.entry, now=now)
    return found


def is_step(line: Line) -> bool:
    """A step of packaging."""
    return isinstance(line.item, Step)


def is_permit(line: Line) -> bool:
    """A base permit."""
    return line.item.id in rules.base_permits()


def of(product: Product, *codes: str) -> Callable[[Line], bool]:
    """The items of a product, or just these."""
    return lambda line: line.entry.id == product.id and (not codes or line.item.id in codes)


def say_of(session: Session, owner: Actor, product: Product, key: str, *, holds: bool) -> None:
    """Say of a product whether a condition holds, on the first item that asks for it."""
    listed = checklists.of_entry(session, product, now=NOW)
    every = (*listed.lines, *listed.left_out)
    code = next(line.item.id for line in every if line.item.condition == key)
    checklists.answer(session, owner, product.id, code, holds=holds, now=NOW)


def lift(session: Session, business: Business, owner: Actor) -> None:
    """Everything that T5 asks for."""
    agree(session, owner)
    fill(session, business)
    settle(session, business, TaskState.ACCEPTED)


def _settled(
    session: Session, business: Business, line: Line, state: TaskState, now: datetime
) -> Task:
    query = select(Task).where(Task.entry_id == line.entry.id, Task.code == line.item.id)
    task = session.scalars(query.execution_options(populate_existing=True)).first()
    if task is None:
        task = Task(entry_id=line.entry.id, business_id=business.id, code=line.item.id, revision=1)
        session.add(task)
    task.state, task.changed_at = state, now
    session.flush()
    return task
