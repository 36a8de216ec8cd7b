"""The evidence of one business as files: who may have it, what there is, and how it is named."""

import re
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from models.business import Business, Membership
from models.entry import Entry, EntryKind
from models.errors import NotAllowedError, NotFoundError
from models.file import FileState, StoredFile
from models.mentoring import Mentoring
from models.person import Role
from models.product import Product
from models.rules import documents, packaging
from models.services import files, search
from models.services.actor import Actor
from models.services.entry_form import business_id_of
from models.services.queue import CURATORS
from models.services.search_query import read, words
from models.task import Evidence, EvidenceState, Task

#: Who may have evidence as files; a mentor that of their own businesses.
WHO = (*CURATORS, Role.MENTOR)

#: Businesses that a search offers.
MOST_FOUND = 6

#: What its owner took back, or replaced before anybody had judged it, is listed without its files.
_KEPT = (EvidenceState.WAITING, EvidenceState.ACCEPTED, EvidenceState.RETURNED)

_MOST_LETTERS = 40
_PIECE = 100


@dataclass(frozen=True)
class Sent:
    """One piece of evidence: its item, what became of it, and its files."""

    entry: Entry
    task: Task
    evidence: Evidence
    title: str
    files: tuple[tuple[str, StoredFile], ...] = ()  #: the name without its suffix, the file

    @property
    def figures(self) -> str:
        """Numbers and days that were sent, one behind the other."""
        answers = self.evidence.answers
        named = [answers.get(name) for name in ("number", "issued", "valid_until")]
        return "; ".join(str(value) for value in (*_list(answers.get("figures")), *named) if value)

    @property
    def words(self) -> str:
        """What was written; a voice message is among the files."""
        said = self.evidence.answers.get("words")
        return said if isinstance(said, str) else ""


@dataclass
class _Names:
    """Names in the archive, each given once."""

    several: bool
    given: dict[str, int] = field(default_factory=dict)

    def next(self, business: Business, entry: Entry, code: str, title: str) -> str:
        """`KE-2026-00017/kemasan/G04-berat-bersih-1`."""
        parts = [business.number]
        if self.several and entry.kind == EntryKind.PRODUCT:
            parts.append(f"produk-{entry.number.rpartition('/')[2]}")
        parts.append("dokumen" if code.startswith("D") else "kemasan")
        base = "/".join([*parts, "-".join(filter(None, [code, slug(title)]))])
        self.given[base] = self.given.get(base, 0) + 1
        return f"{base}-{self.given[base]}"


def waiting_with(session: Session, person_id: int, file_id: int) -> Task | None:
    """The item whose waiting evidence has a file, in the businesses of a person."""
    rows = session.execute(
        select(Task, Evidence.answers)
        .join(Evidence, Evidence.id == Task.evidence_id)
        .join(Membership, Membership.business_id == Task.business_id)
        .where(Membership.person_id == person_id, Task.waiting_since.is_not(None))
    )
    return next((task for task, said in rows if file_id in said.get("files", ())), None)


def may_have(session: Session, actor: Actor, business_id: int) -> bool:
    """Whether the actor may have the evidence of a business."""
    if not actor.roles.isdisjoint(CURATORS):
        return True
    own = select(Mentoring.business_id).where(
        Mentoring.business_id == business_id, Mentoring.mentor_id == actor.person_id
    )
    return Role.MENTOR in actor.roles and session.scalar(own) is not None


def business(session: Session, actor: Actor, business_id: int) -> Business:
    """The business whose evidence is wanted.

    Raises:
        NotAllowedError: neither of the office nor its mentor.
        NotFoundError: there is none.
    """
    actor.must_be(*WHO)
    found = session.get(Business, business_id, populate_existing=True)
    if found is None:
        raise NotFoundError
    if not may_have(session, actor, business_id):
        raise NotAllowedError
    return found


