"""Where a business stands: each fact alone, each stage, there and back, on both databases."""

from datetime import timedelta

import pytest
from sqlalchemy.orm import Session

from models.entry import EntryState
from models.errors import NotAllowedError, NotFoundError
from models.mentoring import StageMove
from models.rules import documents
from models.services import checklists, facts, lines, mentoring, stages
from models.services.facts import Situation
from models.services.stages import Moved
from models.task import TaskState
from tests import way
from tests.mentored import Mentored, approve_product, mentored
from tests.services import NOW, answers, person

LATER = NOW + timedelta(days=1)


@pytest.fixture
def case(session: Session) -> Mentored:
    return mentored(session)


def holds(session: Session, case: Mentored, fact: str) -> bool:
    return facts.FACTS[fact](Situation(session, case.business, NOW))


def stage(session: Session, case: Mentored) -> str:
    stages.follow(session, case.business.id, now=LATER)
    return stages.standing(session, case.business, now=LATER).stage.code


def sets(session: Session, entry: object, **values: object) -> None:
    for name, value in values.items():
        setattr(entry, name, value)
    session.flush()


def says(session: Session, case: Mentored, key: str, *, yes: bool = True) -> None:
    way.say_of(session, case.owner, case.product, key, holds=yes)


def test_consented(session: Session, case: Mentored) -> None:
    assert not holds(session, case, "consented"), "nobody was asked"
    way.agree(session, case.owner)
    assert holds(session, case, "consented")
    helper = person(session, "Dimas")
    way.join(session, case.business, helper)
    assert not holds(session, case, "consented"), "a member who was not asked yet"
    way.agree(session, helper)
    assert holds(session, case, "consented")
    way.agree(session, case.owner, agreed=False)
    assert not holds(session, case, "consented"), "the latest choice counts"
    way.agree(session, case.owner)
    assert holds(session, case, "consented")


def test_registered(session: Session, case: Mentored) -> None:
    assert holds(session, case, "registered")
    sets(session, case.business, state=EntryState.WITHDRAWN)
    assert not holds(session, case, "registered")


def test_profile_80_percent(session: Session, case: Mentored) -> None:
    assert not holds(session, case, "profile_80_percent")
    way.fill(session, case.business)
    assert holds(session, case, "profile_80_percent")
    way.fill(session, case.business, way.FULL | {"address": None, "founded": None})
    assert not holds(session, case, "profile_80_percent"), "what was put off is no answer"


def test_product_with_3_photos(session: Session, case: Mentored) -> None:
    assert holds(session, case, "product_with_3_photos")
    sets(session, case.product, answers=case.product.answers | {"photos": [1, 2]})
    assert not holds(session, case, "product_with_3_photos")
    other = approve_product(session, case.owner, case.business)
    assert holds(session, case, "product_with_3_photos")
    sets(session, other, state=EntryState.WITHDRAWN)
    assert not holds(session, case, "product_with_3_photos")
    sets(session, case.product, answers={"name": "Kopi", "photos": None})
    assert not holds(session, case, "product_with_3_photos")


def test_business_approved(session: Session, case: Mentored) -> None:
    assert holds(session, case, "business_approved")
    sets(session, case.business, settles=True)
    assert not holds(session, case, "business_approved"), "its owner was not told yet"
    sets(session, case.business, settles=False, state=EntryState.REJECTED)
    assert not holds(session, case, "business_approved")


def test_product_approved(session: Session, case: Mentored) -> None:
    assert holds(session, case, "product_approved")
    sets(session, case.product, settles=True)
    assert not holds(session, case, "product_approved")
    sets(session, case.product, settles=False, state=EntryState.NEEDS_REVISION)
    assert not holds(session, case, "product_approved")
    approve_product(session, case.owner, case.business)
    assert holds(session, case, "product_approved"), "one is enough"


def test_class_b_or_c(session: Session, case: Mentored) -> None:
    assert holds(session, case, "class_b_or_c")
    sets(session, case.product, state=EntryState.REJECTED)
    assert not holds(session, case, "class_b_or_c")
    sets(session, case.product, state=EntryState.APPROVED)
    sets(session, case.business, state=EntryState.SUBMITTED)
    assert not holds(session, case, "class_b_or_c")


def test_packaging_done(session: Session, case: Mentored) -> None:
    other = approve_product(session, case.owner, case.business)
    assert not holds(session, case, "packaging_done")
    half = way.settle(session, case.business, TaskState.ACCEPTED, way.of(other, "G01", "G02"))
    assert len(half) == 2
    assert not holds(session, case, "packaging_done")
    done = way.settle(session, case.business, TaskState.ACCEPTED, way.of(other))
    assert holds(session, case, "packaging_done"), "one product is enough, papers count apart"
    sets(session, done[5], state=TaskState.SENT)
    assert not holds(session, case, "packaging_done")
    sets(session, done[5], state=TaskState.NOT_APPLICABLE)
    assert holds(session, case, "packaging_done")
    sets(session, other, state=EntryState.WITHDRAWN)
    assert not holds(session, case, "packaging_done")


