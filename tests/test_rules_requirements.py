"""What is asked in a sentence: a product, a destination, packaging; any text means something."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.texts import texts
from handlers.public import requirements as screens
from models.rules import categories, destinations, hs_search, requirements
from models.rules.requirements import Asked

WORDS = screens.words_of(texts("id"))


@pytest.fixture(autouse=True, scope="module")
def _loaded() -> None:
    """The files are read before hypothesis looks at the clock."""
    hs_search.search("kopi")
    destinations.understand("Jerman")


def read(typed: str) -> Asked | None:
    rest = requirements.rest(typed, WORDS)
    return None if rest is None else requirements.understand(rest, WORDS)


@pytest.mark.parametrize(
    ("typed", "product", "place"),
    [
        ("syarat kopi ke Jerman", "KOP", "DE"),
        ("Syarat ekspor rotan ke australia", "ROT", "AU"),
        ("requirements coffee to Germany", "KOP", "DE"),
        ("what are the requirements for exporting my coffee to the United States?", "KOP", "US"),
        ("apa saja syarat kirim keripik pisang ke Malaysia ya", "KUL", "MY"),
        ("persyaratan minyak nilam tujuan prancis", "ATS", "FR"),
        ("syarat kerajinan rotan ke jepang", "ROT", "JP"),
        ("syarat kopi jerman", "KOP", "DE"),
        ("SYARAT   KOPI\nke Selandia Baru!!", "KOP", "NZ"),
        ("syarat 0901.21 ke DE", "KOP", "DE"),
    ],
)
def test_product_and_destination_are_understood(typed: str, product: str, place: str) -> None:
    asked = read(typed)
    assert asked is not None
    assert (asked.categories, asked.destinations) == ((product,), (place,))
    assert not asked.packaging


def test_packaging_needs_no_destination() -> None:
    asked = read("syarat kemasan kopi")
    assert asked == Asked(("KOP",), (), packaging=True, named_product=True)


def test_a_continent_is_a_choice() -> None:
    asked = read("apa syarat kirim kopi ke eropa?")
    assert asked is not None
    assert asked.destinations == ("EU27", "DE", "NL", "FR", "GB", "CH")


def test_a_member_of_the_union_is_asked_about() -> None:
    asked = read("syarat kopi ke Italia")
    assert asked is not None
    assert asked.destinations == ("EU27",)


@pytest.mark.parametrize("typed", ["syarat saya belum lengkap", "syarat qwrtz ke wakanda"])
def test_what_nobody_knows_is_said(typed: str) -> None:
    asked = read(typed)
    assert asked is not None
    assert not asked.is_understood


@pytest.mark.parametrize("typed", ["kopi ke Jerman", "syaratku", "", "   ", "ada syarat?"])
def test_other_texts_are_no_such_question(typed: str) -> None:
    assert read(typed) is None


def test_the_bare_word_is_a_question() -> None:
    assert read("Syarat?") == Asked()
    assert Asked().is_understood


@given(st.text(max_size=300))
def test_any_text_gives_an_answer_or_a_choice(words: str) -> None:
    asked = requirements.understand(words, WORDS)
    assert set(asked.categories) <= set(categories.by_code())
    assert set(asked.destinations) <= set(destinations.by_code())
    requirements.rest(words, WORDS)


_PIECES = st.sampled_from(
    [
        *("syarat", "ke", "kemasan", "eropa", "arab", "ekspor", "?", "0901", "'", "-"),
        *(one.button_id for one in categories.all_categories()),
        *(one.name_id for one in destinations.all_destinations()),
    ]
)


@given(st.lists(_PIECES, max_size=8))
def test_any_words_of_the_rules_give_an_answer_or_a_choice(pieces: list[str]) -> None:
    asked = read(" ".join(["syarat", *pieces]))
    assert asked is not None
    assert len(set(asked.categories)) == len(asked.categories) <= 6
    assert set(asked.destinations) <= set(destinations.by_code())
