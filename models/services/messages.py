"""Messages to the staff: kept as they come, opened by the person, answered through the bot."""

import logging
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, func, or_, select, update
from sqlalchemy.orm import Session

from models.business import Business, Membership
from models.errors import NotFoundError
from models.message import MessageState, StaffMessage
from models.person import Person, Role
from models.services import audit, numbers
from models.services.actor import Actor
from models.sql import compare_and_set

logger = logging.getLogger(__name__)

STAFF = (Role.ADMIN, Role.CURATOR)


@dataclass(frozen=True)
class Content:
    """What was sent: where it lies in Telegram, its kind, and its words or file."""

    chat_id: int
    message_id: int
    kind: str
    text: str | None = None
    file_id: int | None = None


def keep(
    session: Session,
    actor: Actor,
    content: Content,
    *,
    now: datetime,
    state: MessageState = MessageState.KEPT,
    about: int | None = None,
    task_id: int | None = None,
    mentor_id: int | None = None,
) -> StaffMessage:
    """Keep what a person sent; nothing sent is lost, whether or not it is passed on.

    *about* is the business it concerns, if that is not the newest of the person's own; *task_id*
    the item of a checklist it asks about; *mentor_id* whom it is for, if not any of the staff.
    """
    business_id = about or session.scalar(
        select(func.max(Membership.business_id)).where(Membership.person_id == actor.person_id)
    )
    message = StaffMessage(
        person_id=actor.person_id,
        business_id=business_id,
        **asdict(content),
        task_id=task_id,
        mentor_id=mentor_id,
        state=state,
        revision=numbers.first_revision(session),
        sent_at=now,
    )
    session.add(message)
    session.flush()
    return message


def own(session: Session, actor: Actor, message_ids: Sequence[int]) -> list[StaffMessage]:
    """Those of the messages that the person sent, oldest first."""
    query = select(StaffMessage).where(
        StaffMessage.id.in_(message_ids), StaffMessage.person_id == actor.person_id
    )
    return list(session.scalars(query.order_by(StaffMessage.id)))


def pass_on(session: Session, actor: Actor, message_id: int, *, now: datetime) -> StaffMessage:
    """`[Kirim ke petugas]`. Twice is once.

    Raises:
        NotFoundError: no such message of this person.
    """
    message = session.get(StaffMessage, message_id)
    if message is None or message.person_id != actor.person_id:
        logger.info("person %s asked for message %s of nobody's", actor.person_id, message_id)
        raise NotFoundError
    opened = compare_and_set(
        session,
        update(StaffMessage)
        .where(StaffMessage.id == message_id, StaffMessage.state == MessageState.KEPT)
        .values(state=MessageState.OPEN, revision=StaffMessage.revision + 1),
    )
    if opened:
        audit.record(
            session, actor.person_id, "message.passed_on", ("message", message_id), now=now
        )
    session.refresh(message)
    return message


def waiting(session: Session, actor: Actor, *, after: int = 0) -> StaffMessage | None:
    """The message that waits longest behind the one with id *after*, for the actor."""
    actor.must_be(*STAFF, Role.MENTOR)
    return session.scalars(
        select(StaffMessage)
        .where(StaffMessage.state == MessageState.OPEN, StaffMessage.id > after, _for(actor))
        .order_by(StaffMessage.id)
        .limit(1)
    ).first()


def count_waiting(session: Session, *, limit: int = 100) -> int:
    """How many messages wait for any of the staff; counting stops at *limit*."""
    some = (
        select(StaffMessage.id)
        .where(StaffMessage.state == MessageState.OPEN, StaffMessage.mentor_id.is_(None))
        .limit(limit)
    )
    return session.scalar(select(func.count()).select_from(some.subquery())) or 0


def answer(
    session: Session, actor: Actor, message_id: int, *, seen: int, text: str, now: datetime
) -> tuple[StaffMessage, Person]:
    """Answer a message; gives it and the person to tell.

    Raises:
        NotFoundError: no such message, or somebody was faster.
    """
    get(session, actor, message_id)
    answered = compare_and_set(
        session,
        update(StaffMessage)
        .where(
            StaffMessage.id == message_id,
            StaffMessage.revision == seen,
            StaffMessage.state == MessageState.OPEN,
        )
        .values(
            state=MessageState.ANSWERED,
            revision=StaffMessage.revision + 1,
            answer=text,
            answered_by=actor.person_id,
            answered_at=now,
        ),
    )
    if not answered:
        raise NotFoundError
    audit.record(session, actor.person_id, "message.answered", ("message", message_id), now=now)
    message = session.get(StaffMessage, message_id, populate_existing=True)
    person = session.get(Person, message.person_id) if message else None
    if message is None or person is None:
        raise NotFoundError
    return message, person


def sender_name(session: Session, message: StaffMessage) -> str:
    """Whose message it is."""
    person = session.get(Person, message.person_id)
    return person.name if person else ""


def business_of(session: Session, message: StaffMessage) -> Business | None:
    """The business its sender acted for, the newest if several."""
    return session.get(Business, message.business_id) if message.business_id else None


def get(session: Session, actor: Actor, message_id: int) -> StaffMessage:
    """A message as the staff may see it.

    Raises:
        NotFoundError: no such message.
    """
    actor.must_be(*STAFF, Role.MENTOR)
    message = session.get(StaffMessage, message_id, populate_existing=True)
    if message is None:
        raise NotFoundError
    if message.mentor_id != actor.person_id:
        actor.must_be(*STAFF)
    return message


def _for(actor: Actor) -> ColumnElement[bool]:
    """What the actor is to answer: of the staff what is nobody's, of a mentor what is theirs."""
    own = StaffMessage.mentor_id == actor.person_id
    if actor.roles.isdisjoint(STAFF):
        return own
    return or_(StaffMessage.mentor_id.is_(None), own)


def of_person(session: Session, person_id: int) -> Sequence[StaffMessage]:
    """What a person sent to the staff, newest first."""
    return session.scalars(
        select(StaffMessage)
        .where(StaffMessage.person_id == person_id)
        .order_by(StaffMessage.id.desc())
        .limit(20)
    ).all()
