"""What holds of evidence after a run: each piece, its item, its list, and what its owner heard."""

import re
from collections import Counter, defaultdict
from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from bot import callback_data
from models.audit import AuditEntry
from models.business import Membership
from models.conversation import Conversation, Draft
from models.file import StoredFile
from models.mentoring import Mentoring, Sitting
from models.message import StaffMessage
from models.outbox import OutboxRow
from models.person import Person
from models.rules import documents, packaging
from models.services import checklists
from models.task import Evidence, EvidenceKind, EvidenceState, Task, TaskState

_TITLE = re.compile(r"^<b>(.+) sudah memeriksa (\d+) bukti</b>$", re.MULTILINE)
_COUNTED = re.compile(r"^Diterima: (\d+) langkah\.$", re.MULTILINE)
_GOOD = re.compile(r"^(?:Diterima|Disetujui tidak berlaku): ", re.MULTILINE)
_REPAIR = re.compile(r"^(?:\d+\. )?(?:Perlu perbaikan|Tetap perlu): ", re.MULTILINE)
#: So many items to be repaired have a button.
_MOST_BUTTONS = 6
_SEE = ("item", "see")
_JUDGED = (EvidenceState.ACCEPTED, EvidenceState.RETURNED)
#: What becomes of an item with its newest evidence.
_ITEM = {
    (EvidenceKind.PROOF, EvidenceState.WAITING): TaskState.SENT,
    (EvidenceKind.PROOF, EvidenceState.ACCEPTED): TaskState.ACCEPTED,
    (EvidenceKind.PROOF, EvidenceState.RETURNED): TaskState.REPAIR,
    (EvidenceKind.NOT_APPLICABLE, EvidenceState.WAITING): TaskState.SENT,
    (EvidenceKind.NOT_APPLICABLE, EvidenceState.ACCEPTED): TaskState.NOT_APPLICABLE,
    (EvidenceKind.NOT_APPLICABLE, EvidenceState.RETURNED): TaskState.TODO,
}

Pieces = dict[int, list[Evidence]]
Sat = tuple[int, datetime, str]  #: whom a sitting is told, when it was over, its mentor
Heard = tuple[int, int, int, frozenset[int]]  #: see `heard`
NOTHING: Heard = (0, 0, 0, frozenset())
_TICK = timedelta(microseconds=1)


def judged(session: Session) -> Iterator[str]:
    """Every breach."""
    pieces: Pieces = defaultdict(list)
    for one in session.scalars(select(Evidence).order_by(Evidence.id)):
        pieces[one.task_id].append(one)
    tasks = session.scalars(select(Task).order_by(Task.id)).all()
    for task in tasks:
        yield from verdicts(pieces[task.id])
        yield from item(task, pieces[task.id])
    yield from _trail(session, pieces)
    yield from _lists(session)
    yield from _told(session, pieces)
    yield from _files(session, pieces)


def verdicts(pieces: list[Evidence]) -> Iterator[str]:
    """A verdict is whole, and on no evidence that was replaced or withdrawn; one may wait."""
    for one in pieces:
        marks = (one.decided_by, one.decided_at, one.sitting_id)
        has = one.state in _JUDGED
        if any((mark is not None) is not has for mark in marks):
            yield f"evidence {one.id} is {one.state}, decided {marks}"
        if one.state != EvidenceState.RETURNED and (one.reason or one.reason_code):
            yield f"evidence {one.id} is {one.state}, because {one.reason_code}"
    waiting = [one.id for one in pieces[:-1] if one.state == EvidenceState.WAITING]
    if waiting:
        yield f"evidence {waiting} waits, and newer was sent"


def item(task: Task, pieces: list[Evidence]) -> Iterator[str]:
    """An item stands where its newest evidence has brought it."""
    newest = pieces[-1] if pieces else None
    if task.evidence_id != (newest.id if newest else None):
        yield f"task {task.id} has evidence {task.evidence_id}, the newest is {newest}"
    returned = [one for one in pieces if one.state == EvidenceState.RETURNED]
    before = [one for one in returned if one.kind == EvidenceKind.PROOF]
    state = TaskState.REPAIR if before else TaskState.TODO
    if newest is not None and newest.state != EvidenceState.WITHDRAWN:
        key = (EvidenceKind(newest.kind), EvidenceState(newest.state))
        state = _ITEM.get(key, TaskState.TODO)
    if task.state != state:
        yield f"task {task.id} is {task.state}, its evidence says {state}"
    if (task.waiting_since is not None) is not (state is TaskState.SENT):
        yield f"task {task.id} is {task.state} and waits since {task.waiting_since}"


def _trail(session: Session, pieces: Pieces) -> Iterator[str]:
    """One act for each piece that was sent or withdrawn, and one verdict for each in force."""
    acts: dict[int, Counter[str]] = defaultdict(Counter)
    for row in session.scalars(select(AuditEntry).where(AuditEntry.subject == "task")):
        acts[row.subject_id][row.action.partition(".")[2]] += 1
    for task_id, some in pieces.items():
        kinds = Counter(one.kind for one in some)
        states = Counter(one.state for one in some)
        noted = acts[task_id]
        in_force = noted["accepted"] + noted["returned"] - noted["undone"]
        told = (noted["sent"], noted["declined"], noted["withdrawn"], in_force)
        kept = (
            kinds[EvidenceKind.PROOF],
            kinds[EvidenceKind.NOT_APPLICABLE],
            states[EvidenceState.WITHDRAWN],
            sum(states[state] for state in _JUDGED),
        )
        if told != kept:
            yield f"task {task_id}: noted {dict(noted)}, kept {kept}"


