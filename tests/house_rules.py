"""The laws of the house as functions: source text in, breaches out.

Nothing here reads the disk except `product` and `tests`, so `test_house_rules_bite.py` can show on
a few lines of bad source that every law is able to fail.
"""

import ast
import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path, PurePosixPath

ROOT = Path(__file__).parent.parent
ROOMS = ("models", "bot", "handlers", "scheduler", "simulator")
#: The only files that see every room.
WIRING = {"bot/app.py", "bot/cli.py", "bot/__main__.py", "simulator/__main__.py"}

#: What a room must not import. `models.services` stands for the top layer inside models/.
FORBIDDEN = {
    "models": {"telegram", "apscheduler", "asyncio", "bot", "handlers", "scheduler", "simulator"},
    "bot": {"apscheduler", "handlers", "scheduler", "simulator"},
    "handlers": {"apscheduler", "scheduler", "simulator"},
    "scheduler": {"telegram", "handlers", "simulator"},
    "simulator": {"apscheduler", "handlers", "scheduler"},
}

FILE_LINES = {"tests": 400}
PRODUCT_FILE_LINES = 300
FUNCTION_LINES = 50

#: Where a broad `except` is right, and why. One that ends in a bare `raise` hides nothing.
BROAD_EXCEPT = {
    "bot/dispatch.py": "what an update raises twice goes to quarantine with it; the others go on",
    "bot/jobs.py": "whatever a job raises is its own; it is tried again, then given up",
    "bot/sender.py": "an unforeseen error of one row must not stop the rows behind it",
    "bot/writer.py": "whatever a turn raises belongs to that turn; the others go on",
}

QUERY_WORDS = {"select", "insert", "update", "delete", "text"}
QUERY_CALLS = {
    "select",
    "execute",
    "executemany",
    "scalar",
    "scalars",
    "scalar_one",
    "exec_driver_sql",
}
LOG_CALLS = {"debug", "info", "warning", "error", "exception", "critical", "log"}
SQL = re.compile(
    r"(SELECT|INSERT|UPDATE|DELETE|CREATE|DROP|ALTER|PRAGMA|BEGIN|WITH|LOCK|SET|VACUUM|COPY)\b"
)
SENTENCE = re.compile(r"[A-Z]\S*(\s+\S+){2,}")


@dataclass(frozen=True)
class Source:
    """One Python file: its path below the top of the repository, and its text."""

    path: str
    text: str

    @cached_property
    def tree(self) -> ast.Module:
        """The parsed file."""
        return ast.parse(self.text, self.path)

    @property
    def room(self) -> str:
        """The top folder."""
        return self.path.split("/")[0]

    def at(self, node: ast.AST, what: str) -> str:
        """A breach, as an editor can open it."""
        return f"{self.path}:{getattr(node, 'lineno', 1)}: {what}"


def product() -> list[Source]:
    """Every Python file of the product; migrations are written by Alembic and left out."""
    return [
        source
        for room in ROOMS
        for source in _read(room)
        if not source.path.startswith("models/migrations/versions/")
    ]


def tests() -> list[Source]:
    """Every Python file of the tests."""
    return _read("tests")


def benchmarks() -> list[Source]:
    """Every Python file of the benchmarks."""
    return _read("benchmarks")


def _read(room: str) -> list[Source]:
    files = sorted((ROOT / room).rglob("*.py"))
    return [Source(file.relative_to(ROOT).as_posix(), file.read_text("utf-8")) for file in files]


def imports_point_one_way(source: Source) -> Iterator[str]:
    """Handlers and scheduler use bot and models; bot uses models; models uses none of them."""
    forbidden = set(FORBIDDEN[source.room])
    if source.path in WIRING:
        forbidden -= set(ROOMS)
    for node, module in _imports(source):
        if module.split(".")[0] in forbidden:
            yield source.at(node, f"{source.room}/ imports {module}")


