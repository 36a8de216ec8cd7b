"""Broadcasts as people handle them: each act is compare-and-set and audited."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import update
from sqlalchemy.orm import Session

from models.broadcast import Broadcast, BroadcastState
from models.delivery import Delivery, NewsKind
from models.errors import ClinicError, NotAllowedError, NotFoundError
from models.person import Role
from models.services import audit, deliveries, numbers
from models.services.actor import Actor
from models.services.audiences import Audience
from models.sql import compare_and_set

#: The kind of its deliveries.
KIND = "broadcast"

WRITERS = (Role.MENTOR, Role.ADMIN)

STARTED = (BroadcastState.FILLING, BroadcastState.RUNNING)
ENDED = (BroadcastState.CANCELLED, BroadcastState.DONE)
#: What may still be changed.
BEFORE_START = (
    BroadcastState.DRAFT,
    BroadcastState.WAITING_RELEASE,
    BroadcastState.SCHEDULED,
)


class ChangedError(ClinicError):
    """It is not any more as it was seen: somebody, or the clock, was faster."""

    key = "changed"


@dataclass(frozen=True)
class Content:
    """What is said: HTML, and files that Telegram has; several are an album."""

    words: str
    media: Sequence[dict[str, str]] = ()


def create(session: Session, actor: Actor, content: Content, *, now: datetime) -> Broadcast:
    """A new draft; a mentor's goes to nobody but their own businesses."""
    actor.must_be(*WRITERS)
    is_admin = Role.ADMIN in actor.roles
    audience = Audience(mentor=None if is_admin else actor.person_id)
    row = Broadcast(
        author_id=actor.person_id,
        news=NewsKind.CLINIC if is_admin else NewsKind.MENTOR,
        state=BroadcastState.DRAFT,
        revision=numbers.first_revision(session),
        words=content.words,
        media=list(content.media),
        answers=[],
        audience=audience.as_json(),
        created_at=now,
    )
    session.add(row)
    session.flush()
    _note(session, actor, row.id, "broadcast.written", now)
    return row


def get(session: Session, actor: Actor, broadcast_id: int) -> Broadcast:
    """A broadcast, for its author and for admins.

    Raises:
        NotAllowedError, NotFoundError.
    """
    actor.must_be(*WRITERS)
    row = session.get(Broadcast, broadcast_id, populate_existing=True)
    if row is None:
        raise NotFoundError
    if row.author_id != actor.person_id and Role.ADMIN not in actor.roles:
        raise NotAllowedError
    return row


def rewrite(
    session: Session, actor: Actor, broadcast_id: int, *, now: datetime, **values: Any
) -> Broadcast:
    """Change words, media, answers or audience of a draft.

    Raises:
        ChangedError: it is no draft any more.
        NotAllowedError, NotFoundError.
    """
    row = get(session, actor, broadcast_id)
    if row.author_id != actor.person_id:
        raise NotAllowedError
    _move(session, row, (BroadcastState.DRAFT,), row.revision, **values)
    named = {"changed": sorted(values)}
    _note(session, actor, row.id, "broadcast.changed", now, after=named)
    return row


def choose(
    session: Session, actor: Actor, broadcast_id: int, audience: Audience, *, now: datetime
) -> Broadcast:
    """Change who receives a draft; a mentor's stays among their own businesses."""
    row = get(session, actor, broadcast_id)
    bound = Audience.of(row.audience).mentor
    kept = {**audience.as_json(), "mentor": bound}
    return rewrite(session, actor, broadcast_id, now=now, audience=kept)


def ask(
    session: Session,
    actor: Actor,
    broadcast_id: int,
    *,
    seen: int,
    now: datetime,
    due_at: datetime | None = None,
) -> Broadcast:
    """Send a draft off: a mentor's waits for its release, an admin's is scheduled.

    *due_at*: none = as soon as it may.

    Raises:
        ChangedError, NotAllowedError, NotFoundError.
    """
    row = get(session, actor, broadcast_id)
    if row.author_id != actor.person_id:
        raise NotAllowedError
    draft = (BroadcastState.DRAFT,)
    if row.news == NewsKind.MENTOR:
        waiting = BroadcastState.WAITING_RELEASE
        _move(session, row, draft, seen, state=waiting, asked_at=now, due_at=due_at)
        _note(session, actor, row.id, "broadcast.asked", now)
        return row
    actor.must_be(Role.ADMIN)
    _move(session, row, draft, seen, **_released(actor, due_at, now), asked_at=now)
    _note(session, actor, row.id, "broadcast.released", now)
    return row


