"""Nominations of a kabupaten: taking them in, inviting, claiming."""

import csv
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import bindparam, func, select, update
from sqlalchemy.orm import Session

from models.forms.inputs import Typed
from models.forms.kinds import Context, Parsed, Phone
from models.invitation import InvitationKind
from models.nomination import Nomination, NominationState
from models.person import Role
from models.rules import regencies
from models.services import audit, duplicates, invitations
from models.services.actor import Actor
from models.sql import insert_for

TAKERS = (Role.ADMIN, Role.CURATOR)

REQUIRED = ("nama_usaha", "nama_pemilik", "kabupaten")
COLUMNS = (*REQUIRED, "no_hp", "alamat", "produk", "nomor_surat")

_CLAIMED = (
    select(Nomination.id)
    .where(
        Nomination.claimed_by == bindparam("person"), Nomination.state == NominationState.CLAIMED
    )
    .order_by(Nomination.id.desc())
    .limit(1)
)

_LONGEST = {"nama_usaha": 80, "nama_pemilik": 80, "alamat": 200, "produk": 120, "nomor_surat": 60}


@dataclass(frozen=True)
class Mistake:
    """What is wrong in a line (counted from 1, the header is 1): a column and a key."""

    line: int
    column: str
    key: str


@dataclass(frozen=True)
class Row:
    """One nominated business, checked."""

    regency: str
    business_name: str
    owner_name: str
    phone: str | None = None
    address: str | None = None
    product: str | None = None
    letter: str | None = None


@dataclass(frozen=True)
class Invited:
    """A nomination with the payload of its link; `new` is False for one that was known."""

    nomination: Nomination
    payload: str
    new: bool


def read_csv(lines: Iterable[str]) -> tuple[list[Row], list[Mistake]]:
    """The rows of a clean CSV (comma or semicolon) and the mistakes in it."""
    text = list(lines)
    if not text:
        return [], [Mistake(1, "", "empty")]
    delimiter = ";" if text[0].count(";") > text[0].count(",") else ","
    reader = csv.DictReader(text, delimiter=delimiter)
    names = [(name or "").strip().lower() for name in reader.fieldnames or ()]
    reader.fieldnames = names
    missing = [name for name in REQUIRED if name not in names]
    unknown = [name for name in names if name not in COLUMNS]
    if missing or unknown:
        bad = [Mistake(1, name, "missing_column") for name in missing]
        return [], bad + [Mistake(1, name, "unknown_column") for name in unknown]
    rows: list[Row] = []
    mistakes: list[Mistake] = []
    for values in reader:
        row = _row(values, reader.line_num)
        if isinstance(row, Row):
            rows.append(row)
        else:
            mistakes.append(row)
    return rows, mistakes


def take_in(
    session: Session, rows: Iterable[Row], *, now: datetime, by: int | None
) -> list[Invited]:
    """Store rows and make an invitation for each; a row that is known gets a new link."""
    return [_take_in(session, row, now, by) for row in rows]


def add(session: Session, actor: Actor, row: Row, *, now: datetime) -> Invited:
    """Store one row that an officer typed in.

    Raises:
        NotAllowedError: the actor is not of the staff.
    """
    actor.must_be(*TAKERS)
    return take_in(session, [row], now=now, by=actor.person_id)[0]


def get(session: Session, nomination_id: int) -> Nomination | None:
    """One nomination."""
    return session.get(Nomination, nomination_id)


def claim(session: Session, actor: Actor, nomination_id: int, *, now: datetime) -> Nomination:
    """`[Ya, usaha saya]`: the row belongs to this person from now on. Twice is once.

    Raises:
        InvitationUnusableError: the person holds no usable invitation to it.
    """
    kind = InvitationKind.NOMINATION
    invitation = invitations.opened(session, kind, nomination_id, actor.person_id, now=now)
    nomination = session.get_one(Nomination, nomination_id)
    if invitations.claim(session, invitation, actor.person_id, now=now):
        _set(session, actor, nomination_id, NominationState.CLAIMED, now)
        session.refresh(nomination)
    return nomination


