"""The laws of the house hold for the whole tree (what they are: `house_rules.py`)."""

from collections.abc import Callable, Iterable, Iterator

from tests import house_rules as law
from tests.house_rules import Source


def breaches(
    rule: Callable[[Source], Iterator[str]], sources: Iterable[Source] | None = None
) -> str:
    """The law and every place that breaks it, or nothing."""
    found = [line for source in sources or law.product() for line in rule(source)]
    return "\n".join([f"{rule.__doc__}", *found]) if found else ""


def everything() -> list[Source]:
    """All our own Python."""
    return [*law.product(), *law.tests(), *law.benchmarks()]


def test_imports_point_one_way() -> None:
    assert not breaches(law.imports_point_one_way)


def test_tables_forms_and_rules_are_below_services() -> None:
    assert not breaches(law.tables_forms_and_rules_are_below_services)


def test_benchmarks_know_the_bot_from_outside() -> None:
    assert not breaches(law.benchmarks_know_the_bot_from_outside, law.benchmarks())


def test_files_are_short() -> None:
    assert not breaches(law.files_are_short, everything())


def test_functions_are_short() -> None:
    assert not breaches(law.functions_are_short, [*law.product(), *law.benchmarks()])


def test_handlers_are_plain_functions() -> None:
    assert not breaches(law.handlers_are_plain_functions)


def test_queries_live_in_models() -> None:
    assert not breaches(law.queries_live_in_models)


def test_sentences_live_in_the_catalogue() -> None:
    assert not breaches(law.sentences_live_in_the_catalogue)


def test_nothing_is_printed() -> None:
    assert not breaches(law.nothing_is_printed, everything())


def test_datetimes_are_aware() -> None:
    assert not breaches(law.datetimes_are_aware, everything())


def test_the_clock_is_passed_in() -> None:
    assert not breaches(law.the_clock_is_passed_in)


def test_tests_use_no_mocks() -> None:
    assert not breaches(law.tests_use_no_mocks, law.tests())


def test_modules_say_what_they_are() -> None:
    assert not breaches(law.modules_say_what_they_are, everything())


def test_broad_excepts_have_a_reason() -> None:
    assert not breaches(law.broad_excepts_have_a_reason, [*law.product(), *law.benchmarks()])


def test_every_listed_broad_except_is_there() -> None:
    found = {source.path for source in law.product() if list(law.broad_excepts(source))}
    assert set(law.BROAD_EXCEPT) <= found


def test_every_law_is_kept_by_a_test() -> None:
    laws = {name for name, value in vars(law).items() if callable(value)}
    laws -= {"Source", "product", "tests", "benchmarks", "broad_excepts"}
    written = {name for name in laws if getattr(law, name).__module__ == law.__name__}
    tested = {name.removeprefix("test_") for name in globals() if name.startswith("test_")}
    assert {name for name in written if not name.startswith("_")} <= tested
