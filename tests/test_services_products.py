"""Products, files, duplicates and what is kept about a person, on both databases."""

import time
from datetime import timedelta
from functools import partial
from typing import Any

import pytest
from sqlalchemy import event, insert
from sqlalchemy.orm import Session

from models.business import Business, EntryState, MemberRole, Membership
from models.database import Database
from models.errors import NotFoundError
from models.file import FileState, StoredFile
from models.message import MessageState
from models.person import Purpose
from models.services import (
    archive,
    audit,
    consents,
    duplicates,
    files,
    messages,
    privacy,
    products,
    registration,
)
from models.services.actor import Actor
from models.services.archive import Archived, NotArchived
from models.services.files import Sent
from models.services.messages import Content
from tests.services import NOW, ZONE, answers, person

PRODUCT = {"name": "Kopi bubuk", "group": "KOPI", "category": "KOP", "photos": [1], "hs": None}


def register(session: Session, owner: Actor, **other: Any) -> Business:
    business = registration.submit(session, owner, answers(**other), now=NOW, zone=ZONE)
    session.flush()
    return business


def test_products_of_a_business_count_up(database: Database) -> None:
    with database.write() as session:
        ani = person(session, "Ani")
        first, second = register(session, ani), register(session, ani)
        sent = [products.submit(session, ani, b.id, PRODUCT, now=NOW) for b in (first, first)]
        sent.append(products.submit(session, ani, second.id, PRODUCT, now=NOW))
        numbers = [product.number for _business, product in sent]
        assert numbers == ["KE-2026-00001/1", "KE-2026-00001/2", "KE-2026-00002/1"]
        assert products.count(session, first.id) == 2
        assert [p.ordinal for p in products.of_business(session, first.id)] == [1, 2]
        assert sent[0][1].answers == {k: v for k, v in PRODUCT.items() if v is not None}
    with database.read() as session:
        (entry,) = audit.trail(session, ("product", sent[0][1].id))
        assert (entry.action, entry.actor_id) == ("product.submitted", ani.person_id)


def test_nobody_sends_a_product_for_somebody_else(database: Database) -> None:
    with database.write() as session:
        ani, budi = person(session, "Ani"), person(session, "Budi")
        business = register(session, ani)
        with pytest.raises(NotFoundError):
            products.submit(session, budi, business.id, PRODUCT, now=NOW)
        with pytest.raises(NotFoundError):
            products.business_for(session, ani.person_id, 99)
        assert products.count(session, business.id) == 0


def test_files_are_noted_in_their_order(database: Database) -> None:
    with database.write() as session:
        ani = person(session, "Ani").person_id
        small = files.note(session, ani, Sent("photo", "a", 9, width=320, height=900), now=NOW)
        large = files.note(session, ani, Sent("photo", "b", 9, width=900, height=900), now=NOW)
        odd = files.note(session, ani, Sent("photo", "c"), now=NOW)
        huge = files.note(session, ani, Sent("video", "d", files.MOST_BYTES + 1), now=NOW)
        assert huge.state == FileState.TOO_LARGE
        ids = [odd.id, small.id, large.id]
        assert files.too_small(session, ids) == {small.id}
        assert files.too_small(session, []) == set()
        assert [f.id for f in files.by_ids(session, [*ids, 99])] == ids


def test_archive_takes_what_is_due(database: Database) -> None:
    with database.write() as session:
        ani = person(session, "Ani").person_id
        first, second, third = (
            files.note(session, ani, Sent("photo", letter, 9), now=NOW).id for letter in "abc"
        )
        assert [f.id for f in archive.due(session, now=NOW, limit=2)] == [first, second]
        archive.record(session, Archived(first, "aa/b.jpg", "image/jpeg", "cc/d.jpg"), now=NOW)
        refused = NotArchived(second, FileState.REFUSED, "x" * 300, attempts=0)
        archive.record(session, refused, now=NOW)
        again = NotArchived(third, FileState.WAITING, "TimedOut", attempts=0)
        archive.record(session, again, now=NOW)
        assert archive.due(session, now=NOW, limit=9) == []
        later = NOW + timedelta(seconds=10)
        assert [f.attempts for f in archive.due(session, now=later, limit=9)] == [1]
        archive.record(session, refused, now=NOW)
        states = {f.id: f.state for f in files.by_ids(session, [first, second, third])}
        assert states == {first: "archived", second: "refused", third: "waiting"}


def test_archive_gives_up_in_the_end(database: Database) -> None:
    with database.write() as session:
        ani = person(session, "Ani").person_id
        file = files.note(session, ani, Sent("photo", "a", 9), now=NOW).id
        for attempts in range(8):
            failed = NotArchived(file, FileState.WAITING, "TimedOut", attempts)
            archive.record(session, failed, now=NOW)
        session.expire_all()
        kept = session.get_one(StoredFile, file)
        assert (kept.state, kept.attempts) == (FileState.LOST, 8)