def look_up(session: Session, actor: Actor, text: str, *, now: datetime) -> Sequence[Business]:
    """The businesses that a number or a name may mean, of those the actor may have.

    Raises:
        NotAllowedError: the actor holds no such role.
    """
    actor.must_be(*WHO)
    if actor.roles.isdisjoint(CURATORS):
        return _own(session, actor, text, now=now)
    hits = search.find(session, actor, text, now=now).hits
    ids = list(dict.fromkeys(business_id_of(hit.entry) for hit in hits))[:MOST_FOUND]
    return [session.get_one(Business, business_id) for business_id in ids]


def _own(session: Session, actor: Actor, text: str, *, now: datetime) -> list[Business]:
    """Among a mentor's own businesses; there are few of them."""
    query = read(text, now=now)
    charges = session.scalars(
        select(Business)
        .join(Mentoring, Mentoring.business_id == Business.id)
        .where(Mentoring.mentor_id == actor.person_id)
        .order_by(Business.id)
    ).all()
    numbers = {number.partition("/")[0] for number in query.numbers}
    if named := [one for one in charges if one.number in numbers]:
        return named[:MOST_FOUND]
    return [one for one in charges if query.words and _fits(one, query.words)][:MOST_FOUND]


def _fits(one: Business, beginnings: Sequence[str]) -> bool:
    own = words(f"{one.name} {one.owner_name or ''}")
    return all(any(word.startswith(beginning) for word in own) for beginning in beginnings)


def count(session: Session, business_id: int) -> int:
    """How many pieces of evidence there are, for somebody who wants to know how far it is."""
    return len(_ids(session, business_id))


def listed(session: Session, business_id: int) -> Iterator[Sent]:
    """All evidence of a business: its own first, then product by product, item by item.

    Read piece by piece, however much there is.
    """
    owner = session.get_one(Business, business_id)
    products = session.scalars(select(Product).where(Product.business_id == business_id)).all()
    names = _Names(several=len(products) > 1)
    ids = _ids(session, business_id)
    for start in range(0, len(ids), _PIECE):
        rows = session.execute(
            select(Evidence, Task, Entry)
            .join(Task, Task.id == Evidence.task_id)
            .join(Entry, Entry.id == Task.entry_id)
            .where(Evidence.id.in_(ids[start : start + _PIECE]))
        ).all()
        found = {row[0].id: row for row in rows}
        for evidence_id in ids[start : start + _PIECE]:
            sent, task, entry = found[evidence_id]
            title = title_of(task.code)
            kept = _files(session, sent) if sent.state in _KEPT else []
            named = [(names.next(owner, entry, task.code, title), file) for file in kept]
            yield Sent(entry, task, sent, title, tuple(named))


def is_archived(file: StoredFile) -> bool:
    """Whether its bytes are ours."""
    return file.state == FileState.ARCHIVED and file.path is not None


def title_of(code: str) -> str:
    """What an item is called now, retired ones too."""
    if code in documents.by_id():
        return documents.by_id()[code].name
    return packaging.by_id()[code].title if code in packaging.by_id() else ""


def slug(title: str) -> str:
    """A title as part of a file's name: small letters and digits, without what is in brackets."""
    plain = unicodedata.normalize("NFKD", title.partition("(")[0].casefold())
    pieces = re.findall(r"[a-z0-9]+", "".join(c for c in plain if c.isascii()))
    short = ""
    for piece in pieces:
        if len(short) + len(piece) >= _MOST_LETTERS:
            break
        short = f"{short}-{piece}" if short else piece
    return short


def _ids(session: Session, business_id: int) -> list[int]:
    return list(
        session.scalars(
            select(Evidence.id)
            .join(Task, Task.id == Evidence.task_id)
            .where(Task.business_id == business_id)
            .order_by(Task.entry_id, Task.code, Evidence.id)
        )
    )


def _files(session: Session, sent: Evidence) -> list[StoredFile]:
    answers: Mapping[str, Any] = sent.answers
    said = answers.get("words")
    voice = [said.get("voice")] if isinstance(said, Mapping) else []
    ids = [one for one in (*_list(answers.get("files")), *voice) if isinstance(one, int)]
    return files.by_ids(session, ids)


def _list(value: object) -> list[Any]:
    return value if isinstance(value, list) else []
