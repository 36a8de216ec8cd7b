"""A changed rule: what it does, and every mistake in it by file and line, all at once."""

import re
from datetime import date
from pathlib import Path

import pytest

from models.rules import conditions, documents, packaging, versions
from models.rules.documents import Document, Documents
from models.rules.packaging import Packaging
from tests.processes import ROOT
from tests.rules_copies import Office

NEW_VERSION = (
    "version: 1\nchanges:\n",
    "version: 2\nchanges:\n",
    '"daftar pertama"}\n',
    '"daftar pertama"}\n  - {version: 2, on: 2027-01-04, items: 0, what: "uji"}\n',
)
NEW_ITEM = """\
  - id: D95
    added: 2
    name: "Sertifikat uji coba"
    issuer: "Kantor"
    per: shipment
    categories: [KOP]
    destinations: [EU27]
    need: conditional
    condition: to_eu
    prerequisites: [D01]
    evidence: PDF
    certainty: umum
"""


@pytest.fixture
def papers(tmp_path: Path) -> Office:
    """documents.yaml, ready to be changed."""
    return Office(tmp_path, documents.file(), Documents)


@pytest.fixture
def steps(tmp_path: Path) -> Office:
    """packaging.yaml, ready to be changed."""
    return Office(tmp_path, packaging.file(), Packaging)


def as_of(rules: Documents, version: int) -> dict[str, Document]:
    return {one.id: one for one in versions.as_of(rules.documents, version)}


def test_a_new_item_is_in_the_new_version_only(papers: Office) -> None:
    papers.writes(*NEW_VERSION).writes("items: 0", "items: 1")
    papers.text += NEW_ITEM
    rules = papers.read()
    assert len(as_of(rules, 1)) == 55
    assert as_of(rules, 2).keys() - as_of(rules, 1).keys() == {"D95"}
    assert as_of(rules, 2)["D95"].applies_to("KOP", "DE")


def test_a_retired_item_stays_in_running_lists(papers: Office) -> None:
    papers.writes(*NEW_VERSION).in_item("D94", "need: ", "retired: 2\n    need: ")
    rules = papers.read()
    assert as_of(rules, 1).keys() - as_of(rules, 2).keys() == {"D94"}
    assert len(rules.documents) == 55


def test_new_words_are_read_by_everybody(steps: Office) -> None:
    rules = steps.in_item("G01", "Foto produk dari depan", "Foto dari depan").read()
    assert rules.templates[0].steps[0].title.startswith("Foto dari depan")


def test_a_running_list_keeps_the_need_it_began_with(papers: Office) -> None:
    papers.writes(
        *NEW_VERSION,
        '"uji"}\n',
        '"uji"}\n  - {version: 3, on: 2027-02-01, items: 0, what: "lagi"}\n',
    )
    papers.writes("version: 2\nchanges", "version: 3\nchanges")
    was = "earlier:\n      1: {need: advised, condition: null}\n      2: {categories: [KOP]}\n    "
    rules = papers.in_item("D19", "need: conditional", f"{was}need: conditional").read()
    then = [as_of(rules, version)["D19"] for version in (1, 2, 3)]
    assert [one.need for one in then] == ["advised", "conditional", "conditional"]
    assert [one.condition is None for one in then] == [True, False, False]
    assert [len(one.categories) for one in then] == [1, 1, 12]


def test_the_guide_of_the_office_works(papers: Office) -> None:
    """Its examples, all in one new version."""
    guide = (ROOT / "docs" / "panduan-aturan.md").read_text("utf-8")
    words, head, item, retired, earlier = re.findall(r"```yaml\n(.*?)```", guide, flags=re.DOTALL)
    assert words in papers.text
    papers.text = head + papers.text[papers.text.index("note: ") :] + item
    for example in (retired, earlier):
        first, rest = example.split("\n", 1)
        old = "    need: advised\n" if "need:" in rest else ""
        papers.in_item(first[-3:], old or f"{first.strip()}\n", rest if old else example.lstrip())
    rules = papers.read()
    then, now = as_of(rules, 1), as_of(rules, 2)
    assert (then.keys() - now.keys(), now.keys() - then.keys()) == ({"D94"}, {"D95"})
    assert (then["D05"].need, now["D05"].need) == ("advised", "mandatory")


