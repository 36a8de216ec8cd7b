"""HS lines: plain words find the code a customs officer would name; mistakes name their line."""

import time
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.rules import categories, hs, hs_search
from models.rules.loader import RulesError


@pytest.fixture(autouse=True, scope="module")
def _loaded() -> None:
    """The files are read before hypothesis looks at the clock."""
    hs_search.search("kopi")


def found(typed: str, category: str | None = None) -> list[str]:
    return [item.line.shown for item in hs_search.search(typed, category)]


@pytest.mark.parametrize(
    ("typed", "code"),
    [
        ("kopi biji hijau", "0901.11"),
        ("kopi sangrai", "0901.21"),
        ("kopi bubuk arabika", "0901.21"),
        ("kopi instan", "2101.11"),
        ("andaliman kering", "0910.99"),
        ("kemenyan", "1301.90"),
        ("dupa kemenyan", "3307.41"),
        ("pinang", "0802.80"),
        ("keripik singkong", "2008.99"),
        ("keripik pisang", "2008.99"),
        ("keripik kentang", "2005.20"),
        ("kerupuk", "1905.90"),
        ("dodol", "1704.90"),
        ("sambal andaliman", "2103.90"),
        ("bumbu", "2103.90"),
        ("gula aren", "1702.90"),
        ("gula kelapa", "1702.90"),
        ("ikan asin kering", "0305.59"),
        ("teri asin", "0305.63"),
        ("ikan teri kering", "0305.54"),
        ("sarang walet", "0410.90"),
        ("sapu lidi", "9603.10"),
        ("lidi", "1404.90"),
        ("sabut kelapa", "5305.00"),
        ("briket tempurung", "4402.20"),
        ("arang kayu", "4402.90"),
        ("keranjang rotan", "4602.12"),
        ("kursi rotan", "9401.53"),
        ("mebel rotan", "9403.83"),
        ("rotan mentah", "1401.20"),
        ("tas tenun", "4202.22"),
        ("tas kulit", "4202.21"),
        ("sabun mandi", "3401.11"),
        ("minyak atsiri", "3301.29"),
        ("VCO", "1513.19"),
        ("abon babi", "1602.49"),
        ("abon ikan", "1604.20"),
    ],
)
def test_the_usual_products_of_the_province_come_first(typed: str, code: str) -> None:
    assert found(typed)[0] == code


@pytest.mark.parametrize(
    ("typed", "code"),
    [
        ("kripik singkng", "2008.99"),
        ("KRIPIK  SINGKONG!!", "2008.99"),
        ("andalimn", "0910.99"),
        ("keripik sing", "2008.99"),
        ("coklat batang", "1806.32"),
        ("cabe kering", "0904.21"),
        ("roasted coffee", "0901.21"),
        ("dried fish", "0305.59"),
        ("rattan furniture", "9403.83"),
        ("palm sugar", "1702.90"),
        ("virgin coconut oil", "1513.19"),
        ("briket batok kelapa", "4402.20"),
        ('Kopi arabika "Deleng" dari Karo', "0901.11"),
        ("andaliman liar kering Sada Roha", "0910.99"),
        ("kéripik pisang", "2008.99"),
    ],
)
def test_errors_other_spellings_and_english_are_understood(typed: str, code: str) -> None:
    assert found(typed)[0] == code


def test_andaliman_is_answered_as_in_the_model_conversation() -> None:
    assert found("andaliman kering", "REM") == ["0910.99", "2103.90"]


def test_ulos_depends_on_how_it_is_sold() -> None:
    assert found("ulos", "WAS")[:3] == ["6214.90", "5208.49", "6304.92"]


def test_gambir_has_two_codes_and_lidi_has_one() -> None:
    assert set(found("gambir")[:2]) == {"1404.90", "3201.90"}
    assert "3201.90" not in found("lidi")


def test_the_category_of_the_product_decides_between_equals() -> None:
    assert found("nanas", "HOR")[0] == "0804.30"
    assert found("nanas", "MIN")[0] == "2009.49"
    assert found("ikan", "IKN")
    assert found("keripik singkong", "IKN")[0] == "2008.99"


@pytest.mark.parametrize("typed", ["0901.11", "090111", "0901 11", "0901.11.20", "09011120"])
def test_a_code_is_found_in_every_way_it_is_written(typed: str) -> None:
    line = hs.exact(typed)
    assert line is not None
    assert line.shown == "0901.11"
    assert found(typed) == ["0901.11"]