def _lists(session: Session) -> Iterator[str]:
    """The progress that is written down is what a recount gives."""
    versions = {
        "packaging_version": packaging.changes()[-1].version,
        "documents_version": documents.changes()[-1].version,
    }
    for business_id in session.scalars(select(Mentoring.business_id)).all():
        for listed, _then in checklists.in_versions(session, business_id, **versions):
            stored, counted = (listed.row.done, listed.row.total), listed.progress
            if stored != (counted.done, counted.total):
                yield f"list {listed.entry.id}: {stored} written, {counted} counted"


def _told(session: Session, pieces: Pieces) -> Iterator[str]:
    """Every sitting is over, and was told once, at that moment, with just its verdicts."""
    due, said = _due(session, pieces), _said(session)
    for sitting_id in session.scalars(select(Sitting.id).where(Sitting.closed_at.is_(None))):
        yield f"sitting {sitting_id} is not over"
    for key in sorted(due.keys() | said.keys()):
        allowed = due.get(key, [NOTHING])
        if len(said[key]) > 1 or (said[key] or [NOTHING])[0] not in allowed:
            yield f"sitting {key}: told {said[key]}, decided {allowed}"


def _due(session: Session, pieces: Pieces) -> dict[Sat, list[Heard]]:
    """What was to be told of each sitting.

    Two things may be right: what is done in the same moment has no order.
    """
    by_sitting: dict[int | None, list[int]] = defaultdict(list)
    for some in pieces.values():
        for one in some:
            by_sitting[one.sitting_id].append(one.id)
    withdrawn = _withdrawn(session)
    rows = session.execute(
        select(Sitting, Person.name, Membership.person_id)
        .join(Person, Person.id == Sitting.mentor_id)
        .join(Membership, Membership.business_id == Sitting.business_id)
    )
    found: dict[Sat, list[Heard]] = {}
    for sitting, mentor, person_id in rows:
        if (at := sitting.closed_at) is None:
            continue
        ids = set(by_sitting[sitting.id])
        standing = [standing_at(pieces, at + tick, withdrawn) for tick in (-_TICK, _TICK)]
        allowed = [expected([one for one in some if one.id in ids]) for some in standing]
        found[person_id, at, mentor] = allowed
    return found


def standing_at(pieces: Pieces, at: datetime, withdrawn: dict[int, datetime]) -> list[Evidence]:
    """The newest evidence of each item at a moment, without what was withdrawn by then."""
    found = []
    for some in pieces.values():
        sent = [one for one in some if one.sent_at < at]
        left = [one for one in sent if withdrawn.get(one.id, at) >= at]
        found += left[-1:]
    return found


def _withdrawn(session: Session) -> dict[int, datetime]:
    """When evidence was withdrawn, by its number."""
    acts = select(AuditEntry).where(AuditEntry.action == "task.withdrawn")
    return {(row.after or {})["evidence"]: row.at for row in session.scalars(acts)}


def _said(session: Session) -> dict[Sat, list[Heard]]:
    """What was told of sittings."""
    found: dict[Sat, list[Heard]] = defaultdict(list)
    query = select(OutboxRow, Person.id).join(Person, Person.telegram_id == OutboxRow.chat_id)
    for row, person_id in session.execute(query):
        if title := _TITLE.search(str(row.payload.get("text", ""))):
            found[person_id, row.created_at, title[1]].append(heard(row.payload))
    return found


def expected(found: list[Evidence]) -> Heard:
    """What is to be heard of these verdicts."""
    repairs = [one for one in found if one.state == EvidenceState.RETURNED]
    repairs.sort(key=lambda one: (one.decided_at, one.id))
    buttons = frozenset(one.task_id for one in repairs[:_MOST_BUTTONS])
    return len(found), len(found) - len(repairs), len(repairs), buttons


def heard(payload: dict[str, Any]) -> Heard:
    """What a message about a sitting says: verdicts, good ones, repairs, and items to repair."""
    text = payload["text"]
    title, counted = _TITLE.search(text), _COUNTED.search(text)
    good = int(counted[1]) if counted else len(_GOOD.findall(text))
    rows = payload.get("markup", {}).get("inline_keyboard", [])
    taps = [callback_data.decode(button.get("callback_data")) for row in rows for button in row]
    items = frozenset(tap.subject for tap in taps if tap and (tap.flow, tap.verb) == _SEE)
    return int(title[2]) if title else 0, good, len(_REPAIR.findall(text)), items


def _files(session: Session, pieces: Pieces) -> Iterator[str]:
    """Every file of owners who opened an item is evidence, or on its way to be, or a message.

    Other people's are photos of products, also such as they replaced themselves.
    """
    kept: set[Any] = set(session.scalars(select(StaffMessage.file_id)))
    answers = [one.answers for some in pieces.values() for one in some]
    answers += [
        *session.scalars(select(Draft.answers)),
        *session.scalars(select(Conversation.answers)),
    ]
    for one in answers:
        kept.update(one.get("files") or [])
    owners = select(Membership.person_id).join(Task, Task.business_id == Membership.business_id)
    for file in session.scalars(select(StoredFile).where(StoredFile.sent_by.in_(owners))):
        if file.id not in kept:
            yield f"file {file.id} of {file.sent_by}, {file.sent_at}, serves nothing"
