"""Every law of the house is able to fail: bad source is found, its good neighbour is not."""

from collections.abc import Callable, Iterator
from textwrap import dedent

import pytest

from tests import house_rules as law
from tests.house_rules import Source

Rule = Callable[[Source], Iterator[str]]


def lines(rule: Rule, path: str, text: str) -> list[int]:
    """The line numbers at which the law is broken."""
    source = Source(path, dedent(text).lstrip())
    return sorted(int(breach.removeprefix(f"{path}:").split(":")[0]) for breach in rule(source))


@pytest.mark.parametrize(
    ("path", "statement"),
    [
        ("models/person.py", "import asyncio"),
        ("models/person.py", "from telegram import User"),
        ("models/services/person.py", "from bot.texts import render"),
        ("models/services/person.py", "def late():\n    import apscheduler.schedulers"),
        ("bot/turns.py", "from handlers import ROUTES"),
        ("bot/sender.py", "import scheduler.clock"),
        ("bot/app.py", "from apscheduler.schedulers.asyncio import AsyncIOScheduler"),
        ("bot/texts.py", "from simulator import world"),
        ("handlers/owner/register.py", "from scheduler import timetable"),
        ("handlers/owner/register.py", "from ...simulator import world"),
        ("scheduler/clock.py", "from handlers.owner import register"),
        ("scheduler/clock.py", "import telegram.ext"),
        ("simulator/world.py", "from handlers import ROUTES"),
    ],
)
def test_an_import_against_the_direction_is_found(path: str, statement: str) -> None:
    found = list(law.imports_point_one_way(Source(path, statement)))
    assert len(found) == 1
    assert found[0].startswith(f"{path}:{len(statement.splitlines())}: ")


@pytest.mark.parametrize(
    ("path", "statement"),
    [
        ("models/services/person.py", "from models.forms import registration"),
        ("bot/app.py", "from handlers import ROUTES"),
        ("bot/cli.py", "from simulator.world import World"),
        ("handlers/owner/register.py", "from telegram.ext import filters"),
        ("scheduler/clock.py", "from apscheduler.schedulers.asyncio import AsyncIOScheduler"),
        ("simulator/__main__.py", "from scheduler import clock"),
    ],
)
def test_an_import_in_the_direction_is_allowed(path: str, statement: str) -> None:
    assert list(law.imports_point_one_way(Source(path, statement))) == []


@pytest.mark.parametrize(
    "statement",
    [
        "from models.services import person",
        "from models import services",
        "import models.services.person",
        "from .services import person",
    ],
)
def test_a_table_that_knows_a_service_is_found(statement: str) -> None:
    rule = law.tables_forms_and_rules_are_below_services
    assert lines(rule, "models/person.py", statement) == [1]
    assert lines(rule, "handlers/owner/register.py", statement) == []


@pytest.mark.parametrize(
    "statement",
    ["from models.forms import core", "import bot.app", "from simulator.world import World"],
)
def test_a_benchmark_that_knows_a_room_is_found(statement: str) -> None:
    rule = law.benchmarks_know_the_bot_from_outside
    assert lines(rule, "benchmarks/run.py", statement) == [1]
    assert lines(rule, "benchmarks/run.py", "from benchmarks.bots import CONTENDERS") == []


def test_a_long_file_is_found() -> None:
    assert lines(law.files_are_short, "bot/turns.py", "x = 1\n" * 301) == [301]
    assert lines(law.files_are_short, "tests/test_turns.py", "x = 1\n" * 400) == []
    assert lines(law.files_are_short, "tests/test_turns.py", "x = 1\n" * 401) == [401]


def test_a_long_function_is_found() -> None:
    body = "    x = 1\n"
    assert lines(law.functions_are_short, "bot/turns.py", f"def f():\n{body * 49}") == []
    assert lines(law.functions_are_short, "bot/turns.py", f"async def f():\n{body * 50}") == [1]