def test_a_heading_shows_its_lines() -> None:
    assert found("0901") == ["0901.11", "0901.12", "0901.21", "0901.22", "0901.90"]
    assert hs.under_heading("9999") == ()


@pytest.mark.parametrize(
    "typed", ["", "   ", "9999.99", "12345", "xyzzy", "dan untuk", "😀", "٠٩٠١١١"]
)
def test_nothing_is_found_for_nothing(typed: str) -> None:
    assert found(typed) == []
    assert hs.exact(typed) is None


def test_doubtful_codes_say_why() -> None:
    andaliman = hs_search.search("andaliman kering")[0].line
    doubt = hs_search.doubt(andaliman, "andaliman kering")
    assert doubt is not None
    assert doubt.elsewhere == ["121190"]
    assert hs_search.doubt(andaliman, "merica batak") is None


def test_restricted_lines_are_flagged() -> None:
    raw_rattan, basket = hs.by_code()["140120"], hs.by_code()["460212"]
    assert hs.restrictions(raw_rattan) == ("LARTAS_CEK_ROTAN",)
    assert hs.restrictions(basket) == ()
    assert hs.restrictions(hs.by_code()["090111"]) == ()


def test_every_category_but_the_last_has_lines() -> None:
    used = {line.category for line in hs.by_code().values()}
    assert used == set(categories.by_code()) - {"LIN"}


def test_every_saying_of_the_list_finds_its_line() -> None:
    missed = [
        (line.shown, saying)
        for line in hs.by_code().values()
        for saying in line.words
        if line.shown not in found(saying, line.category)
    ]
    assert missed == []


@given(st.text(max_size=200), st.sampled_from([None, "KOP", "no such"]))
def test_no_text_raises_and_five_at_most_are_found(typed: str, category: str | None) -> None:
    assert len(hs_search.search(typed, category)) <= hs_search.MOST


def test_a_search_costs_less_than_reading_the_list() -> None:
    questions = ["kopi biji hijau", "kripik singkng", "andaliman liar kering Sada Roha", "xyzzy"]
    hs_search.search("kopi")
    start = time.perf_counter()
    hs.read()
    reading = time.perf_counter() - start
    start = time.perf_counter()
    for _ in range(5):
        for typed in questions:
            hs_search.search(typed)
    assert (time.perf_counter() - start) / 20 < reading


HEADER = "code,category,id,en,words,flags\n"
GOOD = "090111,KOP,Kopi biji,Coffee,kopi,PHYTO\n"


def mistakes(tmp_path: Path, text: str) -> list[str]:
    remarks = tmp_path / "hs.yaml"
    plain = hs.remarks_file().read_text("utf-8")
    before, _, after = plain.partition("doubts:\n")
    remarks.write_text(before + "doubts: {}\nsearch:\n" + after.partition("search:\n")[2], "utf-8")
    path = tmp_path / "hs.csv"
    path.write_text(text, "utf-8")
    with pytest.raises(RulesError) as caught:
        hs.read(path, remarks)
    return caught.value.mistakes


def test_each_wrong_row_is_named_with_its_line(tmp_path: Path) -> None:
    text = HEADER + GOOD + "90111,KOP,Kopi,Coffee,,\n" + "090112,KAF,Kopi,Coffee,,\n" + GOOD
    said = mistakes(tmp_path, text)
    assert [line.split(": ")[0] for line in said] == ["hs.csv:3", "hs.csv:4", "hs.csv:5"]
    assert "unknown category 'KAF'" in said[1]
    assert "090111 stands twice" in said[2]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "hs.csv:1: the columns are"),
        ("hs6,bab\n", "hs.csv:1: the columns are"),
        (HEADER + "090111,KOP\n", "hs.csv:2: not 6 cells"),
        (HEADER + GOOD.replace("PHYTO", "FITO"), "hs.csv:2: flags: unknown FITO"),
        (HEADER + '090111,KOP,"Kopi\n', "hs.csv: "),
    ],
)
def test_a_file_that_does_not_fit_is_named(tmp_path: Path, text: str, said: str) -> None:
    assert mistakes(tmp_path, text)[0].startswith(said)


def test_a_missing_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(RulesError, match=r"hs\.csv: No such file"):
        hs.read(tmp_path / "hs.csv")


def test_the_mark_a_spreadsheet_puts_in_front_is_let_pass(tmp_path: Path) -> None:
    path = tmp_path / "hs.csv"
    path.write_text(hs.file().read_text("utf-8"), "utf-8-sig")
    assert hs.read(path) == hs.read()
