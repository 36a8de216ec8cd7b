"""A name with a typing error is found among 50,000, and few names are compared for that."""

import random
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st
from rapidfuzz import fuzz
from sqlalchemy import event, insert, text
from sqlalchemy.orm import Session

from models.business import Business
from models.database import Database
from models.services import duplicates
from models.services.duplicates import name_columns, name_key
from tests.services import NOW, answers, opened

MANY = 50_000
_GOODS = ("kopi", "keripik", "sambal", "madu", "tenun", "ulos", "gula", "teh", "ikan", "abon")
_OWN = ("deleng", "sibayak", "toba", "mandiri", "jaya", "makmur", "ibu", "ani", "ginting", "karo")
_FIRST = ("", "", "", "ud", "cv", "toko", "usaha", "dapur")
_LETTERS = "abcdefghijklmnopqrstuvwxyz"


def some_name(chance: random.Random) -> str:
    """As businesses are called: what it is, often with a kind before and owners' words after."""
    made = "".join(chance.choice(("ba", "li", "su", "ta", "ro", "ni", "ka")) for _ in range(3))
    words = [chance.choice(_FIRST), chance.choice(_GOODS), chance.choice(_OWN)]
    return " ".join(filter(None, [*words, made if chance.random() < 0.7 else ""]))


@pytest.fixture(scope="module")
def crowd(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Session, list[str]]]:
    """Every fifth business is in one town, as it may be."""
    chance = random.Random(7)  # noqa: S311  # the same names in every run
    names = [some_name(chance) for _ in range(MANY)]
    file: Path = tmp_path_factory.mktemp("crowd") / "klinik.db"
    (database,) = list_of(opened(f"sqlite:///{file}"))
    with database.write() as session:
        rows = [row(number, name) for number, name in enumerate(names, start=1)]
        session.execute(insert(Business), rows)
    with database.read() as session:
        yield session, names
    database.close()


def list_of(opening: Iterator[Database]) -> list[Database]:
    return [next(opening)]


def regency(number: int) -> str:
    return "12.71" if number % 5 == 0 else f"12.{1 + number % 25:02}"


def row(number: int, name: str) -> dict[str, Any]:
    return {
        "id": number,
        "number": f"KE-2026-{number:05}",
        "state": "submitted",
        "name": name,
        **name_columns(name),
        "phone": f"+62812{number:08}",
        "regency": regency(number),
        "answers": {},
        "submitted_at": NOW,
    }


def mistyped(name: str, how: str, place: int, letter: str) -> str:
    place %= len(name) - 1
    before, here, after = name[:place], name[place], name[place + 1 :]
    match how:
        case "changed":
            return before + letter + after
        case "dropped":
            return before + after
        case "doubled":
            return before + here + here + after
        case "swapped":
            return before + after[0] + here + after[1:]
    return " ".join(reversed(name.split()))


@given(
    number=st.integers(1, MANY),
    how=st.sampled_from(("changed", "dropped", "doubled", "swapped", "turned")),
    place=st.integers(0, 79),
    letter=st.sampled_from(_LETTERS),
)
@settings(
    max_examples=300, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
def test_one_typing_error_is_found_among_many(
    crowd: tuple[Session, list[str]], number: int, how: str, place: int, letter: str
) -> None:
    session, names = crowd
    typed = mistyped(names[number - 1], how, place, letter)
    # Where the words come apart or change places by it, the two may not be alike any more.
    assume(fuzz.token_sort_ratio(name_key(typed), name_key(names[number - 1])) >= 85)
    asked = answers(business_name=typed, regency=regency(number), phone="+62811")
    similar = duplicates.find(session, 0, asked)
    assert similar is not None
    assert similar.by == duplicates.NAME
    likeness = fuzz.token_sort_ratio(name_key(typed), name_key(names[similar.business_id - 1]))
    assert likeness >= 85


def test_few_names_are_compared(crowd: tuple[Session, list[str]]) -> None:
    """In the town with 10,000 businesses: by the three indexes, and some hundred rows."""
    session, names = crowd
    compared = []
    for name in names[:400]:
        near = name_columns(name) | {"regency": "12.71", "person": 0}
        compared.append(len(session.execute(duplicates._BY_LETTERS, near).all()))  # noqa: SLF001
    assert sorted(compared)[len(compared) // 2] < 300
    assert max(compared) <= 600


def test_each_heap_is_looked_up_by_its_index(database_url: str) -> None:
    (database,) = list_of(opened(database_url))
    heard: list[tuple[str, Any]] = []

    def note(_connection: Any, _cursor: Any, statement: str, parameters: Any, *_rest: Any) -> None:
        heard.append((statement, parameters))

    with database.write() as session:
        chance = random.Random(7)  # noqa: S311
        rows = [row(number, some_name(chance)) for number in range(1, 3_001)]
        session.execute(insert(Business), rows)
        session.execute(text("ANALYZE"))
        event.listen(database.engine, "before_cursor_execute", note)
        duplicates.find(session, 1, answers(regency="12.71"))
        event.remove(database.engine, "before_cursor_execute", note)
        explain = "EXPLAIN QUERY PLAN" if database.is_sqlite else "EXPLAIN"
        statement, parameters = heard[-1]
        plan = session.connection().exec_driver_sql(f"{explain} {statement}", parameters)
        told = "\n".join(str(step) for step in plan)
    database.close()
    assert all(f"ix_entry_letters_{heap}" in told for heap in range(3)), told
