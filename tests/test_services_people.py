"""Messages, members, nominations and invitations, on both databases."""

from datetime import timedelta
from functools import partial
from pathlib import Path

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session
from typer.testing import CliRunner

from bot.cli import app
from models.business import Business, MemberRole
from models.database import Database
from models.errors import (
    InvitationUnusableError,
    NotAllowedError,
    NotFoundError,
)
from models.invitation import Invitation, InvitationKind
from models.message import MessageState
from models.nomination import Nomination, NominationState
from models.person import Person, Role
from models.services import (
    audit,
    invitations,
    members,
    messages,
    nominations,
    registration,
)
from models.services.actor import Actor
from models.services.messages import Content
from models.services.nominations import Mistake, Row
from tests.services import NOW, ZONE, answers, person

LATER = NOW + timedelta(days=15)
ROW = Row("12.06", 'Kopi "Deleng"', "REHULINA GINTING", "+6281260000001")


def business_of(session: Session, owner: Actor) -> Business:
    business = registration.submit(session, owner, answers(), now=NOW, zone=ZONE)
    session.flush()
    return business


def test_message_waits_and_is_answered_once(database: Database) -> None:
    with database.write() as session:
        ani, admin = person(session, "Ani"), person(session, "Admin", Role.ADMIN)
        business = business_of(session, ani)
        kept = messages.keep(session, ani, Content(1, 5, "text", "halo"), now=NOW)
        assert (kept.state, kept.business_id) == (MessageState.KEPT, business.id)
        assert messages.waiting(session, admin) is None
        for _ in range(2):
            messages.pass_on(session, ani, kept.id, now=NOW)
        waiting = messages.waiting(session, admin)
        assert waiting is not None
        assert (waiting.id, messages.count_waiting(session)) == (kept.id, 1)
        assert messages.sender_name(session, waiting) == "Ani"
        reply = partial(messages.answer, session, admin, kept.id, seen=waiting.revision)
        answered, told = reply(text="Baik.", now=NOW)
        assert (answered.state, told.name) == (MessageState.ANSWERED, "Ani")
        with pytest.raises(NotFoundError):
            reply(text="Lain.", now=NOW)
        assert messages.count_waiting(session) == 0
        assert [m.answer for m in messages.of_person(session, ani.person_id)] == ["Baik."]
    with database.read() as session:
        trail = [entry.action for entry in audit.trail(session, ("message", kept.id))]
        assert trail == ["message.passed_on", "message.answered"]


def test_messages_are_for_the_staff(database: Database) -> None:
    with database.write() as session:
        ani, budi = person(session, "Ani"), person(session, "Budi", Role.HEAD)
        dewi = person(session, "Dewi", Role.MENTOR)
        kept = messages.keep(session, ani, Content(1, 5, "text", "halo"), now=NOW)
        with pytest.raises(NotFoundError):
            messages.pass_on(session, budi, kept.id, now=NOW)
        for act in (messages.waiting, lambda s, a: messages.get(s, a, kept.id)):
            with pytest.raises(NotAllowedError):
                act(session, budi)
        with pytest.raises(NotAllowedError):
            messages.answer(session, budi, kept.id, seen=1, text="x", now=NOW)
        messages.pass_on(session, ani, kept.id, now=NOW)
        assert messages.waiting(session, dewi) is None, "it is not for her"
        with pytest.raises(NotAllowedError):
            messages.get(session, dewi, kept.id)


def test_operator_joins_once_and_is_taken_off(database: Database) -> None:
    with database.write() as session:
        ani, budi, cici = (person(session, name) for name in ("Ani", "Budi", "Cici"))
        business = business_of(session, ani)
        payload = members.invite_operator(session, ani, business.id, now=NOW)
        with pytest.raises(NotAllowedError):
            members.invite_operator(session, budi, business.id, now=NOW)
        invitation = invitations.find(session, payload, budi.person_id, now=NOW)
        for _ in range(2):
            assert members.join(session, budi, invitation, now=NOW).id == business.id
        with pytest.raises(InvitationUnusableError):
            invitations.find(session, payload, cici.person_id, now=NOW)
        found = [(p.name, role) for p, role in members.of_business(session, business.id)]
        assert found == [("Ani", MemberRole.OWNER), ("Budi", MemberRole.OPERATOR)]
        for who, whom in ((budi, ani), (ani, ani), (cici, budi)):
            with pytest.raises(NotAllowedError):
                members.leave(session, who, business.id, whom.person_id, now=NOW)
        members.leave(session, budi, business.id, budi.person_id, now=NOW)
        assert len(members.of_business(session, business.id)) == 1


