"""Kinds of messages that a person switched off."""

from datetime import datetime

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from models.delivery import NewsKind, OptOut
from models.services import audit
from models.services.actor import Actor
from models.sql import insert_for


def of(session: Session, person_id: int) -> set[str]:
    """What a person does not want."""
    return set(session.scalars(select(OptOut.kind).where(OptOut.person_id == person_id)))


def switch(session: Session, actor: Actor, kind: NewsKind, *, on: bool, now: datetime) -> bool:
    """Let messages of a kind come, or not; False = it was so before."""
    if on:
        changed = session.scalar(
            delete(OptOut)
            .where(OptOut.person_id == actor.person_id, OptOut.kind == kind)
            .returning(OptOut.kind)
            .execution_options(synchronize_session=False)
        )
    else:
        changed = session.scalar(
            insert_for(session, OptOut)
            .values(person_id=actor.person_id, kind=kind, since=now)
            .on_conflict_do_nothing()
            .returning(OptOut.kind)
        )
    if changed is None:
        return False
    action = "news.switched_on" if on else "news.switched_off"
    subject = ("person", actor.person_id)
    audit.record(session, actor.person_id, action, subject, now=now, after={"kind": kind})
    return True
