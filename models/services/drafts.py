"""Unfinished forms that were closed or laid aside."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from models.conversation import Draft
from models.forms import core
from models.sql import insert_for


@dataclass(frozen=True)
class Laid:
    """What lies aside: the answers, and what was remembered beside them."""

    answers: dict[str, Any]
    memory: dict[str, Any]


def lay_aside(
    session: Session, person_id: int, form: str, subject: int, laid: Laid, *, now: datetime
) -> None:
    """Keep answers until the form is opened again. An empty form leaves nothing behind."""
    if not laid.answers:
        return
    kept = {"answers": laid.answers, "memory": laid.memory, "saved_at": now}
    session.execute(
        insert_for(session, Draft)
        .values(person_id=person_id, form=form, subject=subject, **kept)
        .on_conflict_do_update(index_elements=["person_id", "form", "subject"], set_=kept)
    )


def take_up(session: Session, person_id: int, form: str, subject: int) -> Laid:
    """Take what was laid aside (nothing, if so); the draft is then with the conversation."""
    row = session.execute(
        delete(Draft)
        .where(Draft.person_id == person_id, Draft.form == form, Draft.subject == subject)
        .returning(Draft.answers, Draft.memory)
        .execution_options(synchronize_session=False)
    ).first()
    return Laid(dict(row.answers), dict(row.memory)) if row else Laid({}, {})


def count_answers(session: Session, person_id: int, form: str, subject: int) -> int:
    """How many answers lie aside; what was put off is none."""
    answers = session.scalar(
        select(Draft.answers).where(
            Draft.person_id == person_id, Draft.form == form, Draft.subject == subject
        )
    )
    return core.count(answers) if answers else 0
