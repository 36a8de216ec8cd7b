"""Roles: who holds which, invitations to them, and taking one away, on both databases."""

import threading
from collections.abc import Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from datetime import timedelta
from functools import partial

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import select, text, update
from sqlalchemy.orm import Session

from bot import people
from bot.turn import Sender
from models.curation import Desk
from models.database import Database
from models.entry import Entry, EntryState
from models.errors import (
    ClinicError,
    InvitationUnusableError,
    NotAllowedError,
    NotFoundError,
)
from models.invitation import Invitation, InvitationKind
from models.person import Role, RoleGrant
from models.services import audit, desks, invitations, queue, registration, roles, staff
from models.services.actor import Actor
from models.services.roles import LastAdminError, RegencyNeededError
from tests.services import NOW, ZONE, answers, opened, person


def joins(session: Session, name: str, role: Role, regency: str | None = None) -> Actor:
    """Somebody who came in by an invitation."""
    actor = person(session, name, role)
    takes(session, actor, role, regency)
    return actor


def takes(session: Session, actor: Actor, role: Role, regency: str | None = None) -> None:
    _payload, invitation = roles.invite(session, role, now=NOW, regency=regency)
    roles.claim(session, actor, invitation, now=NOW)


def grant_of(session: Session, actor: Actor, role: Role) -> int:
    return session.scalars(
        select(RoleGrant.id).where(
            RoleGrant.person_id == actor.person_id,
            RoleGrant.role == role,
            RoleGrant.revoked_at.is_(None),
        )
    ).one()


def admins(database: Database) -> list[int]:
    with database.read() as session:
        return list(
            session.scalars(
                select(RoleGrant.person_id).where(
                    RoleGrant.role == Role.ADMIN, RoleGrant.revoked_at.is_(None)
                )
            )
        )


def test_only_an_admin_invites_and_an_officer_needs_a_regency(database: Database) -> None:
    with database.write() as session:
        admin = joins(session, "Rizal", Role.ADMIN)
        for other in (Role.CURATOR, Role.MENTOR, Role.OFFICER, Role.HEAD):
            stranger = Actor(1, "x", frozenset({other}))
            with pytest.raises(NotAllowedError):
                roles.invite(session, Role.CURATOR, now=NOW, invited_by=stranger)
        for role, regency in (
            (Role.OFFICER, None),
            (Role.OFFICER, "99"),
            (Role.MENTOR, "12.06"),
            (Role.MENTOR, "99"),
        ):
            with pytest.raises(RegencyNeededError):
                roles.invite(session, role, now=NOW, regency=regency, invited_by=admin)
        _payload, made = roles.invite(
            session, Role.OFFICER, now=NOW, regency="12.06", invited_by=admin
        )
    with database.read() as session:
        (entry,) = audit.trail(session, ("invitation", made.id))
        assert (entry.actor_id, entry.action) == (admin.person_id, "invitation.made")


def test_the_staff_are_listed_by_role_and_name_in_pages(database: Database) -> None:
    with database.write() as session:
        for number in range(9):
            joins(session, f"Kurator {number}", Role.CURATOR)
        joins(session, "Sari", Role.OFFICER, "12.06")
        admin = joins(session, "Zainal", Role.ADMIN)
        first = staff.held(session, admin)
        assert (first.number, first.count, first.pages, len(first.rows)) == (0, 11, 2, 8)
        assert [held.person.name for held in first.rows[:3]] == [
            "Zainal",
            "Kurator 0",
            "Kurator 1",
        ]
        for page in (1, 2, 10**9):
            last = staff.held(session, admin, page=page)
            assert last.number == 1
            assert [held.person.name for held in last.rows] == ["Kurator 7", "Kurator 8", "Sari"]
        assert last.rows[-1].grant.regency == "12.06"
        with pytest.raises(NotAllowedError):
            staff.held(session, person(session, "Ani", Role.CURATOR))


