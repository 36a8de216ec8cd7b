"""Evidence for talks of mentors: sent by an owner without a word of it being said."""

from typing import Any

from sqlalchemy import func, select

from models.file import StoredFile
from models.ingress import Quarantine
from models.services import evidence, files, reviewing, sittings
from models.services.files import Sent
from models.task import Evidence, EvidenceKind, Task
from simulator.files import Upload
from tests.mentored import Mentored
from tests.pictures import picture
from tests.talk import Clinic, Talker

#: What a card of `/tinjau` offers.
OF_CARDS = ("see", "files", "skip", "accept", "repair", "why", "send")

_NAMES = {"photo": "foto.jpg", "document": "surat.pdf", "voice": "suara.ogg", "video": "v.mp4"}


def a_file(clinic: Clinic, case: Mentored, kind: str = "photo") -> int:
    """A file the owner sent; its number with us."""
    content = picture(1280, 960, seed=1) if kind == "photo" else b"%PDF"
    kept = clinic.world.files.add(kind, Upload(_NAMES[kind], content))
    with clinic.database.write() as session:
        sent = Sent(kind, kept.file_id, width=1280, height=960)
        row = files.note(session, case.owner.person_id, sent, now=clinic.world.now())
        return row.id


def send(
    clinic: Clinic,
    case: Mentored,
    code: str = "G01",
    *,
    photos: int = 1,
    kind: EvidenceKind = EvidenceKind.PROOF,
    of: int | None = None,
    **answers: Any,
) -> int:
    """Send evidence for an item of the product, or of the business (D0…); gives the task.

    *of*: another entry.
    """
    sent = {"files": [a_file(clinic, case) for _ in range(photos)]} | answers
    entry = of or (case.business.id if code.startswith("D0") else case.product.id)
    with clinic.database.write() as session:
        now = clinic.world.now()
        item = evidence.open_item(session, case.owner, entry, code, now=now)
        return evidence.submit(session, case.owner, item.task.id, sent, kind=kind, now=now).task.id


def judge(clinic: Clinic, case: Mentored, task_id: int) -> None:
    """The mentor accepts what waits; nobody is told."""
    assert case.mentor is not None
    with clinic.database.write() as session:
        seen, now = session.get_one(Task, task_id).revision, clinic.world.now()
        sitting = reviewing.accept(session, case.mentor, task_id, seen=seen, now=now)
        sittings.close(session, sitting.id, now=now)


def withdraw(clinic: Clinic, case: Mentored, task_id: int) -> None:
    """The owner takes back what waits."""
    with clinic.database.write() as session:
        seen = session.get_one(Task, task_id).revision
        now = clinic.world.now()
        assert evidence.withdraw(session, case.owner, task_id, seen=seen, now=now)


def states(clinic: Clinic) -> list[str]:
    """Where the items stand, in the order they were opened."""
    with clinic.database.read() as session:
        return list(session.scalars(select(Task.state).order_by(Task.id)))


def reasons(clinic: Clinic) -> list[tuple[str | None, str | None, bool]]:
    """Code, words and whether there is a voice message, of all evidence that came back."""
    with clinic.database.read() as session:
        rows = session.scalars(
            select(Evidence).where(Evidence.state == "returned").order_by(Evidence.id)
        )
        return [(row.reason_code, row.reason, row.voice_id is not None) for row in rows]


def kinds_of_files(clinic: Clinic) -> list[str]:
    """The kinds of all files we know, in their order."""
    with clinic.database.read() as session:
        return list(session.scalars(select(StoredFile.kind).order_by(StoredFile.id)))


def verdicts(clinic: Clinic) -> list[str]:
    """The state of each piece of evidence, oldest first."""
    with clinic.database.read() as session:
        return list(session.scalars(select(Evidence.state).order_by(Evidence.id)))


async def begins(mentor: Talker) -> None:
    """See the first card."""
    with mentor.clinic.in_short(f"{mentor.name} begins to review.", but_the_last=True):
        await mentor.sends("/tinjau")
        await mentor.taps("Mulai meninjau")


def quarantined(clinic: Clinic) -> int:
    """How many updates raised an error."""
    with clinic.database.read() as session:
        return session.scalar(select(func.count()).select_from(Quarantine)) or 0
