"""Reading rules files of any kind: whatever stands in them is read, or named with its line."""

from copy import deepcopy
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from ruamel.yaml import YAML

from models.rules import (
    categories,
    conditions,
    destinations,
    documents,
    numbers,
    packaging,
    regencies,
)
from models.rules.documents import Documents
from models.rules.loader import Rule, RulesError, load
from models.rules.packaging import Packaging
from tests.rules_copies import Office

FILES: list[tuple[Path, type[Rule]]] = [
    (documents.file(), Documents),
    (packaging.file(), Packaging),
    (conditions.file(), conditions.Conditions),
]
ALL_FILES = sorted(documents.file().parent.glob("*.yaml"))
JUNK: st.SearchStrategy[Any] = st.sampled_from(
    [None, True, 0, -1, 7, "", "D01", "PKG-GEN", [], [[]], {}, {"id": []}, [1]]
)


@pytest.mark.parametrize(("path", "model"), FILES, ids=lambda of: getattr(of, "stem", ""))
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(data=st.data())
def test_whatever_stands_in_a_file_is_named_or_read(
    tmp_path: Path, path: Path, model: type[Rule], data: st.DataObject
) -> None:
    """Something foreign at any place of the file."""
    whole = deepcopy(original(path))
    node, key = whole, data.draw(st.sampled_from(sorted(whole)))
    while isinstance(node[key], dict | list) and node[key] and data.draw(st.integers(0, 3)):
        node = node[key]
        key = data.draw(
            st.sampled_from(sorted(node) if isinstance(node, dict) else range(len(node)))
        )
    node[key] = data.draw(JUNK)
    changed = tmp_path / path.name
    with changed.open("w", encoding="utf-8") as file:
        YAML(typ="safe").dump(whole, file)
    mistakes: list[str] = []
    try:
        load(changed, model)
    except RulesError as error:
        mistakes = error.mistakes
    assert all(line.startswith(f"{path.name}:") for line in mistakes)


@cache
def original(path: Path) -> Any:
    return shortened(YAML(typ="safe").load(path.read_text("utf-8")))


def shortened(node: Any) -> Any:
    """The first of every list: a file that is quickly read."""
    if isinstance(node, dict):
        return {key: shortened(value) for key, value in node.items()}
    return [shortened(one) for one in node[:3]] if isinstance(node, list) else node


@pytest.mark.parametrize(
    ("module", "model", "first", "second"),
    [
        (categories, categories.Categories, "KOP", "KAK"),
        (destinations, destinations.Destinations, "SG", "TH"),
        (regencies, regencies.Regencies, '"12.06"', '"12.07"'),
        (numbers, numbers.Numbers, "nib", "nik"),
    ],
)
def test_a_double_code_is_named_by_its_line_in_every_file(
    tmp_path: Path, module: Any, model: type[Rule], first: str, second: str
) -> None:
    office = Office(tmp_path, module.file(), model)
    line = office.text[: office.text.index(f"code: {second}\n")].count("\n") + 1
    office.writes(f"code: {second}\n", f"code: {first}\n")
    wrong = f"{office.path.name}:{line}: "
    assert [m for m in office.mistakes() if m.startswith(wrong) and "a code stands twice" in m]


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"version: 1\nnote: \xe9\n", "documents.yaml:2: is not written in UTF-8"),
        (b"version: 1\nnote: a: b\n", "documents.yaml:2: mapping values are not allowed here"),
        (
            b"version: 1\n\tnote: a\n",
            "documents.yaml:2: found character '\\t' that cannot start any token",
        ),
        (b"note: a\nnote: b\n", 'documents.yaml:2: found duplicate key "note"'),
        (b"", "documents.yaml:1: : Input should be"),
        (b"- a\n", "documents.yaml:1: : Input should be"),
    ],
)
def test_what_is_no_rules_file_is_named(tmp_path: Path, content: bytes, said: str) -> None:
    path = tmp_path / "documents.yaml"
    path.write_bytes(content)
    with pytest.raises(RulesError) as caught:
        load(path, Documents)
    assert caught.value.mistakes[0].startswith(said)


def test_a_missing_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(RulesError, match=r"documents\.yaml: No such file"):
        load(tmp_path / "documents.yaml", Documents)


@pytest.mark.parametrize("path", ALL_FILES, ids=lambda path: path.stem)
def test_both_ways_of_reading_agree(path: Path) -> None:
    """The fast one is used; the one that keeps lines only names mistakes."""
    text = path.read_text(encoding="utf-8") + "\nNO: [no, on, 010, 1_000, 2026-01-31]\n"
    assert YAML(typ="safe").load(text) == YAML().load(text)
    assert YAML(typ="safe").load(text)["NO"][:2] == ["no", "on"]