def test_an_open_invitation_is_cancelled(database: Database) -> None:
    with database.write() as session:
        admin, ani = joins(session, "Rizal", Role.ADMIN), person(session, "Ani")
        payload, first = roles.invite(session, Role.CURATOR, now=NOW)
        _other, second = roles.invite(session, Role.HEAD, now=NOW)
        _third, foreign = invitations.make(session, InvitationKind.OPERATOR, now=NOW)
        listed = staff.open_invitations(session, admin, now=NOW)
        assert [row.id for row in listed.rows] == [second.id, first.id]
        assert (listed.count, listed.pages) == (2, 1)
        later = NOW + timedelta(days=14)
        assert staff.open_invitations(session, admin, now=later).rows == []
        curator = person(session, "Cici", Role.CURATOR)
        for act in (
            lambda: staff.cancel(session, curator, first.id, now=NOW),
            lambda: staff.open_invitations(session, curator, now=NOW),
        ):
            with pytest.raises(NotAllowedError):
                act()
        assert staff.cancel(session, admin, first.id, now=NOW).role == Role.CURATOR
        with pytest.raises(InvitationUnusableError):
            invitations.find(session, payload, ani.person_id, now=NOW)
        with pytest.raises(InvitationUnusableError):
            roles.claim(session, ani, first, now=NOW)
        roles.claim(session, ani, second, now=NOW)
        for gone in (first.id, second.id, foreign.id, 404):
            with pytest.raises(NotFoundError):
                staff.cancel(session, admin, gone, now=NOW)
        assert staff.open_invitations(session, admin, now=NOW).rows == []
    with database.read() as session:
        acts = [entry.action for entry in audit.trail(session, ("invitation", first.id))]
        assert acts == ["invitation.made", "invitation.cancelled"]


def test_an_officer_who_is_invited_elsewhere_changes_to_it(database: Database) -> None:
    with database.write() as session:
        sari = joins(session, "Sari", Role.OFFICER, "12.06")
        for regency in ("12.06", "12.71"):
            takes(session, sari, Role.OFFICER, regency)
        rows = session.scalars(select(RoleGrant).order_by(RoleGrant.id)).all()
        assert [(row.regency, row.revoked_at) for row in rows] == [("12.06", NOW), ("12.71", None)]


def test_a_revoked_role_is_gone_and_noted(database: Database) -> None:
    with database.write() as session:
        admin, dewi = joins(session, "Rizal", Role.ADMIN), joins(session, "Dewi", Role.CURATOR)
        takes(session, dewi, Role.MENTOR)
        grant = grant_of(session, dewi, Role.CURATOR)
        assert staff.one(session, admin, grant).person.name == "Dewi"
        known = [Sender(a.person_id, 1, a.name, "id", a.roles) for a in (admin, dewi)]
        assert not roles.were_revoked(session)
        done = roles.revoke(session, admin, grant, now=NOW)
        assert (done.held.person.name, done.freed) == ("Dewi", [])
        assert done.left == {Role.MENTOR}
        assert done.held.grant.revoked_at == NOW
        assert roles.active(session, [dewi.person_id]) == {dewi.person_id: {Role.MENTOR}}
        assert [roles.were_revoked(session), roles.were_revoked(session)] == [True, False]
        people.read_roles(session, known)
        assert [sender.roles for sender in known] == [{Role.ADMIN}, {Role.MENTOR}]
        for act in (partial(roles.revoke, now=NOW), staff.one):
            for gone in (grant, 404):
                with pytest.raises(NotFoundError):
                    act(session, admin, gone)
            with pytest.raises(NotAllowedError):
                act(session, dewi, grant_of(session, admin, Role.ADMIN))
    with database.read() as session:
        *_granted, revoked = audit.trail(session, ("person", dewi.person_id))
        assert (revoked.action, revoked.actor_id) == ("role.revoked", admin.person_id)
        assert revoked.before == {"role": "curator", "regency": None}


