"""What the people of a business are told of a sitting: each verdict, and how far they are now."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from models.entry import Entry
from models.file import StoredFile
from models.rules import documents, packaging
from models.rules.documents import Document
from models.rules.packaging import Step
from models.services import checklists, files
from models.services.lines import Line, Listed, Progress
from models.services.sittings import Closed
from models.task import Evidence, Task


@dataclass(frozen=True)
class Told:
    """One verdict as it is told."""

    task: Task
    evidence: Evidence
    entry: Entry
    item: Step | Document
    is_replaced: bool = False  #: something else was asked for in its place


@dataclass(frozen=True)
class Bundle:
    """All verdicts of a sitting."""

    told: tuple[Told, ...]
    voices: tuple[StoredFile, ...]
    progress: tuple[tuple[Entry, Progress], ...]  #: of the lists that were judged


def item_of(code: str) -> Step | Document | None:
    """The item of a code as the rules have it now, retired ones too."""
    return documents.by_id().get(code) or packaging.by_id().get(code)


def read(session: Session, closed: Closed, *, now: datetime) -> Bundle:
    """What a closed sitting is told with."""
    lists = {
        one.entry.id: one for one in checklists.of_business(session, closed.business.id, now=now)
    }
    told = []
    for verdict in closed.verdicts:
        task = verdict.task
        listed = lists.get(task.entry_id)
        line = _line(listed, task.code)
        item = line.item if line else item_of(task.code)
        if item is not None:
            entry = listed.entry if listed else closed.business
            replaced = line is not None and line.is_replaced
            told.append(Told(task, verdict.evidence, entry, item, replaced))
    judged = {one.task.entry_id for one in told}
    spoken = [one.evidence.voice_id for one in told if one.evidence.voice_id is not None]
    return Bundle(
        tuple(told),
        tuple(files.by_ids(session, list(dict.fromkeys(spoken)))),
        tuple((one.entry, one.progress) for key, one in lists.items() if key in judged),
    )


def _line(listed: Listed | None, code: str) -> Line | None:
    lines = listed.lines if listed else ()
    return next((line for line in lines if line.item.id == code), None)
