"""Curation, roles, quarantine and housekeeping, on both databases."""

from datetime import datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import select, update
from sqlalchemy.orm import Session

from bot import outbox
from models.curation import Decision, Verdict
from models.database import Database
from models.entry import Entry
from models.errors import InvitationUnusableError, NotAllowedError, NotFoundError
from models.ingress import ProcessedUpdate, Quarantine, QuarantineState
from models.invitation import Invitation
from models.outbox import OutboxRow, OutboxState
from models.person import Role, RoleGrant
from models.services import (
    audit,
    decisions,
    invitations,
    quarantine,
    queue,
    registration,
    roles,
    verdicts,
)
from models.services.actor import Actor
from models.services.decisions import Reason
from models.services.queue import Filters
from models.services.verdicts import AlreadyDecidedError
from scheduler import housekeeping
from tests.services import NOW, ZONE, answers, person


def registered(session: Session, owner: Actor, *moments: datetime) -> list[int]:
    """A business for each moment."""
    return [
        registration.submit(session, owner, answers(), now=now, zone=ZONE).id for now in moments
    ]


def decide(session: Session, actor: Actor, business: int, **how: Any) -> Entry:
    """Approve what was seen first, unless told otherwise."""
    usual: dict[str, Any] = {"seen": 1, "verdict": Verdict.APPROVED, "reason": Reason()}
    return verdicts.decide(session, actor, business, now=NOW, **(usual | how))


def test_what_waits_comes_in_order_of_arrival(database: Database) -> None:
    with database.write() as session:
        ani, admin = person(session, "Ani"), person(session, "Admin", Role.ADMIN)
        later = NOW + timedelta(hours=1)
        first, second, third = registered(session, ani, later, NOW, NOW)
        assert queue.count_waiting(session) == 3
        assert queue.count_waiting(session, limit=2) == 2
        order = []
        after = 0
        while (
            entry := queue.waiting(session, admin, Filters(), now=later, after=after)
        ) is not None:
            order.append(entry.id)
            after = entry.id
        assert order == [second, third, first]
        assert queue.waiting(session, admin, Filters(), now=later, after=404) is not None
        with pytest.raises(NotAllowedError):
            queue.waiting(session, ani, Filters(), now=later)
        with pytest.raises(NotAllowedError):
            queue.entry(session, person(session, "Mentor", Role.MENTOR), first)
        with pytest.raises(NotFoundError):
            queue.entry(session, admin, 404)


def test_the_first_decision_counts(database: Database) -> None:
    with database.write() as session:
        ani = person(session, "Ani")
        admin = person(session, "Admin", Role.ADMIN)
        curator = person(session, "Curator", Role.CURATOR)
        (business,) = registered(session, ani, NOW)
        done = decide(
            session, admin, business, verdict=Verdict.REJECTED, reason=Reason(text="Belum jelas.")
        )
        assert (done.state, done.revision, done.decided_at) == ("rejected", 2, NOW)
        for seen in (1, 2):
            with pytest.raises(AlreadyDecidedError) as caught:
                decide(session, curator, business, seen=seen)
            assert caught.value.decided is not None
            assert caught.value.decided.by == "Admin"
            assert caught.value.decided.verdict == Verdict.REJECTED
            assert caught.value.decided.reason == Reason(text="Belum jelas.")
        with pytest.raises(NotAllowedError):
            decide(session, ani, business)
        with pytest.raises(NotFoundError):
            decide(session, admin, 404)
    with database.read() as session:
        assert len(session.scalars(select(Decision)).all()) == 1
        *_sent, decided = audit.trail(session, ("business", business))
        assert (decided.action, decided.reason) == ("business.rejected", "Belum jelas.")
        assert (decided.before, decided.after) == ({"state": "submitted"}, {"state": "rejected"})
        assert [one.name for one in decisions.people_of(session, done)] == ["Ani"]


def test_a_card_that_is_not_current_decides_nothing(database: Database) -> None:
    with database.write() as session:
        admin = person(session, "Admin", Role.ADMIN)
        (business,) = registered(session, person(session, "Ani"), NOW)
        with pytest.raises(AlreadyDecidedError) as caught:
            decide(session, admin, business, seen=7)
        assert caught.value.decided is None
        assert decisions.decision(session, business) is None


def claim(session: Session, actor: Actor, payload: str, *, now: datetime) -> Role:
    """Follow a link and take the role it gives."""
    invitation = invitations.find(session, payload, actor.person_id, now=now)
    return roles.claim(session, actor, invitation, now=now)


def test_an_invitation_opens_once(database: Database) -> None:
    with database.write() as session:
        ani, budi = person(session, "Ani"), person(session, "Budi")
        code, invitation = roles.invite(session, Role.OFFICER, now=NOW, regency="12.06")
        assert claim(session, ani, code, now=NOW) == Role.OFFICER
        assert claim(session, ani, code, now=NOW) == Role.OFFICER
        with pytest.raises(InvitationUnusableError):
            claim(session, budi, code, now=NOW)
        with pytest.raises(InvitationUnusableError):
            claim(session, budi, "guessed", now=NOW)
        assert roles.active(session, [ani.person_id, budi.person_id]) == {
            ani.person_id: frozenset({Role.OFFICER})
        }
        assert code.partition("_")[2] not in invitation.code_hash
        grant = session.scalars(select(RoleGrant)).one()
        assert (grant.regency, grant.invitation_id) == ("12.06", invitation.id)
    with database.read() as session:
        (given,) = audit.trail(session, ("person", ani.person_id))
        assert (given.action, given.after) == (
            "role.granted",
            {"role": "officer", "regency": "12.06"},
        )


