"""Unfinished forms that were closed or laid aside."""

from dataclasses import dataclass
from datetime import datetime
from functools import cache
from typing import Any

from sqlalchemy import Executable, bindparam, delete, select
from sqlalchemy.orm import Session

from models.conversation import Draft
from models.forms import core
from models.sql import insert_in

_IS_IT = (
    Draft.person_id == bindparam("person"),
    Draft.form == bindparam("form"),
    Draft.subject == bindparam("subject"),
)
_TAKE = delete(Draft).where(*_IS_IT).returning(Draft.answers, Draft.memory)
_ANSWERS = select(Draft.answers).where(*_IS_IT)


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
    connection = session.connection()
    row = {"person_id": person_id, "form": form, "subject": subject, **kept}
    connection.execute(_keep(connection.dialect.name), row)


def take_up(session: Session, person_id: int, form: str, subject: int) -> Laid:
    """Take what was laid aside (nothing, if so); the draft is then with the conversation."""
    it = {"person": person_id, "form": form, "subject": subject}
    row = session.connection().execute(_TAKE, it).first()
    return Laid(dict(row.answers), dict(row.memory)) if row else Laid({}, {})


def count_answers(session: Session, person_id: int, form: str, subject: int) -> int:
    """How many answers lie aside; what was put off is none."""
    it = {"person": person_id, "form": form, "subject": subject}
    answers = session.connection().scalar(_ANSWERS, it)
    return core.count(answers) if answers else 0


@cache
def _keep(dialect: str) -> Executable:
    insert = insert_in(dialect, Draft)
    new = {name: insert.excluded[name] for name in ("answers", "memory", "saved_at")}
    keep: Executable = insert.on_conflict_do_update(
        index_elements=["person_id", "form", "subject"], set_=new
    )
    return keep
