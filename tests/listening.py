"""What a bot asks of its database: the statements, how long turns take, how much is read.

What is read is counted where that does not depend on the machine: the steps of SQLite's virtual
machine, and the rows that PostgreSQL says each node of its plans has read.
"""

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import Connection, event

from models.database import Database

#: Tables of a page or two: PostgreSQL reads them whole, and rightly.
_OF_THE_STAFF = ("role_grant",)

#: SQLite calls back once in so many steps.
_STEPS = 10


@dataclass
class Heard:
    """What was asked for by one act."""

    statements: list[tuple[str, Any]] = field(default_factory=list)
    seconds: float = 0.0  #: of turns, from BEGIN to COMMIT; of the processor on SQLite
    steps: int = 0  #: of SQLite's machine, in all that was asked

    @property
    def texts(self) -> list[str]:
        """The statements in an order of their own: who sends works beside who answers."""
        return sorted(statement for statement, _given in self.statements)

    @property
    def selects(self) -> list[tuple[str, Any]]:
        """What only reads."""
        return [one for one in self.statements if one[0].startswith(("SELECT", "WITH"))]


@dataclass
class _Ear:
    """Hears one engine; its connections are in several threads."""

    heard: Heard
    counts: bool  #: whether there are steps to be counted
    clock: Callable[[], float]
    began: dict[int, float] = field(default_factory=dict)
    turns: set[int] = field(default_factory=set)

    def begin(self, connection: Connection) -> None:
        """A transaction begins."""
        if self.counts:
            _driver(connection).set_progress_handler(self._step, _STEPS)
        self.began[id(connection)] = self.clock()

    def before_cursor_execute(
        self, connection: Connection, _cursor: Any, statement: str, *rest: Any
    ) -> None:
        """A statement is run."""
        parameters, _context, many = rest
        self.heard.statements.append((statement, parameters[0] if many else parameters))
        if statement.startswith("INSERT INTO processed_update"):
            self.turns.add(id(connection))

    def commit(self, connection: Connection) -> None:
        """It ends; only of turns it is told how long they took."""
        if self.counts:
            _driver(connection).set_progress_handler(None, 0)
        took = self.clock() - self.began.pop(id(connection))
        if id(connection) in self.turns:
            self.turns.remove(id(connection))
            self.heard.seconds += took

    def _step(self) -> int:
        self.heard.steps += _STEPS
        return 0


@contextmanager
def listening(database: Database, *, count_steps: bool = True) -> Iterator[Heard]:
    """Hear what is asked of *database* meanwhile."""
    heard = Heard()
    clock = time.thread_time if database.is_sqlite else time.perf_counter
    ear = _Ear(heard, count_steps and database.is_sqlite, clock)
    hooks = {name: getattr(ear, name) for name in ("begin", "before_cursor_execute", "commit")}
    for name, hook in hooks.items():
        event.listen(database.engine, name, hook)
    try:
        yield heard
    finally:
        for name, hook in hooks.items():
            event.remove(database.engine, name, hook)


def plan(database: Database, statement: str, given: Any) -> list[str]:
    """How SQLite would look it up, a line each."""
    with database.engine.connect() as connection:
        steps = connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {statement}", given)
        return [str(step.detail) for step in steps]


def rows_read(database: Database, statement: str, given: Any) -> int:
    """How many rows of tables PostgreSQL reads, whether it keeps them or not."""
    with database.engine.connect() as connection:
        explain = f"EXPLAIN (ANALYZE, TIMING OFF, FORMAT JSON) {statement}"
        found = connection.exec_driver_sql(explain, given).scalar_one()
        connection.rollback()
    return _of_node(found[0]["Plan"])


def _of_node(node: dict[str, Any]) -> int:
    below = sum(map(_of_node, node.get("Plans", [])))
    if node.get("Relation Name") in {None, *_OF_THE_STAFF}:
        return below
    removed = (node.get(f"Rows Removed by {why}", 0) for why in ("Filter", "Index Recheck"))
    return int((node["Actual Rows"] + sum(removed)) * node["Actual Loops"]) + below


def _driver(connection: Connection) -> Any:
    return connection.connection.driver_connection