def test_membership_moves_to_a_new_account(database: Database) -> None:
    with database.write() as session:
        ani, new = person(session, "Ani"), person(session, "Ani baru")
        business = business_of(session, ani)
        old = session.get_one(Person, ani.person_id).telegram_id
        with pytest.raises(NotFoundError):
            members.invite_to_move(session, business.number, 77, now=NOW, reason="HP hilang")
        payload = members.invite_to_move(session, business.number, old, now=NOW, reason="hilang")
        invitation = invitations.find(session, payload, new.person_id, now=NOW)
        assert invitation.kind == InvitationKind.MOVE
        members.join(session, new, invitation, now=NOW)
        found = [(p.name, role) for p, role in members.of_business(session, business.id)]
        assert found == [("Ani baru", MemberRole.OWNER)]
    with database.read() as session:
        trail = list(audit.trail(session, ("business", business.id)))
        assert [entry.action for entry in trail][1:] == [
            "membership.move_invited",
            "membership.moved",
        ]
        assert trail[1].reason == "hilang"


def test_helper_to_whom_the_business_moves_becomes_its_owner(database: Database) -> None:
    with database.write() as session:
        ani, new = person(session, "Ani"), person(session, "Ani baru")
        business = business_of(session, ani)
        old = session.get_one(Person, ani.person_id).telegram_id
        for payload in (
            members.invite_operator(session, ani, business.id, now=NOW),
            members.invite_to_move(session, business.number, old, now=NOW, reason="hilang"),
        ):
            invitation = invitations.find(session, payload, new.person_id, now=NOW)
            members.join(session, new, invitation, now=NOW)
        found = [(p.name, role) for p, role in members.of_business(session, business.id)]
        assert found == [("Ani baru", MemberRole.OWNER)]


def test_business_that_moves_to_the_same_account_stays(database: Database) -> None:
    with database.write() as session:
        ani = person(session, "Ani")
        business = business_of(session, ani)
        old = session.get_one(Person, ani.person_id).telegram_id
        payload = members.invite_to_move(session, business.number, old, now=NOW, reason="uji")
        invitation = invitations.find(session, payload, ani.person_id, now=NOW)
        members.join(session, ani, invitation, now=NOW)
        found = [(p.name, role) for p, role in members.of_business(session, business.id)]
        assert found == [("Ani", MemberRole.OWNER)]


def test_invitation_is_known_by_its_hash_only(database: Database) -> None:
    with database.write() as session:
        ani = person(session, "Ani")
        payload, row = invitations.make(session, InvitationKind.ROLE, now=NOW, role=Role.ADMIN)
        assert payload.startswith("r_")
        assert payload.partition("_")[2] not in repr(vars(row))
        found = invitations.find(session, payload, ani.person_id, now=NOW)
        assert found.id == row.id
        for wrong in (payload.replace("r_", "o_", 1), payload[:-1], "r_", ""):
            with pytest.raises(InvitationUnusableError):
                invitations.find(session, wrong, ani.person_id, now=NOW)
        with pytest.raises(InvitationUnusableError):
            invitations.find(session, payload, ani.person_id, now=LATER)
        with pytest.raises(InvitationUnusableError):
            invitations.claim(session, row, ani.person_id, now=LATER)


def test_nomination_is_claimed_by_who_opened_it(database: Database) -> None:
    with database.write() as session:
        ani, budi = person(session, "Ani"), person(session, "Budi")
        (invited,) = nominations.take_in(session, [ROW], now=NOW, by=None)
        one = invited.nomination.id
        for act in (nominations.claim, nominations.not_mine):
            with pytest.raises(InvitationUnusableError):
                act(session, ani, one, now=NOW)
        invitation = invitations.find(session, invited.payload, ani.person_id, now=NOW)
        invitations.note_opened(session, invitation, ani.person_id)
        for _ in range(2):
            assert nominations.claim(session, ani, one, now=NOW).state == NominationState.CLAIMED
        with pytest.raises(InvitationUnusableError):
            nominations.claim(session, budi, one, now=NOW)
        claimed = nominations.claimed_by(session, ani.person_id)
        assert claimed is not None
        assert nominations.suggestions(claimed) == {
            "business_name": 'Kopi "Deleng"',
            "owner_name": "REHULINA GINTING",
            "phone": "+6281260000001",
            "regency": "12.06",
        }
        assert nominations.counts(session) == {"invited": 0, "claimed": 1, "not_mine": 0}
        assert business_of(session, ani).nomination_id == one