def not_mine(session: Session, actor: Actor, nomination_id: int, *, now: datetime) -> None:
    """`[Bukan usaha saya]`: the row goes back to the office; the link is used up.

    Raises:
        InvitationUnusableError: the person holds no usable invitation to it.
    """
    kind = InvitationKind.NOMINATION
    invitation = invitations.opened(session, kind, nomination_id, actor.person_id, now=now)
    if invitations.claim(session, invitation, actor.person_id, now=now):
        _set(session, actor, nomination_id, NominationState.NOT_MINE, now)


def claimed_by(session: Session, person_id: int) -> Nomination | None:
    """The nomination a person claimed last."""
    found = claimed_id(session, person_id)
    return None if found is None else session.get(Nomination, found)


def claimed_id(session: Session, person_id: int) -> int | None:
    """The number of the nomination a person claimed last; most came without one."""
    return session.connection().scalar(_CLAIMED, {"person": person_id})


def counts(session: Session) -> dict[str, int]:
    """How many rows are in each state."""
    rows = session.execute(select(Nomination.state, func.count()).group_by(Nomination.state))
    found = {state: count for state, count in rows}  # noqa: C416  # rows are no pairs to mypy
    return {state.value: found.get(state.value, 0) for state in NominationState}


def suggestions(nomination: Nomination) -> dict[str, Any]:
    """Answers of the registration form that the letter suggests."""
    found = {
        "business_name": nomination.business_name,
        "owner_name": nomination.owner_name,
        "phone": nomination.phone,
        "regency": nomination.regency,
        "address": nomination.address,
    }
    return {field: value for field, value in found.items() if value}


def _row(values: dict[str | Any, Any], line: int) -> Row | Mistake:
    plain = {
        name: (value or "").strip() for name, value in values.items() if isinstance(name, str)
    }
    if None in values:
        return Mistake(line, "", "too_many_values")
    for name in REQUIRED:
        if not plain.get(name):
            return Mistake(line, name, "missing_value")
    for name, longest in _LONGEST.items():
        if len(plain.get(name, "")) > longest:
            return Mistake(line, name, "too_long")
    meaning = regencies.understand(plain["kabupaten"])
    if not meaning.sure:
        return Mistake(line, "kabupaten", "unclear_place")
    phone = _phone(plain.get("no_hp", ""))
    if phone == "":
        return Mistake(line, "no_hp", "unclear_phone")
    return Row(
        regency=meaning.codes[0],
        business_name=plain["nama_usaha"],
        owner_name=plain["nama_pemilik"],
        phone=phone,
        address=plain.get("alamat") or None,
        product=plain.get("produk") or None,
        letter=plain.get("nomor_surat") or None,
    )


def _phone(text: str) -> str | None:
    """E.164, none where there is no number, and an empty text where it cannot be read."""
    if not text:
        return None
    outcome = Phone().parse(Typed(text), Context())
    return str(outcome.value) if isinstance(outcome, Parsed) else ""


def _take_in(session: Session, row: Row, now: datetime, by: int | None) -> Invited:
    key = duplicates.name_key(row.business_name)
    values = {
        "regency": row.regency,
        "business_name": row.business_name,
        "name_key": key,
        "owner_name": row.owner_name,
        "phone": row.phone,
        "address": row.address,
        "product": row.product,
        "letter": row.letter,
        "state": NominationState.INVITED,
        "nominated_at": now,
    }
    statement = insert_for(session, Nomination).values(**values).on_conflict_do_nothing()
    new = session.execute(statement.returning(Nomination.id)).first() is not None
    nomination = session.scalars(
        select(Nomination).where(Nomination.regency == row.regency, Nomination.name_key == key)
    ).one()
    payload, _invitation = invitations.make(
        session, InvitationKind.NOMINATION, now=now, made_by=by, subject_id=nomination.id
    )
    if new:
        subject = ("nomination", nomination.id)
        audit.record(session, by, "nomination.taken_in", subject, now=now)
    return Invited(nomination, payload, new)


def _set(
    session: Session, actor: Actor, nomination_id: int, state: NominationState, now: datetime
) -> None:
    session.execute(
        update(Nomination)
        .where(Nomination.id == nomination_id)
        .values(state=state, claimed_by=actor.person_id)
        .execution_options(synchronize_session=False)
    )
    subject = ("nomination", nomination_id)
    audit.record(session, actor.person_id, f"nomination.{state}", subject, now=now)
