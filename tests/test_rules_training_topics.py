"""Topics of trainings: what the file says, and every mistake in it by file and line."""

from pathlib import Path

import pytest

from models.rules import stages, training_topics
from models.rules.training_topics import TrainingTopics
from tests.rules_copies import Office


@pytest.fixture
def office(tmp_path: Path) -> Office:
    """training_topics.yaml, ready to be changed."""
    return Office(tmp_path, training_topics.file(), TrainingTopics)


def test_there_are_twenty_topics_in_order() -> None:
    codes = [topic.code for topic in training_topics.all_topics()]
    assert codes == [f"L{number:02d}" for number in range(1, 21)]
    assert list(training_topics.by_code()) == codes


def test_a_topic_says_all_a_training_needs() -> None:
    topic = training_topics.by_code()["L07"]
    assert (topic.hours, topic.held, topic.output) == (4, ("onsite",), "tabel EXW, FOB, CIF")
    assert (topic.certainty, topic.source) == ("src", "radarjawatengah 2022")
    assert training_topics.name("L07", "id") == "Kalkulasi harga ekspor dan Incoterms"
    assert training_topics.name("L07", "en") == "Working out export prices and Incoterms"


def test_what_nobody_saw_a_page_of_is_marked() -> None:
    marked = {t.code for t in training_topics.all_topics() if t.certainty == "umum"}
    assert marked == {"L01", "L02", "L03", "L04", "L16", "L17", "L19"}
    assert not any(training_topics.by_code()[code].source for code in marked)


@pytest.mark.parametrize(
    ("stage", "codes"),
    [
        ("T0", []),
        ("T2", ["L01", "L02"]),
        ("T4", ["L02", "L03", "L04", "L05", "L20"]),
        ("T6", ["L08", "L09", "L10", "L11", "L16", "L17", "L18", "L20"]),
        ("T8", ["L19"]),
        ("TX", []),
    ],
)
def test_topics_for_a_stage(stage: str, codes: list[str]) -> None:
    assert [topic.code for topic in training_topics.for_stage(stage)] == codes


def test_every_topic_is_for_some_stage() -> None:
    found = {topic for code in stages.CODES for topic in training_topics.for_stage(code)}
    assert found == set(training_topics.all_topics())


def test_the_office_may_change_a_topic(office: Office) -> None:
    office.writes("hours: 2", "hours: 3", "stages: [T1, T3]", "stages: [T0, T3]")
    topic = office.read().topics[0]
    assert (topic.hours, topic.is_for("T0")) == (3, True)


MISTAKES = [
    ("code: L02", "code: L01", "topics.1.code: L01: a code stands twice"),
    ("code: L02", "code: K02", "topics.1.code: String should match pattern"),
    ("Halal dan penyelia halal", "Desain kemasan dan label dwibahasa", "a name stands twice"),
    ("stages: [T1, T3]", "stages: [T1, T11]", "topics.0.stages.1: no stage 'T11'"),
    ("stages: [T1, T3]", "stages: [T1, TX]", "topics.0.stages.1: no stage 'TX'"),
    ("stages: [T1, T3]", "stages: [T3, T1]", "stages: the last stage stands before the first"),
    ("stages: [T1, T3]", "stages: [T1]", "topics.0.stages.1: Field required"),
    ("stages: [T1, T3]", "stages: T1", "topics.0.stages: Input should be a valid tuple"),
    ("held: [online, onsite]", "held: [zoom]", "topics.0.held.0: Input should be 'online'"),
    ("held: [online, onsite]", "held: []", "topics.0.held: Tuple should have at least 1"),
    ("hours: 2", "hours: 0", "topics.0.hours: Input should be greater than"),
    ("hours: 2", "jam: 2", "topics.0.jam: Extra inputs"),
    ('source: "sumatra', 'note: "sumatra', "duplicate key"),
    ("certainty: umum", "certainty: src", "topics.0.certainty: src needs a source"),
]


@pytest.mark.parametrize(("old", "new", "said"), MISTAKES)
def test_a_mistake_in_a_topic_is_named(office: Office, old: str, new: str, said: str) -> None:
    office.writes(old, new)
    lines = [n for n, line in enumerate(office.text.splitlines(), 1) if new in line]
    found = [m for m in office.mistakes() if said in m]
    assert found
    assert int(found[0].split(":")[1]) in lines


def test_all_mistakes_are_named_at_once(office: Office) -> None:
    office.writes(
        "hours: 2", "hours: 90", "[T1, T4]", "[T9, T1]", "certainty: umum", "certainty: x"
    )
    said = [mistake.split(": ", 2)[1] for mistake in office.mistakes()]
    assert said == ["topics.0.hours", "topics.0.certainty", "topics.1.stages"]
