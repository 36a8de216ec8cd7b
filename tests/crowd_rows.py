"""What one business in mentoring has in each table, for a clinic that is full of them."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cached_property
from typing import Any

from models.base import Base
from models.business import Business, Membership
from models.file import StoredFile
from models.mentoring import Mentoring, MentorNote, Sitting, StageMove
from models.person import Consent, Person
from models.product import Product
from models.rules import documents, packaging, regencies
from models.search import SearchWord
from models.services.duplicates import name_columns, name_key
from models.services.search_query import words
from models.task import Checklist, Evidence, Paper, Task
from tests.mentored import COFFEE
from tests.services import answers

#: Businesses of the mentor of a test, whatever else there is.
MINE = 20
#: Evidence of each business; a third of the businesses wait with some of it.
EACH = 12
#: People and items that a test makes itself have lower numbers.
FIRST_ID = 1_000

_PRODUCTS = 2
_STEPS = [f"G{number:02}" for number in range(1, 10)]
_WORDS = ("Deleng", "Sibayak", "Toba", "Mandiri", "Jaya", "Makmur", "Ginting", "Karo")
_EVIDENCE_STATES = {"sent": "waiting", "repair": "returned", "accepted": "accepted"}

Rows = Iterator[dict[str, Any]]


@dataclass(frozen=True)
class One:
    """One business; *place* counts them, those of the mentor of the test first."""

    place: int
    number: int  #: where it stands in the tables, from 1
    mentor_id: int | None
    owner_id: int
    now: datetime
    photo: str
    size: int
    is_withdrawn: bool = False

    @property
    def id(self) -> int:
        """Of the business; its products follow."""
        return self.number * 10

    @property
    def entries(self) -> list[int]:
        """Its products, then itself."""
        return [*(self.id + ordinal for ordinal in range(1, _PRODUCTS + 1)), self.id]

    @property
    def name(self) -> str:
        """As it is called."""
        return f"Kopi {_WORDS[self.place % len(_WORDS)]} {self.place:05}"

    @property
    def regency(self) -> str:
        """Where it is."""
        codes = sorted(regencies.by_code())
        return codes[self.place % len(codes)]

    @property
    def silent_since(self) -> datetime:
        """Those of the lowest places have been silent longest; who withdrew, still longer."""
        days = 500 if self.is_withdrawn else 90
        return self.now - timedelta(days=days) + timedelta(minutes=self.place)

    @property
    def waits(self) -> int:
        """How much of its evidence waits: the last of it."""
        if self.is_withdrawn:
            return 0
        return 3 if self.place < MINE or self.place % 3 == 0 else 0

    @cached_property
    def tasks(self) -> list[tuple[int, int, str, str]]:
        """(id, entry, code, state) of its items; those of one business do not lie together."""
        first, second, own = self.entries
        where = [*((first, code) for code in _STEPS[:6]), *((second, c) for c in _STEPS[:5])]
        where.append((own, "D01"))
        states = ["accepted"] * (EACH - 1 - self.waits) + ["repair"] + ["sent"] * self.waits
        return [
            (FIRST_ID + nth * self.size + self.number, entry_id, code, state)
            for nth, ((entry_id, code), state) in enumerate(zip(where, states, strict=True))
        ]


def _entry(
    one: One, entry_id: int, kind: str, number: str, name: str, **other: Any
) -> dict[str, Any]:
    return {
        "id": entry_id,
        "kind": kind,
        "number": number,
        "state": "withdrawn" if one.is_withdrawn else "approved",
        "revision": 1,
        "name": name,
        "name_key": name_key(name),
        "regency": one.regency,
        "submitted_at": one.silent_since,
        "decided_at": one.silent_since,
        **other,
    }


def _businesses(one: One) -> Rows:
    said = answers(business_name=one.name, phone=f"+62812{one.number:08}", regency=one.regency)
    yield _entry(
        one,
        one.id,
        "business",
        f"KE-2026-{one.number:05}",
        one.name,
        answers=said,
        owner_name=said["owner_name"],
        phone=said["phone"],
        **{key: value for key, value in name_columns(one.name).items() if key != "name_key"},
    )


def _products(one: One) -> Rows:
    for ordinal in range(1, _PRODUCTS + 1):
        number = f"KE-2026-{one.number:05}/{ordinal}"
        kept = COFFEE | {"name": f"Kopi bubuk {ordinal}"}
        more = {"business_id": one.id, "ordinal": ordinal, "category": "KOP", "answers": kept}
        yield _entry(one, one.id + ordinal, "product", number, kept["name"], **more)


def _people(one: One) -> Rows:
    if one.owner_id >= FIRST_ID:
        yield a_person(one.owner_id, f"Pemilik {one.place}", one.now)


def a_person(person_id: int, name: str, now: datetime) -> dict[str, Any]:
    """Somebody nobody in the test is."""
    telegram_id = 5_000_000 + person_id
    who = {"id": person_id, "telegram_id": telegram_id, "name": name, "language": "id"}
    return who | {"created_at": now}


def _memberships(one: One) -> Rows:
    yield {
        "business_id": one.id,
        "person_id": one.owner_id,
        "role": "owner",
        "since": one.silent_since,
    }


def _consents(one: One) -> Rows:
    yield {
        "person_id": one.owner_id,
        "purpose": "mentoring",
        "agreed": True,
        "text_version": "2026-11-24",
        "text_hash": "0" * 64,
        "language": "id",
        "chosen_at": one.silent_since,
    }


def _search_words(one: One) -> Rows:
    for word in sorted(words(f"{one.name} Rehulina")):
        yield {"word": word, "entry_id": one.id}
    for ordinal in range(1, _PRODUCTS + 1):
        for word in sorted(words(f"Kopi bubuk {ordinal}")):
            yield {"word": word, "entry_id": one.id + ordinal}


def _mentorings(one: One) -> Rows:
    yield {
        "business_id": one.id,
        "mentor_id": one.mentor_id,
        "revision": 3,
        "stage": "T4",
        "stage_since": one.silent_since,
        "owner_acted_at": one.silent_since,
        "ended_at": one.silent_since if one.is_withdrawn else None,
    }


def _moves(one: One) -> Rows:
    for came_from, went_to in ((None, "T2"), ("T2", "T4")):
        yield {
            "business_id": one.id,
            "came_from": came_from,
            "went_to": went_to,
            "at": one.silent_since,
            "facts": {},
        }


def _notes(one: One) -> Rows:
    if one.mentor_id is not None:
        for words_ in ("Minta dihubungi hari Kamis.", "Kemasan baru sudah dipesan."):
            yield {
                "business_id": one.id,
                "written_by": one.mentor_id,
                "written_at": one.silent_since,
                "readers": "staff",
                "words": words_,
            }


def _sittings(one: One) -> Rows:
    if one.mentor_id is not None:
        yield {
            "id": one.number,
            "mentor_id": one.mentor_id,
            "business_id": one.id,
            "began_at": one.silent_since,
            "closes_at": one.silent_since,
            "closed_at": one.silent_since,
        }


def _checklists(one: One) -> Rows:
    for entry_id in one.entries:
        yield {
            "entry_id": entry_id,
            "business_id": one.id,
            "packaging_version": packaging.changes()[-1].version,
            "documents_version": documents.changes()[-1].version,
            "answers": {},
            "done": 4,
            "total": 20,
            "began_at": one.silent_since,
        }


def _tasks(one: One) -> Rows:
    for nth, (task_id, entry_id, code, state) in enumerate(one.tasks):
        since = one.silent_since + timedelta(seconds=nth)
        yield {
            "id": task_id,
            "entry_id": entry_id,
            "business_id": one.id,
            "mentor_id": one.mentor_id,
            "code": code,
            "state": state,
            "revision": 2,
            "evidence_id": task_id,
            "waiting_since": since if state == "sent" else None,
            "changed_at": since,
        }


def _files(one: One) -> Rows:
    for task_id, *_task in one.tasks:
        yield {
            "id": task_id,
            "sent_by": one.owner_id,
            "kind": "photo",
            "telegram_id": one.photo,
            "width": 1280,
            "height": 960,
            "sent_at": one.silent_since,
            "state": "archived",
            "not_before": one.silent_since,
        }


def _papers(one: One) -> Rows:
    yield {
        "id": one.number,
        "business_id": one.id,
        "code": "D01",
        "number": f"9120{one.number:09}",
        "added_at": one.silent_since,
    }


def _evidence(one: One) -> Rows:
    for task_id, entry_id, _code, state in one.tasks:
        decided = one.mentor_id if state != "sent" else None
        yield {
            "id": task_id,
            "task_id": task_id,
            "kind": "proof",
            "answers": {"files": [task_id]},
            "state": _EVIDENCE_STATES[state],
            "paper_id": one.number if entry_id == one.id else None,
            "sent_by": one.owner_id,
            "sent_at": one.silent_since,
            "decided_by": decided,
            "decided_at": one.silent_since if decided else None,
            "reason_code": "blurred" if state == "repair" else None,
            "sitting_id": one.number if decided else None,
        }


#: In order of reference.
TABLES: tuple[tuple[type[Base], Callable[[One], Rows]], ...] = (
    (Person, _people),
    (Business, _businesses),
    (Product, _products),
    (Membership, _memberships),
    (Consent, _consents),
    (SearchWord, _search_words),
    (Mentoring, _mentorings),
    (StageMove, _moves),
    (MentorNote, _notes),
    (Sitting, _sittings),
    (StoredFile, _files),
    (Checklist, _checklists),
    (Paper, _papers),
    (Task, _tasks),
    (Evidence, _evidence),
)
