"""The words of the parsers: no word means two things, and mistakes are named."""

from pathlib import Path

import pytest

from models.rules import input_words, units
from models.rules.loader import RulesError, load


def test_every_month_has_its_names_in_both_languages() -> None:
    months = input_words.month_of()
    assert [months[name] for name in ("jan", "mei", "agu", "okt", "des")] == [1, 5, 8, 10, 12]
    assert [months[name] for name in ("may", "august", "october", "december")] == [5, 8, 10, 12]


def test_number_words_are_no_units() -> None:
    known = input_words.words()
    words = {*known.numbers, *known.joined, *known.teens, *known.multiples, *known.joined_scales}
    assert [word for word in words if units.understand(word)] == []


def test_m_is_a_milliard_and_never_a_million() -> None:
    assert input_words.words().scales["m"] == 10**9


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ('jt: "1000000"', 'jt: "many"', "scales.jt"),
        ("yes: [ya,", "yes: [tidak,", "'tidak': not in small letters, or means two things"),
        ("yes: [ya,", "yes: [Ya,", "'Ya': not in small letters"),
        ("  12: [des", "  13: [des", "months.13"),
        ("teens: [belas, blas]", "teens: []", "teens"),
    ],
)
def test_mistakes_are_named(tmp_path: Path, old: str, new: str, said: str) -> None:
    text = input_words.file().read_text("utf-8").replace(", 12: [des", ",\n  12: [des")
    assert old in text
    path = tmp_path / "input_words.yaml"
    path.write_text(text.replace(old, new, 1), "utf-8")
    with pytest.raises(RulesError) as caught:
        load(path, input_words.InputWords)
    assert said in str(caught.value)
