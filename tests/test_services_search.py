"""Finding entries, and reading what happened to them, on both databases."""

from collections.abc import Sequence
from datetime import timedelta
from typing import Any

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from sqlalchemy import insert, select
from sqlalchemy.orm import Session

from models import gathering
from models.audit import AuditEntry
from models.business import Business
from models.curation import Verdict
from models.database import Database
from models.entry import Entry, EntryState
from models.errors import NotAllowedError, NotFoundError
from models.person import Role
from models.search import SearchWord
from models.services import (
    decisions,
    entries,
    products,
    registration,
    search,
    settling,
    trail,
    verdicts,
)
from models.services.actor import Actor
from models.services.search_query import MOST_LETTERS, read, words
from tests.audit_actions import of_entries
from tests.services import NOW, ZONE, answers, person

PRODUCT = {"name": "Kopi bubuk", "group": "KOPI", "category": "KOP", "photos": [1]}
LATER = NOW + timedelta(hours=1)


def register(session: Session, owner: Actor, **other: Any) -> Business:
    business = registration.submit(session, owner, answers(**other), now=NOW, zone=ZONE)
    session.flush()
    return business


def found(session: Session, admin: Actor, text: str) -> list[str]:
    """The numbers on the first page, without what they have in common."""
    hits = search.find(session, admin, text, now=NOW).hits
    return [hit.entry.number.removeprefix("KE-2026-") for hit in hits]


def indexed(session: Session, entry_id: int) -> set[str]:
    gathering.write_out(session)
    return set(session.scalars(select(SearchWord.word).where(SearchWord.entry_id == entry_id)))


#: What is typed, and the numbers it finds.
FINDS: dict[str, list[str]] = {
    "kopi deleng": ["00001"],
    "DEL KOP": ["00001"],
    "kopi": ["00001", "00001/1"],
    "reh kopi": ["00001"],
    "andre": ["00002"],
    "café": ["00002"],
    "cafe ANDRÉ": ["00002"],
    "opi": [],
    "kopi cafe": [],
    "KE-2026-00002": ["00002"],
    "ke 2026 2": ["00002"],
    "00002": ["00002"],
    "2": ["00002"],
    "KE-2026-00001/1": ["00001/1"],
    "1/1": ["00001/1"],
    "KE-2025-00002": [],
    "4": [],
    "0813-6000-0002": ["00002"],
    "+62 813 6000 0002": ["00002"],
    "62.813.6000.0002": ["00002"],
    "9120000000001": ["00002"],
    "9120 0000 0000 1": ["00002"],
    "9120000000009": [],
    "212": ["00003"],
    "": [],
    "%": [],
    "\x00": [],
}


def test_entries_are_found(database: Database) -> None:
    with database.write() as session:
        ani, admin = person(session, "Ani"), person(session, "Admin", Role.CURATOR)
        first = register(session, ani)
        other = {"phone": "+6281360000002", "nib": "9120000000001", "owner_name": "André"}
        register(session, ani, business_name="Café Sada", **other)
        register(session, ani, business_name="212 Mart", owner_name="Xi", phone="+6281360000003")
        products.submit(session, ani, first.id, PRODUCT, now=NOW)
        assert {typed: found(session, admin, typed) for typed in FINDS} == FINDS


def test_numbers_of_several_years_are_told_apart(database: Database) -> None:
    with database.write() as session:
        ani, admin = person(session, "Ani"), person(session, "Admin", Role.ADMIN)
        old = register(session, ani)
        old.number = "KE-2025-00001"
        new = register(session, ani)
        new.number = "KE-2026-00001"
        session.flush()
        both = search.numbered(session, admin, "1", now=NOW)
        assert [entry.id for entry in both] == [new.id, old.id]
        assert search.numbered(session, admin, "KE-2025-00001", now=NOW) == [old]
        assert not search.numbered(session, admin, "kopi", now=NOW)