def test_known_row_of_a_later_letter_gets_a_new_link(database: Database) -> None:
    with database.write() as session:
        admin = person(session, "Admin", Role.ADMIN)
        again = Row("12.06", "DELENG KOPI", "Rehulina")
        first, second = nominations.take_in(session, [ROW, again], now=NOW, by=admin.person_id)
        third = nominations.add(session, admin, Row("12.71", "Kopi Deleng", "X"), now=NOW)
        assert [first.new, second.new, third.new] == [True, False, True]
        assert first.nomination.id == second.nomination.id != third.nomination.id
        assert len(session.scalars(select(Invitation)).all()) == 3
        with pytest.raises(NotAllowedError):
            nominations.add(session, person(session, "Ani"), ROW, now=NOW)


HEADER = "nama_usaha,nama_pemilik,kabupaten,no_hp"


def test_clean_csv_is_read() -> None:
    rows, mistakes = nominations.read_csv([HEADER, 'Kopi "D",Rehulina,karo,0812-6000-0001', ""])
    assert mistakes == []
    assert rows == [Row("12.06", 'Kopi "D"', "Rehulina", "+6281260000001")]
    semicolons = [HEADER.replace(",", ";").upper(), "Kopi;Rehulina;Kabupaten Karo;"]
    assert nominations.read_csv(semicolons) == ([Row("12.06", "Kopi", "Rehulina")], [])


@pytest.mark.parametrize(
    ("lines", "mistake"),
    [
        ([], Mistake(1, "", "empty")),
        (["nama_usaha,nama_pemilik"], Mistake(1, "kabupaten", "missing_column")),
        ([f"{HEADER},warna"], Mistake(1, "warna", "unknown_column")),
        ([HEADER, "Kopi,,karo,"], Mistake(2, "nama_pemilik", "missing_value")),
        ([HEADER, "Kopi,Ani,nias,"], Mistake(2, "kabupaten", "unclear_place")),
        ([HEADER, "Kopi,Ani,karo,0812"], Mistake(2, "no_hp", "unclear_phone")),
        ([HEADER, "a,b,karo,", f"{'x' * 81},b,karo,"], Mistake(3, "nama_usaha", "too_long")),
        ([HEADER, "Kopi,Ani,karo,,lebih"], Mistake(2, "", "too_many_values")),
    ],
)
def test_mistakes_of_a_csv_are_named(lines: list[str], mistake: Mistake) -> None:
    assert nominations.read_csv(lines)[1] == [mistake]


@pytest.fixture
def office(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder with a migrated database; Telegram is not reached."""
    monkeypatch.chdir(tmp_path)
    config = '[telegram]\napi_url = "http://127.0.0.1:1"\n'
    (tmp_path / "config.toml").write_text(config, encoding="utf-8")
    assert CliRunner().invoke(app, ["migrate"]).exit_code == 0
    return tmp_path


def test_console_takes_nominations_in(office: Path) -> None:
    file = office / "karo.csv"
    file.write_text(f"\ufeff{HEADER}\nKopi,Rehulina,karo,\nMadu,Anton,medan,\n", encoding="utf-8")
    for new in ("2 new, 0 known", "0 new, 2 known"):
        done = CliRunner().invoke(app, ["import-nominations", str(file)])
        assert done.exit_code == 0, done.output
        assert new in done.output
        assert "start=u_" in done.output.replace("\n", "")


def test_console_stores_nothing_of_a_bad_file(office: Path) -> None:
    file = office / "karo.csv"
    file.write_text(f"{HEADER}\nKopi,Rehulina,karo,\nMadu,Anton,nias,\n", encoding="utf-8")
    done = CliRunner().invoke(app, ["import-nominations", str(file)])
    assert done.exit_code != 0
    assert "karo.csv:3: kabupaten: unclear place" in done.output
    assert "Nothing was stored." in done.output
    database = Database(f"sqlite:///{office / 'data' / 'klinik.db'}")
    with database.read() as session:
        assert session.scalars(select(Nomination)).all() == []
    database.close()
    (office / "odd.csv").write_bytes(b"\xff\xfe\x00")
    assert CliRunner().invoke(app, ["import-nominations", "odd.csv"]).exit_code != 0
    assert CliRunner().invoke(app, ["import-nominations", "none.csv"]).exit_code != 0
