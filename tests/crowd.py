"""A clinic full of businesses in mentoring, filled in a few seconds.

What the people of a test see does not depend on how many there are: their mentor has the same
MINE businesses, with the same evidence, in a small clinic and in a large one.
"""

import random
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from itertools import chain, islice
from typing import Any

from sqlalchemy import Connection, func, insert, select, text

from models.base import Base
from models.business import Membership
from models.database import Database
from models.person import Person, Role, RoleGrant
from models.sql import table_of
from simulator.files import Upload
from tests.crowd_rows import FIRST_ID, MINE, TABLES, One, a_person
from tests.pictures import picture
from tests.talk import Clinic, Talker

_MENTORED = 0.7  #: of all businesses
_WITHDRAWN = 10  #: one in so many more was approved once, and is withdrawn
_MOST_MENTORS = 1_000
_PIECE = 20_000


@dataclass(frozen=True)
class Known:
    """The people of a test who are in the crowd: a mentor, and the owner of one business."""

    mentor_id: int
    owner_id: int
    photo: str  #: Telegram's id of a photo
    now: datetime


@dataclass(frozen=True)
class Crowd:
    """A clinic that is full, and the people of a test who are in it."""

    clinic: Clinic
    people: dict[str, Talker]
    business_id: int  #: of the owner


async def crowded(clinic: Clinic, size: int) -> Crowd:
    """Fill an open clinic with *size* businesses; a mentor, an admin and an owner are there."""
    people = {
        "mentor": await clinic.staff("Ibu Dewi", Role.MENTOR),
        "admin": await clinic.staff("Rizal Nasution"),
        "owner": clinic.person("Rehulina Ginting"),
    }
    await people["owner"].starts()
    photo = clinic.world.files.add("photo", Upload("foto.jpg", picture(1280, 960, seed=1)))
    with clinic.database.read() as session:
        ids = {person.telegram_id: person.id for person in session.scalars(select(Person))}
    mentor_id, owner_id = (ids[people[who].id] for who in ("mentor", "owner"))
    known = Known(mentor_id, owner_id, photo.file_id, clinic.world.now())
    fill(clinic.database, size, known)
    with clinic.database.read() as session:
        own = select(Membership.business_id).where(Membership.person_id == owner_id)
        return Crowd(clinic, people, session.scalars(own).one())


def fill(database: Database, size: int, known: Known) -> None:
    """Write *size* businesses in mentoring and EACH pieces of evidence of each of them."""
    crowd = list(_crowd(size, known))
    mentors = sorted({one.mentor_id for one in crowd if one.mentor_id} - {known.mentor_id})
    with database.engine.begin() as connection:
        hired = [a_person(number, f"Pendamping {number}", known.now) for number in mentors]
        _insert(connection, Person, hired)
        roles = [
            {"person_id": number, "role": "mentor", "granted_at": known.now} for number in mentors
        ]
        _insert(connection, RoleGrant, roles)
        for model, rows_of in TABLES:
            rows = chain.from_iterable(map(rows_of, crowd))
            while piece := list(islice(rows, _PIECE)):
                _insert(connection, model, piece)
        if not database.is_sqlite:
            _continue_series(connection)
    _settle(database)


def _crowd(size: int, known: Known) -> Iterator[One]:
    """The businesses, those of the test's mentor first, scattered over the tables."""
    chance = random.Random(7)  # noqa: S311  # the same crowd in every run
    whole = size + size // _WITHDRAWN
    numbers = list(range(1, whole + 1))
    chance.shuffle(numbers)
    mentors = _mentors(int(size * _MENTORED), known.mentor_id, chance)
    for place, number in enumerate(numbers):
        yield One(
            place,
            number,
            mentor_id=next(mentors, None),
            owner_id=known.owner_id if place == 0 else FIRST_ID + _MOST_MENTORS + number,
            now=known.now,
            photo=known.photo,
            size=whole,
            is_withdrawn=place >= size,
        )


def _mentors(count: int, mine: int, chance: random.Random) -> Iterator[int]:
    """Whose the first *count* businesses are: 15 to 30 each."""
    whose = [mine] * MINE
    for mentor_id in range(FIRST_ID, FIRST_ID + _MOST_MENTORS):
        if len(whose) >= count:
            break
        whose += [mentor_id] * chance.randrange(15, 31)
    return iter(whose[: max(count, MINE)])


def _insert(connection: Connection, model: type[Base], rows: list[dict[str, Any]]) -> None:
    if rows:
        connection.execute(insert(table_of(model)), rows)


def _continue_series(connection: Connection) -> None:
    for model, _rows_of in TABLES:
        table = table_of(model)
        if "id" in table.columns:
            series = func.pg_get_serial_sequence(table.name, "id")
            last = select(func.max(table.c.id)).scalar_subquery()
            connection.execute(select(func.setval(series, last)))


def _settle(database: Database) -> None:
    """What PostgreSQL does by itself within minutes; the bot never asks SQLite for it."""
    if not database.is_sqlite:
        with database.engine.connect() as connection:
            autonomous = connection.execution_options(isolation_level="AUTOCOMMIT")
            autonomous.execute(text("VACUUM (ANALYZE)"))