def tables_forms_and_rules_are_below_services(source: Source) -> Iterator[str]:
    """In models/, services know tables, forms and rules; never the other way round."""
    if source.room != "models" or source.path.startswith("models/services/"):
        return
    for node, module in _imports(source):
        if f"{module}.".startswith("models.services."):
            yield source.at(node, f"{source.path} imports {module}")


def benchmarks_know_the_bot_from_outside(source: Source) -> Iterator[str]:
    """What is measured is what is shipped: the benchmarks import none of the rooms."""
    for node, module in _imports(source):
        if module.split(".")[0] in ROOMS:
            yield source.at(node, f"imports {module}")


def files_are_short(source: Source) -> Iterator[str]:
    """A file is one thing: at most 300 lines, a test file 400."""
    lines, limit = len(source.text.splitlines()), FILE_LINES.get(source.room, PRODUCT_FILE_LINES)
    if lines > limit:
        yield f"{source.path}:{limit + 1}: {lines} lines"


def functions_are_short(source: Source) -> Iterator[str]:
    """A function does one thing: at most 50 lines."""
    for node in ast.walk(source.tree):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            lines = (node.end_lineno or node.lineno) - node.lineno + 1
            if lines > FUNCTION_LINES:
                yield source.at(node, f"{node.name} has {lines} lines")


def handlers_are_plain_functions(source: Source) -> Iterator[str]:
    """A handler cannot await, so no transaction stays open across the network."""
    if source.room == "handlers":
        for node in ast.walk(source.tree):
            if isinstance(node, ast.AsyncFunctionDef | ast.Await | ast.AsyncWith | ast.AsyncFor):
                yield source.at(node, "async code in a handler")


def queries_live_in_models(source: Source) -> Iterator[str]:
    """Handlers and scheduler call services; they neither write nor run a query."""
    if source.room not in {"handlers", "scheduler"}:
        return
    for imported, name in _imports(source):
        if name.startswith("sqlalchemy.") and name.split(".")[-1] in QUERY_WORDS:
            yield source.at(imported, f"imports {name}")
    for node in ast.walk(source.tree):
        called = node.func if isinstance(node, ast.Call) else None
        if isinstance(called, ast.Name) and called.id == "select":
            yield source.at(called, "writes a query: select(...)")
        if isinstance(called, ast.Attribute) and called.attr in QUERY_CALLS:
            yield source.at(called, f"runs a query: {ast.unparse(called)}(...)")


def sentences_live_in_the_catalogue(source: Source) -> Iterator[str]:
    """What people read stands in bot/texts/; Python has no sentence of its own."""
    if source.room not in {"handlers", "models", "scheduler"}:
        return
    exempt = {id(part) for node in _not_for_people(source.tree) for part in ast.walk(node)}
    for node in ast.walk(source.tree):
        if id(node) not in exempt and (words := _words(node)) and SENTENCE.match(words):
            if not SQL.match(words):
                yield source.at(node, f"sentence {words[:60]!r}")
            exempt |= {id(part) for part in ast.walk(node)}


def nothing_is_printed(source: Source) -> Iterator[str]:
    """Output goes through the logger or the console, never through print."""
    for node in ast.walk(source.tree):
        if isinstance(node, ast.Name) and node.id == "print":
            yield source.at(node, "print")


def datetimes_are_aware(source: Source) -> Iterator[str]:
    """Every moment knows its zone; UTC in the database."""
    for node in ast.walk(source.tree):
        if not isinstance(node, ast.Call):
            continue
        called = ast.unparse(node.func)
        named = {keyword.arg for keyword in node.keywords}
        zone_is_given = bool(named & {"tz", "tzinfo"})
        short = ".".join(called.split(".")[-2:])
        if short in {"datetime.utcnow", "datetime.utcfromtimestamp", "datetime.today"}:
            yield source.at(node, f"{called}(...) is naive")
        if short == "datetime.now" and not node.args and not zone_is_given:
            yield source.at(node, f"{called}() without a zone")
        if short == "datetime.fromtimestamp" and len(node.args) < 2 and not zone_is_given:
            yield source.at(node, f"{called}(...) without a zone")
        if short in {"datetime", "datetime.datetime"} and len(node.args) < 8 and not zone_is_given:
            yield source.at(node, f"{called}(...) without tzinfo")


