"""What holds for everybody after a run, whatever went wrong: ledger and database agree."""

from collections import Counter, defaultdict
from collections.abc import Iterator
from datetime import timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from models.audit import AuditEntry
from models.curation import Decision
from models.entry import Entry
from models.ingress import ProcessedUpdate, Quarantine
from models.outbox import OutboxRow, OutboxState, Slot
from simulator.ledger import Entry as Said
from tests.fuzz import evidence
from tests.fuzz.scene import Scene
from tests.people.visitor import said

#: A screen may be on its way while newer content commits, but not longer.
_ON_THE_WAY = timedelta(seconds=1.5)
_BUTTONS_ONLY = ("editMessageReplyMarkup", "answerCallbackQuery")


def all_of(scene: Scene) -> list[str]:
    """Every breach, with the story of the person concerned."""
    found = []
    try:
        scene.office.judge()
    except AssertionError as error:
        found.append(str(error))
    with scene.office.reading() as session:
        for judge in (_updates, _decisions, _outbox):
            found += judge(scene, session)
        found += evidence.judged(session)
        for chat_id in sorted(scene.office.world.people):
            breaches = list(_chat(scene, session, chat_id))
            if breaches:
                found += [*breaches, _story(scene, chat_id)]
    return found


def _story(scene: Scene, chat_id: int) -> str:
    people = [str(person) for person in scene.office.people if person.id == chat_id]
    return "\n".join([f"seed {scene.office.seed}", *people])


def _updates(scene: Scene, session: Session) -> Iterator[str]:
    """Everything people did was worked off, and nothing is in quarantine.

    Telegram gives up a tap that waits for minutes; only jumps of the clock let one wait so long.
    """
    for row in session.scalars(select(Quarantine)):
        yield f"in quarantine: {row.update_id} {row.error}"
    done = set(session.scalars(select(ProcessedUpdate.update_id)))
    done |= scene.office.world.updates.expired
    for person in scene.office.people:
        if lost := set(person.updates) - done:
            yield f"never worked off: {sorted(lost)}\n{person}"


def _decisions(scene: Scene, session: Session) -> Iterator[str]:
    """One act in the audit trail for each decision, and for each that was taken back."""
    del scene
    acts = Counter(
        (row.subject_id, row.action.partition(".")[2])
        for row in session.scalars(select(AuditEntry))
        if row.subject in {"business", "product"}
    )
    decided: Counter[tuple[int, str]] = Counter()
    for one in session.scalars(select(Decision)):
        decided[one.entry_id, one.verdict] += 1
        if one.undone_at is not None:
            decided[one.entry_id, "undone"] += 1
    verdicts = {"approved", "returned", "rejected", "undone"}
    noted = {key: count for key, count in acts.items() if key[1] in verdicts}
    for (entry_id, _), count in list(acts.items()):
        overtaken = acts[entry_id, "overtaken"]
        if overtaken and count:
            noted[entry_id, "undone"] = acts[entry_id, "undone"] + overtaken
    if noted != dict(decided):
        yield f"decided {dict(decided)}\nnoted {noted}"
    for entry in session.scalars(select(Entry)):
        if acts[entry.id, "submitted"] != 1:
            yield f"entry {entry.number} was submitted {acts[entry.id, 'submitted']} times"


def _outbox(scene: Scene, session: Session) -> Iterator[str]:
    """Everything was said, or newer words took its place."""
    over = (OutboxState.SENT, OutboxState.SUPERSEDED)
    for row in session.scalars(select(OutboxRow).where(OutboxRow.state.not_in(over))):
        yield f"row {row.id} is {row.state}: {row.error}\n{_story(scene, row.chat_id)}"