def test_base_permits_done(session: Session, case: Mentored) -> None:
    assert not holds(session, case, "base_permits_done")
    done = way.settle(session, case.business, TaskState.ACCEPTED, way.is_permit)
    assert {task.code for task in done} == {"D01", "D02", "D12"}
    assert holds(session, case, "base_permits_done"), "conditional ones were not said to apply"
    says(session, case, "sold_at_retail")
    assert not holds(session, case, "base_permits_done"), "D13 is asked for now"
    says(session, case, "sold_at_retail", yes=False)
    assert holds(session, case, "base_permits_done")
    nib = next(task for task in done if task.code == "D01")
    sets(session, nib, state=TaskState.REPAIR)
    assert not holds(session, case, "base_permits_done"), "one of the business itself"


def test_of_alternative_permits_one_is_enough(session: Session, case: Mentored) -> None:
    assert documents.alternatives("D10") == ("D10", "D11")
    way.settle(session, case.business, TaskState.ACCEPTED, way.is_permit)
    before = checklists.of_entry(session, case.product, now=NOW).progress
    says(session, case, "home_made_food")
    says(session, case, "food_needs_bpom_permit")
    asked = checklists.of_entry(session, case.product, now=NOW).progress
    assert not holds(session, case, "base_permits_done")
    assert (asked.done, asked.total) == (before.done, before.total + 2)
    (task,) = way.settle(session, case.business, TaskState.ACCEPTED, way.of(case.product, "D11"))
    assert holds(session, case, "base_permits_done")
    listed = checklists.of_entry(session, case.product, now=NOW)
    assert (listed.progress.done, listed.progress.total) == (before.done + 1, before.total + 1)
    assert (listed.row.done, listed.row.total) == (before.done + 1, before.total + 1)
    codes = [line.item.id for line in lines.next_lines([listed], 99)]
    assert codes
    assert "D10" not in codes
    sets(session, task, state=TaskState.REPAIR)
    assert not holds(session, case, "base_permits_done")


def test_both_alternatives_may_be_shown(session: Session, case: Mentored) -> None:
    for key in ("home_made_food", "food_needs_bpom_permit"):
        says(session, case, key)
    before = checklists.of_entry(session, case.product, now=NOW).progress
    both = way.of(case.product, "D10", "D11")
    assert len(way.settle(session, case.business, TaskState.ACCEPTED, both)) == 2
    after = checklists.of_entry(session, case.product, now=NOW).progress
    assert (after.done, after.total) == (before.done + 2, before.total)


def test_a_business_without_products_has_no_permits(session: Session, case: Mentored) -> None:
    way.settle(session, case.business, TaskState.ACCEPTED, way.is_permit)
    sets(session, case.product, state=EntryState.WITHDRAWN)
    assert not holds(session, case, "base_permits_done")


def test_the_stages_up_to_the_documents_and_back(session: Session, case: Mentored) -> None:
    """Each stage is reached by its facts and lost again with one of them."""
    assert stage(session, case) == "T0"
    way.agree(session, case.owner)
    assert stage(session, case) == "T1"
    way.fill(session, case.business)
    sets(session, case.product, state=EntryState.SUBMITTED)
    assert stage(session, case) == "T2"
    sets(session, case.product, state=EntryState.APPROVED)
    assert stage(session, case) == "T4", "T3 is jumped over while an approval is the class"
    done = way.settle(session, case.business, TaskState.ACCEPTED)
    assert stage(session, case) == "T5"
    sets(session, done[0], state=TaskState.REPAIR)
    assert stage(session, case) == "T4"
    sets(session, case.business, state=EntryState.REJECTED)
    assert stage(session, case) == "T2"
    way.fill(session, case.business, answers())
    assert stage(session, case) == "T1"
    way.agree(session, case.owner, agreed=False)
    assert stage(session, case) == "T0"
    way.agree(session, case.owner)
    sets(session, case.business, state=EntryState.APPROVED)
    sets(session, done[0], state=TaskState.ACCEPTED)
    way.fill(session, case.business)
    assert stage(session, case) == "T5"
    moves = [(move.came_from, move.went_to) for move in stages.history(session, case.business.id)]
    assert moves == [
        *((None, "T0"), ("T0", "T1"), ("T1", "T2"), ("T2", "T4"), ("T4", "T5"), ("T5", "T4")),
        *(("T4", "T2"), ("T2", "T1"), ("T1", "T0"), ("T0", "T5")),
    ]


def test_the_result_of_a_curation_waits_for_its_class(
    session: Session, case: Mentored, monkeypatch: pytest.MonkeyPatch
) -> None:
    """T3 is where a business stands whose class, by a rubric to come, is another."""
    changed = dict(facts.FACTS) | {"class_b_or_c": lambda _situation: False}
    monkeypatch.setattr(facts, "FACTS", changed)
    way.lift(session, case.business, case.owner)
    assert stage(session, case) == "T3"
    assert stages.standing(session, case.business, now=NOW).lacking == ("class_b_or_c",)


