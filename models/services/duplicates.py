"""Finding an entry that may be the same business, before a new one is sent."""

import re

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


def find(session: Session, person_id: int, answers: Answers) -> str | None:
    """What makes another entry look the same: its NIB, its telephone or its name; else none.

    Entries the person acts for are left out, and nothing of the other entry is told.
    """
    nib = answers.get("nib")
    if nib and nib != NO_NUMBER and _exists(session, person_id, Business.nib == nib):
        return NIB
    if _exists(session, person_id, Business.phone == answers["phone"]):
        return PHONE
    names = session.scalars(
        select(Business.name_key)
        .where(
            Business.regency == answers["regency"],
            Business.state != EntryState.WITHDRAWN,
            Business.id.not_in(_mine(person_id)),
        )
        .limit(_MOST_COMPARED)
    ).all()
    key = name_key(answers["business_name"])
    alike = process.extractOne(key, names, scorer=fuzz.token_sort_ratio, score_cutoff=_ALIKE)
    return NAME if alike else None


def name_key(name: str) -> str:
    """A name as it is compared: small letters, words sorted, no signs."""
    words = sorted(filter(None, _NOT_WORD.split(name.casefold())))
    return " ".join(words)[:80]


def _exists(session: Session, person_id: int, condition: ColumnElement[bool]) -> bool:
    found = select(Business.id).where(
        condition,
        Business.state != EntryState.WITHDRAWN,
        Business.id.not_in(_mine(person_id)),
    )
    return session.scalar(found.limit(1)) is not None


def _mine(person_id: int) -> Select[int]:
    return select(Membership.business_id).where(Membership.person_id == person_id)