def the_clock_is_passed_in(source: Source) -> Iterator[str]:
    """Models and handlers get `now`, so the demo and the tests can move the clock."""
    if source.room not in {"handlers", "models"}:
        return
    readers = {"datetime.now", "datetime.utcnow", "date.today", "datetime.today", "time.time"}
    for node in ast.walk(source.tree):
        if isinstance(node, ast.Attribute):
            name = ".".join(ast.unparse(node).split(".")[-2:])
            if name in readers:
                yield source.at(node, f"reads the clock: {name}")


def tests_use_no_mocks(source: Source) -> Iterator[str]:
    """A test talks to the simulator or to a small real thing, never to a mock."""
    for imported, module in _imports(source):
        if module.split(".")[0] == "mock" or f"{module}.".startswith("unittest.mock."):
            yield source.at(imported, f"imports {module}")
    for node in ast.walk(source.tree):
        if isinstance(node, ast.Name | ast.Attribute):
            name = node.id if isinstance(node, ast.Name) else node.attr
            if name in {"MagicMock", "AsyncMock"}:
                yield source.at(node, name)


def modules_say_what_they_are(source: Source) -> Iterator[str]:
    """Every module opens with a docstring; an empty `__init__.py` has nothing to say."""
    if PurePosixPath(source.path).name == "__init__.py" and not source.text.strip():
        return
    if not ast.get_docstring(source.tree):
        yield f"{source.path}:1: no docstring"


def broad_excepts_have_a_reason(source: Source) -> Iterator[str]:
    """`except Exception` hides bugs; it stands only in the files listed in BROAD_EXCEPT."""
    if source.path in BROAD_EXCEPT:
        return
    yield from (source.at(node, "broad except") for node in broad_excepts(source))


def broad_excepts(source: Source) -> Iterator[ast.AST]:
    """Every place that takes whatever is raised and does not raise it again."""
    for node in ast.walk(source.tree):
        caught: list[ast.expr | None] = []
        if isinstance(node, ast.ExceptHandler) and not _raises_again(node):
            caught = list(node.type.elts) if isinstance(node.type, ast.Tuple) else [node.type]
        elif isinstance(node, ast.Call) and ast.unparse(node.func).endswith("suppress"):
            caught = list(node.args)
        if any(e is None or ast.unparse(e) in {"Exception", "BaseException"} for e in caught):
            yield node


def _raises_again(handler: ast.ExceptHandler) -> bool:
    last = handler.body[-1]
    return isinstance(last, ast.Raise) and last.exc is None


def _imports(source: Source) -> Iterator[tuple[ast.stmt, str]]:
    """Each import with the full name of what it reaches: `from models import x` is models.x."""
    package = source.path.split("/")[:-1]
    for node in ast.walk(source.tree):
        if isinstance(node, ast.Import):
            yield from ((node, name.name) for name in node.names)
        elif isinstance(node, ast.ImportFrom):
            base = package[: len(package) - node.level + 1] if node.level else []
            module = ".".join([*base, *filter(None, [node.module])])
            yield from ((node, f"{module}.{name.name}") for name in node.names)


def _words(node: ast.AST) -> str:
    """The text of a string or an f-string, with … where a value goes; empty for anything else."""
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        return node.value
    if isinstance(node, ast.JoinedStr):
        return "".join(_words(part) or "…" for part in node.values)
    return ""


def _not_for_people(tree: ast.Module) -> Iterator[ast.AST]:
    """Docstrings, log lines, and what is raised: for programmers, so not in the catalogue."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Raise | ast.Assert) or _is_bare_string(node):
            yield node
        elif isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
            owner = ast.unparse(node.func.value)
            is_log = owner.lower().endswith(("logger", "log")) and node.func.attr in LOG_CALLS
            if is_log or (owner == "super()" and node.func.attr == "__init__"):
                yield node


def _is_bare_string(node: ast.AST) -> bool:
    return isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant)