def test_nothing_moves_twice(session: Session, case: Mentored) -> None:
    way.agree(session, case.owner)
    moved = stages.follow(session, case.business.id, now=LATER)
    lacking = ("profile_80_percent",)
    assert moved == Moved(case.business.id, "T0", "T1", lacking=lacking)
    assert stages.follow(session, case.business.id, now=LATER) is None
    with pytest.raises(NotFoundError):
        stages.follow(session, 999, now=LATER)
    assert not mentoring.begin(session, case.business.id, "T5", now=LATER)
    assert mentoring.get(session, case.business.id).stage == "T1"


def test_a_move_is_kept_with_its_facts(session: Session, case: Mentored) -> None:
    way.agree(session, case.owner)
    stages.follow(session, case.business.id, now=LATER)
    move = stages.history(session, case.business.id)[-1]
    assert (move.at, move.by, move.reason) == (LATER, None, None)
    assert move.facts == {
        "consented": True,
        "registered": True,
        "profile_80_percent": False,
        "product_with_3_photos": True,
    }


def test_where_a_business_stands(session: Session, case: Mentored) -> None:
    way.agree(session, case.owner)
    stages.follow(session, case.business.id, now=LATER)
    here = stages.standing(session, case.business, now=LATER)
    assert (here.stage.code, here.since) == ("T1", LATER)
    assert here.until == LATER + timedelta(days=14)
    assert here.following is not None
    assert here.following.code == "T2"
    assert (here.lacking, here.holding) == (("profile_80_percent",), ("product_with_3_photos",))


def rules(session: Session, case: Mentored, to: str, reason: str = "Kontrak") -> Moved | None:
    assert case.mentor is not None
    seen = mentoring.get(session, case.business.id).revision
    number = case.business.id
    return stages.rule(session, case.mentor, number, to, reason, seen=seen, now=LATER)


@pytest.mark.parametrize("to", ["T6", "T7", "T8", "T9", "TX"])
def test_the_staff_decide_from_the_buyers_on(session: Session, case: Mentored, to: str) -> None:
    moved = rules(session, case, to, "  Kontrak dengan pembeli Jepang  ")
    assert moved is not None
    assert (moved.came_from, moved.went_to) == ("T0", to)
    assert moved.reason == "Kontrak dengan pembeli Jepang"
    assert moved.is_up == (to != "TX")
    assert case.mentor is not None
    move = stages.history(session, case.business.id)[-1]
    assert (move.by, move.reason) == (case.mentor.person_id, "Kontrak dengan pembeli Jepang")
    way.lift(session, case.business, case.owner)
    assert stage(session, case) == to, "facts do not move what the staff decided"
    here = stages.standing(session, case.business, now=LATER)
    assert (here.following is None) == (to in {"T9", "TX"})
    assert here.lacking == ()
    back = rules(session, case, "T0", "Keliru")
    assert back is not None
    assert back.went_to == "T5", "below T6 the facts say the stage"
    assert back.is_up is False
    assert stages.follow(session, case.business.id, now=LATER) is None


def test_a_decision_that_moves_nothing(session: Session, case: Mentored) -> None:
    assert rules(session, case, "T4") is None
    assert len(stages.history(session, case.business.id)) == 1
    assert rules(session, case, "T6") is not None
    assert rules(session, case, "T6") is None


def test_who_may_decide_and_on_what(session: Session, case: Mentored) -> None:
    assert case.mentor is not None
    number, seen = case.business.id, mentoring.get(session, case.business.id).revision
    with pytest.raises(NotAllowedError):
        stages.rule(session, case.owner, number, "T6", "Ya", seen=seen, now=NOW)
    with pytest.raises(NotFoundError):
        stages.rule(session, case.mentor, number, "T77", "Ya", seen=seen, now=NOW)
    with pytest.raises(NotFoundError):
        stages.rule(session, case.mentor, number, "T6", "Ya", seen=seen - 1, now=NOW)
    with pytest.raises(NotFoundError):
        stages.rule(session, case.mentor, 999, "T6", "Ya", seen=1, now=NOW)
    assert len(stages.history(session, number)) == 1
    rules(session, case, "T6", "x" * 500)
    assert len(stages.history(session, number)[-1].reason or "") == 400


def test_since_when_stages_are_reached(session: Session, case: Mentored) -> None:
    number = case.business.id
    for days, came, went in [
        *((1, "T0", "T1"), (2, "T1", "T4"), (3, "T4", "T2"), (4, "T2", "TX"), (5, "TX", "T4")),
    ]:
        at = NOW + timedelta(days=days)
        row = StageMove(business_id=number, came_from=came, went_to=went, at=at, facts={})
        session.add(row)
    session.flush()
    found = [(one.code, (at - NOW).days) for one, at in stages.reached(session, number)]
    assert found == [("T0", 0), ("T1", 1), ("T2", 2), ("T3", 5), ("T4", 5)]


@pytest.mark.parametrize(
    ("came", "went", "is_up"),
    [
        *((None, "T0", True), ("T1", "T4", True), ("T8", "T9", True), ("T5", "T4", False)),
        *(("T6", "TX", False), ("TX", "T4", False)),
    ],
)
def test_what_is_a_step_forward(came: str | None, went: str, *, is_up: bool) -> None:
    assert Moved(1, came, went).is_up is is_up