def test_what_is_kept_about_a_person(database: Database) -> None:
    with database.write() as session:
        ani, budi = person(session, "Ani"), person(session, "Budi")
        assert privacy.kept_about(session, ani.person_id).consent is None
        business = register(session, ani)
        products.submit(session, ani, business.id, PRODUCT, now=NOW)
        files.note(session, ani.person_id, Sent("photo", "a"), now=NOW)
        messages.keep(session, ani, Content(1, 1, "text", "halo"), now=NOW)
        agree = partial(consents.give, session, ani, Purpose.MENTORING, version="1", text="x")
        for agreed in (False, True):
            agree(agreed=agreed, language="id", now=NOW)
        session.flush()
        kept = privacy.kept_about(session, ani.person_id)
        assert kept.consent == (True, NOW)
        assert [b.number for b in kept.businesses] == ["KE-2026-00001"]
        assert (len(kept.products), kept.files, kept.messages) == (1, 1, 1)
        others = privacy.kept_about(session, budi.person_id)
        assert (others.businesses, others.products, others.files) == ([], [], 0)


def test_erasure_is_asked_for_once(database: Database) -> None:
    with database.write() as session:
        ani = person(session, "Ani")
        assert privacy.erasure_asked(session, ani.person_id) is None
        asked = Content(1, 1, privacy.ERASURE)
        messages.keep(session, ani, asked, now=NOW, state=MessageState.OPEN)
        later = NOW + timedelta(hours=1)
        messages.keep(session, ani, asked, now=later, state=MessageState.OPEN)
        assert privacy.erasure_asked(session, ani.person_id) == NOW


@pytest.mark.parametrize(
    ("other", "found"),
    [
        ({"phone": "+6281299990000", "regency": "12.71"}, None),
        ({"phone": "+6281260000001", "regency": "12.71", "business_name": "Lain"}, "phone"),
        ({"phone": "+6281299990000", "business_name": "DELENG,  kopi"}, "name"),
        ({"phone": "+6281299990000", "business_name": "Kopi Delengg"}, "name"),
        ({"phone": "+6281299990000", "business_name": "Kopi Sibayak"}, None),
        ({"nib": "9120000000001"}, "nib"),
        ({"nib": "none", "phone": "+6281299990000", "business_name": "Lain"}, None),
    ],
)
def test_duplicates_are_found(database: Database, other: dict[str, Any], found: str) -> None:
    with database.write() as session:
        ani, budi = person(session, "Ani"), person(session, "Budi")
        register(session, ani, nib="9120000000001")
        asked = answers(**other)
        similar = duplicates.find(session, budi.person_id, asked)
        assert (similar.by if similar else None) == found
        assert duplicates.find(session, ani.person_id, asked) is None


def fill(session: Session, owner: Actor, first: int, count: int) -> None:
    """Businesses of others, spread over kabupaten as the province expects."""
    rows = [
        {
            "id": n,
            "number": f"KE-2025-{n:05}",
            "state": EntryState.SUBMITTED,
            "revision": 1,
            "name": f"Usaha {n}",
            **duplicates.name_columns(f"usaha {n:08}"),
            "owner_name": "X",
            "phone": f"+62811{n:07}",
            "regency": f"12.{n % 33:02}",
            "answers": {},
            "submitted_at": NOW,
        }
        for n in range(first, first + count)
    ]
    session.execute(insert(Business), rows)
    owned = [
        {"business_id": n, "person_id": owner.person_id, "role": MemberRole.OWNER, "since": NOW}
        for n in range(first, first + count)
    ]
    session.execute(insert(Membership), owned)


def test_search_for_duplicates_does_not_grow(database: Database) -> None:
    """The same few queries; the fastest of many searches takes at most half as long again."""
    asked = answers(business_name="Kopi Deleng", nib="9120000000001", regency="12.33")
    with database.write() as session:
        ani, budi = person(session, "Ani"), person(session, "Budi")
        fill(session, ani, 1, 150)
        few = cost(database, session, budi, asked)
        fill(session, ani, 151, 4_850)
        many = cost(database, session, budi, asked)
    assert few[0] == many[0] <= 3
    assert many[1] <= few[1] * 1.5 + 0.001


def cost(
    database: Database, session: Session, who: Actor, asked: dict[str, Any]
) -> tuple[int, float]:
    """Queries of one search, and the shortest time of many in seconds."""
    seen: list[str] = []

    def note(*call: Any) -> None:
        seen.append(str(call[2]))

    event.listen(database.engine, "before_cursor_execute", note)
    duplicates.find(session, who.person_id, asked)
    event.remove(database.engine, "before_cursor_execute", note)
    times = []
    for _ in range(30):
        began = time.perf_counter()
        duplicates.find(session, who.person_id, asked)
        times.append(time.perf_counter() - began)
    return len(seen), min(times)
