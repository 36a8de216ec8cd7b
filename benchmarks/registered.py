"""Businesses registered before the run began: all rows that each of them left behind.

Written by SQL of our own into the schema that `klinik migrate` makes. A tenth waits for its
verdict; messages were sent longer ago than their bodies are kept, updates are of the last hours.
"""

import json
import sqlite3
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import cached_property
from pathlib import Path
from typing import Any

import psycopg
from psycopg import sql

from benchmarks.people import UPDATES_A_PERSON, Person

_FIRST_TELEGRAM_ID = 1_000_000
_MESSAGES = 13
_ZONE = timedelta(hours=7)
_REGENCIES = 25
_WAITING_EACH = 10
_HASH = "177c9609e82426e00c19c3d9ae700442d76d6fc1b5c1198b8fb4e3779acc216b"

Row = tuple[Any, ...]


@dataclass(frozen=True)
class One:
    """The business with a number, from 1, and its owner."""

    number: int
    now: datetime

    @property
    def telegram_id(self) -> int:
        """Lower than any of the run."""
        return _FIRST_TELEGRAM_ID + self.number

    @cached_property
    def words(self) -> dict[str, str]:
        """What its owner answered."""
        return Person(self.telegram_id).words

    @cached_property
    def when(self) -> str:
        """When it was registered: some time ago."""
        return _text(self.now - timedelta(days=40, seconds=self.number % 1_000_000))

    @property
    def regency(self) -> str:
        """One of the province's codes."""
        return f"12.{self.number % _REGENCIES + 1:02}"

    @property
    def is_waiting(self) -> bool:
        """Whether nobody has judged it yet."""
        return self.number % _WAITING_EACH == 0


def _person(one: One) -> Iterator[Row]:
    yield one.number, one.telegram_id, "Rehulina", "id", one.when


def _entry(one: One) -> Iterator[Row]:
    words = one.words
    name, phone = words["Nama usaha"], f"+62{words['Nomor HP'][1:]}"
    answers = {
        "business_name": name,
        "owner_name": words["Nama pemilik"],
        "phone": phone,
        "regency": one.regency,
        "address": words["Alamat usaha"],
        "turnover": "to2b",
        "founded": 2015,
        "nib": "none",
        "exported": "never",
    }
    key = " ".join(sorted(name.lower().split()))
    yield (
        one.number,
        "business",
        _number(one),
        "submitted" if one.is_waiting else "approved",
        1,
        name,
        key,
        one.regency,
        json.dumps(answers),
        one.when,
        one.when if one.is_waiting else None,
        False,
        None if one.is_waiting else one.when,
        False,
        False,
        0,
        words["Nama pemilik"],
        phone,
        *_letters(key),
    )


def _letters(key: str) -> list[str]:
    """The letters of a name in the heaps by which a like one is found."""
    letters = sorted(key.replace(" ", ""))
    return ["".join(one for one in letters if ord(one) % 3 == heap) for heap in range(3)]


def _mentoring(one: One) -> Iterator[Row]:
    """The way begins with the approval; nobody goes along yet, and no product was sent."""
    if not one.is_waiting:
        yield one.number, 1, "T1", one.when, one.when


def _stage_move(one: One) -> Iterator[Row]:
    if not one.is_waiting:
        yield one.number, one.number, "T1", one.when, "{}"


def _membership(one: One) -> Iterator[Row]:
    yield one.number, one.number, "owner", one.when


def _consent(one: One) -> Iterator[Row]:
    yield one.number, one.number, "mentoring", True, "2026-11-24", _HASH, "id", one.when


def _search_words(one: One) -> Iterator[Row]:
    words = f"{one.words['Nama usaha']} {one.words['Nama pemilik']}".lower().split()
    yield from ((word, one.number) for word in sorted(set(words)))


def _conversation(one: One) -> Iterator[Row]:
    yield one.telegram_id, one.number, 0, "{}", 11, False, one.when, "{}"


def _slot(one: One) -> Iterator[Row]:
    yield one.telegram_id, "main", _first_of(one, _MESSAGES), "text", True


def _outbox(one: One) -> Iterator[Row]:
    first, when = _first_of(one, _MESSAGES), one.when
    for place in range(first, first + _MESSAGES):
        yield (place, one.telegram_id, "reply", "main", "{}", "sent", 1, *[when] * 3, place, True)


def _updates(one: One) -> Iterator[Row]:
    first = _first_of(one, UPDATES_A_PERSON)
    at = _text(one.now - timedelta(seconds=one.number % 36_000))
    yield from ((1, place, at) for place in range(first, first + UPDATES_A_PERSON))


