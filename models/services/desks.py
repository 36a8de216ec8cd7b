"""Where the staff curate: the group, and the private chats with the card each shows."""

from datetime import datetime
from typing import Any

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from models.curation import Desk, StaffGroup
from models.entry import Entry
from models.person import Person, Role, RoleGrant
from models.services import audit
from models.services.actor import Actor
from models.services.queue import CURATORS, Filters
from models.sql import insert_for


def look(session: Session, chat_id: int, person_id: int | None, entry_id: int | None) -> None:
    """Note which card a chat shows now."""
    _keep(session, chat_id, person_id=person_id, entry_id=entry_id)


def filters_of(session: Session, chat_id: int) -> Filters:
    """What the chat wants to see of the queue."""
    kept = session.scalar(select(Desk.filters).where(Desk.chat_id == chat_id))
    return Filters(**kept) if kept else Filters()


def choose(session: Session, chat_id: int, person_id: int | None, filters: Filters) -> None:
    """Show the chat only what *filters* let through from now on."""
    _keep(session, chat_id, person_id=person_id, filters=filters.as_json())


def who_look_at(session: Session, entry_id: int) -> list[tuple[int, Person]]:
    """(chat, person) of each curator whose private chat shows the card of this entry."""
    rows = session.execute(
        select(Desk.chat_id, Person)
        .join(Person, Person.id == Desk.person_id)
        .where(Desk.entry_id == entry_id)
        .order_by(Desk.chat_id)
    )
    return [(chat_id, person) for chat_id, person in rows]


def group(session: Session) -> StaffGroup | None:
    """The bound staff group."""
    return session.scalars(
        select(StaffGroup)
        .where(StaffGroup.unbound_at.is_(None))
        .order_by(StaffGroup.bound_at.desc())
        .limit(1)
        .execution_options(populate_existing=True)
    ).first()


def bind(session: Session, actor: Actor, chat_id: int, title: str, *, now: datetime) -> None:
    """Curate in this group from now on; another one is let go.

    Raises:
        NotAllowedError: the actor is no admin.
    """
    actor.must_be(Role.ADMIN)
    _let_go(session, now)
    upsert = insert_for(session, StaffGroup).values(
        chat_id=chat_id, title=title[:140], bound_by=actor.person_id, bound_at=now
    )
    new = {name: upsert.excluded[name] for name in ("title", "bound_by", "bound_at")}
    upsert = upsert.on_conflict_do_update(
        index_elements=["chat_id"], set_=new | {"unbound_at": None}
    )
    session.execute(upsert)
    audit.record(session, actor.person_id, "group.bound", ("group", abs(chat_id)), now=now)


def unbind(session: Session, chat_id: int, *, now: datetime, by: int | None) -> bool:
    """The bot is no longer in the group; False = it was not the bound one."""
    bound = group(session)
    if bound is None or bound.chat_id != chat_id:
        return False
    _let_go(session, now)
    audit.record(session, by, "group.lost", ("group", abs(chat_id)), now=now)
    return True


def migrate(session: Session, old: int, new: int, *, now: datetime) -> None:
    """The group became a supergroup: it has another id."""
    bound = group(session)
    if bound is None or bound.chat_id != old:
        return
    title, by, since = bound.title, bound.bound_by, bound.bound_at
    _let_go(session, now)
    session.add(StaffGroup(chat_id=new, title=title, bound_by=by, bound_at=since))
    session.flush()


def curators(session: Session) -> list[Person]:
    """Everybody who may decide, in a fixed order."""
    holds = select(RoleGrant.person_id).where(
        RoleGrant.role.in_(CURATORS), RoleGrant.revoked_at.is_(None)
    )
    return list(session.scalars(select(Person).where(Person.id.in_(holds)).order_by(Person.id)))


def unannounced(session: Session, *, limit: int) -> list[Entry]:
    """Entries the staff were not told of yet, longest waiting first."""
    return list(
        session.scalars(
            select(Entry)
            .where(Entry.unannounced.is_(True), Entry.waiting_since.is_not(None))
            .order_by(Entry.waiting_since, Entry.id)
            .limit(limit)
            .execution_options(populate_existing=True)
        )
    )


def announced(session: Session, ids: list[int]) -> None:
    """The staff were told of these."""
    session.execute(
        update(Entry)
        .where(Entry.id.in_(ids))
        .values(unannounced=False)
        .execution_options(synchronize_session=False)
    )


def last_news(session: Session, chat_id: int) -> datetime | None:
    """When the chat was last told of new entries."""
    return session.scalar(select(Desk.announced_at).where(Desk.chat_id == chat_id))


def note_news(session: Session, chat_id: int, person_id: int | None, now: datetime) -> None:
    """The chat is told of new entries now."""
    _keep(session, chat_id, person_id=person_id, announced_at=now)


def _let_go(session: Session, now: datetime) -> None:
    session.execute(
        update(StaffGroup)
        .where(StaffGroup.unbound_at.is_(None))
        .values(unbound_at=now)
        .execution_options(synchronize_session="fetch")
    )


def _keep(session: Session, chat_id: int, **values: Any) -> None:
    upsert = insert_for(session, Desk).values(**({"chat_id": chat_id, "filters": {}} | values))
    upsert = upsert.on_conflict_do_update(index_elements=["chat_id"], set_=values)
    session.execute(upsert)
