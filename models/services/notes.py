"""Notes of mentors on a business: for themselves, or for all of the staff who mentor."""

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from models.mentoring import MentorNote, NoteFor
from models.person import Person
from models.services import audit
from models.services.actor import Actor
from models.services.mentoring import MENTORS, get


def write(
    session: Session,
    actor: Actor,
    business_id: int,
    words: str,
    readers: NoteFor,
    *,
    now: datetime,
) -> MentorNote:
    """Write a note on a business.

    Raises:
        NotAllowedError, NotFoundError.
    """
    actor.must_be(*MENTORS)
    get(session, business_id)
    note = MentorNote(
        business_id=business_id,
        written_by=actor.person_id,
        written_at=now,
        readers=readers,
        words=words,
    )
    session.add(note)
    session.flush()
    audit.record(session, actor.person_id, "note.written", ("business", business_id), now=now)
    return note


def newest(
    session: Session, actor: Actor, business_id: int, limit: int = 5
) -> list[tuple[MentorNote, Person]]:
    """The newest notes the actor may read, with who wrote them."""
    actor.must_be(*MENTORS)
    rows = session.execute(
        select(MentorNote, Person)
        .join(Person, Person.id == MentorNote.written_by)
        .where(MentorNote.business_id == business_id)
        .where((MentorNote.readers == NoteFor.STAFF) | (Person.id == actor.person_id))
        .order_by(MentorNote.id.desc())
        .limit(limit)
    )
    return [(note, person) for note, person in rows]