def test_a_product_is_found_with_the_telephone_of_its_business(database: Database) -> None:
    with database.write() as session:
        ani, admin = person(session, "Ani"), person(session, "Admin", Role.ADMIN)
        business = register(session, ani, business_name="Madu Arih")
        products.submit(session, ani, business.id, PRODUCT, now=NOW)
        (hit,) = search.find(session, admin, "bubuk", now=NOW).hits
        assert (hit.entry.name, hit.phone) == ("Kopi bubuk", "+6281260000001")


def test_names_are_found_as_they_are_now(database: Database) -> None:
    with database.write() as session:
        ani, admin = person(session, "Ani"), person(session, "Admin", Role.ADMIN)
        business = register(session, ani)
        assert indexed(session, business.id) == {"kopi", "deleng", "rehulina"}
        renamed = answers(business_name="Madu Arih")
        assert entries.change(session, ani, business.id, renamed, seen=1, now=NOW)
        assert indexed(session, business.id) == {"madu", "arih", "rehulina"}
        decide(session, admin, business)
        settling.settle(session, now=LATER + decisions.UNDO)
        pending = answers(business_name="Teh Sidamanik")
        entries.change(session, ani, business.id, pending, seen=business.revision, now=LATER)
        assert found(session, admin, "teh") == []  # what was approved stays in force
        entry = session.get_one(Entry, business.id, populate_existing=True)
        decide(session, admin, entry)
        assert found(session, admin, "teh sid") == ["00001"]
        taken = decisions.decision(session, business.id)
        assert taken is not None
        settling.undo(session, admin, taken.id, now=LATER)
        assert found(session, admin, "teh") == []
        assert found(session, admin, "madu") == ["00001"]


def decide(session: Session, admin: Actor, entry: Entry, **how: Any) -> None:
    """Approve an entry as it is now, unless told otherwise."""
    usual: dict[str, Any] = {"verdict": Verdict.APPROVED, "now": LATER}
    verdicts.decide(session, admin, entry.id, seen=entry.revision, **(usual | how))


def test_pages_follow_one_another(database: Database) -> None:
    """Everything once, though some have two words that begin so, and many pages are empty."""
    with database.write() as session:
        admin = person(session, "Admin", Role.ADMIN)
        fill(session, 1_200)
        assert seen(session, admin, "ko") == set(range(1, 1_201))
        assert seen(session, admin, "ko gin") == {n for n in range(1, 1_201) if n % 100 == 0}
        assert seen(session, admin, "ko gin x") == set()


def fill(session: Session, count: int) -> None:
    """Entries that all have a word with "ko", every third two of them; few have "ginting"."""
    rows = [
        {
            "id": n,
            "number": f"KE-2026-{n:05}",
            "state": EntryState.SUBMITTED,
            "revision": 1,
            "name": "Kopi",
            "name_key": "kopi",
            "owner_name": "X",
            "phone": "+6281260000001",
            "regency": "12.06",
            "answers": {},
            "submitted_at": NOW,
        }
        for n in range(1, count + 1)
    ]
    session.execute(insert(Business), rows)
    found_by = [("kopi", n) for n in range(1, count + 1)]
    found_by += [("koperasi", n) for n in range(3, count + 1, 3)]
    found_by += [("ginting", n) for n in range(100, count + 1, 100)]
    found_by += [(f"gin{n:05}", 100) for n in range(400)]
    found_by += [(f"x{n:05}", n) for n in range(1, count, 4)]
    session.execute(insert(SearchWord), [{"word": w, "entry_id": n} for w, n in found_by])


def seen(session: Session, admin: Actor, text: str) -> set[int]:
    """The ids on all pages; none comes twice."""
    ids: list[int] = []
    page = search.find(session, admin, text, now=NOW)
    ids += [hit.entry.id for hit in page.hits]
    for _ in range(500):
        if page.after is None:
            assert len(ids) == len(set(ids))
            return set(ids)
        page = search.find(session, admin, text, now=NOW, after=page.after)
        ids += [hit.entry.id for hit in page.hits]
    pytest.fail("the pages never end")


