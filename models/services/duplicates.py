"""Finding an entry that may be the same business, before a new one is sent."""

import re
from dataclasses import dataclass

from rapidfuzz import fuzz, process
from sqlalchemy import ColumnElement, Select, select
from sqlalchemy.orm import Session

from models.business import Business, EntryState, Membership
from models.forms.definition import Answers
from models.forms.kinds.numbers import NO_NUMBER

#: Likeness of two names from which on we ask (token similarity, domain facts §7).
_ALIKE = 85.0

#: Names compared in one kabupaten; the province expects some hundred in each.
_MOST_COMPARED = 5_000

_NOT_WORD = re.compile(r"[^\w]+")

NIB, PHONE, NAME = "nib", "phone", "name"


@dataclass(frozen=True)
class Similar:
    """Another entry that may be the same business, and what makes it look so."""

    by: str  #: NIB, PHONE or NAME
    business_id: int


def find(session: Session, person_id: int, answers: Answers) -> Similar | None:
    """An entry with the same NIB, the same telephone or a like name; none if there is none.

    Entries the person acts for are left out. The person is told nothing of the other entry.
    """
    nib = answers.get("nib")
    if nib and nib != NO_NUMBER and (other := _other(session, person_id, Business.nib == nib)):
        return Similar(NIB, other)
    if other := _other(session, person_id, Business.phone == answers["phone"]):
        return Similar(PHONE, other)
    rows = session.execute(
        select(Business.id, Business.name_key)
        .where(
            Business.regency == answers["regency"],
            Business.state != EntryState.WITHDRAWN,
            Business.id.not_in(_mine(person_id)),
        )
        .limit(_MOST_COMPARED)
    )
    names = {row.id: row.name_key for row in rows}
    key = name_key(answers["business_name"])
    alike = process.extractOne(key, names, scorer=fuzz.token_sort_ratio, score_cutoff=_ALIKE)
    return Similar(NAME, alike[2]) if alike else None


def name_key(name: str) -> str:
    """A name as it is compared: small letters, words sorted, no signs."""
    words = sorted(filter(None, _NOT_WORD.split(name.casefold())))
    return " ".join(words)[:80]


def _other(session: Session, person_id: int, condition: ColumnElement[bool]) -> int | None:
    found = select(Business.id).where(
        condition,
        Business.state != EntryState.WITHDRAWN,
        Business.id.not_in(_mine(person_id)),
    )
    return session.scalar(found.limit(1))


def _mine(person_id: int) -> Select[int]:
    return select(Membership.business_id).where(Membership.person_id == person_id)
