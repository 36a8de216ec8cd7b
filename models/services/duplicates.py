"""Finding an entry that may be the same business, before a new one is sent.

Names that are alike have nearly the same letters. The letters of each name lie in three heaps, and
an index of each heap gives the names that have just those: one letter that is wrong, missing,
doubled or swapped, or words in another order, leave at least one heap as it was. So few names
are compared, however many there are.
"""

import re
from dataclasses import dataclass
from typing import Any

from rapidfuzz import fuzz, process
from sqlalchemy import ColumnElement, CompoundSelect, bindparam, select, union_all
from sqlalchemy.orm import Session

from models.business import Membership
from models.entry import Entry, EntryState
from models.forms.definition import Answers
from models.forms.kinds.numbers import NO_NUMBER

#: Likeness of two names from which on we ask (token similarity, domain facts §7).
_ALIKE = 85.0

#: Names of a kabupaten that are compared of those with one heap the same: with 10,000 names in
#: it, the largest heap is shared by about 200.
_MOST_COMPARED = 200

_HEAPS = 3

_NOT_WORD = re.compile(r"[^\w]+")

NIB, PHONE, NAME = "nib", "phone", "name"

#: The columns without the kind: where it is asked for, SQLite may walk its index of a kabupaten.
_ROWS = Entry.__table__.c

_OTHERS = select(_ROWS.id, _ROWS.name_key).where(
    _ROWS.state != EntryState.WITHDRAWN,
    _ROWS.id.not_in(
        select(Membership.business_id).where(Membership.person_id == bindparam("person"))
    ),
)
_BY_NIB = _OTHERS.where(_ROWS.nib == bindparam("nib")).limit(1)
_BY_PHONE = _OTHERS.where(_ROWS.phone == bindparam("phone")).limit(1)


def _by_letters() -> CompoundSelect[Any]:
    heaps: list[ColumnElement[str]] = [_ROWS[f"letters_{heap}"] for heap in range(_HEAPS)]
    near = _OTHERS.where(_ROWS.regency == bindparam("regency")).limit(_MOST_COMPARED)
    found = [near.where(heap == bindparam(heap.key)).subquery() for heap in heaps]
    return union_all(*(select(some.c.id, some.c.name_key) for some in found))


_BY_LETTERS = _by_letters()


@dataclass(frozen=True)
class Similar:
    """Another entry that may be the same business, and what makes it look so."""

    by: str  #: NIB, PHONE or NAME
    business_id: int


def find(session: Session, person_id: int, answers: Answers) -> Similar | None:
    """An entry with the same NIB, the same telephone or a like name; none if there is none.

    Entries the person acts for are left out. The person is told nothing of the other entry.
    """
    connection, mine = session.connection(), {"person": person_id}
    nib = answers.get("nib")
    if nib and nib != NO_NUMBER and (other := connection.scalar(_BY_NIB, {"nib": nib, **mine})):
        return Similar(NIB, other)
    if other := connection.scalar(_BY_PHONE, {"phone": answers["phone"], **mine}):
        return Similar(PHONE, other)
    key = name_key(answers["business_name"])
    near = {"regency": answers["regency"], **_letters(key), **mine}
    names = dict(sorted((row[0], row[1]) for row in connection.execute(_BY_LETTERS, near)))
    alike = process.extractOne(key, names, scorer=fuzz.token_sort_ratio, score_cutoff=_ALIKE)
    return Similar(NAME, alike[2]) if alike else None


def name_columns(name: str) -> dict[str, str]:
    """A business's name as columns: as it is compared, and by what it is found for that."""
    key = name_key(name)
    return {"name_key": key, **_letters(key)}


def name_key(name: str) -> str:
    """A name as it is compared: small letters, words sorted, no signs."""
    words = sorted(filter(None, _NOT_WORD.split(name.casefold())))
    return " ".join(words)[:80]


def _letters(key: str) -> dict[str, str]:
    """The letters of a key, sorted, each in the heap that its number in Unicode gives it."""
    heaps: list[list[str]] = [[] for _heap in range(_HEAPS)]
    for letter in sorted(key.replace(" ", "")):
        heaps[ord(letter) % _HEAPS].append(letter)
    return {f"letters_{heap}": "".join(letters) for heap, letters in enumerate(heaps)}