def test_the_first_version_is_of_the_day_it_was_collected() -> None:
    assert [change.on for change in documents.changes()] == [date(2026, 11, 24)]
    assert [change.version for change in packaging.changes()] == [1]


#: A change in one document, words of the line that is named, and what is said about it.
IN_A_DOCUMENT = [
    ("D10", "need: conditional", "wajib: ya", "wajib", "wajib: Extra inputs are not permitted"),
    ("D10", "need: conditional", "need: bila", "need", "need: Input should be 'mandatory'"),
    ("D10", "    issuer: ", "    penerbit: ", "penerbit", "penerbit: Extra inputs"),
    ("D10", "id: D10", "id: D1", "id: D1", "id: String should match pattern"),
    (
        "D10",
        "[KUL, MIN,",
        "[KUL, KAF,",
        "KAF",
        "categories.1: Value error, unknown category 'KAF'",
    ),
    ("D80", "[US]", "[USA]", "[USA]", "destinations.0: Value error, unknown destination 'USA'"),
    ("D10", ": home_made_food", ": homemade", "homemade", "unknown condition 'homemade'"),
    ("D10", "    condition: home_made_food\n", "", "need", "conditional needs a condition"),
    ("D10", "[D01]", "[D01, D96]", "D96", "prerequisites.1: no document 'D96'"),
    (
        "D35",
        "    evidence:",
        "    prerequisites: [D51]\n    evidence:",
        "[D51]",
        "goes round: D35 is before D51",
    ),
    (
        "D10",
        "months: 60",
        "months: five",
        "five",
        "validity.months: Input should be a valid integer",
    ),
    ("D10", "months: 60, ", "", "validity", "months go with the kind months"),
    ("D10", "kind: months", "kind: bulan", "bulan", "validity.kind: Input should be"),
    (
        "D10",
        "    need:",
        "    since: soon\n    need:",
        "soon",
        "since: Input should be a valid date",
    ),
    ("D12", "id: D12", "id: D11", "id: D11", "D11: a id stands twice"),
    (
        "D10",
        "    need:",
        "    added: 2\n    need:",
        "added",
        "2 is above the version of the file, 1",
    ),
    ("D10", "    need:", "    retired: 1\n    need:", "retired", "it came with version 1 only"),
    (
        "D10",
        "    need:",
        "    earlier: {1: {need: advised}}\n    need:",
        "earlier",
        "not before the",
    ),
    ("D10", "    need:", "    earlier: {1: {cost: free}}\n    need:", "earlier", "Extra inputs"),
    ("D10", "certainty: src", "certainty: yakin", "yakin", "certainty: Input should be"),
    ("D18", "certainty: umum", "certainty: src", "src", "src needs a source"),
    ("D10", "    per: product", "    per: product\n    per: buyer", "per: buyer", "duplicate key"),
    ("D10", "    per: product", "   per: product", "per: product", "expected <block end>"),
]


@pytest.mark.parametrize(("code", "old", "new", "at", "said"), IN_A_DOCUMENT)
def test_a_mistake_in_a_document_is_named(
    papers: Office, code: str, old: str, new: str, at: str, said: str
) -> None:
    line = papers.in_item(code, old, new).line(at)
    assert [m for m in papers.mistakes() if f"documents.yaml:{line}: " in m and said in m]


#: A change in packaging.yaml.
IN_PACKAGING = [
    (
        "inherits: PKG-GEN",
        "inherits: PKG-COFFEE",
        "inherits: goes round: PKG-FOOD from PKG-COFFEE from",
    ),
    ("inherits: PKG-FOOD", "inherits: PKG-FOODS", "templates.2.inherits: no template 'PKG-FOODS'"),
    ("id: PKG-OIL", "id: PKG-OILS", "templates: no PKG-OIL, which ATS has in categories.yaml"),
    ("id: PKG-OIL", "id: PKG-CHAR", "PKG-CHAR: a id stands twice"),
    ("id: G02", "id: G01", "G01: a id stands twice"),
    ("id: F01", "id: D01", "id: String should match pattern"),
    ("evidence: [photo]", "evidence: [foto]", "evidence.0: Input should be 'photo'"),
    ("evidence: [photo]", "evidence: []", "evidence: Tuple should have at least 1 item"),
    ("version: 1,", "version: 3,", "changes: one row for each version from 1 to 1"),
]


