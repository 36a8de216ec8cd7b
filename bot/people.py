"""Who is writing: persons by Telegram id, made at their first word, with the roles they hold."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from sqlalchemy import and_, select, update
from sqlalchemy.orm import Session
from telegram import User

from bot.turn import Sender
from models.person import Person, Role, RoleGrant
from models.services import roles
from models.sql import among, insert_for

_LONGEST_NAME = 140

#: A row for each role somebody holds, and one for who holds none.
_KNOWN = (
    select(
        Person.id,
        Person.telegram_id,
        Person.name,
        Person.username,
        Person.language,
        Person.blocked_at,
        RoleGrant.role,
    )
    .outerjoin(RoleGrant, and_(RoleGrant.person_id == Person.id, RoleGrant.revoked_at.is_(None)))
    .where(among(Person.telegram_id, "telegram_ids"))
)


def known(
    session: Session,
    users: list[User],
    default_language: str,
    *,
    now: datetime,
    in_private: set[int],
) -> dict[int, Sender]:
    """The persons behind *users*, by Telegram id; new ones are written.

    *in_private*: those who wrote to the bot alone, and so can be reached (again).
    """
    by_id = {user.id: user for user in users}
    rows = _rows(session, list(by_id)) if by_id else {}
    missing = [user for telegram_id, user in by_id.items() if telegram_id not in rows]
    if missing:
        _add(session, missing, default_language, now)
        rows |= _rows(session, [user.id for user in missing])
    for telegram_id, (row, *_) in rows.items():
        _follow(session, row, by_id[telegram_id], reachable=telegram_id in in_private)
    return {
        telegram_id: Sender(
            found[0].id,
            telegram_id,
            _name(by_id[telegram_id]),
            found[0].language,
            frozenset(Role(row.role) for row in found if row.role is not None),
        )
        for telegram_id, found in rows.items()
    }


def read_roles(session: Session, senders: Iterable[Sender]) -> None:
    """Read the roles anew: one was revoked, and its holder may act later in the same batch."""
    known = list(senders)
    held = roles.active(session, [person.id for person in known])
    for person in known:
        person.roles = held.get(person.id, frozenset())


def choose_language(session: Session, person: Sender, language: str) -> None:
    """Talk to the person in *language* from now on."""
    person.language = language
    session.execute(
        update(Person)
        .where(Person.id == person.id)
        .values(language=language)
        .execution_options(synchronize_session=False)
    )


def _rows(session: Session, telegram_ids: list[int]) -> dict[int, list[Any]]:
    """What is known, by Telegram id; at least one row each."""
    known: dict[int, list[Any]] = {}
    for row in session.connection().execute(_KNOWN, {"telegram_ids": telegram_ids}):
        known.setdefault(row.telegram_id, []).append(row)
    return known


def _add(session: Session, users: list[User], default_language: str, now: datetime) -> None:
    rows = [
        {
            "telegram_id": user.id,
            "name": _name(user),
            "username": user.username,
            "language": default_language,
            "created_at": now,
        }
        for user in sorted(users, key=lambda user: user.id)  # in one order, or two processes jam
    ]
    session.execute(insert_for(session, Person).on_conflict_do_nothing(), rows)


def _follow(session: Session, row: Any, user: User, *, reachable: bool) -> None:
    """Take over a changed name; whoever writes to the bot alone can be reached again."""
    blocked_at = None if reachable else row.blocked_at
    if (row.name, row.username, row.blocked_at) == (_name(user), user.username, blocked_at):
        return
    session.execute(
        update(Person)
        .where(Person.id == row.id)
        .values(name=_name(user), username=user.username, blocked_at=blocked_at)
        .execution_options(synchronize_session=False)
    )


def _name(user: User) -> str:
    return user.full_name.replace("\0", "")[:_LONGEST_NAME]