def test_async_code_in_a_handler_is_found() -> None:
    text = """
        @turn
        def start(turn): ...

        async def register(turn):
            await turn.answer()
    """
    assert lines(law.handlers_are_plain_functions, "handlers/owner/register.py", text) == [4, 5]
    assert lines(law.handlers_are_plain_functions, "bot/turns.py", text) == []


def test_a_query_outside_models_is_found() -> None:
    text = """
        from sqlalchemy import select
        from sqlalchemy.orm import Session
        def due(session, update):
            wanted = select(Delivery)
            session.scalars(wanted)
            turn.session.execute(wanted)
            return deliveries.due(session, update)
    """
    assert lines(law.queries_live_in_models, "scheduler/due.py", text) == [1, 4, 5, 6]
    assert lines(law.queries_live_in_models, "models/services/deliveries.py", text) == []


def test_a_sentence_in_python_is_found() -> None:
    text = '''
        """This module docstring is fine."""
        TITLE = "Nama usaha Anda"
        def f(name):
            """So is this one here."""
            logger.info("Person %s has registered", name)
            if not name:
                raise ValueError("This is for programmers")
            session.execute(text("SELECT id FROM person"))
            show(f"Selamat datang, {name}")
            return Screen("form.name.ask", "Cukup dua", "lower case words here")
    '''
    rule = law.sentences_live_in_the_catalogue
    assert lines(rule, "handlers/owner/register.py", text) == [2, 9]
    assert lines(rule, "bot/cli.py", text) == []


def test_print_is_found() -> None:
    assert lines(law.nothing_is_printed, "bot/turns.py", "show = print\nprint('x')\n") == [1, 2]


@pytest.mark.parametrize(
    "call",
    [
        "datetime.now()",
        "datetime.utcnow()",
        "datetime.datetime.today()",
        "datetime.fromtimestamp(0)",
        "datetime(2026, 11, 24)",
        "datetime.datetime(2026, 11, 24)",
    ],
)
def test_a_naive_datetime_is_found(call: str) -> None:
    assert lines(law.datetimes_are_aware, "bot/turns.py", call) == [1]


@pytest.mark.parametrize(
    "call",
    ["datetime.now(UTC)", "datetime.fromtimestamp(0, tz=UTC)", "datetime(2026, 1, 1, tzinfo=UTC)"],
)
def test_an_aware_datetime_is_allowed(call: str) -> None:
    assert lines(law.datetimes_are_aware, "bot/turns.py", call) == []


def test_a_read_of_the_clock_is_found() -> None:
    text = "created_at = column(default=datetime.now)\nday = date.today()\n"
    assert lines(law.the_clock_is_passed_in, "models/person.py", text) == [1, 2]
    assert lines(law.the_clock_is_passed_in, "bot/app.py", text) == []


def test_a_mock_is_found() -> None:
    text = """
        from unittest.mock import patch
        import unittest.mock
        bot = MagicMock()
        bot = mock.AsyncMock()
        bot = Simulator()
    """
    assert lines(law.tests_use_no_mocks, "tests/test_x.py", text) == [1, 2, 3, 4]


def test_a_module_without_docstring_is_found() -> None:
    assert lines(law.modules_say_what_they_are, "bot/turns.py", "x = 1\n") == [1]
    assert lines(law.modules_say_what_they_are, "bot/__init__.py", "x = 1\n") == [1]
    assert lines(law.modules_say_what_they_are, "bot/__init__.py", "") == []


def test_a_broad_except_is_found() -> None:
    text = """
        try:
            f()
        except ValueError:
            pass
        except (KeyError, Exception):
            pass
        except:
            pass
        with contextlib.suppress(Exception):
            f()
    """
    assert lines(law.broad_excepts_have_a_reason, "bot/texts.py", text) == [5, 7, 9]
    assert lines(law.broad_excepts_have_a_reason, "bot/writer.py", text) == []


def test_a_broad_except_that_raises_again_is_allowed() -> None:
    text = "try:\n    f()\nexcept BaseException:\n    undo()\n    raise\n"
    assert lines(law.broad_excepts_have_a_reason, "bot/texts.py", text) == []