def release(
    session: Session, actor: Actor, broadcast_id: int, *, seen: int, now: datetime
) -> Broadcast:
    """Let a mentor's broadcast begin at its time, or now.

    Raises:
        ChangedError, NotAllowedError, NotFoundError.
    """
    actor.must_be(Role.ADMIN)
    row = get(session, actor, broadcast_id)
    waiting = (BroadcastState.WAITING_RELEASE,)
    _move(session, row, waiting, seen, **_released(actor, row.due_at, now))
    _note(session, actor, row.id, "broadcast.released", now)
    return row


def take_back(
    session: Session, actor: Actor, broadcast_id: int, *, seen: int, now: datetime
) -> Broadcast:
    """Make a draft of it again before it begins: its author, or an admin who wants it mended.

    Raises:
        ChangedError, NotAllowedError, NotFoundError.
    """
    row = get(session, actor, broadcast_id)
    waiting = (BroadcastState.WAITING_RELEASE, BroadcastState.SCHEDULED)
    values = {"state": BroadcastState.DRAFT, "due_at": None, "asked_at": None}
    _move(session, row, waiting, seen, **values, released_at=None, released_by=None)
    _note(session, actor, row.id, "broadcast.taken_back", now)
    return row


def pause(session: Session, actor: Actor, broadcast_id: int, *, now: datetime) -> Broadcast:
    """Send no more of it until it is resumed.

    Raises:
        ChangedError: it does not run.
        NotAllowedError, NotFoundError.
    """
    row = get(session, actor, broadcast_id)
    _move(session, row, STARTED, row.revision, state=BroadcastState.PAUSED)
    _note(session, actor, row.id, "broadcast.paused", now)
    return row


def resume(session: Session, actor: Actor, broadcast_id: int, *, now: datetime) -> Broadcast:
    """Go on where it was paused.

    Raises:
        ChangedError: it is not paused.
        NotAllowedError, NotFoundError.
    """
    row = get(session, actor, broadcast_id)
    _move(session, row, (BroadcastState.PAUSED,), row.revision, state=_running(row))
    _note(session, actor, row.id, "broadcast.resumed", now)
    return row


def cancel(session: Session, actor: Actor, broadcast_id: int, *, now: datetime) -> Broadcast:
    """End it: what was not sent never is.

    Raises:
        ChangedError: it has ended already.
        NotAllowedError, NotFoundError.
    """
    row = get(session, actor, broadcast_id)
    running = (*BEFORE_START, *STARTED, BroadcastState.PAUSED)
    _move(session, row, running, row.revision, state=BroadcastState.CANCELLED, ended_at=now)
    _note(session, actor, row.id, "broadcast.cancelled", now)
    return row


def send_again(
    session: Session, actor: Actor, broadcast_id: int, *, now: datetime, delivery_id: int = 0
) -> int:
    """Send what failed again, or the one delivery that is named; gives how many.

    Raises:
        ChangedError: it was cancelled, or not sent yet.
        NotAllowedError, NotFoundError.
    """
    row = get(session, actor, broadcast_id)
    if row.state not in (BroadcastState.DONE, BroadcastState.RUNNING, BroadcastState.PAUSED):
        raise ChangedError
    if delivery_id:
        one = session.get(Delivery, delivery_id)
        if one is None or (one.kind, one.subject) != (KIND, row.id):
            raise NotFoundError
        count = int(deliveries.again(session, delivery_id, now=now))
    else:
        count = deliveries.all_failed_again(session, KIND, row.id, now=now)
    if count and row.state == BroadcastState.DONE:
        values = {"state": BroadcastState.RUNNING, "ended_at": None}
        _move(session, row, (BroadcastState.DONE,), row.revision, **values)
    if count:
        about = {"count": count, "delivery": delivery_id}
        _note(session, actor, row.id, "broadcast.sent_again", now, after=about)
    return count


def _running(row: Broadcast) -> BroadcastState:
    return BroadcastState.RUNNING if row.is_filled else BroadcastState.FILLING


def _released(actor: Actor, due_at: datetime | None, now: datetime) -> dict[str, Any]:
    return {
        "state": BroadcastState.SCHEDULED,
        "due_at": due_at or now,
        "released_by": actor.person_id,
        "released_at": now,
    }


def _move(
    session: Session,
    row: Broadcast,
    states: Collection[BroadcastState],
    seen: int,
    **values: Any,
) -> None:
    statement = (
        update(Broadcast)
        .where(Broadcast.id == row.id, Broadcast.revision == seen, Broadcast.state.in_(states))
        .values(**values, revision=seen + 1)
    )
    if not compare_and_set(session, statement):
        raise ChangedError
    session.refresh(row)


def _note(
    session: Session,
    actor: Actor,
    broadcast_id: int,
    action: str,
    now: datetime,
    after: dict[str, Any] | None = None,
) -> None:
    audit.record(session, actor.person_id, action, (KIND, broadcast_id), now=now, after=after)