def holding(session: Session, curator: Actor) -> Entry:
    """An entry that the curator has claimed, with its card before them."""
    owner = person(session, "Ani")
    entry = registration.submit(session, owner, answers(), now=NOW, zone=ZONE)
    session.flush()
    desks.look(session, 77, curator.person_id, entry.id)
    return queue.claim(session, curator, entry.id, now=NOW)


def test_what_they_held_is_free_at_once(database: Database) -> None:
    with database.write() as session:
        admin, dewi = joins(session, "Rizal", Role.ADMIN), joins(session, "Dewi", Role.CURATOR)
        entry = holding(session, dewi)
        assert entry.state == EntryState.IN_REVIEW
        assert queue.waiting(session, admin, queue.Filters(), now=NOW) is None
        done = roles.revoke(session, admin, grant_of(session, dewi, Role.CURATOR), now=NOW)
        assert [freed.id for freed in done.freed] == [entry.id]
        assert (entry.claimed_by, entry.claimed_until, entry.state) == (None, None, "submitted")
        found = queue.waiting(session, admin, queue.Filters(), now=NOW)
        assert found is not None
        assert queue.claim(session, admin, entry.id, now=NOW).claimed_by == admin.person_id
    with database.read() as session:
        trail = list(audit.trail(session, ("business", entry.id)))
        assert [row.action for row in trail][-3:] == [
            "business.claimed",
            "business.released",
            "business.claimed",
        ]


def test_who_may_still_decide_keeps_what_they_hold(database: Database) -> None:
    with database.write() as session:
        admin, dewi = joins(session, "Rizal", Role.ADMIN), joins(session, "Dewi", Role.CURATOR)
        takes(session, dewi, Role.ADMIN)
        entry = holding(session, dewi)
        done = roles.revoke(session, admin, grant_of(session, dewi, Role.CURATOR), now=NOW)
        assert done.freed == []
        assert done.left == {Role.ADMIN}
        assert queue.is_held_by(entry, dewi.person_id, NOW)
        done = roles.revoke(session, admin, grant_of(session, dewi, Role.ADMIN), now=NOW)
        assert [freed.id for freed in done.freed] == [entry.id]


def test_their_chat_follows_no_cards_any_more(database: Database) -> None:
    with database.write() as session:
        admin, dewi = joins(session, "Rizal", Role.ADMIN), joins(session, "Dewi", Role.CURATOR)
        entry = holding(session, dewi)
        session.execute(update(Desk).values(chat_id=sum(map(ord, "Dewi")) * 1000 + 4))
        assert len(desks.who_look_at(session, entry.id)) == 1
        roles.revoke(session, admin, grant_of(session, dewi, Role.CURATOR), now=NOW)
        assert desks.who_look_at(session, entry.id) == []


def test_the_last_admin_stays(database: Database) -> None:
    with database.write() as session:
        rizal = joins(session, "Rizal", Role.ADMIN)
        own = grant_of(session, rizal, Role.ADMIN)
        with pytest.raises(LastAdminError):
            roles.revoke(session, rizal, own, now=NOW)
        sari = joins(session, "Sari", Role.ADMIN)
        assert roles.revoke(session, rizal, own, now=NOW).left == frozenset()
        for actor in (rizal, sari):  # Rizal's actor still says admin: the database decides
            with pytest.raises((LastAdminError, NotAllowedError)):
                roles.revoke(session, actor, grant_of(session, sari, Role.ADMIN), now=NOW)
    assert admins(database) == [sari.person_id]


def test_open_invitations_of_an_admin_end_with_their_role(database: Database) -> None:
    with database.write() as session:
        rizal, sari = joins(session, "Rizal", Role.ADMIN), joins(session, "Sari", Role.ADMIN)
        _one, of_sari = roles.invite(session, Role.ADMIN, now=NOW, invited_by=sari)
        _two, of_rizal = roles.invite(session, Role.ADMIN, now=NOW, invited_by=rizal)
    with database.write() as session:
        roles.revoke(session, rizal, grant_of(session, sari, Role.ADMIN), now=NOW)
        (left,) = staff.open_invitations(session, rizal, now=NOW).rows
        assert left.id == of_rizal.id
        assert session.get_one(Invitation, of_sari.id).expires_at == NOW


