"""The twenty categories, the six big groups, and what is typed instead of pressed."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.rules import categories, hs
from models.rules.loader import RulesError, load

#: conversations.md, "Six groups and twenty codes".
GROUPS = {
    "Makanan & minuman": ["KUL", "MIN", "WLT"],
    "Kopi & rempah": ["KOP", "KAK", "REM"],
    "Hasil kebun": ["HOR", "BUN", "KLS", "ATS"],
    "Ikan": ["IKN"],
    "Kerajinan & kain": ["KRJ", "ROT", "KAY", "WAS", "TAS", "LID"],
    "Lainnya": ["KOS", "ARG", "LIN"],
}


@pytest.fixture(autouse=True, scope="module")
def _loaded() -> None:
    """The files are read before hypothesis looks at the clock."""
    categories.understand("kopi")


def test_six_big_groups_lead_to_twenty_categories() -> None:
    shown = {
        categories.group_button(code, "id"): [item.code for item in categories.in_group(code)]
        for code in categories.groups()
    }
    assert shown == GROUPS
    assert len(categories.all_categories()) == len(categories.by_code()) == 20


def test_every_category_knows_its_group() -> None:
    for category in categories.all_categories():
        assert category in categories.in_group(categories.group_of(category.code).code)


@pytest.mark.parametrize("language", ["id", "en"])
def test_every_button_is_short_and_its_own(language: categories.Language) -> None:
    words = [categories.button(code, language) for code in categories.by_code()]
    assert len(set(words)) == 20
    assert max(map(len, words)) <= 24


@pytest.mark.parametrize(
    ("typed", "code"),
    [
        ("KOP", "KOP"),
        ("kop", "KOP"),
        ("Kopi & teh", "KOP"),
        ("kopi dan teh", None),
        ("kopi", "KOP"),
        ("Coffee", "KOP"),
        ("ulos", "WAS"),
        ("Ulos, kain & pakaian", "WAS"),
        ("madu", "WLT"),
        ("sabun", "KOS"),
        ("lainnya", "LIN"),
    ],
)
def test_what_is_typed_is_a_category(typed: str, code: str | None) -> None:
    meaning = categories.understand(typed)
    assert (meaning.codes[0] if meaning.sure else None) == code


def test_a_typing_error_is_asked_about() -> None:
    meaning = categories.understand("kerajinn")
    assert meaning.codes == ("KRJ",)
    assert not meaning.sure


def test_a_big_group_can_be_typed() -> None:
    assert categories.understand_group("hasil kebun").codes == ("crop",)
    assert categories.understand_group("Fish").codes == ("fish",)


@given(st.text(max_size=60))
def test_no_text_raises(typed: str) -> None:
    meaning = categories.understand(typed)
    assert set(meaning.codes) <= set(categories.by_code())


def test_chapters_fit_codes() -> None:
    assert categories.by_code()["KOP"].fits("090111")
    assert not categories.by_code()["KOP"].fits("460212")
    assert categories.by_code()["LIN"].fits("460212")


def test_most_hs_lines_lie_in_the_chapters_of_their_category() -> None:
    lines = hs.by_code().values()
    outside = [line for line in lines if not categories.by_code()[line.category].fits(line.code)]
    assert len(outside) < len(lines) / 10


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("code: KOP", "code: KAF", "categories.yaml:1: : Value error, each category stands in"),
        ("template: PKG-COFFEE", "template: coffee", "template: String should match"),
        ("button_id: Kopi & teh", "button_id: x", "button_id"),
        ("aliases: [kopi, teh", "aliases: [kopi, rempah", "name 'rempah' of REM"),
        ("emoji: ", "smiley: ", "smiley: Extra inputs are not permitted"),
    ],
)
def test_mistakes_are_named_with_their_line(tmp_path: Path, old: str, new: str, said: str) -> None:
    text = categories.file().read_text("utf-8").replace('"Kopi & teh"', "Kopi & teh")
    assert old in text
    path = tmp_path / "categories.yaml"
    path.write_text(text.replace(old, new, 1), "utf-8")
    with pytest.raises(RulesError) as caught:
        load(path, categories.Categories)
    assert any(said in line for line in caught.value.mistakes), caught.value.mistakes
    assert all(line.startswith("categories.yaml:") for line in caught.value.mistakes)
