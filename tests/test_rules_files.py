"""All rules files together, as `klinik check` and `klinik run` read them."""

from collections.abc import Callable

import pytest

from bot import checks
from models.rules.loader import RulesError


def test_all_files_of_the_product_can_be_used() -> None:
    checks.load_rules()


def test_the_mistakes_of_all_files_are_named_each_once(monkeypatch: pytest.MonkeyPatch) -> None:
    def wrong(*mistakes: str) -> Callable[[], object]:
        def read() -> object:
            raise RulesError(list(mistakes))

        return read

    files = (wrong("a.yaml:1: x"), dict, wrong("b.csv:2: y", "a.yaml:1: x"))
    monkeypatch.setattr(checks, "_RULES", files)
    with pytest.raises(RulesError) as caught:
        checks.load_rules()
    assert caught.value.mistakes == ["a.yaml:1: x", "b.csv:2: y"]