def attempt(database: Database, actor: Actor, grant: int, ready: threading.Barrier) -> str:
    ready.wait(10)
    try:
        with database.write() as session:
            roles.revoke(session, actor, grant, now=NOW)
    except ClinicError as refusal:
        return refusal.key
    return "done"


@pytest.mark.parametrize("times", range(3))
def test_two_admins_who_revoke_each_other_leave_one(database: Database, times: int) -> None:
    with database.write() as session:
        pair = [joins(session, name, Role.ADMIN) for name in ("Rizal", f"Sari{times}")]
        grants = [grant_of(session, actor, Role.ADMIN) for actor in pair]
    ready = threading.Barrier(2)
    with ThreadPoolExecutor(2) as pool:
        ends = pool.map(lambda n: attempt(database, pair[n], grants[1 - n], ready), range(2))
        assert sorted(ends) == ["done", "not_allowed"]
    assert len(admins(database)) == 1


def waits_for_a_lock(database: Database, act: Future[str]) -> bool:
    """Whether the act waits for somebody's commit; it may also have ended without waiting."""
    pause = threading.Event()
    waiting = "SELECT count(*) FROM pg_stat_activity WHERE wait_event_type = 'Lock'"
    for _ in range(200):
        with database.engine.connect() as connection:
            if connection.scalar(text(waiting)):
                return True
        if act.done() or pause.wait(0.05):
            break
    return False


@pytest.fixture
def postgres(postgres_database_url: str) -> Iterator[Database]:
    yield from opened(postgres_database_url)


@pytest.mark.postgres
def test_the_second_waits_for_the_first_to_commit(postgres: Database) -> None:
    database = postgres
    with database.write() as session:
        rizal, sari = joins(session, "Rizal", Role.ADMIN), joins(session, "Sari", Role.ADMIN)
        grants = [grant_of(session, actor, Role.ADMIN) for actor in (rizal, sari)]
    with ThreadPoolExecutor(1) as pool:
        with database.write() as session:
            roles.revoke(session, rizal, grants[1], now=NOW)
            second = pool.submit(attempt, database, sari, grants[0], threading.Barrier(1))
            assert waits_for_a_lock(database, second)
        assert second.result(10) == "not_allowed"
    assert admins(database) == [rizal.person_id]


@pytest.fixture
def sqlite(sqlite_database_url: str) -> Iterator[Database]:
    yield from opened(sqlite_database_url)


@given(acts=st.lists(st.tuples(st.integers(0, 3), st.integers(0, 3), st.booleans()), max_size=30))
@settings(
    deadline=None,
    max_examples=40,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
def test_whatever_they_do_an_admin_is_left(
    sqlite: Database, acts: list[tuple[int, int, bool]]
) -> None:
    with sqlite.write() as session:
        crew = [person(session, f"Admin {n}", Role.ADMIN) for n in range(4)]
        takes(session, crew[0], Role.ADMIN)
        for who, whom, gives in acts:
            held = roles.active(session, [actor.person_id for actor in crew])
            is_admin = crew[who].person_id in held
            if gives and is_admin:
                takes(session, crew[whom], Role.ADMIN)
            elif not gives and crew[whom].person_id in held:
                grant = grant_of(session, crew[whom], Role.ADMIN)
                if is_admin and len(held) > 1:
                    roles.revoke(session, crew[who], grant, now=NOW)
                else:
                    wanted = LastAdminError if is_admin else NotAllowedError
                    with pytest.raises(wanted):
                        roles.revoke(session, crew[who], grant, now=NOW)
            assert roles.active(session, [actor.person_id for actor in crew])
        session.rollback()
