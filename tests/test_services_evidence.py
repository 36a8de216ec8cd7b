"""Checklists, evidence, verdicts, sittings and stages, on both databases."""

from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from models.errors import NotFoundError
from models.rules import stages as rules
from models.services import (
    checklists,
    entries,
    evidence,
    facts,
    lines,
    review_queue,
    reviewing,
    sittings,
    stages,
)
from models.services.actor import Actor
from models.services.decisions import Reason
from models.services.evidence import AlreadyAcceptedError
from models.services.facts import Situation
from models.services.review_queue import HeldError, StaleError
from models.task import Evidence, EvidenceKind, EvidenceState, Paper, Task, TaskState
from tests.mentored import Mentored, approve_product, hired, mentored
from tests.services import NOW, person

LATER = NOW + timedelta(minutes=1)
PHOTO = {"files": [1]}


def send(session: Session, case: Mentored, code: str = "G01", **answers: object) -> Task:
    """The owner sends evidence for an item of the product, or of the business (D0…)."""
    entry = case.business if code.startswith("D0") else case.product
    item = evidence.open_item(session, case.owner, entry.id, code, now=NOW)
    sent = evidence.submit(session, case.owner, item.task.id, PHOTO | answers, now=NOW)
    return sent.task


def accept(session: Session, mentor: Actor | None, task: Task) -> None:
    assert mentor is not None
    row = session.get_one(Task, task.id, populate_existing=True)
    reviewing.accept(session, mentor, row.id, seen=row.revision, now=LATER)


def state(session: Session, task: Task) -> str:
    return session.get_one(Task, task.id, populate_existing=True).state


def test_nothing_is_asked_before_the_business_is_approved(session: Session) -> None:
    case = mentored(session)
    case.business.state = "submitted"
    session.flush()
    assert checklists.of_business(session, case.business.id, now=NOW) == []
    with pytest.raises(NotFoundError):
        evidence.open_item(session, case.owner, case.product.id, "G01", now=NOW)


def test_the_list_of_coffee_counts_as_the_rules_say(session: Session) -> None:
    case = mentored(session)
    nowhere = approve_product(session, case.owner, case.business, destinations=["unknown"])
    product, other, business = checklists.of_business(session, case.business.id, now=NOW)
    steps, others = (
        [line for line in one.lines if not line.item.id.startswith("D")]
        for one in (product, other)
    )
    assert other.entry.id == nowhere.id
    assert len(steps) == len(others) == 40
    assert lines.progress(others) == lines.Progress(0, 24)
    assert lines.progress(steps) == lines.Progress(0, 25)  # the plots, as it goes to the EU
    assert [line.item.id for line in business.lines][:2] == ["D01", "D02"]
    papers = {line.item.id for line in product.lines} - {line.item.id for line in steps}
    assert "D12" in papers
    assert not papers & {"D50", "D85"}  # of a shipment


def test_what_an_owner_says_about_a_condition_counts_for_all_items(session: Session) -> None:
    case = mentored(session)
    listed = checklists.own(session, case.owner, case.product.id, now=NOW)
    code = next(
        line.item.id
        for line in listed.lines
        if line.holds is None and line.is_mandatory and line.item.otherwise is None
    )
    entry, before = case.product.id, listed.progress.total
    after = checklists.answer(session, case.owner, entry, code, holds=False, now=NOW)
    assert after.progress.total < before
    assert after.row.total == after.progress.total
    assert code in {line.item.id for line in after.left_out}
    again = checklists.answer(session, case.owner, entry, code, holds=True, now=NOW)
    assert again.progress.total >= before


def test_evidence_is_sent_returned_and_accepted(session: Session) -> None:
    case = mentored(session)
    task = send(session, case)
    assert case.mentor is not None
    assert (task.state, task.waiting_since) == (TaskState.SENT, NOW)
    waits = review_queue.waiting(session, case.mentor)
    assert (waits.count, waits.owners, waits.since) == (1, 1, NOW)
    found = review_queue.following(session, case.mentor, now=NOW)
    assert found is not None
    assert found.id == task.id
    review_queue.claim(session, case.mentor, task.id, now=NOW)
    why = Reason(code="dark")
    reviewing.send_back(session, case.mentor, task.id, why, seen=task.revision, now=LATER)
    assert state(session, task) == TaskState.REPAIR
    lists = checklists.of_business(session, case.business.id, now=NOW)
    assert lines.next_lines(lists)[0].item.id == "G01"
    again = send(session, case)
    accept(session, case.mentor, again)
    assert state(session, task) == TaskState.ACCEPTED
    assert [e.state for e in session.scalars(select(Evidence).order_by(Evidence.id))] == [
        EvidenceState.RETURNED,
        EvidenceState.ACCEPTED,
    ]
    row = checklists.of_entry(session, case.product, now=NOW).row
    assert row.done == 1
    with pytest.raises(AlreadyAcceptedError):
        evidence.submit(session, case.owner, task.id, PHOTO, now=LATER)