@pytest.mark.parametrize(("old", "new", "said"), IN_PACKAGING)
def test_a_mistake_in_packaging_is_named(steps: Office, old: str, new: str, said: str) -> None:
    steps.writes(old, new)
    word = (
        "templates:"
        if said.startswith("templates: ")
        else "changes:"
        if "changes:" in said
        else new
    )
    lines = [n for n, line in enumerate(steps.text.splitlines(), 1) if word in line]
    found = [m for m in steps.mistakes() if said in m]
    assert found
    assert int(found[0].split(":")[1]) in lines


def test_a_deleted_item_is_noticed(papers: Office, steps: Office) -> None:
    papers.text = papers.text[: papers.text.index("  - id: D94")]
    gone = "version 1 came with 55 items, the list has 54 of them: nothing is deleted"
    assert [gone in mistake for mistake in papers.mistakes()] == [True]
    steps.text += steps.text[steps.text.index("      - id: A05") :].replace("A05", "A06")
    assert "came with 95 items, the list has 96 of them" in steps.mistakes()[0]


def test_a_retired_document_comes_before_nothing(papers: Office) -> None:
    papers.writes(*NEW_VERSION).in_item("D14", "    need:", "    retired: 2\n    need:")
    assert papers.mistakes() == [
        f"documents.yaml:{papers.line('[D14]')}: documents.10.prerequisites.0: D14 is retired",
        f"documents.yaml:{papers.line('[D14,')}: documents.33.prerequisites.0: D14 is retired",
    ]


def test_alternatives_are_known_and_stand_in_one_line(papers: Office) -> None:
    papers.writes("- [D60, D62]", "- [D60, D63, D50]")
    line = papers.text[: papers.text.index("[D60, D63")].count("\n") + 1
    assert papers.mistakes() == [
        f"documents.yaml:{line}: alternatives.2.1: no document 'D63'",
        f"documents.yaml:{line}: alternatives.2.2: D50 stands in two lines",
    ]


def test_all_mistakes_are_named_at_once_in_the_order_of_the_file(papers: Office) -> None:
    papers.in_item("D94", "need: conditional", "need: bila")
    papers.in_item("D91", "[CN, AU,", "[ZZ, AU,")
    papers.in_item("D11", "[D19]", "[D98]")
    papers.in_item("D02", "    evidence:", "    bukti: x\n    evidence:")
    papers.writes("id: D62", "id: D60")
    found = [re.sub(r"^documents.yaml:\d+: |: .*$", "", m) for m in papers.mistakes()]
    assert found == [
        "alternatives.2.1",
        "documents.1.bukti",
        "documents.6.prerequisites.0",
        "documents.31.id",
        "documents.51.destinations.0",
        "documents.54.need",
    ]


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("key: green_coffee,", "key: roasted_coffee,", "roasted_coffee: a key stands twice"),
        ("key: resin", "key: Resin", "key: String should match pattern"),
        ("atau damar?", "atau damar.", "question: String should match pattern"),
        (
            "any_of: [sold_at_retail, fragile]",
            "any_of: [retail]",
            "no condition 'retail' that stands",
        ),
        (
            "[sold_at_retail, to_us_eu_or_jp]",
            "[aflatoxin_tested]",
            "'aflatoxin_tested' that stands",
        ),
        ("[EU27, JP, AU]", "[UE, JP, AU]", "unknown destination 'UE'"),
        (
            "destinations: [EU27],",
            "destinations: [EU27], any_of: [toy],",
            "only one of destinations",
        ),
        ("asked: item", "asked: owner", "asked: Input should be 'business'"),
    ],
)
def test_a_mistake_in_a_condition_is_named(tmp_path: Path, old: str, new: str, said: str) -> None:
    office = Office(tmp_path, conditions.file(), conditions.Conditions).writes(old, new)
    lines = [n for n, line in enumerate(office.text.splitlines(), 1) if new in line]
    assert [
        m
        for m in office.mistakes()
        if m.startswith(f"conditions.yaml:{lines[-1]}: ") and said in m
    ]
