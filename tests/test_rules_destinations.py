"""Destinations: names in two languages, the European Union, and what is not confirmed."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.rules import destinations
from models.rules.loader import RulesError, load


@pytest.fixture(autouse=True, scope="module")
def _loaded() -> None:
    """The files are read before hypothesis looks at the clock."""
    destinations.understand("jerman")


def test_there_are_34_with_an_origin_form_each() -> None:
    rows = destinations.all_destinations()
    assert len(rows) == len(destinations.by_code()) == 34
    assert all(row.origin_form and row.label_text for row in rows)
    assert [row.code for row in rows if not row.label] == ["EU27"]


@pytest.mark.parametrize(
    ("typed", "code"),
    [
        ("jerman", "DE"),
        ("Germany", "DE"),
        ("DE", "DE"),
        ("de", "DE"),
        ("perancis", "FR"),
        ("Prancis", "FR"),
        ("holland", "NL"),
        ("cina", "CN"),
        ("China", "CN"),
        ("tiongkok", "CN"),
        ("amerika", "US"),
        ("U.S.A.", "US"),
        ("inggris", "GB"),
        ("UK", "GB"),
        ("uea", "AE"),
        ("dubai", "AE"),
        ("Türkiye", "TR"),
        ("uni eropa", "EU27"),
        ("swiss", "CH"),
        ("negara lain", "XX"),
    ],
)
def test_names_are_understood_for_sure(typed: str, code: str) -> None:
    assert destinations.understand(typed) == ((code,), True)


@pytest.mark.parametrize(
    ("typed", "first"),
    [("jermn", "DE"), ("malasyia", "MY"), ("Italia", "EU27"), ("spain", "EU27"), ("singap", "SG")],
)
def test_what_is_nearly_a_name_is_asked_about(typed: str, first: str) -> None:
    meaning = destinations.understand(typed)
    assert meaning.codes[0] == first
    assert not meaning.sure


def test_words_for_several_are_asked_about() -> None:
    assert destinations.understand("arab") == (("SA", "AE"), False)
    assert destinations.understand("Eropa").codes[0] == "EU27"


@pytest.mark.parametrize("typed", ["", "?", "bulan", "12", "q"])
def test_no_country_is_no_country(typed: str) -> None:
    assert destinations.understand(typed).codes == ()


@given(st.text(max_size=60))
def test_no_text_raises(typed: str) -> None:
    meaning = destinations.understand(typed)
    assert set(meaning.codes) <= set(destinations.by_code())
    assert len(meaning.codes) == 1 or not meaning.sure


def test_every_name_leads_to_its_own_row() -> None:
    for row in destinations.all_destinations():
        for name in (row.code, row.name_id, row.name_en, *row.aliases):
            assert destinations.understand(name) == ((row.code,), True)


def test_the_european_union_has_27_members() -> None:
    members = load(destinations.file(), destinations.Destinations).eu27
    assert len(members) == 27
    assert all(destinations.in_european_union(code) for code in ("EU27", "DE", "NL", "FR", "IT"))
    assert not any(destinations.in_european_union(code) for code in ("GB", "CH", "TR", "XX"))


def test_a_country_without_a_row_follows_another() -> None:
    assert destinations.row_of("DE").code == "DE"
    assert destinations.row_of("IT").code == "EU27"
    assert destinations.row_of("BR").code == "XX"


def test_names_follow_the_language() -> None:
    assert destinations.name("DE", "id") == "Jerman"
    assert destinations.name("DE", "en") == "Germany"


def test_what_was_not_confirmed_is_marked() -> None:
    rows = destinations.all_destinations()
    assert all(row.unconfirmed for row in rows if row.certainty == "belum" or "cek" in row.note)


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("certainty: src\n", "certainty: sure\n", "certainty: Input should be"),
        ("arab: [SA, AE]", "arab: [SA, YE]", "unknown codes under 'ambiguous': ['YE']"),
        ("- code: XX", "- code: MY", "a code stands twice"),
        ("- code: XX", "- code: YY", "no row for ['XX']"),
        ("aliases: [singapur]", "aliases: [jepan]", "name 'jepan' of JP"),
    ],
)
def test_mistakes_are_named(tmp_path: Path, old: str, new: str, said: str) -> None:
    text = destinations.file().read_text("utf-8")
    assert old in text
    path = tmp_path / "destinations.yaml"
    path.write_text(text.replace(old, new, 1), "utf-8")
    with pytest.raises(RulesError) as caught:
        load(path, destinations.Destinations)
    assert said in str(caught.value)
