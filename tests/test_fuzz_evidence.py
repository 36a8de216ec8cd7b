"""The judges of evidence find what they are there for."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from models.task import Evidence, EvidenceKind, EvidenceState, Task, TaskState
from tests.fuzz.evidence import NOTHING, expected, heard, item, standing_at, verdicts

AT = datetime(2026, 11, 24, 9, tzinfo=UTC)
MINUTE = timedelta(minutes=1)


def piece(number: int, state: EvidenceState, **other: Any) -> Evidence:
    """Evidence for the first item, sent in this minute; judged a minute later, if it was."""
    is_judged = state in {EvidenceState.ACCEPTED, EvidenceState.RETURNED}
    marks = {"decided_by": 1, "decided_at": AT + (number + 1) * MINUTE, "sitting_id": 1}
    sent = {
        "id": number,
        "task_id": 1,
        "kind": EvidenceKind.PROOF,
        "sent_at": AT + number * MINUTE,
    }
    return Evidence(**sent, state=state, **(marks if is_judged else {}) | other)


def task(state: TaskState, evidence_id: int | None, *, waits: bool = False) -> Task:
    return Task(id=1, state=state, evidence_id=evidence_id, waiting_since=AT if waits else None)


@pytest.mark.parametrize(
    ("pieces", "breaches"),
    [
        ([piece(1, EvidenceState.REPLACED), piece(2, EvidenceState.ACCEPTED)], 0),
        ([piece(1, EvidenceState.REPLACED, decided_by=1), piece(2, EvidenceState.WAITING)], 1),
        ([piece(1, EvidenceState.WITHDRAWN, sitting_id=1)], 1),
        ([piece(1, EvidenceState.ACCEPTED, decided_at=None)], 1),
        ([piece(1, EvidenceState.ACCEPTED, reason_code="dark")], 1),
        ([piece(1, EvidenceState.WAITING), piece(2, EvidenceState.WAITING)], 1),
    ],
)
def test_verdicts_on_what_is_gone_are_found(pieces: list[Evidence], breaches: int) -> None:
    assert len(list(verdicts(pieces))) == breaches


@pytest.mark.parametrize(
    ("found", "pieces", "breaches"),
    [
        (task(TaskState.TODO, None), [], 0),
        (task(TaskState.SENT, 1, waits=True), [piece(1, EvidenceState.WAITING)], 0),
        (task(TaskState.SENT, 1), [piece(1, EvidenceState.WAITING)], 1),
        (task(TaskState.REPAIR, 1), [piece(1, EvidenceState.ACCEPTED)], 1),
        (
            task(TaskState.REPAIR, 2),
            [piece(1, EvidenceState.RETURNED), piece(2, EvidenceState.WITHDRAWN)],
            0,
        ),
        (
            task(TaskState.ACCEPTED, 1),
            [piece(1, EvidenceState.ACCEPTED), piece(2, EvidenceState.WITHDRAWN)],
            2,
        ),
    ],
)
def test_items_that_do_not_stand_as_their_evidence_are_found(
    found: Task, pieces: list[Evidence], breaches: int
) -> None:
    assert len(list(item(found, pieces))) == breaches


def test_what_is_to_be_heard_depends_on_what_stands() -> None:
    pieces = {1: [piece(1, EvidenceState.RETURNED), piece(3, EvidenceState.WITHDRAWN)]}
    gone = {3: AT + 5 * MINUTE}
    heard_at = [
        expected(
            [
                one
                for one in standing_at(pieces, AT + minutes * MINUTE, gone)
                if one.state == EvidenceState.RETURNED
            ]
        )
        for minutes in (2, 4, 6)
    ]
    assert heard_at == [(1, 0, 1, frozenset({1})), NOTHING, (1, 0, 1, frozenset({1}))]


def test_a_summary_is_heard_as_it_reads() -> None:
    text = (
        "<b>Ibu Dewi sudah memeriksa 6 bukti</b>\nDiterima: 4 langkah.\n"
        "1. Perlu perbaikan: foto produk (Kopi bubuk).\nFoto lagi di tempat terang.\n"
        "2. Tetap perlu: kode produksi (Kopi bubuk).\nLangkah ini berlaku.\n"
        "Kopi bubuk sekarang 7%."
    )
    buttons = [{"text": str(n), "callback_data": f"1:item:see:{n}:0"} for n in (7, 8)]
    other = [{"text": "Tanya", "callback_data": "1:ask:open:7:0"}]
    payload = {"text": text, "markup": {"inline_keyboard": [buttons, other]}}
    assert heard(payload) == (6, 4, 2, frozenset({7, 8}))