def _chat(scene: Scene, session: Session, chat_id: int) -> Iterator[str]:
    """What was said to one person: all of it, in order, nothing more than may be repeated."""
    ledger = [
        one
        for one in scene.office.world.ledger.of(chat_id=chat_id)
        if one.method not in _BUTTONS_ONLY
    ]
    mine = select(OutboxRow).where(OutboxRow.chat_id == chat_id).order_by(OutboxRow.id)
    ordered = [row for row in session.scalars(mine) if "method" not in row.payload]
    for category in {row.category for row in ordered}:
        sent = [r for r in ordered if (r.category, r.state) == (category, OutboxState.SENT)]
        yield from in_order(sent, ledger)
    yield from _repetitions(scene, chat_id, ledger, ordered)
    yield from outdated(scene, ordered, ledger)
    yield from _slots(session, chat_id, ordered, ledger)


def in_order(sent: list[OutboxRow], ledger: list[Said]) -> Iterator[str]:
    """Each row that counts as sent was said, in the order of the rows.

    An edit that changes nothing is not said once more: a row whose words already stand there is
    done with that, also where the same words come again later, for another row.
    """
    last = 0
    for row in sent:
        content = _content(row)
        about = [one for one in ledger if row.message_id in one.message_ids]
        same = [one.seq for one in about if said(one) == content]
        if [said(one) for one in about if one.seq <= last][-1:] == [content]:
            continue
        if later := [seq for seq in same if seq > last]:
            last = later[0]
        elif same:
            yield f"row {row.id} was said before an older one: {same}, after {last}: {content!r}"
        else:
            yield f"row {row.id} counts as sent, but was never said: {content!r}"


def _repetitions(
    scene: Scene, chat_id: int, ledger: list[Said], rows: list[OutboxRow]
) -> Iterator[str]:
    """Nothing is said that was not written; nothing is repeated without a reason."""
    written = {_content(row) for row in rows}
    for one in ledger:
        if said(one) not in written:
            yield f"said, but never written: {one}"
    recorded = {(row.message_id, _content(row)) for row in rows if row.message_id is not None}
    unrecorded = [one for one in ledger if (one.message_id, said(one)) not in recorded]
    lost = scene.office.world.faults.answers_lost
    allowed = scene.unrecorded[chat_id] + sum(
        count for method, count in lost.items() if method.startswith(("send", "edit"))
    )
    if len(unrecorded) > allowed:
        yield f"{len(unrecorded)} unrecorded, {allowed} allowed: {unrecorded}"


def outdated(scene: Scene, rows: list[OutboxRow], ledger: list[Said]) -> Iterator[str]:
    """No screen is sent once newer content of its slot was committed.

    Moments at which nothing could commit, or we could not note what came, are not judged.
    """
    slots: dict[str, list[OutboxRow]] = defaultdict(list)
    for row in rows:
        if row.slot is not None:
            slots[row.slot].append(row)
    for shown in slots.values():
        last = {_content(row): index for index, row in enumerate(shown)}
        for one in ledger:
            index = last.get(said(one))
            if index is None or index + 1 == len(shown):
                continue
            after = shown[index + 1]
            late = one.at > after.created_at + _ON_THE_WAY
            if late and not scene.is_blurred(after.created_at):
                yield f"{one.seq} came after row {after.id} was committed, {after.created_at}"


def _slots(
    session: Session, chat_id: int, rows: list[OutboxRow], ledger: list[Said]
) -> Iterator[str]:
    """Each slot's message shows what was last sent there."""
    for slot in session.scalars(select(Slot).where(Slot.chat_id == chat_id)):
        sent = [r for r in rows if (r.slot, r.state) == (slot.name, OutboxState.SENT)]
        shown = [one for one in ledger if slot.message_id in one.message_ids]
        if sent and (not shown or said(shown[-1]) != _content(sent[-1])):
            yield f"slot {slot.name}: row {sent[-1].id} is not what {slot.message_id} shows"


def _content(row: OutboxRow) -> str:
    payload = row.payload
    return str(payload.get("text") or payload.get("params", {}).get("text") or "")