def test_two_mentors_on_one_piece(session: Session) -> None:
    case = mentored(session, by=None)
    first, second = hired(session, "Dewi"), hired(session, "Budi")
    task = send(session, case)
    review_queue.claim(session, first, task.id, now=NOW)
    with pytest.raises(HeldError):
        review_queue.claim(session, second, task.id, now=NOW)
    with pytest.raises(HeldError):
        reviewing.accept(session, second, task.id, seen=task.revision, now=NOW)
    assert review_queue.following(session, second, now=NOW) is None
    later = NOW + review_queue.CLAIM
    review_queue.claim(session, second, task.id, now=later)
    reviewing.accept(session, second, task.id, seen=task.revision, now=later)
    with pytest.raises(StaleError):
        reviewing.accept(session, first, task.id, seen=task.revision, now=later)


@pytest.mark.parametrize(
    ("change", "comes", "goes"),
    [
        ({"category": "KOP", "destinations": ["AU"]}, set(), {"C06", "D88"}),
        ({"category": "ROT", "destinations": ["AU"]}, {"K01"}, {"D12", "F01", "C01"}),
    ],
    ids=["another destination", "another category"],
)
def test_shared_items_stay_done_when_the_product_changes(
    session: Session, change: dict[str, Any], comes: set[str], goes: set[str]
) -> None:
    case = mentored(session)
    assert case.mentor is not None
    shared = ("G01", "D31")
    for code in shared:
        task = send(session, case, code)
        reviewing.accept(session, case.mentor, task.id, seen=task.revision, now=NOW)
    before = {line.item.id for line in checklists.of_entry(session, case.product, now=NOW).lines}
    case.product.category = change["category"]
    case.product.answers = case.product.answers | change
    session.flush()
    listed = checklists.of_entry(session, case.product, now=NOW)
    after = {line.item.id for line in listed.lines}
    assert goes <= before
    assert after.isdisjoint(goes)
    assert comes <= after - before
    assert [listed.line(code).state for code in shared] == [TaskState.ACCEPTED] * 2


@pytest.mark.parametrize("kind", ["product", "business"])
def test_nothing_waits_of_a_withdrawn_entry(session: Session, kind: str) -> None:
    case = mentored(session)
    assert case.mentor is not None
    send(session, case)
    assert review_queue.waiting(session, case.mentor).count == 1
    entry = case.product if kind == "product" else case.business
    assert entries.withdraw(session, case.owner, entry.id, seen=entry.revision, now=NOW)
    assert review_queue.waiting(session, case.mentor).count == 0
    assert review_queue.following(session, case.mentor, now=NOW) is None


def test_evidence_replaced_while_it_is_judged(session: Session) -> None:
    case = mentored(session)
    assert case.mentor is not None
    task = send(session, case)
    seen = review_queue.claim(session, case.mentor, task.id, now=NOW).task.revision
    send(session, case, files=[2])
    with pytest.raises(StaleError):
        reviewing.accept(session, case.mentor, task.id, seen=seen, now=LATER)
    newer = review_queue.case(session, case.mentor, task.id, now=LATER)
    assert newer.evidence.answers == {"files": [2]}
    assert newer.task.waiting_since == NOW


def test_evidence_is_withdrawn_before_the_verdict_only(session: Session) -> None:
    case = mentored(session)
    task = send(session, case)
    revision = task.revision
    assert evidence.withdraw(session, case.owner, task.id, seen=revision, now=LATER)
    assert state(session, task) == TaskState.TODO
    assert not evidence.withdraw(session, case.owner, task.id, seen=revision, now=LATER)
    again = send(session, case)
    accept(session, case.mentor, again)
    late = session.get_one(Task, task.id, populate_existing=True).revision
    assert not evidence.withdraw(session, case.owner, task.id, seen=late, now=LATER)