def _audit(one: One) -> Iterator[Row]:
    first, given = _first_of(one, 2), {"purpose": "mentoring", "version": "2026-11-24"}
    yield _audited(one, first, "consent.given", "person", given)
    private = {"private": _HASH[:16]}
    sent = {
        "number": _number(one),
        "business_name": one.words["Nama usaha"],
        "owner_name": private,
        "phone": private,
        "regency": one.regency,
        "address": private,
    }
    yield _audited(one, first + 1, "business.submitted", "business", sent)


def _audited(one: One, place: int, action: str, subject: str, after: dict[str, Any]) -> Row:
    return place, one.when, one.number, action, subject, one.number, "null", json.dumps(after)


def _number(one: One) -> str:
    return f"KE-{(one.now + _ZONE).year}-{one.number:05}"


def _first_of(one: One, each: int) -> int:
    """The first row's number where each business has so many."""
    return (one.number - 1) * each + 1


def _text(moment: datetime) -> str:
    return f"{moment:%Y-%m-%d %H:%M:%S.%f}"


#: Table → its columns that have a value, and what a business left there; in order of reference.
TABLES: dict[str, tuple[str, Callable[[One], Iterator[Row]]]] = {
    "person": ("id telegram_id name language created_at", _person),
    "entry": (
        (
            "id kind number state revision name name_key regency answers submitted_at "
            "waiting_since unannounced decided_at settles appealed rounds owner_name phone "
            "letters_0 letters_1 letters_2"
        ),
        _entry,
    ),
    "membership": ("business_id person_id role since", _membership),
    "mentoring": ("business_id revision stage stage_since owner_acted_at", _mentoring),
    "stage_move": ("id business_id went_to at facts", _stage_move),
    "consent": (
        "id person_id purpose agreed text_version text_hash language chosen_at",
        _consent,
    ),
    "search_word": ("word entry_id", _search_words),
    "conversation": (
        "chat_id person_id subject answers revision keyboard updated_at memory",
        _conversation,
    ),
    "slot": ("chat_id name message_id kind has_buttons", _slot),
    "outbox": (
        (
            "id chat_id category slot payload state attempts not_before created_at done_at "
            "message_id emptied"
        ),
        _outbox,
    ),
    "processed_update": ("bot_id update_id at", _updates),
    "audit": ("id at actor_id action subject subject_id before after", _audit),
}


def _rows(table: str, people: int, now: datetime) -> Iterator[Row]:
    rows = TABLES[table][1]
    for number in range(1, people + 1):
        yield from rows(One(number, now))


def _series(people: int, now: datetime) -> Row:
    return f"business:{(now + _ZONE).year}", people


def fill_sqlite(file: Path, people: int) -> None:
    """Write them into a migrated file; it is left as it would be found: WAL, analysed."""
    now = datetime.now(UTC)
    database = sqlite3.connect(file, isolation_level=None)
    try:
        for pragma in ("journal_mode=MEMORY", "synchronous=OFF", "cache_size=-200000"):
            database.execute(f"PRAGMA {pragma}")
        database.execute("BEGIN")
        for table, (columns, _rows_of) in TABLES.items():
            names = columns.split()
            command = (
                f"INSERT INTO {table} ({', '.join(names)}) "  # noqa: S608
                f"VALUES ({', '.join('?' * len(names))})"
            )
            database.executemany(command, _rows(table, people, now))
        database.execute("INSERT INTO number_series VALUES (?, ?)", _series(people, now))
        database.execute("COMMIT")
        database.execute("ANALYZE")
        database.execute("PRAGMA journal_mode=WAL")
    finally:
        database.close()


def fill_postgres(url: str, people: int) -> None:
    """Write them into a migrated database; it is left vacuumed, analysed and on the disk."""
    now = datetime.now(UTC)
    with psycopg.connect(url, autocommit=True) as database:
        database.execute("SET timezone = 'UTC'")
        with database.transaction():
            for table, (columns, _rows_of) in TABLES.items():
                names = [sql.Identifier(name) for name in columns.split()]
                name, listed = sql.Identifier(table), sql.SQL(", ").join(names)
                command = sql.SQL("COPY {} ({}) FROM STDIN").format(name, listed)
                with database.cursor() as cursor, cursor.copy(command) as copy:
                    for row in _rows(table, people, now):
                        copy.write_row(row)
                if columns.startswith("id "):
                    database.execute(_CONTINUE.format(name), (table,))
            database.execute("INSERT INTO number_series VALUES (%s, %s)", _series(people, now))
        database.execute("VACUUM (ANALYZE)")
        database.execute("CHECKPOINT")


_CONTINUE = sql.SQL("SELECT setval(pg_get_serial_sequence(%s, 'id'), max(id)) FROM {}")
