"""Export documents: the table of the domain facts, line by line, and what it leaves out."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.rules import categories, conditions, destinations, documents, packaging
from models.rules.checklist import Need, Per
from models.rules.documents import Document

#: domain.md, section 5.1, as it stands there: `?` is conditional.
TABLE = """
| cat | every destination | MY | CN | JP | US | EU27 | AU | SA |
| KUL | D10? D11? D12 D19? D60? D72? | – | D84 | – | D80 D81 D82? D83 | D62? | D62? | D87? |
| MIN | D10? D11? D12 D19? D60? D72? | – | D84 | – | D80 D81 D82? D83 | D62? | D62? | D87? |
| KOP | D10? D11? D12 D13? D19? D60? D61 D70? D72? D74? | – | D84 | D88? | D80 D81 D83 D88? | D62? D85? D88? | D62? | D87? |
| KAK | D10? D11? D12 D19? D53? D60? D70? D72? | – | D84 | D88? | D80 D81 D83 D88? | D62? D85? D88? | D62? | – |
| REM | D10? D11? D12 D13? D19? D60? D70? D72? D74? | – | D84 | D88? | D80 D81 D83 D88? | D62? D88? | D62? D93? | D87? |
| HOR | D13? D19? D60? D70? | – | D91? | D91? | – | D62? | D62? D91? D93? | – |
| BUN | D13? D53? D60? D70? D74? | – | D84 | – | – | D62? | D62? D93? | – |
| KLS | D10? D11? D12 D19? D53? D60? D72? | – | D84 | D88? | D80 D81 D83 D88? | D62? D85? D88? | D62? D93? | – |
| IKN | D10? D11? D12 D14 D15 D19? D60? D71 D72? | – | D84 D86 | – | D80 D81 D82? D83 | D62? D86 | D62? D93? | – |
| KRJ | D17? D60? D70? D73? D74? D76? | – | – | – | – | D62? | D62? D93? | – |
| ROT | D53? D60? D70? D74? | – | – | – | D92? | D62? | D62? D93? | – |
| KAY | D17? D53? D60? D73? D74? | – | – | – | D92? | D62? D85? | D62? D93? | – |
| WAS | D60? | – | – | D94? | – | D62? D94? | D62? | – |
| TAS | D60? D76? | – | – | D94? | – | D62? D94? | D62? | – |
| KOS | D12 D16 D19? D60? D70? D72? D77? | – | – | – | D89 | D62? D90 | D62? | D87? |
| ATS | D19? D60? D70? D77? | – | – | – | – | D62? | D62? | – |
| ARG | D19? D60? D77? | – | – | – | – | D62? | D62? | – |
| LID | D60? D70? D74? | – | – | – | – | D62? | D62? D93? | – |
| WLT | D11? D12 D18 D19? D53? D60? D75 | – | D84 | – | D80 D81 | D62? | D62? D93? | – |
| LIN | D60? | – | – | – | – | D62? | D62? | – |
"""  # noqa: E501  # as it stands there
HEAD, *LINES = ([cell.strip() for cell in row.split("|")[1:-1]] for row in TABLE.split("\n")[1:-1])

#: "Added for every shipment regardless", as it stands there.
REGARDLESS = [
    *("D01", "D02", "D30", "D31", "D32", "D33", "D34", "D35", "D36", "D38"),
    *("D50", "D52?", "D51"),
]
#: Of every category and destination too, and in neither list: legal form, customs account, brand,
#: shipping instruction, insurance. `!` is advised.
BESIDE = ["D03?", "D04?", "D05!", "D37?", "D39?"]
MARKS = {Need.MANDATORY: "", Need.CONDITIONAL: "?", Need.ADVISED: "!"}
PAIRS = [
    pytest.param(line[0], country, f"{line[1]} {cell}", id=f"{line[0]}-{country}")
    for line in LINES
    for country, cell in zip(HEAD[2:], line[2:], strict=True)
]


def told(category: str, destination: str) -> list[str]:
    """The documents as the table writes them."""
    found = documents.documents_for(category, destination)
    return [f"{one.id}{MARKS[one.need]}" for one in found]


def codes(cells: str) -> set[str]:
    return set(cells.replace("–", "").split())


@pytest.mark.parametrize(("category", "destination", "cells"), PAIRS)
def test_the_table_is_kept(category: str, destination: str, cells: str) -> None:
    technical = set(told(category, destination)) - set(REGARDLESS) - set(BESIDE)
    assert technical == codes(cells)


@pytest.mark.parametrize("line", LINES, ids=lambda line: line[0])
def test_the_left_column_is_all_for_other_countries(line: list[str]) -> None:
    assert set(told(line[0], "XX")) - set(REGARDLESS) - set(BESIDE) == codes(line[1])


def test_the_table_has_every_category() -> None:
    assert {line[0] for line in LINES} == set(categories.by_code())
    assert len(PAIRS) == 20 * 7


def test_what_is_added_regardless_is_in_every_list() -> None:
    for category in categories.by_code():
        for destination in destinations.by_code():
            assert {*REGARDLESS, *BESIDE} <= set(told(category, destination))


@pytest.mark.parametrize("member", ["DE", "NL", "FR", "IT"])
def test_the_union_counts_for_its_members(member: str) -> None:
    for category in categories.by_code():
        assert told(category, member) == told(category, "EU27")


def test_the_union_does_not_count_for_its_neighbours() -> None:
    assert "D90" in told("KOS", "GB")
    assert "D86" not in told("IKN", "GB")
    assert "D85?" not in told("KOP", "CH")


def test_what_the_table_does_not_show() -> None:
    """Destinations that have no column of their own."""
    assert [code for code in ("KR", "VN", "RU", "CA", "TH") if "D86" in told("IKN", code)] == [
        *("KR", "VN", "RU", "CA")
    ]
    assert [code for code in ("NZ", "KR", "TW", "SG") if "D91?" in told("HOR", code)] == [
        *("NZ", "KR", "TW")
    ]


def test_a_list_is_read_in_the_order_of_the_file() -> None:
    order = list(documents.by_id())
    for category in categories.by_code():
        found = [one.id for one in documents.documents_for(category, "US")]
        assert found == sorted(found, key=order.index)
    assert len(order) == 55


def test_two_lists_share_the_documents_with_the_same_id() -> None:
    coffee = {one.id: one for one in documents.documents_for("KOP", "DE")}
    rattan = {one.id: one for one in documents.documents_for("ROT", "AU")}
    assert all(coffee[code] is rattan[code] for code in coffee.keys() & rattan.keys())
    assert {"D01", "D60", "D70"} <= coffee.keys() & rattan.keys()


def test_a_paper_is_asked_for_once_by_what_it_hangs_on() -> None:
    hangs = {code: documents.by_id()[code].per for code in ("D01", "D10", "D35", "D33")}
    assert list(hangs.values()) == [Per.BUSINESS, Per.PRODUCT, Per.SHIPMENT, Per.BUYER]


@pytest.mark.parametrize(
    ("category", "destination"), [("KAF", "DE"), ("KOP", "YY"), ("all", "DE")]
)
def test_there_is_no_list_for_what_is_unknown(category: str, destination: str) -> None:
    with pytest.raises(KeyError):
        documents.documents_for(category, destination)


@given(
    st.sampled_from(sorted(categories.by_code())), st.sampled_from(list(destinations.by_code()))
)
def test_what_comes_first_is_in_the_list_or_is_not_needed(category: str, destination: str) -> None:
    listed = {one.id for one in documents.documents_for(category, destination)}
    for code in listed:
        for first in documents.by_id()[code].prerequisites:
            earlier = documents.by_id()[first]
            assert first in listed or not earlier.applies_to(category, destination)


def test_one_of_several_is_enough() -> None:
    assert documents.alternatives("D52") == ("D50", "D52")
    assert documents.alternatives("D01") == ()


def test_what_is_not_halal_is_labelled_so_instead() -> None:
    assert documents.by_id()["D12"].condition == packaging.by_id()["F06"].condition
    otherwise = documents.by_id()["D12"].otherwise
    assert otherwise is not None
    assert otherwise.name == 'Keterangan "tidak halal" di label'


def test_what_nobody_wrote_a_condition_for_is_asked_the_same() -> None:
    asked = {documents.by_id()[code].condition for code in ("D19", "D74", "D77", "D87")}
    (key,) = filter(None, asked)
    assert conditions.question(key) == "Apakah ini diminta pembeli atau negara tujuan?"
    assert conditions.by_key()[key].asked == "item"


def test_every_condition_is_asked_somewhere() -> None:
    items = [*documents.by_id().values(), *packaging.by_id().values()]
    used = {item.condition for item in items}
    parts = {
        part
        for condition in conditions.by_key().values()
        for part in (*condition.all_of, *condition.any_of)
    }
    assert conditions.by_key().keys() == (used - {None}) | parts


def test_questions_are_short_and_polite() -> None:
    for condition in conditions.by_key().values():
        assert condition.question.startswith("Apakah ")
        assert len(condition.question.split()) <= 15
        assert condition.question.count("?") == 1
        assert "buyer" not in condition.question


@pytest.mark.parametrize(
    ("code", "kind", "months"),
    [
        ("D01", "no_end", None),
        ("D10", "months", 60),
        ("D12", "until_changed", None),
        ("D16", "months", 36),
        ("D70", "per_shipment", None),
        ("D80", "even_year_oct_dec", None),
        ("D88", "months", 12),
    ],
)
def test_how_long_a_document_is_good(code: str, kind: str, months: int | None) -> None:
    validity = documents.by_id()[code].validity
    assert validity is not None
    assert (validity.kind, validity.months) == (kind, months)


def test_a_validity_in_years_is_the_same_in_months() -> None:
    found = [one.validity for one in documents.by_id().values() if one.validity is not None]
    assert len(found) == 25
    years = [validity for validity in found if validity.text.endswith(" tahun")]
    assert years
    assert all(validity.months == 12 * int(validity.text.split()[0]) for validity in years)


def test_what_is_not_confirmed_is_marked() -> None:
    unsure: list[Document] = [o for o in documents.by_id().values() if o.certainty == "belum"]
    assert [one.id for one in unsure] == ["D73", "D87"]
