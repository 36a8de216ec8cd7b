"""Registration, numbers, drafts and consents, on both databases."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from pydantic import ValidationError
from sqlalchemy import func, select

from models.business import Business, Membership
from models.database import Database
from models.person import Consent, Purpose
from models.services import audit, consents, drafts, export, numbers, products, registration
from models.services.drafts import Laid
from tests.services import NOW, ZONE, answers, person

VERSION = "2026-11-24"


def test_a_registration_is_one_business_with_its_owner(database: Database) -> None:
    with database.write() as session:
        ani = person(session, "Ani")
        business = registration.submit(session, ani, answers(), now=NOW, zone=ZONE)
        business_id = business.id
    with database.read() as session:
        kept = session.get_one(Business, business_id)
        assert (kept.number, kept.state, kept.revision) == ("KE-2026-00001", "submitted", 1)
        assert (kept.name, kept.owner_name) == ("Kopi Deleng", "Rehulina")
        assert (kept.phone, kept.regency) == ("+6281260000001", "12.06")
        assert kept.answers == answers()
        assert kept.submitted_at == NOW
        assert kept.decided_at is None
        member = session.scalars(select(Membership)).one()
        assert (member.person_id, member.role, member.since) == (ani.person_id, "owner", NOW)
        (entry,) = audit.trail(session, ("business", business_id))
        assert entry.after is not None
        assert (entry.action, entry.actor_id) == ("business.submitted", ani.person_id)
        assert entry.after["business_name"] == "Kopi Deleng"
        for private in ("owner_name", "phone"):
            assert set(entry.after[private]) == {"private"}
            assert answers()[private] not in str(entry.after)


def test_an_incomplete_registration_is_refused_and_leaves_nothing(database: Database) -> None:
    half = answers()
    del half["phone"]
    with pytest.raises(ValidationError) as caught, database.write() as session:
        registration.submit(session, person(session, "Ani"), half, now=NOW, zone=ZONE)
    assert "Rehulina" not in str(caught.value)
    with database.read() as session:
        assert session.scalar(select(func.count()).select_from(Business)) == 0


def test_businesses_of_a_person_newest_first(database: Database) -> None:
    with database.write() as session:
        ani, budi = person(session, "Ani"), person(session, "Budi")
        for actor in (ani, budi, ani):
            registration.submit(session, actor, answers(), now=NOW, zone=ZONE)
    with database.read() as session:
        own = registration.businesses_of(session, ani.person_id)
        assert [business.number[-1] for business in own] == ["3", "1"]
        assert registration.has_begun(session, ani.person_id)
        assert not registration.has_begun(session, 404)


def test_equal_private_values_are_recognised_and_keyed(database: Database) -> None:
    with database.write() as session:
        first, second = (audit.keyed_hash(session, value) for value in ("x", "x"))
        assert first == second
        assert first != audit.keyed_hash(session, "y")
        session.info["audit_key"] = b"another"
        assert first != audit.keyed_hash(session, "x")


def test_numbers_count_by_the_offices_year(database: Database) -> None:
    zone = ZoneInfo("Asia/Jakarta")
    last_year = datetime(2026, 12, 31, 16, 59, tzinfo=UTC)
    with database.write() as session:
        given = [
            numbers.next_business_number(session, now=now, zone=zone)
            for now in (last_year, last_year, last_year + timedelta(minutes=1))
        ]
    assert given == ["KE-2026-00001", "KE-2026-00002", "KE-2027-00001"]
    for _ in range(2):  # a number that was rolled back was never given
        with database.write() as session:
            assert numbers.next_business_number(session, now=NOW, zone=zone) == "KE-2026-00003"
            session.rollback()


def test_a_draft_is_laid_aside_and_taken_up_once(database: Database) -> None:
    with database.write() as session:
        ani = person(session, "Ani").person_id
        drafts.lay_aside(session, ani, "registration", 0, Laid({}, {}), now=NOW)
        assert not registration.has_begun(session, ani)
        drafts.lay_aside(session, ani, "registration", 0, Laid({"a": 1}, {}), now=NOW)
        drafts.lay_aside(
            session, ani, "registration", 0, Laid({"a": 1, "b": None}, {"m": 2}), now=NOW
        )
        drafts.lay_aside(session, ani, "registration", 7, Laid({"c": 1}, {}), now=NOW)
    with database.write() as session:
        assert registration.has_begun(session, ani)
        assert drafts.count_answers(session, ani, "registration", 0) == 1
        assert drafts.count_answers(session, ani, "rejection", 0) == 0
        assert drafts.take_up(session, ani, "registration", 0) == Laid(
            {"a": 1, "b": None}, {"m": 2}
        )
        assert drafts.take_up(session, ani, "registration", 0) == Laid({}, {})
        assert drafts.take_up(session, ani, "registration", 7) == Laid({"c": 1}, {})


def test_a_consent_is_the_latest_choice_on_this_text(database: Database) -> None:
    def agreed(version: str = VERSION) -> bool:
        with database.read() as session:
            return consents.agreed(session, ani.person_id, Purpose.MENTORING, version=version)

    with database.write() as session:
        ani = person(session, "Ani")
    assert not agreed()
    for choice in (False, True, False, True):
        with database.write() as session:
            consents.give(
                session,
                ani,
                Purpose.MENTORING,
                agreed=choice,
                version=VERSION,
                text="Izin",
                language="id",
                now=NOW,
            )
        assert agreed() is choice
    assert not agreed("2027-01-01")
    with database.read() as session:
        kept = session.scalars(select(Consent).order_by(Consent.id)).all()
        assert [row.agreed for row in kept] == [False, True, False, True]
        assert len({row.text_hash for row in kept}) == 1
        acts = [entry.action for entry in audit.trail(session, ("person", ani.person_id))]
    assert acts == ["consent.refused", "consent.given"] * 2


def test_the_export_is_in_order_of_numbers(database: Database) -> None:
    with database.write() as session:
        ani = person(session, "Ani")
        for name in ("Satu", "Dua", "Tiga"):
            registration.submit(session, ani, answers(business_name=name), now=NOW, zone=ZONE)
    with database.read() as session:
        rows = list(export.businesses(session))
    assert [row["name"] for row in rows] == ["Satu", "Dua", "Tiga"]
    assert set(rows[0]) == {"number", "name", "regency", "state", "products"}


def test_the_export_has_the_products_of_each(database: Database) -> None:
    with database.write() as session:
        ani = person(session, "Ani")
        for name, count in (("Satu", 2), ("Dua", 0), ("Tiga", 1)):
            business = registration.submit(
                session, ani, answers(business_name=name), now=NOW, zone=ZONE
            )
            session.flush()
            for number in range(count):
                coffee = {"name": f"Kopi {number + 1}", "group": "KOPI", "category": "KOP"}
                products.submit(session, ani, business.id, {**coffee, "photos": [1]}, now=NOW)
    with database.read() as session:
        rows = list(export.businesses(session))
    assert [[p["number"] for p in row["products"]] for row in rows] == [
        ["KE-2026-00001/1", "KE-2026-00001/2"],
        [],
        ["KE-2026-00003/1"],
    ]
    assert rows[2]["products"] == [
        {"number": "KE-2026-00003/1", "name": "Kopi 1", "category": "KOP", "state": "submitted"}
    ]