def test_a_page_goes_on_where_an_entry_was_renamed(database: Database) -> None:
    with database.write() as session:
        admin = person(session, "Admin", Role.ADMIN)
        fill(session, 120)
        after = search.Place(entry_id=404, walked=7, nth=3)
        assert len(search.find(session, admin, "ko", now=NOW, after=after).hits) == search.PAGE


def test_a_search_is_noted_without_its_words(database: Database) -> None:
    with database.write() as session:
        ani, admin = person(session, "Ani"), person(session, "Admin", Role.ADMIN)
        register(session, ani)
        search.find(session, admin, "kopi", now=NOW)
    with database.read() as session:
        noted = session.scalars(select(AuditEntry).where(AuditEntry.action == "search")).one()
        assert (noted.actor_id, noted.before, noted.after) == (admin.person_id, None, {"count": 1})
        assert noted.reason is None


def test_only_curators_search(database: Database) -> None:
    with database.write() as session:
        for who in (person(session, "Ani"), person(session, "Dewi", Role.MENTOR, Role.OFFICER)):
            with pytest.raises(NotAllowedError):
                search.find(session, who, "kopi", now=NOW)
            with pytest.raises(NotAllowedError):
                search.numbered(session, who, "1", now=NOW)
            with pytest.raises(NotAllowedError):
                trail.page(session, who, 1)


@given(st.text())
@example("9" * 5_000)
@example("\ud800 \x00 \U0010ffff")
@example("KE-2026-00000/0")
def test_any_text_means_something(text: str) -> None:
    query = read(text, now=NOW)
    assert all(query.words)
    assert all(len(word) <= MOST_LETTERS for word in query.words)
    assert all("\x00" not in word for word in query.words)


@given(st.text(max_size=40))
def test_a_word_is_found_by_every_beginning(text: str) -> None:
    for word in words(text):
        for beginning in read(word, now=NOW).words:
            assert word.startswith(beginning)


def test_any_text_can_be_searched_for(database: Database) -> None:
    with database.write() as session:
        admin = person(session, "Admin", Role.ADMIN)

        @settings(max_examples=40, deadline=None, database=None)
        @given(st.text(max_size=60))
        def searches(text: str) -> None:
            assert search.find(session, admin, text, now=NOW).after is None

        searches()


def acts(session: Session, admin: Actor, entry_id: int, before: int = 0) -> Sequence[str]:
    return [act.verb for act in trail.page(session, admin, entry_id, before=before).acts]


def test_trail_comes_newest_first_by_the_page(database: Database) -> None:
    with database.write() as session:
        ani, admin = person(session, "Ani"), person(session, "Admin", Role.ADMIN)
        business = register(session, ani)
    for number in range(9):
        with database.write() as session:
            changed = answers(business_name=f"Kopi {number}")
            entries.change(session, ani, business.id, changed, seen=number + 1, now=LATER)
    with database.read() as session:
        newest = trail.page(session, admin, business.id)
        assert [act.verb for act in newest.acts] == ["changed"] * 8
        assert newest.older is not None
        assert {act.by for act in newest.acts} == {"Ani"}
        last = newest.acts[-1]
        assert last.answered is not None
        assert (last.answered["business_name"], last.after["business_name"]) == (
            "Kopi 0",
            "Kopi 1",
        )
        assert acts(session, admin, business.id, newest.older) == ["changed", "submitted"]
        with pytest.raises(NotFoundError):
            trail.page(session, admin, 404)


def test_every_act_on_an_entry_is_known() -> None:
    noted = of_entries()
    assert {"business.submitted", "product.overtaken", "membership.joined"} <= noted
    assert not {action for action in noted if action.startswith(("person", "invitation"))}