def test_what_does_not_apply_counts_nowhere(session: Session) -> None:
    case = mentored(session)
    before = checklists.of_entry(session, case.product, now=NOW).progress.total
    item = evidence.open_item(session, case.owner, case.product.id, "G05", now=NOW)
    kind = EvidenceKind.NOT_APPLICABLE
    sent = evidence.submit(
        session, case.owner, item.task.id, {"words": "Dijual curah"}, kind=kind, now=NOW
    )
    accept(session, case.mentor, sent.task)
    assert state(session, item.task) == TaskState.NOT_APPLICABLE
    assert checklists.of_entry(session, case.product, now=NOW).progress.total == before - 1


def test_a_document_is_judged_once_for_all_products(session: Session) -> None:
    case = mentored(session)
    other = approve_product(session, case.owner, case.business, name="Kopi hijau")
    task = send(session, case, "D12", number="ID12110000000010725", valid_until="2030-03-17")
    paper = session.scalars(select(Paper)).one()
    lists = checklists.of_business(session, case.business.id, now=NOW)
    further = evidence.products_without(session, paper, lists)
    assert [line.entry.id for line in further] == [other.id]
    second = evidence.use_paper(session, case.owner, other, paper.id, now=NOW).task
    accept(session, case.mentor, task)
    assert state(session, task) == state(session, second) == TaskState.ACCEPTED
    assert len(list(session.scalars(select(Paper)))) == 1


def test_verdicts_of_a_sitting_are_told_together(session: Session) -> None:
    case = mentored(session)
    assert case.mentor is not None
    for code in ("G01", "G02"):
        accept(session, case.mentor, send(session, case, code))
    (sitting,) = sittings.open_of(session, case.mentor.person_id)
    assert sittings.close_due(session, now=LATER) == []
    (closed,) = sittings.close_due(session, now=LATER + sittings.LENGTH)
    assert closed.sitting.id == sitting.id
    assert [v.task.code for v in closed.verdicts] == ["G01", "G02"]
    assert sittings.close(session, sitting.id, now=LATER) is None


def test_a_verdict_is_taken_back_until_its_sitting_ends(session: Session) -> None:
    case = mentored(session)
    assert case.mentor is not None
    task = send(session, case)
    accept(session, case.mentor, task)
    judged = session.get_one(Task, task.id, populate_existing=True).evidence_id or 0
    reviewing.undo(session, case.mentor, judged, now=LATER)
    assert state(session, task) == TaskState.SENT
    accept(session, case.mentor, task)
    (sitting,) = sittings.open_of(session, case.mentor.person_id)
    sittings.close(session, sitting.id, now=LATER)
    with pytest.raises(StaleError):
        reviewing.undo(session, case.mentor, judged, now=LATER)


def test_nobody_opens_what_is_somebody_elses(session: Session) -> None:
    case = mentored(session)
    stranger = person(session, "Budi")
    with pytest.raises(NotFoundError):
        evidence.open_item(session, stranger, case.product.id, "G01", now=NOW)
    task = send(session, case)
    with pytest.raises(NotFoundError):
        evidence.submit(session, stranger, task.id, PHOTO, now=NOW)


def test_the_stage_follows_from_the_facts(session: Session) -> None:
    case = mentored(session)
    assert case.mentor is not None
    here = stages.standing(session, case.business, now=NOW)
    assert here.stage.code in {"T0", "T1", "T4"}
    situation = Situation(session, case.business, NOW)
    assert not facts.packaging_done(situation)
    for listed in checklists.of_business(session, case.business.id, now=NOW):
        for line in listed.lines:
            if line.is_mandatory:
                item = evidence.open_item(
                    session, case.owner, line.entry.id, line.item.id, now=NOW
                )
                sent = evidence.submit(session, case.owner, item.task.id, PHOTO, now=NOW)
                accept(session, case.mentor, sent.task)
    situation = Situation(session, case.business, NOW)
    assert facts.packaging_done(situation)
    assert facts.base_permits_done(situation)


def test_facts_of_the_stages_exist() -> None:
    assert {name for stage in rules.all_stages() for name in stage.lifts} <= set(facts.FACTS)
