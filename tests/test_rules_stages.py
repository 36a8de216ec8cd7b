"""The stages of the way: what the file says, and every mistake in it by file and line."""

from pathlib import Path

import pytest

from models.rules import documents, stages
from models.rules.stages import Stages
from models.services import facts
from tests.rules_copies import Office


@pytest.fixture
def office(tmp_path: Path) -> Office:
    """stages.yaml, ready to be changed."""
    return Office(tmp_path, stages.file(), Stages)


def line_of(office: Office, words: str) -> int:
    return office.text.count("\n", 0, office.text.index(words)) + 1


def test_the_way_is_complete() -> None:
    assert tuple(stage.code for stage in stages.all_stages()) == stages.CODES
    assert tuple(stage.code for stage in stages.way()) == stages.CODES[:-1]
    assert stages.by_code()["T5"].name == "Dokumen dan harga ekspor"


def test_the_facts_of_the_file_and_of_the_code_are_the_same() -> None:
    assert tuple(facts.FACTS) == stages.FACTS
    assert {name for stage in stages.all_stages() for name in stage.lifts} == set(stages.FACTS)


def test_facts_lift_up_to_the_documents_and_no_further() -> None:
    lifted = [stage.code for stage in stages.way() if stage.lifts]
    assert lifted == ["T0", "T1", "T2", "T3", "T4"]
    assert stages.CODES.index(stages.FIRST_RULED) == stages.CODES.index(stages.LAST_BY_FACTS) + 1


def test_base_permits_are_documents() -> None:
    assert stages.base_permits() <= set(documents.by_id())
    assert {"D01", "D10", "D11", "D12"} <= stages.base_permits()


def test_another_name_and_another_deadline(office: Office) -> None:
    office.writes('name: "Mandiri"', 'name: "Berjalan sendiri"', "deadline_days: 120", "")
    rules = office.read()
    assert rules.stages[9].name == "Berjalan sendiri"
    assert rules.stages[4].deadline_days is None


def test_a_fact_may_be_asked_for_earlier(office: Office) -> None:
    office.writes(
        "lifts: [profile_80_percent, ",
        "lifts: [",
        "lifts: [class_b_or_c]",
        "lifts: [class_b_or_c, profile_80_percent]",
    )
    assert office.read().stages[3].lifts == ("class_b_or_c", "profile_80_percent")


MISTAKES = [
    (
        "packaging_done,",
        "packing_done,",
        "packing_done",
        "stages.4.lifts.0: no fact 'packing_done'",
    ),
    (
        "[consented, registered]",
        "[consented, 7]",
        "consented, 7",
        "lifts.1: Input should be a valid",
    ),
    (
        "[consented, registered]",
        "consented",
        "lifts: consented",
        "lifts: Input should be a valid tuple",
    ),
    (
        "deadline_days: 90}",
        "lifts: [registered], deadline_days: 90}",
        "code: T5",
        "stages.5.lifts: T5 is left by a decision of the staff",
    ),
    ("code: T8", "code: T7", "Ekspor rutin", "stages.8.code: T7: a code stands twice"),
    ("code: T8", "code: T8A", "T8A", "stages.8.code: String should match pattern"),
    ("deadline_days: 7}", "deadline_days: 0}", "days: 0", "Input should be greater than"),
    ("deadline_days: 7}", "deadline: 7}", "deadline: 7", "stages.3.deadline: Extra inputs"),
    (', name_en: "Graduate"', "", "Mandiri", "stages.9.name_en: Field required"),
    ("[D01, D02,", "[D01, D99,", "D99", "base_permits.1: no document 'D99'"),
    ("base_permits: [", "base_permits: []\nx: [", "base_permits: []", "at least 1 item"),
]


@pytest.mark.parametrize(("old", "new", "at", "said"), MISTAKES)
def test_a_mistake_in_a_stage_is_named(
    office: Office, old: str, new: str, at: str, said: str
) -> None:
    office.writes(old, new)
    named = f"stages.yaml:{line_of(office, at)}: "
    assert [m for m in office.mistakes() if m.startswith(named) and said in m]


def test_no_stage_is_left_out(office: Office) -> None:
    office.writes('  - {code: T9, name: "Mandiri", name_en: "Graduate"}\n', "")
    assert office.mistakes() == [f"stages.yaml:{line_of(office, 'stages:')}: stages: no stage T9"]


def test_the_stages_stand_in_their_order(office: Office) -> None:
    office.writes("code: T2", "code: T-", "code: T3", "code: T2", "code: T-", "code: T3")
    line = line_of(office, "code: T2")
    assert office.mistakes() == [f"stages.yaml:{line}: stages.3.code: T2 stands behind T3"]


def test_all_mistakes_are_named_at_once(office: Office) -> None:
    office.writes("[consented,", "[agreed,", "D18]", "D98]", "class_b_or_c", "class_a")
    said = [mistake.split(": ", 2)[1] for mistake in office.mistakes()]
    assert said == ["base_permits.10", "stages.0.lifts.0", "stages.3.lifts.0"]