def test_an_invitation_ends_after_a_fortnight(database: Database) -> None:
    with database.write() as session:
        ani = person(session, "Ani")
        code, row = roles.invite(session, Role.ADMIN, now=NOW)
        with pytest.raises(InvitationUnusableError):
            claim(session, ani, code, now=row.expires_at)
        assert claim(session, ani, code, now=row.expires_at - timedelta(seconds=1))


def test_a_second_invitation_of_the_same_role_changes_nothing(database: Database) -> None:
    with database.write() as session:
        ani = person(session, "Ani")
        for _ in range(2):
            code, _row = roles.invite(session, Role.ADMIN, now=NOW)
            claim(session, ani, code, now=NOW)
        assert len(session.scalars(select(RoleGrant)).all()) == 1
        assert len(session.scalars(select(Invitation)).all()) == 2
        session.execute(update(RoleGrant).values(revoked_at=NOW))
        assert roles.active(session, [ani.person_id]) == {}


def put(
    session: Session, update_id: int, *, now: datetime = NOW, error: str = "ValueError"
) -> None:
    payload = {"update_id": update_id}
    quarantine.put(session, 1, update_id, chat_id=5, payload=payload, error=error, now=now)


def test_quarantine_from_failure_to_retry(database: Database) -> None:
    with database.write() as session:
        for number in (7, 8, 9):
            put(session, number)
        session.add(ProcessedUpdate(bot_id=1, update_id=7, at=NOW))
    with database.write() as session:
        first, second, third = (row.id for row in quarantine.listed(session))
        quarantine.ask_retry(session, first, now=NOW)
        quarantine.drop(session, second, now=NOW)
        for number in (first, second, 404):
            with pytest.raises(NotFoundError):
                quarantine.ask_retry(session, number, now=NOW)
            with pytest.raises(NotFoundError):
                quarantine.drop(session, number, now=NOW)
    with database.write() as session:
        assert session.scalars(select(ProcessedUpdate)).all() == []
        assert [row.update_id for row in quarantine.to_retry(session, 1)] == [7]
        assert quarantine.to_retry(session, 2) == []
        quarantine.mark_retried(session, 1, 7)
        quarantine.mark_retried(session, 1, 9)
    with database.read() as session:
        assert [row.state for row in quarantine.listed(session)] == ["retried", "dropped", "open"]
        (row,) = quarantine.listed(session, QuarantineState.OPEN)
        assert row.id == third
        acts = [entry.action for entry in audit.trail(session, ("quarantine", first))]
    assert acts == ["quarantine.retry"]


def test_what_fails_again_is_open_again(database: Database) -> None:
    with database.write() as session:
        put(session, 7)
    with database.write() as session:
        (row,) = quarantine.listed(session)
        quarantine.ask_retry(session, row.id, now=NOW)
    with database.write() as session:
        put(session, 7, now=NOW + timedelta(days=1), error="TypeError")
    with database.read() as session:
        (row,) = quarantine.listed(session)
        assert (row.state, row.error, row.at) == ("open", "TypeError", NOW + timedelta(days=1))


def test_what_has_served_its_purpose_is_emptied(database: Database) -> None:
    old = {
        "hours": timedelta(hours=49),
        "fortnight": timedelta(days=15),
        "month": timedelta(days=31),
    }
    with database.write() as session:
        session.add(ProcessedUpdate(bot_id=1, update_id=1, at=NOW - old["hours"]))
        session.add(ProcessedUpdate(bot_id=1, update_id=2, at=NOW))
        put(session, 1, now=NOW - old["fortnight"])
        put(session, 2)
        for text, state, done_at in (
            ("old", OutboxState.SENT, NOW - old["month"]),
            ("new", OutboxState.SENT, NOW),
            ("waits", OutboxState.WAITING, None),
        ):
            outbox.put(session, 5, {"text": text}, now=NOW - old["month"])
            *_others, waiting = outbox.write_out(session)
            row = session.get_one(OutboxRow, waiting.id)
            row.state, row.done_at = state, done_at
    for _ in range(2):
        with database.write() as session:
            housekeeping.tidy(session, NOW)
    with database.read() as session:
        assert [row.update_id for row in session.scalars(select(ProcessedUpdate))] == [2]
        rows = session.scalars(select(OutboxRow).order_by(OutboxRow.id)).all()
        assert [row.payload for row in rows] == [{}, {"text": "new"}, {"text": "waits"}]
        assert [row.emptied for row in rows] == [True, False, False]
        kept = session.scalars(select(Quarantine).order_by(Quarantine.id)).all()
        assert [row.payload for row in kept] == [None, {"update_id": 2}]
        assert kept[0].error == "ValueError"
    with pytest.raises(NotFoundError), database.write() as session:
        quarantine.ask_retry(session, kept[0].id, now=NOW)
